"""Figures that were handed in: they stand, and only the last approved correction changes one."""

from datetime import date
from decimal import Decimal

from mynumber.models import FlowFigure, Series, Submission
from tests.factories import (
    advance_submission,
    make_correction,
    make_department,
    make_flow_figure,
    make_report,
    make_series,
    make_stock_figure,
    make_submission,
    make_submission_line,
    make_sum,
    reopen_submission,
)
from tests.mynumber.breaches.figures import APRIL, MARCH, change
from tests.mynumber.breaches.series import stock_series


def of_a_department(**fields):
    """A flow of 令和4年度 (10, 20, 30, 40) whose series has a department of its own."""
    return make_flow_figure(series=make_series(department=make_department()), **fields)


def stock_of_a_department(as_of=MARCH, value=100, **of_series):
    """100 枚 on 31 March 2023, of a series with a department of its own."""
    series = stock_series(department=make_department(), **of_series)
    return make_stock_figure(series=series, as_of=as_of, value=value)


def hand_in(figure, quarter, state="submitted", fiscal_year=2022):
    """The figure's department hands in its quarter, in the state. No line says what was handed in."""
    return make_submission(
        department=figure.series.department, fiscal_year=fiscal_year, quarter=quarter, state=state
    )


def flow_changed_after_submission():
    figure = of_a_department()
    hand_in(figure, 2)
    change(figure, q2=21)


def stock_changed_after_submission():
    figure = stock_of_a_department()
    hand_in(figure, 4)
    change(figure, value=101)


def share_that_stands(state="confirmed", value="44.8", **of_share):
    """A share of 31 March, entered and handed in; both counts are of another department."""
    above, below = (stock_series(department=make_department()) for _ in range(2))
    share = stock_of_a_department(
        numerator=above, denominator=make_sum(below), decimals=1, value=Decimal(value), **of_share
    )
    hand_in(share, 4, state)
    return share, above, below


def denominator_entered_under_a_share_that_stands():
    _, above, below = share_that_stands("locked")
    make_stock_figure(series=above, value=449)
    make_stock_figure(series=below, value=1000)


def whole_year_changed_after_publication():
    figure = of_a_department(whole_year=100)
    make_report(state="published")
    change(figure, whole_year=110)


def stock_of_old_changed_after_publication():
    """Nobody had handed it in: it is from before this system."""
    figure = stock_of_a_department(as_of=APRIL)
    make_report(state="published")
    change(figure, value=101)


BREACHES = {
    "mynumber_flowfigure_published_stands": whole_year_changed_after_publication,
    "mynumber_flowfigure_stands": flow_changed_after_submission,
    "mynumber_stockfigure_published_stands": stock_of_old_changed_after_publication,
    "mynumber_stockfigure_share_stands": denominator_entered_under_a_share_that_stands,
    "mynumber_stockfigure_stands": stock_changed_after_submission,
}


# --- The same rule on its other ways ----------------------------------------------------------------------


def flow_entered_after_submission():
    """The row of the year is not there yet: an INSERT."""
    series = make_series(department=make_department())
    make_submission(department=series.department, quarter=1, state="confirmed")
    FlowFigure.objects.bulk_create([FlowFigure(series=series, fiscal_year=2022, q1=1)])


def flow_emptied_after_submission():
    figure = of_a_department()
    hand_in(figure, 3, "locked")
    change(figure, q3=None)


def flow_of_a_series_that_went_to_another_department():
    """What was handed in holds the series to its quarter, whoever answers for it now."""
    figure = of_a_department()
    submission = hand_in(figure, 1, "open")
    make_submission_line(submission=submission, series=figure.series, value=10)
    advance_submission(submission, "submitted")
    Series.objects.filter(pk=figure.series_id).update(department=make_department())
    change(figure, q1=11)


def first_of_april_changed_with_the_fourth_quarter():
    """The count of 1 April comes with the quarter that closed on 31 March."""
    figure = stock_of_a_department(as_of=APRIL)
    hand_in(figure, 4)
    change(figure, value=101)


def corrected(figure, quarter, before, after, state="approved"):
    """A correction of the flow, decided so; it writes nothing."""
    return make_correction(flow_figure=figure, quarter=quarter, before=before, after=after, state=state)


def changed_by_a_proposal():
    figure = of_a_department()
    hand_in(figure, 1, "confirmed")
    corrected(figure, 1, 10, 12, "proposed")
    change(figure, q1=12)


def changed_to_what_no_correction_says():
    figure = of_a_department()
    hand_in(figure, 1, "confirmed")
    corrected(figure, 1, 10, 12)
    change(figure, q1=13)


def changed_by_the_correction_of_another_quarter():
    figure = of_a_department()
    hand_in(figure, 1, "confirmed")
    corrected(figure, 2, 10, 12)
    change(figure, q1=12)


def changed_back_after_a_correction():
    figure = of_a_department()
    hand_in(figure, 1, "confirmed")
    corrected(figure, 1, 10, 12)
    change(figure, q1=12)
    change(figure, q1=10)


def changed_by_a_correction_of_long_ago():
    """10 became 12 and 12 became 10: the first of the two no longer lets 10 become 12."""
    figure = of_a_department()
    hand_in(figure, 1, "confirmed")
    for before, after in ((10, 12), (12, 10)):
        corrected(figure, 1, before, after)
        change(figure, q1=after)
    change(figure, q1=12)


def changed_by_a_correction_of_before_it_was_reopened():
    """10 became 12; reopened, it was entered as 10 again and handed in: what was approved then is over."""
    figure = of_a_department()
    submission = hand_in(figure, 1, "confirmed")
    corrected(figure, 1, 10, 12)
    change(figure, q1=12)
    reopen_submission(submission)
    change(figure, q1=10)
    advance_submission(submission, "confirmed")
    change(figure, q1=12)


def stock_changed_by_the_correction_of_another_day():
    figure, other = stock_of_a_department(), stock_of_a_department()
    hand_in(figure, 4, "confirmed")
    make_correction(stock_figure=other, before=100, after=101, state="approved")
    change(figure, value=101)


def numerator_entered_under_a_share_that_stands():
    _, above, below = share_that_stands()
    make_stock_figure(series=below, value=1000)
    make_stock_figure(series=above, value=449)


def denominator_raised_from_nothing_under_a_share_that_stands():
    _, above, below = share_that_stands()
    make_stock_figure(series=above, value=449)
    none = make_stock_figure(series=below, value=0)
    change(none, value=1000)


def denominator_under_a_share_that_was_handed_in_by_another_department():
    share, above, below = share_that_stands("open")
    submission = Submission.objects.get()
    make_submission_line(submission=submission, series=share.series, as_of=share.as_of, value=share.value)
    advance_submission(submission, "confirmed")
    Series.objects.filter(pk=share.series_id).update(department=make_department())
    make_stock_figure(series=above, value=449)
    make_stock_figure(series=below, value=1000)


def published(year, state="published"):
    days = {"starts_on": date(year, 4, 1), "ends_on": date(year + 1, 3, 31)}
    return make_report(state=state, fiscal_year=year, **days)


def quarter_of_old_changed_after_publication():
    figure = of_a_department()
    published(2022)
    change(figure, q2=21)


def open_quarter_changed_after_publication():
    """Whoever opens the quarter's sheet of a year from before this system makes it no open figure."""
    figure = of_a_department()
    hand_in(figure, 2, "open")
    published(2022)
    change(figure, q2=21)


def whole_year_changed_after_a_later_report():
    """The columns and the cumulative of a later report show it too."""
    figure = of_a_department(whole_year=100)
    published(2024)
    change(figure, whole_year=110)


def whole_year_emptied_after_publication():
    figure = of_a_department(whole_year=100)
    published(2022)
    change(figure, whole_year=None, q1=25, q2=25, q3=25, q4=25)


def whole_year_changed_by_a_proposal():
    figure = of_a_department(whole_year=100)
    published(2022)
    corrected(figure, None, 100, 110, "proposed")
    change(figure, whole_year=110)


def whole_year_changed_by_the_correction_of_a_quarter():
    figure = of_a_department(whole_year=100)
    published(2022)
    corrected(figure, 1, 100, 110)
    change(figure, whole_year=110)


def whole_year_changed_by_a_correction_of_before_publication():
    figure = of_a_department(whole_year=100)
    corrected(figure, None, 100, 110)
    published(2022)
    change(figure, whole_year=110)


def share_that_was_published(value="44.8"):
    """As share_that_stands, from before this system."""
    above, below = (stock_series(department=make_department()) for _ in range(2))
    make_stock_figure(
        series=stock_series(numerator=above, denominator=below, decimals=1), value=Decimal(value)
    )
    published(2023)
    return above, below


def denominator_entered_under_a_share_that_was_published():
    above, below = share_that_was_published()
    make_stock_figure(series=above, value=449)
    make_stock_figure(series=below, value=1000)


# --- What stays allowed --------------------------------------------------------------------------------


def entered_until_it_is_handed_in():
    figure = of_a_department()
    hand_in(figure, 1, "open")
    hand_in(figure, 2, "returned")
    change(figure, q1=11, q2=21, q3=31)  # the third has no submission at all


def noted_after_submission():
    """A note is no figure."""
    figure = of_a_department()
    hand_in(figure, 1, "locked")
    change(figure, note="窓口を増やしたため", q4=41)


def corrected_as_approved():
    figure = of_a_department()
    hand_in(figure, 1, "locked")
    corrected(figure, 1, 10, 12)
    change(figure, q1=12)
    figure.refresh_from_db()
    assert (figure.q1, figure.total) == (12, 102)


def stock_corrected_as_approved():
    figure = stock_of_a_department()
    hand_in(figure, 4, "confirmed")
    make_correction(stock_figure=figure, before=100, after=101, state="approved")
    change(figure, value=101)


def stock_of_the_next_day_but_one():
    """2 April belongs to the next year's first quarter."""
    figure = stock_of_a_department(as_of=date(2023, 4, 2))
    hand_in(figure, 4, "locked")
    change(figure, value=101)


def counts_that_make_the_share_that_stands():
    """44.84 and 44.75 per cent are 44.8, and so are 44.89 where the rest is cut off."""
    for count, rounding in ((4484, "half_up"), (4475, "half_up"), (4489, "down")):
        _, above, below = share_that_stands(rounding=rounding)
        make_stock_figure(series=above, value=count)
        make_stock_figure(series=below, value=10000)


def counts_under_a_share_that_does_not_stand():
    for state in ("open", "submitted", "returned"):
        _, above, below = share_that_stands(state)
        make_stock_figure(series=above, value=449)
        make_stock_figure(series=below, value=1000)


def numerator_without_a_denominator():
    _, above, _ = share_that_stands()
    change(make_stock_figure(series=above, value=449), value=450)


def counts_of_a_share_that_was_computed_before():
    """What was entered for it had been left behind when it was confirmed."""
    share, above, below = share_that_stands("open")
    make_stock_figure(series=above, value=449)
    make_stock_figure(series=below, value=1000)
    advance_submission(Submission.objects.get(department=share.series.department), "confirmed")
    change(above.stockfigures.get(), value=450)


def counts_of_another_day_than_the_share():
    _, above, below = share_that_stands()
    make_stock_figure(series=above, value=449, as_of=APRIL)
    make_stock_figure(series=below, value=1000, as_of=APRIL)


def whole_year_of_old():
    figure = of_a_department(whole_year=100)
    hand_in(figure, 1, "locked")
    change(figure, whole_year=110)


def changed_while_no_published_report_shows_it():
    year, quarter, stock = of_a_department(whole_year=100), of_a_department(), stock_of_a_department()
    published(2022, "in_review")
    published(2021)
    make_report(state="published", kind="privacy_review")
    change(year, whole_year=110)
    change(quarter, q1=11)
    change(stock, value=101)


def whole_year_corrected_as_approved():
    figure = of_a_department(whole_year=100)
    published(2022)
    corrected(figure, None, 100, 110)
    change(figure, whole_year=110)
    published(2023)
    corrected(figure, None, 110, 100)
    change(figure, whole_year=100)


def figures_of_old_corrected_as_approved():
    flow, stock = of_a_department(), stock_of_a_department()
    published(2022)
    corrected(flow, 2, 20, 21)
    change(flow, q2=21)
    make_correction(stock_figure=stock, before=100, after=101, state="approved")
    change(stock, value=101)


def entered_where_the_published_report_knew_nothing():
    figure, empty = of_a_department(q4=None), of_a_department(q1=None, q2=None, q3=None, q4=None)
    published(2022)
    change(figure, q4=40, note="公表のあとに分かった")
    change(empty, whole_year=100)
    stock_of_a_department()


def counts_that_make_the_share_that_was_published():
    above, below = share_that_was_published()
    make_stock_figure(series=above, value=448)
    make_stock_figure(series=below, value=1000)


def figures_of_another_department():
    figure = of_a_department()
    make_submission(quarter=1, state="locked")
    change(figure, q1=11)


OTHER_WAYS = [
    ("mynumber_flowfigure_published_stands", quarter_of_old_changed_after_publication),
    ("mynumber_flowfigure_published_stands", open_quarter_changed_after_publication),
    ("mynumber_flowfigure_published_stands", whole_year_changed_after_a_later_report),
    ("mynumber_flowfigure_published_stands", whole_year_emptied_after_publication),
    ("mynumber_flowfigure_published_stands", whole_year_changed_by_a_proposal),
    ("mynumber_flowfigure_published_stands", whole_year_changed_by_the_correction_of_a_quarter),
    ("mynumber_flowfigure_published_stands", whole_year_changed_by_a_correction_of_before_publication),
    ("mynumber_flowfigure_stands", flow_entered_after_submission),
    ("mynumber_flowfigure_stands", flow_emptied_after_submission),
    ("mynumber_flowfigure_stands", flow_of_a_series_that_went_to_another_department),
    ("mynumber_flowfigure_stands", changed_by_a_proposal),
    ("mynumber_flowfigure_stands", changed_to_what_no_correction_says),
    ("mynumber_flowfigure_stands", changed_by_the_correction_of_another_quarter),
    ("mynumber_flowfigure_stands", changed_back_after_a_correction),
    ("mynumber_flowfigure_stands", changed_by_a_correction_of_long_ago),
    ("mynumber_flowfigure_stands", changed_by_a_correction_of_before_it_was_reopened),
    ("mynumber_stockfigure_share_stands", numerator_entered_under_a_share_that_stands),
    ("mynumber_stockfigure_share_stands", denominator_raised_from_nothing_under_a_share_that_stands),
    ("mynumber_stockfigure_share_stands", denominator_under_a_share_that_was_handed_in_by_another_department),
    ("mynumber_stockfigure_share_stands", denominator_entered_under_a_share_that_was_published),
    ("mynumber_stockfigure_stands", first_of_april_changed_with_the_fourth_quarter),
    ("mynumber_stockfigure_stands", stock_changed_by_the_correction_of_another_day),
]
ALLOWED = [
    entered_until_it_is_handed_in,
    noted_after_submission,
    corrected_as_approved,
    stock_corrected_as_approved,
    stock_of_the_next_day_but_one,
    counts_that_make_the_share_that_stands,
    counts_under_a_share_that_does_not_stand,
    numerator_without_a_denominator,
    counts_of_a_share_that_was_computed_before,
    counts_of_another_day_than_the_share,
    whole_year_of_old,
    changed_while_no_published_report_shows_it,
    whole_year_corrected_as_approved,
    figures_of_old_corrected_as_approved,
    entered_where_the_published_report_knew_nothing,
    counts_that_make_the_share_that_was_published,
    figures_of_another_department,
]

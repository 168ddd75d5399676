"""Figures that were handed in: they stand, and only the last approved correction changes one."""

from datetime import date

from mynumber.models import FlowFigure, Series
from tests.factories import (
    advance_submission,
    make_correction,
    make_department,
    make_flow_figure,
    make_series,
    make_stock_figure,
    make_submission,
    make_submission_line,
    reopen_submission,
)
from tests.mynumber.breaches.figures import APRIL, change
from tests.mynumber.breaches.series import stock_series


def of_a_department(**fields):
    """A flow of 令和4年度 (10, 20, 30, 40) whose series has a department of its own."""
    return make_flow_figure(series=make_series(department=make_department()), **fields)


def stock_of_a_department(**fields):
    """100 枚 on 31 March 2023, of a series with a department of its own."""
    return make_stock_figure(series=stock_series(department=make_department()), **fields)


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


BREACHES = {
    "mynumber_flowfigure_stands": flow_changed_after_submission,
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


def whole_year_of_old():
    figure = of_a_department(whole_year=100)
    hand_in(figure, 1, "locked")
    change(figure, whole_year=110)


def figures_of_another_department():
    figure = of_a_department()
    make_submission(quarter=1, state="locked")
    change(figure, q1=11)


OTHER_WAYS = [
    ("mynumber_flowfigure_stands", flow_entered_after_submission),
    ("mynumber_flowfigure_stands", flow_emptied_after_submission),
    ("mynumber_flowfigure_stands", flow_of_a_series_that_went_to_another_department),
    ("mynumber_flowfigure_stands", changed_by_a_proposal),
    ("mynumber_flowfigure_stands", changed_to_what_no_correction_says),
    ("mynumber_flowfigure_stands", changed_by_the_correction_of_another_quarter),
    ("mynumber_flowfigure_stands", changed_back_after_a_correction),
    ("mynumber_flowfigure_stands", changed_by_a_correction_of_long_ago),
    ("mynumber_flowfigure_stands", changed_by_a_correction_of_before_it_was_reopened),
    ("mynumber_stockfigure_stands", first_of_april_changed_with_the_fourth_quarter),
    ("mynumber_stockfigure_stands", stock_changed_by_the_correction_of_another_day),
]
ALLOWED = [
    entered_until_it_is_handed_in,
    noted_after_submission,
    corrected_as_approved,
    stock_corrected_as_approved,
    stock_of_the_next_day_but_one,
    whole_year_of_old,
    figures_of_another_department,
]

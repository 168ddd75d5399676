"""Corrections of figures that stand."""

from django.utils import timezone

from mynumber.models import FigureCorrection
from tests.factories import make_correction, make_flow_figure, make_staff, make_stock_figure
from tests.rules import trigger_off


def change(correction, **values):
    """A raw UPDATE."""
    FigureCorrection.objects.filter(pk=correction.pk).update(**values)


def stamp_of_nobody(stamp):
    # What is approved says when, by the state's rule; by whom, by this one.
    state = {"state": "approved"} if stamp == "approved" else {}
    return lambda: change(make_correction(), **{f"{stamp}_at": timezone.now()}, **state)


def approved_once_it_was_rejected():
    stamp = {"approved_at": timezone.now(), "approved_by": make_staff()}
    change(make_correction(state="rejected"), state="approved", **stamp)


def starts_as_approved():
    figure = make_flow_figure()
    FigureCorrection.objects.bulk_create(
        [
            FigureCorrection(
                series=figure.series,
                flow_figure=figure,
                quarter=1,
                before=10,
                after=12,
                reason="数え違い",
                proposed_by=make_staff(),
                state="approved",
            )
        ]
    )


def unknown_state():
    correction = make_correction()
    with trigger_off("mynumber.FigureCorrection:arrows"):
        change(correction, state="lost")


def approved_by_the_proposer():
    correction = make_correction()
    change(correction, state="approved", approved_at=timezone.now(), approved_by=correction.proposed_by)


def rejected_by_the_proposer():
    correction = make_correction()
    change(correction, state="rejected", rejected_at=timezone.now(), rejected_by=correction.proposed_by)


def of_a_flow_and_a_stock():
    make_correction(stock_figure=make_stock_figure(), flow_figure=make_flow_figure(), quarter=1)


def two_of_one_figure_at_once():
    first = make_correction()
    make_correction(flow_figure=first.flow_figure, quarter=first.quarter, after=99)


BREACHES = {
    "mynumber_figurecorrection_approved_says_who": lambda: change(make_correction(), state="approved"),
    "mynumber_figurecorrection_arrow_drawn": approved_once_it_was_rejected,
    "mynumber_figurecorrection_changes_it": lambda: make_correction(before=10, after=10),
    "mynumber_figurecorrection_decided": lambda: change(make_correction(state="withdrawn"), version=9),
    "mynumber_figurecorrection_not_negative": lambda: make_correction(after=-1),
    "mynumber_figurecorrection_of_one_figure": of_a_flow_and_a_stock,
    "mynumber_figurecorrection_one_open": two_of_one_figure_at_once,
    **{
        f"mynumber_figurecorrection_{stamp}_pair": stamp_of_nobody(stamp)
        for stamp in ("approved", "rejected", "withdrawn")
    },
    "mynumber_figurecorrection_proposed_not_approved": approved_by_the_proposer,
    "mynumber_figurecorrection_proposed_not_rejected": rejected_by_the_proposer,
    "mynumber_figurecorrection_says_why": lambda: make_correction(reason=""),
    "mynumber_figurecorrection_starts_as_first": starts_as_approved,
    "mynumber_figurecorrection_state_known": unknown_state,
    "mynumber_figurecorrection_stays": lambda: change(make_correction(), after=13),
}


def two_of_one_stock_at_once():
    """A stock has no quarter: nothing equals nothing here."""
    first = make_correction(stock_figure=make_stock_figure())
    make_correction(stock_figure=first.stock_figure, after=99)


def changed_while_it_is_approved():
    change(
        make_correction(), state="approved", approved_at=timezone.now(), approved_by=make_staff(), after=13
    )


def approved_after_it_was_decided():
    """The state stays and the stamp is another's."""
    change(make_correction(state="approved"), approved_by=make_staff())


def of_a_fifth_quarter():
    make_correction(flow_figure=make_flow_figure(), quarter=5, before=10)


def of_a_stock_and_a_quarter():
    make_correction(stock_figure=make_stock_figure(), quarter=1, before=10)


def of_nothing():
    series = make_flow_figure().series
    FigureCorrection.objects.bulk_create(
        [FigureCorrection(series=series, before=10, after=12, reason="数え違い", proposed_by=make_staff())]
    )


def two_of_one_whole_year_at_once():
    """It has no quarter either."""
    first = make_correction(flow_figure=make_flow_figure(whole_year=100), quarter=None)
    make_correction(flow_figure=first.flow_figure, quarter=None, after=99)


def withdrawn_by_the_proposer():
    correction = make_correction()
    change(correction, state="withdrawn", withdrawn_at=timezone.now(), withdrawn_by=correction.proposed_by)


def one_after_the_other():
    first = make_correction(state="rejected")
    make_correction(flow_figure=first.flow_figure, quarter=first.quarter)
    make_correction(flow_figure=first.flow_figure, quarter=2)  # of another cell, at the same time


OTHER_WAYS = [
    ("mynumber_figurecorrection_one_open", two_of_one_stock_at_once),
    ("mynumber_figurecorrection_stays", changed_while_it_is_approved),
    ("mynumber_figurecorrection_decided", approved_after_it_was_decided),
    ("mynumber_figurecorrection_one_open", two_of_one_whole_year_at_once),
    ("mynumber_figurecorrection_of_one_figure", of_a_fifth_quarter),
    ("mynumber_figurecorrection_of_one_figure", of_a_stock_and_a_quarter),
    ("mynumber_figurecorrection_of_one_figure", of_nothing),
]


def of_a_year_known_as_a_whole():
    correction = make_correction(flow_figure=make_flow_figure(whole_year=100), quarter=None)
    assert (correction.before, str(correction)) == (100, f"{correction.series} 令和4年度（年間）")


ALLOWED = [one_after_the_other, withdrawn_by_the_proposer, of_a_year_known_as_a_whole]

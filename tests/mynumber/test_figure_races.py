"""Corrections, reminders and files pressed at once: one counts, others are told, nobody waits in a ring."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client

from core.calendar import Quarter
from core.models import Notice
from mynumber.models import FigureCorrection, FlowFigure, Submission, SubmissionLine
from mynumber.services.correction import propose_correction, take_step
from mynumber.services.import_figures import import_figures
from mynumber.services.reminding import remind
from mynumber.services.submission import take_step as take_submission_step
from mynumber.states.submission import State
from tests.factories import (
    advance_report,
    advance_submission,
    make_correction,
    make_department,
    make_flow_figure,
    make_report,
    make_series,
    make_staff,
    make_stock_figure,
)
from tests.mynumber.breaches.standing import share_that_stands
from tests.mynumber.offices import make_office
from tests.pages import form_of, text_of
from tests.registry.at_once import begun, pressing
from tests.rules import refused_by

pytestmark = pytest.mark.django_db(transaction=True)

WINDOWS = 5


@pytest.fixture
def office():
    made = make_office()
    made.hand_in(1)
    return made


def test_one_of_several_proposals_for_a_figure_stands(office):
    def propose():
        propose_correction(office.flow, quarter=1, before=10, after=12, reason="数え違い", actor=office.clerk)

    outcomes = pressing([propose] * WINDOWS)
    assert outcomes.count("won") == 1, outcomes
    assert all("まだ決まっていない訂正があります" in each for each in outcomes if each != "won"), outcomes
    assert FigureCorrection.objects.count() == Notice.objects.count() == 1


def test_correction_is_decided_once(office):
    correction = make_correction(flow_figure=office.flow, proposed_by=office.clerk)
    others = [make_staff("manager", department=office.department) for _ in range(2)]
    acts = [
        *(lambda person=person: take_step("approve", correction, actor=person) for person in others),
        lambda: take_step("reject", correction, actor=office.manager, comment="元の数が正しい"),
        lambda: take_step("withdraw", correction, actor=office.clerk),
    ]
    outcomes = pressing(acts)
    assert outcomes.count("won") == 1, outcomes
    correction.refresh_from_db()
    written = FlowFigure.objects.get(pk=office.flow.pk).q1
    assert written == (12 if correction.state == "approved" else 10)


def in_hands(submission):
    """Whoever hands a quarter in locks it first and its figures after it (services/submission.py)."""
    Submission.objects.select_for_update().get(pk=submission.pk)


def test_correction_waits_for_the_quarter_and_not_with_the_figure_in_its_hands(office):
    correction = make_correction(flow_figure=office.flow, proposed_by=office.clerk)
    with transaction.atomic():
        in_hands(office.submissions[1])
        outcome = begun(lambda: take_step("approve", correction, actor=office.manager))
        assert not outcome.done()
        assert FlowFigure.objects.select_for_update().get(pk=office.flow.pk).q1 == 10
    assert outcome.result() == ["won"]


def test_who_proposes_waits_for_the_quarter_and_not_with_the_figure_in_their_hands(office):
    desk = Client()
    desk.force_login(office.clerk)
    address = f"/figure-corrections/new/flow/{office.flow.pk}/1/"
    sent = form_of(desk.get(address), "form") | {"after": "12", "reason": "数え違い"}
    answers = []
    with transaction.atomic():
        in_hands(office.submissions[1])
        outcome = begun(lambda: answers.append(desk.post(address, sent)))
        assert not outcome.done()
        assert FlowFigure.objects.select_for_update().get(pk=office.flow.pk).q1 == 10
    assert outcome.result() == ["won"]
    assert answers[0].status_code == 302
    assert FigureCorrection.objects.get().after == 12


@pytest.mark.parametrize("where", ["change", "list", "add"])
def test_admin_waits_for_the_quarter_and_not_with_the_figure_in_its_hands(office, where):
    """The quarter is being submitted; what is typed in the admin meanwhile comes after it, and is refused."""
    submission = office.hand_in(3, "open")
    path = "/admin/mynumber/flowfigure/"
    desk = Client()
    desk.force_login(office.clerk)
    address, form, typed = {
        "change": (f"{path}{office.flow.pk}/change/", "flowfigure_form", {"q3": "31"}),
        "list": (f"{path}?fiscal_year=2022", "changelist-form", {"form-0-q3": "31", "_save": "保存"}),
        "add": (
            f"{path}add/",
            "flowfigure_form",
            {
                "series": str(make_series(department=office.department).pk),
                "fiscal_year": "2022",
                "q3": "31",
            },
        ),
    }[where]
    sent = form_of(desk.get(address), form) | typed
    answers = []
    with transaction.atomic():
        in_hands(submission)
        outcome = begun(lambda: answers.append(desk.post(address, sent)))
        list(FlowFigure.objects.select_for_update())
        advance_submission(submission, "submitted")
    assert outcome.result() == ["won"]
    assert "この四半期は提出されています。" in text_of(answers[0])
    assert FlowFigure.objects.get().q3 == 30


def test_quarter_reopened_while_a_correction_is_approved_leaves_no_half(office):
    correction = make_correction(flow_figure=office.flow, proposed_by=office.clerk)
    submission = office.submissions[1]
    approved, reopened = pressing(
        [
            lambda: take_step("approve", correction, actor=office.manager),
            lambda: take_submission_step("reopen", submission, actor=office.manager, comment="直すため"),
        ]
    )
    assert reopened == "won"
    correction.refresh_from_db()
    assert (correction.state == "approved") == (approved == "won")
    assert FlowFigure.objects.get(pk=office.flow.pk).q1 == (12 if approved == "won" else 10)


def test_file_and_submission_at_once_agree_on_what_was_handed_in():
    department = make_department()
    series = make_series(code="move_out", department=department)
    make_flow_figure(series=series)
    clerk = make_staff("clerk", department=department)
    submission = Submission.objects.create(department=department, fiscal_year=2022, quarter=1)
    imported, submitted = pressing(
        [
            lambda: import_figures(b"series,fiscal_year,quarter,value\nmove_out,2022,1,11\n"),
            lambda: take_submission_step("submit", submission, actor=clerk),
        ]
    )
    assert submitted == "won"
    assert imported == "won" or "この四半期は提出済みです" in imported
    figure = FlowFigure.objects.get()
    assert figure.q1 == (11 if imported == "won" else 10)
    assert SubmissionLine.objects.get().value == figure.q1
    assert Submission.objects.get().state == State.SUBMITTED


def test_department_is_reminded_once_however_many_press(office):
    office.hand_in(2, "returned")
    seer = make_staff("mynumber")
    outcomes = pressing(
        [lambda: remind(office.submissions[2].period, department=office.department.pk, actor=seer)] * WINDOWS
    )
    assert outcomes.count("won") >= 1, outcomes
    assert Notice.objects.count() == 1


def test_department_without_a_row_is_reminded_once_however_many_press():
    office = make_office()
    seer = make_staff("mynumber")
    pressing([lambda: remind(Quarter(2022, 1), department=office.department.pk, actor=seer)] * WINDOWS)
    assert Submission.objects.filter(department=office.department).count() == 1
    assert Notice.objects.filter(recipient=office.clerk).count() == 1


def test_count_that_moves_a_share_waits_for_the_quarter_with_which_the_share_is_confirmed():
    share, above, below = share_that_stands("submitted")
    make_stock_figure(series=above, value=449)
    submission = Submission.objects.get(department=share.series.department)
    with transaction.atomic():
        advance_submission(submission, "confirmed")
        outcome = begun(lambda: make_stock_figure(series=below, value=1000))
        assert not outcome.done()
    with refused_by("mynumber_stockfigure_share_stands"):
        outcome.result()


def test_count_that_moves_a_share_waits_for_the_report_that_is_being_published():
    above, below = (make_series(kind="stock", department=make_department()) for _ in range(2))
    share = make_series(kind="stock", decimals=1, numerator=above, denominator=below)
    make_stock_figure(series=share, value=Decimal("44.8"))
    make_stock_figure(series=above, value=449)
    report = make_report(state="in_review")
    with transaction.atomic():
        advance_report(report, "published")
        outcome = begun(lambda: make_stock_figure(series=below, value=1000))
        assert not outcome.done()
    with refused_by("mynumber_stockfigure_share_stands"):
        outcome.result()


@pytest.mark.parametrize("kind", ["flow", "stock"])
def test_figure_of_old_waits_for_the_report_that_is_being_published(kind):
    figure = make_flow_figure(whole_year=100) if kind == "flow" else make_stock_figure()
    value = {"whole_year": 110} if kind == "flow" else {"value": 110}
    report = make_report(state="in_review")
    with transaction.atomic():
        advance_report(report, "published")
        outcome = begun(lambda: type(figure).objects.filter(pk=figure.pk).update(**value))
        assert not outcome.done()
    with refused_by(f"mynumber_{kind}figure_published_stands"):
        outcome.result()

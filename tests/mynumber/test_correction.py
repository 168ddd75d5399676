"""Corrections of figures that stand: proposed, decided by another person, written once, told to whom it
concerns."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from core.errors import DomainError, NotPermittedError, OvertakenError
from core.history import history_of
from core.models import Notice, WorkflowStep
from mynumber.models import FigureCorrection, FlowFigure, StockFigure
from mynumber.services.correction import propose_correction, take_step
from tests.factories import (
    make_correction,
    make_department,
    make_flow_figure,
    make_report,
    make_series,
    make_staff,
    make_stock_figure,
    make_sum,
    reopen_submission,
)
from tests.mynumber.offices import make_office
from tests.rules import refused_by

pytestmark = pytest.mark.django_db

NOT_CONFIRMED = "まだ確定していません。入力の画面で直してください。"


@pytest.fixture
def office():
    """Whose first quarter and fourth quarter are confirmed."""
    made = make_office()
    made.hand_in(1)
    made.hand_in(4, "locked")
    return made


def propose(office, after=12, **said):
    wish = {"figure": office.flow, "quarter": 1, "before": 10, "reason": "数え違い", "actor": office.clerk}
    wish |= said
    figure = wish.pop("figure")
    if figure == office.stock and "quarter" not in said:
        wish |= {"quarter": None, "before": said.get("before", 100)}
    return propose_correction(figure, after=after, **wish)


def refused(office, **said):
    with pytest.raises(DomainError) as error:
        propose(office, **said)
    return list(error.value.reasons)


# --- Proposing ---------------------------------------------------------------------------------------------


def test_proposal_keeps_both_values_and_changes_nothing(office):
    correction = propose(office, reason="　数え違い ")
    kept = FigureCorrection.objects.get()
    assert (kept.before, kept.after, kept.reason, kept.state) == (10, 12, "数え違い", "proposed")
    assert (kept.series, kept.flow_figure, kept.quarter, kept.proposed_by) == (
        office.series,
        office.flow,
        1,
        office.clerk,
    )
    assert str(correction) == "住民課の申請 令和4年度第1四半期"
    assert FlowFigure.objects.get().q1 == 10


def test_proposal_tells_the_managers_of_the_department_alone(office):
    make_staff("manager", department=make_department())
    correction = propose(office)
    notice = Notice.objects.get()
    assert notice.recipient == office.manager
    assert notice.title == "実績の訂正が申し出られました：住民課の申請 令和4年度第1四半期"
    assert notice.detail == "10件を12件に。数え違い"
    assert notice.url == f"/figure-corrections/{correction.pk}/"


def test_stock_is_proposed_by_its_day(office):
    correction = propose(office, figure=office.stock, after=Decimal(101))
    assert (correction.stock_figure, correction.quarter, correction.before) == (office.stock, None, 100)
    assert str(correction) == "住民課の在庫 令和5年3月31日"


@pytest.mark.parametrize("state", ["open", "submitted", "returned"])
def test_figure_that_is_not_confirmed_is_changed_where_it_is_entered(office, state):
    office.hand_in(2, state)
    assert refused(office, quarter=2, before=20) == [NOT_CONFIRMED]
    assert refused(office, quarter=3, before=30) == [NOT_CONFIRMED]  # no submission at all


@pytest.fixture
def old(office):
    """A year of the office that is known as a whole alone."""
    series = make_series(name="古い申請", department=office.department)
    return make_flow_figure(series=series, whole_year=100)


def test_quarter_of_a_year_known_as_a_whole_is_not_corrected(office, old):
    make_report(state="published")
    sentence = "年間の数だけが登録されている年度です。年間の数の訂正を申し出てください。"
    assert refused(office, figure=old, before=0) == [sentence]


def test_year_known_as_a_whole_is_corrected_once_a_report_shows_it(office, old):
    sentence = (
        "この年間の数は、公表された報告書にまだ載っていません。管理画面の「年度の実績」で直してください。"
    )
    wish = {"figure": old, "quarter": None, "before": 100, "after": 110}
    assert refused(office, **wish) == [sentence]
    make_report(state="published", fiscal_year=2023, starts_on=date(2023, 4, 1), ends_on=date(2024, 3, 31))
    correction = propose(office, **wish)
    assert (str(correction), correction.column) == ("古い申請 令和4年度（年間）", "whole_year")
    old.refresh_from_db()
    assert old.whole_year == 100
    take_step("approve", correction, actor=office.manager)
    old.refresh_from_db()
    assert (old.whole_year, old.total, old.q1) == (110, 110, None)
    with refused_by("mynumber_flowfigure_published_stands"):
        FlowFigure.objects.filter(pk=old.pk).update(whole_year=100)


def test_year_of_quarters_is_not_corrected_as_a_whole(office):
    make_report(state="published")
    sentence = "この年度には、年間の数がありません。四半期の数の訂正を申し出てください。"
    assert refused(office, quarter=None, before=0) == [sentence]


def test_figures_that_nobody_handed_in_are_corrected_once_they_were_published(office):
    assert refused(office, quarter=2, before=20) == [NOT_CONFIRMED]
    make_report(state="published")
    take_step("approve", propose(office, quarter=2, before=20, after=21), actor=office.manager)
    later = make_stock_figure(series=office.stock.series, as_of=date(2022, 9, 30), value=90)
    take_step("approve", propose(office, figure=later, before=90, after=91), actor=office.manager)
    office.flow.refresh_from_db()
    later.refresh_from_db()
    assert (office.flow.q2, later.value) == (21, 91)


def test_what_the_published_report_did_not_know_is_entered_and_not_corrected(office):
    make_report(state="published")
    figure = FlowFigure.objects.create(series=make_series(department=office.department), fiscal_year=2022)
    assert refused(office, figure=figure, quarter=2, before=0) == [NOT_CONFIRMED]


def test_quarter_without_a_figure_is_not_corrected(office):
    empty = make_series(department=office.department)
    # A series that came to the department after the quarter was confirmed.
    figure = FlowFigure.objects.create(series=empty, fiscal_year=2022)
    assert refused(office, figure=figure, before=0) == [
        "この四半期には数がありません。確定を取り消してから入力してください。この年度の報告書が公表されていて"
        "取り消せないときは、報告書の担当課に相談してください。"
    ]


def test_all_reasons_are_told_at_once(office):
    assert refused(office, after=10, reason=" ") == [
        "訂正後の数が、今の数と同じです。",
        "訂正の理由を入れてください。",
    ]
    assert refused(office, after=Decimal("1.5")) == ["「住民課の申請」は整数で入力してください。"]
    assert refused(office, after=-1) == ["数に負の値は入れられません。"]


@pytest.mark.parametrize("reason", ["番号は1234 5678 9018です", "あ" * 201])
def test_reason_is_short_and_holds_no_my_number(office, reason):
    (sentence,) = refused(office, reason=reason)
    assert "個人番号" in sentence or "200" in sentence


def test_decimals_are_those_of_the_series():
    office = make_office()
    share = make_series(kind="stock", unit="％", decimals=1, department=office.department)
    figure = make_stock_figure(series=share, value=Decimal("44.8"))
    office.hand_in(4)
    sentence = f"「{share}」は小数第1位まで入力してください。"
    assert refused(office, figure=figure, before=Decimal("44.8"), after=Decimal("44.85")) == [sentence]
    correction = propose(office, figure=figure, before=Decimal("44.8"), after=Decimal("44.9"))
    assert correction.told(correction.after) == "44.9％"


def test_what_cannot_be_true_is_refused_at_once():
    office = make_office(may_fall=False)
    make_stock_figure(series=office.stock.series, as_of=date(2023, 4, 1), value=101)
    office.hand_in(4)
    (sentence,) = refused(office, figure=office.stock, after=102)
    assert sentence.startswith("この項目は減ることがありません。")
    propose(office, figure=office.stock, after=101)
    office.stock.refresh_from_db()
    assert office.stock.value == 100  # it was tried and not kept


def test_part_is_not_corrected_above_its_whole_though_it_is_a_sum():
    office = make_office()
    waiting = make_series(kind="stock", department=office.department)
    people = make_series(kind="stock", department=office.department)
    valid = make_sum(office.stock.series, waiting)
    share = make_series(kind="stock", decimals=1, numerator=valid, denominator=people, department=None)
    for series, value in ((waiting, 20), (people, 130)):
        make_stock_figure(series=series, value=value)
    entered = make_stock_figure(
        series=make_series(kind="stock", numerator=share.numerator, denominator=make_series(kind="stock")),
        value=44,
    )
    office.hand_in(4)
    sentence = "割合の分子の数が、分母の数より大きくなります。両方の数を確かめてください。"
    assert refused(office, figure=office.stock, after=111) == [sentence]
    assert propose(office, figure=office.stock, after=110).state == "proposed"
    entered.series.department = office.department
    entered.series.save()
    sentence = "割合は、100％より大きくなりません。"
    assert refused(office, figure=entered, before=44, after=101) == [sentence]


def test_two_corrections_of_one_figure_do_not_stand_open(office):
    propose(office)
    sentence = "この数には、まだ決まっていない訂正があります。その承認か取下げを待ってください。"
    assert refused(office, after=13) == [sentence]


def test_value_that_has_changed_meanwhile_is_not_overwritten(office):
    take_step("approve", propose(office), actor=office.manager)
    with pytest.raises(OvertakenError) as overtaken:
        propose(office, after=11)
    assert "今は12件" in str(overtaken.value)


def test_figures_of_another_department_are_left_to_it(office):
    stranger = make_staff("clerk", department=make_department())
    sentence = f"{office.department}の実績です。その課の職員が申し出てください。"
    assert sentence in refused(office, actor=stranger)
    assert sentence in refused(office, actor=make_staff("clerk"))


def test_proposing_takes_the_right_to(office):
    with pytest.raises(NotPermittedError):
        propose(office, actor=office.manager)


# --- Deciding ----------------------------------------------------------------------------------------------


def test_approval_writes_the_figure_and_keeps_the_old_one(office):
    correction = take_step("approve", propose(office), actor=office.manager, version=1, comment="確認した")
    assert (correction.state, correction.approved_by, correction.version) == ("approved", office.manager, 2)
    figure = FlowFigure.objects.get()
    assert (figure.q1, figure.total) == (12, 102)
    kept = FigureCorrection.objects.get()
    assert (kept.before, kept.after) == (10, 12)
    step = WorkflowStep.objects.of(correction).get()
    assert (step.label, step.by, step.reason) == ("訂正の承認", office.manager, "確認した")
    assert step.content["訂正前"] == "10件"


def test_approval_of_a_stock_writes_the_stock(office):
    take_step("approve", propose(office, figure=office.stock, after=99), actor=office.manager)
    assert StockFigure.objects.get().value == 99


def test_history_of_the_figure_tells_the_correction_in_words(office):
    take_step("approve", propose(office, reason="窓口１か所を数えていなかった"), actor=office.manager)
    step = history_of(FlowFigure.objects.get())[0]
    assert (step.who, step.action, step.reason) == (
        "確認 一郎",
        "実績の訂正",
        "窓口１か所を数えていなかった",
    )
    told = {field.label: (field.before, field.after) for field in step.changes[0].fields}
    assert told == {"第1四半期（4～6月）": ("10", "12")}


def test_proposer_learns_what_became_of_it(office):
    first = propose(office)
    take_step("reject", first, actor=office.manager, comment="もう一度数えてください")
    take_step("approve", propose(office, after=13), actor=office.manager)
    told = Notice.objects.filter(recipient=office.clerk).order_by("id").values_list("title", "detail")
    cell = "住民課の申請 令和4年度第1四半期"
    assert list(told) == [
        (f"実績の訂正が却下されました：{cell}", "10件を12件に。もう一度数えてください（確認 一郎）"),
        (f"実績の訂正が承認されました：{cell}", "10件を13件に（確認 一郎）"),
    ]
    assert FlowFigure.objects.get().q1 == 13


def test_rejection_and_withdrawal_change_no_figure(office):
    take_step("reject", propose(office), actor=office.manager, comment="理由が足りない")
    take_step("withdraw", propose(office), actor=office.clerk)
    assert FlowFigure.objects.get().q1 == 10
    assert list(FigureCorrection.objects.order_by("id").values_list("state", flat=True)) == [
        "rejected",
        "withdrawn",
    ]


def test_who_proposed_does_not_approve_though_both_rights_are_theirs(office):
    both = make_staff("clerk", "manager", department=office.department, is_superuser=True)
    correction = propose(office, actor=both)
    with pytest.raises(DomainError) as refusal:
        take_step("approve", correction, actor=both)
    assert "別の職員が行ってください。" in str(refusal.value)
    assert FlowFigure.objects.get().q1 == 10


def test_database_keeps_proposer_and_approver_apart_whoever_writes(office):
    correction = propose(office)
    with refused_by("mynumber_figurecorrection_proposed_not_approved"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mynumber_figurecorrection SET state = 'approved', approved_at = now(), "
            "approved_by_id = proposed_by_id WHERE id = %s",
            [correction.pk],
        )


def test_correction_of_a_quarter_that_was_reopened_is_not_approved(office):
    correction = propose(office)
    reopen_submission(office.submissions[1])
    with pytest.raises(DomainError) as refusal:
        take_step("approve", correction, actor=office.manager)
    assert refusal.value.reasons == (
        "この四半期の確定が取り消されています。却下か取下げをして、入力の画面で直してください。",
    )


def test_correction_is_not_approved_over_a_figure_that_has_moved(office):
    correction = make_correction(flow_figure=office.flow, before=9, after=12, proposed_by=office.clerk)
    with pytest.raises(DomainError) as refusal:
        take_step("approve", correction, actor=office.manager)
    assert "この数が変わりました" in str(refusal.value)


def test_what_the_database_refuses_at_approval_undoes_the_approval():
    """Another stock was corrected meanwhile, so that this one cannot be true any more."""
    office = make_office(may_fall=False)
    later = make_stock_figure(series=office.stock.series, as_of=date(2023, 4, 1), value=105)
    office.hand_in(4)
    waiting = propose(office, figure=office.stock, after=104)
    take_step("approve", propose(office, figure=later, before=105, after=103), actor=office.manager)
    with refused_by("mynumber_stockfigure_does_not_fall"):
        take_step("approve", waiting, actor=office.manager)
    waiting.refresh_from_db()
    assert waiting.state == "proposed"

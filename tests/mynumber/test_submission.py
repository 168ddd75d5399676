"""A department's quarter: handing it in, and everything after, by the services alone."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from core.calendar import Quarter, quarter_of, today
from core.errors import NotPermittedError, OvertakenError
from core.models import Notice, Report, Staff, WorkflowStep
from mynumber.models import FlowFigure, Submission
from tests.factories import (
    make_department,
    make_edition,
    make_flow_figure,
    make_report,
    make_series,
    make_staff,
    make_submission,
    make_sum,
)
from tests.mynumber.sheets import Q1, refused, step, type_in
from tests.registry.at_once import begun, pressing

db = pytest.mark.django_db

MARCH_31, APRIL_1 = date(2024, 3, 31), date(2024, 4, 1)


@pytest.fixture
def department():
    return make_department(section="住民課")


@pytest.fixture
def clerk(department):
    return make_staff("clerk", name="入力 花子", department=department)


@pytest.fixture
def colleague(department):
    return make_staff("clerk", name="入力 次郎", department=department)


@pytest.fixture
def manager(department):
    return make_staff("manager", name="確認 一郎", department=department)


@pytest.fixture
def moves(department):
    return make_series(name="特例転出", department=department, order=1)


@pytest.fixture
def issued(department):
    return make_series(name="証明書の交付", unit="通", department=department, order=2)


SWUNG = "前年同期の111件から2件に減っています（−98％）。"


@pytest.fixture
def swung(clerk, moves):
    make_flow_figure(series=moves, fiscal_year=2022, q1=111, q2=None, q3=None, q4=None)
    type_in(clerk, {moves: "2"})
    return moves


# --- Handing in --------------------------------------------------------------------------------------------


@db
def test_quarter_is_handed_in_with_its_figures_and_the_managers_are_told(
    department, clerk, manager, moves, issued
):
    make_staff("manager", department=make_department())
    whole = make_sum(moves, issued, department=department)
    type_in(clerk, {moves: "10", issued: "0"})
    submission = step("submit", clerk, department, comment="確認をお願いします。")
    assert (submission.state, submission.submitted_by) == ("submitted", clerk)
    assert list(submission.lines.values_list("series", "as_of", "value")) == [
        (moves.pk, None, 10),
        (issued.pk, None, 0),
    ]
    assert WorkflowStep.objects.get().content == {"特例転出": "10件", "証明書の交付": "0通"}
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title, notice.detail, notice.url) == (
        manager,
        "四半期の実績が提出されました：地域行政部 住民課 令和5年度第1四半期（4～6月）",
        "確認をお願いします。（入力 花子）",
        f"/figure-sheets/{department.pk}/2023/1/",
    )
    assert whole.pk not in submission.lines.values_list("series", flat=True)


@db
def test_submitting_names_everything_that_stands_in_the_way(department, clerk, swung, issued):
    running = quarter_of(today())
    make_series(kind="stock", name="在庫", unit="枚", department=department, order=3)
    assert refused(step, "submit", clerk, department).reasons == (
        "証明書の交付に数が入っていません。0通のときは0を入れてください。",
        "在庫（令和5年6月30日）に数が入っていません。0枚のときは0を入れてください。",
        f"特例転出：{SWUNG}理由を入れてください。",
    )
    reasons = refused(step, "submit", clerk, department, running).reasons
    assert reasons[0].endswith("終わった翌日から提出できます。")
    assert len(reasons) == 4
    assert not WorkflowStep.objects.exists()


@db
def test_quarter_that_asks_for_nothing_is_not_handed_in(department, clerk):
    assert refused(step, "submit", clerk, department).reasons == ("この四半期に入力する項目がありません。",)
    assert not Submission.objects.exists()


@db
def test_whole_year_and_what_is_held_elsewhere_do_not_stand_in_the_way(department, clerk, moves):
    whole = make_series(department=department)
    make_flow_figure(series=whole, fiscal_year=2023, whole_year=5)
    type_in(clerk, {moves: "1"})
    submission = step("submit", clerk, department)
    assert list(submission.lines.values_list("series", flat=True)) == [moves.pk]


@db
def test_what_is_handed_in_again_replaces_what_was(department, clerk, manager, moves, issued):
    type_in(clerk, {moves: "10", issued: "5"})
    step("submit", clerk, department)
    step("return", manager, department, comment="数え直してください。")
    FlowFigure.objects.filter(series=issued).update(q1=None)
    issued.ended_on = date(2023, 3, 31)
    issued.save()
    added = make_series(name="新しい項目", department=department)
    type_in(clerk, {moves: "11", added: "7"})
    submission = step("submit", clerk, department)
    assert list(submission.lines.values_list("series", "value")) == [(moves.pk, 11), (added.pk, 7)]
    contents = list(WorkflowStep.objects.filter(action="submit").values_list("content", flat=True))
    assert contents == [
        {"特例転出": "10件", "証明書の交付": "5通"},
        {"特例転出": "11件", "新しい項目": "7件"},
    ]


@db
def test_who_has_not_seen_the_newest_figures_does_not_hand_them_in(department, clerk, colleague, moves):
    seen = type_in(clerk, {moves: "10"}).submission.version
    type_in(colleague, {moves: "11"})
    with pytest.raises(OvertakenError):
        step("submit", clerk, department, version=seen)
    assert Submission.objects.get().state == "open"


@db
def test_first_step_makes_the_row_and_a_refused_one_does_not(department, clerk, moves):
    assert not Submission.objects.exists()
    with pytest.raises(NotPermittedError):
        step("lock", clerk, department)
    assert not Submission.objects.exists()
    FlowFigure.objects.create(series=moves, fiscal_year=2023, q1=1)
    assert step("submit", clerk, department, version=1).version == 2


# --- After it ----------------------------------------------------------------------------------------------


@pytest.fixture
def handed_in(department, clerk, moves):
    type_in(clerk, {moves: "10"})
    step("submit", clerk, department)
    Notice.objects.all().delete()
    return department


@db
@pytest.mark.parametrize(
    ("action", "state", "title", "comment"),
    [
        ("confirm", "confirmed", "四半期の実績が確定されました", ""),
        ("return", "returned", "四半期の実績が差し戻されました", "数え直してください。"),
    ],
)
def test_who_handed_in_learns_what_became_of_it(handed_in, clerk, manager, action, state, title, comment):
    submission = step(action, manager, handed_in, comment=comment)
    assert submission.state == state
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title.split("：")[0]) == (clerk, title)
    assert notice.detail == (f"{comment}（確認 一郎）" if comment else "確認 一郎")


@db
def test_reopening_is_told_to_who_handed_in_though_the_stamp_is_gone(handed_in, clerk, manager):
    step("confirm", manager, handed_in)
    Notice.objects.all().delete()
    submission = step("reopen", manager, handed_in, comment="違う数が入っていました。")
    assert (submission.state, submission.submitted_by, submission.reopened_by) == ("open", None, manager)
    assert Notice.objects.get().recipient == clerk


@db
def test_of_a_closing_and_of_what_is_taken_back_nobody_is_told(handed_in, clerk, manager):
    step("take_back", clerk, handed_in)
    step("submit", clerk, handed_in)
    step("confirm", manager, handed_in)
    Notice.objects.all().delete()
    assert step("lock", make_staff("mynumber"), handed_in).state == "locked"
    assert not Notice.objects.exists()


@db
def test_who_handed_in_does_not_confirm(handed_in, clerk):
    clerk.groups.add(*make_staff("manager").groups.all())
    assert refused(step, "confirm", Staff.objects.get(pk=clerk.pk), handed_in).reasons == (
        "あなたはこの件の提出した人なので、確定できません。別の職員が行ってください。",
    )


@db
def test_quarter_of_a_published_report_is_not_unlocked(handed_in, manager):
    keeper = make_staff("mynumber")
    step("confirm", manager, handed_in)
    step("lock", keeper, handed_in)
    make_report(state="published", fiscal_year=2022, number=361)
    make_report(state="draft", fiscal_year=2023, number=401, starts_on=Q1.starts_on, ends_on=MARCH_31)
    make_report(state="published", fiscal_year=2023, number=402, starts_on=Q1.starts_on, ends_on=MARCH_31)
    assert refused(step, "unlock", keeper, handed_in, comment="直すため").reasons == (
        "令和5年度の報告書（報告第402号）が公表されています。締切りは解けません。"
        "数が違うときは、訂正を申し出てください。訂正は正誤表に載せます。",
    )


@db
def test_quarter_of_a_published_report_is_not_reopened(handed_in, manager):
    step("confirm", manager, handed_in)
    make_report(state="published", fiscal_year=2023, number=402, starts_on=Q1.starts_on, ends_on=MARCH_31)
    assert refused(step, "reopen", manager, handed_in, comment="直すため").reasons == (
        "令和5年度の報告書（報告第402号）が公表されています。確定は取り消せません。"
        "数が違うときは、訂正を申し出てください。訂正は正誤表に載せます。",
    )


@db
def test_quarter_of_no_published_report_is_unlocked(handed_in, manager):
    keeper = make_staff("mynumber")
    step("confirm", manager, handed_in)
    step("lock", keeper, handed_in)
    make_report(state="published", fiscal_year=2022)
    assert step("unlock", keeper, handed_in, comment="直すため").state == "confirmed"


# --- All at once -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_begun", [True, False])
def test_of_eight_who_submit_at_once_one_does(is_begun):
    department = make_department()
    if is_begun:
        make_submission(department=department, fiscal_year=2023, quarter=1)
    make_flow_figure(series=make_series(department=department), fiscal_year=2023)
    clerks = [make_staff("clerk", department=department) for _ in range(8)]
    outcomes = pressing([lambda person=person: step("submit", person, department) for person in clerks])
    assert sorted(outcome == "won" for outcome in outcomes) == [False] * 7 + [True]
    late = {outcome for outcome in outcomes if outcome != "won"}
    assert late == {"「確認待ち」のものは、提出できません。画面を開き直してください。"}
    assert (Submission.objects.get().lines.count(), WorkflowStep.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_confirm_at_once_one_does():
    department = make_department()
    make_submission(department=department, fiscal_year=2023, quarter=1, state="submitted")
    managers = [make_staff("manager", department=department) for _ in range(8)]
    outcomes = pressing([lambda person=person: step("confirm", person, department) for person in managers])
    assert sorted(outcome == "won" for outcome in outcomes) == [False] * 7 + [True]
    assert WorkflowStep.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_reopens_waits_for_a_report_that_is_being_published():
    department = make_department()
    make_submission(department=department, state="confirmed")
    manager = make_staff("manager", department=department)
    report = make_report(state="in_review", number=402)
    publisher = make_staff()
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(
            state="published", published_at=timezone.now(), published_by=publisher
        )
        make_edition(report=report)
        outcome = begun(lambda: step("reopen", manager, department, Quarter(2022, 1), comment="数え違い"))
        assert not outcome.done()
    assert outcome.result(timeout=30) == [
        "令和4年度の報告書（報告第402号）が公表されています。確定は取り消せません。"
        "数が違うときは、訂正を申し出てください。訂正は正誤表に載せます。"
    ]
    assert Submission.objects.get().state == "confirmed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("state", "action", "key", "waits"),
    [("confirmed", "reopen", "manager", False), ("open", "submit", "clerk", True)],
)
def test_only_who_hands_in_waits_for_a_figure_that_somebody_is_changing(state, action, key, waits):
    """Whoever corrects a figure holds it and then waits for its quarter: who holds the quarter must not wait
    for the figure in turn."""
    department = make_department()
    figure = make_flow_figure(series=make_series(department=department), fiscal_year=2023)
    make_submission(department=department, fiscal_year=2023, quarter=1, state=state)
    person = make_staff(key, department=department)
    with transaction.atomic():
        FlowFigure.objects.select_for_update().get(pk=figure.pk)
        outcome = begun(lambda: step(action, person, department, comment="数え違い"))
        assert outcome.done() is not waits
    assert outcome.result(timeout=30) == ["won"]

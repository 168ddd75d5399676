"""The one way to take a step: who, from where, on which version, with which words, and what is kept of it."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.errors import DomainError, NotPermittedError, OvertakenError
from core.models import WorkflowStep
from registry.models import UsageRequest
from registry.states.usage_request import WORKFLOW
from tests.core.test_my_number_guard import VALID
from tests.factories import make_department, make_deputy, make_staff, make_usage_request

pytestmark = pytest.mark.django_db


def submitted():
    return make_usage_request(state="submitted", submitted_by=make_staff())


def test_step_writes_the_state_the_stamp_and_the_next_version():
    request, reviewer = submitted(), make_staff("reviewer")
    before = timezone.now()
    after = WORKFLOW.take("review", request, actor=reviewer, version=1, comment="問題なし")
    stored = UsageRequest.objects.get()
    assert (stored.state, stored.version, stored.reviewed_by) == ("reviewed", 2, reviewer)
    assert before <= stored.reviewed_at <= timezone.now()
    assert (after.state, after.version) == ("reviewed", 2)


def test_step_is_kept_with_what_was_decided_on():
    request, reviewer = submitted(), make_staff("reviewer", name="審査 花子")
    WORKFLOW.take("review", request, actor=reviewer, comment="問題なし")
    step = WorkflowStep.objects.of(request).get()
    assert (step.register, step.record_id) == ("registry.usagerequest", request.pk)
    assert (step.action, step.label, step.source, step.target) == (
        "review",
        "審査完了",
        "submitted",
        "reviewed",
    )
    assert (step.by, step.by_name, step.on_behalf_of, step.reason) == (
        reviewer,
        "審査 花子",
        None,
        "問題なし",
    )
    assert step.content == request.in_words()
    assert step.content["根拠条文"] == "住基法第30条の11"


def test_step_stands_in_the_trail_under_its_name_and_reason():
    request, reviewer = submitted(), make_staff("reviewer")
    WORKFLOW.take("return", request, actor=reviewer, comment="条文が違います")
    context = request.events.latest("pgh_id").pgh_context
    assert context["action"] == "return_usage_request"
    assert (context["reason"], context["user"]) == ("条文が違います", reviewer.pk)


def test_step_back_empties_the_stamp_that_it_makes_void():
    request = make_usage_request(state="reviewed", submitted_by=make_staff())
    WORKFLOW.take("return", request, actor=make_staff("approver"), comment="期間を改めてください")
    request.refresh_from_db()
    assert (request.reviewed_at, request.reviewed_by) == (None, None)
    assert request.returned_by is not None


def test_step_on_another_version_than_was_seen_is_refused():
    request, reviewer = submitted(), make_staff("reviewer")
    UsageRequest.objects.filter(pk=request.pk).update(version=2)
    with pytest.raises(OvertakenError, match="ほかの人が内容か状態を変更しました"):
        WORKFLOW.take("review", request, actor=reviewer, version=1)
    request.refresh_from_db()
    assert (request.state, request.version) == ("submitted", 2)
    assert not WorkflowStep.objects.exists()


def test_version_is_that_of_the_database_and_not_of_the_object_at_hand():
    request, reviewer = submitted(), make_staff("reviewer")
    stale = UsageRequest.objects.get()
    WORKFLOW.take("review", request, actor=reviewer, version=1)
    with pytest.raises(OvertakenError):
        WORKFLOW.take("reject", stale, actor=make_staff("approver"), version=stale.version, comment="理由")


@pytest.mark.parametrize("comment", ["", "  ", "　\n"])
def test_step_that_wants_words_is_not_taken_without(comment):
    with pytest.raises(DomainError) as refused:
        WORKFLOW.take("return", submitted(), actor=make_staff("reviewer"), comment=comment)
    assert refused.value.reasons == ("直してほしいことを入れてください。",)


def test_words_are_neither_too_long_nor_a_my_number():
    request, reviewer = submitted(), make_staff("reviewer")
    with pytest.raises(DomainError, match="コメントは400字までにしてください。"):
        WORKFLOW.take("review", request, actor=reviewer, comment="あ" * 401)
    with pytest.raises(DomainError, match="12桁の数字") as refused:
        WORKFLOW.take("review", request, actor=reviewer, comment=f"番号{VALID}")
    assert VALID not in str(refused.value)
    WORKFLOW.take("review", request, actor=reviewer, comment="あ" * 400)


def test_every_reason_comes_at_once():
    department = make_department()
    person = make_staff("reviewer", department=department)
    request = make_usage_request(
        person, state="submitted", drafted_by=person, submitted_by=make_staff(department=department)
    )
    with pytest.raises(DomainError) as refused:
        WORKFLOW.take("return", request, actor=person)
    assert refused.value.reasons == (
        "あなたはこの件の作成した人なので、差戻しできません。別の職員が行ってください。",
        "直してほしいことを入れてください。",
    )


def test_who_left_takes_no_step():
    request = submitted()
    for person in (make_staff("reviewer", is_active=False), make_staff(is_superuser=True, is_active=False)):
        with pytest.raises(NotPermittedError, match="審査完了する権限がありません。"):
            WORKFLOW.take("review", request, actor=person)


def test_right_is_judged_before_all_else():
    with pytest.raises(NotPermittedError) as refused:
        WORKFLOW.take("review", make_usage_request(state="approved"), actor=make_staff("approver"), version=9)
    assert refused.value.reasons == ("審査完了する権限がありません。",)


def test_deputy_decides_in_the_name_of_who_is_away():
    request = make_usage_request(state="reviewed", submitted_by=make_staff())
    deputyship = make_deputy()
    WORKFLOW.take("approve", request, actor=deputyship.deputy)
    request.refresh_from_db()
    assert (request.approved_by, request.approved_for) == (deputyship.deputy, deputyship.principal)
    assert WorkflowStep.objects.get().on_behalf_of == deputyship.principal


def test_deputy_is_still_another_than_who_reviewed():
    reviewer = make_staff("reviewer")
    make_deputy(deputy=reviewer)
    request = make_usage_request(state="reviewed", submitted_by=make_staff(), reviewed_by=reviewer)
    with pytest.raises(DomainError, match="審査した人なので、承認できません"):
        WORKFLOW.take("approve", request, actor=reviewer)


def test_approver_with_the_right_decides_in_the_own_name():
    request = make_usage_request(state="reviewed", submitted_by=make_staff())
    WORKFLOW.take("approve", request, actor=make_staff("approver"))
    request.refresh_from_db()
    assert request.approved_for is None


def test_offered_are_the_open_steps_of_the_person_with_what_is_in_the_way():
    reviewer = make_staff("reviewer")
    request = make_usage_request(state="submitted", submitted_by=reviewer)
    offered = {each["action"]: each["reasons"] for each in WORKFLOW.offered(request, reviewer)}
    assert set(offered) == {"review", "return"}
    assert offered["return"] == [
        "あなたはこの件の提出した人なので、差戻しできません。別の職員が行ってください。"
    ]
    assert WORKFLOW.offered(request, make_staff("auditor")) == []
    assert [each["action"] for each in WORKFLOW.offered(make_usage_request(), reviewer)] == []


def test_step_and_what_depends_on_it_are_one():
    request = submitted()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        WORKFLOW.take("review", request, actor=make_staff("reviewer"), write_lines=lambda record: 1 / 0)
    request.refresh_from_db()
    assert (request.state, request.version) == ("submitted", 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_comes_through():
    request = submitted()
    reviewers = [make_staff("reviewer") for _ in range(4)]
    start, outcome = threading.Barrier(len(reviewers)), []

    def press(reviewer):
        start.wait()
        try:
            WORKFLOW.take("review", request, actor=reviewer, version=1)
            outcome.append("done")
        except OvertakenError:
            outcome.append("overtaken")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[each]) for each in reviewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["done", "overtaken", "overtaken", "overtaken"]
    assert WorkflowStep.objects.count() == 1

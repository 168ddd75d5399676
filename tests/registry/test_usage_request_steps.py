"""The steps of a usage request to its decision: who is told, several at once, and eight who press at once."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from core.calendar import fiscal_year_of, fiscal_year_period, next_business_day, today
from core.constraints import sentence_of
from core.errors import DomainError, OvertakenError
from core.history import history_of
from core.models import Notice, Staff, WorkflowStep
from registry.models import BookingTerms, OperatorGrant, UsageRequest
from registry.services.usage_request import (
    approve_each,
    draft_request,
    due_day,
    edit_request,
    take_step,
)
from registry.states.usage_request import State
from tests.factories import (
    make_affair,
    make_department,
    make_deputy,
    make_office_day,
    make_purpose,
    make_staff,
)
from tests.registry.offices import make_office

pytestmark = pytest.mark.django_db

YEAR = fiscal_year_of(today())
FIRST, LAST = fiscal_year_period(YEAR)


@pytest.fixture
def office():
    return make_office()


def reasons_of(call, **said):
    with pytest.raises(DomainError) as refused:
        call(**said)
    return refused.value.reasons


def operators_of(request):
    return {line.staff for line in request.operators.all()}


def edit(request, actor, content, version=None):
    return edit_request(request, actor=actor, version=version or request.version, content=content)


# --- Steps -------------------------------------------------------------------------------------------------


def test_submission_sets_the_day_by_the_offices_own_count_of_business_days(office):
    BookingTerms.objects.create(review_days=2)
    closed = next_business_day(today())
    make_office_day(day=closed, is_open=False)
    first = next_business_day(closed)
    request = office.request("submitted")
    assert request.due_on == next_business_day(first)


def test_due_day_counts_over_the_turn_of_the_year():
    assert due_day(date(2026, 12, 25)) == date(2027, 1, 7)  # 28 December, then 4 to 7 January


def test_approval_gives_every_operator_a_grant_from_today_on(office):
    other = make_staff(department=office.department)
    request = office.request("reviewed", operators=(office.operator, other))
    take_step("approve", request, actor=office.approver, version=request.version, comment="可")
    grants = OperatorGrant.objects.filter(usage_request=request)
    assert {grant.staff for grant in grants} == {office.operator, other}
    for grant in grants:
        assert (grant.starts_on, grant.ends_on) == (max(FIRST, today()), LAST)
        assert (grant.affair, grant.department) == (request.affair, office.department)
        assert grant.granted_by == office.approver
    step = history_of(grants[0])[0]
    assert (step.who, step.action, step.reason) == ("承認 二葉", "利用申請の承認", "可")


def test_approval_of_what_begins_later_grants_from_then(office):
    begins = min(today() + timedelta(days=10), LAST)
    request = office.request("approved", starts_on=begins)
    assert OperatorGrant.objects.get().starts_on == begins
    assert request.state == State.APPROVED


def test_approval_of_a_stale_version_changes_nothing(office):
    seen = office.request("reviewed")
    edit(seen, office.applicant, office.content(affair=seen.affair, purpose=seen.purpose))
    office.step("review", seen)
    with pytest.raises(OvertakenError):
        take_step("approve", seen, actor=office.approver, version=seen.version)
    seen.refresh_from_db()
    assert seen.state == State.REVIEWED
    assert OperatorGrant.objects.count() == 0


def test_approver_who_is_an_operator_is_refused(office):
    Staff.objects.filter(pk=office.approver.pk).update(department=office.department)
    office.approver.refresh_from_db()
    request = office.request("reviewed", operators=(office.operator, office.approver))
    (reason,) = reasons_of(take_step, action="approve", request=request, actor=office.approver)
    assert reason.startswith("あなた自身に操作権限を付ける申請です")


def test_superuser_is_not_two_of_the_three(office):
    root = make_staff(is_superuser=True, department=office.department)
    request = draft_request(actor=root, content=office.content())
    request = take_step("submit", request, actor=root)
    reasons = reasons_of(take_step, action="review", request=request, actor=root)
    assert "あなたはこの件の作成した人なので、審査完了できません。別の職員が行ってください。" in reasons
    assert "あなたはこの件の提出した人なので、審査完了できません。別の職員が行ってください。" in reasons
    reviewer = make_staff(is_superuser=True, department=make_department())
    request = take_step("review", request, actor=reviewer)
    assert "あなたはこの件の審査した人なので、承認できません。別の職員が行ってください。" in reasons_of(
        take_step, action="approve", request=request, actor=reviewer
    )
    request.refresh_from_db()
    assert request.state == State.REVIEWED


def test_who_wrote_any_of_it_does_not_decide_though_another_submitted_it(office):
    both = make_staff("applicant", "reviewer", "approver", department=office.department)
    request = office.request()
    edit(request, both, office.content(legal_basis="書き足した条文"))
    request = office.step("submit", request)
    assert reasons_of(take_step, action="review", request=request, actor=both) == (
        "あなたが内容を書いた申請です。別の職員が行ってください。",
    )
    request = office.step("review", request)
    assert "あなたが内容を書いた申請です。別の職員が行ってください。" in reasons_of(
        take_step, action="approve", request=request, actor=both
    )


def test_operator_who_was_transferred_meanwhile_gets_no_grant(office):
    request = office.request("reviewed")
    Staff.objects.filter(pk=office.operator.pk).update(department=make_department())
    (reason,) = reasons_of(take_step, action="approve", request=request, actor=office.approver)
    assert "操作 守は、いまは申請した課の職員ではありません" in reason
    assert OperatorGrant.objects.count() == 0


def test_purpose_that_is_used_no_longer_is_not_submitted(office):
    purpose = make_purpose(name="古い目的", ends_on=today() - timedelta(days=1))
    request = office.request(purpose=purpose)
    (reason,) = reasons_of(take_step, action="submit", request=request, actor=office.applicant)
    assert reason == "利用目的「古い目的」は、いまは使われていません。利用目的を選び直してください。"


def test_second_open_request_for_the_affair_and_the_time_comes_back_as_its_sentence(office):
    affair = make_affair()
    office.request("submitted", affair=affair)
    second = office.request(affair=affair)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        office.step("submit", second)
    assert sentence_of(refused.value).startswith("同じ事務で期間の重なる申請を、すでに提出しています。")


def test_step_of_the_form_is_no_step_of_the_buttons(office):
    with pytest.raises(ValueError, match="edit_request"):
        take_step("amend", office.request("submitted"), actor=office.applicant)


# --- Several at once ---------------------------------------------------------------------------------------


def test_each_of_several_is_approved_for_itself(office):
    good, stale, mine = (office.request("reviewed") for _ in range(3))
    UsageRequest.objects.filter(pk=stale.pk).update(version=stale.version + 1)
    office_of_one = make_staff("reviewer", "approver")
    mine = take_step("return", mine, actor=office.reviewer, comment="もう一度")
    mine = office.step("submit", mine)
    mine = take_step("review", mine, actor=office_of_one)
    approved, refused = approve_each(
        [(each, each.version) for each in (good, stale, mine)], actor=office_of_one
    )
    assert approved == [good]
    assert [(each, len(reasons)) for each, reasons in refused] == [(stale, 1), (mine, 1)]
    assert "ほかの人が内容か状態を変更しました" in refused[0][1][0]
    assert "審査した人なので、承認できません" in refused[1][1][0]
    states = dict(UsageRequest.objects.values_list("pk", "state"))
    assert [states[each.pk] for each in (good, stale, mine)] == ["approved", "reviewed", "reviewed"]
    assert OperatorGrant.objects.count() == 1


# --- Notices -----------------------------------------------------------------------------------------------


def notices():
    return {
        (each.recipient.name, each.title, each.url) for each in Notice.objects.select_related("recipient")
    }


def test_notices_go_to_whoever_acts_next(office):
    deputy = make_deputy(principal=office.approver, deputy=make_staff("auditor", name="代決 三郎")).deputy
    make_deputy(
        principal=make_staff("reviewer"), deputy=make_staff("auditor", name="代わりのない人")
    )  # whose principal approves nothing
    request = office.request()
    url = f"/usage-requests/{request.pk}/"
    office.step("submit", request)
    assert notices() == {("審査 一郎", f"{request}：審査をお願いします", url)} | {
        (each.name, f"{request}：審査をお願いします", url)
        for each in Staff.objects.filter(groups__name="住民記録（審査）")
    }
    assert "処理の目安は令和" in Notice.objects.of(office.reviewer).get().detail
    Notice.objects.all().delete()
    office.step("review", request)
    assert notices() == {(name, f"{request}：承認をお願いします", url) for name in ("承認 二葉", deputy.name)}
    Notice.objects.all().delete()
    office.step("approve", request)
    assert notices() == {
        ("申請 花子", f"{request}：承認されました", url),
        ("操作 守", f"「{request.affair}」の操作権限が付きました", url),
    }


def test_applicant_is_told_why_it_came_back(office):
    request = office.request("returned", comment="期間を短くしてください。" * 33)
    notice = Notice.objects.of(office.applicant).get()
    assert notice.title == f"{request}：差し戻されました"
    assert notice.detail.startswith("次のところを直して、もう一度提出してください：期間を短くして")
    assert len(notice.detail) < 400
    Notice.objects.all().delete()
    office.step("submit", request)
    office.step("reject", request, comment="要件を満たしません。")
    assert Notice.objects.of(office.applicant).get().detail == "理由：要件を満たしません。"


def test_operator_without_the_page_is_sent_home(office):
    plain = make_staff(department=office.department)
    office.request("approved", operators=(plain,))
    assert Notice.objects.of(plain).get().url == "/"


# --- A race ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_eight_who_approve_at_once_approve_once():
    office = make_office()
    others = [make_staff(department=office.department) for _ in range(3)]
    request = office.request("reviewed", operators=(office.operator, *others))
    approvers = [make_staff("approver") for _ in range(8)]
    barrier, outcomes = Barrier(8), []

    def approve(actor):
        try:
            barrier.wait()
            take_step("approve", request, actor=actor, version=request.version)
            outcomes.append("approved")
        except Exception as error:  # whatever it is, the assertion names it
            outcomes.append(error)
        finally:
            connection.close()

    threads = [Thread(target=approve, args=(actor,)) for actor in approvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    losers = [outcome for outcome in outcomes if outcome != "approved"]
    assert len(losers) == 7
    assert {type(each) for each in losers} == {OvertakenError}
    assert all("ほかの人が内容か状態を変更しました" in each.reasons[0] for each in losers)
    assert OperatorGrant.objects.filter(usage_request=request).count() == 4
    request.refresh_from_db()
    assert request.state == State.APPROVED
    assert WorkflowStep.objects.of(request).filter(action="approve").count() == 1

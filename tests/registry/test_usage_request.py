"""Writing usage requests: drafts, changes of what was sent in, and next year's after this year's."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.calendar import fiscal_year_of, fiscal_year_period, today
from core.constraints import sentence_of
from core.errors import DomainError, NotPermittedError, OvertakenError
from core.history import history_of
from core.models import Notice, Staff, WorkflowStep
from registry.models import UsageRequest
from registry.services.usage_request import (
    copy_request,
    draft_request,
    edit_request,
)
from registry.states.usage_request import State
from tests.factories import (
    make_department,
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


# --- Drafts ------------------------------------------------------------------------------------------------


def test_draft_is_of_the_own_department_with_its_fiscal_year_and_its_operators(office):
    request = draft_request(actor=office.applicant, content=office.content())
    request.refresh_from_db()
    assert (request.department, request.drafted_by) == (office.department, office.applicant)
    assert (request.state, request.version, request.fiscal_year) == (State.DRAFT, 1, YEAR)
    assert operators_of(request) == {office.operator}
    step = history_of(request)[-1]
    assert (step.who, step.action) == ("申請 花子", "利用申請の作成")


def test_draft_wants_the_right_and_a_department(office):
    with pytest.raises(NotPermittedError):
        draft_request(actor=office.reviewer, content=office.content())
    homeless = make_staff("applicant")
    (reason,) = reasons_of(draft_request, actor=homeless, content=office.content())
    assert reason.startswith("所属が登録されていないため")
    assert UsageRequest.objects.count() == 0


def test_draft_tells_every_fault_at_once(office):
    stranger = make_staff(name="よその 人", department=make_department())
    content = office.content(
        starts_on=date(YEAR, 10, 1),
        ends_on=date(YEAR + 1, 4, 1),
        operators=(office.operator, stranger),
        purpose_note="番号は123456789018です",
    )
    period, operators, note = reasons_of(draft_request, actor=office.applicant, content=content)
    assert "年度をまたいでいます" in period
    assert f"令和{YEAR - 2018}年度の分は令和{YEAR - 2017}年3月31日まで" in period
    assert operators == "申請する課の職員だけを操作者にできます。操作者を選び直してください。"
    assert note.startswith("利用目的の説明：")
    assert "よその" not in "".join((period, operators, note))


def test_period_over_the_thirty_first_of_march_is_refused_by_the_database_too(office):
    request = office.request()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        UsageRequest.objects.filter(pk=request.pk).update(ends_on=LAST + timedelta(days=1))
    assert "年度をまたぐときは、年度ごとに申請してください" in sentence_of(refused.value)


def test_period_that_ends_before_it_starts_is_told_so(office):
    content = office.content(starts_on=LAST, ends_on=FIRST)
    (reason,) = reasons_of(draft_request, actor=office.applicant, content=content)
    assert reason.startswith("利用期間の終わりが始まりより前")


# --- Edits -------------------------------------------------------------------------------------------------


def edit(request, actor, content, version=None):
    return edit_request(request, actor=actor, version=version or request.version, content=content)


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_edit_of_what_is_not_at_the_office_writes_it_and_takes_no_step(office, state):
    request = office.request(state)
    other = make_staff(department=office.department)
    steps = WorkflowStep.objects.count()
    after = edit(request, other_applicant(office), office.content(legal_basis="別の条文", operators=(other,)))
    after.refresh_from_db()
    assert (after.state, after.version) == (state, request.version + 1)
    assert after.legal_basis == "別の条文"
    assert operators_of(after) == {other}
    assert WorkflowStep.objects.count() == steps
    assert history_of(after)[0].action == "利用申請の編集"


def other_applicant(office):
    return make_staff("applicant", name="同僚 次郎", department=office.department)


@pytest.mark.parametrize("state", ["submitted", "reviewed"])
def test_edit_after_submission_voids_the_review_and_keeps_what_it_then_says(office, state):
    request = office.request(state)
    newcomer = make_staff(name="新しい 人", department=office.department)
    editor = other_applicant(office)
    content = office.content(affair=request.affair, purpose=request.purpose, operators=(newcomer,))
    after = edit(request, editor, content)
    after.refresh_from_db()
    assert (after.state, after.reviewed_at, after.reviewed_by) == (State.SUBMITTED, None, None)
    assert after.submitted_by == editor
    assert after.version == request.version + 1
    step = WorkflowStep.objects.of(after).last()
    assert (step.action, step.by) == ("amend", editor)
    assert step.content["操作者"] == f"新しい 人（{newcomer.username}）"
    notice = Notice.objects.of(office.reviewer).first()
    assert "内容が変わりました。審査をお願いします" in notice.title
    assert ("審査を終えたあとに" in notice.detail) == (state == "reviewed")


def test_edit_after_submission_must_leave_it_complete(office):
    request = office.request("reviewed")
    other = make_purpose(name="その他", needs_note=True)
    content = office.content(affair=request.affair, purpose=other, operators=())
    reasons = reasons_of(
        edit_request, request=request, actor=office.applicant, version=request.version, content=content
    )
    assert reasons == (
        "操作者を1人以上選んでください。",
        "利用目的が「その他」のときは、利用目的の説明を入れてください。",
    )
    request.refresh_from_db()
    assert (request.state, request.reviewed_by) == (State.REVIEWED, office.reviewer)
    assert operators_of(request) == {office.operator}


@pytest.mark.parametrize("state", ["approved", "rejected", "withdrawn"])
def test_edit_of_what_is_decided_is_refused(office, state):
    request = office.request(state)
    (reason,) = reasons_of(
        edit_request,
        request=request,
        actor=office.applicant,
        version=request.version,
        content=office.content(),
    )
    assert reason.startswith(f"「{State(state).label}」の申請は変更できません。")


def test_edit_of_a_stale_version_is_refused(office):
    request = office.request()
    edit(request, office.applicant, office.content(legal_basis="先の人"))
    with pytest.raises(OvertakenError):
        edit(request, office.applicant, office.content(legal_basis="後の人"))
    request.refresh_from_db()
    assert request.legal_basis == "先の人"


def test_edit_is_of_the_own_department_superusers_included(office):
    request = office.request()
    for actor in (
        make_staff("applicant", department=make_department()),
        make_staff(is_superuser=True, department=make_department()),
    ):
        (reason,) = reasons_of(
            edit_request, request=request, actor=actor, version=request.version, content=office.content()
        )
        assert "ほかの課の申請です" in reason
    with pytest.raises(NotPermittedError):
        edit(request, office.reviewer, office.content())


# --- Copies ------------------------------------------------------------------------------------------------


def test_copy_is_a_draft_of_the_next_fiscal_year_without_those_who_left(office):
    leaver = make_staff(name="異動 太郎", department=office.department)
    retired = make_staff(name="退職 次郎", department=office.department)
    request = office.request(
        "returned",
        starts_on=date(YEAR, 4, 1),
        ends_on=LAST,
        operators=(office.operator, leaver, retired),
        purpose_note="税の賦課のため",
    )
    Staff.objects.filter(pk=leaver.pk).update(department=make_department())
    Staff.objects.filter(pk=retired.pk).update(is_active=False)
    copy, left_out = copy_request(request, actor=office.applicant)
    copy.refresh_from_db()
    assert (copy.state, copy.fiscal_year, copy.copied_from) == (State.DRAFT, YEAR + 1, request)
    assert (copy.starts_on, copy.ends_on) == fiscal_year_period(YEAR + 1)
    assert (copy.affair, copy.legal_basis) == (request.affair, request.legal_basis)
    assert (copy.purpose, copy.purpose_note) == (request.purpose, "税の賦課のため")
    assert operators_of(copy) == {office.operator}
    assert {each.name for each in left_out} == {"異動 太郎", "退職 次郎"}
    assert copy.submitted_by is None
    assert history_of(copy)[-1].action == "前の申請を写した利用申請の作成"


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_copy_of_what_came_to_nothing_asks_for_the_same_period_while_it_lasts(office, state):
    copy, _ = copy_request(office.request(state), actor=office.applicant)
    assert (copy.fiscal_year, copy.starts_on, copy.ends_on) == (YEAR, FIRST, LAST)


def test_copy_of_the_last_of_february_is_the_last_of_february(office):
    request = office.request("withdrawn", starts_on=date(2024, 2, 29), ends_on=date(2024, 2, 29))
    copy, _ = copy_request(request, actor=office.applicant)
    assert (copy.starts_on, copy.fiscal_year) == (date(2025, 2, 28), 2024)


def test_copy_is_made_once_and_not_of_drafts_nor_of_others(office):
    request = office.request("withdrawn")
    copy, _ = copy_request(request, actor=office.applicant)
    (reason,) = reasons_of(copy_request, request=request, actor=office.applicant)
    assert copy.number in reason
    (reason,) = reasons_of(copy_request, request=copy, actor=office.applicant)
    assert reason.startswith("下書きは写せません")
    stranger = make_staff("applicant", department=make_department())
    assert "ほかの課の申請です" in reasons_of(copy_request, request=request, actor=stranger)[0]
    with pytest.raises(NotPermittedError):
        copy_request(request, actor=office.reviewer)
    assert UsageRequest.objects.count() == 2

"""Deputies: who may be one, when they decide, and that both names stay."""

from datetime import timedelta

import pytest

from core.calendar import today
from core.errors import DomainError, NotPermittedError
from core.models import Notice, Staff, WorkflowStep
from registry.models import Deputy, OperatorGrant
from registry.services.deputy import appoint_deputy, end_deputy
from registry.services.usage_request import take_step
from tests.factories import make_deputy, make_staff
from tests.registry.offices import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def appoint(principal, deputy, starts=0, ends=3, reason="出張のため"):
    return appoint_deputy(
        actor=principal,
        deputy=deputy,
        starts_on=today() + timedelta(days=starts),
        ends_on=today() + timedelta(days=ends),
        reason=reason,
    )


def reasons_of(*given, **said):
    with pytest.raises(DomainError) as refused:
        appoint(*given, **said)
    return refused.value.reasons


def test_deputy_approves_in_the_approvers_name_and_both_names_stay(office):
    deputy = make_staff("auditor", name="代決 三郎")
    appoint(office.approver, deputy)
    request = office.request("reviewed")
    request = take_step("approve", request, actor=deputy, version=request.version)
    assert (request.approved_by, request.approved_for) == (deputy, office.approver)
    step = WorkflowStep.objects.of(request).last()
    assert (step.by, step.on_behalf_of) == (deputy, office.approver)
    assert OperatorGrant.objects.get().granted_by == deputy
    notice = Notice.objects.of(deputy).last()
    assert notice.title == "承認 二葉さんの代決者に定められました"


@pytest.mark.parametrize(("starts", "ends"), [(1, 5), (-5, -1)])
def test_deputy_decides_nothing_outside_the_period(office, starts, ends):
    day = today()
    deputy = make_deputy(
        principal=office.approver,
        deputy=make_staff("auditor"),
        starts_on=day + timedelta(days=starts),
        ends_on=day + timedelta(days=ends),
    ).deputy
    request = office.request("reviewed")
    with pytest.raises(NotPermittedError):
        take_step("approve", request, actor=deputy)


def test_deputy_decides_nothing_once_it_was_ended_and_the_next_may_begin_at_once(office):
    first, second = make_staff("auditor"), make_staff("auditor")
    appointed = appoint(office.approver, first)
    request = office.request("reviewed")
    ended = end_deputy(appointed, actor=office.approver)
    assert (ended.ended_by, ended.ended_at.date() <= today()) == (office.approver, True)
    with pytest.raises(NotPermittedError):
        take_step("approve", request, actor=first)
    appoint(office.approver, second)
    assert take_step("approve", request, actor=second).approved_for == office.approver
    assert [each.deputy for each in Deputy.objects.in_force_on(today())] == [second]


def test_deputy_was_in_force_on_the_days_before_it_was_ended(office):
    day = today()
    appointed = make_deputy(
        principal=office.approver, starts_on=day - timedelta(days=3), ends_on=day + timedelta(days=3)
    )
    end_deputy(appointed, actor=office.approver)
    in_force = [bool(Deputy.objects.in_force_on(day + timedelta(days=each))) for each in (-4, -3, -1, 0, 1)]
    assert in_force == [False, True, True, False, False]


def test_deputy_that_was_ended_before_it_began_was_never_in_force(office):
    day = today()
    appointed = appoint(office.approver, make_staff("auditor"), starts=2, ends=5)
    end_deputy(appointed, actor=office.approver)
    assert not Deputy.objects.in_force_during(day - timedelta(days=9), day + timedelta(days=9)).exists()


def test_deputy_is_no_way_round_the_three_different_people(office):
    appoint(office.approver, office.reviewer)
    request = office.request("reviewed")
    with pytest.raises(DomainError) as refused:
        take_step("approve", request, actor=office.reviewer)
    assert "あなたはこの件の審査した人なので、承認できません" in refused.value.reasons[0]


def test_deputy_of_who_approves_no_longer_decides_nothing(office):
    deputy = make_staff("auditor")
    appoint(office.approver, deputy)
    request = office.request("reviewed")
    office.approver.groups.clear()
    with pytest.raises(NotPermittedError):
        take_step("approve", request, actor=Staff.objects.get(pk=deputy.pk))


def test_deputy_who_lost_the_view_rights_decides_nothing(office):
    deputy = make_staff("auditor")
    appoint(office.approver, deputy)
    request = office.request("reviewed")
    deputy.groups.clear()
    with pytest.raises(NotPermittedError):
        take_step("approve", request, actor=Staff.objects.get(pk=deputy.pk))


def test_deputy_must_see_every_request_and_be_in_office(office):
    assert "すべての課の利用申請を見る権限がない" in reasons_of(office.approver, office.applicant)[0]
    assert "在職していません" in reasons_of(office.approver, make_staff("auditor", is_active=False))[0]
    assert "自分自身を代決者にすることはできません" in reasons_of(office.approver, office.approver)[0]
    assert "自分の権限で承認できる" in reasons_of(office.approver, make_staff("approver"))[0]
    assert Deputy.objects.count() == 0


def test_deputy_wants_a_period_to_come_and_one_at_a_time(office):
    auditor = make_staff("auditor")
    assert "終わりが始まりより前" in reasons_of(office.approver, auditor, starts=3, ends=2)[0]
    assert "過ぎた日" in reasons_of(office.approver, auditor, starts=-1)[0]
    appoint(office.approver, auditor)
    assert "を代決者に定めています" in reasons_of(office.approver, make_staff("auditor"), starts=3, ends=9)[0]
    appoint(office.approver, make_staff("auditor"), starts=4, ends=9)


def test_deputy_faults_come_all_at_once(office):
    reasons = reasons_of(office.approver, office.applicant, starts=3, ends=2, reason="番号123456789018")
    assert len(reasons) == 3
    assert reasons[2].startswith("理由：")


def test_only_approvers_name_deputies_and_only_their_own_are_ended(office):
    auditor = make_staff("auditor")
    for actor in (office.reviewer, office.applicant, make_staff("admin")):
        with pytest.raises(NotPermittedError):
            appoint(actor, auditor)
    appointed = appoint(office.approver, auditor)
    with pytest.raises(NotPermittedError):
        end_deputy(appointed, actor=office.reviewer)
    with pytest.raises(DomainError) as refused:
        end_deputy(appointed, actor=make_staff("approver"))
    assert refused.value.reasons == ("ほかの人が定めた代決者です。定めた本人が終わらせてください。",)
    end_deputy(appointed, actor=office.approver)
    with pytest.raises(DomainError) as refused:
        end_deputy(appointed, actor=office.approver)
    assert refused.value.reasons == ("この代決は、すでに終わらせてあります。",)
    over = make_deputy(
        principal=office.approver,
        starts_on=today() - timedelta(days=9),
        ends_on=today() - timedelta(days=8),
    )
    with pytest.raises(DomainError) as refused:
        end_deputy(over, actor=office.approver)
    assert refused.value.reasons == ("この代決は、期間が過ぎて終わっています。",)

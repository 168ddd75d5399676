"""Moving and cancelling bookings: what is written, who is told, and every reason why not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.calendar import today
from core.clock import short_day
from core.errors import DomainError, NotPermittedError, OvertakenError
from core.models import Notice, WorkflowStep
from registry.models import Reservation
from registry.services.reservation import cancel, leave_unused, move
from tests.factories import (
    at,
    business_day,
    make_department,
    make_grant,
    make_reservation,
    make_shared_terminal,
    make_staff,
)

pytestmark = pytest.mark.django_db

DAY = business_day()
FAR = DAY + timedelta(days=400)


@pytest.fixture
def operator():
    return make_staff("applicant", department=make_department(), name="見本 花子")


@pytest.fixture
def grant(operator):
    return make_grant(staff=operator, ends_on=FAR)


def moved(reservation, actor, starts=(13, 0), ends=(14, 0), **fields):
    return move(
        **{
            "reservation": reservation,
            "actor": actor,
            "terminal": reservation.terminal,
            "grant": reservation.grant,
            "starts_at": at(DAY, *starts),
            "ends_at": at(DAY, *ends),
            "note": reservation.note,
        }
        | fields
    )


def test_moving_gives_the_booking_another_time(grant):
    booked = make_reservation(grant=grant)
    other = make_shared_terminal()
    after = moved(booked, grant.staff, terminal=other, note="午後に変更")
    assert (after.pk, after.version, after.state) == (booked.pk, 2, "booked")
    stored = Reservation.objects.get()
    assert (stored.terminal, stored.starts_at, stored.note) == (other, at(DAY, 13), "午後に変更")
    assert not Notice.objects.exists()
    assert WorkflowStep.objects.get().action == "move"


def test_moving_by_half_an_hour_does_not_stumble_over_itself(grant):
    booked = make_reservation(grant=grant)
    moved(booked, grant.staff, starts=(10, 30), ends=(11, 30))
    assert Reservation.objects.get().starts_at == at(DAY, 10, 30)


def test_moving_keeps_the_original_where_it_is_refused(grant):
    booked = make_reservation(grant=grant)
    make_reservation(terminal=booked.terminal, starts_at=at(DAY, 13))
    with pytest.raises(DomainError) as error:
        moved(booked, grant.staff)
    assert "ほかの課が予約しています" in str(error.value)
    booked.refresh_from_db()
    assert (booked.starts_at, booked.version, booked.state) == (at(DAY, 10), 1, "booked")


def test_moving_is_refused_with_all_reasons_at_once(grant):
    booked = make_reservation(grant=grant)
    with pytest.raises(DomainError) as error:
        moved(booked, grant.staff, starts=(17, 0), ends=(18, 0), note="対象 123456789018")
    assert list(error.value.reasons) == [
        "予約できる時間は8:30から17:15までです。その中の時刻を入れてください。",
        "連絡に個人番号（マイナンバー）と思われる12桁の数字があります。消してください。",
    ]


def test_moving_tells_of_the_booking_first_and_then_of_the_time(grant):
    """Of what was cancelled, or changed by somebody meanwhile, nothing is told of a time that is taken."""
    gone, changed = make_reservation(grant=grant, state="cancelled"), make_reservation(grant=grant)
    for booked in (gone, changed):
        make_reservation(terminal=booked.terminal, starts_at=at(DAY, 13))
    with pytest.raises(DomainError) as error:
        moved(gone, grant.staff)
    assert list(error.value.reasons) == ["「取消し」のものは、変更できません。画面を開き直してください。"]
    moved(changed, grant.staff, starts=(15, 0), ends=(16, 0))
    with pytest.raises(OvertakenError):
        moved(changed, grant.staff, version=1)


def test_moving_is_not_stopped_by_a_missing_record(grant):
    booked = make_reservation(grant=grant)
    make_reservation(grant=grant, starts_at=timezone.now() - timedelta(hours=30))
    assert moved(booked, grant.staff).version == 2


def test_keeper_moves_the_booking_of_another_who_is_told(grant):
    booked = make_reservation(grant=grant)
    keeper = make_staff("reviewer", department=make_department(), name="住民 記録")
    moved(booked, keeper)
    notice = Notice.objects.get()
    assert notice.recipient == grant.staff
    assert notice.title == f"{short_day(DAY)}10:00から11:00までの予約が変更されました"
    assert notice.detail == (
        f"変更後：{short_day(DAY)}13:00から14:00まで、端末{booked.terminal}。変更した人：住民 記録"
    )
    assert notice.url == f"/reservations/{booked.pk}/"


def test_colleague_moves_and_cancels_nothing(grant):
    booked = make_reservation(grant=grant)
    colleague = make_staff("applicant", department=grant.department)
    with pytest.raises(DomainError, match="ほかの職員の予約です"):
        moved(booked, colleague)
    with pytest.raises(DomainError, match="ほかの職員の予約です"):
        cancel(reservation=booked, actor=colleague)
    with pytest.raises(NotPermittedError):
        moved(booked, make_staff("auditor"))
    assert Reservation.objects.get().version == 1


def test_moving_without_the_right_tells_nothing_of_the_time(operator):
    """Not even of one's own booking, from the days when one had it."""
    former = make_staff("custodian", department=operator.department)
    booked = make_reservation(grant=make_grant(staff=former, ends_on=FAR))
    make_reservation(terminal=booked.terminal, starts_at=at(DAY, 13))
    with pytest.raises(NotPermittedError, match="予約を変更する権限がありません。"):
        moved(booked, former)


def test_moving_refuses_what_somebody_has_changed_since(grant):
    booked = make_reservation(grant=grant)
    moved(booked, grant.staff)
    with pytest.raises(OvertakenError):
        moved(booked, grant.staff, starts=(15, 0), ends=(16, 0), version=booked.version)
    assert Reservation.objects.get().starts_at == at(DAY, 13)


def test_moving_refuses_what_has_begun(grant):
    begun = make_reservation(grant=grant, starts_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(DomainError, match="予約の時間が始まっています"):
        moved(begun, grant.staff)


def test_moving_out_of_the_grant_is_refused(grant, operator):
    short = make_grant(staff=operator, ends_on=DAY)
    booked = make_reservation(grant=short)
    later = business_day((DAY - today()).days + 1)
    with pytest.raises(DomainError, match="には使えません"):
        moved(booked, operator, starts_at=at(later, 10), ends_at=at(later, 11))
    assert moved(booked, operator, grant=grant, starts_at=at(later, 10), ends_at=at(later, 11)).grant == grant


def test_cancelling_gives_the_time_back_and_keeps_the_reason(grant):
    booked = make_reservation(grant=grant)
    cancel(reservation=booked, actor=grant.staff, version=1, comment="用が済んだため")
    stored = Reservation.objects.get()
    assert (stored.state, stored.cancelled_by, stored.cancel_reason) == (
        "cancelled",
        grant.staff,
        "用が済んだため",
    )
    assert not Notice.objects.exists()


def test_keeper_cancels_the_booking_of_another_who_is_told(grant):
    booked = make_reservation(grant=grant)
    keeper = make_staff("reviewer", name="住民 記録")
    cancel(reservation=booked, actor=keeper, comment="端末の入替えのため")
    notice = Notice.objects.get()
    assert (notice.recipient, notice.detail) == (
        grant.staff,
        "理由：端末の入替えのため。取り消した人：住民 記録",
    )


def test_cancelling_refuses_a_reason_that_is_too_long(grant):
    with pytest.raises(DomainError, match="200字まで"):
        cancel(reservation=make_reservation(grant=grant), actor=grant.staff, comment="あ" * 201)


def test_leaving_unused_is_said_once_the_time_has_begun(grant):
    coming = make_reservation(grant=grant)
    with pytest.raises(DomainError, match="まだ始まっていません"):
        leave_unused(reservation=coming, actor=grant.staff)
    begun = make_reservation(grant=grant, starts_at=timezone.now() - timedelta(hours=2))
    with pytest.raises(OvertakenError):
        leave_unused(reservation=begun, actor=grant.staff, version=7)
    assert leave_unused(reservation=begun, actor=grant.staff, comment="来庁がなかった").state == "unused"

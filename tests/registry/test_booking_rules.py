"""The rules of a booking where they just hold and just do not, and how their reasons are told to whom."""

from datetime import timedelta

import pytest

from core.calendar import wareki
from core.clock import short_day
from core.models import Staff
from registry.models import BookingTerms, Terminal
from registry.services.booking_rules import Wish, reasons_against_booking
from tests.factories import (
    at,
    business_day,
    make_affair,
    make_department,
    make_grant,
    make_outage,
    make_reservation,
    make_shared_terminal,
    make_site_grant,
    make_staff,
)
from tests.rules import trigger_off

pytestmark = pytest.mark.django_db

DAY = business_day()
EVE, MORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
FAR = DAY + timedelta(days=400)
EARLY = at(DAY, 8)

HOURS = "予約できる時間は8:30から17:15までです。その中の時刻を入れてください。"
TOO_LONG = "1回に予約できるのは4時間までです。短くするか、分けて予約してください。"
PAST = "過ぎた時刻からは予約できません。これからの時刻を入れてください。"


@pytest.fixture
def operator():
    return make_staff("applicant", department=make_department(), name="見本 花子")


@pytest.fixture
def grant(operator):
    return make_grant(staff=operator, ends_on=FAR)


@pytest.fixture
def terminal():
    return make_shared_terminal(number="T-001")


@pytest.fixture
def keeper():
    return make_staff("reviewer", department=make_department())


def reasons(grant, terminal, starts=(10, 0), ends=(11, 0), now=EARLY, **fields):
    wish = {
        "operator_id": grant.staff_id,
        "terminal_id": terminal.pk,
        "grant_id": grant.pk,
        "starts_at": at(DAY, *starts),
        "ends_at": at(DAY, *ends),
        "asked_by": grant.staff,
    }
    return reasons_against_booking(Wish(**wish | fields), now=now)


# --- The terminal, the hours and the days -------------------------------------------------------------


def test_terminal_that_is_not_in_the_register_cannot_be_booked(grant):
    assert reasons(grant, Terminal(pk=0)) == [
        "選んだ端末が見つかりません。画面を開き直して、選び直してください。"
    ]


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
def test_terminal_is_booked_on_its_first_and_last_day(grant, field):
    assert reasons(grant, make_shared_terminal(**{field: DAY})) == []


def test_terminal_of_its_site_alone_is_told_by_its_number(grant):
    terminal = make_shared_terminal(number="T-002", is_shared=False)
    assert reasons(grant, terminal) == ["端末T-002は予約を受け付けていません。共用の端末を選んでください。"]


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        ((8, 30), (9, 0), []),
        ((8, 29), (9, 0), [HOURS]),
        ((17, 0), (17, 15), []),
        ((17, 0), (17, 16), [HOURS]),
        ((8, 30), (12, 30), []),
        ((8, 30), (12, 31), [TOO_LONG]),
    ],
)
def test_hours_and_length_hold_to_the_minute(grant, terminal, starts, ends, told):
    assert reasons(grant, terminal, starts, ends) == told


def test_start_of_the_present_minute_is_not_late(grant, terminal):
    assert reasons(grant, terminal, now=at(DAY, 10) + timedelta(seconds=59)) == []
    assert reasons(grant, terminal, now=at(DAY, 10, 1)) == [PAST]


def test_last_day_that_can_be_booked_is_the_sixtieth(grant, terminal):
    assert reasons(grant, terminal, now=at(DAY - timedelta(days=60), 23)) == []
    (reason,) = reasons(grant, terminal, now=at(DAY - timedelta(days=61), 23))
    assert reason.startswith(f"予約できるのは60日先（{short_day(EVE)}）までです。")
    BookingTerms.objects.create(days_ahead=61)
    assert reasons(grant, terminal, now=at(DAY - timedelta(days=61), 23)) == []


# --- The grant ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
def test_grant_is_booked_on_its_first_and_last_day(operator, terminal, field):
    grant = make_grant(**{"staff": operator, "ends_on": FAR, field: DAY})
    assert reasons(grant, terminal) == []


def test_grant_is_told_with_its_days(operator, terminal):
    held = make_grant(staff=operator, starts_on=MORROW, ends_on=FAR)
    endless = make_site_grant(staff=operator, starts_on=MORROW)
    never = make_grant(staff=operator, starts_on=DAY, ends_on=EVE)
    of_the_site = make_shared_terminal(site=endless.site)
    for grant, booked, days in (
        (held, terminal, f"{wareki(MORROW)}から{wareki(FAR)}まで"),
        (endless, of_the_site, f"{wareki(MORROW)}から"),
        (never, terminal, "始まる前に終わったもの"),
    ):
        assert reasons(grant, booked) == [
            f"「{grant.basis}」の操作権限は、{days}です。{short_day(DAY)}には使えません。"
            "日を改めるか、利用申請をしてください。"
        ]


@pytest.mark.parametrize(
    ("field", "day", "refused"),
    [
        ("starts_on", MORROW, True),
        ("starts_on", DAY, False),
        ("ends_on", DAY, False),
        ("ends_on", EVE, True),
    ],
)
def test_affair_is_booked_for_on_the_days_of_its_own(operator, terminal, field, day, refused):
    affair = make_affair(name="住民税", **{field: day})
    told = f"「住民税」は、{short_day(DAY)}には行われていない事務です。事務か日を改めてください。"
    grant = make_grant(staff=operator, ends_on=FAR, affair=affair)
    assert reasons(grant, terminal) == ([told] if refused else [])


def test_operator_who_left_is_booked_for_by_nobody(grant, terminal, keeper):
    # Nobody leaves with a grant; should it have happened before that rule, it ends here.
    with trigger_off("registry.PostHolder:post_left_clean"):
        Staff.objects.filter(pk=grant.staff_id).update(is_active=False)
    assert reasons(grant, terminal, asked_by=keeper) == [
        "この操作者は、いまは在職していません。予約を取り消してください。"
    ]


def test_grant_of_another_is_told_to_the_keeper_as_the_operator_s(grant, terminal, keeper):
    assert reasons(grant, terminal, asked_by=keeper, grant_id=make_grant(ends_on=FAR).pk) == [
        "選んだ操作権限は、操作者のものではありません。選び直してください。"
    ]


# --- What stands in the way ---------------------------------------------------------------------------


def test_time_that_was_used_is_taken(grant, terminal):
    make_reservation(terminal=terminal, starts_at=at(DAY, 10), state="used")
    (reason,) = reasons(grant, terminal)
    assert "ほかの課が予約しています" in reason


def test_fault_takes_the_time_from_its_start_to_its_end(grant, terminal):
    make_outage(terminal=terminal, starts_at=at(DAY, 9), ends_at=at(DAY, 10))
    make_outage(terminal=terminal, starts_at=at(DAY, 11), ends_at=at(DAY, 12))
    make_outage(terminal=make_shared_terminal(), starts_at=at(DAY, 9))
    assert reasons(grant, terminal) == []
    for starts, ends in (((9, 59), (11, 0)), ((10, 0), (11, 1))):
        (reason,) = reasons(grant, terminal, starts, ends)
        assert "故障のため使えません" in reason


def test_oldest_use_without_its_record_is_told_first(grant, terminal):
    for hour in (11, 9, 13):
        make_reservation(grant=grant, terminal=terminal, starts_at=at(DAY, hour))
    (reason,) = reasons(grant, terminal, (16, 0), (17, 0), now=at(DAY, 15))
    assert reason.startswith(f"{short_day(DAY)}9:00から10:00までの端末T-001の予約に、利用記録がまだ")


def test_booking_whose_time_is_not_over_waits_for_no_record(grant, terminal):
    make_reservation(grant=grant, terminal=terminal, starts_at=at(DAY, 9))
    make_reservation(terminal=terminal, starts_at=at(DAY, 12))  # somebody else's is not waited for
    assert reasons(grant, terminal, (16, 0), (17, 0), now=at(DAY, 9, 59)) == []


# --- Who has the time, as far as one may know ---------------------------------------------------------


def test_own_booking_of_the_same_time_is_told_as_one_s_own(grant, terminal):
    make_reservation(grant=grant, terminal=terminal, starts_at=at(DAY, 10))
    assert reasons(grant, terminal) == [
        f"端末T-001は、{short_day(DAY)}10:00から11:00まで、あなたが予約しています。"
        "空いている時間か、ほかの端末を選んでください。"
    ]


def test_keeper_is_told_the_names(grant, terminal, keeper):
    stranger = make_staff("applicant", department=make_department(), name="他課 次郎")
    theirs = make_grant(staff=stranger, ends_on=FAR)
    make_reservation(grant=theirs, terminal=terminal, starts_at=at(DAY, 10))
    make_reservation(grant=grant, terminal=make_shared_terminal(number="T-002"), starts_at=at(DAY, 10))
    hour = f"{short_day(DAY)}10:00から11:00まで"
    assert sorted(reasons(grant, terminal, asked_by=keeper)) == [
        f"この操作者は、{hour}、端末T-002を予約しています。重ならない時間を選んでください。",
        f"端末T-001は、{hour}、他課 次郎さんが予約しています。空いている時間か、ほかの端末を選んでください。",
    ]


def test_person_without_a_department_has_no_colleagues(grant, terminal):
    make_reservation(terminal=terminal, starts_at=at(DAY, 10), department=None)
    (reason,) = reasons(grant, terminal, asked_by=make_staff("applicant"))
    assert "ほかの課が予約しています" in reason

"""Booking: what is written, and every reason why not."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from core.calendar import today
from core.clock import at as moment
from core.clock import short_day, stretch_in_words
from core.errors import DomainError, NotPermittedError
from registry.models import BookingTerms, Reservation
from registry.services.reservation import book, leave_unused, warnings_about_booking
from tests.factories import (
    at,
    business_day,
    make_affair,
    make_department,
    make_grant,
    make_office_day,
    make_outage,
    make_reservation,
    make_shared_terminal,
    make_site_grant,
    make_staff,
    make_terminal,
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


@pytest.fixture
def terminal():
    return make_shared_terminal(number="T-001")


def refused(**asked):
    with pytest.raises(DomainError) as error:
        book(**asked)
    return list(error.value.reasons)


def in_words(reservation):
    return stretch_in_words(reservation.starts_at, reservation.ends_at)


def wish(grant, terminal, starts=(10, 0), ends=(11, 0), day=DAY, **fields):
    return {
        "actor": grant.staff,
        "terminal": terminal,
        "grant": grant,
        "starts_at": at(day, *starts),
        "ends_at": at(day, *ends),
    } | fields


# --- Booking ------------------------------------------------------------------------------------------


def test_booking_takes_the_time(grant, terminal):
    booked = book(**wish(grant, terminal, note="印刷もします"))
    stored = Reservation.objects.get()
    assert stored == booked
    assert (stored.operator, stored.booked_by) == (grant.staff, grant.staff)
    assert stored.department == grant.department
    assert (stored.starts_at, stored.ends_at) == (at(DAY, 10), at(DAY, 11))
    assert (stored.state, stored.note, stored.grant, stored.terminal) == (
        "booked",
        "印刷もします",
        grant,
        terminal,
    )


def test_booking_carries_its_name_in_the_trail(grant, terminal):
    booked = book(**wish(grant, terminal))
    event = Reservation.pgh_event_model.objects.get(pgh_obj_id=booked.pk)
    assert (event.pgh_context["action"], event.pgh_context["name"]) == ("book_reservation", "見本 花子")


def test_booking_needs_the_right(terminal):
    stranger = make_staff("custodian", department=make_department())
    with pytest.raises(NotPermittedError):
        book(**wish(make_grant(staff=stranger, ends_on=FAR), terminal))
    assert not Reservation.objects.exists()


def test_booking_is_refused_with_all_reasons_at_once(operator, terminal):
    """A grant that is over, out of hours, too long, out of order, taken, an older use without its record."""
    grant = make_grant(staff=operator, ends_on=DAY - timedelta(days=1))
    make_outage(terminal=terminal, starts_at=at(today(), 0), ends_at=at(DAY, 23))
    make_reservation(terminal=terminal, starts_at=at(DAY, 9))
    old = make_reservation(
        grant=make_grant(staff=operator), starts_at=timezone.now() - timedelta(days=1, minutes=30)
    )
    reasons = refused(**wish(grant, terminal, starts=(8, 0), ends=(18, 0)))
    assert [reason.split("。")[0] for reason in reasons] == [
        f"「{grant.affair}」の操作権限は、{reasons[0].split('は、')[1].split('です')[0]}です",
        "予約できる時間は8:30から17:15までです",
        "1回に予約できるのは4時間までです",
        f"端末T-001は、{short_day(today())}0:00から{short_day(DAY)}23:00まで故障のため使えません",
        f"端末T-001は、{short_day(DAY)}9:00から10:00まで、ほかの課が予約しています",
        f"{in_words(old)}の端末{old.terminal}の予約に、利用記録がまだありません",
    ]
    assert Reservation.objects.count() == 2


def test_booking_backwards_tells_no_false_overlap(grant, terminal):
    make_reservation(terminal=terminal, starts_at=at(DAY, 8, 30), ends_at=at(DAY, 12))
    reasons = refused(**wish(grant, terminal, starts=(11, 0), ends=(9, 0), note="あ" * 101))
    assert reasons == [
        "終わりの時刻は、始まりの時刻より後にしてください。",
        "連絡は100字までにしてください。",
    ]


@pytest.mark.parametrize(
    ("field", "day", "sentence"),
    [
        ("starts_on", DAY + timedelta(days=1), "には使えません"),
        ("ends_on", DAY - timedelta(days=1), "には使えません"),
    ],
)
def test_booking_is_refused_on_a_day_that_the_grant_does_not_cover(operator, terminal, field, day, sentence):
    grant = make_grant(**{"staff": operator, "ends_on": FAR, field: day})
    (reason,) = refused(**wish(grant, terminal))
    assert sentence in reason
    assert "利用申請をしてください" in reason


def test_booking_is_refused_for_an_affair_that_is_over(operator, terminal):
    grant = make_grant(staff=operator, ends_on=FAR, affair=make_affair(ends_on=today()))
    (reason,) = refused(**wish(grant, terminal))
    assert "行われていない事務です" in reason


def test_booking_is_refused_on_the_grant_of_another(operator, terminal):
    (reason,) = refused(**wish(make_grant(ends_on=FAR), terminal, actor=operator))
    assert "あなたのものではありません" in reason


def test_booking_by_a_site_grant_is_for_the_terminals_of_the_site(operator):
    grant = make_site_grant(staff=operator)
    elsewhere = make_shared_terminal()
    (reason,) = refused(**wish(grant, elsewhere))
    assert f"「{grant.site}」の端末だけに使えます" in reason
    assert book(**wish(grant, make_shared_terminal(site=grant.site))).grant == grant


def test_booking_is_refused_on_closed_days_with_their_names(grant, terminal):
    make_office_day(day=DAY, is_open=False, note="システムの点検")
    (reason,) = refused(**wish(grant, terminal))
    assert reason == f"{short_day(DAY)}は閉庁日です（システムの点検）。開庁日を選んでください。"
    saturday = DAY + timedelta(days=(5 - DAY.weekday()) % 7)
    (reason,) = refused(**wish(grant, terminal, day=saturday))
    assert "は閉庁日です" in reason


def test_booking_is_taken_on_a_saturday_on_which_the_office_is_open(grant, terminal):
    saturday = DAY + timedelta(days=(5 - DAY.weekday()) % 7)
    make_office_day(day=saturday, is_open=True, note="臨時の開庁")
    assert book(**wish(grant, terminal, day=saturday)).starts_at == at(saturday, 10)


def test_booking_is_refused_in_the_past_and_too_far_ahead(grant, terminal):
    yesterday = today() - timedelta(days=1)
    held = make_grant(staff=grant.staff, starts_on=yesterday, ends_on=FAR)
    reasons = refused(**wish(held, terminal, day=yesterday))
    assert "過ぎた時刻からは予約できません。これからの時刻を入れてください。" in reasons
    beyond = business_day(61)
    (reason,) = refused(**wish(grant, terminal, day=beyond))
    last = today() + timedelta(days=60)
    assert reason == f"予約できるのは60日先（{short_day(last)}）までです。それより前の日を選んでください。"


def test_booking_follows_the_office_s_own_terms(grant, terminal):
    BookingTerms.objects.create(opens_at=time(10), closes_at=time(12), longest_minutes=90, days_ahead=60)
    assert refused(**wish(grant, terminal, starts=(9, 30), ends=(12, 30))) == [
        "予約できる時間は10:00から12:00までです。その中の時刻を入れてください。",
        "1回に予約できるのは1時間30分までです。短くするか、分けて予約してください。",
    ]
    assert book(**wish(grant, terminal, starts=(10, 0), ends=(11, 30))).pk


def test_booking_is_refused_over_midnight(grant, terminal):
    reasons = refused(**wish(grant, terminal, starts=(16, 0), ends_at=at(DAY + timedelta(days=1), 9)))
    assert "予約できる時間は8:30から17:15までです。その中の時刻を入れてください。" in reasons


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"is_shared": False}, "予約を受け付けていません"),
        ({"starts_on": DAY + timedelta(days=1)}, "に設置されます"),
        ({"ends_on": DAY - timedelta(days=1)}, "に撤去されます"),
    ],
)
def test_booking_is_refused_of_a_terminal_that_is_not_there(grant, fields, sentence):
    (reason,) = refused(**wish(grant, make_terminal(**{"is_shared": True} | fields)))
    assert sentence in reason


def test_booking_is_refused_of_a_terminal_out_of_order_without_an_end(grant, terminal):
    make_outage(terminal=terminal, starts_at=at(today(), 0))
    (reason,) = refused(**wish(grant, terminal))
    assert "直る時期が決まっていません" in reason


def test_booking_warns_where_the_terminal_should_be_repaired_by_then(grant, terminal):
    outage = make_outage(terminal=terminal, starts_at=at(today(), 0), ends_at=at(DAY, 9))
    booked = book(**wish(grant, terminal))
    now = moment(today(), time(0, 1))
    asked = {"terminal": terminal, "starts_at": booked.starts_at, "now": now}
    (warning,) = warnings_about_booking(**asked)
    assert f"{short_day(DAY)}9:00に直る見込みです" in warning
    assert warnings_about_booking(**asked | {"now": outage.ends_at}) == []
    # A fault that lasts longer takes the time itself, and that of another terminal is no matter.
    make_outage(terminal=terminal, starts_at=at(DAY, 15), ends_at=at(DAY, 16))
    make_outage(starts_at=at(today(), 0), ends_at=at(DAY, 8))
    assert warnings_about_booking(**asked) == [warning]


# --- Who has the time, as far as one may know ---------------------------------------------------------


def test_booking_names_a_colleague_and_no_other_department(grant, terminal):
    colleague = make_staff("applicant", department=grant.department, name="同僚 一郎")
    make_reservation(terminal=terminal, grant=make_grant(staff=colleague, ends_on=FAR), starts_at=at(DAY, 9))
    stranger = make_staff("applicant", department=make_department(), name="他課 次郎")
    theirs = make_grant(staff=stranger, ends_on=FAR)
    make_reservation(terminal=terminal, grant=theirs, starts_at=at(DAY, 10))
    reasons = refused(**wish(grant, terminal, starts=(9, 0), ends=(11, 0)))
    assert [reason.split("、")[2] for reason in reasons] == [
        "同僚 一郎さんが予約しています。空いている時間か",
        "ほかの課が予約しています。空いている時間か",
    ]
    for secret in ("他課", theirs.affair.name, str(theirs.department)):
        assert secret not in "".join(reasons)


def test_booking_is_refused_while_the_person_has_another(grant, terminal):
    other = make_reservation(grant=grant, starts_at=at(DAY, 10))
    (reason,) = refused(**wish(grant, terminal, starts=(10, 30), ends=(11, 30)))
    assert reason == (
        f"あなたは、{short_day(DAY)}10:00から11:00まで、端末{other.terminal}を予約しています。"
        "重ならない時間を選んでください。"
    )


def test_booking_follows_directly_on_another(grant, terminal):
    make_reservation(terminal=terminal, starts_at=at(DAY, 9))
    make_reservation(grant=grant, starts_at=at(DAY, 11))
    assert book(**wish(grant, terminal)).state == "booked"


def test_booking_takes_a_time_that_was_given_back(grant, terminal):
    for state in ("cancelled", "unused"):
        make_reservation(terminal=terminal, starts_at=at(DAY, 10), state=state)
    assert book(**wish(grant, terminal)).state == "booked"


def test_booking_is_stopped_until_the_older_use_has_its_record(grant, terminal):
    old = make_reservation(grant=grant, starts_at=timezone.now() - timedelta(hours=30))
    (reason,) = refused(**wish(grant, terminal))
    assert reason.startswith(f"{stretch_in_words(old.starts_at, old.ends_at)}の端末{old.terminal}の予約に")
    leave_unused(reservation=old, actor=grant.staff)
    assert book(**wish(grant, terminal)).pk


def test_booking_refuses_a_note_with_a_my_number(grant, terminal):
    (reason,) = refused(**wish(grant, terminal, note="対象 123456789018"))
    assert "個人番号（マイナンバー）と思われる" in reason
    assert "123456789018" not in reason


def test_booking_takes_two_queries_for_its_locks_and_rules(grant, terminal, django_assert_num_queries):
    actor = grant.staff
    assert actor.has_perm("registry.add_reservation")
    with django_assert_num_queries(5):  # savepoint and release, two for locks and rules, the INSERT
        book(**wish(grant, terminal, actor=actor))

"""The calendar: what a person sees of a week at the shared terminals."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from core.calendar import TOKYO, is_business_day, today
from core.clock import at as moment
from registry.models import BookingTerms
from registry.reservation_week import Stretch, monday_of, week_of
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
    make_staff,
    make_terminal,
)

pytestmark = pytest.mark.django_db

# A week of the next month without a holiday, told on its Monday at noon.
MONDAY = next(
    day
    for day in (monday_of(today()) + timedelta(weeks=weeks) for weeks in range(1, 60))
    if all(is_business_day(day + timedelta(days=number)) for number in range(5))
)
NOON = moment(MONDAY, time(12, 0))


@pytest.fixture
def operator():
    return make_staff("applicant", department=make_department(), name="見本 花子")


@pytest.fixture
def terminal():
    return make_shared_terminal(number="T-901")


def make_grant_of(staff, affair="住民税"):
    return make_grant(
        staff=staff,
        affair=make_affair(name=affair),
        starts_on=today() - timedelta(days=30),
        ends_on=MONDAY + timedelta(days=60),
    )


def day_of_week(person, number, now=NOON, terminal=0):
    """The stretches of a day at a terminal, times as H:MM."""
    stretches = week_of(MONDAY, person=person, now=now).terminals[terminal].days[number]
    return [(each.kind, told(each.starts), told(each.ends), each.text) for each in stretches]


def told(minute):
    return f"{minute // 60}:{minute % 60:02}"


def test_day_without_bookings_is_free_within_the_hours(operator, terminal):
    assert day_of_week(operator, 1) == [("free", "8:30", "17:15", "")]
    BookingTerms.objects.create(opens_at=time(9), closes_at=time(12))
    assert day_of_week(operator, 1) == [("free", "9:00", "12:00", "")]


def test_day_fills_what_lies_between_the_bookings(operator, terminal):
    tuesday = MONDAY + timedelta(days=1)
    own = make_grant_of(operator)
    make_reservation(grant=own, terminal=terminal, starts_at=at(tuesday, 9))
    colleague = make_staff("applicant", department=operator.department, name="同僚 一郎")
    make_reservation(grant=make_grant_of(colleague, "年金"), terminal=terminal, starts_at=at(tuesday, 10))
    stranger = make_staff("applicant", department=make_department(), name="他課 次郎")
    theirs = make_grant_of(stranger, "介護")
    for hour in (11, 12, 15):  # what touches is one
        make_reservation(grant=theirs, terminal=terminal, starts_at=at(tuesday, hour))
    make_reservation(terminal=terminal, starts_at=at(tuesday, 16), state="cancelled")
    assert day_of_week(operator, 1) == [
        ("free", "8:30", "9:00", ""),
        ("own", "9:00", "10:00", "住民税 見本 花子"),
        ("seen", "10:00", "11:00", "年金 同僚 一郎"),
        ("hidden", "11:00", "13:00", ""),
        ("free", "13:00", "15:00", ""),
        ("hidden", "15:00", "16:00", ""),
        ("free", "16:00", "17:15", ""),
    ]
    reviewer = make_staff("reviewer", department=make_department())
    assert [text for kind, *_, text in day_of_week(reviewer, 1) if kind == "seen"] == [
        "住民税 見本 花子",
        "年金 同僚 一郎",
        "介護 他課 次郎",
        "介護 他課 次郎",
        "介護 他課 次郎",
    ]


def test_hidden_booking_carries_nothing_of_it(operator, terminal):
    make_reservation(terminal=terminal, starts_at=at(MONDAY + timedelta(days=1), 9))
    (hidden,) = [
        each
        for each in week_of(MONDAY, person=operator, now=NOON).terminals[0].days[1]
        if each.kind == "hidden"
    ]
    assert hidden == Stretch("hidden", 9 * 60, 10 * 60)


def test_person_without_a_department_sees_none_of_the_others_without_one(terminal):
    nobody_s = make_staff("applicant")
    make_reservation(terminal=terminal, starts_at=at(MONDAY + timedelta(days=1), 9), department=None)
    assert [kind for kind, *_ in day_of_week(nobody_s, 1)] == ["free", "hidden", "free"]


def test_booking_past_midnight_ends_with_its_day(operator, desk, terminal):
    """The service books no such time; a row from elsewhere must not take the page with it."""
    tuesday = MONDAY + timedelta(days=1)
    late = moment(tuesday, time(23, 40))
    make_reservation(grant=make_grant_of(operator), terminal=terminal, starts_at=late)
    assert day_of_week(operator, 1)[-1] == ("own", "23:40", "24:00", "住民税 見本 花子")
    page = desk.get(f"{reverse('reservation_calendar')}?week={MONDAY}").content.decode()
    assert "<b>23:40–24:00</b>" in page


def test_today_is_free_from_the_next_five_minutes_on(operator, terminal):
    assert day_of_week(operator, 0, now=moment(MONDAY, time(12, 2))) == [("free", "12:05", "17:15", "")]
    assert day_of_week(operator, 0, now=moment(MONDAY, time(17, 14))) == []
    assert day_of_week(operator, 0, now=moment(MONDAY, time(6, 0))) == [("free", "8:30", "17:15", "")]


def test_past_days_show_what_was_booked_and_nothing_free(operator, terminal):
    make_reservation(grant=make_grant_of(operator), terminal=terminal, starts_at=at(MONDAY, 9), state="used")
    friday = moment(MONDAY + timedelta(days=4), time(9, 0))
    assert [kind for kind, *_ in day_of_week(operator, 0, now=friday)] == ["own"]
    assert day_of_week(operator, 1, now=friday) == []


def test_fault_takes_free_time_and_marks_what_is_booked(operator, terminal):
    tuesday = MONDAY + timedelta(days=1)
    make_outage(
        terminal=terminal,
        symptom="起動しない",
        starts_at=at(tuesday, 14),
        ends_at=at(tuesday + timedelta(days=1), 9),
    )
    make_reservation(grant=make_grant_of(operator), terminal=terminal, starts_at=at(tuesday, 15))
    assert day_of_week(operator, 1) == [
        ("free", "8:30", "14:00", ""),
        ("outage", "14:00", "15:00", "起動しない"),
        ("own", "15:00", "16:00", "住民税 見本 花子"),
        ("outage", "16:00", "17:15", "起動しない"),
    ]
    assert day_of_week(operator, 2)[0] == ("outage", "8:30", "9:00", "起動しない")
    week = week_of(MONDAY, person=operator, now=NOON)
    assert [each.faulty for each in week.terminals[0].days[1]] == [False, False, True, False]


def test_fault_without_an_end_takes_the_whole_week(operator, terminal):
    make_outage(terminal=terminal, starts_at=at(today(), 0))
    assert [day_of_week(operator, number)[0][0] for number in range(1, 5)] == ["outage"] * 4


def test_closed_days_are_named_and_open_saturdays_have_a_column(operator, terminal):
    make_office_day(day=MONDAY + timedelta(days=2), note="設備の点検")
    make_office_day(day=MONDAY + timedelta(days=5), is_open=True, note="臨時の開庁")
    week = week_of(MONDAY, person=operator, now=NOON)
    assert [(each.day.weekday(), each.why_closed, each.bookable) for each in week.days] == [
        (0, "", True),
        (1, "", True),
        (2, "設備の点検", False),
        (3, "", True),
        (4, "", True),
        (5, "", True),
    ]
    assert week.terminals[0].days[2] == []
    holiday = week_of(date(2026, 11, 23), person=operator, now=NOON)
    assert holiday.days[0].why_closed == "勤労感謝の日"


def test_days_too_far_ahead_cannot_be_booked(operator, terminal):
    early = moment(MONDAY - timedelta(days=61), time(9))
    assert [each.bookable for each in week_of(MONDAY, person=operator, now=early).days] == [False] * 5
    a_day_later = early + timedelta(days=1)
    assert [each.bookable for each in week_of(MONDAY, person=operator, now=a_day_later).days] == [
        True,
        *[False] * 4,
    ]


def test_week_shows_shared_terminals_on_the_days_on_which_they_stand(operator):
    make_terminal(number="T-900")
    make_shared_terminal(number="T-901", ends_on=MONDAY + timedelta(days=1))
    make_shared_terminal(number="T-902", starts_on=MONDAY + timedelta(days=3))
    make_shared_terminal(number="T-903", ends_on=MONDAY - timedelta(days=1))
    week = week_of(MONDAY, person=operator, now=NOON)
    stands = {each.number: [cell is not None for cell in each.days] for each in week.terminals}
    assert stands == {
        "T-901": [True, True, False, False, False],
        "T-902": [False, False, False, True, True],
    }


def test_times_are_those_of_tokyo(operator, terminal):
    late = datetime.combine(MONDAY + timedelta(days=1), time(23, 0), TOKYO)
    make_reservation(
        grant=make_grant_of(operator),
        terminal=terminal,
        starts_at=late,
        ends_at=late + timedelta(minutes=30),
    )
    assert day_of_week(operator, 1)[-1] == ("own", "23:00", "23:30", "住民税 見本 花子")


def test_week_takes_four_queries_whatever_it_holds(operator, terminal, django_assert_num_queries):
    assert operator.has_perm("registry.view_reservation")
    with django_assert_num_queries(4):
        week_of(MONDAY, person=operator, now=NOON)
    for number in range(6):
        another = make_shared_terminal()
        make_reservation(terminal=another, starts_at=at(MONDAY + timedelta(days=number % 5), 10))
        make_outage(terminal=another)
    with django_assert_num_queries(4):
        week_of(MONDAY, person=operator, now=NOON)


# --- The page -----------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, operator):
    client.force_login(operator)
    return client


def page_of(client, **query):
    return client.get(reverse("reservation_calendar"), query)


def test_page_takes_seven_queries_whatever_the_week_holds(desk, operator, django_assert_num_queries):
    """Three are the frame's, four the week's."""
    with django_assert_num_queries(7):
        empty = page_of(desk, week=MONDAY.isoformat()).content.decode()
    assert "予約できる端末がありません。" in empty
    own = make_grant_of(operator)
    theirs = make_grant_of(make_staff("applicant", department=make_department()), "介護")
    for number in range(4):
        another = make_shared_terminal()
        make_outage(terminal=another, starts_at=at(MONDAY, 15))
        for day in range(5):
            morning = at(MONDAY + timedelta(days=day), 9 + number)
            make_reservation(grant=own, terminal=another, starts_at=morning)
            make_reservation(grant=theirs, terminal=another, starts_at=morning + timedelta(hours=1))
    make_office_day(day=MONDAY + timedelta(days=5), is_open=True, note="臨時の開庁")
    with django_assert_num_queries(7):
        full = page_of(desk, week=MONDAY.isoformat()).content.decode()
    shown = [full.count(f'class="{kind}"') for kind in ("own", "hidden-booking", "outage")]
    # Out of order on Monday afternoon, before and after the bookings of the four days after it, on Saturday.
    assert shown == [20, 20, 4 * (1 + 4 * 2 + 1)]


def test_page_links_free_time_to_the_form_and_books_nothing(desk, terminal):
    day = business_day()
    page = page_of(desk, week=day.isoformat()).content.decode()
    link = f"/reservations/new/?terminal={terminal.pk}&amp;day={day}&amp;starts=8:30&amp;ends=9:30"
    assert f'<a class="free" href="{link}"><b>8:30–17:15</b> 空き</a>' in page
    form = desk.get(link.replace("&amp;", "&")).content.decode()
    assert 'name="starts" value="8:30"' in form


def test_page_escapes_what_people_have_written(desk, operator, terminal):
    make_reservation(
        grant=make_grant_of(operator, "<b>税</b>"), terminal=terminal, starts_at=at(business_day(), 9)
    )
    page = page_of(desk, week=business_day().isoformat()).content.decode()
    assert "&lt;b&gt;税&lt;/b&gt;" in page
    assert "<b>税</b>" not in page


def test_page_marks_the_own_and_names_no_other_department(desk, operator, terminal):
    day = business_day()
    booked = make_reservation(grant=make_grant_of(operator), terminal=terminal, starts_at=at(day, 9))
    stranger = make_staff("applicant", department=make_department(), name="他課 次郎")
    make_reservation(grant=make_grant_of(stranger, "秘密の事務"), terminal=terminal, starts_at=at(day, 11))
    page = page_of(desk, week=day.isoformat()).content.decode()
    own = f'<a class="own" href="/reservations/{booked.pk}/"><b>9:00–10:00</b> 自分 住民税 見本 花子</a>'
    assert own in page
    assert '<li class="hidden-booking"><b>11:00–12:00</b> 予約済み</li>' in page
    assert "他課" not in page
    assert "秘密の事務" not in page


def test_page_offers_no_booking_to_who_may_not(client, terminal):
    client.force_login(make_staff("auditor"))
    page = page_of(client, week=business_day().isoformat()).content.decode()
    assert "/reservations/new/" not in page
    assert '<li class="free"><b>8:30–17:15</b> 空き</li>' in page


@pytest.mark.parametrize("typed", ["2026-11-23", "R8.11.23", "令和８年１１月２５日", "20261127"])
def test_page_reads_the_week_in_any_way_people_write_days(desk, terminal, typed):
    page = page_of(desk, week=typed).content.decode()
    assert "令和8年11月23日から11月27日まで" in page
    assert "閉庁（勤労感謝の日）" in page
    assert "?week=2026-11-16" in page
    assert "?week=2026-11-30" in page


def test_page_says_what_is_wrong_with_a_day_and_keeps_it(desk, terminal):
    answer = page_of(desk, week="令和8年2月30日")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "令和8年2月は28日までです" in page
    assert 'value="令和8年2月30日"' in page


@pytest.mark.parametrize("typed", ["1868-01-25", "2117-12-31", "<script>"])
def test_page_stands_at_the_ends_of_the_calendar(desk, terminal, typed):
    answer = page_of(desk, week=typed)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("</head>")[1]


def test_page_without_terminals_says_what_to_do(desk):
    assert "予約できる端末がありません。" in page_of(desk).content.decode()

"""The week of the shared terminals without a mouse: by the arrow keys; link by link where no script runs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.calendar import is_business_day, today, wareki
from core.clock import short_day
from core.models import Staff
from registry.models import Affair, Reservation, Terminal
from registry.reservation_week import monday_of
from tests.factories import at, make_grant, make_outage, make_reservation, make_shared_terminal
from tests.stories.conftest import Desk

pytestmark = pytest.mark.browser

# The next week without a holiday; all of it can be booked.
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = WEEK = next(
    week
    for week in (
        [monday_of(today()) + timedelta(weeks=weeks, days=number) for number in range(5)]
        for weeks in range(1, 8)
    )
    if all(map(is_business_day, week))
)
ADDRESS = f"{reverse('reservation_calendar')}?week={MONDAY.isoformat()}"

# The links of the week, terminal by terminal and in each day from morning to evening.
OWN = ("T-001", MONDAY, "10:00–11:00")
MORNING, AFTERNOON = ("T-001", MONDAY, "8:30–10:00"), ("T-001", MONDAY, "11:00–17:15")
MIDWEEK = ("T-001", WEDNESDAY, "8:30–17:15")
LAST_MORNING, LAST_AFTERNOON = ("T-001", FRIDAY, "8:30–12:00"), ("T-001", FRIDAY, "13:00–17:15")
THIRD_ROW = [("T-802", day, "8:30–17:15") for day in WEEK]
EVERY_LINK = [
    *(MORNING, OWN, AFTERNOON, MIDWEEK, LAST_MORNING, LAST_AFTERNOON),
    *(("T-801", day, "8:30–17:15") for day in WEEK[1:]),
    *THIRD_ROW,
]

FOCUSED = """() => {
    const link = document.activeElement;
    const cell = link.closest("[data-week] td");
    if (!cell) return null;
    const number = cell.parentElement.cells[0].firstChild.textContent;
    return [number, cell.cellIndex - 1, link.querySelector("b").textContent];
}"""
PLACE = "() => [...document.all].indexOf(document.activeElement)"


@pytest.fixture
def week(ward):
    """A week in which some cells have several links and some none: T-001 is out of order on Tuesday and taken
    on Thursday, T-801 is taken on Monday, T-802 is free."""
    grant = make_grant(
        staff=Staff.objects.get(username="applicant"),
        affair=Affair.objects.get(code="child-allowance"),
        ends_on=FRIDAY + timedelta(days=100),
    )
    first = Terminal.objects.get(number="T-001")
    second, _ = (make_shared_terminal(number=number, site=first.site) for number in ("T-801", "T-802"))
    make_reservation(grant=grant, terminal=first, starts_at=at(MONDAY, 10))
    make_outage(terminal=first, starts_at=at(TUESDAY, 0), ends_at=at(WEDNESDAY, 0))
    for terminal, day in ((first, THURSDAY), (second, MONDAY)):
        make_reservation(terminal=terminal, starts_at=at(day, 8, 30), ends_at=at(day, 17, 15))
    make_reservation(terminal=first, starts_at=at(FRIDAY, 12))


@pytest.fixture
def scriptless(ward, live_server, browser):
    """The applicant at a browser that runs no script."""
    context = browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": 1280, "height": 900},
        java_script_enabled=False,
    )
    person = Desk(context.new_page(), live_server)
    person.log_in("applicant")
    yield person
    context.close()
    assert not person.refused


def test_arrow_keys_go_through_the_week(office, week):
    person = office.seat("applicant", under_policy=True)
    person.visit(ADDRESS)
    expect(person.page.locator("[data-week-keys]")).to_be_visible()
    person.page.locator("[data-week] a").first.focus()
    assert focused(person) == MORNING
    for key, comes_to in (
        ("ArrowUp", MORNING),  # nothing is above
        ("ArrowLeft", MORNING),
        ("ArrowDown", OWN),
        ("ArrowDown", AFTERNOON),
        ("ArrowDown", THIRD_ROW[0]),  # T-801 has nothing to choose on Monday
        ("ArrowDown", THIRD_ROW[0]),
        ("ArrowUp", AFTERNOON),
        ("Control+ArrowDown", AFTERNOON),  # a key of the browser's own
        ("ArrowRight", MIDWEEK),  # nor has T-001 on Tuesday
        ("ArrowRight", LAST_MORNING),
        ("ArrowDown", LAST_AFTERNOON),
        ("ArrowRight", LAST_AFTERNOON),
        ("ArrowLeft", MIDWEEK),
        ("ArrowLeft", MORNING),
        ("End", LAST_AFTERNOON),
        ("Home", MORNING),
    ):
        person.page.keyboard.press(key)
        assert focused(person) == comes_to, key


def test_week_is_one_stop_and_is_booked_without_a_mouse(office, week):
    person = office.seat("applicant")
    for key in ("Tab", "Shift+Tab"):
        person.visit(ADDRESS)
        assert in_week(stops(person, key)) == [MORNING], key
    # Whoever leaves the week comes back to where they were, by whatever way they came there.
    person.page.locator("[data-week] a").nth(EVERY_LINK.index(MIDWEEK)).focus()
    leave_and_come_back(person, MIDWEEK)
    for key in ("ArrowLeft", "ArrowDown", "ArrowDown"):
        person.page.keyboard.press(key)
    leave_and_come_back(person, AFTERNOON)
    assert in_week(stops(person)) == [AFTERNOON]
    person.tab_to(person.page.locator("[data-week] a[tabindex='0']"))
    book_what_is_chosen(person)
    person.visit(ADDRESS)
    expect(person.page.locator("[data-week] a.own")).to_have_count(2)


def test_every_stretch_is_a_stop_of_its_own_without_a_script(scriptless, week):
    person = scriptless
    person.visit(ADDRESS)
    expect(person.page.locator("[data-week-keys]")).to_be_hidden()
    assert in_week(stops(person)) == EVERY_LINK
    person.tab_to(person.page.locator("[data-week] a").nth(EVERY_LINK.index(AFTERNOON)))
    book_what_is_chosen(person)


def focused(person):
    """(terminal, day, time) of the link that has the focus; None where it is not in the week."""
    found = person.page.evaluate(FOCUSED)
    return found and (found[0], WEEK[found[1]], found[2])


def stops(person, key="Tab"):
    """What the key comes to on one way round the page: of each stop the link of the week, or None."""
    found, seen = [], set()
    while True:
        person.page.keyboard.press(key)
        place = person.page.evaluate(PLACE)
        if place in seen:
            return found
        seen.add(place)
        found.append(focused(person))


def in_week(found):
    return [each for each in found if each is not None]


def leave_and_come_back(person, link):
    person.page.keyboard.press("Tab")
    assert focused(person) is None
    person.page.keyboard.press("Shift+Tab")
    assert focused(person) == link


def book_what_is_chosen(person):
    """Enter on the afternoon leads to the form of that time; what is typed there is booked."""
    assert focused(person) == AFTERNOON
    person.key("Enter")
    expect(person.control("端末").locator("option:checked")).to_contain_text("T-001")
    for label, chosen in (("日", wareki(MONDAY)), ("始まり", "11:00"), ("終わり", "12:00")):
        expect(person.control(label)).to_have_value(chosen)
    assert Reservation.objects.filter(booked_by__username="applicant").count() == 1  # not by choosing
    person.type("終わり", "１２：３０")
    person.tab_to(person.page.get_by_role("button", name="予約する"))
    person.key("Enter")
    person.sees(f"{short_day(MONDAY)}11:00から12:30まで、端末T-001を予約しました。")
    booked = Reservation.objects.filter(booked_by__username="applicant").latest("pk")
    assert (booked.terminal.number, booked.starts_at, booked.ends_at) == (
        "T-001",
        at(MONDAY, 11),
        at(MONDAY, 12, 30),
    )

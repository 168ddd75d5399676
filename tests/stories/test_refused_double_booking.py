"""Two people want one time at one terminal: the second is told why not, keeps what was typed, and books
another time."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core.clock import short_day
from core.models import Department, Staff
from registry.models import Affair, Reservation
from tests.factories import at, business_day, make_grant, make_staff
from tests.stories.conftest import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def operators(ward):
    """Two of different sections, each with a grant for an affair of their own."""
    guidance = Department.objects.get(code="child-guidance-support")
    second = make_staff(
        "applicant", username="40021", name="見本 次郎", department=guidance, password=PASSWORD
    )
    far = business_day() + timedelta(days=100)
    for staff, code in (
        (Staff.objects.get(username="applicant"), "child-allowance"),
        (second, "child-rearing-allowance"),
    ):
        make_grant(staff=staff, affair=Affair.objects.get(code=code), ends_on=far)


def test_second_of_two_is_told_why_and_books_another_time(office, operators):
    day = business_day()
    first, second = office.seat("applicant"), office.seat("40021", under_policy=True)
    for person in (first, second):
        choose_free_time(person, day)
    take(first, day, "10:00", "11:00")
    first.sees(f"{short_day(day)}10:00から11:00まで、端末T-001を予約しました。")
    be_refused(second, day)
    take(second, day, "１４：００", "１５：３０")
    second.sees(f"{short_day(day)}14:00から15:30まで、端末T-001を予約しました。")
    see_each_other(first, second, day)
    see_both(office.seat("reviewer"), day)


def choose_free_time(person, day):
    """Both have the form of the same free time open before either has booked."""
    person.visit(f"/reservations/calendar/?week={day.isoformat()}")
    person.page.locator(f"[data-week] a.free[href*='day={day.isoformat()}']").first.click()
    expect(person.control("端末")).to_contain_text("T-001")


def take(person, day, starts, ends):
    person.fill("始まり", starts)
    person.fill("終わり", ends)
    person.press("予約する")


def be_refused(second, day):
    """Everything that stands in the way comes at once, and nothing typed is lost."""
    second.fill("連絡", "午後は会議があります。")
    take(second, day, "9:30", "１７：３０")
    second.sees(
        "まだ保存されていません。",
        "予約できる時間は8:30から17:15までです。その中の時刻を入れてください。",
        "1回に予約できるのは4時間までです。短くするか、分けて予約してください。",
        f"端末T-001は、{short_day(day)}10:00から11:00まで、ほかの課が予約しています。"
        "空いている時間か、ほかの端末を選んでください。",
        within="main [role=alert]",
    )
    second.does_not_see("見本 花子")
    for label, typed in (("始まり", "9:30"), ("終わり", "１７：３０"), ("連絡", "午後は会議があります。")):
        expect(second.control(label)).to_have_value(typed)
    assert Reservation.objects.count() == 1


def see_each_other(first, second, day):
    """Another section's booking is taken time and no more: neither whose nor for what."""
    for person, taken, own, other in (
        (first, "14:00–15:30", "自分 児童手当 見本 花子", "見本 次郎"),
        (second, "10:00–11:00", "自分 児童扶養手当 見本 次郎", "見本 花子"),
    ):
        person.visit(f"/reservations/calendar/?week={day.isoformat()}")
        hidden = person.page.locator("[data-week] .hidden-booking")
        expect(hidden).to_have_text(f"{taken} 予約済み")
        expect(person.page.locator("[data-week] a.own")).to_contain_text(own)
        person.does_not_see(other)
        # Nor is there a way to it by its address.
        key = Reservation.objects.exclude(starts_at=at(day, 10)).get().pk
        if person is first:
            assert person.open(f"/reservations/{key}/").status == 404
            person.is_accessible()


def see_both(reviewer, day):
    """住民記録 sees whose they are."""
    reviewer.visit(f"/reservations/calendar/?week={day.isoformat()}")
    week = reviewer.page.locator("[data-week]")
    expect(week).to_contain_text("児童手当 見本 花子")
    expect(week).to_contain_text("児童扶養手当 見本 次郎")
    expect(week.locator(".hidden-booking")).to_have_count(0)

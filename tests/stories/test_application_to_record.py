"""A section applies, its request is reviewed and approved, and its operator books, uses and writes down."""

import re
from datetime import timedelta

import pgtrigger
import pytest
from django.db import transaction
from playwright.sync_api import expect

from core.calendar import (
    fiscal_year_label,
    fiscal_year_of,
    fiscal_year_period,
    next_business_day,
    quarter_of,
    today,
    wareki,
)
from core.clock import short_day
from core.models import Department
from registry.models import OperatorGrant, Reservation, UsageLookup, UsageRequest
from tests.factories import at, make_staff
from tests.stories.conftest import PASSWORD

pytestmark = pytest.mark.browser

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
LEGAL_BASIS = "住民基本台帳法第30条の11第1項第1号"


@pytest.fixture
def operator(ward):
    """A colleague of the applicant's, who operates."""
    department = Department.objects.get(code="health-welfare-policy")
    return make_staff(
        "applicant", username="30021", name="見本 九重", department=department, password=PASSWORD
    )


def test_application_becomes_a_usage_record(office, operator):
    day = next_business_day(today())
    number = apply(office, day)
    review(office, number)
    approve(office, number)
    colleague = office.seat("30021")
    book(colleague, day)
    used_on = put_back(Reservation.objects.get(operator=operator))
    write_down(colleague, used_on)
    auditor = office.seat("auditor")
    see_it_counted(auditor, used_on)
    read_what_happened(auditor, number)


def apply(office, day):
    """The applicant writes the form from the first control to the last with the keyboard alone."""
    applicant = office.seat("applicant")
    applicant.follow("利用申請", within=".cards")
    applicant.follow("新しく申請する")
    page = applicant.page
    # Where tomorrow is of the next fiscal year, the request is for that year.
    same_year = fiscal_year_of(today()) == fiscal_year_of(day)
    starts_on, ends_on = today() if same_year else day, fiscal_year_period(fiscal_year_of(day))[1]
    chosen(applicant, "個人番号利用事務", "児童手当")
    applicant.type("根拠条文", LEGAL_BASIS.translate(FULL_WIDTH))
    chosen(applicant, "利用目的", "住所の確認")
    applicant.type("利用目的の説明", "転入した世帯の住所を確かめるため。")
    applicant.type("利用期間の始まり", wareki(starts_on).translate(FULL_WIDTH))
    applicant.type("利用期間の終わり", f"R{ends_on.year - 2018}.{ends_on.month}.{ends_on.day}")
    for name in ("見本 花子", "見本 九重"):
        applicant.tab_to(page.get_by_role("checkbox", name=re.compile(name)))
        page.keyboard.press("Space")
    applicant.tab_to(page.get_by_role("button", name="下書きを保存する"))
    applicant.key("Enter")
    applicant.sees("下書きを保存しました。内容を確かめて「提出」してください。")
    expect(applicant.fact("利用期間")).to_have_text(f"{wareki(starts_on)}から{wareki(ends_on)}まで")
    expect(applicant.fact("個人番号利用事務")).to_have_text("児童手当")
    applicant.sees("見本 花子", "見本 九重")
    applicant.press("提出する")
    applicant.sees("審査待ち", "住民記録が審査します。結果は「お知らせ」に届きます。")
    return UsageRequest.objects.get().number


def chosen(person, label, option):
    """Go down the list of choices with the arrow key until the option stands there."""
    person.tab_to(person.control(label))
    for _ in range(15):
        if person.control(label).locator("option:checked").inner_text() == option:
            return
        person.page.keyboard.press("ArrowDown")
    raise AssertionError(f"{option} is not offered as {label}.")


def review(office, number):
    reviewer = office.seat("reviewer")
    reviewer.follow("審査を待っている利用申請が1件あります")
    reviewer.sees("審査待ち（1件）", "承認待ち（0件）", "保健福祉政策課", "今日の提出")
    reviewer.follow(number)
    reviewer.fill("コメント", "根拠条文と操作者を確かめました。")
    reviewer.press("審査を終える")
    reviewer.sees("審査を終えました。承認する人に知らせました。", "審査待ち（0件）", "承認待ち（1件）")
    # Whoever reviewed it has no way to approve it too.
    expect(reviewer.page.get_by_role("button", name="印を付けた申請を承認する")).to_have_count(0)


def approve(office, number):
    approver = office.seat("approver")
    approver.follow("承認を待っている利用申請が1件あります")
    approver.follow(number)
    approver.sees("根拠条文と操作者を確かめました。")
    approver.press("承認する")
    approver.sees("承認しました。操作者に操作権限が付きました。", "承認待ち（0件）")


def book(operator, day):
    """The operator books with the keyboard alone: through the week with the arrow keys."""
    page = operator.page
    operator.sees("「児童手当」の操作権限が付きました", "利用する日時を予約してください。")
    operator.follow("予約カレンダー", within=".cards")
    if page.get_by_role("columnheader", name=short_day(day)).count() == 0:
        operator.follow("次の週")
    operator.tab_to(page.locator("[data-week] a[tabindex='0']"))
    for _ in range(7):
        if f"day={day.isoformat()}" in page.locator(":focus").get_attribute("href"):
            break
        page.keyboard.press("ArrowRight")
    operator.key("Enter")
    expect(operator.control("日")).to_have_value(wareki(day))
    operator.type("始まり", "１３：３０")
    operator.type("終わり", "14時15分")
    operator.tab_to(page.get_by_role("button", name="予約する"))
    operator.key("Enter")
    operator.sees(f"{short_day(day)}13:30から14:15まで、端末T-001を予約しました。")
    expect(operator.fact("操作権限（事務）")).to_have_text("児童手当")
    booked = Reservation.objects.get()
    assert (booked.starts_at, booked.ends_at) == (at(day, 13, 30), at(day, 14, 15))


def put_back(booked):
    """The time of the booking comes: it and the grant that it stands on are set some days back.

    Nothing in the product writes into the past, and the database refuses to stretch a grant: for this alone
    its rule is put aside.
    """
    used_on = today() - timedelta(days=1)
    with transaction.atomic(), pgtrigger.ignore("registry.OperatorGrant:grant_stays"):
        OperatorGrant.objects.filter(pk=booked.grant_id).update(starts_on=used_on)
    Reservation.objects.filter(pk=booked.pk).update(
        starts_at=at(used_on, 13, 30), ends_at=at(used_on, 14, 15)
    )
    return used_on


def write_down(operator, used_on):
    operator.follow("今日の仕事", within="nav")
    operator.sees("書くまで、新しい予約はできません。")
    operator.follow(f"{short_day(used_on)}13:30から14:15までの利用記録を書いてください")
    expect(operator.control("開始時刻")).to_have_value("13:30")
    operator.fill("終了時刻", "１４：０５")
    operator.choose("利用目的", "住所の確認")
    operator.fill("児童手当", "１２")
    operator.press("記入する")
    operator.sees("利用記録を書きました。")
    expect(operator.fact("時間")).to_have_text("13:30から14:05まで")
    expect(operator.fact("照会件数：児童手当")).to_have_text("12件")
    assert UsageLookup.objects.get().count == 12
    operator.sees("見本 九重", within="section:has(#history)")
    operator.follow("予約を見る")
    operator.sees("利用済み", "利用記録が書かれています。")
    operator.follow("今日の仕事", within="nav")
    operator.does_not_see("利用記録を書いてください")


def see_it_counted(auditor, used_on):
    """The twelve look-ups stand in the year's statistics, in the quarter of the use and in the sum."""
    auditor.follow("照会件数", within=".cards")
    auditor.fill("年度", fiscal_year_label(fiscal_year_of(used_on)).translate(FULL_WIDTH))
    auditor.press("表示する")
    by_affair = auditor.page.locator("section[aria-labelledby='affairs']")
    counted = by_affair.locator("tbody tr", has=auditor.page.get_by_role("rowheader", name="児童手当"))
    expect(counted.locator("td").nth(quarter_of(used_on).number - 1)).to_have_text("12")
    expect(counted.locator("td").nth(4)).to_have_text("12")
    by_section = auditor.page.locator("section", has_text="保健福祉政策課").last
    expect(by_section).to_contain_text("児童手当")


def read_what_happened(auditor, number):
    """The auditor reads who did what, step by step, on the request's own page."""
    auditor.follow("今日の仕事", within="nav")
    auditor.follow("利用申請", within=".cards")
    auditor.follow(number)
    steps = auditor.page.locator(".steps > li")
    for step, (label, person) in zip(
        steps.all(), [("提出", "見本 花子"), ("審査完了", "見本 一郎"), ("承認", "見本 二葉")], strict=True
    ):
        expect(step).to_contain_text(label)
        expect(step).to_contain_text(person)
    expect(steps.nth(1)).to_contain_text("根拠条文と操作者を確かめました。")

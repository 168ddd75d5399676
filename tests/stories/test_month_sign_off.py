"""The month's sign-off: what is missing is written first, the month is closed, and opened once more for a
correction."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core.calendar import is_business_day, today, wareki_month
from core.clock import moment_in_words, stretch_in_words
from core.models import Staff
from registry.models import Affair, MonthSignOff, Purpose, Site, UsageRecord
from registry.services.usage_record import record_use
from registry.services.use_rules import Use
from tests.factories import at, make_grant, make_reservation

pytestmark = pytest.mark.browser

SITE = "住民記録・戸籍課住民記録"


@pytest.fixture
def month(ward):
    """Last month, by its first day."""
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


@pytest.fixture
def bookings(month):
    """Four bookings of last month, with the records of all but the last: 3, 5 and 7 look-ups."""
    operator = Staff.objects.get(username="applicant")
    affair = Affair.objects.get(code="child-allowance")
    grant = make_grant(staff=operator, affair=affair, starts_on=month, ends_on=today() + timedelta(days=60))
    terminal = Site.objects.get(name=SITE).terminals.get()
    days = [month + timedelta(days=number) for number in range(28)]
    made = [
        make_reservation(grant=grant, terminal=terminal, starts_at=at(day, 10))
        for day in [day for day in days if is_business_day(day)][:4]
    ]
    purpose = Purpose.objects.get(code="address")
    for booked, count in zip(made, (3, 5, 7), strict=False):
        use = Use(booked.starts_at, booked.ends_at, purpose, lookups={affair.pk: count})
        record_use(reservation=booked, actor=operator, use=use)
    return made


def test_month_is_closed_and_opened_again_for_a_correction(office, month, bookings):
    words = f"{SITE} {wareki_month(month)}"
    custodian, operator = office.seat("custodian"), office.seat("applicant")
    be_stopped(custodian, words, bookings[-1])
    write_down(operator, bookings[-1])
    sign(custodian, lookups=17)
    newest = UsageRecord.objects.get(reservation=bookings[-1])
    be_locked_out(operator, newest, month)
    reopen(office.seat("approver"), month)
    correct(operator)
    custodian.visit("/")
    custodian.sees(f"{words}の確認が戻されました", "理由：照会件数の誤りを訂正するため。")
    custodian.follow(f"{words}の利用記録を確認してください")
    sign(custodian, lookups=18)
    assert list(MonthSignOff.objects.order_by("id").values_list("lookup_count", "reopened_by__username")) == [
        (17, "approver"),
        (18, None),
    ]


def be_stopped(custodian, words, booked):
    """The sheet says what has to be done first, and by whom; there is no button yet."""
    custodian.follow(f"{words}の利用記録を確認してください")
    custodian.sees(
        "先に済ませること",
        f"{moment_in_words(booked.starts_at)}の端末T-001の予約（{booked.operator.name}さん）に"
        "利用記録がありません。本人に記入を頼んでください。",
        within=".month-missing",
    )
    custodian.sees("合計（3件の利用）", "いまは確認できません。")
    expect(custodian.page.get_by_role("button", name="この月を確認済みにする")).to_have_count(0)


def write_down(operator, booked):
    when = stretch_in_words(booked.starts_at, booked.ends_at)
    operator.follow(f"{when}の利用記録を書いてください")
    operator.choose("利用目的", "住所の確認")
    operator.fill("児童手当", "２")
    operator.press("記入する")
    operator.sees("利用記録を書きました。")


def sign(custodian, *, lookups):
    custodian.visit(custodian.page.url.removeprefix(custodian.address))
    expect(custodian.page.locator(".month-missing")).to_have_count(0)
    custodian.sees("合計（4件の利用）")
    expect(custodian.page.locator(".month-uses tfoot td").first).to_have_text(str(lookups))
    expect(custodian.page.locator(".month-affairs tbody tr")).to_have_text(f"児童手当{lookups}")
    custodian.fill("所見", "すべて申請の範囲の利用でした。")
    custodian.press("この月を確認済みにする")
    custodian.sees("確認を終えました。この月の利用記録は、これから変更できません。")
    expect(custodian.fact("照会件数")).to_have_text(f"{lookups}件")
    expect(custodian.fact("所見")).to_have_text("すべて申請の範囲の利用でした。")


def be_locked_out(operator, record, month):
    """The correction is refused in a sentence that says who can help; what was typed stays."""
    operator.visit(f"/usage-records/{record.pk}/")
    operator.follow("訂正する")
    operator.fill("児童手当", "３")
    operator.fill("訂正の理由", "数え違いのため")
    operator.press("訂正する")
    operator.sees(
        f"{SITE}の{wareki_month(month)}の利用記録は、端末機管理責任者が確認を終えています。"
        "直すときは、月の確認を戻してもらってください。",
        within="main [role=alert]",
    )
    expect(operator.control("児童手当")).to_have_value("３")
    expect(operator.control("訂正の理由")).to_have_value("数え違いのため")
    assert not UsageRecord.objects.filter(corrects=record).exists()


def reopen(approver, month):
    approver.follow("月の確認", within=".cards")
    approver.follow(wareki_month(month))
    approver.follow("確認を戻す")
    approver.fill("戻す理由", "照会件数の誤りを訂正するため。")
    approver.press("確認を戻す")
    approver.sees("確認を戻しました。端末機管理責任者に知らせました。")
    expect(approver.fact("戻した理由")).to_have_text("照会件数の誤りを訂正するため。")


def correct(operator):
    """What was typed before is still on the screen: it is sent once more."""
    operator.press("訂正する")
    operator.sees("訂正しました。元の記録と並べて表示しています。", "訂正の理由：数え違いのため")
    row = operator.page.locator("tr.differs")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("2件")
    expect(row).to_contain_text("3件")

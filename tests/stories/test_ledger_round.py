"""The April personnel change: somebody is transferred, the site answers with its ledger, and authority
follows on the day."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from core.calendar import fiscal_year_of, today, wareki
from core.models import Department, Staff
from registry.models import Affair, Custodian, OperatorGrant, Reservation, Site
from registry.services.operator_grant import in_words
from tests.factories import business_day, make_grant, make_ledger, make_reservation, make_staff
from tests.stories.conftest import PASSWORD

pytestmark = pytest.mark.browser

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture
def april(ward):
    """The day of the change: the coming first of April."""
    return date(fiscal_year_of(today()) + 1, 4, 1)


@pytest.fixture
def site(ward):
    """住民記録 with an assistant, and two who operate there."""
    site = Site.objects.get(kind=Site.Kind.RESIDENT_RECORDS)
    assistant = make_staff(
        "custodian", username="20010", name="見本 十和子", department=site.department, password=PASSWORD
    )
    Custodian.objects.create(site=site, staff=assistant, role="assistant", starts_on=today())
    operators = [
        make_staff("applicant", username=username, name=name, department=site.department)
        for username, name in (("20011", "見本 梅"), ("20012", "見本 松"))
    ]
    before = make_ledger(*operators, site=site, state="confirmed")
    for entry in before.entries.all():
        OperatorGrant.objects.create(
            staff=entry.staff,
            department=site.department,
            site=site,
            ledger_entry=entry,
            starts_on=today() - timedelta(days=200),
            granted_by=before.confirmed_by,
        )
    make_staff(username="20013", name="見本 桜", department=Department.objects.get(code="my-number"))
    return site


@pytest.fixture
def booked(site):
    """A booking of the one who is transferred, for an affair of their own."""
    far = business_day() + timedelta(days=200)
    grant = make_grant(
        staff=Staff.objects.get(username="20012"),
        affair=Affair.objects.get(code="resident-tax"),
        ends_on=far,
    )
    return make_reservation(grant=grant, terminal=site.terminals.get(is_shared=True))


def test_april_round_ends_and_gives_authority(office, april, site, booked):
    transfer_one(office, site, booked)
    reviewer = office.seat("reviewer")
    open_round(reviewer, april)
    prepare(office, april)
    submit(office, april)
    confirm(reviewer, april)
    read_ledgers_of_two_days(reviewer, april)
    leaver, joiner = (OperatorGrant.objects.get(staff__username=number) for number in ("20011", "20013"))
    assert (leaver.ends_on, leaver.end_reason) == (april - timedelta(days=1), "ledger")
    assert (joiner.starts_on, joiner.ends_on, joiner.site) == (april, None, site)


def transfer_one(office, site, booked):
    """The administrator reads what will end before it ends, and what has ended after."""
    admin = office.seat("admin")
    admin.follow("人事異動", within=".cards")
    admin.follow("職員を選んで異動を登録する")
    admin.fill("職員", "見本 松")
    admin.press("次へ")
    admin.sees("見本 松さんの異動を登録する")
    admin.choose("異動先", "保健福祉政策部 保健福祉政策課")
    admin.fill("理由", "人事異動")
    admin.press("終わるものを確かめる")
    eve = wareki(today() - timedelta(days=1))
    ends = (
        f"操作権限「{site}」：{eve}で終了",
        f"操作権限「住民税」：{eve}で終了",
        f"予約 {in_words(booked)}：取消し",
        "役割「所管課」：取外し",
        f"{site}の操作者管理台帳：提出を依頼し、「外れる」と記入",
    )
    admin.sees("まだ何もしていません。", *ends, within=".foretold")
    assert Reservation.objects.get().state == "booked"
    admin.press("この内容で異動を登録する")
    admin.sees("見本 松さんの異動を登録しました。終わらせたものは、次のとおりです。", *ends)
    assert Reservation.objects.get().state == "cancelled"


def open_round(reviewer, april):
    reviewer.follow("台帳の提出依頼", within=".cards")
    reviewer.follow("提出を依頼する")
    page = reviewer.page
    page.get_by_label("定期人事異動").check()
    reviewer.fill("件名", f"{wareki(april)}付け人事異動")
    reviewer.fill("基準日", wareki(april).translate(FULL_WIDTH))
    reviewer.fill("提出期限", f"{today() + timedelta(days=7):%Y/%m/%d}")
    page.get_by_label("住民記録・戸籍課住民記録").check()
    reviewer.press("提出を依頼する")
    reviewer.sees("1か所に台帳の提出を依頼しました。", "未回答", "見本 守")


def task_of(person, april):
    """The ledger of the April round among what waits; the transfer has opened one of its own."""
    work = person.page.locator(".work-item")
    expect(work).to_have_count(2)
    task = work.filter(has_text=f"{wareki(april)}付け人事異動").get_by_role("link")
    return task.get_attribute("href")


def prepare(office, april):
    """The assistant marks who leaves and adds who joins; to submit it is the custodian's."""
    assistant = office.seat("20010")
    assistant.visit(task_of(assistant, april))
    page = assistant.page
    gone = page.get_by_role("row", name=re.compile("見本 松"))
    expect(gone).to_contain_text("権限は終わっています")
    assistant.follow("台帳を書く")
    expect(gone).to_have_count(0)
    leaver = page.get_by_role("row", name=re.compile("見本 梅"))
    leaver.get_by_label("外れる").check()
    leaver.get_by_role("textbox").fill("税務課へ異動")
    assistant.fill("職員を探す", "見本 桜")
    assistant.press("探す")
    page.get_by_role("checkbox", name=re.compile("見本 桜")).check()
    assistant.press("印を付けた職員を台帳に加える")
    joiner = page.get_by_role("row", name=re.compile("見本 桜"))
    expect(joiner).to_contain_text("未保存")
    expect(joiner.get_by_label("加わる")).to_be_checked()
    # What was marked before the search is still there.
    expect(leaver.get_by_label("外れる")).to_be_checked()
    expect(leaver.get_by_role("textbox")).to_have_value("税務課へ異動")
    assistant.press("保存する")
    assistant.sees("台帳を保存しました。")
    assistant.sees("提出は、この設置場所の端末機管理責任者が行ってください。", within=".decisions")
    assistant.press("起案する")
    assistant.sees("起案しました。端末機管理責任者が確かめて提出します。", "提出待ち")


def submit(office, april):
    custodian = office.seat("custodian")
    custodian.visit(task_of(custodian, april))
    row = custodian.page.get_by_role("row", name=re.compile("見本 桜"))
    expect(row).to_contain_text("加わる")
    custodian.press("提出する")
    custodian.sees("台帳を提出しました。住民記録の確認を待ちます。", "確認待ち")


def confirm(reviewer, april):
    reviewer.follow("今日の仕事", within="nav")
    reviewer.follow("確認を待っている操作者管理台帳が1件あります")
    reviewer.follow("住民記録・戸籍課住民記録", within="main table")
    reviewer.sees(f"「加わる」職員に{wareki(april)}から操作権限を付け、")
    expect(reviewer.page.get_by_role("row", name=re.compile("見本 梅"))).to_contain_text("税務課へ異動")
    reviewer.press("確認する")
    reviewer.sees("台帳を確認し、操作権限に反映しました。", "確認済み")


def read_ledgers_of_two_days(reviewer, april):
    """この日の台帳 on the last of March, and on the first of April."""
    reviewer.follow("この日の台帳")
    rows = reviewer.page.locator("main table tbody")
    for day, there, not_there in (
        (april - timedelta(days=1), "見本 梅", "見本 桜"),
        (april, "見本 桜", "見本 梅"),
    ):
        reviewer.fill("台帳の日（空欄はきょう）", wareki(day).translate(FULL_WIDTH))
        reviewer.press("絞り込む")
        reviewer.sees(f"住民記録・戸籍課住民記録の操作者（{wareki(day)}）")
        expect(rows).to_contain_text(there)
        expect(rows).not_to_contain_text(not_there)
        expect(rows).not_to_contain_text("見本 松")

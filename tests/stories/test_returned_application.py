"""A request comes back with a comment, is mended, and is judged by what has changed since; then its decision
is printed."""

import re

import pytest
from playwright.sync_api import expect

from core.calendar import fiscal_year_of, fiscal_year_period, today, wareki
from core.models import AccessEvent, Department, Staff
from registry.models import Affair, Purpose
from registry.services.usage_request import RequestContent, draft_request, take_step
from tests.factories import make_staff

pytestmark = pytest.mark.browser

COMMENT = "根拠条文の項と号まで書いてください。\n操作者は担当の1人にしてください。"
BEFORE, AFTER = "住民基本台帳法第30条の11", "住民基本台帳法第30条の11第1項第1号"


@pytest.fixture
def submitted(ward):
    """A request of the applicant's for themself and a colleague, in the queue of 住民記録."""
    applicant = Staff.objects.get(username="applicant")
    colleague = make_staff(name="見本 九重", username="30021", department=applicant.department)
    content = RequestContent(
        affair=Affair.objects.get(code="vaccination"),
        legal_basis=BEFORE,
        purpose=Purpose.objects.get(code="address"),
        purpose_note="",
        starts_on=today(),
        ends_on=fiscal_year_period(fiscal_year_of(today()))[1],
        operators=(applicant, colleague),
    )
    assert Department.objects.get(code="health-welfare-policy") == applicant.department
    return take_step("submit", draft_request(actor=applicant, content=content), actor=applicant)


def test_returned_application_is_mended_and_approved(office, submitted):
    reviewer = office.seat("reviewer")
    send_back(reviewer, submitted.number)
    applicant = office.seat("applicant")
    read_why(applicant, submitted)
    mend(applicant)
    see_what_changed(reviewer, submitted.number)
    approve_from_the_queue(office.seat("approver"), submitted.number)
    print_decision(applicant, submitted.number)


def send_back(reviewer, number):
    reviewer.follow("審査を待っている利用申請が1件あります")
    reviewer.follow(number)
    reviewer.fill("直してほしいこと", COMMENT)
    reviewer.press("差し戻す")
    reviewer.sees("差し戻しました。申請した人に知らせました。", "審査待ち（0件）")


def read_why(applicant, request):
    """It waits in 今日の仕事 and in お知らせ, and stands above all else on the request's page."""
    applicant.sees(
        f"利用申請 {request}が差し戻されています", "直して、もう一度提出してください。", within=".work-item"
    )
    applicant.follow(re.compile("お知らせ *未読 *1 *件"), within="header")
    applicant.sees("差し戻されました", "根拠条文の項と号まで書いてください。")
    applicant.follow(f"{request}：差し戻されました")
    answer = applicant.page.locator(".request-answer")
    expect(answer).to_contain_text("差し戻されました。次のところを直してください。")
    expect(answer.locator(".request-words")).to_have_text(COMMENT, use_inner_text=True)
    expect(answer).to_contain_text("見本 一郎（住民記録（審査））")
    first_fact = applicant.page.locator("dl.facts").bounding_box()
    assert answer.bounding_box()["y"] < first_fact["y"]
    expect(applicant.page.locator("header").get_by_role("link", name="お知らせ", exact=True)).to_be_visible()


def mend(applicant):
    applicant.follow("申請を直す")
    applicant.fill("根拠条文", AFTER)
    applicant.page.get_by_label(re.compile("見本 九重")).uncheck()
    applicant.press("保存する")
    applicant.sees("保存しました。内容を確かめて「提出」してください。")
    applicant.fill("コメント", "条文を直し、操作者を1人にしました。")
    applicant.press("提出する")
    applicant.sees("審査待ち")
    # What is mended is mended: the words that asked for it are history now.
    expect(applicant.page.locator(".request-answer")).to_have_count(0)
    applicant.follow("今日の仕事", within="nav")
    applicant.sees("今、あなたを待っている仕事はありません。")


def see_what_changed(reviewer, number):
    reviewer.follow("今日の仕事", within="nav")
    reviewer.follow("審査を待っている利用申請が1件あります")
    reviewer.follow(number)
    reviewer.sees("差し戻されたあとに変わったところ")
    rows = reviewer.page.locator("table.changes tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_have_text(re.compile(f"根拠条文.*{BEFORE}.*{AFTER}", re.DOTALL))
    expect(rows.nth(1).locator("td").nth(0)).to_contain_text("見本 九重")
    expect(rows.nth(1).locator("td").nth(1)).not_to_contain_text("見本 九重")
    reviewer.press("審査を終える")
    reviewer.sees("審査を終えました。承認する人に知らせました。")


def approve_from_the_queue(approver, number):
    approver.follow("承認を待っている利用申請が1件あります")
    approver.page.get_by_role("checkbox", name=re.compile(number)).check()
    approver.press("印を付けた申請を承認する")
    approver.sees(f"1件を承認しました：{number} 予防接種", "承認待ち（0件）")


def print_decision(applicant, number):
    applicant.visit("/")
    applicant.sees("承認されました")
    applicant.visit("/usage-requests/")
    applicant.follow(number)
    applicant.sees("承認済み")
    applicant.follow("決定書を印刷")
    applicant.sees(
        "住基ネット利用申請 決定書", "この利用申請を承認した。", AFTER, "見本 二葉（住民記録（承認））"
    )
    applicant.sees(wareki(today()), "条文を直し、操作者を1人にしました。")
    page = applicant.page
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="印刷する")).to_be_hidden()
    expect(page.get_by_role("link", name="申請へ戻る")).to_be_hidden()
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type ?/Page\b", sheet)) == 1
    width, height = (
        float(each) for each in re.search(rb"/MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)", sheet).groups()
    )
    assert (round(width), round(height)) == (595, 842)  # A4 upright, in points
    printed = AccessEvent.objects.get(kind=AccessEvent.Kind.PRINT)
    assert (printed.staff.username, number in printed.subject) == ("applicant", True)

"""A clerk enters a quarter in the admin; the report's cumulative follows."""

import pytest
from playwright.sync_api import expect

from core.models import Report
from mynumber.models import FlowFigure

pytestmark = pytest.mark.browser


def test_clerk_enters_a_quarter_with_full_width_digits(desk):
    """The row's total and the cumulative since the scheme's start follow on the same page."""
    figure = FlowFigure.objects.get(series__code="exceptional_move_out", fiscal_year=2022)
    desk.log_in("clerk")
    desk.open(f"/admin/mynumber/flowfigure/{figure.pk}/change/")
    page = desk.page
    page.get_by_label("年間のみ判明").fill("")
    for label, typed in {
        "第1四半期（4～6月）": "３，０００件",
        "第2四半期（7～9月）": "3,000",
        "第3四半期（10～12月）": "４０００",
        "第4四半期（1～3月）": " 3665 ",
    }.items():
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="保存して編集を続ける").click()
    figure.refresh_from_db()
    assert (figure.q1, figure.q2, figure.q3, figure.q4, figure.total) == (3000, 3000, 4000, 3665, 13665)
    expect(page.locator("body")).to_contain_text("13,665")
    expect(page.locator("body")).to_contain_text("39,000")
    desk.sit_down("mynumber")  # a draft is read by who drafts it
    desk.open("/reports/361/")
    expect(page.locator("#exceptional-moves")).to_contain_text("３９，０００件")


def test_report_prints_without_navigation_or_buttons(desk):
    desk.log_in("publisher")
    desk.open("/reports/361/print/")
    page = desk.page
    expect(page.get_by_role("button", name="印刷する")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="印刷する")).to_be_hidden()
    expect(
        page.get_by_role("heading", name="住民基本台帳ネットワークシステム及びマイナンバー制度")
    ).to_be_visible()


@pytest.mark.parametrize("number", [361, 362])
def test_committee_files_are_saved_with_their_names(desk, number):
    desk.log_in("publisher")  # who reads both before they are published
    desk.open(f"/reports/{number}/")
    page = desk.page
    page.get_by_text("表をファイルに出力").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel（XLSX）").click()
    assert download.value.suggested_filename.startswith(f"報告第{number}号_表_")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV 一式（UTF-8）").click()
    assert download.value.suggested_filename.endswith(".zip")


PAGES = {
    "mynumber": [
        "/",
        "/reports/",
        "/reports/361/",
        "/reports/361/print/",
        "/reports/361/exhibits/card_issuance/",
        "/windows/",
        "/flow-figures/",
        "/stock-figures/",
        "/meetings/",
        "/audits/",
        "/incidents/",
        "/terminals/",
        "/admin/",
        "/admin/mynumber/meeting/",
        "/admin/mynumber/window/add/",
        "/admin/core/section/",
    ],
    "clerk": ["/", "/admin/", "/admin/mynumber/flowfigure/", "/admin/mynumber/stockfigure/add/"],
    "privacy": ["/reports/362/", "/review-cases/", "/admin/privacy_review/reviewcase/add/"],
    "auditor": ["/trail/", "/access-events/", "/staff/"],
}


@pytest.mark.parametrize("person", PAGES)
def test_pages_have_no_accessibility_violation(inspected_desk, person):
    assert Report.objects.count() == 2
    inspected_desk.log_in(person)
    for path in PAGES[person]:
        response = inspected_desk.open(path)
        assert response.status == 200, path
        inspected_desk.is_accessible()


def test_log_in_page_is_accessible(inspected_desk):
    inspected_desk.open("/login/")
    inspected_desk.is_accessible()

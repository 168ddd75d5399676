"""A report is handed in by its drafters, published by somebody else, and taken out as it was published."""

import pytest
from playwright.sync_api import expect

from core.models import Edition, Report
from core.reports.checks import findings_of
from core.reports.document import Document
from mynumber.models import FlowFigure
from privacy_review.models import ReviewCase
from tests.factories import advance_report, correct_figure, make_acknowledgement

pytestmark = pytest.mark.browser

PUBLICATION = "/reports/361/publication/"


def acknowledge_warnings():
    report = Report.objects.get(number=361)
    for finding in findings_of(Document(report)):
        place, sentence = finding.place, finding.sentence
        make_acknowledgement(report=report, check_name=finding.check_name, place=place, sentence=sentence)


def test_report_is_published_by_somebody_else_and_stays_as_it_was(office):
    acknowledge_warnings()
    drafter = office.seat("mynumber")
    drafter.visit(PUBLICATION)
    drafter.sees("起草中", "点検で残っていることはありません。")
    drafter.fill("コメント", "ご確認をお願いします。")
    drafter.press("公表前の確認に出す")
    drafter.sees("公表前の確認に出しました。公表する人に知らせました。", "公表前の確認待ち")

    publisher = office.seat("publisher")
    publisher.visit("/reports/361/")
    publisher.sees("公表前の確認待ち", "１３，６３０件")
    publisher.follow("公表と正誤表", within="main")
    publisher.sees("ご確認をお願いします。")
    publisher.press("公表する")
    publisher.sees(
        "公表しました。", Edition.objects.get().digest, "公表した版と今の台帳とで違う値はありません。"
    )

    figure = FlowFigure.objects.get(series__code="exceptional_move_out", fiscal_year=2022)
    correct_figure(figure, whole_year=figure.whole_year + 35, reason="転記の誤り")
    publisher.visit("/reports/361/")
    publisher.sees("公表済み", "１３，６３０件")
    publisher.does_not_see("１３，６６５件")
    publisher.follow("正誤あり 2件")
    publisher.sees("１３，６６５件", "３９，０００件", "転記の誤り")
    publisher.press("公表した版を検証する")
    publisher.sees("公表した版は、公表したときのままです。")
    publisher.follow("正誤表を印刷", within="main")
    publisher.sees("報告第361号 正誤表", "３９，０００件")

    drafter.visit("/notices/")
    drafter.sees("報告書が公表されました", Edition.objects.get().digest)


def test_publishing_says_that_it_takes_seconds_and_is_sent_once(desk):
    acknowledge_warnings()
    advance_report(Report.objects.get(number=361), "in_review")
    desk.log_in("publisher")
    desk.open(PUBLICATION)
    sent = []

    def stay(route):
        """Nothing comes back, and the page stays."""
        sent.append(route.request.url)
        route.fulfill(status=204)

    desk.page.route("**/publication/publish/", stay)
    for _ in range(2):
        desk.page.get_by_role("button", name="公表する", exact=True).click()
    status = desk.page.get_by_role("status").filter(has_text="公表する版を作っています…")
    expect(status).to_be_visible()
    expect(desk.page.get_by_role("progressbar")).to_have_count(1)
    assert len(sent) == 1


def test_file_that_takes_seconds_says_so_and_is_saved(desk):
    desk.log_in("publisher")
    desk.open("/reports/362/")
    page = desk.page
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="PDF", exact=True).click()
        status = page.get_by_role("status").filter(has_text="PDFを作っています…")
        expect(status).to_be_visible()
        expect(page.get_by_role("progressbar", name="PDFを作っています")).to_be_visible()
    assert download.value.suggested_filename == "報告第362号.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_file_that_cannot_be_made_says_why_on_the_same_page(desk):
    case = ReviewCase.objects.filter(criterion="outsourcing", special_care=True).first()
    case.content = "𠮷田の調査を委託する。"
    case.save()
    desk.log_in("publisher")
    desk.open("/reports/362/")
    page = desk.page
    page.get_by_text("表をファイルに出力").click()
    page.get_by_role("link", name="CSV 一式（CP932").click()
    status = page.get_by_role("status").filter(has_text="CSVの一式を作れませんでした。")
    expect(status).to_contain_text(
        "review_cases_outsourcing.csv（外部委託の審査基準案件一覧）2行2列目：「𠮷」（U+20BB7）"
    )
    page.get_by_role("button", name="閉じる").click()
    expect(status).to_have_count(0)
    # The browser tells its console that the file was refused; the policy refused nothing.
    assert [text for text in desk.refused if "422" not in text] == []
    desk.refused.clear()


def test_files_are_saved_without_javascript_too(ward, live_server, browser):
    context = browser.new_context(locale="ja-JP", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/login/?next=/reports/362/")
    page.get_by_label("職員番号").fill("publisher")
    page.get_by_label("パスワード").fill("monogatari-no-aikotoba")
    page.get_by_role("button", name="ログイン").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert download.value.suggested_filename == "報告第362号.pdf"
    context.close()

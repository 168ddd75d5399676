"""A second year, through the screens alone: fiscal 2023's figures by quarter, the report carried forward,
edited, checked, published and taken out; then a figure corrected, and the 正誤表 beside pages that stay."""

import re
import zipfile
from io import StringIO

import pytest
from django.core.management import call_command

from core.models import Department, Edition, Report, Staff
from mynumber.models import FlowFigure, Series, Submission
from tests.factories import make_staff
from tests.stories.conftest import PASSWORD

pytestmark = pytest.mark.browser

YEAR, NUMBER = 2023, 383
# What is typed of stocks; of flows, a quarter of what the year before has, and a little more.
STOCKS = {
    "card_applied-2024-03-31": "８４０，０００件",
    "card_issued-2024-03-31": "650000",
    "card_not_yet_issued-2024-03-31": "80000",
    "card_active-2024-04-01": "600000",
    "card_suspended-2024-04-01": "1500",
    "card_abolished-2024-04-01": "60000",
    "card_valid_share-2024-04-01": "65.1",
}


def typed_for(name, quarter):
    """What the clerk types into the box of that name."""
    keys = {f"{pk}-": code for pk, code in Series.objects.values_list("pk", "code")}
    key, _, day = name.removeprefix("cell-").partition("-")
    code = keys[f"{key}-"]
    if day:
        return STOCKS.get(f"{code}-{day}", "")
    year_before = FlowFigure.objects.get(series=key, fiscal_year=2022).whole_year
    return f"{year_before // 4 + quarter:,}件"


def enter_quarter(clerk, department, quarter):
    """Type every figure, save, say why what was not expected is right, and hand the quarter in."""
    clerk.visit(f"/figure-sheets/{department.pk}/{YEAR}/{quarter}/")
    boxes = clerk.page.locator("input[name^=cell-]")
    for box in boxes.all():
        box.fill(typed_for(box.get_attribute("name"), quarter))
    clerk.press("保存する")
    reasons = clerk.page.locator("input[name^=reason-]").all()
    for reason in reasons:
        reason.fill("窓口の件数の動きのとおり。")
    if reasons:
        clerk.press("保存する")
    clerk.press("提出する")
    clerk.sees("提出しました。")


def confirm_quarter(manager, department, quarter):
    manager.visit(f"/figure-sheets/{department.pk}/{YEAR}/{quarter}/")
    manager.press("確定する")
    manager.sees("確定しました。")


def look_at_marks(drafter):
    """Open every section that has words to be looked at, and look."""
    drafter.visit(f"/reports/{NUMBER}/outline/")
    marked = drafter.page.locator(".outline-row:has(.badge-warning) a.outline-heading")
    addresses = [link.get_attribute("href") for link in marked.all()]
    assert addresses
    for address in addresses:
        drafter.visit(address)
        several = drafter.page.get_by_role("button", name=re.compile("か所すべて確かめました"))
        one = drafter.page.get_by_role("button", name=re.compile("^確かめました"))
        button = several if several.count() else one
        drafter._leave(lambda button=button: button.first.click())


def rewrite(drafter, slug, body, exhibit=None):
    drafter.visit(f"/reports/{NUMBER}/sections/{slug}/edit/")
    drafter.fill("本文", body)
    if exhibit:
        drafter.choose("表", exhibit)
    drafter.press("保存する")


def acknowledge_warnings(drafter):
    """Say of every warning why the report is right all the same."""
    drafter.visit(f"/reports/{NUMBER}/checks/")
    drafter.does_not_see("直すまで公表できません。")
    while drafter.page.locator("form.check-form").count():
        form = drafter.page.locator("form.check-form").first
        form.get_by_label(re.compile("^このままでよい理由")).fill("令和５年度は該当がない。")
        drafter._leave(lambda form=form: form.get_by_role("button", name="確認しました").click())
    drafter.sees("公表できます")


def test_second_year_from_the_first_quarter_to_its_errata(office):
    records, cards = (Department.objects.get(code=code) for code in ("resident-records", "my-number"))
    for role in ("clerk", "manager"):
        make_staff(role, username=f"{role}-2", department=cards, password=PASSWORD, name=f"見本 {role}")

    # Every quarter, in both departments: entered by one person, confirmed by another.
    for department, suffix in ((records, ""), (cards, "-2")):
        clerk = office.seat(f"clerk{suffix}", under_policy=True)
        manager = office.seat(f"manager{suffix}", under_policy=True)
        for quarter in (1, 2, 3, 4):
            enter_quarter(clerk, department, quarter)
            confirm_quarter(manager, department, quarter)
    assert Submission.objects.standing().count() == 8

    # The report of the year before is carried forward, and what is typed in it looked at.
    drafter = office.seat("mynumber")
    drafter.visit("/reports/361/carry-forward/")
    drafter.fill("報告番号", "３８３")
    drafter.fill("年度", "令和５年度")
    drafter.fill("報告日", "令和6年10月25日")
    drafter.press("何が写されるかを確かめる")
    drafter.press("下書きをつくる")
    writer = office.seat("mynumber", under_policy=True)
    look_at_marks(writer)
    rewrite(drafter, "inspection-schedule", "- 点検は、{{ fiscal_year }}に終えた。")

    # What the checks find in the way is mended: of this year there are no new town centres and no incidents.
    drafter.visit(f"/reports/{NUMBER}/checks/")
    drafter.sees("直すことが3件あります。", "本文の {{ new_town_centres.names }} は、台帳に値がない")
    rewrite(
        writer,
        "terminals",
        "- {{ resident_records.name }}のほか{{ other_sites.count }}か所に統合端末を設置している。",
    )
    rewrite(writer, "convenience-stores", "{{ fiscal_year }}に、報告する事案はない。", exhibit="（なし）")
    acknowledge_warnings(writer)
    drafter.visit(f"/reports/{NUMBER}/checks/")
    drafter.visit(f"/reports/{NUMBER}/comparison/")
    drafter.sees("報告第３６１号")
    drafter.visit(f"/reports/{NUMBER}/publication/")
    drafter.press("公表前の確認に出す")

    # Somebody else publishes it, and it is taken out for the committee.
    publisher = office.seat("publisher")
    publisher.visit(f"/reports/{NUMBER}/publication/")
    publisher.press("公表する")
    publisher.sees("公表しました。")
    total = FlowFigure.objects.get(series__code="exceptional_move_out", fiscal_year=YEAR).total
    assert total == 13630 // 4 * 4 + 10
    publisher.visit(f"/reports/{NUMBER}/")
    publisher.sees("公表済み", "１３，６３８件")
    publisher.page.get_by_text("表をファイルに出力").click()
    with publisher.page.expect_download() as download:
        publisher.page.get_by_role("link", name="CSV 一式（UTF-8）").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "13638" in archive.read("exceptional_moves.csv").decode("utf-8-sig")

    # A figure turns out wrong: proposed by one, approved by another. The pages stay, the 正誤表 says it.
    figure = FlowFigure.objects.get(series__code="exceptional_move_out", fiscal_year=YEAR)
    clerk = office.seat("clerk")
    clerk.visit(f"/figure-corrections/new/flow/{figure.pk}/1/")
    clerk.fill("正しい数（件）", "３，４１８件")
    clerk.fill("訂正の理由", "窓口の件数の数え漏れ。")
    clerk.press("訂正を申し出る")
    manager = office.seat("manager")
    manager.visit(f"/figure-corrections/{figure.corrections.get().pk}/")
    manager.press("承認して訂正する")
    publisher.visit(f"/reports/{NUMBER}/")
    publisher.sees("１３，６３８件")
    publisher.follow(re.compile("^正誤あり"))
    publisher.sees("１３，６４８件", "窓口の件数の数え漏れ。")
    publisher.visit(f"/reports/{NUMBER}/publication/errata/print/")
    publisher.sees("報告第383号 正誤表", "１３，６４８件")
    told = StringIO()
    call_command("verify_report", NUMBER, stdout=told)
    assert Edition.objects.get(report__number=NUMBER).digest in told.getvalue()

    # Who drafted it did not publish it, and who entered a figure did not confirm it.
    report = Report.objects.get(number=NUMBER)
    assert not report.was_written_by(report.published_by)
    assert all(each.submitted_by != each.confirmed_by for each in Submission.objects.standing())
    assert Staff.objects.filter(username="publisher").get() == report.published_by

"""A drafter goes through the checks of a report and lays it beside the one before it."""

from datetime import date

import pytest
from playwright.sync_api import expect

from core.models import Report
from mynumber.models import FlowFigure
from tests import factories

pytestmark = pytest.mark.browser


def test_warning_is_acknowledged_and_taken_back(inspected_desk):
    desk = inspected_desk
    desk.log_in("mynumber")
    desk.visit("/reports/361/checks/")
    desk.sees("公表まで、あと2件", "「１，７８８」")
    desk.page.locator("#reason-2").fill("国の公表資料（令和５年９月）で確かめた。")
    desk.press("確認しました", within="#acknowledge-2")
    desk.sees("注意を確認しました。", "公表まで、あと1件", "確認した注意（1件）", "国の公表資料")
    desk.page.locator("#reason-1").fill("公表した原文のとおりである。")
    desk.press("確認しました", within="#acknowledge-1")
    desk.sees("公表できます")
    desk.press("確認を取り消す ：報告書全体")
    desk.sees("公表まで、あと1件")


def test_figure_that_differs_from_the_published_report_is_seen_first(inspected_desk):
    desk = inspected_desk
    former = Report.objects.get(number=361)
    report = factories.make_report(
        number=401, fiscal_year=2023, starts_on=date(2023, 4, 1), ends_on=date(2024, 3, 31)
    )
    for section in former.sections.filter(slug__in=["exceptional-moves", "terminals", "measures"]):
        body = section.body.replace("統合端末を設置した。", "統合端末を新たに設置した。")
        factories.make_section(
            report=report, slug=section.slug, heading=section.heading, exhibit=section.exhibit, body=body
        )
    factories.publish(former)
    figure = FlowFigure.objects.get(series__code="exceptional_move_out", fiscal_year=2022)
    factories.correct_figure(figure, whole_year=13665)
    desk.log_in("mynumber")
    desk.visit("/reports/401/checks/")
    desk.follow("前の報告書との比較", within=".report-tabs")
    desk.sees("前の報告書と違う値（1件）", within=".disagreements")
    desk.sees("13,630件", "13,665件", within=".disagreements")
    row = desk.page.locator("#figures-exceptional_moves tr", has_text="前の報告書と違う値")
    expect(row).to_contain_text("この報告書では13,665件")
    expect(desk.page.locator("ins", has_text="新たに").first).to_be_visible()
    desk.visit("/reports/361/comparison/?with=401")

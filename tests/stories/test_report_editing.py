"""Once a year: the next report is made from this one, its sections are written beside their preview and are
moved, and what was carried over with a year or a number in it is looked at."""

import re

import pytest
from playwright.sync_api import expect

from core.models import ProseMark, Report
from core.reports.document import Document
from tests.stories.conftest import Desk

pytestmark = pytest.mark.browser

MARKED = ["令和５年６月２１日", "３４４自治体", "１，７８８", "６自治体", "６３"]


@pytest.fixture
def scriptless(ward, live_server, browser):
    """Who drafts, at a browser that runs no script."""
    context = browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": 1024, "height": 900},
        java_script_enabled=False,
    )
    person = Desk(context.new_page(), live_server)
    person.log_in("mynumber")
    yield person
    context.close()
    assert not person.refused


def carry_forward(person):
    """From the published year to the next one's outline."""
    person.visit("/reports/361/")
    person.follow("節と本文")
    person.follow("来年度の報告書をつくる")
    person.fill("報告番号", "４００")
    person.fill("報告日", "R6.10.25")
    person.press("何が写されるかを確かめる")
    person.sees(
        "報告第400号（令和5年度、令和6年10月25日報告）を、起草中の報告書としてつくります。",
        "節39件と、報告する部課2件を写します。",
        "文に直接書かれている年、日付、数が12か所あります",
    )
    person.press("下書きをつくる")
    person.sees("報告第400号の下書きをつくりました。確かめる語が12か所あります。")
    assert person.page.url.endswith("/reports/400/outline/")


def preview(person):
    return person.page.locator("[data-preview-paper]")


def places(number=400):
    return Document(Report.objects.get(number=number)).places


def test_next_years_report_is_carried_forward_written_and_looked_at(office):
    person = office.seat("mynumber")
    carry_forward(person)
    person.sees("令和５年度住民基本台帳ネットワークシステムセキュリティ会議開催状況", "未確認 5か所")

    # A section, beside how it prints: what is typed shows, and is not saved yet.
    person.follow("概要")
    expect(preview(person)).to_contain_text("国は令和５年６月２１日に")
    for words in MARKED:
        expect(person.page.get_by_role("button", name=f"確かめました ：{words}", exact=True)).to_be_visible()
    body = person.control("本文")
    text = body.input_value().replace("令和５年６月２１日", "")
    before, after = text.split("国はに")
    body.fill(f"{before}国は")
    expect(preview(person)).not_to_contain_text("マイナンバー情報総点検本部」を設置し")

    # A fact is looked for by its name, and goes in where the cursor is.
    person.control("項目をさがす").fill("翌日　期間")
    listed = person.page.locator("[data-fact]:visible")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("令和６年４月１日")
    listed.get_by_role("button").click()
    expect(body).to_be_focused()
    person.page.keyboard.type(f"に{after.splitlines()[0]}")
    expect(preview(person)).to_contain_text("国は令和６年４月１日に「マイナンバー情報総点検本部」を設置し")
    assert not Report.objects.get(number=400).sections.filter(body__contains="day_after_end").exists()
    person.press("保存する")
    person.sees("節を保存しました。")
    person.does_not_see("まだ確かめていない語")  # the words are gone: they were looked at
    assert ProseMark.objects.filter(report__number=400, seen_by__username="mynumber").count() == 5

    # Others stay as they are, one by one or all at once.
    person.follow("節と本文", within="main nav.report-tabs")
    person.sees("まだ確かめていない語が7か所あります")
    person.follow("スケジュール")
    person.press("確かめました ：９月６日")
    person.sees("確かめた語を記録しました。", "まだ確かめていない語が2か所あります")
    person.press("2か所すべて確かめました")
    person.does_not_see("まだ確かめていない語")

    # A section more, one less; the numbers follow, and the published report stays as it was.
    assert places()["my-number-audits"] == "９"
    person.follow("節と本文", within="main nav.report-tabs")
    person.page.locator("[data-row]").filter(has_text="マイナンバーカードの交付状況等").first.get_by_text(
        "ほか"
    ).click()
    person.follow("後に節を加える", within="[data-row] details[open]")
    person.sees("「マイナンバーカードの交付状況等」のすぐ後に加えます。")
    person.fill("見出し", "出張窓口")
    person.press("加えて本文を書く")
    expect(preview(person)).to_contain_text("８ 出張窓口")
    assert places()["my-number-audits"] == "10"
    person.follow("この節を消す")
    person.sees("「出張窓口」とその本文が、報告書からなくなります。")
    person.press("この節を消す")
    person.sees("節「出張窓口」を消しました。")
    assert places() == places(361)


def test_sections_are_moved_by_the_keyboard_alone(office):
    person = office.seat("mynumber", under_policy=True)
    person.visit("/reports/361/outline/")
    first = person.page.get_by_role(
        "link", name="住民基本台帳ネットワークシステムの運用状況とセキュリティ対策"
    )
    person.tab_to(first)
    for _ in range(3):
        person.page.keyboard.press("ArrowDown")
    assert focused(person) == "住民基本台帳ネットワークシステム関連の各種実績"

    # By its buttons: the focus stays where one goes on.
    up = move_button(person, "住民基本台帳ネットワークシステム関連の各種実績", "上へ移す")
    person.tab_to(up)
    person.key("Enter")
    person.sees("「住民基本台帳ネットワークシステム関連の各種実績」を上へ移しました。いまの番号は１です。")
    assert list(places(361).values())[:2] == ["１", "１（１）"]
    assert places(361)["juki-net"] == "２"
    expect(move_button(person, "住民基本台帳ネットワークシステム関連の各種実績", "下へ移す")).to_be_focused()

    # By Shift and an arrow: in below the one before it, and out again.
    person.key("Shift+ArrowDown")
    assert places(361)["juki-net-figures"] == "２"
    person.key("Shift+ArrowRight")
    assert places(361)["juki-net-figures"] == "１（３）"
    assert places(361)["exceptional-moves"] == "１（３）①"
    person.key("Shift+ArrowLeft")
    assert places(361)["juki-net-figures"] == "２"

    # Where there is nowhere to go, nothing happens.
    person.page.keyboard.press("Shift+ArrowLeft")
    assert places(361)["juki-net-figures"] == "２"
    assert person.refused == []


def test_two_who_write_one_section_lose_nothing(office):
    one = office.seat("mynumber", under_policy=True)
    other = office.seat("mynumber")
    page = "/reports/361/sections/usage/edit/"
    for person in (one, other):
        person.visit(page)
    one.control("本文").fill("一人めの文。")
    one.press("保存する")
    other.control("本文").fill("二人めの文。")
    other.press("保存する")
    other.sees("この画面を開いたあとに", "入力した内容は残してあります")
    expect(other.page.locator(".theirs")).to_contain_text("一人めの文。")
    expect(other.control("本文")).to_have_value("二人めの文。")
    other.control("本文").fill("一人めの文。二人めの文。")
    other.press("保存する")
    other.sees("節を保存しました。")
    one.visit(page)
    expect(one.control("本文")).to_have_value("一人めの文。二人めの文。")


def test_a_mistyped_fact_is_told_with_its_line_and_the_nearest_name(office):
    person = office.seat("mynumber", under_policy=True)
    person.visit("/reports/361/sections/town-centres/edit/")
    person.control("本文").fill("一行目。\n\n交付は{{ totl:exceptional_move_out }}枚。")
    expect(preview(person)).to_contain_text("【不明な項目：totl:exceptional_move_out】")
    person.press("保存する")
    person.sees(
        "3行目：{{ totl:exceptional_move_out }}という項目はありません。",
        "もしかして：{{ total:exceptional_move_out }}",
    )
    expect(person.control("本文")).to_have_value(re.compile("totl:exceptional_move_out"))


def test_without_scripts_the_preview_comes_by_a_button_and_sections_move(scriptless):
    person = scriptless
    person.visit("/reports/361/sections/identification/edit/")
    person.sees("{{ fiscal_year }}", "令和４年度")
    person.control("本文").fill("- {{ ends_on }}まで")
    person.press("プレビューを更新")
    expect(preview(person)).to_contain_text("令和５年３月３１日まで")
    expect(person.control("本文")).to_have_value("- {{ ends_on }}まで")
    person.visit("/reports/361/outline/")
    move_button(person, "個人番号利用事務における番号確認、本人確認の運用", "上へ移す").click()
    person.sees("上へ移しました。いまの番号は６（１）です。")


def move_button(person, heading, way):
    return person.page.get_by_role("button", name=f"「{heading}」を{way}", exact=True)


def focused(person):
    return person.page.evaluate("document.activeElement.textContent")

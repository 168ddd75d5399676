"""A quarter with the keyboard alone: typed, pasted from a spreadsheet, explained, handed in, confirmed."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.calendar import quarter_of, today
from core.models import Department
from mynumber.models import FigureReason, FlowFigure, Series, Submission
from tests.factories import make_series, make_sum
from tests.stories.conftest import Desk

pytestmark = pytest.mark.browser

MOVE_OUT, MOVE_IN, LATE_ELDERLY = (
    "exceptional_move_out",
    "exceptional_move_in",
    "lookups_late_elderly_medical",
)
# What stands in the clerk's own spreadsheet, from the third row of the sheet to the last, the sum with it.
BLOCK = (
    "１，２３４件\r\n"  # マイナンバーカード継続利用
    " 567通 \r\n"
    "89\r\n"
    "7,162\r\n"
    "１００\r\n"
    "\r\n"  # 介護保険: not known yet
    "2\r\n"  # 後期高齢
    "約10\r\n"  # 生活保護: no figure
    "0\r\n0\r\n0\r\n0\r\n0\r\n0\r\n0\r\n"
    "9,999"  # 特例転出入の計: computed
)


@pytest.fixture
def section(ward):
    """住民記録: the first quarter of 令和5年度 is entered, and a sum is kept of the moves."""
    section = Department.objects.get(code="resident-records")
    first = {MOVE_OUT: 3000, MOVE_IN: 2000, LATE_ELDERLY: 111}
    for code, value in first.items():
        FlowFigure.objects.create(series=Series.objects.get(code=code), fiscal_year=2023, q1=value)
    parts = Series.objects.filter(code__in=(MOVE_OUT, MOVE_IN)).order_by("order")
    make_sum(*parts, name="特例転出入の計", department=section, order=900)
    return section


@pytest.fixture
def address(section):
    return reverse("figure_sheet", args=[section.pk, 2023, 2])


def series(code):
    return Series.objects.get(code=code)


def box(person, code):
    return person.page.locator(f"#cell-{series(code).pk}")


def line(person, name):
    """The row of the sheet of that name."""
    return person.page.locator(".sheet-row", has=person.page.locator(f"th:text-is('{name}')"))


def cell(person, name, column):
    return line(person, name).locator(f".sheet-{column}")


def type_over(person, text):
    person.page.keyboard.type(text)  # what stands in a box is chosen when one comes to it


def press_key(person, *keys):
    for key in keys:
        person.page.keyboard.press(key)


def paste(person, text):
    """Ctrl+V, with the text on the clipboard."""
    person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    person.page.keyboard.press("Control+v")


def press_button(person, name):
    """Tab to the button of that name and press it."""
    person.tab_to(person.page.get_by_role("button", name=name, exact=True).first)
    person.key("Enter")


def test_quarter_is_entered_handed_in_and_confirmed_without_a_mouse(office, section, address):
    clerk = office.seat("clerk")
    come_by_the_day_s_work(clerk)
    clerk.visit(address)
    type_the_first_rows(clerk)
    paste_the_rest(clerk)
    mend_and_save(clerk)
    leave_and_come_back(clerk, address)
    be_asked_for_a_reason(clerk)
    give_it_and_hand_in(clerk)
    assert Submission.objects.get(fiscal_year=2023).lines.count() == 17
    manager = office.seat("manager")
    confirm(manager)
    clerk.visit(address)
    expect(line(clerk, "特例転出")).to_contain_text("確定済み：見本 四季")
    expect(line(clerk, "特例転出").get_by_role("link", name="訂正を申し出る")).to_be_visible()


def come_by_the_day_s_work(clerk):
    due = quarter_of(today()).previous()
    clerk.tab_to(
        clerk.page.get_by_role("link", name=f"{due.label}の実績を入力して提出してください", exact=True)
    )
    clerk.key("Enter")
    clerk.sees(f"{due.label}の実績", "項目に数が入っています。")


def type_the_first_rows(clerk):
    """Sums, the year so far and the cumulative follow while one types."""
    clerk.tab_to(box(clerk, MOVE_OUT))
    clerk.page.keyboard.type("３１００件")
    expect(cell(clerk, "特例転出", "so-far")).to_have_text("6,100")
    expect(cell(clerk, "特例転出", "cumulative")).to_have_text("45,065")
    expect(cell(clerk, "特例転出入の計", "value")).to_have_text("")
    press_key(clerk, "Enter")
    expect(box(clerk, MOVE_OUT)).to_have_value("3,100")
    expect(box(clerk, MOVE_IN)).to_be_focused()
    type_over(clerk, "1900")
    expect(cell(clerk, "特例転出入の計", "value")).to_have_text("5,000")
    expect(cell(clerk, "特例転出入の計", "so-far")).to_have_text("10,000")
    for key, code in (
        ("ArrowUp", MOVE_OUT),
        ("ArrowUp", MOVE_OUT),  # nothing is above
        ("ArrowDown", MOVE_IN),
        ("ArrowRight", MOVE_IN),  # nothing is beside it
        ("Shift+Enter", MOVE_OUT),
        ("Tab", MOVE_IN),
        ("Enter", "card_continued_use"),
    ):
        press_key(clerk, key)
        expect(box(clerk, code)).to_be_focused()


def paste_the_rest(clerk):
    paste(clerk, BLOCK)
    expect(box(clerk, "card_continued_use")).to_have_value("1,234")
    expect(box(clerk, "wide_area_issued")).to_have_value("567")
    expect(box(clerk, "lookups_national_health_insurance")).to_have_value("100")
    expect(box(clerk, "lookups_long_term_care")).to_have_value("")
    expect(box(clerk, "lookups_public_assistance")).to_have_value("約10")
    expect(box(clerk, "lookups_public_assistance")).to_have_attribute("aria-invalid", "true")
    expect(line(clerk, "本人確認情報の照会：生活保護")).to_contain_text("数として読めません")
    expect(cell(clerk, "本人確認情報の照会：後期高齢", "change")).to_have_text("前期比−98％")
    clerk.sees(
        "15個の欄に貼り付けました。",
        "数として読めないものが1個あります。",
        "計算する行や入力できない行の数は入れていません（特例転出入の計 9,999）。",
        within="[data-sheet-status]",
    )
    clerk.is_accessible()


def mend_and_save(clerk):
    """A sheet with a blank is saved: what is not known yet is not 0."""
    clerk.tab_to(box(clerk, "lookups_public_assistance"))
    type_over(clerk, "10")
    press_key(clerk, "Enter")
    press_button(clerk, "保存する")
    clerk.sees("保存しました（数16個）。", "17項目のうち16項目に数が入っています。")
    expect(clerk.page.locator("[data-sheet-draft]")).to_be_hidden()
    assert FlowFigure.objects.get(series=series(MOVE_OUT), fiscal_year=2023).q2 == 3100
    assert not FlowFigure.objects.filter(series=series("lookups_long_term_care"), fiscal_year=2023).exists()


def leave_and_come_back(clerk, address):
    """The browser asks; what was typed is there again, and says so."""
    asked = []
    clerk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    clerk.tab_to(box(clerk, "lookups_long_term_care"))
    type_over(clerk, "７")
    clerk.visit("/")
    assert asked == ["beforeunload"]
    clerk.visit(address)
    clerk.sees("保存していない入力を元に戻しました。", "前に入力した1個の欄です。")
    expect(box(clerk, "lookups_long_term_care")).to_have_value("7")
    # A step is taken of what is saved.
    clerk.tab_to(clerk.page.get_by_role("button", name="提出する", exact=True))
    press_key(clerk, "Enter")
    clerk.sees(
        "保存していない入力があります。先に「保存する」を押してください。", within="[data-sheet-status]"
    )
    expect(clerk.page.locator("[data-sheet-save]")).to_be_focused()
    clerk.key("Enter")
    clerk.sees("保存しました（数1個）。", "理由の要る数が1件あります。")


def be_asked_for_a_reason(clerk):
    press_button(clerk, "提出する")
    clerk.sees(
        "まだ何もしていません。次のことを確かめてください。",
        "本人確認情報の照会：後期高齢：前の四半期の111件から2件に減っています（−98％）。理由を入れてください。",
        within="main [role=alert]",
    )
    expect(clerk.page.get_by_role("textbox", name="本人確認情報の照会：後期高齢の理由")).to_be_focused()


def give_it_and_hand_in(clerk):
    # From the reason to its figure and back by the arrow keys.
    press_key(clerk, "ArrowLeft")
    expect(box(clerk, LATE_ELDERLY)).to_be_focused()
    press_key(clerk, "ArrowRight")
    clerk.page.keyboard.type("対象の通知が4月に集まったため")
    press_key(clerk, "Enter")  # there is no reason below: on to the button
    expect(clerk.page.locator("[data-sheet-save]")).to_be_focused()
    clerk.key("Enter")
    clerk.sees("保存しました（理由1件）。")
    assert FigureReason.objects.get().reason == "対象の通知が4月に集まったため"
    press_button(clerk, "提出する")
    clerk.sees("提出しました。実績確認の職員に知らせました。", "確認待ち", "手続きの経過")
    expect(clerk.page.locator("[data-sheet]")).to_have_count(0)


def confirm(manager):
    manager.tab_to(
        manager.page.get_by_role("link", name=re.compile("令和5年度第2四半期.*の実績を確かめてください"))
    )
    manager.key("Enter")
    manager.sees("理由：対象の通知が4月に集まったため")
    press_button(manager, "確定する")
    manager.sees("確定しました。提出した人に知らせました。", "確定：見本 四季")


def test_sheet_works_under_the_policy_and_keeps_a_draft_until_it_is_discarded(office, section, address):
    clerk = office.seat("clerk", under_policy=True)
    clerk.page.on("dialog", lambda dialog: dialog.accept())
    clerk.visit(address)
    box(clerk, MOVE_OUT).fill("12")
    clerk.visit("/")
    FlowFigure.objects.filter(series=series(MOVE_OUT), fiscal_year=2023).update(q2=99)
    clerk.visit(address)
    expect(box(clerk, MOVE_OUT)).to_have_value("12")
    # What others have saved meanwhile is not overwritten unseen.
    clerk.press("保存する")
    clerk.sees("ほかの人が99件に変えました。あなたの入力は12件です。", within="main [role=alert]")
    assert all("422" in each for each in clerk.refused)  # the browser tells its console of the refusal too
    clerk.refused.clear()
    expect(box(clerk, MOVE_OUT)).to_have_value("12")
    clerk.visit(address)
    clerk.sees("保存していない入力を元に戻しました。")
    clerk.page.get_by_role("button", name="この入力を捨てる").click()
    expect(box(clerk, MOVE_OUT)).to_have_value("99")
    clerk.visit(address)
    expect(clerk.page.locator("[data-sheet-draft]")).to_be_hidden()
    # What is thrown away is forgotten with what was seen then.
    box(clerk, MOVE_OUT).fill("13")
    clerk.visit("/")
    FlowFigure.objects.filter(series=series(MOVE_OUT), fiscal_year=2023).update(q2=98)
    clerk.visit(address)
    clerk.page.get_by_role("button", name="この入力を捨てる").click()
    expect(box(clerk, MOVE_OUT)).to_have_value("98")
    expect(clerk.page.locator(f"[name='seen-{series(MOVE_OUT).pk}']")).to_have_value("98")


def test_what_was_saved_is_not_unsaved_however_it_was_typed(office, section, address):
    share = make_series(kind="stock", decimals=1, unit="％", department=section, order=901)
    counted = make_series(kind="flow", unit="台", department=section, order=902)
    clerk = office.seat("clerk")
    clerk.visit(address)
    typed = {
        f"{share.pk}-2023-09-30": ("70", "70.0"),
        counted.pk: ("12台", "12"),
        series(MOVE_OUT).pk: ("007", "7"),
    }
    for name, (text, shown) in typed.items():
        place = clerk.page.locator(f"#cell-{name}")
        place.focus()
        type_over(clerk, text)
        press_key(clerk, "Enter")
        expect(place).to_have_value(shown)
    clerk.press("保存する")
    clerk.sees("保存しました（数3個）。")
    expect(clerk.page.locator("[data-sheet-draft]")).to_be_hidden()
    clerk.press("提出する")  # and no word of what is not saved
    clerk.sees("まだ何もしていません。次のことを確かめてください。", within="main [role=alert]")


def test_reason_of_a_refused_sheet_is_not_saved_and_kept(office, section, address):
    FlowFigure.objects.filter(series=series(LATE_ELDERLY), fiscal_year=2023).update(q2=2)
    clerk = office.seat("clerk")
    asked = []
    clerk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    clerk.visit(address)
    reason = clerk.page.get_by_role("textbox", name="本人確認情報の照会：後期高齢の理由")
    reason.fill("対象の通知が4月に集まったため")
    box(clerk, MOVE_OUT).fill("約10")
    clerk.press("保存する")
    clerk.sees("数として読めません。", within="main [role=alert]")
    clerk.visit("/")
    assert asked == ["beforeunload"]
    clerk.visit(address)
    clerk.sees("保存していない入力を元に戻しました。", "前に入力した2個の欄です。")
    expect(reason).to_have_value("対象の通知が4月に集まったため")
    expect(line(clerk, "特例転出")).to_contain_text("数として読めません")
    # What is thrown away is not unsaved either.
    clerk.page.get_by_role("button", name="この入力を捨てる").click()
    expect(reason).to_have_value("")
    clerk.visit("/")
    assert asked == ["beforeunload"]


def test_draft_is_nobody_else_s(office, section, address):
    clerk = office.seat("clerk", under_policy=True)
    clerk.page.on("dialog", lambda dialog: dialog.accept())
    clerk.visit(address)
    box(clerk, MOVE_OUT).fill("12")
    clerk.visit("/")
    # The same browser, another person.
    clerk.page.context.clear_cookies()
    section.staff.get(username="manager").groups.set(section.staff.get(username="clerk").groups.all())
    colleague = Desk(clerk.page, office.live_server)
    colleague.log_in("manager")
    colleague.visit(address)
    expect(colleague.page.locator("[data-sheet-draft]")).to_be_hidden()
    expect(box(colleague, MOVE_OUT)).to_have_value("")


def test_sheet_is_a_form_where_no_script_runs(ward, section, address, live_server, browser):
    context = browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": 1280, "height": 900},
        java_script_enabled=False,
    )
    clerk = Desk(context.new_page(), live_server)
    clerk.log_in("clerk")
    clerk.open(address)
    for code in Series.objects.filter(department=section, parts__isnull=True, kind="flow"):
        clerk.page.locator(f"#cell-{code.pk}").fill("１００件")
    clerk.page.keyboard.press("Enter")
    clerk.sees("保存しました（数17個）。")
    clerk.page.get_by_role("button", name="提出する", exact=True).click()
    clerk.sees("理由を入れてください。", within="main [role=alert]")
    context.close()

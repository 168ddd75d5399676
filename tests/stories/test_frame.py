"""What the pages' few scripts add, under the product's own Content-Security-Policy."""

import re

import pytest
from playwright.sync_api import expect

from mynumber.models import Meeting

pytestmark = pytest.mark.browser


def test_menu_opens_alone_and_closes_on_escape(desk):
    desk.log_in("auditor")
    menus = desk.page.locator("details[data-menu]")
    first, second = menus.nth(0), menus.nth(1)
    first.locator("summary").click()
    second.locator("summary").click()
    expect(second).to_have_attribute("open", "")
    expect(first).not_to_have_attribute("open", "")
    desk.page.keyboard.press("Escape")
    expect(second).not_to_have_attribute("open", "")
    expect(second.locator("summary")).to_be_focused()


def test_keyboard_goes_round_the_navigation_by_the_skip_link(desk):
    desk.log_in("auditor")
    desk.page.reload()
    desk.page.keyboard.press("Tab")
    expect(desk.page.get_by_role("link", name="本文へ移動")).to_be_focused()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("main")).to_be_focused()


@pytest.mark.parametrize("width", [1024, 1600])
def test_head_of_a_long_table_stays_in_sight_and_the_page_never_scrolls_sideways(desk, width):
    desk.page.set_viewport_size({"width": width, "height": 700})
    desk.log_in("auditor")
    desk.open("/review-cases/")
    region = desk.page.locator(".table-region")
    expect(region).to_have_class(re.compile("table-region-(fits|wide)"))
    region.locator("tbody tr td:first-child").last.scroll_into_view_if_needed()
    expect(region.locator("thead th").first).to_be_in_viewport()
    assert desk.page.evaluate("document.documentElement.scrollWidth") == width


def test_print_button_waits_for_its_script(desk):
    desk.log_in("auditor")
    desk.open("/sites/print/")
    desk.page.evaluate("window.print = () => { document.title = 'printed' }")
    desk.page.get_by_role("button", name="印刷する").click()
    assert desk.page.title() == "printed"


def test_controls_of_an_inline_are_named_by_their_column(desk):
    desk.log_in("mynumber")
    desk.open(f"/admin/mynumber/meeting/{Meeting.objects.first().pk}/change/")
    rows = desk.page.locator(".tabular tbody tr.has_original")
    expect(rows.nth(0).locator("input[inputmode=numeric]")).to_have_accessible_name("並び順（1行目）")
    expect(rows.nth(1).locator("input[inputmode=numeric]")).to_have_accessible_name("並び順（2行目）")

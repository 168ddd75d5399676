"""Take the pictures of README.md and docs/ja/ from the running product.

    make run                      # in one terminal
    make screenshots              # in another; PORT= and DAICHO_DEMO_PASSWORD= as for make run

Each picture is a page as one demo account sees it on the demonstration day, in headless Chromium. Nothing is
changed by it: where a button is pressed, the page only says what would happen, or why it may not. Started by
hand with names of pictures, it takes those alone.
"""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
IMAGES = Path(__file__).parent / "images"
PASSWORD_FILE = Path(__file__).parents[1] / ".local" / "demo-password"
WIDTH, HEIGHT = 1280, 800
FORM = 736  # the width of a window that a form fills
MARGIN = 16  # pixels around a part of a page

TODAY = datetime.now(ZoneInfo("Asia/Tokyo")).date()
SATURDAY = (TODAY + timedelta(days=12 - TODAY.weekday())).isoformat()  # of next week
LIKE_A_MY_NUMBER = "契約番号 123456789018"  # its check digit is right; it is nobody's

Step = Callable[[Page], object]


def follow(text: str) -> Step:
    """Go on by the first link with the text: where the address of the page is not known beforehand."""
    return lambda page: page.locator("main").get_by_role("link", name=text).first.click()


def fill(label: str, text: str) -> Step:
    return lambda page: _control(page, label).fill(text)


def choose(label: str) -> Step:
    """The first choice of a list; what stands above it only asks to choose."""
    return lambda page: _control(page, label).select_option(index=1)


def press(name: str) -> Step:
    """Press a button that only says what would happen, or why it may not."""
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def _control(page: Page, label: str) -> Locator:
    """The control with just this label, and 必須 beside it where it must be filled."""
    return page.get_by_label(re.compile(f"^{re.escape(label)}(必須)?$"))


@dataclass(frozen=True)
class Picture:
    """A page, and by whose screen it is seen.

    steps  what the person does on it
    part   what is shown (a CSS selector), where it is not the upper part of the window
    width  of the window
    """

    name: str
    username: str
    path: str
    steps: tuple[Step, ...] = ()
    part: str = ""
    width: int = WIDTH


def form(name: str, username: str, path: str, *steps: Step) -> Picture:
    """The whole of a page that is a form."""
    return Picture(name, username, path, steps, part="main", width=FORM)


TO_LEDGER = follow("操作者管理台帳を提出")
TO_RETURNED = follow("差し戻されています")
TO_BENEFIT = follow("見本くらし応援給付金")

# In the order of the people, so that each logs in once.
PICTURES = (
    Picture("applicant-requests", "applicant", "/usage-requests/"),
    form("applicant-new", "applicant", "/usage-requests/new/"),
    Picture("applicant-returned", "applicant", "/", (TO_RETURNED,)),
    Picture("applicant-steps", "applicant", "/", (TO_RETURNED,), part=".decisions"),
    Picture(
        "applicant-decision",
        "applicant",
        "/usage-requests/?state=approved",
        (follow("20"), follow("決定書を印刷")),
    ),
    Picture("notices", "applicant", "/notices/"),
    Picture("operator-calendar", "applicant", "/reservations/calendar/"),
    form("operator-booking", "applicant", "/reservations/new/"),
    Picture("operator-reservation", "applicant", "/reservations/?state=booked", (follow("月"),)),
    form("operator-urgent", "applicant", "/usage-records/urgent/"),
    form("operator-correct", "applicant", "/usage-records/", follow("月"), follow("訂正する")),
    Picture("operator-home", "operator", "/"),
    form(
        "operator-refused",
        "operator",
        "/reservations/new/",
        fill("日", SATURDAY),
        fill("始まり", "18:00"),
        fill("終わり", "19:00"),
        press("予約する"),
    ),
    form("operator-record", "operator", "/", follow("利用記録を書いてください")),
    Picture("home", "reviewer", "/"),
    Picture("reviewer-queue", "reviewer", "/usage-requests/queue/"),
    Picture("reviewer-request", "reviewer", "/usage-requests/queue/", (follow("20"),)),
    Picture("reviewer-steps", "reviewer", "/usage-requests/queue/", (follow("20"),), part=".decisions"),
    form("office-round-new", "reviewer", "/ledger-rounds/new/"),
    Picture("office-round", "reviewer", "/ledger-rounds/", (follow("人事異動に伴う提出"),), part="main"),
    Picture("office-site", "reviewer", "/sites/", (follow("住民記録"),)),
    Picture("office-terminal", "reviewer", "/terminals/", (follow("T-001"),)),
    form(
        "office-grant-end",
        "reviewer",
        "/operator-grants/",
        follow("見本 花子"),
        follow("終わらせる"),
        fill("終了の説明", "担当する事務が変わったため"),
        press("何が起こるかを確かめる"),
    ),
    form(
        "guard",
        "reviewer",
        "/terminals/",
        follow("T-001"),
        follow("故障を登録する"),
        fill("状況", LIKE_A_MY_NUMBER),
        press("故障を登録する"),
    ),
    Picture("approver-queue", "approver", "/usage-requests/queue/"),
    form("approver-deputy", "approver", "/deputies/new/"),
    Picture("custodian-home", "custodian", "/"),
    Picture("custodian-ledger-edit", "custodian", "/", (TO_LEDGER, follow("台帳を書く"))),
    Picture("custodian-steps", "custodian", "/", (TO_LEDGER,), part=".decisions"),
    Picture("custodian-month", "custodian", "/", (follow("利用記録を確認してください"),), part="main"),
    form("custodian-check", "custodian", "/terminals/", follow("T-001"), follow("点検を記録する")),
    form("custodian-outage", "custodian", "/terminals/", follow("T-001"), follow("故障を登録する")),
    form(
        "transfer",
        "admin",
        "/transfers/new/",
        fill("職員", "operator"),
        press("次へ"),
        choose("異動先"),
        fill("理由", "人事異動"),
        press("終わるものを確かめる"),
    ),
    Picture("trail", "auditor", "/trail/?register=registry.usagerequest"),
    Picture("figures-sheet", "clerk", "/figure-sheets/"),
    Picture("figures-trends", "clerk", "/trends/"),
    Picture("figures", "clerk", "/admin/mynumber/flowfigure/?fiscal_year=2022"),
    form("review-new", "case_writer", "/undertakings/new/"),
    Picture("review-undertaking", "case_writer", "/undertakings/", (TO_BENEFIT,)),
    Picture("review-returned", "case_writer", "/", (TO_RETURNED,)),
    form("review-writing", "case_writer", "/", TO_RETURNED, follow("案件を直す")),
    Picture("list", "privacy", "/review-cases/"),
    Picture("review-queue", "privacy", "/review-cases/queue/"),
    Picture("review-case", "privacy", "/review-cases/queue/", (follow("外部委託"),)),
    form("review-return", "privacy", "/review-cases/queue/", follow("外部委託"), follow("差し戻す")),
    form(
        "review-conditions",
        "privacy",
        "/review-cases/queue/",
        follow("外部委託"),
        follow("条件を付けて承認する"),
    ),
    Picture("review-counts", "privacy", "/review-counts/?starts_on=2023-04-02&ends_on=2023-08-31"),
    Picture("figures-board", "mynumber", "/submissions/"),
    Picture("report-outline", "mynumber", "/reports/363/outline/"),
    Picture("report-writing", "mynumber", "/reports/363/sections/terminals/edit/", width=1440),
    Picture("report-checks", "mynumber", "/reports/363/checks/"),
    Picture("report", "publisher", "/reports/361/"),
    Picture("report-publication", "publisher", "/reports/361/publication/"),
)


def log_in(page: Page, username: str, password: str) -> None:
    page.goto(f"{ADDRESS}/login/")
    page.get_by_label("職員番号").fill(username)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログイン").click()
    page.wait_for_url(f"{ADDRESS}/")


def take(page: Page, picture: Picture) -> None:
    """Go to the page and write its picture. Ends with a sentence where the page is not there."""
    page.set_viewport_size({"width": picture.width, "height": HEIGHT})
    answer = page.goto(ADDRESS + picture.path)
    if answer is None or answer.status != 200:
        sys.exit(f"{picture.path}: {answer.status if answer else 'no answer'}")
    for step in picture.steps:
        step(page)
        page.wait_for_load_state()
    path = IMAGES / f"{picture.name}.png"
    if not picture.part:
        page.screenshot(path=path)
        return
    box = page.locator(picture.part).first.bounding_box()
    if box is None:
        sys.exit(f"{page.url}: no {picture.part}")
    margin = 0 if picture.part == "main" else MARGIN  # the page's own part has one
    left, top = max(0, box["x"] - margin), box["y"] - margin
    width, height = min(picture.width - left, box["width"] + 2 * margin), box["height"] + 2 * margin
    page.screenshot(path=path, full_page=True, clip={"x": left, "y": top, "width": width, "height": height})


def take_all(browser: Browser, wanted: list[str], password: str) -> None:
    pictures = [each for each in PICTURES if not wanted or each.name in wanted]
    for username, theirs in groupby(pictures, key=lambda each: each.username):
        context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
        page = context.new_page()
        log_in(page, username, password)
        for picture in theirs:
            take(page, picture)
        context.close()


def main(wanted: list[str]) -> int:
    """Take the pictures with these names, or all."""
    password = os.environ.get("DAICHO_DEMO_PASSWORD") or PASSWORD_FILE.read_text().strip()
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("DAICHO_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        take_all(browser, wanted, password)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

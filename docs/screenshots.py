"""Take the pictures of README.md and docs/ja/ from the running product.

    make run                      # in one terminal
    make screenshots              # in another; PORT= and DAICHO_DEMO_PASSWORD= as for make run

Each picture is a page as one demo account sees it, in headless Chromium.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
IMAGES = Path(__file__).parent / "images"
PASSWORD_FILE = Path(__file__).parents[1] / ".local" / "demo-password"

# name of the picture, whose screen, which page
PICTURES = (
    ("home", "mynumber", "/"),
    ("figures", "clerk", "/admin/mynumber/flowfigure/?fiscal_year=2022"),
    ("list", "privacy", "/review-cases/"),
    ("report", "publisher", "/reports/361/"),
)


def log_in(page: Page, username: str, password: str) -> None:
    page.goto(f"{ADDRESS}/login/")
    page.get_by_label("職員番号").fill(username)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログイン").click()
    page.wait_for_url(f"{ADDRESS}/")


def main() -> int:
    password = os.environ.get("DAICHO_DEMO_PASSWORD") or PASSWORD_FILE.read_text().strip()
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("DAICHO_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        for name, username, path in PICTURES:
            context = browser.new_context(
                locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 1280, "height": 800}
            )
            page = context.new_page()
            log_in(page, username, password)
            answer = page.goto(ADDRESS + path)
            if answer is None or answer.status != 200:
                sys.exit(f"{path}: {answer.status if answer else 'no answer'}")
            page.screenshot(path=IMAGES / f"{name}.png")
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

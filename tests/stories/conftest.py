"""What every story shares: a browser of the machine, the published data, the demo accounts, axe-core."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

PASSWORD = "monogatari-no-aikotoba"

# Playwright's loop runs in this thread, and Django's guard takes the tests' own queries for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": os.environ.get("DAICHO_CHROMIUM", "/usr/bin/chromium"),
        "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    }


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def ward(transactional_db, monkeypatch):
    """The published data and an account for every role."""
    monkeypatch.setenv("DAICHO_DEMO_PASSWORD", PASSWORD)
    call_command("load_municipality", "setagaya", verbosity=0)
    call_command("create_demo_accounts", verbosity=0)


class Desk:
    """One person at the browser."""

    def __init__(self, page, live_server):
        self.page = page
        self.address = live_server.url
        self.refused = []
        # What the Content-Security-Policy refuses, the browser tells its console.
        page.on(
            "console", lambda message: self.refused.append(message.text) if message.type == "error" else None
        )

    def log_in(self, username):
        self.open("/login/")
        self.page.get_by_label("職員番号").fill(username)
        self.page.get_by_label("パスワード").fill(PASSWORD)
        self.page.get_by_role("button", name="ログイン").click()
        self.page.wait_for_url(f"{self.address}/")

    def open(self, path):
        return self.page.goto(self.address + path)

    def is_accessible(self):
        """No violation of axe-core on the page as it stands."""
        violations = Axe().run(self.page).response["violations"]
        assert not violations, [
            (each["id"], each["help"], [node["html"][:160] for node in each["nodes"]]) for each in violations
        ]


@pytest.fixture
def desk(ward, live_server, browser):
    """A person at the browser, under the product's own Content-Security-Policy."""
    context = browser.new_context(
        locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 1280, "height": 900}
    )
    person = Desk(context.new_page(), live_server)
    yield person
    context.close()
    assert not person.refused


@pytest.fixture
def inspected_desk(ward, live_server, browser):
    """A person at the browser with the policy lifted: axe-core is a script from outside."""
    context = browser.new_context(
        locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 1280, "height": 900}, bypass_csp=True
    )
    yield Desk(context.new_page(), live_server)
    context.close()

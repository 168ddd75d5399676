"""What every story shares: a browser of the machine, the published data, the demo accounts, axe-core."""

import os
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect

PASSWORD = "monogatari-no-aikotoba"

# Every element with what stands around it, by their classes, which alone give the colours.
_PAINTED = """() => [...new Set([...document.querySelectorAll('body *')].map(each => {
    const classes = [];
    for (let one = each; one && one !== document.body; one = one.parentElement) {
        classes.push(`${one.tagName}.${one.getAttribute('class') ?? ''}`);
    }
    return classes.slice(0, 4).join(' < ');
}))]"""
_measured: set[str] = set()  # of them, those whose contrast axe-core has measured; it takes most of its time

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
    """One person at the browser. `inspected` where the policy is lifted, so that axe-core can look at every
    page that the person comes to."""

    def __init__(self, page, live_server, *, inspected=False):
        self.page = page
        self.address = live_server.url
        self.inspected = inspected
        self.refused = []
        # What the Content-Security-Policy refuses, the browser tells its console.
        page.on(
            "console", lambda message: self.refused.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self.refused.append(str(error)))

    def log_in(self, username):
        self.open("/login/")
        self.page.get_by_label("職員番号").fill(username)
        self.page.get_by_label("パスワード").fill(PASSWORD)
        self.page.get_by_role("button", name="ログイン").click()
        self.page.wait_for_url(f"{self.address}/")

    def sit_down(self, username):
        """Be logged in without the form: a story has many people, and test_frame.py fills it in."""
        client = Client()
        assert client.login(username=username, password=PASSWORD)
        self.page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": self.address,
                }
            ]
        )
        self.open("/")

    def open(self, path):
        return self.page.goto(self.address + path)

    def is_accessible(self):
        """No violation of axe-core on the page as it stands. Contrast is measured where colours meet that
        have not met before."""
        painted = set(self.page.evaluate(_PAINTED))
        options = {
            "resultTypes": ["violations"],
            "rules": {"color-contrast": {"enabled": not painted <= _measured}},
        }
        violations = Axe().run(self.page, options=options).response["violations"]
        assert not violations, [
            (each["id"], each["help"], [node["html"][:160] for node in each["nodes"]]) for each in violations
        ]
        _measured.update(painted)

    # --- A working day, page by page -------------------------------------------------------------------

    def visit(self, path):
        """Come to an address of the product: the page is there, and in order."""
        response = self.open(path)
        assert response.status == 200, (path, response.status)
        self._arrived()

    def follow(self, name, *, within="body"):
        """Press the link of that name, and come to its page."""
        link = self.page.locator(within).get_by_role("link", name=name, exact=True)
        self._leave(lambda: link.first.click())

    def press(self, name, *, within="main"):
        """Press the button of that name, and come to the page that answers."""
        button = self.page.locator(within).get_by_role("button", name=name, exact=True)
        self._leave(lambda: button.click())

    def key(self, key):
        """Press a key that leads to another page."""
        self._leave(lambda: self.page.keyboard.press(key))

    def tab_to(self, control):
        """Go on with the Tab key until the control has the focus, as somebody without a mouse does."""
        for _ in range(60):
            if control.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The Tab key never comes to {control}.")

    def type(self, label, text):
        """Tab to the control of that label and type over what stands in it."""
        self.tab_to(self.control(label))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def fill(self, label, text):
        self.control(label).fill(text)

    def choose(self, label, option):
        self.control(label).select_option(label=option)

    def control(self, label):
        """The control whose label begins so: 必須 may follow."""
        return self.page.locator("main").get_by_label(re.compile(f"^{re.escape(label)}(必須|任意)?$"))

    def sees(self, *sentences, within="main"):
        """The page says all of this, in this order or another."""
        for sentence in sentences:
            expect(self.page.locator(within).first).to_contain_text(sentence)

    def does_not_see(self, *words):
        for word in words:
            expect(self.page.locator("body")).not_to_contain_text(word)

    def fact(self, label):
        """What the page's list of facts says beside the label."""
        term = self.page.locator("dl.facts dt").filter(has_text=re.compile(f"^{re.escape(label)}$"))
        return term.locator("xpath=following-sibling::dd[1]")

    def _leave(self, act: Callable[[], None]):
        with self.page.expect_navigation():
            act()
        self._arrived()

    def _arrived(self):
        # A page is never wider than the window.
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), self.page.url
        if self.inspected:
            self.is_accessible()


class Office:
    """Several people at work at once, each at a browser of their own."""

    def __init__(self, browser, live_server):
        self.browser = browser
        self.live_server = live_server
        self.contexts = []
        self.under_policy = []

    def seat(self, username, *, under_policy=False):
        """The person, logged in, on 今日の仕事. axe-core looks at every page they come to; or they work under
        the product's own Content-Security-Policy, and their console must stay empty."""
        context = self.browser.new_context(
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            viewport={"width": 1280, "height": 900},
            bypass_csp=not under_policy,
        )
        self.contexts.append(context)
        person = Desk(context.new_page(), self.live_server, inspected=not under_policy)
        person.sit_down(username)
        if under_policy:
            self.under_policy.append(person)
        else:
            person.is_accessible()
        return person

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture
def office(ward, live_server, browser):
    """The ward's office on a working day."""
    opened = Office(browser, live_server)
    yield opened
    opened.close()
    assert not [person.refused for person in opened.under_policy if person.refused]


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
    yield Desk(context.new_page(), live_server, inspected=True)
    context.close()

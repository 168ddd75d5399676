"""What the whole suite shares: the runtime role's rights, and browser tests that must not go missing."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections


@pytest.fixture(autouse=True)
def runtime_rights(request: pytest.FixtureRequest) -> None:
    """Database tests step down from the owner, who made the test database, to the role that serves.

    So a missing grant is found by the test of the thing it belongs to. Transactional tests stay the owner's:
    they are cleaned up with TRUNCATE, which the runtime role has nowhere.
    """
    if "db" not in request.fixturenames and request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("db")
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            # Until the test's transaction is rolled back.
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(settings.DATABASE_RUNTIME_ROLE)}")


# --- Tests in a browser ---------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: runs in a real browser; set by itself, for -m 'not browser'")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests in a browser before -m chooses, and put them last: the quick ones answer first."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    yield
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def playwright(playwright: Any) -> Iterator[Any]:
    """While Playwright's loop runs in this thread, Django keeps connections of their own for it.

    Nobody but the loop can see them, and a forgotten one would hold the test database at its end.
    """
    yield playwright
    connections.close_all()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where CI is set, a browser test that was skipped has failed: nobody looks at an S in a row of dots."""
    report = yield
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: a browser test must not be skipped: {report.longrepr}"
    return report

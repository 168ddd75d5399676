"""What the benchmarks share: a scratch database, rows in bulk, pages in turn, and a table of ratios.

Seconds of a machine say little; two pages that are asked for in turn, in one process, say which costs more.
"""

import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS = 25
WARM_UP = 3


@dataclass(frozen=True)
class Page:
    """An address as one person asks for it."""

    label: str
    address: str
    client: Client

    def ask(self) -> None:
        """Ask for the page and read all of it. Raises RuntimeError where it is not answered with 200."""
        answer = self.client.get(self.address)
        b"".join(answer)
        if answer.status_code != 200:
            raise RuntimeError(f"{self.address}: {answer.status_code}")

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.ask()
        return len(captured)


@dataclass(frozen=True)
class Line:
    """A measured page: how many times the yardstick it costs, and what it may."""

    label: str
    ratio: float
    most: float
    queries: int
    most_queries: int
    seconds: float

    @property
    def holds(self) -> bool:
        return self.ratio <= self.most and self.queries <= self.most_queries


def seconds_in_turn(pages: Sequence[Page], rounds: int = ROUNDS) -> list[float]:
    """The median seconds of each page. They are asked for in turn, so that what slows one slows all."""
    for page in pages:
        for _ in range(WARM_UP):
            page.ask()
    taken: list[list[float]] = [[] for _ in pages]
    gc.disable()
    try:
        for _ in range(rounds):
            for page, seconds in zip(pages, taken, strict=True):
                start = time.perf_counter()
                page.ask()
                seconds.append(time.perf_counter() - start)
            gc.collect()
    finally:
        gc.enable()
    return [statistics.median(seconds) for seconds in taken]


def compare(yardstick: Page, pages: Sequence[Page], *, most: float, most_queries: int) -> list[Line]:
    """Measure the pages beside the yardstick."""
    unit, *measured = seconds_in_turn([yardstick, *pages])
    return [
        Line(page.label, seconds / unit, most, page.queries(), most_queries, seconds)
        for page, seconds in zip(pages, measured, strict=True)
    ]


def table(lines: Sequence[Line]) -> str:
    """The lines for people to read."""
    width = max(len(line.label) for line in lines)
    head = f"{'page':{width}}  ratio  at most  queries  at most      ms"
    rows = [
        f"{line.label:{width}}  {line.ratio:5.2f}  {line.most:7.1f}  {line.queries:7}  {line.most_queries:7}"
        f"  {line.seconds * 1000:6.1f}  {'' if line.holds else 'MISSED'}".rstrip()
        for line in lines
    ]
    return "\n".join([head, *rows])


# --- Databases -------------------------------------------------------------------------------------------


@contextmanager
def scratch_database() -> Iterator[None]:
    """A new database with the product's tables, dropped at the end. People's own is never touched."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


@contextmanager
def copy_of_database() -> Iterator[None]:
    """A copy of the present one to work in: what one benchmark fills does not weigh on the next."""
    original = connection.settings_dict["NAME"]
    copy = f"{original}_copy"
    with connection._nodb_cursor() as cursor:
        connection.close()
        cursor.execute(f"DROP DATABASE IF EXISTS {copy}")
        cursor.execute(f"CREATE DATABASE {copy} TEMPLATE {original}")
    connection.settings_dict["NAME"] = copy
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {copy}")
        connection.close()

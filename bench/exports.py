"""The CSV of a register of a million rows, asked for over HTTP and read to its end: at most twice a
bare COPY.

The bare COPY is of the same columns of the same rows in the same order, as they lie in the tables: no words
for codes, no 和暦, no guard, no page around it. For those who want to know, the file is measured beside a
COPY of the register's own table too, whose rows come as they lie there, and so is the file in CP932.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.models import QuerySet
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from bench.lists import make_auditor
from bench.measure import Line, Page, copy_of_database
from bench.registers import REGISTERS, fill_office, grow
from core.models import Staff

MOST, MOST_QUERIES = 2.0, 7
MOST_MEGABYTES = 50.0
ROUNDS = 3

_DEPARTMENT = ("department__bureau", "department__section")

# The list's address → what its columns read.
COLUMNS: dict[str, tuple[str, ...]] = {
    "flow_figures": (
        *("fiscal_year", "series__name", "series__unit", "q1", "q2", "q3", "q4", "whole_year", "total"),
        *("history", *(f"series__{name}" for name in _DEPARTMENT), "note"),
    ),
    "usage_records": (
        *("started_at", "ended_at", "terminal__number", "operator__name", *_DEPARTMENT, "purpose__name"),
        *("lookup_lines", "lookup_count", "superseded", "corrects", "kind", "urgent_reviewed_at"),
        *("site__name", "purpose_note", "urgent_reason", "correction_reason"),
    ),
    "access_events": (
        *("at", "kind", "staff_name", "department_name", "subject", "sentences", "ip_address"),
    ),
    "staff": (
        *("username", "name", "kana", *_DEPARTMENT, "role_names", "is_staff", "is_active", "last_login"),
    ),
    "reservations": (
        *("starts_at", "ends_at", "terminal__number", "grant__affair__name", "grant__site__name"),
        *("operator__name", *_DEPARTMENT, "state", "note"),
    ),
}


@dataclass(frozen=True)
class File(Page):
    """A file as one person takes it, read as it comes."""

    def ask(self) -> None:
        answer = self.client.get(self.address)
        for _ in answer:
            pass
        if answer.status_code != 200:
            raise RuntimeError(f"{self.address}: {answer.status_code}")


@dataclass(frozen=True)
class Copy:
    """A bare COPY, read to its end."""

    sql: str

    def ask(self) -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY {self.sql} TO STDOUT (FORMAT csv)") as lines:
            for _ in lines:
                pass


def run(sizes: Sequence[int]) -> list[Line]:
    """Measure the exports of the largest size."""
    fill_office()
    auditor = make_auditor()
    lines = []
    for name in COLUMNS:
        with copy_of_database():
            grow(name, present=REGISTERS[name][1], rows=sizes[-1])
            lines += _measured(name, sizes[-1], auditor)
    return lines


def _measured(name: str, size: int, auditor: Staff) -> list[Line]:
    client = Client()
    client.force_login(auditor)
    address = reverse(f"{name}_export")
    label = f"{name} {size:,}"
    file = File(label, f"{address}?format=csv", client)
    cp932 = File(f"{label} in CP932", f"{address}?format=csv&encoding=cp932", client)
    growth = [_growth(each.ask) for each in (file, cp932)]  # first: a process keeps what it once took
    rows = _rows(name, auditor)
    bare, table, *taken = _seconds(
        [_bare(rows, COLUMNS[name]).ask, Copy(rows.model._meta.db_table).ask, file.ask, cp932.ask]
    )
    queries = file.queries()
    return [
        Line(label, taken[0] / bare, MOST, queries, MOST_QUERIES, taken[0]),
        Line(cp932.label, taken[1] / bare, float("inf"), queries, MOST_QUERIES, taken[1]),
        Line(f"{label} by the table", taken[0] / table, float("inf"), queries, MOST_QUERIES, taken[0]),
        Line(f"{label} memory (MB)", growth[0], MOST_MEGABYTES, queries, MOST_QUERIES, taken[0]),
        Line(f"{cp932.label} memory (MB)", growth[1], MOST_MEGABYTES, queries, MOST_QUERIES, taken[1]),
    ]


def _rows(name: str, person: Staff) -> QuerySet:
    """The list's rows in its order, as the person sees them."""
    view = resolve(reverse(name)).func.view_class()  # type: ignore[attr-defined]
    view.request = RequestFactory().get("/")
    view.request.user = person
    rows: QuerySet = view.get_table(view.get_queryset(), []).data.data
    return rows


def _bare(rows: QuerySet, columns: Sequence[str]) -> Copy:
    sql, params = rows.values_list(*columns).query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        return Copy(cursor.mogrify(f"({sql})", params))


def _seconds(asked: Sequence[Callable[[], None]]) -> list[float]:
    """The median seconds of each, in turn."""
    taken: list[list[float]] = [[] for _ in asked]
    for _ in range(ROUNDS):
        for ask, seconds in zip(asked, taken, strict=True):
            start = time.perf_counter()
            ask()
            seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds) for seconds in taken]


def _growth(ask: Callable[[], None]) -> float:
    """By how many megabytes the process was larger at its largest than before."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _kilobytes("VmRSS")
    ask()
    return max(_kilobytes("VmHWM") - before, 0) / 1000


def _kilobytes(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise LookupError(name)

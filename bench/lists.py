"""Every list at each size, first page and last: at most twice a plain page of 50 rows (the register of review
cases three times), in six queries."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from bench.measure import Line, Page, compare, copy_of_database
from bench.plain import make_plain_rows
from bench.registers import REGISTERS, fill_office, grow
from core.lists import RegisterList
from core.models import Municipality, Staff

MOST, MOST_QUERIES = 2.0, 6
MOST_OF = {"review_cases": 3.0}  # twelve conditions stand above it (bench/reviews.py)


def run(sizes: Sequence[int]) -> list[Line]:
    """Measure every list that bench/registers.py can fill, at every size."""
    unmeasured = set(_lists(get_resolver().url_patterns)) - REGISTERS.keys()
    if unmeasured:
        print(f"not measured, for want of rows: {', '.join(sorted(unmeasured))}")
    fill_office()
    make_plain_rows()
    auditor = make_auditor()
    lines = []
    for name, (_, present) in REGISTERS.items():
        with copy_of_database():
            for size in sizes:
                grow(name, present=present, rows=size)
                present = size
                lines += _measured(name, size, auditor)
    return lines


def make_auditor() -> Staff:
    """Who may read everything, and a municipality for every page to name."""
    if not Municipality.objects.exists():
        Municipality.objects.create(name="試験区")
    auditor, _ = Staff.objects.get_or_create(username="auditor", defaults={"name": "監査 花子"})
    auditor.groups.set(Group.objects.filter(name="監査"))
    return auditor


def _lists(patterns: Iterable[Any]) -> Iterator[str]:
    """The name of every list's address."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _lists(each.url_patterns)
        elif issubclass(getattr(each.callback, "view_class", object), RegisterList):
            yield each.callback.view_class.slug


def _measured(name: str, size: int, auditor: Staff) -> list[Line]:
    client = Client()
    client.force_login(auditor)
    address = reverse(name)
    pages = [
        Page(f"{name} {size:,} first", address, client),
        Page(f"{name} {size:,} last", f"{address}?page=last", client),
    ]
    return compare(
        Page("plain", "/bench/plain/", client), pages, most=MOST_OF.get(name, MOST), most_queries=MOST_QUERIES
    )

"""Pages by key: every row once in every order, whatever is entered or taken out between two clicks."""

import datetime as dt

import pytest
from django.core import signing
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from core import paging
from core.models import AccessEvent, Department, Staff
from core.paging import in_order, page_of, settled
from mynumber.models import Audit, FlowFigure, Measure
from registry.models import Custodian, Site, Terminal
from tests import factories

pytestmark = pytest.mark.django_db


def walk(rows, columns=(), *, size=3, backwards=False):
    """The pages from the first to the last, or from the last to the first, each as a list of keys."""
    keys = settled(rows, columns)
    page = page_of(rows, keys, paging.LAST if backwards else "", size)
    pages = [[row.pk for row in page.rows]]
    while word := page.previous_word if backwards else page.next_word:
        page = page_of(rows, keys, word, size)
        pages.append([row.pk for row in page.rows])
        assert len(pages) < 50
    return pages


def orders():
    """(rows, columns) of every kind of order that there is."""
    return {
        "of its own, two columns": (Department.objects.all(), ()),
        "of its own, mixed directions, one nullable": (Audit.objects.all(), ()),
        "of its own, a foreign key's column": (Custodian.objects.all(), ()),
        "of its own, falling": (AccessEvent.objects.all(), ()),
        "a nullable day": (Site.objects.all(), ("starts_on",)),
        "a nullable day, falling": (Site.objects.all(), ("-starts_on",)),
        "a nullable join": (Site.objects.all(), ("department__order", "department__code")),
        "a nullable join, falling": (Site.objects.all(), ("-department__order", "-department__code")),
        "mixed directions": (Terminal.objects.all(), ("site__order", "-remarks")),
        "an annotation": (Site.objects.for_list(dt.date(2022, 6, 1)), ("-terminal_count", "manager_name")),
        "an aggregate": (Department.objects.annotate(people=Count("staff")), ("people",)),
        "a nullable moment": (Staff.objects.all(), ("-last_login",)),
        "a truth": (Staff.objects.all(), ("is_staff", "-name")),
        "a long text": (Measure.objects.all(), ("text",)),
        "a generated sum": (FlowFigure.objects.all(), ("-total",)),
    }


@pytest.fixture
def office():
    """Ten of each, many of them equal, some of them empty."""
    departments = [factories.make_department(order=number % 3) for number in range(10)]
    people = [
        factories.make_staff(
            name=f"職員{number % 4}",
            department=departments[number % 3] if number % 2 else None,
            is_staff=number % 3 == 0,
            last_login=dt.datetime(2023, 4, 1, 9, 0, number % 2, 123456, tzinfo=dt.UTC)
            if number % 3
            else None,
        )
        for number in range(10)
    ]
    for number in range(10):
        site = factories.make_site(
            order=number % 2,
            department=departments[number % 4] if number % 3 else None,
            starts_on=dt.date(2020, 4, 1 + number % 3) if number % 4 else None,
        )
        for each in range(number % 3):
            factories.make_terminal(site=site, remarks=f"備考{each}")
        factories.make_custodian(
            site=site, staff=people[number], role="assistant" if number % 2 else "manager"
        )
        factories.make_audit(
            fiscal_year=2021 + number % 2,
            held_on=dt.date(2021 + number % 2, 6, 1 + number) if number % 3 else None,
            scheme="juki_net" if number % 5 else "my_number",
        )
        factories.make_access_event(staff=people[0])
        factories.make_measure(text="長い文" * 40 + f"{number % 3}")
        factories.make_flow_figure(fiscal_year=2020 + number % 3, q1=number % 2)


@pytest.mark.parametrize("name", orders())
def test_pages_hold_every_row_once_in_the_order_of_the_whole(office, name):
    rows, columns = orders()[name]
    whole = [row.pk for row in in_order(rows, settled(rows, columns))]
    assert len(whole) >= 9
    pages = walk(rows, columns)
    assert [key for page in pages for key in page] == whole
    backwards = walk(rows, columns, backwards=True)
    # From the last page back, the pages are the same ones.
    assert backwards == pages[::-1]


def test_order_puts_what_is_empty_last_either_way_and_as_the_register_does_by_itself(office):
    last = Site.objects.filter(starts_on=None).values_list("pk", flat=True)
    for column in ("starts_on", "-starts_on"):
        shown = [key for page in walk(Site.objects.all(), (column,)) for key in page]
        assert set(shown[-len(last) :]) == set(last)
    by_itself = list(Audit.objects.values_list("pk", flat=True))
    assert [key for page in walk(Audit.objects.all()) for key in page] == by_itself


def test_register_whose_own_order_puts_what_is_empty_first_is_turned_over_so(office, monkeypatch):
    monkeypatch.setattr(Site._meta, "ordering", ["-starts_on", "department", "-code"])
    by_itself = list(Site.objects.values_list("pk", flat=True))
    assert Site.objects.first().starts_on is None
    assert [key for page in walk(Site.objects.all()) for key in page] == by_itself
    assert walk(Site.objects.all(), backwards=True)[::-1] == walk(Site.objects.all())


def test_order_ends_at_the_first_key_that_no_two_rows_share():
    def paths(rows, *columns):
        return [key.path for key in settled(rows, columns)]

    assert paths(Terminal.objects.all()) == ["number"]
    assert paths(Staff.objects.all(), "-username") == ["username"]
    assert paths(Terminal.objects.all(), "site__code") == ["site__code", "number"]
    assert paths(Custodian.objects.all(), "starts_on") == ["starts_on", "site_id", "role", "id"]


# --- Between two clicks ------------------------------------------------------------------------------------


def departments(*codes):
    for code in codes:
        factories.make_department(code=code)
    return Department.objects.all()


def page(word="", size=2):
    rows = Department.objects.all()
    return page_of(rows, settled(rows), word, size)


def codes_of(shown):
    return [row.code for row in shown.rows]


def test_row_entered_before_the_page_shows_none_twice():
    departments("b", "d", "f", "h")
    first = page()
    departments("a", "c")
    assert codes_of(first) == ["b", "d"]
    assert codes_of(page(first.next_word)) == ["f", "h"]


def test_row_taken_out_hides_none_even_where_it_was_the_one_that_was_left_at():
    departments("b", "d", "f", "h")
    first = page()
    Department.objects.filter(code__in=["b", "d"]).delete()
    second = page(first.next_word)
    assert codes_of(second) == ["f", "h"]
    assert (second.first, second.total) == (1, 2)


def test_row_entered_beyond_the_page_is_met():
    departments("b", "d", "f")
    first = page()
    departments("e")
    second = page(first.next_word)
    assert codes_of(second) == ["e", "f"]
    assert second.next_word is None


def test_way_back_from_a_page_leads_to_the_rows_before_it():
    departments("b", "d", "f", "h", "j")
    second = page(page().next_word)
    departments("e")
    back = page(second.previous_word)
    assert codes_of(back) == ["d", "e"]
    assert codes_of(page(back.previous_word)) == ["b"]


def test_page_whose_rows_are_all_gone_is_the_last_and_before_the_first_the_first():
    departments("b", "d", "f", "h", "j")
    second = page(page().next_word)
    Department.objects.filter(code="j").delete()
    assert codes_of(page(second.next_word)) == ["f", "h"]
    Department.objects.filter(code__in=["b", "d"]).delete()
    departments("x", "y")
    assert codes_of(page(second.previous_word)) == ["f", "h"]


# --- Which of how many -------------------------------------------------------------------------------------


def places(shown):
    return shown.first, shown.last, shown.total


def test_page_says_which_of_how_many_rows_it_holds():
    departments(*"abcde")
    first = page()
    second = page(first.next_word)
    third = page(second.next_word)
    assert [places(each) for each in (first, second, third)] == [(1, 2, 5), (3, 4, 5), (5, 5, 5)]
    # The last page holds as many rows as one finds there by turning over.
    last = page("last")
    assert (codes_of(last), places(last)) == (["e"], (5, 5, 5))
    assert places(page(last.previous_word)) == (3, 4, 5)
    assert page(page(last.previous_word).previous_word).previous_word is None


def test_page_of_no_rows_is_the_only_one():
    nothing = page()
    assert (nothing.rows, nothing.first, nothing.total, nothing.is_only) == ([], None, 0, True)
    assert page("last").rows == []


def test_rows_beyond_the_limit_are_not_counted_one_by_one(monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 4)
    departments(*"abcdef")
    first = page()
    assert (first.uncounted, first.counted, places(first)) == (True, 4, (1, 2, 5))
    second = page(first.next_word)
    assert (second.first, second.last) == (3, 4)
    last = page("last")
    assert (codes_of(last), last.first, last.last) == (["e", "f"], None, None)
    assert page(last.previous_word).first is None
    # At its beginning one knows again where one is.
    assert page(page(last.previous_word).previous_word).first == 1


@pytest.mark.parametrize("turned", ["", "next", "last"])
def test_page_asks_once_and_reads_no_further_than_it_shows(turned):
    departments(*"abcdef")
    word = page().next_word if turned == "next" else turned
    with CaptureQueriesContext(connection) as captured:
        assert page(word).total == 6
    (query,) = captured
    assert "LIMIT 10001" in query["sql"]
    assert "OFFSET" not in query["sql"]
    assert query["sql"].endswith("LIMIT 3")


# --- Where one is, in the address --------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["0", "-1", "99", "x", "１", "\0", "eyJhIjoxfQ:1:x", "あ" * 500])
def test_word_that_is_none_of_ours_is_the_first_page(word):
    departments(*"abc")
    assert codes_of(page(word)) == ["a", "b"]


def test_word_that_was_altered_is_the_first_page():
    departments(*"abc")
    word = page().next_word
    assert codes_of(page(word)) == ["c"]
    assert codes_of(page(word[:-1] + ("A" if word[-1] != "A" else "B"))) == ["a", "b"]


def test_word_of_another_order_is_the_first_page():
    departments(*"abc")
    rows = Department.objects.all()
    by_bureau = page_of(rows, settled(rows, ["-bureau"]), "", 2).next_word
    assert codes_of(page(by_bureau)) == ["a", "b"]


@pytest.mark.parametrize("payload", [[], [False], [False, 1, "x"], [False, 1, 0, "a", "b"], {}, 3, None])
def test_word_that_we_would_sign_no_longer_is_the_first_page(payload):
    departments(*"abc")
    rows = Department.objects.all()
    signed = signing.dumps(payload, salt=paging.salt_of(rows, settled(rows)), compress=True)
    assert codes_of(page(signed)) == ["a", "b"]


def test_word_stays_short_however_long_the_text_is_that_the_rows_are_ordered_by():
    for number in range(3):
        long = "".join(chr(0x4E00 + (letter * 7919 + number) % 20000) for letter in range(4000))
        factories.make_case(content=long)
    from privacy_review.models import ReviewCase

    rows = ReviewCase.objects.all()
    found = page_of(rows, settled(rows, ["content"]), "", 2)
    assert len(found.next_word) < 900
    assert len(walk(rows, ["content"], size=2)) == 2

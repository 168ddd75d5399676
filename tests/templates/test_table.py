import re

import django_tables2 as tables
import pytest
from django.template.loader import render_to_string

from core.paging import Page


class PeopleTable(tables.Table):
    name = tables.Column("氏名")
    count = tables.Column("件数", attrs={"cell": {"class": "number"}})
    year = tables.Column("年度", localize=False, orderable=False)

    caption = "利用者"


ROWS = [{"name": f"職員{n:03}", "count": 1000 + n, "year": 2022} for n in range(1, 124)]


@pytest.fixture
def show(rf):
    """The table as the address asks for it, as HTML, on a page of core/paging.py."""

    def show(address="/", rows=ROWS, template="tables/table.html", **page):
        request = rf.get(address)
        table = PeopleTable(rows, order_by=request.GET.getlist("sort"))
        if page:
            table.paging = Page(rows, **page)
        return render_to_string(template, {"table": table}, request)

    return show


TURNED = {"total": 123, "first": 51, "previous_word": "b:1", "next_word": "n:2"}


def test_table_says_which_of_how_many_rows_it_shows(show):
    text = re.sub(r"<[^>]*>", "", show(rows=ROWS[50:100], **TURNED))
    assert "51–100件 / 全123件" in text


def test_table_of_more_rows_than_are_counted_says_so(show):
    text = re.sub(r"<[^>]*>", "", show(rows=ROWS[:50], total=10_001, first=1, next_word="n:2"))
    assert "1–50件 / 10,000件以上" in text


def test_table_that_does_not_know_where_it_is_says_how_many_there_are(show):
    text = re.sub(r"<[^>]*>", "", show(rows=ROWS[:50], total=10_001, previous_word="b:1"))
    assert "–" not in text
    assert "10,000件以上" in text


def test_table_marks_the_sorted_column_alone(show):
    html = show("/?sort=-count")
    assert re.findall(r'<th scope="col" ?([^>]*)>', html) == [
        "",
        'class="number" aria-sort="descending"',
        "",
    ]
    assert html.index("1,123") < html.index("1,122")


def test_sort_link_keeps_the_conditions_and_leaves_the_page(show):
    html = show("/?sort=name&page=2&kind=a")
    assert re.findall(r'class="sort" href="([^"]*)"', html) == [
        "?sort=-name&amp;kind=a",
        "?sort=count&amp;kind=a",
    ]


def test_page_link_keeps_the_conditions(show):
    html = show("/?sort=name&page=x&kind=a", **TURNED)
    links = re.findall(r'<li><a href="([^"]*)"(?: rel="(\w+)")?>([^<]*)</a></li>', html)
    assert links == [
        ("?sort=name&amp;kind=a", "", "最初"),
        ("?sort=name&amp;page=b%3A1&amp;kind=a", "prev", "前へ"),
        ("?sort=name&amp;page=n%3A2&amp;kind=a", "next", "次へ"),
        ("?sort=name&amp;page=last&amp;kind=a", "", "最後"),
    ]


@pytest.mark.parametrize(
    ("words", "off"),
    [({"next_word": "n:2"}, ["最初", "前へ"]), ({"previous_word": "b:1"}, ["次へ", "最後"])],
)
def test_page_at_either_end_leads_nowhere_beyond_it(show, words, off):
    html = show(total=123, first=1, **words)
    assert re.findall(r'<span class="pagination-off">([^<]*)</span>', html) == off
    assert html.count("<li><a ") == 2


def test_table_of_one_page_offers_no_other(show):
    html = show(rows=ROWS[:2], total=2, first=1)
    assert "全<strong>2</strong>件" in html
    assert "<nav" not in html


def test_cell_is_escaped_aligned_and_localized_as_its_column_says(show):
    html = show(rows=[{"name": "<b>", "count": 12345, "year": 2022}])
    assert '<td>&lt;b&gt;</td><td class="number">12,345</td><td>2022</td>' in html


def test_table_without_rows_says_so(show):
    assert '<td class="table-empty" colspan="3">該当する記録はありません。</td>' in show(rows=[])


def test_table_is_named_by_its_caption(show):
    html = show()
    assert 'role="group" aria-label="利用者"' in html
    assert '<caption class="visually-hidden">利用者</caption>' in html


def test_printed_table_has_every_row_and_nothing_to_click(show):
    html = show(template="tables/print.html")
    assert html.count("<tr>") == 124
    assert "<a " not in html

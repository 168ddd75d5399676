import re

import django_tables2 as tables
import pytest
from django.template.loader import render_to_string


class PeopleTable(tables.Table):
    name = tables.Column("氏名")
    count = tables.Column("件数", attrs={"cell": {"class": "number"}})
    year = tables.Column("年度", localize=False, orderable=False)

    caption = "利用者"


ROWS = [{"name": f"職員{n:03}", "count": 1000 + n, "year": 2022} for n in range(1, 124)]


@pytest.fixture
def show(rf):
    """The table as the address asks for it, 50 rows a page, as (table, HTML)."""

    def show(address="/", rows=ROWS, template="tables/table.html"):
        request = rf.get(address)
        table = PeopleTable(rows, request=request)
        tables.RequestConfig(request, paginate={"per_page": 50}).configure(table)
        return render_to_string(template, {"table": table}, request)

    return show


def test_table_says_which_of_how_many_rows_it_shows(show):
    text = re.sub(r"<[^>]*>", "", show("/?page=3"))
    assert "101–123件 / 全123件" in text


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
    html = show("/?sort=name&page=2&kind=a")
    assert re.findall(r'href="([^"]*)" rel="(\w+)"', html) == [
        ("?sort=name&amp;page=1&amp;kind=a", "prev"),
        ("?sort=name&amp;page=3&amp;kind=a", "next"),
    ]
    assert re.findall(r'aria-current="page"><span[^>]*>ページ</span>(\d+)', html) == ["2"]


def test_table_of_one_page_offers_no_other(show):
    html = show(rows=ROWS[:2])
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
    html = show("/?page=2", template="tables/print.html")
    assert html.count("<tr>") == 124
    assert "<a " not in html

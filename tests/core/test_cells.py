"""Cells: the same ones that django-tables2 would show, and every one of them escaped."""

import datetime as dt

import django_tables2 as tables
import pytest
from django.urls import resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_tables2.rows import BoundRow

from core.cells import cell_reader, rows_of, value_reader
from core.columns import Column, FigureColumn, LinesColumn
from core.lists import RegisterList, RegisterTable
from core.markup import format_each
from core.models import Department, Staff
from registry.models import Custodian
from tests import factories
from tests.access import LISTS
from tests.test_query_counts import make_row

SCRIPT = "<script>alert('x')</script> & {0} {}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_every_list_shows_and_exports_what_the_library_would(client, name):
    if not issubclass(resolve(reverse(name)).func.view_class, RegisterList):
        return  # a table of a year, which has a layout of its own
    make_row(name)
    client.force_login(factories.make_staff(*{"auditor"} & LISTS[name] or LISTS[name]))
    table = client.get(reverse(name)).context["table"]
    assert table.shown
    for record in table.shown:
        row = BoundRow(record, table)
        shown = [cell_reader(table, bound)(record) for bound in table.columns]
        assert shown == [row.get_cell(bound.name) for bound in table.columns]
        for bound in table.file_columns:
            # The library gives a column without a value no way to say so in words of its own.
            assert value_reader(table, bound)(record) == row.get_cell_value(bound.name), bound.name


class Texts(tables.Table):
    plain = tables.Column(attrs={"cell": {"class": 'a"{b}'}})
    made = tables.Column()
    lines = LinesColumn("行", lines=lambda record: [record["plain"], record["plain"]])
    linked = Column("先", linkify=lambda record: f"/?q={record['plain']}")
    left = tables.TemplateColumn("{{ value }}")

    class Meta:
        default = "<b>"

    def render_made(self, value):
        return format_html("<i>{}</i>", value)


def html_of(table):
    return rows_of(table)


def test_cell_is_escaped_once_wherever_its_text_comes_from():
    escaped = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; {0} {}"
    record = dict.fromkeys(["plain", "made", "linked", "left"], SCRIPT)
    cells = [
        f'<td class="a&quot;{{b}}">{escaped}</td>',
        f"<td><i>{escaped}</i></td>",
        f"<td><div>{escaped}</div><div>{escaped}</div></td>",
        f'<td><a href="/?q={escaped}">{escaped}</a></td>',
        f"<td>{escaped}</td>",
    ]
    assert html_of(Texts([record])) == f"<tr>{''.join(cells)}</tr>"


def test_what_stands_for_an_empty_cell_is_escaped_too():
    assert "<td>&lt;b&gt;</td>" in html_of(Texts([{"plain": None, "made": "x", "linked": "", "left": "x"}]))


def test_text_that_is_safe_stays_as_it_is_and_stays_the_only_one():
    record = {"plain": mark_safe("<b>a</b>"), "made": "<u>", "linked": "x", "left": "x"}
    html = html_of(Texts([record]))
    assert ">" + "<b>a</b></td><td><i>&lt;u&gt;</i></td>" in html


def test_markup_keeps_braces_of_values_and_parts_rows():
    assert (
        format_each("<p>{}{}</p>", [("{0}", 1), ("<", None)], between="\n") == "<p>{0}1</p>\n<p>&lt;None</p>"
    )


class Figures(tables.Table):
    plain = tables.Column()
    said = tables.Column(localize=True)
    bare = tables.Column(localize=False)
    counted = FigureColumn()
    at = tables.Column()


def test_figure_and_moment_are_written_as_in_a_template():
    at = dt.datetime(2023, 3, 31, 15, 30, tzinfo=dt.UTC)
    record = {"plain": 12345, "said": 12345, "bare": 12345, "counted": 12345, "at": at}
    html = html_of(Figures([record]))
    assert html.startswith("<tr><td>12,345</td><td>12,345</td><td>12345</td><td")
    assert "12,345</td><td>2023年4月1日0:30</td></tr>" in html


class Asking(RegisterTable):
    """Columns that ask for all that the library offers."""

    name = Column()
    section = Column("課", accessor="department__section")
    bureau = Column("部", accessor="department__bureau", default="―")
    kind = Column("呼び名", accessor="get_full_name")
    everything = Column("全部", accessor="name")
    row = Column("行", accessor="name")

    class Meta(RegisterTable.Meta):
        model = Staff
        fields = ()

    def render_everything(self, value, record, column, bound_column, table):
        return f"{value}/{record.username}/{column.verbose_name}/{bound_column.name}/{type(table).__name__}"

    def render_row(self, bound_row, **more):
        return f"{bound_row.record.username}/{more['value']}"


@pytest.mark.django_db
def test_function_of_a_column_gets_what_it_names():
    factories.make_staff(
        username="a", name="職員", department=factories.make_department(section="", bureau="部")
    )
    factories.make_staff(username="b", name="職員")
    table = Asking(Staff.objects.select_related("department").order_by("username"))
    first, second = (
        [cell_reader(table, bound)(record) for bound in table.columns] for record in table.data.data
    )
    assert first == ["職員", "", "部", "職員", "職員/a/全部/everything/Asking", "a/職員"]
    # A path that breaks off shows what stands for nothing.
    assert second[1:3] == ["", "―"]


@pytest.mark.django_db
def test_choice_is_shown_in_its_words_at_the_end_of_a_path_too():
    class Roles(RegisterTable):
        role = Column()
        kind = Column("種別", accessor="site__kind")

        class Meta(RegisterTable.Meta):
            model = Custodian
            fields = ()

    factories.make_custodian()
    assert "<td>端末機管理責任者</td><td>出張所</td>" in html_of(Roles(Custodian.objects.all()))


@pytest.mark.django_db
def test_row_has_the_attributes_that_its_table_declares():
    class Marked(RegisterTable):
        code = Column()

        class Meta(RegisterTable.Meta):
            model = Department
            fields = ()
            row_attrs = {"data-code": lambda record: record.code}

    factories.make_department(code="a&b")
    html = html_of(Marked(Department.objects.all()))
    assert 'data-code="a&amp;b"' in html
    assert html.endswith("><td>a&amp;b</td></tr>")


def test_table_without_rows_has_no_lines():
    assert html_of(Texts([])) == ""

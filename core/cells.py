"""The cells of a table's rows, compiled once for each table.

django-tables2 looks up each cell's column, resolves its path and inspects its functions anew: that was most
of what a list of 50 rows took. Here each column becomes one function from a record to its cell. What a cell
shows is as the library has it: `accessor`, `empty_values`, `default`, `render_FOO`, `value_FOO`, `linkify`
and `localize` mean the same. Columns that work in ways of their own are left to the library.
"""

from collections.abc import Callable
from functools import cache
from inspect import Parameter, signature
from operator import attrgetter
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from django_tables2.columns import BoundColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.rows import BoundRow

from core.markup import format_each

Reader = Callable[[Any], Any]

# These show what they show by ways of their own: an `exists` of each row, a template, a link's fixed text.
_LEFT_TO_THE_LIBRARY = (BaseLinkColumn, tables.ManyToManyColumn, tables.TemplateColumn)


def rows_of(table: tables.Table) -> SafeString:
    """The rows of the table's page as `tr` elements, every cell escaped; all rows where it has no pages."""
    columns = list(table.columns)
    readers = [(cell_reader(table, bound), _text_reader(bound.localize)) for bound in columns]
    cells = "".join(f"<td{_class_of(bound)}>{{}}</td>" for bound in columns)
    records = table.paginated_rows.data
    if table.row_attrs:
        rows = (
            [BoundRow(record, table).attrs.as_html(), *(text(cell(record)) for cell, text in readers)]
            for record in records
        )
        return format_each(f"<tr {{}}>{cells}</tr>", rows, between="\n")
    plain = ([text(cell(record)) for cell, text in readers] for record in records)
    return format_each(f"<tr>{cells}</tr>", plain, between="\n")


def cell_reader(table: tables.Table, bound: BoundColumn) -> Reader:
    """What the column shows of a record, on screen and paper."""
    if isinstance(bound.column, _LEFT_TO_THE_LIBRARY):
        return lambda record: BoundRow(record, table).get_cell(bound.name)
    render = _compiled(table, bound, bound.render)
    return _reader(table, bound, _linked(table, bound, render) if bound.link else render, bound.default)


def value_reader(table: tables.Table, bound: BoundColumn) -> Reader:
    """The bare value that the column has for files; None where there is none."""
    if isinstance(bound.column, _LEFT_TO_THE_LIBRARY):
        return lambda record: BoundRow(record, table).get_cell_value(bound.name)
    return _reader(table, bound, _compiled(table, bound, bound.value), None)


def _reader(table: tables.Table, bound: BoundColumn, show: Callable[[Any, Any], Any], default: Any) -> Reader:
    value_of, empty = _value_reader(table, bound), bound.column.empty_values

    def read(record: Any) -> Any:
        value = value_of(record)
        return default if value in empty else show(record, value)

    return read


def _value_reader(table: tables.Table, bound: BoundColumn) -> Reader:
    """The value at the end of the column's path; of a field with choices the words of the choice."""
    accessor, model = bound.accessor, getattr(table.data, "model", None)
    if model is None:
        return lambda record: accessor.resolve(record, quiet=True)
    *before, last = accessor.bits
    if _has_choices(model, accessor):
        last = f"get_{last}_display"
    attribute = attrgetter(".".join([*before, last]))

    def read(record: Any) -> Any:
        try:
            value = attribute(record)
        except (AttributeError, ObjectDoesNotExist):
            return None  # nothing is at the end of a path that breaks off
        if not callable(value) or getattr(value, "do_not_call_in_templates", False):
            return value
        return value()

    return read


def _has_choices(model: Any, accessor: tables.A) -> bool:
    try:
        field = accessor.get_field(model)
    except FieldDoesNotExist:
        return False
    return bool(getattr(field, "choices", None)) and hasattr(field.model, f"get_{field.name}_display")


def _compiled(table: tables.Table, bound: BoundColumn, function: Any) -> Callable[[Any, Any], Any]:
    """A function of record and value that calls `function` with the arguments it names."""
    if getattr(function, "__func__", None) is tables.Column.render:
        return lambda record, value: value
    names = _parameters(function)
    if names == ("value",):
        return lambda record, value: function(value=value)
    if names == ("record",):
        return lambda record, value: function(record=record)
    known = {"column": bound.column, "bound_column": bound, "table": table}
    fixed = {name: known[name] for name in known if names is None or name in names}
    wants_row = names is None or "bound_row" in names

    def call(record: Any, value: Any) -> Any:
        more = {"bound_row": BoundRow(record, table)} if wants_row else {}
        if names is None or "record" in names:
            more["record"] = record
        if names is None or "value" in names:
            more["value"] = value
        return function(**fixed, **more)

    return call


def _parameters(function: Any) -> tuple[str, ...] | None:
    """The names of its arguments; None where it takes any."""
    return _parameters_of(getattr(function, "__func__", function), hasattr(function, "__func__"))


@cache
def _parameters_of(function: Any, is_bound: bool) -> tuple[str, ...] | None:
    parameters = list(signature(function).parameters.values())[is_bound:]
    if any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters):
        return None
    return tuple(parameter.name for parameter in parameters)


def _linked(
    table: tables.Table, bound: BoundColumn, render: Callable[[Any, Any], Any]
) -> Callable[[Any, Any], Any]:
    known = {"column": bound.column, "bound_column": bound, "table": table}

    def link(record: Any, value: Any) -> Any:
        content = render(record, value)
        if bound.link.attrs:
            return bound.link(content, record=record, value=value, **known)
        address = bound.link.compose_url(record=record, value=value, **known)
        return content if address is None else format_html('<a href="{}">{}</a>', address, content)

    return link


def _text_reader(localized: bool | None) -> Callable[[Any], Any]:
    """What stands for a value in a template: figures as the country writes them, unless the column says."""

    def text(value: Any) -> Any:
        return value if isinstance(value, str) else localize(template_localtime(value), use_l10n=localized)

    return text


def _class_of(bound: BoundColumn) -> str:
    css_class = bound.column.attrs.get("cell", {}).get("class")
    # Part of a format string: a brace would be a place for a cell.
    return format_html(' class="{}"', css_class).replace("{", "{{").replace("}", "}}") if css_class else ""

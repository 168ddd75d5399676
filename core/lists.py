"""The registers' lists, decided once.

A list is a declaration: whose right, which rows, which table, which conditions. One filtered and ordered
queryset goes to the screen, to paper and to files, so the three cannot disagree.
"""

import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO, cast

import django_tables2 as tables
from django.contrib import admin
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views import View
from django_filters import FilterSet
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRows

from core.audit import log_access
from core.calendar import today
from core.cells import value_reader
from core.clock import moment_on_paper
from core.columns import CellsInSql, Column
from core.conditions import in_words
from core.errors import DomainError
from core.files.copying import copy_csv
from core.files.csv import write_csv
from core.files.encodings import Encoding
from core.files.guard import Cell
from core.files.xlsx import Sheet, write_workbook
from core.in_sql import source_of
from core.models import AccessEvent
from core.paging import Key, Page, in_order, page_of, settled

PAGE_ROWS = 50
PRINT_ROWS = 2000  # forty sheets of A4 and more; whoever wants more wants a file
_CHUNK_ROWS = 2000
_SPOOL_BYTES = 5_000_000
_OUTPUT_WORDS = ("page", "format", "encoding")  # of the query string, beside the conditions and the order


class RegisterTable(tables.Table):
    """A table of a register's rows. Nothing is not 0, and so prints as nothing.

    A column with visible=False is for files alone, one with exclude_from_export=True for screen and paper:
    a file wants every value in a column of its own, a screen is only so wide.

    Ordered by a column, rows that are equal there keep the register's own order: no row is on two pages or
    on none. What is empty comes last either way.
    """

    caption = ""

    class Meta:
        default = ""

    keys: list[Key]
    counted: int | None = None  # so many rows are counted one by one; None where core.paging says how many
    paging: Page | None = None
    shown: list[Any] | None = None  # the records on screen or paper; None for every one there is

    def settle_order(self) -> None:
        """Make the order of the rows total. To be called once the table is ordered, before it is paged."""
        rows: QuerySet = self.data.data
        self.keys = settled(rows, [str(key) for key in rows.query.order_by])  # it orders by names alone
        self.data.data = in_order(rows, self.keys)

    def turn_to(self, word: str, size: int) -> None:
        """Show the page that a word of the address names (core/paging.py)."""
        self.paging = page_of(self.data.data, self.keys, word, size, most=self.counted)
        self.shown = self.paging.rows

    def take(self, most: int) -> int | None:
        """Read all rows, and tell how many they are; None where there are more than `most`."""
        rows = list(self.data.data[: most + 1])
        if len(rows) > most:
            return None
        self.shown = rows
        return len(rows)

    @property
    def paginated_rows(self) -> BoundRows:
        return self.rows if self.shown is None else BoundRows(self.shown, table=self)

    @property
    def row_count(self) -> int:
        """How many rows there are, counted by the database."""
        return self.data.data.count()

    @property
    def file_columns(self) -> list[BoundColumn]:
        return [bound for bound in self.columns.iterall() if not bound.column.exclude_from_export]

    def file_header(self) -> list[str]:
        """The headings of the files' columns."""
        return [name for bound in self.file_columns for name in bound.column.file_headings(str(bound.header))]

    def file_rows(self) -> Iterator[list[Cell]]:
        """The rows for files: bare values, every one read once, in flat memory."""
        columns = [(value_reader(self, bound), bound.column.file_cells) for bound in self.file_columns]
        for record in self.data.data.iterator(chunk_size=_CHUNK_ROWS):
            yield [cell for value, file_cells in columns for cell in file_cells(value(record))]

    def file_query(self) -> QuerySet | None:
        """The rows for a CSV whose cells the database writes by itself; None where it cannot.

        Each column says its cells in SQL, or the table does for it by a method `sql_<column>`.
        """
        rows: QuerySet = self.data.data
        found = [self._cells_in_sql(bound) for bound in self.file_columns]
        told = [cells for cells in found if cells is not None]
        if rows.query.distinct or rows.query.combinator or len(told) < len(found):
            return None
        cells = {f"cell_{number}": cell for number, cell in enumerate(chain.from_iterable(told))}
        return rows.annotate(**cells).values_list(*cells)

    def _cells_in_sql(self, bound: BoundColumn) -> CellsInSql:
        if told := getattr(self, f"sql_{bound.name}", None):
            return told()
        if not isinstance(bound.column, Column) or bound.value != bound.column.value:
            return None  # the table has words of its own for the column
        return bound.column.file_sql(source_of(self.data.data, bound.accessor.bits))


class RegisterList(PermissionRequiredMixin, View):
    """A list on the screen, on paper and as a file. Subclasses declare; `list_urls` gives it its addresses.

    slug        the name of its addresses
    title       what the h1, the paper and the file are called
    """

    slug: str
    title: str
    lead = ""
    model: type[Model]
    permission_required: str
    table_class: type[RegisterTable]
    filter_class: type[FilterSet]
    orientation = "landscape"
    output = "screen"

    def get_queryset(self) -> QuerySet:
        """The rows that the person may see, with all that the table reads."""
        return self.model._default_manager.all()

    def table_options(self) -> dict[str, Any]:
        """What the table needs beside its rows."""
        return {}

    def get_table(self, rows: QuerySet, order_by: list[str]) -> RegisterTable:
        """The table of the rows, ordered by columns; without any, as the register is."""
        table = self.table_class(rows, order_by=order_by or None, **self.table_options())
        table.settle_order()
        table.caption = self.title
        return table

    def get(self, request: HttpRequest) -> HttpResponseBase:
        self.filter = self.filter_class(request.GET, self.get_queryset(), request=request)
        if not self.filter.is_valid():
            # What cannot be read must not pass for "no condition": no rows, and the form says why.
            if self.output != "screen":
                return redirect(self.address("screen"))
            table = self.get_table(self.get_queryset().none(), [])
            table.empty_text = "条件を読み取れないため、何も表示していません。赤い枠の条件を直してください。"
            return self.screen(table)
        table = self.get_table(self.filter.qs, request.GET.getlist("sort"))
        if not self.conditions():
            table.empty_text = "まだ登録されていません。"
        answers = {"screen": self.screen, "print": self.paper, "export": self.file}
        return answers[self.output](table)

    # --- The three outputs ----------------------------------------------------------------------

    def screen(self, table: RegisterTable) -> HttpResponse:
        """A page of the rows."""
        table.turn_to(self.request.GET.get("page", ""), PAGE_ROWS)
        return render(self.request, "lists/list.html", self.get_context(table))

    def get_context(self, table: RegisterTable) -> dict[str, Any]:
        """What templates/lists/list.html asks for."""
        return {
            "title": self.title,
            "lead": self.lead,
            "table": table,
            "filter": self.filter,
            "active_filters": len(self.conditions()),
            "edit_url": edit_url(self.request, self.model),
            "print_url": self.address("print"),
            "export_url_csv": self.address("export", format="csv"),
            "export_url_csv_cp932": self.address("export", format="csv", encoding="cp932"),
            "export_url_xlsx": self.address("export", format="xlsx"),
        }

    def paper(self, table: RegisterTable) -> HttpResponse:
        """Every row, to be printed by the browser. Raises nothing: too many rows are refused on a page."""
        count = table.take(PRINT_ROWS)
        if count is None:
            reason = (
                f"{table.row_count:,}件あります。印刷できるのは{PRINT_ROWS:,}件までです。"
                "一覧で絞り込んでから印刷するか、ファイルに出力してください。"
            )
            return self.refusal([reason])
        self.log(AccessEvent.Kind.PRINT, rows=count)
        context = {
            "title": self.title,
            "conditions": list(self.conditions().items()),
            "table": table,
            "row_count": count,
            "printed_at": moment_on_paper(timezone.now()),
            "printed_by": self.request.user,
            "orientation": self.orientation,
            "list_url": self.address("screen"),
        }
        return render(self.request, "lists/print.html", context)

    def file(self, table: RegisterTable) -> HttpResponseBase:
        """CSV, streamed, or XLSX; the access log says that it left, and what was in it.

        Where the encoding lacks a character or the workbook a row, nothing leaves: a page (422) says what.
        """
        file_format = self.request.GET.get("format", "csv")
        if file_format not in ("csv", "xlsx"):
            raise BadRequest("unknown format")
        try:
            encoding = Encoding(self.request.GET.get("encoding", Encoding.UTF_8_SIG))
        except ValueError as error:
            raise BadRequest("unknown encoding") from error
        rows = table.row_count
        try:
            answer = self.workbook(table) if file_format == "xlsx" else self.csv(table, encoding)
        except DomainError as error:
            return self.refusal(error.reasons)
        detail = {"encoding": encoding.value} if file_format == "csv" else {}
        self.log(AccessEvent.Kind.EXPORT, format=file_format, rows=rows, **detail)
        return answer

    def csv(self, table: RegisterTable, encoding: Encoding) -> StreamingHttpResponse:
        charset = "utf-8" if encoding is Encoding.UTF_8_SIG else "shift_jis"
        header, cells = table.file_header(), table.file_query()
        file = (
            write_csv(header, table.file_rows(), encoding)
            if cells is None
            else copy_csv(header, cells, encoding)
        )
        return StreamingHttpResponse(
            file,
            content_type=f"text/csv; charset={charset}",
            headers={"Content-Disposition": content_disposition_header(True, self.file_name("csv"))},
        )

    def workbook(self, table: RegisterTable) -> FileResponse:
        stream = tempfile.SpooledTemporaryFile(_SPOOL_BYTES)  # noqa: SIM115  the response closes it
        write_workbook([Sheet(self.title, table.file_header(), table.file_rows())], cast(BinaryIO, stream))
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename=self.file_name("xlsx"))

    def refusal(self, reasons: list[str] | tuple[str, ...]) -> HttpResponse:
        """Say why no file and no paper was made, with status 422."""
        context = {"title": self.title, "reasons": reasons, "list_url": self.address("screen")}
        return render(self.request, "lists/refusal.html", context, status=422)

    # --- Words and addresses ----------------------------------------------------------------------

    def conditions(self) -> dict[str, str]:
        """The conditions that hold, by label, in words."""
        if not self.filter.is_valid():
            return {}
        form = self.filter.form
        return {
            str(form.fields[name].label): in_words(form.fields[name], value)
            for name, value in form.cleaned_data.items()
            if value not in (None, "")
        }

    def file_name(self, suffix: str) -> str:
        """The list's Japanese name and the day: 「設置場所_2026-11-24.csv」."""
        return f"{self.title}_{today():%Y-%m-%d}.{suffix}"

    def address(self, output: str, **words: str) -> str:
        """The address of an output of this list with the same conditions and order."""
        query = self.request.GET.copy()
        for word in _OUTPUT_WORDS:
            query.pop(word, None)
        query.update(words)
        address = reverse(_name(self.slug, output))
        return f"{address}?{query.urlencode()}" if query else address

    def log(self, kind: AccessEvent.Kind, **detail: Any) -> None:
        log_access(kind, request=self.request, subject=self.title, conditions=self.conditions(), **detail)


def edit_url(request: HttpRequest, model: type[Model], record: Model | None = None) -> str | None:
    """Where the admin enters the model's rows, or changes the record; None for those who may not."""
    if not (request.user.is_staff and admin.site.is_registered(model)):
        return None
    rights = admin.site.get_model_admin(model)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    if record:
        return (
            reverse(f"{name}_change", args=[record.pk])
            if rights.has_change_permission(request, record)
            else None
        )
    may_enter = rights.has_add_permission(request) or rights.has_change_permission(request)
    return reverse(f"{name}_changelist") if may_enter else None


def list_urls(route: str, view: type[RegisterList]) -> list[URLPattern]:
    """The addresses of a list: the screen at `route`, the paper and the files under it."""
    routes = {"screen": route, "print": f"{route}print/", "export": f"{route}export/"}
    return [
        path(route, view.as_view(output=output), name=_name(view.slug, output))
        for output, route in routes.items()
    ]


def _name(slug: str, output: str) -> str:
    return slug if output == "screen" else f"{slug}_{output}"

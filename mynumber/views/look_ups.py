"""照会件数: what the usage records say, beside the figures, on the screen, on paper and as files."""

import io
from typing import Any, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.views import View

from core.audit import log_access
from core.calendar import fiscal_year_label, fiscal_year_of, today
from core.clock import moment_on_paper
from core.errors import DomainError
from core.exhibits import Exhibit
from core.files.encodings import Encoding
from core.files.xlsx import Sheet, write_workbook
from core.models import AccessEvent, Staff
from core.reports.files import exhibit_csv, file_table
from mynumber.exhibits.look_ups import LookUps
from mynumber.forms import LookUpYearForm

TITLE = "照会件数"
LEAD = (
    "利用記録簿の照会件数を、登録した実績と並べて示します。実績は「年度の実績」で入力した年度計です。"
    "違いがあるときは、利用記録と実績のどちらが正しいかを確かめてください。"
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LookUpsPage(PermissionRequiredMixin, View):
    """The two tables of a fiscal year, each defined once (mynumber/exhibits/look_ups.py) for every output."""

    permission_required = "mynumber.view_flowfigure"
    output = "screen"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = LookUpYearForm(request.GET)
        if not form.is_valid():
            if self.output != "screen":
                return redirect(f"{reverse('look_ups')}?{request.GET.urlencode()}")
            return self.screen(form, None)
        self.year = form.cleaned_data["fiscal_year"] or fiscal_year_of(today())
        look_ups = LookUps(self.year, cast(Staff, request.user))
        self.exhibits = [look_ups.exhibit_by_affair(), look_ups.exhibit_by_department()]
        answers = {"print": self.paper, "export": self.file}
        return answers[self.output]() if self.output in answers else self.screen(form, self.year)

    # --- The three outputs ---------------------------------------------------------------------------------

    def screen(self, form: LookUpYearForm, year: int | None) -> HttpResponse:
        context: dict[str, Any] = {"title": TITLE, "lead": LEAD, "form": form}
        if year is not None:
            if not form.cleaned_data["fiscal_year"]:  # the box says which year is shown
                context["form"] = LookUpYearForm({"fiscal_year": fiscal_year_label(year)})
            context |= {
                "tables": [_on_screen(exhibit) for exhibit in self.exhibits],
                "year_label": fiscal_year_label(year),
                "years": [
                    (fiscal_year_label(each), _address("look_ups", each)) for each in (year - 1, year + 1)
                ],
                "print_url": _address("look_ups_print", year),
                "xlsx_url": _address("look_ups_export", year, format="xlsx"),
                "csv_urls": [
                    (
                        exhibit.title,
                        encoding.label,
                        _address("look_ups_export", year, table=exhibit.slug, encoding=encoding.value),
                    )
                    for exhibit in self.exhibits
                    for encoding in Encoding
                ],
            }
        return render(self.request, "mynumber/look_ups.html", context)

    def paper(self) -> HttpResponse:
        self.log(AccessEvent.Kind.PRINT)
        context = {
            "title": TITLE,
            "conditions": [("年度", fiscal_year_label(self.year))],
            "tables": [_on_screen(exhibit) for exhibit in self.exhibits],
            "printed_at": moment_on_paper(timezone.now()),
            "printed_by": self.request.user,
            "orientation": "landscape",
            "list_url": _address("look_ups", self.year),
        }
        return render(self.request, "mynumber/look_ups_print.html", context)

    def file(self) -> HttpResponse:
        """One workbook with a sheet each, or one of the tables as CSV; the access log says that it left."""
        query = self.request.GET
        file_format = query.get("format", "csv")
        if file_format == "xlsx":
            stream = io.BytesIO()
            write_workbook([Sheet(each.title, *_table(each)) for each in self.exhibits], stream)
            self.log(AccessEvent.Kind.EXPORT, format="xlsx")
            return _attachment(stream.getvalue(), XLSX, f"{TITLE}_{self.year}年度.xlsx")
        chosen = next((e for e in self.exhibits if e.slug == query.get("table", self.exhibits[0].slug)), None)
        encoding = query.get("encoding", Encoding.UTF_8_SIG.value)
        if file_format != "csv" or chosen is None or encoding not in list(Encoding):
            raise BadRequest("unknown file")
        try:
            data = exhibit_csv(chosen, Encoding(encoding))
        except DomainError as error:
            context = {"title": TITLE, "reasons": error.reasons, "list_url": _address("look_ups", self.year)}
            return render(self.request, "lists/refusal.html", context, status=422)
        self.log(AccessEvent.Kind.EXPORT, format="csv", encoding=encoding, rows=len(chosen.rows))
        charset = "utf-8" if encoding == Encoding.UTF_8_SIG else "shift_jis"
        return _attachment(data, f"text/csv; charset={charset}", f"{chosen.title}.csv")

    def log(self, kind: AccessEvent.Kind, **detail: Any) -> None:
        conditions = {"年度": fiscal_year_label(self.year)}
        log_access(kind, request=self.request, subject=TITLE, conditions=conditions, **detail)


def look_ups_urls(route: str) -> list[URLPattern]:
    """The addresses: the screen at `route`, the paper and the files under it, as every list has them."""
    return [
        path(route, LookUpsPage.as_view(), name="look_ups"),
        path(f"{route}print/", LookUpsPage.as_view(output="print"), name="look_ups_print"),
        path(f"{route}export/", LookUpsPage.as_view(output="export"), name="look_ups_export"),
    ]


def _on_screen(exhibit: Exhibit) -> dict[str, Any]:
    """The exhibit with its cells in the order of its columns, a merged one once for its group."""
    lines = []
    for group in exhibit.groups():
        for index, row in enumerate(group.rows):
            cells = [
                (column, row.cells.get(column.key, ""), len(group.rows) if column.merged else 1)
                for column in exhibit.columns
                if not (column.merged and index)
            ]
            lines.append((row, cells))
    return {"exhibit": exhibit, "lines": lines}


def _table(exhibit: Exhibit) -> tuple[Any, Any]:
    table = file_table(exhibit)
    return table.header, table.rows


def _address(name: str, year: int, **words: str) -> str:
    return f"{reverse(name)}?{urlencode({'fiscal_year': fiscal_year_label(year), **words})}"


def _attachment(data: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(data, content_type=content_type, headers=headers)

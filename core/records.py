"""The page of one record: the columns of its list as facts, and its lines below."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View
from django_tables2.rows import BoundRow

from core.lists import RegisterList, RegisterTable, edit_url


class RecordPage(PermissionRequiredMixin, View):
    """A record that its list shows, by the same right: what is not in the person's list is not here (404).

    lines_title   the h2 above the lines
    """

    list_class: type[RegisterList]
    lines_title: str
    lines_class: type[RegisterTable]

    def get_permission_required(self) -> tuple[str, ...]:
        return (self.list_class.permission_required,)

    def get_lines(self, record: Any) -> QuerySet:
        """The record's lines, with all that their table reads."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        listing = self.list_class(request=request)
        rows = listing.get_queryset()
        record = get_object_or_404(rows, pk=pk)
        table = listing.get_table(rows, [])
        lines = self.lines_class(self.get_lines(record))
        lines.caption = self.lines_title
        context = {
            "title": str(record),
            "breadcrumb": [{"label": listing.title, "url": reverse(listing.slug)}],
            "facts": _facts(record, table),
            "lines_title": self.lines_title,
            "lines": lines,
            "edit_url": edit_url(request, type(record), record),
        }
        return render(request, "records/record.html", context)


def _facts(record: Model, table: RegisterTable) -> list[tuple[str, Any]]:
    row = BoundRow(record, table)
    for bound in table.columns:
        bound.link = None  # it would lead from this page to this page
    return [(str(bound.header), cell) for bound, cell in row.items()]

"""The page of one record: the columns of its list as facts, its lines, and who changed what."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View
from django_tables2.rows import BoundRow

from core.history import history_of
from core.lists import RegisterList, RegisterTable, edit_url


class RecordPage(PermissionRequiredMixin, View):
    """A record that its list shows, by the same right: what is not in the person's list is not here (404).

    lines_title   the h2 above the lines; "" where there are none
    line_models   the models whose changes the trail tells with the record's own
    """

    list_class: type[RegisterList]
    template_name = "records/record.html"
    lines_title = ""
    lines_class: type[RegisterTable]
    line_models: tuple[type[Model], ...] = ()

    def get_permission_required(self) -> tuple[str, ...]:
        return (self.list_class.permission_required,)

    def get_lines(self, record: Any) -> QuerySet:
        """The record's lines, with all that their table reads."""
        raise NotImplementedError

    def get_record(self, pk: int) -> Any:
        """The record as its list has it. Raises Http404 for what the person may not know of."""
        return get_object_or_404(self.list_class(request=self.request).get_queryset(), pk=pk)

    def get_title(self, record: Any) -> str:
        return str(record)

    def get_facts(self, record: Any) -> list[tuple[str, Any]]:
        """What is told of the record, as (label, value): the columns of its list."""
        listing = self.list_class(request=self.request)
        return _facts(record, listing.get_table(listing.get_queryset(), []))

    def get_actions(self, record: Any) -> list[dict[str, str]]:
        """The buttons beside the title: {"label", "url"}, `primary` for the one to press next."""
        return []

    def get_context(self, record: Any) -> dict[str, Any]:
        """What the template asks for."""
        listing = self.list_class(request=self.request)
        context = {
            "title": self.get_title(record),
            "breadcrumb": [{"label": listing.title, "url": reverse(listing.slug)}],
            "record": record,
            "facts": self.get_facts(record),
            "lines_title": self.lines_title,
            "actions": self.get_actions(record),
            "edit_url": edit_url(self.request, type(record), record),
            "history": history_of(record, self.line_models),
        }
        if self.lines_title:
            lines = self.lines_class(self.get_lines(record))
            lines.caption = self.lines_title
            context["lines"] = lines
        return context

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.answer(self.get_record(pk))

    def answer(self, record: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        """The record's page."""
        return render(self.request, self.template_name, self.get_context(record) | more, status=status)


def _facts(record: Model, table: RegisterTable) -> list[tuple[str, Any]]:
    row = BoundRow(record, table)
    for bound in table.columns:
        bound.link = None  # it would lead from this page to this page
    return [(str(bound.header), cell) for bound, cell in row.items()]

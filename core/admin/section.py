"""The sections of a report, in the order and with the numbers with which they print."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core.admin.register import RegisterAdmin
from core.models import Report, Section
from core.reports.document import Document


class ReportFilter(admin.SimpleListFilter):
    """One report at a time, the newest first: the order of sections means nothing across reports."""

    title = "報告書"
    parameter_name = "report__id__exact"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(str(report.pk), str(report)) for report in Report.objects.visible_to(request.user)]

    def value(self) -> str | None:
        return super().value() or next((pk for pk, _ in self.lookup_choices), None)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        try:
            return queryset.filter(report=int(self.value() or ""))
        except ValueError as error:
            raise IncorrectLookupParameters(error) from error

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        return (choice for choice in super().choices(changelist) if choice["query_string"] != "?")


class SectionList(ChangeList):
    """The sections in the order, with the numbers and in the words in which they print."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        sections = list(self.result_list)
        if sections:
            _place(sections, Document(sections[0].report))
        self.result_list = sections


def _place(sections: list[Any], document: Document) -> None:
    """Sort the sections as they print; each gets its `place` ７（３）, `depth` and `printed` heading."""
    order = {slug: position for position, slug in enumerate(document.places)}
    sections.sort(key=lambda section: order.get(section.slug, len(order)))
    depths: dict[int | None, int] = {None: -1}
    for section in sections:
        section.depth = depths[section.pk] = depths.get(section.parent_id, -1) + 1
        numbered = section.numbering == Section.Numbering.NUMBERED
        section.place = document.places.get(section.slug, "") if numbered else ""
        section.printed = document.line(section.heading)


@admin.register(Section)
class SectionAdmin(RegisterAdmin):
    """The sections are read here, by superusers too: they are written at the report desk, by its rules."""

    list_display = ("place", "indented_heading", "exhibit", "slug", "order")
    list_display_links = ("indented_heading",)
    list_filter = (ReportFilter,)
    list_select_related = ("report",)
    list_per_page = 500
    search_fields = ("heading", "body", "after", "slug")
    search_help_text = "見出しと本文で探します。"
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("report", "desk_link", "parent", "order", "slug")}),
        ("見出し", {"fields": ("heading", "heading_note", "numbering", "running_head")}),
        ("本文", {"fields": ("body", "exhibit", "after")}),
    )
    readonly_fields = ("desk_link",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        """Of reports that the person may read."""
        return super().get_queryset(request).filter(report__in=Report.objects.visible_to(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SectionList

    @admin.display(description="番号")
    def place(self, section: Any) -> str:
        return section.place

    @admin.display(description="見出し")
    def indented_heading(self, section: Any) -> str:
        bracketed = section.numbering == Section.Numbering.BRACKETED
        return "　" * section.depth + (f"＜{section.printed}＞" if bracketed else section.printed)

    @admin.display(description="直すところ")
    def desk_link(self, section: Section) -> str:
        """Where its drafters write it."""
        report = section.report
        url = reverse("report_outline", args=[report.number])
        return format_html('<a href="{}">報告第{}号の節と本文</a>', url, report.number)

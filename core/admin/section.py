"""The sections of a report, in the order and with the numbers with which they print."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from core.admin.register import RegisterAdmin
from core.forms import RegisterForm
from core.models import Report, Section
from core.reports.document import Document
from core.reports.facts import COMMON_FACTS
from core.reports.kinds import kind_of, kinds


class ReportFilter(admin.SimpleListFilter):
    """One report at a time, the newest first: the order of sections means nothing across reports."""

    title = "報告書"
    parameter_name = "report__id__exact"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(str(report.pk), str(report)) for report in Report.objects.all()]

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


class SectionForm(RegisterForm):
    """The table is chosen from those of the report's kind."""

    exhibit = forms.ChoiceField(label="表", required=False)

    class Meta:
        model = Section
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key: Any = self.instance.report_id or self.initial.get("report")
        report = Report.objects.filter(pk=key).first()
        # Of a new section the report is only chosen in this form; its clean() tells the kinds apart.
        of_kinds = [kind_of(report.kind)] if report else list(kinds().values())
        tables = [source for kind in of_kinds for source in kind.exhibits().values()]
        exhibit: Any = self.fields["exhibit"]
        exhibit.choices = [("", "（なし）"), *((each.slug, each.title) for each in tables)]
        if report and "parent" in self.fields:
            parent: Any = self.fields["parent"]
            parent.queryset = report.sections.exclude(pk=self.instance.pk)


@admin.register(Section)
class SectionAdmin(RegisterAdmin):
    form = SectionForm
    list_display = ("place", "indented_heading", "exhibit", "slug", "order")
    list_display_links = ("indented_heading",)
    list_filter = (ReportFilter,)
    list_select_related = ("report",)
    list_per_page = 500
    search_fields = ("heading", "body", "after", "slug")
    search_help_text = "見出しと本文で探します。"
    sortable_by = ()
    readonly_fields = ("facts",)
    fieldsets = (
        (None, {"fields": ("report", "parent", "order", "slug")}),
        ("見出し", {"fields": ("heading", "heading_note", "numbering", "running_head")}),
        ("本文", {"fields": ("body", "exhibit", "after")}),
        (
            "本文で使える項目",
            {
                "fields": ("facts",),
                "description": "数や日付は、数字を書かずに下の項目を {{ }} の形で書きます。"
                "台帳が変わると、報告書の文も変わります。",
            },
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The sections of a report are written by those who draft it."""
        theirs = obj is None or Report.objects.draftable_by(request.user).filter(pk=obj.report_id).exists()
        return super().has_change_permission(request, obj) and theirs

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A section is a line of its report, and no record of its own: it may go again."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj) and self.has_change_permission(
            request, obj
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None: sections are deleted one at a time, after a look at what hangs on them."""
        return {}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SectionList

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new section belongs to the report whose list one comes from, else to the newest."""
        report = Report.objects.draftable_by(request.user).first()
        return {"report": report.pk if report else None} | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "report":
            kwargs["queryset"] = Report.objects.draftable_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> Any:
        return ("report", *self.readonly_fields) if obj else self.readonly_fields

    @admin.display(description="番号")
    def place(self, section: Any) -> str:
        return section.place

    @admin.display(description="見出し")
    def indented_heading(self, section: Any) -> str:
        bracketed = section.numbering == Section.Numbering.BRACKETED
        return "　" * section.depth + (f"＜{section.printed}＞" if bracketed else section.printed)

    @admin.display(description="項目")
    def facts(self, section: Section) -> str:
        kind_facts = kind_of(section.report.kind).facts if section.report_id else ()
        return format_html_join(
            "",
            "<div><code>{}</code> {}</div>",
            (
                (f"{{{{ {fact.name}{f':{fact.parameter}' if fact.parameter else ''} }}}}", fact.description)
                for fact in (*COMMON_FACTS, *kind_facts)
            ),
        )

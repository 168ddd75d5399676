"""Writing a report: a section beside its preview, or the title page; what was carried over stands marked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import DomainError, NotPermittedError
from core.models import ProseMark, Report, Section, Staff
from core.reports.document import Document
from core.reports.fact_list import listed_facts
from core.reports.forms import ComparedForm, SectionForm, TitlePageForm
from core.reports.section_preview import preview_of
from core.services.report_drafting import look_at_mark, look_at_marks, save_section, save_title_page
from core.views.report_drafting import DraftingPage, OfReport, OfSection, report_to_draft

_ALL = "all"  # the button that looks at every mark of the page at once


class _Writing(DraftingPage):
    """What the pages share on which prose is written. Two more buttons send the form without saving it:
    「確かめました」 (`seen`) and, where no script runs, 「プレビューを更新」 (`preview`)."""

    template_name = "reports/write.html"
    form_class: type[ComparedForm]

    def get_section(self, record: Any) -> Section | None:
        """The section that is written; None where it is the report's own texts."""
        return None

    def get_marks(self, record: Any) -> QuerySet[ProseMark]:
        """What was carried over, and nobody has looked at it yet."""
        return self.report.prose_marks.unseen().filter(section=self.get_section(record))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "seen" in request.POST:
            return self._look(request, request.POST["seen"])
        if "preview" in request.POST:
            record = self.get_record()
            return self.answer(self.get_form(record, request.POST), record)
        return super().post(request, **kwargs)

    def _look(self, request: HttpRequest, which: str) -> HttpResponse:
        """Look at one mark or all; what was typed on the page stays, saved or not."""
        record = self.get_record()
        try:
            if which == _ALL:
                look_at_marks(self.report, section=self.get_section(record), actor=self.actor)
            else:
                key = int(which) if which.isascii() and which.isdigit() else 0
                look_at_mark(get_object_or_404(self.report.prose_marks, pk=key), actor=self.actor)
        except NotPermittedError as error:
            raise PermissionDenied from error
        except DomainError as error:
            for reason in error.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, "確かめた語を記録しました。")
        form = self.get_form(record, request.POST)
        if not form.has_changed():
            return redirect(request.path)
        messages.warning(request, "直した文は、まだ保存していません。")
        return self.answer(form, record)

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        document = Document(self.report)
        marks = list(self.get_marks(record))
        return super().get_context(form, record) | {
            "document": document,
            "rows": [
                {
                    "field": field,
                    "marks": [mark for mark in marks if mark.field == field.name],
                    "theirs": form.theirs.get(field.name),
                }
                for field in form.visible_fields()
            ],
            "marks": marks,
            "unsaved": form.is_bound and form.has_changed(),
            "all": _ALL,
            "facts": listed_facts(document),
        }


class ReportTitlePage(OfReport, _Writing):
    """The report's own texts."""

    form_class = TitlePageForm
    success = "件名と前文を保存しました。"

    def get_title(self, record: Report) -> str:
        return "件名・前文を書く"

    def save(self, form: TitlePageForm, actor: Staff) -> Report:
        return save_title_page(form.instance, content=form.content, actor=actor)

    def get_success_url(self, saved: Report) -> str:
        return reverse("report_title_page", args=[saved.number])


class ReportSectionEdit(OfSection, _Writing):
    """One section, and beside it how it prints."""

    form_class = SectionForm
    success = "節を保存しました。"

    def get_section(self, record: Section) -> Section:
        return record

    def get_title(self, record: Section) -> str:
        stored = get_object_or_404(self.get_queryset(), pk=record.pk)  # not what was typed and not yet saved
        return f"節「{Document(self.report).line(stored.heading)}」を書く"

    def get_context(self, form: Any, record: Section) -> dict[str, Any]:
        context = super().get_context(form, record)
        document = context["document"]
        slugs = list(document.places)
        here = slugs.index(record.slug)
        headings = {section.slug: document.line(section.heading) for section in document.sections}
        beside = {"before": slugs[here - 1 : here], "behind": slugs[here + 1 : here + 2]}
        return context | {
            **{name: [(slug, headings[slug]) for slug in found] for name, found in beside.items()},
            "place": document.places[record.slug],
            "slug": record.slug,
            # Last: it lays what was typed over the document's section.
            "node": preview_of(document, record.slug, form.texts),
        }

    def save(self, form: SectionForm, actor: Staff) -> Section:
        return save_section(form.instance, content=form.content, actor=actor)

    def get_success_url(self, saved: Section) -> str:
        return reverse("report_section_edit", args=[self.report.number, saved.slug])


@require_POST
def report_section_preview(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """How the section would print with what stands in the form now. Nothing is saved."""
    report = report_to_draft(request, number)
    section = get_object_or_404(report.sections.select_related("report"), slug=slug)
    form = SectionForm(request.POST, instance=section)
    try:
        node = preview_of(Document(report), slug, form.texts)
    except LookupError as error:
        raise Http404 from error
    return render(request, "reports/preview.html", {"node": node})

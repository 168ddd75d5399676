"""公表と正誤表: where a report stands, publishing it, what was published, and what differs today."""

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from core.audit import log_access
from core.calendar import today
from core.clock import moment_on_paper
from core.decisions import WorkflowPage
from core.errors import DomainError
from core.files.csv import write_csv
from core.files.encodings import Encoding
from core.models import AccessEvent, Edition, EditionFile, Report
from core.reports.checks import reasons_against_publishing
from core.reports.document import Document
from core.reports.edition import (
    ACKNOWLEDGEMENTS,
    HTML,
    PDF,
    TEXT,
    VALUES,
    PublishedDocument,
    edition_of,
    title_of,
    verify,
)
from core.reports.errata import HEADER, errata_of
from core.reports.views import csv_type, file_answer, may_view, refused_answer
from core.services.publication import WORKFLOW, take_step
from core.states.report import Action, State

_FIRST_REASONS = 5
_FILES = {
    HTML: "報告書のページ（HTML）",
    PDF: "報告書のページ（PDF）",
    TEXT: "報告書の文（テキスト）",
    VALUES: "すべての値と印刷した文（JSON）",
    ACKNOWLEDGEMENTS: "点検の注意と、それを確認した人・理由（JSON）",
}
_STANDING = {
    State.DRAFT: "起草しています。点検で見つかったことを直してから、公表前の確認に出します。",
    State.IN_REVIEW: "公表前の確認を待っています。起草していない職員が読んで、公表するか差し戻します。",
    State.RETURNED: "差し戻されました。直してから、もう一度公表前の確認に出します。",
    State.PUBLISHED: "公表されています。公表した版は変わりません。",
}


class ReportPublication(WorkflowPage):
    """The publication of one report, at its number."""

    template_name = "reports/publication.html"
    workflow = WORKFLOW
    take = take_step

    def get_permission_required(self) -> tuple[str, ...]:
        return ("core.view_report",)

    def get(self, request: HttpRequest, number: int, action: str = "") -> HttpResponse:
        return super().get(request, number, action)

    def post(self, request: HttpRequest, number: int, action: str = "") -> HttpResponse:
        return super().post(request, number, action)

    def get_record(self, pk: int) -> Report:
        """The report of that number."""
        reports = Report.objects.visible_to(self.request.user)
        reports = reports.select_related("edition__published_by", "submitted_by", "published_by")
        return get_object_or_404(reports, number=pk)

    def get_context(self, record: Report) -> dict[str, Any]:
        edition = edition_of(record)
        context = self.get_standing(record) | {
            "title": f"報告第{record.number}号の公表と正誤表",
            "breadcrumb": _breadcrumb(record),
            "record": record,
            "report": record,
            "subject": title_of(record),
            "standing": _STANDING[State(record.state)],
            "edition": edition,
        }
        if record.state == State.PUBLISHED:
            return context | (self._published(edition) if edition else {})
        reasons = reasons_against_publishing(Document(record))
        return context | {
            "in_the_way": reasons[:_FIRST_REASONS],
            "in_the_way_more": len(reasons[_FIRST_REASONS:]),
            "in_the_way_count": len(reasons),
            "offered": _publishing_first(context["offered"], len(reasons)),
        }

    def _published(self, edition: Edition) -> dict[str, Any]:
        """What was published, whether it still is what it was, and what differs today."""
        published = PublishedDocument(edition)
        files = edition.files.annotate(size=Length("content")).defer("content")
        return {
            "published_at": moment_on_paper(edition.published_at),
            "files": [(file, _what_is(file.name, published)) for file in _pages_first(files)],
            "verified": "verify" in self.request.GET,
            "faults": verify(edition) if "verify" in self.request.GET else [],
            "errata": errata_of(published),
            "encodings": [(each, each.label) for each in Encoding],
        }

    def get_done(self, record: Report, action: str) -> str:
        match action:
            case Action.SUBMIT:
                return "公表前の確認に出しました。公表する人に知らせました。"
            case Action.TAKE_BACK:
                return "確認を取り消して、起草に戻しました。"
            case Action.RETURN:
                return "差し戻し、確認に出した人に知らせました。"
        return "公表しました。いまの値とページを、公表した版として残しました。確認に出した人に知らせました。"


@may_view
def report_edition_file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A file of the edition, as it was published."""
    edition = _edition(request, number)
    file = get_object_or_404(edition.files, name=name)
    log_access(AccessEvent.Kind.EXPORT, request=request, subject=str(edition), file=name, digest=file.digest)
    return file_answer(bytes(file.content), file.media_type, f"報告第{number}号_{name}")


@may_view
def report_edition_stylesheet(request: HttpRequest, number: int) -> HttpResponse:
    """How the pages were set when they were published: they print the same after an update of the product."""
    return HttpResponse(PublishedDocument(_edition(request, number)).stylesheet, "text/css; charset=utf-8")


@may_view
def report_errata_print(request: HttpRequest, number: int) -> HttpResponse:
    """The 正誤表 on A4."""
    edition = _edition(request, number)
    published = PublishedDocument(edition)
    log_access(AccessEvent.Kind.PRINT, request=request, subject=f"{edition} 正誤表")
    context = {
        "title": f"報告第{number}号 正誤表",
        "report": edition.report,
        "subject": published.title,
        "edition": edition,
        "published_on": published.published_on,
        "errata": errata_of(published),
        "orientation": "portrait",
        "printed_at": moment_on_paper(timezone.now()),
        "printed_by": request.user,
    }
    return render(request, "reports/errata_print.html", context)


@may_view
def report_errata_csv(request: HttpRequest, number: int, encoding: str) -> HttpResponse:
    """The 正誤表 as a file."""
    edition = _edition(request, number)
    rows = [erratum.cells for erratum in errata_of(PublishedDocument(edition))]
    try:
        data = b"".join(write_csv(HEADER, rows, Encoding(encoding)))
    except DomainError as error:
        return refused_answer(request, edition.report, error, status=422)
    log_access(
        AccessEvent.Kind.EXPORT,
        request=request,
        subject=f"{edition} 正誤表",
        format="csv",
        encoding=encoding,
        rows=len(rows),
    )
    return file_answer(data, csv_type(encoding), f"報告第{number}号_正誤表_{today()}.csv")


def _edition(request: HttpRequest, number: int) -> Edition:
    visible = Report.objects.visible_to(request.user).select_related("edition")
    edition = edition_of(get_object_or_404(visible, number=number))
    if edition is None:
        raise Http404
    return edition


def _breadcrumb(report: Report) -> list[dict[str, str]]:
    return [
        {"label": "報告書", "url": reverse("report_list")},
        {"label": f"報告第{report.number}号", "url": reverse("report_detail", args=[report.number])},
    ]


def _pages_first(files: Iterable[EditionFile]) -> list[EditionFile]:
    """The report's pages and values, and then its exhibits."""
    return sorted(files, key=lambda file: (file.name not in _FILES, file.name))


def _what_is(name: str, published: PublishedDocument) -> str:
    exhibit = published.exhibit_sources.get(name.removesuffix(".csv"))
    return f"表「{exhibit.title}」（CSV）" if exhibit else _FILES.get(name, "")


def _publishing_first(offered: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """The steps as they are offered, publishing before the others. It waits for the checks."""
    told = [f"点検で見つかったことが{count}件残っています。なくなるまで公表できません。"] if count else []
    publishing = [each for each in offered if each["action"] == Action.PUBLISH]
    others = [each for each in offered if each["action"] != Action.PUBLISH]
    return [
        each | {"reasons": [*each["reasons"], *told], "progress": "公表する版を作っています"}
        for each in publishing
    ] + others

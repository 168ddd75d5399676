"""Reports on the screen and on paper, and their files. What is printed or taken out is logged."""

from typing import cast

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import content_disposition_header

from core.audit import log_access
from core.calendar import today
from core.errors import DomainError
from core.exhibits import Exhibit
from core.files.encodings import Encoding
from core.models import AccessEvent, Report, Staff
from core.reports.document import Document, PrintedExhibit
from core.reports.edition import PublishedDocument, as_pdf, document_of, titles_of
from core.reports.errata import errata_of
from core.reports.files import delivered_csv, exhibits_xlsx, exhibits_zip
from core.reports.render import STYLESHEET
from core.reports.table import lay_out
from core.services.report_drafting import may_draft

may_view = permission_required("core.view_report", raise_exception=True)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@may_view
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that the person may read, newest first."""
    reports = Report.objects.visible_to(request.user).prefetch_related("report_departments__department")
    return render(
        request,
        "reports/list.html",
        {
            "title": "報告書",
            "lead": "委員会へ提出する報告書です。公表したものはそのときのまま、ほかは今の台帳から開きます。",
            "reports": titles_of(reports),
            "may_change": request.user.has_perm("core.change_report"),
        },
    )


@may_view
def report_detail(request: HttpRequest, number: int) -> HttpResponse:
    """The report, a published one as it was published, with what can be made of it."""
    document = _document(request, number)
    report = document.report
    context = {
        "title": document.number,
        "lead": document.title,
        "breadcrumb": [{"label": "報告書", "url": reverse("report_list")}],
        "document": document,
        "report": report,
        "contents": [line for line in document.contents if line.level == 1],
        "errata_count": len(errata_of(document)) if isinstance(document, PublishedDocument) else 0,
        "encodings": [(each, each.label) for each in Encoding],
        "may_change": report.is_editable and may_draft(report, cast(Staff, request.user)),
    }
    return render(request, "reports/detail.html", context)


@may_view
def report_print(request: HttpRequest, number: int) -> HttpResponse:
    """The report alone, as it prints from the browser."""
    document = _document(request, number)
    log_access(AccessEvent.Kind.PRINT, request=request, subject=str(document.report))
    of_edition = isinstance(document, PublishedDocument)
    stylesheet = reverse("report_edition_stylesheet", args=[number]) if of_edition else static(STYLESHEET)
    return render(request, "reports/print.html", {"document": document, "stylesheet": stylesheet})


@may_view
def report_pdf_file(request: HttpRequest, number: int) -> HttpResponse:
    document = _document(request, number)
    try:
        data = as_pdf(document)
    except DomainError as error:
        return refused_answer(request, document.report, error, status=503)
    log_access(AccessEvent.Kind.EXPORT, request=request, subject=str(document.report), format="pdf")
    return file_answer(data, "application/pdf", f"報告第{number}号.pdf")


@may_view
def exhibits_xlsx_file(request: HttpRequest, number: int) -> HttpResponse:
    document = _document(request, number)
    data = exhibits_xlsx(document)
    log_access(AccessEvent.Kind.EXPORT, request=request, subject=str(document.report), format="xlsx")
    return file_answer(data, XLSX, f"報告第{number}号_表_{today()}.xlsx")


@may_view
def exhibits_zip_file(request: HttpRequest, number: int, encoding: str) -> HttpResponse:
    document = _document(request, number)
    try:
        data = exhibits_zip(document, Encoding(encoding))
    except DomainError as error:
        return refused_answer(request, document.report, error, status=422)
    log_access(
        AccessEvent.Kind.EXPORT,
        request=request,
        subject=str(document.report),
        format="csv",
        encoding=encoding,
    )
    return file_answer(data, "application/zip", f"報告第{number}号_表_{encoding}_{today()}.zip")


@may_view
def exhibit_detail(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """One exhibit as it prints, and its files."""
    document = _document(request, number)
    exhibit = _exhibit(document, slug)
    context = {
        "title": exhibit.title,
        "breadcrumb": [
            {"label": "報告書", "url": reverse("report_list")},
            {"label": document.number, "url": reverse("report_detail", args=[number])},
        ],
        "document": document,
        "printed": PrintedExhibit(exhibit, lay_out(exhibit)),
        "encodings": [(each, each.label) for each in Encoding],
    }
    return render(request, "reports/exhibit.html", context)


@may_view
def exhibit_csv_file(request: HttpRequest, number: int, slug: str, encoding: str) -> HttpResponse:
    document = _document(request, number)
    exhibit = _exhibit(document, slug)
    try:
        data = delivered_csv(document, exhibit, Encoding(encoding))
    except DomainError as error:
        return refused_answer(request, document.report, error, status=422)
    log_access(
        AccessEvent.Kind.EXPORT,
        request=request,
        subject=f"{document.report} {exhibit.title}",
        format="csv",
        encoding=encoding,
    )
    return file_answer(data, csv_type(encoding), f"{exhibit.title}_{today()}.csv")


def _document(request: HttpRequest, number: int) -> Document | PublishedDocument:
    visible = Report.objects.visible_to(request.user).select_related("edition")
    return document_of(get_object_or_404(visible, number=number))


def _exhibit(document: Document | PublishedDocument, slug: str) -> Exhibit:
    try:
        return document.exhibit(slug)
    except KeyError:
        raise Http404 from None


def csv_type(encoding: str) -> str:
    """The media type of a CSV in the encoding."""
    return f"text/csv; charset={encoding.removesuffix('-sig')}"


def file_answer(data: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to save under its Japanese name."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(data, content_type=content_type, headers=headers)


def refused_answer(request: HttpRequest, report: Report, error: DomainError, *, status: int) -> HttpResponse:
    """Why the file cannot be made, and what to do instead."""
    back_url = reverse("report_detail", args=[report.number])
    context = {
        "title": "ファイルを作れませんでした",
        "breadcrumb": [{"label": f"報告第{report.number}号", "url": back_url}],
        "reasons": error.reasons,
        "back_url": back_url,
    }
    return render(request, "reports/refused.html", context, status=status)

"""点検: what stands between a report and its publication, and who has acknowledged what."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import DomainError, NotPermittedError
from core.models import CheckAcknowledgement, Report, Staff
from core.reports.checks import CheckFinding, Identity, findings_of, identity_of
from core.reports.document import Document
from core.services.report_checks import acknowledge, take_back_acknowledgement
from core.services.report_drafting import may_draft
from core.states.report import State

may_change = permission_required("core.change_report", raise_exception=True)


@permission_required("core.view_report", raise_exception=True)
def report_checks(request: HttpRequest, number: int) -> HttpResponse:
    """What the checks find in the report, and the acknowledgements of its warnings."""
    return _page(request, _report(request, number))


@may_change
@require_POST
def report_check_acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """Acknowledge one warning. What stands in the way comes back on the page (422), the reason kept."""
    report = _report(request, number)
    sent = request.POST
    identity = sent.get("check_name", ""), sent.get("place", ""), sent.get("sentence", "")
    reason = sent.get("reason", "")
    try:
        acknowledge(report=report, identity=identity, reason=reason, actor=cast(Staff, request.user))
    except NotPermittedError as error:
        raise PermissionDenied from error
    except DomainError as error:
        return _page(request, report, refused=identity, reasons=error.reasons, typed=reason, status=422)
    messages.success(request, "注意を確認しました。")
    return redirect("report_checks", number)


@may_change
@require_POST
def report_check_take_back(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Take an acknowledgement back."""
    report = _report(request, number)
    acknowledgement = get_object_or_404(report.acknowledgements.select_related("report"), pk=pk)
    try:
        take_back_acknowledgement(acknowledgement=acknowledgement, actor=cast(Staff, request.user))
    except NotPermittedError as error:
        raise PermissionDenied from error
    except DomainError as error:
        return _page(request, report, reasons=error.reasons, status=422)
    messages.success(request, "注意の確認を取り消しました。")
    return redirect("report_checks", number)


def _report(request: HttpRequest, number: int) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user), number=number)


def _page(
    request: HttpRequest,
    report: Report,
    *,
    refused: Identity | None = None,
    reasons: tuple[str, ...] = (),
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    document = Document(report)
    acknowledged = {identity_of(each): each for each in report.acknowledgements.select_related("given_by")}
    context: dict[str, Any] = {
        "title": f"{document.number}の点検",
        "breadcrumb": [
            {"label": "報告書", "url": reverse("report_list")},
            {"label": document.number, "url": reverse("report_detail", args=[report.number])},
        ],
        "report": report,
        "is_published": report.state == State.PUBLISHED,
        "may_draft": may_draft(report, cast(Staff, request.user)),
        "refused": refused,
        "reasons": reasons,
        "typed": typed,
    }
    if report.state == State.PUBLISHED:
        context["acknowledged"] = list(acknowledged.values())  # nobody takes one back from now on
    else:
        context |= _found(document, acknowledged)
    return render(request, "reports/checks.html", context, status=status)


def _found(document: Document, acknowledged: dict[Identity, CheckAcknowledgement]) -> dict[str, Any]:
    """What is found now: errors, warnings that wait, and the acknowledgements that hold or no longer do."""
    found = findings_of(document)
    errors = [finding for finding in found if finding.is_error]
    warnings = [(identity_of(finding), finding) for finding in found if not finding.is_error]
    waiting = [pair for pair in warnings if pair[0] not in acknowledged]
    standing = {identity for identity, _ in warnings}
    by_place: dict[str, list[CheckFinding]] = {}
    for finding in errors:
        by_place.setdefault(finding.place, []).append(finding)
    return {
        "errors": list(by_place.items()),
        "error_count": len(errors),
        "warnings": waiting,
        "acknowledged": [each for identity, each in acknowledged.items() if identity in standing],
        "past": [each for identity, each in acknowledged.items() if identity not in standing],
        "open_count": len(errors) + len(waiting),
    }

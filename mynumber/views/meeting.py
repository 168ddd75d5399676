"""Security meetings: the list, the page of one with its agenda and what is proposed for it, its sheets."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from core.audit import log_access
from core.calendar import today
from core.clock import moment_on_paper
from core.errors import DomainError, NotPermittedError
from core.lists import RegisterList
from core.models import AccessEvent, Staff
from core.records import RecordPage
from mynumber.agenda import proposals_for, sources_of
from mynumber.filters import MeetingFilter
from mynumber.models import AgendaItem, Audit, CsirtDrill, Finding, Meeting, ReportableMatter
from mynumber.services.meeting import adopt_proposals
from mynumber.tables import MeetingTable, standing_of


class MeetingList(RegisterList):
    slug = "meetings"
    title = "セキュリティ会議"
    lead = "会議ごとの議題の件数です。「回」を選ぶと議題を表示します。"
    model = Meeting
    permission_required = "mynumber.view_meeting"
    table_class = MeetingTable
    filter_class = MeetingFilter

    def get_queryset(self) -> QuerySet:
        return Meeting.objects.for_list()


@dataclass(frozen=True)
class Line:
    """An item of an agenda as its page shows it: how its own follow-up stands, and how that which it
    answers; each as (the class of a badge, words), None where there is none."""

    item: AgendaItem
    source: str
    source_url: str
    standing: tuple[str, str] | None
    former_standing: tuple[str, str] | None


def lines_of(meeting: Meeting) -> list[Line]:
    """The items of the meeting's agenda in their order; a fixed number of queries."""
    items = list(meeting.agenda_items.select_related("continues__meeting"))
    sources = sources_of(item for item in items if item.continues_id is None)
    day = today()
    return [
        Line(
            item,
            *_source_in_words(sources.get(item.source)),
            standing_of(item.due_on, item.is_open, day) if item.follow_up else None,
            standing_of(item.continues.due_on, item.continues.is_open, day) if item.continues else None,
        )
        for item in items
    ]


def _source_in_words(record: Any) -> tuple[str, str]:
    """What the record is called, and its page."""
    match record:
        case Audit():
            return str(record), reverse("audit_detail", args=[record.pk])
        case Finding():
            return f"{record.audit}の指摘事項", reverse("audit_detail", args=[record.audit_id])
        case ReportableMatter():
            return f"{record.get_kind_display()}：{record}", reverse("reportable_matter", args=[record.pk])
        case CsirtDrill():
            return "CSIRT訓練", reverse("csirt_drills")
    return "", ""


def by_kind(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under the two headings of an agenda; a heading without any is left out."""
    kinds = [
        (str(kind.label), [line for line in lines if line.item.kind == kind])
        for kind in (AgendaItem.Kind.DELIBERATION, AgendaItem.Kind.REPORT)
    ]
    return [(label, of_kind) for label, of_kind in kinds if of_kind]


class MeetingDetail(RecordPage):
    """A meeting: its agenda with what came of each item, and what else it is to be told."""

    list_class = MeetingList
    template_name = "mynumber/meeting.html"
    line_models = (AgendaItem,)

    def get_actions(self, record: Meeting) -> list[dict[str, str]]:
        return [
            {"label": "次第を印刷", "url": reverse("meeting_agenda_print", args=[record.pk])},
            {"label": "宿題を印刷", "url": reverse("meeting_follow_ups_print", args=[record.pk])},
        ]

    def get_context(self, record: Meeting) -> dict[str, Any]:
        may_add = self.request.user.has_perm("mynumber.add_agendaitem")
        proposals = proposals_for(record) if may_add else []
        return super().get_context(record) | {
            "agenda": by_kind(lines_of(record)),
            "may_add": may_add,
            "may_write": self.request.user.has_perm("mynumber.change_agendaitem"),
            "proposals": [each for each in proposals if not each.overlooked],
            "overlooked": [each for each in proposals if each.overlooked],
            "is_to_come": record.held_on >= today(),
        }


class MeetingAdopt(MeetingDetail):
    """Puts what was chosen (`source`) on the agenda. A POST alone; what stands in the way comes back on the
    meeting's page (422)."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("meeting_detail", pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.get_record(pk)
        try:
            items = adopt_proposals(
                record, sources=request.POST.getlist("source"), actor=cast(Staff, request.user)
            )
        except NotPermittedError as error:
            raise PermissionDenied from error
        except DomainError as error:
            return self.answer(record, status=422, reasons=error.reasons)
        messages.success(request, f"{len(items)}件を議題に加えました。文言は「書く」から直せます。")
        return redirect("meeting_detail", pk=pk)


class _MeetingPrint(PermissionRequiredMixin, View):
    """A sheet about one meeting, A4; the access log says that it was printed."""

    permission_required = "mynumber.view_meeting"
    template_name: str
    name: str  # what the sheet is called after the meeting

    def get_lines(self, meeting: Meeting) -> list[Line]:
        return lines_of(meeting)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting = get_object_or_404(Meeting, pk=pk)
        title = f"{meeting}　{self.name}"
        lines = self.get_lines(meeting)
        log_access(AccessEvent.Kind.PRINT, request=request, subject=title, rows=len(lines))
        context = {
            "title": title,
            "meeting": meeting,
            "lines": lines,
            "agenda": by_kind(lines),
            "meeting_url": reverse("meeting_detail", args=[pk]),
        }
        return render(request, self.template_name, context | self.get_frame())

    def get_frame(self) -> dict[str, Any]:
        """How the sheet lies, and what stands beside its title."""
        return {"printed_at": moment_on_paper(timezone.now()), "printed_by": self.request.user}


class MeetingAgendaPrint(_MeetingPrint):
    """What lies before those who meet."""

    template_name = "mynumber/meeting_agenda_print.html"
    name = "次第"

    def get_frame(self) -> dict[str, Any]:
        # It is handed to those who meet: who printed it is no matter of theirs.
        return {"orientation": "portrait"}


class MeetingFollowUpsPrint(_MeetingPrint):
    """What the meeting left to do, and how it stands."""

    template_name = "mynumber/meeting_follow_ups_print.html"
    name = "宿題"

    def get_lines(self, meeting: Meeting) -> list[Line]:
        return [line for line in super().get_lines(meeting) if line.item.follow_up]

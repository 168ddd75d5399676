"""The months' sign-offs: which months wait, a month's sheet on screen and paper, signing and reopening."""

from datetime import date
from typing import Any, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from core.audit import log_access
from core.calendar import today
from core.clock import clock, day_of, full_moment, moment_on_paper, short_day
from core.editing import EditPage
from core.lists import RegisterList
from core.models import AccessEvent, Staff
from core.records import RecordPage
from registry.filters.month_sign_off import MonthSignOffFilter
from registry.forms.month_sign_off import ReopenForm, SignOffForm
from registry.models import MonthSignOff, Site
from registry.month_sheet import Sheet, month_in_words, month_of, sheet_of, waiting_months
from registry.services.month_sign_off import (
    manager_of,
    reasons_against_reopening,
    reasons_against_sign_off,
    reopen,
    sign_off,
    what_is_missing,
)
from registry.tables.month_sign_off import MonthSignOffTable
from registry.tables.usage_record import marks_of

_MOST_WAITING = 24  # on the list's page; the files and the home page lead to the others


class MonthSignOffList(RegisterList):
    slug = "month_sign_offs"
    title = "月の確認"
    lead = "設置場所ごとに、月の利用記録を端末機管理責任者が確かめた記録です。"
    model = MonthSignOff
    permission_required = "registry.view_monthsignoff"
    table_class = MonthSignOffTable
    filter_class = MonthSignOffFilter

    def get_queryset(self) -> QuerySet:
        return MonthSignOff.objects.visible_to(self.request.user).for_list()

    def get_context(self, table: Any) -> dict[str, Any]:
        visible = Site.objects.visible_to(self.request.user).order_by().values("pk")
        waiting = waiting_months(visible, month_of(today()))
        return super().get_context(table) | {
            "above_table": "registry/month_sign_offs_waiting.html",
            "waiting": [
                {
                    "site": each.site_name,
                    "month": month_in_words(each.month),
                    "url": sheet_url(each.site_id, each.month),
                }
                for each in waiting[:_MOST_WAITING]
            ],
            "waiting_more": max(len(waiting) - _MOST_WAITING, 0),
        }


class MonthSignOffPage(RecordPage):
    """A sign-off, with the way to its sheet."""

    list_class = MonthSignOffList

    def get_title(self, record: MonthSignOff) -> str:
        return f"{record.site} {month_in_words(record.month)}の確認"

    def get_actions(self, record: MonthSignOff) -> list[dict[str, str]]:
        actions = [{"label": "利用記録を見る", "url": sheet_url(record.site_id, record.month)}]
        user = cast(Staff, self.request.user)
        if user.has_perm("registry.reopen_month") and not reasons_against_reopening(record, user):
            url = reverse("month_reopen", args=[record.pk])
            actions.append({"label": "確認を戻す", "url": url})
        return actions

    def get_context(self, record: MonthSignOff) -> dict[str, Any]:
        return super().get_context(record) | {"facts": _facts(record)}


def _facts(record: MonthSignOff) -> list[tuple[str, str]]:
    facts = [
        ("設置場所", str(record.site)),
        ("月", month_in_words(record.month)),
        ("利用記録", f"{record.record_count:,}件"),
        ("照会件数", f"{record.lookup_count:,}件"),
        ("所見", record.note or "―"),
        ("確認した日時", f"{full_moment(record.signed_at)}　{record.signed_by}"),
    ]
    if record.reopened_at is not None:
        facts.append(("戻した日時", f"{full_moment(record.reopened_at)}　{record.reopened_by}"))
        facts.append(("戻した理由", record.reopen_reason))
    return facts


# --- The sheet of a month ----------------------------------------------------------------------------------


def sheet_url(site: int, month: date) -> str:
    """Where the sheet of the month stands."""
    return reverse("month_sheet", args=[site, month.year, month.month])


def _month_in_address(year: int, month: int) -> date:
    """Raises Http404 for what is no month, or one in which there was no terminal yet."""
    if not (1 <= month <= 12 and 2002 <= year <= today().year + 1):
        raise Http404
    return date(year, month, 1)


class MonthSheet(EditPage):
    """The sheet of a month; saving signs it off."""

    permission_required = "registry.view_monthsignoff"
    form_class = SignOffForm
    template_name = "registry/month_sheet.html"
    submit_label = "この月を確認済みにする"
    success = "確認を終えました。この月の利用記録は、これから変更できません。"

    def get_queryset(self) -> QuerySet:
        return Site.objects.visible_to(self.request.user)

    def get_record(self, *, lock: bool = False) -> Site:
        """Not locked here: the service locks the site."""
        return super().get_record()

    @property
    def month(self) -> date:
        return _month_in_address(self.kwargs["year"], self.kwargs["month"])

    def sheet(self, site: Site) -> Sheet:
        return sheet_of(site, self.month)

    def get_title(self, record: Site) -> str:
        return f"{record} {month_in_words(self.month)}の利用記録"

    def get_breadcrumb(self, record: Site) -> list[dict[str, str]]:
        return [{"label": "月の確認", "url": reverse("month_sign_offs")}]

    def get_context(self, form: SignOffForm, record: Site) -> dict[str, Any]:
        sheet = self.sheet(record)
        standing = MonthSignOff.objects.standing().filter(site=record, month=self.month)
        may_sign = self.actor.has_perm("registry.sign_off_month")
        missing = what_is_missing(sheet)
        reasons = reasons_against_sign_off(sheet, self.actor, day=today()) if may_sign else []
        if not form.is_bound:
            form.initial["seen"] = sheet.seen
        return super().get_context(form, record) | {
            "sheet": sheet,
            "rows": _rows(sheet),
            "missing": missing,
            "signed": standing.select_related("signed_by").first(),
            "may_sign": may_sign,
            "reasons": [reason for reason in reasons if reason not in missing],
            "manager": manager_of(record, today()),
            "print_url": reverse("month_sheet_print", args=[record.pk, self.month.year, self.month.month]),
        }

    def save(self, form: SignOffForm, actor: Staff) -> MonthSignOff:
        return sign_off(
            site=self.get_record(),
            month=self.month,
            actor=actor,
            note=form.cleaned_data["note"].strip(),
            seen=form.cleaned_data["seen"],
        )

    def get_success_url(self, saved: MonthSignOff) -> str:
        return reverse("month_sign_off", args=[saved.pk])


class MonthSheetPrint(PermissionRequiredMixin, View):
    """The sheet of a month on A4; the access log says that it was printed."""

    permission_required = "registry.view_monthsignoff"

    def get(self, request: HttpRequest, pk: int, year: int, month: int) -> HttpResponse:
        site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
        first = _month_in_address(year, month)
        sheet = sheet_of(site, first)
        log_access(AccessEvent.Kind.PRINT, request=request, subject=sheet.title, rows=len(sheet.records))
        standing = MonthSignOff.objects.standing().filter(site=site, month=first)
        context = {
            "title": sheet.title,
            "sheet": sheet,
            "rows": _rows(sheet),
            "missing": what_is_missing(sheet),
            "signed": standing.select_related("signed_by").first(),
            "manager": manager_of(site, today()),
            "printed_at": moment_on_paper(timezone.now()),
            "printed_by": request.user,
            "sheet_url": sheet_url(pk, first),
        }
        return render(request, "registry/month_sheet_print.html", context)


def _rows(sheet: Sheet) -> list[dict[str, Any]]:
    """The uses of the month as lines of the sheet."""
    return [
        {
            "day": short_day(day_of(each.started_at)),
            "time": f"{clock(each.started_at)}～{clock(each.ended_at)}",
            "url": reverse("usage_record", args=[each.pk]),
            "record": each,
            "marks": list(marks_of(each)),
        }
        for each in sheet.records
    ]


class MonthReopen(EditPage):
    """Opening a month again that was signed off."""

    permission_required = "registry.reopen_month"
    form_class = ReopenForm
    title = "確認を戻す"
    lead = "戻すと、この月の利用記録を訂正できるようになります。直したあと、もう一度確認します。"
    submit_label = "確認を戻す"
    success = "確認を戻しました。端末機管理責任者に知らせました。"

    def get_queryset(self) -> QuerySet:
        return MonthSignOff.objects.visible_to(self.request.user).for_list()

    def get_record(self, *, lock: bool = False) -> MonthSignOff:
        """Not locked here: the service locks it."""
        return super().get_record()

    def get_title(self, record: MonthSignOff) -> str:
        return f"{record.site} {month_in_words(record.month)}の確認を戻す"

    def get_breadcrumb(self, record: MonthSignOff) -> list[dict[str, str]]:
        return [{"label": "月の確認", "url": reverse("month_sign_offs")}]

    def get_context(self, form: ReopenForm, record: MonthSignOff) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("month_sign_off", args=[record.pk])}

    def save(self, form: ReopenForm, actor: Staff) -> MonthSignOff:
        return reopen(sign_off=form.record, actor=actor, reason=form.cleaned_data["reason"].strip())

    def get_success_url(self, saved: MonthSignOff) -> str:
        return reverse("month_sign_off", args=[saved.pk])

"""The usage records: the list, and one record with its correction beside it."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.calendar import wareki
from core.clock import clock, day_of, full_moment, stretch_in_words
from core.constraints import sentence_of
from core.errors import DomainError, NotPermittedError
from core.history import FieldChange
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from registry.filters.usage_record import UsageRecordFilter
from registry.forms.usage_record import ReviewForm, own_site_terminals
from registry.models import UsageLookup, UsageRecord
from registry.services.usage_record import (
    reasons_against_correction,
    reasons_against_review,
    review_urgent_use,
)
from registry.tables.usage_record import UsageRecordTable, marks_of


class UsageRecordList(RegisterList):
    slug = "usage_records"
    title = "利用記録"
    lead = "統合端末を使った記録（利用記録簿）です。住民の氏名や番号は、どの記録にもありません。"
    model = UsageRecord
    permission_required = "registry.view_usagerecord"
    table_class = UsageRecordTable
    filter_class = UsageRecordFilter

    def get_queryset(self) -> QuerySet:
        return UsageRecord.objects.visible_to(self.request.user).for_list()

    def get_context(self, table: Any) -> dict[str, Any]:
        return super().get_context(table) | {"actions": self.get_actions()}

    def get_actions(self) -> list[dict[str, str]]:
        user = cast(Staff, self.request.user)
        if not user.has_perm("registry.add_usagerecord"):
            return []
        actions = [{"label": "緊急の利用を書く", "url": reverse("urgent_use")}]
        if own_site_terminals(user).exists():
            actions.append({"label": "設置場所の利用を書く", "url": reverse("own_site_use")})
        return actions


class UsageRecordPage(RecordPage):
    """What was done, and what was corrected of it. A POST reviews an urgent use."""

    @property
    def actor(self) -> Staff:
        """Who sits at the screen; nobody comes here without a log-in."""
        return cast(Staff, self.request.user)

    template_name = "registry/usage_record.html"
    list_class = UsageRecordList
    line_models = (UsageLookup,)

    def get_title(self, record: UsageRecord) -> str:
        return f"{stretch_in_words(record.started_at, record.ended_at)} 端末{record.terminal}"

    def get_actions(self, record: UsageRecord) -> list[dict[str, str]]:
        actions = []
        if record.reservation_id is not None:
            url = reverse("reservation", args=[record.reservation_id])
            actions.append({"label": "予約を見る", "url": url})
        may = self.actor.has_perm("registry.add_usagerecord")
        if may and not reasons_against_correction(record, self.actor):
            url = reverse("usage_record_correct", args=[record.pk])
            actions.append({"label": "訂正する", "url": url})
        return actions

    def get_context(self, record: UsageRecord) -> dict[str, Any]:
        may_review = self.actor.has_perm("registry.review_urgent_use")
        awaits = record.kind == UsageRecord.Kind.URGENT and not record.superseded
        awaits = awaits and record.urgent_reviewed_at is None
        return super().get_context(record) | {
            "facts": content_of(record) + _circumstances(record),
            "marks": list(marks_of(record)),
            "pair": _pair(record),
            "review_form": ReviewForm(instance=record) if may_review and awaits else None,
            "review_reasons": reasons_against_review(record, self.actor) if may_review and awaits else [],
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Review the urgent use. What stands in the way comes back on the page (422), the comment kept."""
        record = self.get_record(pk)
        if not self.actor.has_perm("registry.review_urgent_use"):
            raise PermissionDenied
        form = ReviewForm(request.POST, instance=record)
        if form.is_valid():
            try:
                review_urgent_use(record=record, actor=self.actor, comment=form.cleaned_data["comment"])
            except NotPermittedError as error:
                raise PermissionDenied from error
            except DomainError as error:
                return self.answer(record, status=422, reasons=error.reasons, review_form=form)
            except IntegrityError as error:
                return self.answer(record, status=422, reasons=[sentence_of(error)], review_form=form)
            messages.success(request, "緊急の利用を確認しました。利用した職員に知らせました。")
            return redirect("usage_record", pk=pk)
        reasons = [str(error) for errors in form.errors.values() for error in errors]
        return self.answer(record, status=422, reasons=reasons, review_form=form)


def content_of(record: UsageRecord) -> list[tuple[str, str]]:
    """What a record says, label by label: what a correction may change."""
    facts = [
        ("利用した日", wareki(day_of(record.started_at))),
        ("時間", f"{clock(record.started_at)}から{clock(record.ended_at)}まで"),
        ("利用目的", str(record.purpose)),
        ("利用目的の説明", record.purpose_note or "―"),
    ]
    lookups = record.lookups.select_related("affair").order_by("affair__order", "affair__code")
    facts += [(f"照会件数：{each.affair}", f"{each.count:,}件") for each in lookups]
    return facts


def _circumstances(record: UsageRecord) -> list[tuple[str, str]]:
    facts = [
        ("端末", f"{record.terminal}（{record.site}）"),
        ("操作者", str(record.operator)),
        ("所属", str(record.department or "―")),
        ("区分", record.get_kind_display()),
    ]
    if record.urgent_reason:
        facts.append(("予約できなかった理由", record.urgent_reason))
    if record.urgent_reviewed_at is not None:
        reviewed = f"{full_moment(record.urgent_reviewed_at)}　{record.urgent_reviewed_by}"
        facts.append(("緊急の利用の確認", reviewed))
    facts.append(("記入した日時", f"{full_moment(record.recorded_at)}　{record.recorded_by}"))
    return facts


def _pair(record: UsageRecord) -> dict[str, Any] | None:
    """The record and what it corrects, or what corrects it, side by side; None where it stands alone."""
    correction = UsageRecord.objects.filter(corrects=record).select_related("purpose").first()
    original, corrected = (record, correction) if correction else (record.corrects, record)
    if original is None:
        return None
    before, now = dict(content_of(original)), dict(content_of(corrected))
    labels = list(dict.fromkeys([*before, *now]))
    return {
        "original": original,
        "correction": corrected,
        "record": record,
        "by": corrected.recorded_by,
        "lines": [
            FieldChange(label, before.get(label, "―"), now.get(label, "―"))
            for label in sorted(labels, key=lambda label: label.startswith("照会件数"))
        ],
    }

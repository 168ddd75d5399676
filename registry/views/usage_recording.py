"""Writing a use down: of a booking, an urgent one, one at the own site, and a correction."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.calendar import today
from core.clock import clock, day_of, moment_in_words, stretch_in_words
from core.editing import EditPage
from core.models import Staff
from registry.forms.usage_record import (
    CorrectionForm,
    OwnSiteUseForm,
    UrgentUseForm,
    UseForm,
    affairs_of,
    own_site_terminals,
)
from registry.models import Reservation, UsageRecord
from registry.services import usage_record as services
from registry.states.reservation import WORKFLOW, Action


class _Recording(EditPage):
    """What the pages share: the right, the form's look, and where one goes afterwards."""

    permission_required: str | tuple[str, ...] = "registry.add_usagerecord"
    template_name = "registry/use_form.html"
    submit_label = "記入する"
    success = "利用記録を書きました。"

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        return [{"label": "利用記録", "url": reverse("usage_records")}]

    def get_success_url(self, saved: UsageRecord) -> str:
        return reverse("usage_record", args=[saved.pk])

    def get_form_options(self, record: Any) -> dict[str, Any]:
        return {"affairs": affairs_of(self.actor)}

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("usage_records")}


class ReservationRecord(_Recording):
    """How a booking was used."""

    form_class = UseForm
    title = "利用記録を書く"

    def get_queryset(self) -> QuerySet:
        return Reservation.objects.visible_to(self.request.user).for_list()

    def get_record(self, *, lock: bool = False) -> Reservation:
        """Not locked here: the service locks in an order of its own."""
        return super().get_record()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        if reasons := WORKFLOW.reasons_against(Action.RECORD, record, self.actor):
            for reason in reasons:
                messages.warning(request, reason)
            return redirect("reservation", pk=record.pk)
        return super().get(request, **kwargs)

    def get_form_options(self, record: Reservation) -> dict[str, Any]:
        day = day_of(record.starts_at)
        return {"affairs": affairs_of(self.actor, day), "on_day": day}

    def get_initial(self, record: Reservation) -> dict[str, Any]:
        over = record.ends_at <= timezone.now()
        return {"starts": clock(record.starts_at)} | ({"ends": clock(record.ends_at)} if over else {})

    def get_breadcrumb(self, record: Reservation) -> list[dict[str, str]]:
        url = reverse("reservation", args=[record.pk])
        return [
            {"label": "予約", "url": reverse("reservations")},
            {"label": moment_in_words(record.starts_at), "url": url},
        ]

    def get_context(self, form: Any, record: Reservation) -> dict[str, Any]:
        when = stretch_in_words(record.starts_at, record.ends_at)
        url = reverse("reservation", args=[record.pk])
        return super().get_context(form, record) | {
            "lead": f"{when}、端末{record.terminal}の予約です。実際の時刻と件数を書いてください。",
            "cancel_url": url,
            "unused_url": url,
        }

    def save(self, form: UseForm, actor: Staff) -> UsageRecord:
        reservation = form.record
        return services.record_use(
            reservation=reservation, actor=actor, use=form.use, version=reservation.version
        )


class UrgentUse(_Recording):
    """A use of a shared terminal that could not be booked."""

    form_class = UrgentUseForm
    title = "緊急の利用を書く"
    lead = "予約せずに共用の端末を使ったときに書きます。あとで住民記録が確認します。"
    success = "緊急の利用を書きました。住民記録が確認します。"

    def get_initial(self, record: None) -> dict[str, Any]:
        return {"day": today()}

    def save(self, form: UrgentUseForm, actor: Staff) -> UsageRecord:
        return services.record_urgent_use(
            terminal=form.cleaned_data["terminal"],
            actor=actor,
            use=form.use,
            urgent_reason=form.cleaned_data["urgent_reason"].strip(),
        )


class OwnSiteUse(_Recording):
    """A use of a terminal of the site whose ledger names the person."""

    form_class = OwnSiteUseForm
    title = "設置場所の利用を書く"
    lead = "操作者管理台帳に載っている設置場所の端末を使ったときに書きます。"

    def get_form_options(self, record: None) -> dict[str, Any]:
        return super().get_form_options(record) | {"operator": self.actor}

    def get_initial(self, record: None) -> dict[str, Any]:
        return {"day": today()}

    def get_context(self, form: Any, record: None) -> dict[str, Any]:
        has_site = own_site_terminals(self.actor).exists()
        return super().get_context(form, record) | {"without_site": not has_site}

    def save(self, form: OwnSiteUseForm, actor: Staff) -> UsageRecord:
        return services.record_own_site_use(terminal=form.cleaned_data["terminal"], actor=actor, use=form.use)


class UsageCorrection(_Recording):
    """What a record should have said. The original stays."""

    form_class = CorrectionForm
    title = "利用記録を訂正する"
    lead = "誤っていたところを直し、理由を書いてください。元の記録は消えず、訂正後の記録と並べて残ります。"
    submit_label = "訂正する"
    success = "訂正しました。元の記録と並べて表示しています。"

    def get_queryset(self) -> QuerySet:
        return UsageRecord.objects.visible_to(self.request.user).for_list()

    def get_record(self, *, lock: bool = False) -> UsageRecord:
        """Not locked here: the service locks in an order of its own."""
        return super().get_record()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        if reasons := services.reasons_against_correction(record, self.actor):
            for reason in reasons:
                messages.warning(request, reason)
            return redirect("usage_record", pk=record.pk)
        return super().get(request, **kwargs)

    def get_form_options(self, record: UsageRecord) -> dict[str, Any]:
        fixed = day_of(record.started_at) if record.reservation_id else None
        told = record.lookups.values("affair")
        offered = affairs_of(self.actor, day_of(record.started_at))
        return {
            "affairs": (offered | offered.model.objects.filter(pk__in=told)).order_by("order", "code"),
            "on_day": fixed,
        }

    def get_breadcrumb(self, record: UsageRecord) -> list[dict[str, str]]:
        url = reverse("usage_record", args=[record.pk])
        above = super().get_breadcrumb(record)
        return [*above, {"label": moment_in_words(record.started_at), "url": url}]

    def get_context(self, form: Any, record: UsageRecord) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("usage_record", args=[record.pk])}

    def save(self, form: CorrectionForm, actor: Staff) -> UsageRecord:
        return services.correct_use(
            record=form.record,
            actor=actor,
            use=form.use,
            reason=form.cleaned_data["reason"].strip(),
        )

"""The bookings: the list, one booking with its steps, booking and moving."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from core.calendar import parse_day, wareki
from core.clock import clock, day_of, full_moment, moment_in_words, stretch_in_words
from core.decisions import WorkflowPage
from core.editing import EditPage
from core.lists import RegisterList
from core.models import Staff
from core.text import half_width_digits
from registry.filters.reservation import ReservationFilter
from registry.forms.reservation import ReservationForm, usable_grants
from registry.models import BookingTerms, Reservation
from registry.services import reservation as services
from registry.states.reservation import WORKFLOW, Action, State
from registry.tables.reservation import BADGES, ReservationTable

# Where a booking stands, in a sentence for whoever opens it.
STANDING = {
    State.BOOKED: "この時間に予約しています。",
    State.USED: "利用記録が書かれています。",
    State.UNUSED: "利用しませんでした。",
    State.CANCELLED: "予約を取り消しました。",
}


def take_step(
    action: str, record: Reservation, *, actor: Staff, version: int | None = None, comment: str = ""
) -> Reservation:
    """The steps that have a button on the booking's own page."""
    service = {Action.CANCEL: services.cancel, Action.LEAVE_UNUSED: services.leave_unused}[Action(action)]
    return service(reservation=record, actor=actor, version=version, comment=comment)


class ReservationList(RegisterList):
    slug = "reservations"
    title = "予約"
    lead = "共用の統合端末の予約です。始まりの日時を選ぶと、変更や取消し、利用記録の記入ができます。"
    model = Reservation
    permission_required = "registry.view_reservation"
    table_class = ReservationTable
    filter_class = ReservationFilter

    def get_queryset(self) -> QuerySet:
        return Reservation.objects.visible_to(self.request.user).for_list()

    def get_context(self, table: Any) -> dict[str, Any]:
        actions = [{"label": "カレンダー", "url": reverse("reservation_calendar")}]
        if self.request.user.has_perm("registry.add_reservation"):
            actions.append({"label": "予約する", "url": reverse("reservation_new"), "primary": "yes"})
        return super().get_context(table) | {"actions": actions}


class ReservationPage(WorkflowPage):
    """A booking: its time, whose it is, and what may be done with it now."""

    template_name = "registry/reservation.html"
    list_class = ReservationList
    workflow = WORKFLOW
    take = staticmethod(take_step)
    hidden = frozenset({Action.MOVE, Action.RECORD})  # each has a form of its own

    def get_title(self, record: Reservation) -> str:
        return f"{stretch_in_words(record.starts_at, record.ends_at)} 端末{record.terminal}"

    def get_actions(self, record: Reservation) -> list[dict[str, str]]:
        open_steps = {
            each["action"] for each in self.workflow.offered(record, self.actor) if not each["reasons"]
        }
        week = f"{reverse('reservation_calendar')}?week={day_of(record.starts_at).isoformat()}"
        actions = [{"label": "この週のカレンダー", "url": week}]
        if Action.MOVE in open_steps:
            actions.append({"label": "変更する", "url": reverse("reservation_move", args=[record.pk])})
        if Action.RECORD in open_steps:
            url = reverse("reservation_record", args=[record.pk])
            actions.append({"label": "利用記録を書く", "url": url, "primary": "yes"})
        current = record.records.visible_to(self.actor).current().first()
        if current is not None:
            actions.append({"label": "利用記録を見る", "url": reverse("usage_record", args=[current.pk])})
        return actions

    def get_context(self, record: Reservation) -> dict[str, Any]:
        context = super().get_context(record)
        # A step that cannot be taken yet, or no more, has no use as a button here.
        context["offered"] = [each for each in context["offered"] if not each["reasons"]]
        missing = record.state == State.BOOKED and record.ends_at <= timezone.now()
        standing = (
            "時間が過ぎましたが、利用記録がまだありません。" if missing else STANDING[State(record.state)]
        )
        return context | {
            "facts": _facts(record),
            "badge": "badge-warning" if missing else BADGES[State(record.state)],
            "standing": standing,
        }

    def get_done(self, record: Reservation, action: str) -> str:
        when = stretch_in_words(record.starts_at, record.ends_at)
        if action == Action.CANCEL:
            return f"{when}の予約を取り消しました。"
        return f"{when}の予約を「利用しなかった」としました。"


def _facts(record: Reservation) -> list[tuple[str, str]]:
    facts = [
        ("日", wareki(day_of(record.starts_at))),
        ("時間", f"{clock(record.starts_at)}から{clock(record.ends_at)}まで"),
        ("端末", f"{record.terminal}（{record.terminal.site}）"),
        ("操作権限（事務）", str(record.grant.basis)),
        ("操作者", str(record.operator)),
        ("所属", str(record.department or "―")),
        ("連絡", record.note or "―"),
        ("予約した日時", f"{full_moment(record.booked_at)}　{record.booked_by}"),
    ]
    if record.cancelled_at:
        facts.append(("取り消した日時", f"{full_moment(record.cancelled_at)}　{record.cancelled_by}"))
        facts.append(("取消しの理由", record.cancel_reason or "―"))
    return facts


class _Booking(EditPage):
    """What booking and moving share."""

    form_class = ReservationForm
    template_name = "registry/reservation_form.html"

    def operator(self, record: Reservation | None) -> Staff:
        """Whose booking it is."""
        return record.operator if record else self.actor

    @property
    def terms(self) -> BookingTerms:
        return BookingTerms.current()

    def get_form_options(self, record: Reservation | None) -> dict[str, Any]:
        return {"operator": self.operator(record), "terms": self.terms}

    def get_breadcrumb(self, record: Reservation | None) -> list[dict[str, str]]:
        above = [{"label": "予約", "url": reverse("reservations")}]
        if record is not None:
            above.append(
                {"label": moment_in_words(record.starts_at), "url": reverse("reservation", args=[record.pk])}
            )
        return above

    def get_success_url(self, saved: Reservation) -> str:
        return reverse("reservation", args=[saved.pk])

    def warn(self, saved: Reservation) -> None:
        """What the person should know, though it is booked."""
        for warning in services.warnings_about_booking(
            terminal=saved.terminal, starts_at=saved.starts_at, now=timezone.now()
        ):
            messages.warning(self.request, warning)


class ReservationNew(_Booking):
    permission_required = "registry.add_reservation"
    title = "予約する"
    lead = "内容を確かめて「予約する」を押すと、予約になります。"
    submit_label = "予約する"

    def get_initial(self, record: None) -> dict[str, Any]:
        """What the calendar's link says; what of it cannot be read shows as it is."""
        asked = self.request.GET
        initial: dict[str, Any] = {name: asked[name][:20] for name in ("starts", "ends") if name in asked}
        if terminal := half_width_digits(asked.get("terminal", "")):
            initial["terminal"] = terminal
        if day := self._asked_day():
            try:
                initial["day"] = parse_day(day)
            except ValueError:
                initial["day"] = day
        return initial

    def _asked_day(self) -> str:
        return self.request.GET.get("day", "")[:30]

    def get_context(self, form: ReservationForm, record: None) -> dict[str, Any]:
        unrecorded = (
            Reservation.objects.filter(operator=self.actor)
            .without_record(timezone.now())
            .select_related("terminal")
            .order_by("ends_at")
            .first()
        )
        return super().get_context(form, record) | {
            "unrecorded": unrecorded,
            "unrecorded_in_words": (
                f"{stretch_in_words(unrecorded.starts_at, unrecorded.ends_at)}の端末{unrecorded.terminal}"
                if unrecorded
                else ""
            ),
            "has_grant": usable_grants(self.actor, self.terms).exists(),
            "cancel_url": f"{reverse('reservation_calendar')}?{urlencode({'week': self._asked_day()})}",
        }

    def save(self, form: ReservationForm, actor: Staff) -> Reservation:
        saved = services.book(
            actor=actor,
            terminal=form.cleaned_data["terminal"],
            grant=form.cleaned_data["grant"],
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            note=form.cleaned_data["note"],
        )
        self.warn(saved)
        return saved

    def get_success(self, saved: Reservation) -> str:
        when = stretch_in_words(saved.starts_at, saved.ends_at)
        return f"{when}、端末{saved.terminal}を予約しました。利用のあとに、利用記録を書いてください。"


class ReservationMove(_Booking):
    permission_required = "registry.change_reservation"
    title = "予約を変更する"
    lead = "保存するまで、もとの予約はそのままです。空いていなければ、もとの予約が残ります。"
    submit_label = "変更する"

    def get_queryset(self) -> QuerySet:
        return Reservation.objects.visible_to(self.request.user).for_list()

    def get_record(self, *, lock: bool = False) -> Reservation:
        """Not locked here: the service locks in an order of its own, and refuses a booking that has changed
        since it was read."""
        return super().get_record()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        if reasons := WORKFLOW.reasons_against(Action.MOVE, record, self.actor):
            for reason in reasons:
                messages.warning(request, reason)
            return redirect("reservation", pk=record.pk)
        return super().get(request, **kwargs)

    def get_context(self, form: ReservationForm, record: Reservation) -> dict[str, Any]:
        whose = "" if record.operator_id == self.actor.pk else f"{record.operator}さんの"
        return super().get_context(form, record) | {
            "title": f"{whose}予約を変更する",
            "has_grant": True,
            "cancel_url": reverse("reservation", args=[record.pk]),
        }

    def save(self, form: ReservationForm, actor: Staff) -> Reservation:
        saved = services.move(
            reservation=form.instance,
            actor=actor,
            terminal=form.cleaned_data["terminal"],
            grant=form.cleaned_data["grant"],
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            note=form.cleaned_data["note"],
            version=form.instance.version,
        )
        self.warn(saved)
        return saved

    def get_success(self, saved: Reservation) -> str:
        when = stretch_in_words(saved.starts_at, saved.ends_at)
        return f"予約を{when}、端末{saved.terminal}に変更しました。"

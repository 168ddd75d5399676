"""The form of a booking: where, when, by which grant."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet

from core.calendar import today, wareki
from core.clock import at, clock, day_of
from core.fields import ClockField, DayField
from core.forms import RegisterForm
from core.models import Staff
from registry.models import BookingTerms, OperatorGrant, Reservation, Terminal

_CHOOSE_AGAIN = {"invalid_choice": "選べないものが選ばれています。表示されているものから選び直してください。"}


def usable_grants(operator: Staff, terms: BookingTerms) -> QuerySet[OperatorGrant]:
    """The person's grants of any day that can be booked now."""
    day = today()
    held = OperatorGrant.objects.filter(staff=operator).in_force_during(
        day, day + timedelta(days=terms.days_ahead)
    )
    # One that was taken back before it began has no day at all.
    whole = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")))
    return whole.select_related("affair", "site").order_by("affair__order", "ends_on", "pk")


class TerminalField(forms.ModelChoiceField):
    """A terminal, with where it stands."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", _CHOOSE_AGAIN)
        super().__init__(Terminal.objects.none(), empty_label="選んでください", **options)

    def label_from_instance(self, obj: Model) -> str:
        return f"{obj}（{obj.site}）" if isinstance(obj, Terminal) else str(obj)


class GrantField(forms.ModelChoiceField):
    """A grant, by what it is for and until when."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", _CHOOSE_AGAIN)
        super().__init__(OperatorGrant.objects.none(), empty_label="選んでください", **options)

    def label_from_instance(self, obj: Model) -> str:
        if not isinstance(obj, OperatorGrant):
            return str(obj)
        return f"{obj.basis}（{wareki(obj.ends_on)}まで）" if obj.ends_on else str(obj.basis)


class ReservationForm(RegisterForm):
    """A new booking of one's own, or another time for one that stands."""

    terminal = TerminalField(label="端末")
    day = DayField(label="日", help_text="例：令和8年11月24日、R8.11.24、2026-11-24")
    starts = ClockField(label="始まり", help_text="例：9:30")
    ends = ClockField(label="終わり", help_text="例：10:30")
    grant = GrantField(label="操作権限（事務）", help_text="どの事務のために使うかを選びます。")

    class Meta:
        model = Reservation
        fields = ("terminal", "grant", "note")
        help_texts = {"note": "住民記録への連絡があれば書きます。住民の氏名や番号は書かないでください。"}

    field_order = ("terminal", "day", "starts", "ends", "grant", "note")

    def __init__(self, *args: Any, operator: Staff, terms: BookingTerms, **options: Any) -> None:
        booked = options.get("instance")
        initial = options.pop("initial", None) or {}
        if booked is not None:
            initial |= {
                "day": day_of(booked.starts_at),
                "starts": clock(booked.starts_at),
                "ends": clock(booked.ends_at),
            }
        super().__init__(*args, initial=initial, **options)
        grants = usable_grants(operator, terms)
        terminals = Terminal.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()), is_shared=True)
        if booked is not None:
            grants |= OperatorGrant.objects.filter(pk=booked.grant_id).select_related("affair", "site")
            terminals |= Terminal.objects.filter(pk=booked.terminal_id)
        self._offer("terminal", terminals.select_related("site").order_by("site__order", "number"))
        self._offer("grant", grants)
        hours = f"{clock(terms.opens_at)}から{clock(terms.closes_at)}まで"
        self.fields["starts"].help_text = f"{hours}のうち。例：9:30"

    def _offer(self, name: str, rows: QuerySet) -> None:
        """Offer the rows; a single one is chosen already."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            only = list(rows[:2])
            if len(only) == 1 and self.instance._state.adding:
                self.initial.setdefault(name, only[0].pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            raise ValidationError({"ends": "終わりの時刻は、始まりの時刻より後にしてください。"})
        return cleaned

    @property
    def starts_at(self) -> datetime:
        return at(self.cleaned_data["day"], self.cleaned_data["starts"])

    @property
    def ends_at(self) -> datetime:
        return at(self.cleaned_data["day"], self.cleaned_data["ends"])

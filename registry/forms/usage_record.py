"""The forms in which a use is written down: the actual times, what for, and the look-ups by affair."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from core.calendar import today
from core.clock import at, clock, day_of
from core.fields import ClockField, CountField, DayField
from core.models import Staff
from core.validators import no_my_number
from registry.forms.reservation import TerminalField
from registry.models import Affair, OperatorGrant, Purpose, Reservation, Terminal, UsageRecord
from registry.services.use_rules import LONGEST_TEXT, Use

_NO_RESIDENT = "住民の氏名や番号は書かないでください。"
_LOOKUPS = "lookups_"


def affairs_of(operator: Staff, day: date | None = None) -> QuerySet[Affair]:
    """The affairs that the person may have looked things up for on the day, or without a day on any of late.
    The service asks for the very day."""
    held = OperatorGrant.objects.filter(staff=operator)
    held = held.in_force_on(day) if day else held.in_force_during(_year_before(today()), today())
    own = Q(pk__in=held.filter(affair__isnull=False).values("affair"))
    if held.filter(site__isnull=False).exists():
        own |= Q(pk__in=Affair.objects.in_force_on(day or today()).values("pk"))
    return Affair.objects.filter(own).order_by("order", "code")


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, 1)


def own_site_terminals(operator: Staff) -> QuerySet[Terminal]:
    """The terminals at the sites whose ledgers name the person of late, without those that are booked."""
    day = today()
    sites = OperatorGrant.objects.filter(staff=operator, site__isnull=False).in_force_during(
        _year_before(day), day
    )
    return (
        Terminal.objects.filter(site__in=sites.values("site"), is_shared=False)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=_year_before(day)))
        .select_related("site")
        .order_by("site__order", "number")
    )


class UseForm(forms.Form):
    """What every use tells. `on_day` is the day where it is known already; `affairs` are those offered."""

    starts = ClockField(label="開始時刻", help_text="実際に使い始めた時刻です。例：9:35")
    ends = ClockField(label="終了時刻", help_text="実際に使い終えた時刻です。")
    purpose = forms.ModelChoiceField(
        Purpose.objects.none(),
        label="利用目的",
        empty_label="選んでください",
        error_messages={"invalid_choice": "表示されている利用目的から選び直してください。"},
    )
    purpose_note = forms.CharField(
        label="利用目的の説明",
        required=False,
        max_length=LONGEST_TEXT,
        validators=[no_my_number],
        help_text=f"「その他」などのときは必ず書きます。{_NO_RESIDENT}",
    )

    def __init__(
        self,
        *args: Any,
        affairs: QuerySet[Affair],
        on_day: date | None = None,
        instance: Reservation | UsageRecord | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.on_day = on_day
        self.record: Any = instance
        purposes = self.fields["purpose"]
        if isinstance(purposes, forms.ModelChoiceField):
            known = Q(pk__in=Purpose.objects.in_force_on(on_day or today()).values("pk"))
            if isinstance(instance, UsageRecord):
                known |= Q(pk=instance.purpose_id)
            purposes.queryset = Purpose.objects.filter(known)
        for affair in affairs:
            self.fields[f"{_LOOKUPS}{affair.pk}"] = CountField(
                label=affair.name, required=False, min_value=0, max_value=99_999
            )

    @property
    def lookup_fields(self) -> list[forms.BoundField]:
        """The boxes for the look-ups, an affair each."""
        return [self[name] for name in self.fields if name.startswith(_LOOKUPS)]

    @property
    def lookups(self) -> dict[int, int]:
        counts = {name: count for name, count in self.cleaned_data.items() if name.startswith(_LOOKUPS)}
        return {
            int(name.removeprefix(_LOOKUPS)): count for name, count in counts.items() if count is not None
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.lookup_fields:
            raise ValidationError("操作権限のある事務がないため、照会件数を記入できません。")
        return cleaned

    @property
    def use(self) -> Use:
        """What was told."""
        return Use(
            started_at=self._moment("starts"),
            ended_at=self._moment("ends"),
            purpose=self.cleaned_data["purpose"],
            purpose_note=self.cleaned_data["purpose_note"].strip(),
            lookups=self.lookups,
        )

    def _moment(self, name: str) -> datetime:
        return at(self.on_day or self.cleaned_data["day"], self.cleaned_data[name])


class DayOfUseForm(UseForm):
    """A use of which the person says the day too."""

    day = DayField(label="利用した日", help_text="例：令和8年11月24日、R8.11.24、2026-11-24")


class UrgentUseForm(DayOfUseForm):
    """A use of a shared terminal without a booking."""

    terminal = TerminalField(label="端末")
    urgent_reason = forms.CharField(
        label="予約できなかった理由",
        max_length=LONGEST_TEXT,
        validators=[no_my_number],
        help_text=f"例：窓口で急に必要になり、予約する時間がなかったため。{_NO_RESIDENT}",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shared = Terminal.objects.filter(is_shared=True).select_related("site")
        _offer(self, shared.order_by("site__order", "number"))


class OwnSiteUseForm(DayOfUseForm):
    """A use of a terminal of one's own site."""

    terminal = TerminalField(label="端末")

    def __init__(self, *args: Any, operator: Staff, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, own_site_terminals(operator))


def _offer(form: UseForm, terminals: QuerySet[Terminal]) -> None:
    field = form.fields["terminal"]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = terminals
        only = list(terminals[:2])
        if len(only) == 1:
            form.initial.setdefault("terminal", only[0].pk)


class CorrectionForm(DayOfUseForm):
    """What the record should have said, and why it did not."""

    reason = forms.CharField(
        label="訂正の理由",
        max_length=LONGEST_TEXT,
        validators=[no_my_number],
        help_text=f"例：照会件数の数え違いのため。{_NO_RESIDENT}",
    )

    def __init__(self, *args: Any, instance: UsageRecord, **options: Any) -> None:
        told = {
            "day": day_of(instance.started_at),
            "starts": clock(instance.started_at),
            "ends": clock(instance.ended_at),
            "purpose": instance.purpose_id,
            "purpose_note": instance.purpose_note,
        }
        told |= {
            f"{_LOOKUPS}{affair}": count for affair, count in instance.lookups.values_list("affair", "count")
        }
        options["initial"] = told | (options.get("initial") or {})
        super().__init__(*args, instance=instance, **options)
        if self.on_day is not None:
            del self.fields["day"]  # the booking's day stays: nobody is asked for it


class ReviewForm(forms.Form):
    """What 住民記録 has to say of an urgent use."""

    comment = forms.CharField(
        label="コメント",
        required=False,
        max_length=LONGEST_TEXT,
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, instance: UsageRecord, **options: Any) -> None:
        super().__init__(*args, **options)
        self.record = instance

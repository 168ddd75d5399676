"""The forms of what happens to a terminal: moved, taken away, out of order, looked at."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from core.calendar import TOKYO, today
from core.fields import ClockField, DayField
from core.validators import no_my_number
from registry.models import Site, Terminal, TerminalCheck


def _text(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=200,
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 3}),
        help_text=help_text,
    )


def _now() -> time:
    return timezone.now().astimezone(TOKYO).time().replace(second=0, microsecond=0)


def _label_of(name: str) -> str:
    field: Any = TerminalCheck._meta.get_field(name)
    return str(field.verbose_name)


CHECKED = ("wire_locked", "screen_turned_away", "logged_off")  # what a check looks at


class OfTerminalForm(forms.Form):
    """A form about the terminal, or about one of its outages or checks."""

    def __init__(self, *args: Any, instance: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance = instance


class MoveTerminalForm(OfTerminalForm):
    site = forms.ModelChoiceField(
        Site.objects.none(),
        label="移した先",
        empty_label="設置場所を選んでください",
        error_messages={"invalid_choice": "この中から選び直してください。"},
    )
    placed_on = DayField(
        label="移した日", initial=today, help_text="前の日までは、前の設置場所の端末として残ります。"
    )
    reason = _text("理由", "例：窓口の移転のため")

    def __init__(self, *args: Any, instance: Terminal, **options: Any) -> None:
        super().__init__(*args, instance=instance, **options)
        sites = Site.objects.in_force_on(today()).exclude(pk=instance.site_id)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


class RetireTerminalForm(OfTerminalForm):
    ends_on = DayField(label="撤去日", initial=today, help_text="この日までは、ここに置かれていました。")
    reason = _text("理由", "例：機器の更新のため")


def _moment(day: date | None, clock_time: time | None) -> datetime | None:
    return datetime.combine(day, clock_time, TOKYO) if day and clock_time else None


class OutageForm(OfTerminalForm):
    symptom = _text("状況", "例：電源が入らない。画面に映った住民の情報は書かないでください。")
    day = DayField(label="気付いた日", initial=today)
    clock_time = ClockField(label="気付いた時刻", initial=_now, help_text="例：9:30、９時３０分")
    until_day = DayField(
        label="直る見込みの日",
        required=False,
        help_text="分からないときは空欄にします。その日の終わりまで、予約を受け付けません。",
    )

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock_time"], TOKYO)

    @property
    def ends_at(self) -> datetime | None:
        return _moment(self.cleaned_data["until_day"], time(23, 59))


class RepairForm(OfTerminalForm):
    day = DayField(label="直った日", initial=today)
    clock_time = ClockField(label="直った時刻", initial=_now, help_text="例：9:30、９時３０分")
    remedy = _text("処置", "例：電源を交換した")

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock_time"], TOKYO)


class CheckForm(OfTerminalForm):
    checked_on = DayField(label="点検日", initial=today)
    in_order = forms.MultipleChoiceField(
        label="できている項目",
        required=False,
        choices=[(name, _label_of(name)) for name in CHECKED],
        widget=forms.CheckboxSelectMultiple,
        help_text="見て確かめた項目に印を付けます。",
        error_messages={"invalid_choice": "表示されている項目から選び直してください。"},
    )
    remarks = _text("気付いたこと", "できていない項目があるときは、状況を必ず書きます。", required=False)

    @property
    def findings(self) -> dict[str, bool]:
        """Of each item, whether it is in order."""
        return {name: name in self.cleaned_data["in_order"] for name in CHECKED}


class RemedyForm(OfTerminalForm):
    remedied_on = DayField(label="是正日", initial=today)
    remedy = _text("是正の内容", "例：ワイヤーロックを付け直した")

"""The form of a transfer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.calendar import today
from core.fields import DayField
from core.models import Department, Staff
from core.validators import no_my_number
from registry.forms.person import PersonField

LEAVES = "leaves"


class PersonForm(forms.Form):
    """Who is transferred."""

    staff = PersonField(label="職員")


class TransferForm(forms.Form):
    """Where the person goes, or that they leave, since when, and why."""

    kind = forms.ChoiceField(
        label="異動の種類",
        choices=[("moves", "ほかの部課へ異動"), (LEAVES, "退職（区を離れる）")],
        widget=forms.RadioSelect,
        initial="moves",
    )
    to = forms.ModelChoiceField(
        Department.objects.none(),
        label="異動先",
        required=False,
        empty_label="部課を選んでください",
        help_text="退職のときは選びません。",
        error_messages={"invalid_choice": "この中から選び直してください。"},
    )
    effective_on = DayField(
        label="異動日",
        initial=today,
        help_text="前の日までが前の所属です。きょうまでの日を入れます。例：令和8年4月1日、R8.4.1",
    )
    reason = forms.CharField(
        label="理由",
        max_length=100,
        validators=[no_my_number],
        help_text="例：令和8年4月1日付け人事異動",
    )

    def __init__(self, *args: Any, instance: Staff, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance = instance
        others = Department.objects.in_force_on(today()).exclude(pk=instance.department_id)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, to = cleaned.get("kind"), cleaned.get("to")
        if kind == LEAVES and to is not None:
            self.add_error(
                "to", ValidationError("退職のときは、異動先を「部課を選んでください」に戻してください。")
            )
        if kind == "moves" and to is None and "to" not in self.errors:
            self.add_error("to", ValidationError("異動先を選んでください。"))
        return cleaned

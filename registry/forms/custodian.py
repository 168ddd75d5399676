"""The forms of a custodian: appointing, ending, and one manager following another."""

from datetime import timedelta
from typing import Any

from django import forms

from core.calendar import today
from core.fields import DayField
from core.validators import no_my_number
from registry.forms.person import PersonField
from registry.models import Custodian, Site


def _reason(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="理由",
        max_length=200,
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 2}),
        help_text=help_text,
    )


class AppointForm(forms.Form):
    site = forms.ModelChoiceField(
        Site.objects.none(),
        label="設置場所",
        empty_label="設置場所を選んでください",
        error_messages={"invalid_choice": "この中から選び直してください。"},
    )
    role = forms.ChoiceField(label="役割", choices=Custodian.Role.choices, widget=forms.RadioSelect)
    staff = PersonField(label="職員")
    starts_on = DayField(label="就任日", initial=today, help_text="例：令和8年4月1日、R8.4.1")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["site"].queryset = Site.objects.in_force_on(today())  # type: ignore[attr-defined]


class EndCustodianForm(forms.Form):
    ends_on = DayField(
        label="退任日",
        initial=today,
        help_text="この日までは受け持ちます。就任を取りやめるときは、就任日の前の日を入れます。",
    )
    reason = _reason("例：担当替えのため")

    def __init__(self, *args: Any, instance: Custodian, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance = instance


class ReplaceManagerForm(forms.Form):
    staff = PersonField(label="後任の職員")
    starts_on = DayField(
        label="後任の就任日",
        initial=lambda: today() + timedelta(days=1),
        help_text="いまの端末機管理責任者は、前の日で退任します。",
    )
    reason = _reason("例：令和8年4月1日付け人事異動のため")

    def __init__(self, *args: Any, instance: Custodian, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance = instance

"""The forms of a month's sign-off, and of opening it again."""

from typing import Any

from django import forms

from core.validators import no_my_number
from registry.models import MonthSignOff, Site
from registry.services.use_rules import LONGEST_TEXT


class SignOffForm(forms.Form):
    """What the manager has to say of the month. `seen` is the state of the sheet that stands above."""

    note = forms.CharField(
        label="所見",
        required=False,
        max_length=LONGEST_TEXT,
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 2}),
        help_text="気付いたことがあれば書きます。住民の氏名や番号は書かないでください。",
    )
    seen = forms.CharField(label="この画面の記録", max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, instance: Site, **options: Any) -> None:
        super().__init__(*args, **options)


class ReopenForm(forms.Form):
    """Why a month is opened again."""

    reason = forms.CharField(
        label="戻す理由",
        max_length=LONGEST_TEXT,
        validators=[no_my_number],
        help_text="例：照会件数の誤りを訂正するため。",
    )

    def __init__(self, *args: Any, instance: MonthSignOff, **options: Any) -> None:
        super().__init__(*args, **options)
        self.record = instance

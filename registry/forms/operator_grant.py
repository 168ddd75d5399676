"""The form that ends an operator grant."""

from typing import Any

from django import forms

from core.calendar import today
from core.fields import DayField
from core.validators import no_my_number
from registry.models import OperatorGrant


class EndGrantForm(forms.Form):
    """The last day, why, and in what circumstances."""

    ends_on = DayField(
        label="最後の日",
        initial=today,
        help_text="この日までは使えます。きょうから使えなくするときは、きのうの日付を入れます。",
    )
    reason = forms.ChoiceField(
        label="終了の理由",
        choices=OperatorGrant.EndReason.choices,
        initial=OperatorGrant.EndReason.REVOKED,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="終了の説明",
        max_length=200,
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 3}),
        help_text="例：担当する事務が変わったため。住民の氏名や番号は書かないでください。",
    )

    def __init__(self, *args: Any, instance: OperatorGrant, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance = instance

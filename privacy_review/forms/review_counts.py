"""The period whose reviews are counted."""

from typing import Any

from django import forms

from core.fields import DayField


class PeriodForm(forms.Form):
    """From one day to another, both included."""

    starts_on = DayField(label="始まり", error_messages={"required": "期間の始まりを入れてください。"})
    ends_on = DayField(label="終わり", error_messages={"required": "期間の終わりを入れてください。"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "期間の終わりが始まりより前になっています。日付を確かめてください。")
        return cleaned

"""The forms of a round of operator ledgers: opening and closing it."""

from typing import Any

from django import forms

from core.calendar import today
from core.fields import DayField
from core.validators import no_my_number
from registry.models import LedgerRound, Site


class LedgerRoundForm(forms.ModelForm):
    """What the sites are asked, and which."""

    as_of = DayField(label="基準日", help_text="この日からの操作権限を決めます。例：令和8年4月1日、R8.4.1")
    due_on = DayField(
        label="提出期限", help_text="この日を過ぎても提出がない設置場所は、一覧に印が付きます。"
    )
    sites = forms.ModelMultipleChoiceField(
        Site.objects.none(),
        label="設置場所",
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "choices-in-columns"}),
        help_text="印を付けなければ、基準日に統合端末を置いているすべての設置場所に依頼します。",
        error_messages={
            "invalid_choice": "表示されている設置場所から選び直してください。",
            "invalid_pk_value": "表示されている設置場所から選び直してください。",
        },
    )

    class Meta:
        model = LedgerRound
        fields = ("reason", "title", "as_of", "due_on", "note")
        widgets = {"reason": forms.RadioSelect, "note": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = LedgerRound.Reason.choices  # type: ignore[attr-defined]
        self.fields["sites"].queryset = Site.objects.in_force_on(today())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["sites"] = list(cleaned.get("sites") or ())
        return cleaned


class CloseRoundForm(forms.Form):
    """Why a round is closed of which some sites have not answered."""

    reason = forms.CharField(
        label="締め切る理由",
        required=False,
        max_length=400,
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 3}),
        help_text="提出していない設置場所があるときは、必ず入れます。",
    )

    def __init__(self, *args: Any, instance: LedgerRound, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance = instance

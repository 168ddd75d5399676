"""Forms of the figures, meetings and audits on pages of their own."""

from typing import Any

from django import forms

from core.admin.fields import FiscalYearField
from core.conditions import RecordField
from core.fields import CountField, DayField, DecimalCountField
from core.forms import RegisterForm
from core.models import Department
from core.validators import no_my_number
from mynumber.models import AgendaItem, Audit, FigureCorrection, Finding, FlowFigure, StockFigure
from mynumber.trends import Span


class FigureCorrectionForm(forms.Form):
    """What a figure that stands should have said, and why."""

    reason = forms.CharField(
        label="訂正の理由",
        max_length=FigureCorrection._meta.get_field("reason").max_length,
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 3}),
        help_text="例：集計のときに、窓口１か所の分を数えていませんでした。",
    )

    def __init__(self, *args: Any, instance: FlowFigure | StockFigure, **options: Any) -> None:
        super().__init__(*args, **options)
        series = instance.series
        label = f"正しい数（{series.unit}）"
        after: forms.Field = (
            DecimalCountField(label=label, decimal_places=series.decimals)
            if series.decimals
            else CountField(label=label)
        )
        after.widget.attrs["class"] = "figure-input"
        self.fields = {"after": after, **self.fields}


class TrendForm(forms.Form):
    """Whose series the trends show, and over what."""

    def __init__(self, *args: Any, departments: list[Department], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["department"] = RecordField(records=departments, label="所管", required=False)
        self.fields["span"] = forms.ChoiceField(
            label="期間", choices=Span.choices, required=False, widget=forms.RadioSelect
        )


class YearForm(forms.Form):
    """Which fiscal year is to be prepared."""

    fiscal_year = FiscalYearField(label="年度", help_text="例：令和4年度、R4、2022")


class LookUpYearForm(forms.Form):
    """Which fiscal year's look-ups are shown; nothing typed is this year."""

    fiscal_year = FiscalYearField(
        label="年度",
        required=False,
        min_value=1989,
        max_value=2100,
        widget=forms.TextInput({"size": 10, "placeholder": "令和4年度"}),
        error_messages={
            "min_value": "平成元年度から後の年度を入れてください。",
            "max_value": "2100年度までの年度を入れてください。",
        },
    )


# --- Meetings and audits -----------------------------------------------------------------------------------

_TWO_LINES = {"rows": 2}


class AgendaItemForm(RegisterForm):
    """An item of an agenda: its wording, what came of it, what is left to do. Whether that is done stands
    here once it was told, so that a mistake can be mended."""

    kind = forms.ChoiceField(label="種別", choices=AgendaItem.Kind.choices, widget=forms.RadioSelect)
    due_on = DayField(label="宿題の期限", required=False, help_text="例：令和8年3月31日、R8.3.31")
    settled_on = DayField(
        label="宿題の済んだ日", required=False, help_text="間違えて登録したときは空欄に戻します。"
    )

    class Meta:
        model = AgendaItem
        fields = ("kind", "title", "outcome", "follow_up", "due_on", "settled_on")
        widgets = {
            "title": forms.Textarea(_TWO_LINES),
            "outcome": forms.Textarea(_TWO_LINES),
            "follow_up": forms.Textarea(_TWO_LINES),
        }
        help_texts = {
            "title": "報告書に、このとおりに載ります。",
            "outcome": "例：了承された。意見の趣旨と答えも、ここに書きます。",
            "follow_up": "会議のあとにすることを書きます。済むまで、次の会議の議題の候補になります。",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.settled_on is None:
            del self.fields["settled_on"]

    def clean_title(self) -> str:
        """On one line, as the report prints it."""
        return "".join(self.cleaned_data["title"].splitlines())


class SettleForm(RegisterForm):
    """That what an item left to do is done, and what came of it."""

    settled_on = DayField(label="済んだ日")

    class Meta:
        model = AgendaItem
        fields = ("settled_on", "outcome")
        widgets = {"outcome": forms.Textarea(_TWO_LINES)}
        help_texts = {"outcome": "宿題の結果を書き足します。"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The page shows today, which is not what stands in the record; that it was settled the service says.
        self.fields["settled_on"].show_hidden_initial = False


class FindingPlanForm(RegisterForm):
    """Who does what about a finding, and until when."""

    due_on = DayField(
        label="改善の期限",
        required=False,
        help_text="分からないときは空欄にします。例：令和8年3月31日、R8.3.31",
    )

    class Meta:
        model = Finding
        fields = ("plan", "due_on")
        widgets = {"plan": forms.Textarea(_TWO_LINES)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["plan"].required = True


class FindingsField(forms.ModelMultipleChoiceField):
    """Findings to tick, each with the audit that stated it."""

    widget = forms.CheckboxSelectMultiple({"class": "finding-choices"})

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.audit}：{obj.text}"


class ImprovementForm(forms.Form):
    """What a later audit has seen improved, in the sentence that its report says it in."""

    findings = FindingsField(
        Finding.objects.none(),
        label="改善を確認した指摘事項",
        help_text="一つの文で、いくつかの指摘事項の改善を確認できます。",
        error_messages={
            "required": "改善を確認した指摘事項に印を付けてください。",
            "invalid_choice": "改善が確認されたか、この監査より前のものでない指摘事項が含まれています。",
        },
    )
    text = forms.CharField(
        label="改善を確認した文",
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 4}),
        help_text="この監査の指摘事項として、報告書にこのとおりに載ります。",
    )

    def __init__(self, *args: Any, instance: Audit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance = instance
        self.fields["findings"].queryset = Finding.objects.open_before(instance)  # type: ignore[attr-defined]

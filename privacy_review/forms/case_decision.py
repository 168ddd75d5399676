"""The forms of 区政情報課 for one case: its return, its acceptance with conditions, and the report's list."""

from typing import Any

from django import forms
from django.http import QueryDict

from core.fields import DayField
from core.models import WorkflowStep
from core.validators import no_my_number
from privacy_review.models import CaseAnswer, CaseCondition, CheckItem, ReviewCase
from privacy_review.services.review_case import ConditionContent
from privacy_review.states.review_case import WORKFLOW, Action

BLANK_ROWS = 3
MOST_ROWS = 30
_LONGEST_COMMENT = WorkflowStep._meta.get_field("reason").max_length
_LONGEST_REMARK = CaseAnswer._meta.get_field("remark").max_length
_LONGEST_CONDITION = CaseCondition._meta.get_field("text").max_length
_LONGEST_REASON = ReviewCase._meta.get_field("withheld_reason").max_length


class _CaseForm(forms.Form):
    """What is written about a case as the person saw it: `version` is the case's then."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, instance: ReviewCase, initial: dict[str, Any] | None = None):
        super().__init__(data, initial={"version": instance.version} | (initial or {}))
        self.instance = instance

    def show_version(self, version: int) -> None:
        """Take the case for seen as it is now: to send what was typed once more is a decision then."""
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["version"] = str(version)


def _comment(action: Action, *, required: bool, help_text: str = "") -> forms.CharField:
    # Its My Number is refused by the workflow, where nobody lifts the guard.
    rule = WORKFLOW.transitions[action]
    return forms.CharField(
        label=rule.comment_label,
        required=required,
        max_length=_LONGEST_COMMENT,
        widget=forms.Textarea({"rows": 3}),
        help_text=help_text,
        error_messages={"required": f"{rule.comment_label}を入れてください。"},
    )


class ReturnForm(_CaseForm):
    """What is to be mended: of the case as a whole, and answer by answer."""

    comment = _comment(
        Action.RETURN,
        required=True,
        help_text="まず案件全体について書きます。審査項目ごとの指摘は、下の表に書きます。",
    )

    def __init__(self, data: Any = None, *, instance: ReviewCase):
        super().__init__(data, instance=instance)
        self.answers = list(instance.answers.select_related("item"))
        for number, answer in enumerate(self.answers, start=1):
            self.fields[f"remark-{answer.item_id}"] = forms.CharField(
                label=f"審査項目{number}への指摘",
                required=False,
                max_length=_LONGEST_REMARK,
                validators=[no_my_number],
                widget=forms.Textarea({"rows": 2}),
            )

    @property
    def rows(self) -> list[tuple[CaseAnswer, forms.BoundField]]:
        """Each answer with the box for what is wrong with it."""
        return [(answer, self[f"remark-{answer.item_id}"]) for answer in self.answers]

    @property
    def remarks(self) -> dict[CheckItem, str]:
        """What was written, for the service."""
        written = ((answer.item, self.cleaned_data[f"remark-{answer.item_id}"]) for answer in self.answers)
        return {item: text for item, text in written if text}


class ConditionsForm(_CaseForm):
    """Conditions, each with its day; blank rows are none. `shown` is how many rows there are."""

    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)
    comment = _comment(Action.ACCEPT_WITH_CONDITIONS, required=False)

    def __init__(
        self, data: Any = None, *, instance: ReviewCase, rows: int = 0, initial: dict[str, Any] | None = None
    ):
        self.count = min(max(rows or _count(data), BLANK_ROWS), MOST_ROWS)
        super().__init__(data, instance=instance, initial={"shown": self.count} | (initial or {}))
        for number in range(1, self.count + 1):
            self.fields[f"text-{number}"] = forms.CharField(
                label=f"条件{number}",
                required=False,
                max_length=_LONGEST_CONDITION,
                validators=[no_my_number],
                widget=forms.Textarea({"rows": 2}),
            )
            self.fields[f"due_on-{number}"] = DayField(label=f"条件{number}の期限", required=False)

    @classmethod
    def with_another_row(cls, data: Any, instance: ReviewCase) -> "ConditionsForm":
        """The form with what was typed, nothing of it judged, and one row more."""
        typed = {name: text for name, text in data.items() if name != "shown"}
        return cls(instance=instance, rows=_count(data) + 1, initial=typed)

    @property
    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return [(n, self[f"text-{n}"], self[f"due_on-{n}"]) for n in range(1, self.count + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, self.count + 1):
            text, due_on = f"text-{number}", f"due_on-{number}"
            if text in self.errors or due_on in self.errors:
                continue
            if cleaned[text] and not cleaned[due_on]:
                self.add_error(due_on, "この条件の期限を入れてください。")
            elif cleaned[due_on] and not cleaned[text]:
                self.add_error(text, "条件を入れるか、期限を消してください。")
        return cleaned

    @property
    def conditions(self) -> list[ConditionContent]:
        """What was written, for the service."""
        numbers = range(1, self.count + 1)
        return [
            ConditionContent(self.cleaned_data[f"text-{n}"], self.cleaned_data[f"due_on-{n}"])
            for n in numbers
            if self.cleaned_data[f"text-{n}"]
        ]


def _count(data: Any) -> int:
    """How many rows the page had. Who sends something else gets the blank ones."""
    try:
        return int((data or {}).get("shown", ""))
    except ValueError:
        return BLANK_ROWS


class WithholdForm(_CaseForm):
    """Why a case is kept out of the report's list, or stands in it again."""

    reason = forms.CharField(
        max_length=_LONGEST_REASON,
        validators=[no_my_number],
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "理由を入れてください。"},
    )

    def __init__(self, data: Any = None, *, instance: ReviewCase):
        super().__init__(data, instance=instance)
        reason = self.fields["reason"]
        reason.label = "一覧に戻す理由" if instance.withheld else "一覧に載せない理由"
        if not instance.withheld:
            reason.help_text = "例：公表すると、業務の遂行に支障があるため。理由は報告書には載りません。"

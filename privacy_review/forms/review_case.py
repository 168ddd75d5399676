"""The form of a review case: what its criterion asks, and the check list."""

from typing import Any, ClassVar, NamedTuple

from django import forms

from core.calendar import today
from core.fields import DayField
from core.forms import WorkflowForm, offer
from core.models import Department
from core.validators import no_my_number
from privacy_review.models import CareCategory, CaseAnswer, CheckItem, ImplementingBody, Processor, ReviewCase
from privacy_review.models.criterion import FIELDS_OF, NEEDS_SAFETY_PLAN, WRITTEN_OF, Criterion
from privacy_review.services.review_case_writing import COMMON, CaseContent

BEFORE_SUBMISSION = "提出までに入れます。"
_DEPARTMENTS = ("holding_department", "using_department")
_LONGEST_REASON = CaseAnswer._meta.get_field("reason").max_length


class Question(NamedTuple):
    """A question of the check list as the page asks it, with the remark that was made to its answer."""

    item: CheckItem
    answer: forms.BoundField
    reason: forms.BoundField
    remark: str


class CategoriesField(forms.ModelMultipleChoiceField):
    """Categories of the ordinance to tick: those in force, and those that were ticked before."""

    widget = forms.CheckboxSelectMultiple({"class": "choices"})

    def __init__(self, **options: Any) -> None:
        super().__init__(
            CareCategory.objects.in_force_on(today()), **{"label": "条例要配慮個人情報の内容"} | options
        )
        message = "選べない区分が含まれています。表示されている区分から選び直してください。"
        self.error_messages |= {"invalid_choice": message, "invalid_pk_value": message}


class ReviewCaseForm(WorkflowForm):
    """What a section writes of its case. Nothing but the body must be there before it is submitted.

    The questions are those in force today, and those that were answered before.
    """

    contract_starts_on = DayField(label="契約の始まり", required=False, help_text="例：令和9年4月1日、R9.4.1")
    contract_ends_on = DayField(label="契約の終わり", required=False)
    care_categories = CategoriesField(
        required=False, help_text="条例要配慮個人情報を取り扱うときに、その内容に印を付けます。"
    )
    noun: ClassVar[str] = "案件"

    class Meta:
        model = ReviewCase
        fields = (
            "implementing_body",
            "content",
            "purpose",
            "clause",
            "recipient",
            "linkage",
            "holding_department",
            "using_department",
            "processor",
            "contract_starts_on",
            "contract_ends_on",
            "safety_plan",
            "special_care",
            "ordinance_special_care",
        )
        widgets = {
            "content": forms.Textarea({"rows": 4}),
            "purpose": forms.Textarea({"rows": 4}),
            "safety_plan": forms.Textarea({"rows": 6}),
            "linkage": forms.RadioSelect,
        }

    def __init__(self, *args: Any, instance: ReviewCase, **options: Any) -> None:
        keys = instance.case_care_categories.order_by("care_category_id")
        ticked = list(keys.values_list("care_category_id", flat=True))
        options["initial"] = {"care_categories": ticked} | options.get("initial", {})
        super().__init__(*args, instance=instance, **options)
        self.criterion = Criterion(instance.criterion)
        self.written = WRITTEN_OF[self.criterion]
        for name in set(self.Meta.fields) - {*self.written, *COMMON}:
            del self.fields[name]
        self._offer(instance, ticked)
        self._say_what_is_asked()
        answers = {line.item: line for line in instance.answers.select_related("item")}
        asked = {*answers, *CheckItem.objects.asked_of(self.criterion, today())}
        self.items = sorted(asked, key=lambda item: (item.order, item.pk))
        self.remarks = {item: line.remark for item, line in answers.items()}
        for number, item in enumerate(self.items, start=1):
            self._ask(number, item, answers.get(item))

    def _offer(self, case: ReviewCase, ticked: list[int]) -> None:
        offer(self.fields["implementing_body"], ImplementingBody.objects.all(), ended=False)
        categories = CareCategory.objects.in_force_on(today()) | CareCategory.objects.filter(pk__in=ticked)
        offer(self.fields["care_categories"], categories, ended=False)
        for name, rows in (
            ("processor", Processor.objects.all()),
            *((name, Department.objects.all()) for name in _DEPARTMENTS),
        ):
            if name in self.fields:
                offer(self.fields[name], rows, chosen=getattr(case, f"{name}_id"))
        if "linkage" in self.fields:
            # Without the blank choice, which as a radio button would have no words.
            self.fields["linkage"].choices = ReviewCase.Linkage.choices  # type: ignore[attr-defined]

    def _say_what_is_asked(self) -> None:
        asked = [name for name in FIELDS_OF[self.criterion] if name in self.fields]
        if self.criterion in NEEDS_SAFETY_PLAN:
            asked.append("safety_plan")
        for name in asked:
            field = self.fields[name]
            field.help_text = f"{BEFORE_SUBMISSION}{field.help_text}"
        for field in self.fields.values():
            field.error_messages["required"] = f"{field.label}を選んでください。"

    def _ask(self, number: int, item: CheckItem, line: CaseAnswer | None) -> None:
        self.fields[f"answer-{item.pk}"] = forms.ChoiceField(
            label=f"審査項目{number}の答え",
            choices=CaseAnswer.Answer.choices,
            required=False,
            initial=line.answer if line else "",
            widget=forms.RadioSelect,
            show_hidden_initial=True,
            error_messages={"invalid_choice": "適・否・非該当の中から選び直してください。"},
        )
        self.fields[f"reason-{item.pk}"] = forms.CharField(
            label=f"審査項目{number}の理由",
            required=False,
            max_length=_LONGEST_REASON,
            validators=[no_my_number],
            initial=line.reason if line else "",
            widget=forms.Textarea({"rows": 2}),
            show_hidden_initial=True,
        )

    # --- What the page shows -------------------------------------------------------------------------------

    @property
    def handling(self) -> list[forms.BoundField]:
        """The fields of the handling itself, in the order of the criterion."""
        return [self["implementing_body"], *(self[name] for name in self.written)]

    @property
    def questions(self) -> list[Question]:
        return [
            Question(item, self[f"answer-{item.pk}"], self[f"reason-{item.pk}"], self.remarks.get(item) or "")
            for item in self.items
        ]

    # --- What was written ----------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for item in self.items:
            name = f"reason-{item.pk}"
            if cleaned.get(f"answer-{item.pk}") and name not in self.errors and not cleaned.get(name):
                self.add_error(name, "この答えの理由を入れてください。")
        return cleaned

    @property
    def content(self) -> CaseContent:
        """What was written, for the service."""
        written = self.cleaned_data
        return CaseContent(
            fields={name: written[name] for name in (*COMMON, *self.written)},
            care_categories=tuple(written["care_categories"]),
            answers={
                item: (written[f"answer-{item.pk}"], written[f"reason-{item.pk}"]) for item in self.items
            },
        )


class NewCaseForm(forms.Form):
    """Another criterion of an undertaking."""

    criterion = forms.ChoiceField(label="審査基準", choices=Criterion.choices, widget=forms.RadioSelect)
    implementing_body = forms.ModelChoiceField(
        ImplementingBody.objects.all(), label="実施機関", empty_label="選んでください"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.error_messages |= {
                "required": f"{field.label}を選んでください。",
                "invalid_choice": "この中から選び直してください。",
            }

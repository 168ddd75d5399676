"""What the lists of review cases, bodies and categories can be filtered by."""

from typing import Any, ClassVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django_filters import FilterSet

from core.conditions import (
    ChoiceCondition,
    DayRangeCondition,
    InForceCondition,
    RecordCondition,
    TextCondition,
    YesNoCondition,
)
from core.models import Department
from privacy_review.models import (
    CareCategory,
    CaseCondition,
    ImplementingBody,
    ReviewCase,
    Undertaking,
)
from privacy_review.models.case_search import PROCESSOR, UNDERTAKING, cases_holding
from privacy_review.models.criterion import Criterion
from privacy_review.states.case_condition import State as ConditionState
from privacy_review.states.review_case import COUNTED_STATES, State

_DEPARTMENTS = ("department", "holding_department", "using_department")


def _departments_with_conditions(request: Any) -> QuerySet:
    own = CaseCondition.objects.visible_to(request.user)
    first = own.filter(case__department=OuterRef("pk")).order_by().values("pk")[:1]
    return Department.objects.alias(first=Subquery(first)).filter(first__isnull=False)


COUNTED = "counted"  # of the state, beside each by itself
_COUNTED_LABEL = "報告書に数えるもの（承認・条件付き承認・紙で審査済み）"


class StateCondition(ChoiceCondition):
    """One state, or those that the report counts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[*State.choices, (COUNTED, _COUNTED_LABEL)], label="状態", **options)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(state__in=COUNTED_STATES) if value == COUNTED else super().filter(qs, value)


class SpecialCareCondition(ChoiceCondition):
    """Whether special care-required information is handled: of the law, of the ordinance, of either."""

    _MEANT: ClassVar[dict[str, Q]] = {
        "yes": Q(special_care=True) | Q(ordinance_special_care=True),
        "law": Q(special_care=True),
        "ordinance": Q(ordinance_special_care=True),
        "no": Q(special_care=False, ordinance_special_care=False),
    }

    def __init__(self, **options: Any) -> None:
        choices = [
            ("yes", "有（条例要配慮を含む）"),
            ("law", "要配慮個人情報が有"),
            ("ordinance", "条例要配慮個人情報が有"),
            ("no", "無"),
        ]
        super().__init__(choices=choices, label="要配慮", **options)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(self._MEANT[value]) if value else qs


class CaseTextCondition(TextCondition):
    """A word that stands in the texts of a case, or in one of them (models/case_search.py)."""

    def __init__(self, *, part: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.part = part

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return cases_holding(qs, value, part=self.part) if value else qs


SEARCHES = ("text", "undertaking", "processor")  # the conditions that look for a word


class ReviewCaseFilter(FilterSet):
    text = CaseTextCondition(label="言葉（業務・内容・提供先・委託先など）")
    criterion = ChoiceCondition(choices=Criterion.choices, label="審査基準")
    state = StateCondition()
    body = RecordCondition(
        field_name="implementing_body", queryset=ImplementingBody.objects.all(), label="実施機関"
    )
    department = RecordCondition(
        field_names=_DEPARTMENTS, queryset=Department.objects.all(), label="担当・保有・利用する課"
    )
    reviewed_on = DayRangeCondition(label="審査日")
    special_care = SpecialCareCondition()
    category = RecordCondition(
        "case_care_categories__care_category",
        queryset=CareCategory.objects.all(),
        by_key=True,
        label="条例要配慮の内容",
    )
    undertaking = CaseTextCondition(part=UNDERTAKING, label="業務の名称")
    processor = CaseTextCondition(part=PROCESSOR, label="委託先")
    withheld = YesNoCondition(yes="載せない", no="載せる", label="報告書の一覧")
    counted_only = YesNoCondition(yes="件数のみ", no="内容あり", label="件数のみの案件")


def _departments_with_undertakings(request: Any) -> QuerySet:
    own = Undertaking.objects.visible_to(request.user)
    first = own.filter(department=OuterRef("pk")).order_by().values("pk")[:1]
    return Department.objects.alias(first=Subquery(first)).filter(first__isnull=False)


class CaseStateCondition(ChoiceCondition):
    """Undertakings of which a case that the person may see stands in the state."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        cases = ReviewCase.objects.visible_to(self.parent.request.user).filter(state=value)
        return qs.filter(pk__in=cases.order_by().values("undertaking"))


class UndertakingFilter(FilterSet):
    text = TextCondition("name", label="業務の名称")
    department = RecordCondition(queryset=_departments_with_undertakings, label="担当部課")
    state = CaseStateCondition(choices=State.choices, label="案件の状態")


class CaseConditionFilter(FilterSet):
    state = ChoiceCondition(choices=ConditionState.choices, label="状態")
    overdue = YesNoCondition(yes="過ぎています", no="過ぎていません", label="期限")
    department = RecordCondition("case__department", queryset=_departments_with_conditions, label="担当課")
    due_on = DayRangeCondition(label="期限の日")
    text = TextCondition("text", "case__undertaking__name", label="条件・業務")


class ImplementingBodyFilter(FilterSet):
    text = TextCondition("name", "code", label="実施機関・コード")


class CareCategoryFilter(FilterSet):
    text = TextCondition("name", "code", label="内容・コード")
    in_force_on = InForceCondition()


class ProcessorFilter(FilterSet):
    text = TextCondition("name", "kana", "corporate_number", label="委託先・ふりがな・法人番号")
    in_force_on = InForceCondition()

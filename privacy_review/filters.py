"""What the lists of review cases, bodies and categories can be filtered by."""

from typing import Any

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
from privacy_review.models import ImplementingBody, ReviewCase
from privacy_review.models.criterion import Criterion

_DEPARTMENTS = ("department", "holding_department", "using_department")


def _departments(request: Any) -> QuerySet:
    """Those of a case. An EXISTS beside an OR would read every case; asking for the first does not."""
    first = {f"first_{name}": _first_case(name) for name in _DEPARTMENTS}
    found = Q()
    for name in first:
        found |= Q(**{f"{name}__isnull": False})
    return Department.objects.alias(**first).filter(found)


def _first_case(name: str) -> Subquery:
    return Subquery(ReviewCase.objects.filter(**{name: OuterRef("pk")}).order_by().values("pk")[:1])


class SpecialCareCondition(YesNoCondition):
    """Whether special care-required information is handled, of the law or of the ordinance."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        special = Q(special_care=True) | Q(ordinance_special_care=True)
        return qs.filter(special if value == "yes" else ~special) if value else qs


class ReviewCaseFilter(FilterSet):
    criterion = ChoiceCondition(choices=Criterion.choices, label="審査基準")
    body = RecordCondition(
        field_name="implementing_body", queryset=ImplementingBody.objects.all(), label="実施機関"
    )
    department = RecordCondition(
        field_names=_DEPARTMENTS, queryset=_departments, label="担当・保有・利用する課"
    )
    reviewed_on = DayRangeCondition(label="審査日")
    special_care = SpecialCareCondition(yes="有", no="無", label="要配慮（条例を含む）")
    counted_only = YesNoCondition(yes="件数のみ", no="内容あり", label="件数のみの案件")
    text = TextCondition("content", "purpose", "recipient", "clause", label="内容・目的・提供先")


class ImplementingBodyFilter(FilterSet):
    text = TextCondition("name", "code", label="実施機関・コード")


class CareCategoryFilter(FilterSet):
    text = TextCondition("name", "code", label="内容・コード")
    in_force_on = InForceCondition()

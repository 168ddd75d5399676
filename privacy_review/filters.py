"""What the lists of review cases, bodies and categories can be filtered by."""

from typing import Any

from django.db.models import Q, QuerySet
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
from privacy_review.models.review_case import Criterion

_DEPARTMENTS = ("department", "holding_department", "using_department")


def _departments(request: Any) -> QuerySet:
    found = Q()
    for name in _DEPARTMENTS:
        found |= Q(pk__in=ReviewCase.objects.filter(**{f"{name}__isnull": False}).order_by().values(name))
    return Department.objects.filter(found)


class DepartmentCondition(RecordCondition):
    """A department that the case belongs to in any way: 担当, 保有 or 利用."""

    def filter(self, qs: QuerySet, value: Department | None) -> QuerySet:
        if value is None:
            return qs
        found = Q()
        for name in _DEPARTMENTS:
            found |= Q(**{name: value})
        return qs.filter(found)


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
    department = DepartmentCondition(queryset=_departments, label="担当・保有・利用する課")
    reviewed_on = DayRangeCondition(label="審査日")
    special_care = SpecialCareCondition(yes="有", no="無", label="要配慮（条例を含む）")
    counted_only = YesNoCondition(yes="件数のみ", no="内容あり", label="件数のみの案件")
    text = TextCondition("content", "purpose", "recipient", "clause", label="内容・目的・提供先")


class ImplementingBodyFilter(FilterSet):
    text = TextCondition("name", "code", label="実施機関・コード")


class CareCategoryFilter(FilterSet):
    text = TextCondition("name", "code", label="内容・コード")
    in_force_on = InForceCondition()

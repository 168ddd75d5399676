"""What the shared ground's lists can be filtered by."""

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef
from django_filters import FilterSet

from core.conditions import (
    ChoiceCondition,
    InForceCondition,
    MomentRangeCondition,
    RecordCondition,
    TextCondition,
    YesNoCondition,
)
from core.models import AccessEvent, Department, Staff


class DepartmentFilter(FilterSet):
    text = TextCondition("bureau", "section", "code", label="部・課・コード")
    in_force_on = InForceCondition(label="この日にある部課")


class StaffFilter(FilterSet):
    text = TextCondition("name", "kana", "username", label="氏名・職員番号")
    department = RecordCondition(
        queryset=Department.objects.filter(Exists(Staff.objects.filter(department=OuterRef("pk")))),
        label="所属",
    )
    role = RecordCondition(
        field_name="groups", by_key=True, queryset=Group.objects.order_by("id"), label="役割"
    )
    is_active = YesNoCondition(yes="有効", no="無効", label="有効・無効")


class AccessEventFilter(FilterSet):
    at = MomentRangeCondition(label="日付")
    kind = ChoiceCondition(choices=AccessEvent.Kind.choices, label="種別")
    text = TextCondition("staff_name", "department_name", "subject", label="氏名・所属・対象")


class GuardOverrideFilter(FilterSet):
    at = MomentRangeCondition(label="日付")
    text = TextCondition("staff_name", "reason", label="氏名・理由")

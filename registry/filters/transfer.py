"""What the list of transfers can be filtered by."""

from django_filters import FilterSet

from core.conditions import DayRangeCondition, RecordCondition, TextCondition
from core.models import Department


class TransferFilter(FilterSet):
    text = TextCondition("staff__name", "staff__kana", "staff__username", label="氏名・職員番号")
    from_department = RecordCondition(queryset=Department.objects.all(), label="異動前")
    effective_on = DayRangeCondition(label="異動日")

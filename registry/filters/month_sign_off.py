"""What the months' sign-offs can be filtered by."""

from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet

from core.conditions import DayRangeCondition, RecordCondition, YesNoCondition
from registry.models import Site


def _visible_sites(request: Any) -> QuerySet:
    return Site.objects.visible_to(request.user)


class MonthSignOffFilter(FilterSet):
    month = DayRangeCondition(label="月（その月の1日）")
    site = RecordCondition(queryset=_visible_sites, label="設置場所")
    standing = YesNoCondition(
        field_name="reopened_at__isnull", yes="確認済み", no="戻されたもの", label="状態"
    )

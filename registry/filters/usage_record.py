"""What the usage records can be filtered by."""

from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet

from core.conditions import ChoiceCondition, MomentRangeCondition, RecordCondition, TextCondition
from registry.filters.reservation import WhoseCondition
from registry.models import Affair, UsageRecord


class StandingCondition(ChoiceCondition):
    """The records that count, those that were corrected, and the urgent uses that wait for their review."""

    def __init__(self, **options: Any) -> None:
        choices = [("current", "有効なもの"), ("superseded", "訂正前のもの"), ("urgent", "緊急・未確認")]
        super().__init__(choices=choices, label="状態", **options)

    def filter(self, qs: Any, value: str) -> QuerySet:
        match value:
            case "current":
                return qs.current()
            case "superseded":
                return qs.filter(superseded=True)
            case "urgent":
                return qs.awaiting_review()
        return qs


class UsageRecordFilter(FilterSet):
    started_at = MomentRangeCondition(label="日")
    affair = RecordCondition("lookups__affair", queryset=Affair.objects.all(), label="事務", by_key=True)
    kind = ChoiceCondition(choices=UsageRecord.Kind.choices, label="区分")
    standing = StandingCondition()
    whose = WhoseCondition()
    text = TextCondition(
        "operator__name", "operator__kana", "terminal__number", "site__name", label="操作者・端末・設置場所"
    )

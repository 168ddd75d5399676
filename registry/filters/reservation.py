"""What the bookings can be filtered by."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import FilterSet

from core.conditions import ChoiceCondition, MomentRangeCondition, RecordCondition, TextCondition
from registry.models import Terminal
from registry.states.reservation import State


class WhoseCondition(ChoiceCondition):
    """The person's own bookings alone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[("mine", "自分のもの")], label="だれのもの", **options)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(operator=self.parent.request.user) if value == "mine" else qs


class MissingRecordCondition(ChoiceCondition):
    """Bookings that are over and of which nobody has said how they were used."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[("missing", "まだ書いていないもの")], label="利用記録", **options)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.without_record(timezone.now()) if value == "missing" else qs  # type: ignore[attr-defined]


class ReservationFilter(FilterSet):
    starts_at = MomentRangeCondition(label="日")
    terminal = RecordCondition(queryset=Terminal.objects.filter(is_shared=True), label="端末")
    state = ChoiceCondition(choices=State.choices, label="状態")
    whose = WhoseCondition()
    record = MissingRecordCondition()
    text = TextCondition(
        "operator__name", "operator__kana", "grant__affair__name", "note", label="操作者・事務・連絡"
    )

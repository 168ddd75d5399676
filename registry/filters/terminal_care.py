"""What the lists of outages and checks of terminals can be filtered by."""

from django_filters import FilterSet

from core.conditions import (
    DayRangeCondition,
    MomentRangeCondition,
    RecordCondition,
    TextCondition,
    YesNoCondition,
)
from registry.filters.places import visible_sites


class TerminalOutageFilter(FilterSet):
    text = TextCondition("terminal__number", "symptom", "remedy", label="端末番号・状況・処置")
    site = RecordCondition(field_name="terminal__site", queryset=visible_sites, label="設置場所")
    starts_at = MomentRangeCondition(label="いつから")
    is_open = YesNoCondition(yes="故障中", no="直りました", label="状態")


class TerminalCheckFilter(FilterSet):
    text = TextCondition("terminal__number", "remarks", "remedy", label="端末番号・気付いたこと")
    site = RecordCondition(field_name="terminal__site", queryset=visible_sites, label="設置場所")
    checked_on = DayRangeCondition(label="点検日")
    is_open = YesNoCondition(yes="是正が必要", no="問題なし", label="状態")

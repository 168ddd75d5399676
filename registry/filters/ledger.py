"""What the lists of rounds and of operator ledgers can be filtered by."""

from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet

from core.conditions import ChoiceCondition, DayRangeCondition, RecordCondition, TextCondition, YesNoCondition
from registry.filters.places import visible_sites
from registry.models import LedgerRound
from registry.states.operator_ledger import State


def _visible_rounds(request: Any) -> QuerySet:
    return LedgerRound.objects.visible_to(request.user)


class LedgerRoundFilter(FilterSet):
    text = TextCondition("title", "note", label="件名・連絡")
    reason = ChoiceCondition(choices=LedgerRound.Reason.choices, label="理由")
    as_of = DayRangeCondition(label="基準日")
    open = YesNoCondition(field_name="closed_at__isnull", yes="受付中", no="締切り済み", label="締切り")


class OperatorLedgerFilter(FilterSet):
    round = RecordCondition(queryset=_visible_rounds, label="提出依頼")
    site = RecordCondition(queryset=visible_sites, label="設置場所")
    state = ChoiceCondition(choices=State.choices, label="状態")
    open = YesNoCondition(
        field_name="round__closed_at__isnull", yes="受付中", no="締切り済み", label="提出依頼の締切り"
    )

"""The columns of the rounds of operator ledgers, and of the ledgers themselves."""

from django_tables2 import A

from core.columns import Column, DayColumn, FigureColumn, WarnedColumn
from core.lists import RegisterTable
from registry.models import LedgerRound, OperatorLedger
from registry.tables.places import NOBODY
from registry.tables.reservation import MinuteColumn


class LedgerRoundTable(RegisterTable):
    title = Column(linkify=("ledger_round", {"pk": A("pk")}))
    reason = Column()
    as_of = DayColumn()
    due_on = DayColumn()
    ledger_count = FigureColumn("設置場所（か所）")
    unanswered_count = FigureColumn("未提出（か所）")
    opened_by = Column("始めた人", accessor="opened_by__name")
    closed_at = MinuteColumn("締切り")

    class Meta(RegisterTable.Meta):
        model = LedgerRound
        fields = ()


class OperatorLedgerTable(RegisterTable):
    site = Column(linkify=("operator_ledger", {"pk": A("pk")}), order_by=("site__order", "site__code"))
    round = Column("提出依頼", accessor="round__title", order_by=("round__as_of", "round__title"))
    as_of = DayColumn("基準日", accessor="round__as_of", visible=False)
    due_on = DayColumn("提出期限", accessor="round__due_on")
    state = Column()
    manager_name = WarnedColumn("端末機管理責任者", missing=NOBODY, visible=False)
    joins_count = FigureColumn("加わる（人）")
    leaves_count = FigureColumn("外れる（人）")
    submitted_at = MinuteColumn("提出")
    confirmed_at = MinuteColumn("確認", visible=False)

    class Meta(RegisterTable.Meta):
        model = OperatorLedger
        fields = ()

"""The columns of transfers."""

from typing import Any

from django_tables2 import A

from core.columns import CodeColumn, Column, DayColumn, WarnedColumn
from core.lists import RegisterTable
from registry.models import Transfer
from registry.tables.reservation import MinuteColumn


class LeftColumn(WarnedColumn):
    """Where the person went; the words for who left are no warning."""

    def render(self, value: Any) -> str:
        return str(value or self.missing)


class TransferTable(RegisterTable):
    effective_on = DayColumn()
    staff = Column(
        accessor="staff__name", linkify=("transfer", {"pk": A("pk")}), order_by=("staff__kana", "staff__name")
    )
    username = CodeColumn("職員番号", accessor="staff__username")
    from_department = Column(order_by=("from_department__order", "from_department__code"))
    to_department = LeftColumn(missing="退職", order_by=("to_department__order", "to_department__code"))
    reason = Column()
    carried_out_by = Column("登録した人", accessor="carried_out_by__name")
    carried_out_at = MinuteColumn("登録日時", visible=False)

    class Meta(RegisterTable.Meta):
        model = Transfer
        fields = ()

"""The columns of operator grants, and of who is entitled at a site."""

from django_tables2 import A

from core.columns import CodeColumn, Column, DayColumn
from core.lists import RegisterTable
from registry.models import OperatorGrant

_BY_DEPARTMENT = ("department__order", "department__code")


class OperatorGrantTable(RegisterTable):
    staff = Column(
        accessor="staff__name",
        linkify=("operator_grant", {"pk": A("pk")}),
        order_by=("staff__kana", "staff__name"),
    )
    username = CodeColumn("職員番号", accessor="staff__username")
    department = Column(order_by=_BY_DEPARTMENT)
    affair = Column("事務", order_by=("affair__order", "affair__code"))
    site = Column(order_by=("site__order", "site__code"))
    starts_on = DayColumn()
    ends_on = DayColumn()
    end_reason = Column()

    class Meta(RegisterTable.Meta):
        model = OperatorGrant
        fields = ()


class SiteOperatorTable(RegisterTable):
    """この日の台帳: the people of one site on one day."""

    username = CodeColumn("職員番号", accessor="staff__username")
    staff = Column("氏名", accessor="staff__name", order_by=("staff__kana", "staff__name"))
    kana = Column("ふりがな", accessor="staff__kana")
    department = Column(order_by=_BY_DEPARTMENT)
    starts_on = DayColumn("利用開始")
    ends_on = DayColumn("利用終了")
    remarks = Column("備考", accessor="ledger_entry__remarks")

    class Meta(RegisterTable.Meta):
        model = OperatorGrant
        fields = ()

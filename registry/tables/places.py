"""The columns of the lists of where terminals stand, who answers for them, and what they are used for."""

from django_tables2 import A

from core.columns import CodeColumn, Column, DayColumn, FigureColumn, LongColumn, WarnedColumn
from core.lists import RegisterTable
from registry.models import Affair, Custodian, Site, Terminal

NOBODY = "責任者がいません"


class SiteTable(RegisterTable):
    name = Column(linkify=("site", {"pk": A("pk")}))
    kind = Column()
    department = Column(order_by=("department__order", "department__code"))
    terminal_count = FigureColumn("端末（台）")
    manager_name = WarnedColumn("端末機管理責任者", missing=NOBODY)
    starts_on = DayColumn()
    ends_on = DayColumn()
    remarks = LongColumn()

    class Meta(RegisterTable.Meta):
        model = Site
        fields = ()


class TerminalTable(RegisterTable):
    number = CodeColumn(linkify=("terminal", {"pk": A("pk")}))
    site = Column("設置場所", accessor="site_name", order_by=("site__order", "site__code"))
    manager_name = WarnedColumn("端末機管理責任者", missing=NOBODY)
    starts_on = DayColumn()
    ends_on = DayColumn()
    remarks = LongColumn()

    class Meta(RegisterTable.Meta):
        model = Terminal
        fields = ()


class CustodianTable(RegisterTable):
    site = Column(order_by=("site__order", "site__code"))
    role = Column()
    staff = Column(
        "氏名",
        accessor="staff__name",
        linkify=("custodian", {"pk": A("pk")}),
        order_by=("staff__kana", "staff__name"),
    )
    username = CodeColumn("職員番号", accessor="staff__username")
    department = Column(
        "所属",
        accessor="staff__department",
        order_by=("staff__department__order", "staff__department__code"),
    )
    starts_on = DayColumn()
    ends_on = DayColumn()

    class Meta(RegisterTable.Meta):
        model = Custodian
        fields = ()


class AffairTable(RegisterTable):
    name = Column()
    code = CodeColumn()
    starts_on = DayColumn()
    ends_on = DayColumn()

    class Meta(RegisterTable.Meta):
        model = Affair
        fields = ()

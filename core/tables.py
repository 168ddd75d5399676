"""The columns of the shared ground's lists."""

from django.db.models import F

from core.columns import CodeColumn, Column, DayColumn, LinesColumn, MarkColumn, TimeColumn
from core.in_sql import ListedArray, TextCell
from core.lists import RegisterTable
from core.models import AccessEvent, Department, GuardOverride, Staff


class DepartmentTable(RegisterTable):
    bureau = Column()
    section = Column()
    code = CodeColumn()
    starts_on = DayColumn()
    ends_on = DayColumn()

    class Meta(RegisterTable.Meta):
        model = Department
        fields = ()


class StaffTable(RegisterTable):
    username = CodeColumn()
    name = Column(order_by=("kana", "name"))
    kana = Column()
    department = Column(order_by=("department__order", "department__code"))
    roles = LinesColumn(
        "役割",
        lines=lambda staff: staff.role_names,
        cell_in_sql=lambda: TextCell(ListedArray(F("role_names"))),
    )
    is_staff = MarkColumn()
    is_active = MarkColumn(yes="有効", no="無効")
    last_login = TimeColumn()

    class Meta(RegisterTable.Meta):
        model = Staff
        fields = ()


class AccessEventTable(RegisterTable):
    at = TimeColumn()
    kind = Column()
    staff_name = Column()
    department_name = Column()
    subject = Column()
    detail = LinesColumn(
        "内容",
        lines=lambda event: event.sentences,
        cell_in_sql=lambda: TextCell(ListedArray(F("sentences"))),
    )
    ip_address = CodeColumn()

    class Meta(RegisterTable.Meta):
        model = AccessEvent
        fields = ()


class GuardOverrideTable(RegisterTable):
    at = TimeColumn()
    staff_name = Column()
    register = Column("台帳", accessor="register_label", order_by=("register", "record_id"))
    record_id = CodeColumn("記録の番号")
    field = Column("項目", accessor="field_label", orderable=False)
    reason = Column(orderable=False)

    class Meta(RegisterTable.Meta):
        model = GuardOverride
        fields = ()

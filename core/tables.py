"""The columns of the shared ground's lists."""

from collections.abc import Iterator
from typing import Any

from core.columns import CodeColumn, Column, DayColumn, LinesColumn, MarkColumn, TimeColumn
from core.files.encodings import Encoding
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
    roles = LinesColumn("役割", lines=lambda staff: staff.role_names)
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
    detail = LinesColumn("内容", lines=lambda event: _detail_in_words(event.detail))
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


def _detail_in_words(detail: dict[str, Any]) -> Iterator[str]:
    """The detail of a line, one short sentence each; what is not known here stands as it was written."""
    for key, value in detail.items():
        match key:
            case "format":
                yield f"形式：{str(value).upper()}"
            case "encoding":
                yield f"文字コード：{Encoding(value).label if value in list(Encoding) else value}"
            case "rows":
                yield f"件数：{value:,}件"
            case "conditions":
                yield from (f"条件：{label}＝{words}" for label, words in value.items())
            case _:
                yield f"{key}：{value}"

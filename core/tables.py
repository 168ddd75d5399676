"""The columns of the shared ground's lists."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import F

from core.columns import CodeColumn, Column, DayColumn, LinesColumn, MarkColumn, TimeColumn
from core.files.encodings import Encoding
from core.in_sql import ListedArray, OfOne, TextCell
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
        lines=lambda event: _detail_in_words(event.detail),
        cell_in_sql=lambda: _DetailInSql(F("detail")),
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
                words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                yield f"{key}：{words}"


# Conditions are words under labels. Where their JSON needs no escapes its own marks tell them apart, and that
# is looked through in half the time that it takes to ask for each.
_CONDITIONS = """CASE WHEN strpos({0} ->> 'conditions', '\\') > 0
    THEN (SELECT string_agg('条件：' || label || '＝' || ({0} -> 'conditions' ->> label), '、')
        FROM (SELECT jsonb_object_keys({0} -> 'conditions') AS label) AS conditions)
    ELSE '条件：' || replace(replace(
        NULLIF(left(right({0} ->> 'conditions', -2), -2), ''), '": "', '＝'), '", "', '、条件：')
    END"""
_PARTS = {
    "rows": """'件数：' || CASE WHEN length({0} ->> 'rows') <= 3 THEN {0} ->> 'rows'
        ELSE to_char(({0} ->> 'rows')::bigint, 'FM999,999,999,999,999') END || '件'""",
    "format": "'形式：' || upper({0} ->> 'format')",
    "encoding": "CASE WHEN {0} ? 'encoding' THEN '文字コード：' || CASE {0} ->> 'encoding' "
    + " ".join(f"WHEN '{encoding}' THEN '{encoding.label}'" for encoding in Encoding)
    + " ELSE {0} ->> 'encoding' END END",
    "conditions": _CONDITIONS,
}
_OTHER = """key || '：' ||
    CASE jsonb_typeof(value) WHEN 'string' THEN value #>> ARRAY[]::text[] ELSE value::text END"""


class _DetailInSql(OfOne):
    """What _detail_in_words says, parted by "、", as a cell. A line that holds nothing but what is known
    here, as nearly all do, is not taken apart: its keys lie in the order of their lengths."""

    _words = " ".join(f"WHEN '{key}' THEN {words}" for key, words in _PARTS.items())
    sql = f"""CASE WHEN {{0}} - ARRAY['{"', '".join(_PARTS)}'] = '{{{{}}}}'::jsonb
        THEN NULLIF(concat_ws('、', {", ".join(_PARTS.values())}), '')
        ELSE {
        TextCell.asked_once.format(
            f"(SELECT string_agg(CASE key {_words} ELSE {_OTHER} END, '、') FROM jsonb_each({{0}}))"
        )
    } END"""  # noqa: S608  made of words of ours alone

"""The columns of the usage requests, and of whom a request names."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.html import format_html
from django_tables2 import A

from core.calendar import today, wareki
from core.columns import CodeColumn, Column, DayColumn, FigureColumn, LinesColumn, TimeColumn
from core.lists import RegisterTable
from registry.models import OperatorGrant, UsageRequest, UsageRequestOperator
from registry.states.usage_request import State

BADGES = {
    State.DRAFT: "",
    State.SUBMITTED: "badge-key",
    State.REVIEWED: "badge-key",
    State.APPROVED: "badge-success",
    State.RETURNED: "badge-warning",
    State.REJECTED: "badge-error",
    State.WITHDRAWN: "",
}
WAITING = (State.SUBMITTED, State.REVIEWED)


class StateColumn(Column):
    """Where a request stands, as a badge."""

    css_class = "mark"

    def render(self, record: UsageRequest) -> str:
        return format_html(
            '<span class="badge {}">{}</span>', BADGES[State(record.state)], record.get_state_display()
        )


class DueColumn(DayColumn):
    """Until when a request should be decided; where it waits longer than that, a badge says so."""

    def render(self, value: date, record: UsageRequest) -> str:  # type: ignore[override]  # by name
        if record.state in WAITING and value < today():
            return format_html(
                '{}<div><span class="badge badge-error">過ぎています</span></div>', wareki(value)
            )
        return wareki(value) if record.state in WAITING else ""


class PeriodColumn(LinesColumn):
    """From when to when, in two lines that are never broken."""

    css_class = "date"


def _period(request: UsageRequest) -> tuple[str, str]:
    return f"{wareki(request.starts_on)}から", f"{wareki(request.ends_on)}まで"


BY_PERIOD: dict[str, Any] = {"orderable": True, "order_by": ("starts_on", "ends_on")}


class UsageRequestTable(RegisterTable):
    number = CodeColumn(
        "申請番号", linkify=("usage_request", {"pk": A("pk")}), order_by=("fiscal_year", "pk")
    )
    state = StateColumn()
    department = Column("申請課", order_by=("department__order", "department__code"))
    affair = Column("事務", order_by=("affair__order", "affair__code"))
    period = PeriodColumn("利用期間", lines=_period, exclude_from_export=True, **BY_PERIOD)
    starts_on = DayColumn("利用期間の始まり", visible=False)
    ends_on = DayColumn("利用期間の終わり", visible=False)
    operator_count = FigureColumn("操作者（人）")
    submitted_at = TimeColumn("提出日時", visible=False)
    due_on = DueColumn()

    class Meta(RegisterTable.Meta):
        model = UsageRequest
        fields = ()


def _grants(line: UsageRequestOperator) -> Iterable[str]:
    grants: list[OperatorGrant] = line.staff.grants_in_force
    return [_in_words(grant) for grant in grants] or ["ありません"]


def _in_words(grant: OperatorGrant) -> str:
    return f"{grant.basis}（{wareki(grant.ends_on)}まで）" if grant.ends_on else str(grant.basis)


class RequestOperatorTable(RegisterTable):
    """Needs the grants of each operator that are in force now, as `staff.grants_in_force`."""

    name = Column("氏名", accessor="staff__name", orderable=False)
    kana = Column("ふりがな", accessor="staff__kana", orderable=False)
    username = CodeColumn("職員番号", accessor="staff__username", orderable=False)
    grants = LinesColumn("いま有効な操作権限", lines=_grants)

    class Meta(RegisterTable.Meta):
        model = UsageRequestOperator
        fields = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, empty_text="操作者がまだ選ばれていません。", **options)

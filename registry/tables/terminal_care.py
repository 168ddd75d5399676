"""The columns of outages and checks of terminals."""

from typing import Any

from django.utils.html import format_html
from django_tables2 import A

from core.columns import CodeColumn, Column, DayColumn, MarkColumn
from core.lists import RegisterTable
from registry.models import TerminalCheck, TerminalOutage
from registry.tables.reservation import MinuteColumn


class OpenColumn(MarkColumn):
    """Whether a fault is open, as a badge that stands out; files get the same words."""

    def render(self, value: bool) -> Any:
        return (
            format_html('<span class="badge badge-warning">{}</span>', self.words[value])
            if value
            else (self.words[value])
        )


class TerminalOutageTable(RegisterTable):
    is_open = OpenColumn("状態", yes="故障中", no="直りました", order_by=("is_open",))
    terminal = CodeColumn(
        accessor="terminal__number",
        linkify=("terminal_outage", {"pk": A("pk")}),
        order_by=("terminal__number",),
    )
    site = Column(
        "設置場所", accessor="terminal__site", order_by=("terminal__site__order", "terminal__site__code")
    )
    starts_at = MinuteColumn()
    ends_at = MinuteColumn()
    symptom = Column()
    remedy = Column()
    reported_by = Column("登録した人", accessor="reported_by__name")

    class Meta(RegisterTable.Meta):
        model = TerminalOutage
        fields = ()


class TerminalCheckTable(RegisterTable):
    is_open = OpenColumn("状態", yes="是正が必要", no="問題なし", order_by=("is_open",))
    terminal = CodeColumn(
        accessor="terminal__number",
        linkify=("terminal_check", {"pk": A("pk")}),
        order_by=("terminal__number",),
    )
    site = Column(
        "設置場所", accessor="terminal__site", order_by=("terminal__site__order", "terminal__site__code")
    )
    checked_on = DayColumn()
    wire_locked = MarkColumn("ロック", yes="○", no="×")
    screen_turned_away = MarkColumn("画面", yes="○", no="×")
    logged_off = MarkColumn("ログオフ", yes="○", no="×")
    remarks = Column()
    remedied_on = DayColumn()
    remedy = Column(visible=False)
    checked_by = Column("点検した人", accessor="checked_by__name", visible=False)

    class Meta(RegisterTable.Meta):
        model = TerminalCheck
        fields = ()

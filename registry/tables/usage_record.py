"""The columns of the usage records."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import NullIf
from django_tables2 import A

from core.columns import CellsInSql, CodeColumn, Column, FigureColumn
from core.in_sql import Listed, Source
from core.lists import RegisterTable
from core.markup import format_each
from registry.models import UsageRecord
from registry.tables.reservation import MinuteColumn, UntilColumn


def marks_of(record: UsageRecord) -> Iterator[tuple[str, str]]:
    """(badge, word) for what is not usual about a record."""
    if record.superseded:
        yield "badge-error", "訂正前"
    elif record.corrects_id is not None:
        yield "badge-warning", "訂正後"
    if record.kind == UsageRecord.Kind.URGENT:
        reviewed = record.urgent_reviewed_at is not None
        yield ("badge-success", "緊急・確認済み") if reviewed else ("badge-warning", "緊急・未確認")
    elif record.kind == UsageRecord.Kind.OWN_SITE:
        yield "", "設置場所"


class MarksColumn(Column):
    """What is not usual about a record, as badges."""

    css_class = "mark"
    empty_values = ()

    def render(self, record: UsageRecord) -> str:
        return format_each('<span class="badge {}">{}</span>', marks_of(record), between=" ")

    def value(self, record: UsageRecord) -> str:
        return "、".join(word for _, word in marks_of(record))

    def file_sql(self, source: Source | None) -> CellsInSql:
        text: dict[str, Any] = {"output_field": TextField()}
        corrected = Case(
            When(superseded=True, then=Value("訂正前")),
            When(corrects__isnull=False, then=Value("訂正後")),
            **text,
        )
        urgent = Q(kind=UsageRecord.Kind.URGENT)
        kind = Case(
            When(urgent & Q(urgent_reviewed_at__isnull=False), then=Value("緊急・確認済み")),
            When(urgent, then=Value("緊急・未確認")),
            When(kind=UsageRecord.Kind.OWN_SITE, then=Value("設置場所")),
            **text,
        )
        return (NullIf(Listed(corrected, kind), Value("", TextField())),)


class UsageRecordTable(RegisterTable):
    started_at = MinuteColumn("開始", linkify=("usage_record", {"pk": A("pk")}))
    ended_at = UntilColumn("終了")
    terminal = CodeColumn("端末", order_by=("terminal__number",))
    operator = Column(order_by=("operator__kana", "operator__name"))
    department = Column(order_by=("department__order", "department__code"))
    purpose = Column(order_by=("purpose__order", "purpose__code"))
    lookup_lines = Column("照会の内訳", orderable=False)
    lookup_count = FigureColumn("照会件数")
    marks = MarksColumn("区分・訂正", accessor="superseded", order_by=("kind", "superseded"))
    kind = Column("利用の区分", visible=False)
    site = Column(order_by=("site__order", "site__code"), visible=False)
    purpose_note = Column(visible=False)
    urgent_reason = Column(visible=False)
    correction_reason = Column(visible=False)

    class Meta(RegisterTable.Meta):
        model = UsageRecord
        fields = ()

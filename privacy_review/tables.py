"""The columns of the lists of review cases, bodies and categories."""

from collections.abc import Iterator

from django.db.models import F

from core.columns import (
    CodeColumn,
    Column,
    DayColumn,
    FigureColumn,
    LinesColumn,
    LongLinesColumn,
    MarkColumn,
)
from core.in_sql import ListedArray, TextCell
from core.lists import RegisterTable
from privacy_review.models import CareCategory, ImplementingBody, ReviewCase


class ReviewCaseTable(RegisterTable):
    """On the screen a case is told in three columns; which fields fill them depends on its criterion."""

    reviewed_on = DayColumn()
    criterion = Column()
    implementing_body = Column(order_by=("implementing_body__order", "implementing_body__code"))
    departments = LinesColumn("部課", lines=lambda case: _departments(case), exclude_from_export=True)
    department = Column(visible=False)
    holding_department = Column(visible=False)
    using_department = Column(visible=False)
    subject = LongLinesColumn(
        "内容・提供先・利用目的", lines=lambda case: _subject(case), exclude_from_export=True
    )
    content = Column(visible=False)
    linkage = Column(visible=False)
    recipient = Column(visible=False)
    purpose = Column(visible=False)
    clause = CodeColumn()
    special_care = MarkColumn("要配慮", yes="有", no="無")
    ordinance_special_care = MarkColumn("条例要配慮", yes="有", no="無")
    care_categories = LinesColumn(
        "条例要配慮の内容",
        lines=lambda case: case.care_category_names,
        cell_in_sql=lambda: TextCell(ListedArray(F("care_category_names"))),
    )
    counted_only = MarkColumn(visible=False)

    class Meta(RegisterTable.Meta):
        model = ReviewCase
        fields = ()


def _departments(case: ReviewCase) -> Iterator[str]:
    if case.department:
        yield str(case.department)
    if case.holding_department:
        yield f"保有：{case.holding_department}"
    if case.using_department:
        yield f"利用：{case.using_department}"


def _subject(case: ReviewCase) -> Iterator[str]:
    if case.counted_only:
        yield "（件数のみ）"
    if case.content:
        yield f"{case.get_linkage_display()}：{case.content}" if case.linkage else case.content
    if case.recipient:
        yield f"提供先：{case.recipient}"
    if case.purpose:
        yield f"利用目的：{case.purpose}"


class ImplementingBodyTable(RegisterTable):
    name = Column()
    code = CodeColumn()
    case_count = FigureColumn("審査案件（件）")

    class Meta(RegisterTable.Meta):
        model = ImplementingBody
        fields = ()


class CareCategoryTable(RegisterTable):
    name = Column()
    code = CodeColumn()
    case_count = FigureColumn("審査案件（件）")
    starts_on = DayColumn()
    ends_on = DayColumn()

    class Meta(RegisterTable.Meta):
        model = CareCategory
        fields = ()

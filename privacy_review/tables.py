"""The columns of the lists of review cases, bodies and categories."""

from core.columns import CodeColumn, Column, DayColumn, FigureColumn, LinesColumn, LongColumn, MarkColumn
from core.lists import RegisterTable
from privacy_review.models import CareCategory, ImplementingBody, ReviewCase


class ReviewCaseTable(RegisterTable):
    reviewed_on = DayColumn()
    criterion = Column()
    implementing_body = Column(order_by=("implementing_body__order", "implementing_body__code"))
    department = Column(order_by=("department__order", "department__code"))
    content = LongColumn()
    purpose = LongColumn()
    clause = CodeColumn()
    recipient = Column()
    linkage = Column("結合・導入")
    holding_department = Column(order_by=("holding_department__order", "holding_department__code"))
    using_department = Column(order_by=("using_department__order", "using_department__code"))
    special_care = MarkColumn(yes="有", no="無")
    ordinance_special_care = MarkColumn(yes="有", no="無")
    care_categories = LinesColumn(
        "条例要配慮の内容",
        lines=lambda case: [line.care_category for line in case.case_care_categories.all()],
    )
    counted_only = MarkColumn()

    class Meta(RegisterTable.Meta):
        model = ReviewCase
        fields = ()


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

"""The columns of the lists of review cases, bodies and categories."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.html import format_html
from django_tables2 import A

from core.calendar import today, wareki
from core.columns import (
    CodeColumn,
    Column,
    DayColumn,
    FigureColumn,
    LinesColumn,
    LongColumn,
    LongLinesColumn,
    MarkColumn,
    TimeColumn,
)
from core.in_sql import ListedArray, TextCell
from core.lists import RegisterTable
from core.markup import format_each
from privacy_review.models import (
    CareCategory,
    CaseCondition,
    ImplementingBody,
    Processor,
    ReviewCase,
    Undertaking,
)
from privacy_review.states.case_condition import State as ConditionState
from privacy_review.states.review_case import State

CASE_BADGES = {
    State.DRAFT: "",
    State.SUBMITTED: "badge-key",
    State.CONFIRMED: "badge-key",
    State.ACCEPTED: "badge-success",
    State.ACCEPTED_WITH_CONDITIONS: "badge-success",
    State.REFUSED: "badge-error",
    State.RETURNED: "badge-warning",
    State.WITHDRAWN: "",
    State.RECORDED: "",
}
CONDITION_BADGES = {
    ConditionState.OPEN: "badge-warning",
    ConditionState.REPORTED: "badge-key",
    ConditionState.MET: "badge-success",
}


class CaseColumn(LongLinesColumn):
    """What a case is about; its first line leads to its page."""

    def render(self, record: ReviewCase) -> str:
        first, *others = self.lines(record)
        address = reverse("review_case", args=[record.pk])
        more = format_each("<div>{}</div>", ((line,) for line in others))
        return format_html('<div><a href="{}">{}</a></div>{}', address, first, more)


class CaseStateColumn(Column):
    """Where a case stands, as a badge; whether the report's list leaves it out."""

    css_class = "mark"

    def render(self, record: ReviewCase) -> str:
        badge = CASE_BADGES[State(record.state)]
        shown = format_html('<span class="badge {}">{}</span>', badge, record.get_state_display())
        if not record.withheld:
            return shown
        return format_html('{}<div><span class="badge badge-warning">一覧に載せない</span></div>', shown)


class ReviewCaseTable(RegisterTable):
    """On the screen a case is told in few columns; which fields fill them depends on its criterion."""

    subject = CaseColumn(
        "業務・内容・提供先・利用目的", lines=lambda case: _subject(case), exclude_from_export=True
    )
    undertaking_name = Column("業務", visible=False)
    criterion = Column()
    implementing_body = Column(order_by=("implementing_body__order", "implementing_body__code"))
    departments = LinesColumn("部課", lines=lambda case: _departments(case), exclude_from_export=True)
    department = Column(visible=False)
    holding_department = Column(visible=False)
    using_department = Column(visible=False)
    content = Column(visible=False)
    linkage = Column(visible=False)
    recipient = Column(visible=False)
    purpose = Column(visible=False)
    clause = Column(visible=False)
    processor_name = Column("委託先", visible=False)
    contract_starts_on = DayColumn(visible=False)
    contract_ends_on = DayColumn(visible=False)
    safety_plan = Column(visible=False)
    care = LinesColumn("要配慮", lines=lambda case: _care(case), exclude_from_export=True)
    special_care = MarkColumn("要配慮", yes="有", no="無", visible=False)
    ordinance_special_care = MarkColumn("条例要配慮", yes="有", no="無", visible=False)
    care_categories = LinesColumn(
        "条例要配慮の内容",
        lines=lambda case: case.care_category_names,
        cell_in_sql=lambda: TextCell(ListedArray(F("care_category_names"))),
        visible=False,
    )
    state = CaseStateColumn()
    reviewed_on = DayColumn()
    counted_only = MarkColumn(visible=False)
    withheld = MarkColumn(visible=False)
    withheld_reason = Column(visible=False)

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


def _care(case: Any) -> Iterator[str]:
    if case.special_care:
        yield "要配慮"
    if case.ordinance_special_care:
        yield f"条例：{'、'.join(case.care_category_names)}"
    if not (case.special_care or case.ordinance_special_care):
        yield "無"


def _subject(case: Any) -> Iterator[str]:
    if case.undertaking_name:
        yield case.undertaking_name
    if case.counted_only:
        yield "（件数のみ）"
    if case.content:
        yield f"{case.get_linkage_display()}：{case.content}" if case.linkage else case.content
    if case.recipient:
        yield f"提供先：{case.recipient}"
    if case.purpose:
        yield f"利用目的：{case.purpose}"


class DueColumn(DayColumn):
    """Until when a condition is to be met; where that is past, a badge says so."""

    def render(self, value: date, record: Any) -> str:  # type: ignore[override]  # by name
        if record.overdue:
            return format_html(
                '{}<div><span class="badge badge-error">過ぎています</span></div>', wareki(value)
            )
        return wareki(value)


class ConditionStateColumn(Column):
    """Where a condition stands, as a badge."""

    css_class = "mark"

    def render(self, record: CaseCondition) -> str:
        badge = CONDITION_BADGES[ConditionState(record.state)]
        return format_html('<span class="badge {}">{}</span>', badge, record.get_state_display())


class CaseConditionTable(RegisterTable):
    due_on = DueColumn()
    overdue = MarkColumn("期限切れ", yes="過ぎています", visible=False)
    state = ConditionStateColumn()
    text = LongColumn(linkify=("case_condition", {"pk": A("pk")}))
    department = Column(
        "担当課",
        accessor="case__department",
        order_by=("case__department__order", "case__department__code"),
    )
    undertaking = Column("業務", accessor="case__undertaking", order_by="case__undertaking__name")
    criterion = Column("審査案件", accessor="case__criterion", linkify=("review_case", {"pk": A("case_id")}))
    reported_at = TimeColumn(visible=False)
    met_at = TimeColumn(visible=False)

    class Meta(RegisterTable.Meta):
        model = CaseCondition
        fields = ()


class StandingColumn(LinesColumn):
    """How many cases stand in each state, in lines that are never broken."""

    css_class = "date"


class UndertakingTable(RegisterTable):
    """Needs `drafted_on`, `case_count` and `states`, those of the cases that the person sees."""

    name = Column(linkify=("undertaking", {"pk": A("pk")}))
    department = Column(order_by=("department__order", "department__code"))
    drafted_on = DayColumn("登録した日", order_by="drafted_at")
    case_count = FigureColumn("審査案件（件）")
    standing = StandingColumn("状態", lines=lambda undertaking: _standing(undertaking.states))

    class Meta(RegisterTable.Meta):
        model = Undertaking
        fields = ()


def _standing(states: list[str]) -> Iterator[str]:
    """In the order of a case's life."""
    for state in State:
        if count := states.count(state):
            yield f"{state.label} {count}件"


class ProcessorTable(RegisterTable):
    """Needs `case_count` and `next_end`, of the accepted cases that the person sees."""

    name = Column(order_by=("kana", "name"), linkify=("processor", {"pk": A("pk")}))
    kana = Column(visible=False)
    corporate_number = CodeColumn()
    case_count = FigureColumn("審査案件（件）")
    next_end = DayColumn("次の契約の終わり")
    starts_on = DayColumn()
    ends_on = DayColumn()

    class Meta(RegisterTable.Meta):
        model = Processor
        fields = ()


class ContractEndColumn(DayColumn):
    """The last day of a contract; where it is over, a badge says so."""

    def render(self, value: date) -> str:
        if value < today():
            return format_html('{}<div><span class="badge">終わりました</span></div>', wareki(value))
        return wareki(value)


class ContractTable(RegisterTable):
    """The cases of one processor."""

    undertaking = Column(linkify=("review_case", {"pk": A("pk")}), orderable=False)
    criterion = Column(orderable=False)
    department = Column(orderable=False)
    state = CaseStateColumn(orderable=False)
    contract_starts_on = DayColumn(orderable=False)
    contract_ends_on = ContractEndColumn(orderable=False)

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

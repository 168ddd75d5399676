"""The exhibits of the privacy review report (報告第362号): counts by criterion and body, and the lists."""

from core.exhibits import Align, Column, Exhibit, Row, Value
from core.models import Department
from core.text import to_full_width
from privacy_review.models import ReviewCase
from privacy_review.models.criterion import Criterion
from privacy_review.registers import Alike, ReviewRegisters, count_of

CARE_COLUMNS = (
    Column("special_care", "要配慮個人情報\n（有／無）", "要配慮個人情報の有無", Align.CENTRE),
    Column(
        "ordinance_special_care", "条例要配慮個人情報\n（有／無）", "条例要配慮個人情報の有無", Align.CENTRE
    ),
)
BODY = Column("implementing_body", "実施機関", align=Align.CENTRE)
DEPARTMENT = Column("department", "担当部課")
CATEGORIES = Column("care_categories", "条例要配慮個人情報の内容")
NUMBER = Column("number", "No", "番号", Align.CENTRE)

# The columns between the number and the two flags, by criterion, as the publication prints them.
COLUMNS_OF = {
    Criterion.OUTSOURCING: (Column("content", "委託の内容", wide=True), BODY, DEPARTMENT),
    Criterion.USE_BEYOND_PURPOSE: (
        Column("purpose", "利用目的", wide=True),
        Column("clause", "該当条項"),
        BODY,
        Column("holding_department", "保有課"),
        Column("using_department", "利用課"),
    ),
    Criterion.EXTERNAL_PROVISION: (
        Column("recipient", "提供先"),
        Column("purpose", "提供先での利用目的", wide=True),
        Column("clause", "該当条項"),
        BODY,
        DEPARTMENT,
    ),
    Criterion.ONLINE_LINKAGE: (
        Column("linkage", "オンライン結合・\nシステム導入の別", "オンライン結合・システム導入の別"),
        Column("content", "オンライン結合・システム導入の内容", wide=True),
        BODY,
        DEPARTMENT,
    ),
}


def review_counts(registers: ReviewRegisters, criterion: Criterion) -> Exhibit:
    """How many cases each body reviewed by the criterion, and how many of them need special care."""
    groups = registers.counted_by(criterion)
    rows = [
        _count(body.name, [each for each in groups if each.body == body.pk], code=body.code)
        for body in registers.bodies
    ]
    return Exhibit(
        slug=f"review_counts_{criterion.value}",
        title=f"{criterion.label}の審査件数",
        columns=(
            Column("implementing_body", "実施機関"),
            Column("count", "審査件数", align=Align.NUMBER),
            Column("special_care", "審査件数のうち、要配慮個人情報を取り扱うもの", align=Align.NUMBER),
            Column(
                "ordinance_special_care",
                "審査件数のうち、条例要配慮個人情報を取り扱うもの",
                align=Align.NUMBER,
            ),
        ),
        rows=(*rows, _count("合計", groups, total=True)),
        prints_unit=False,
    )


def _count(label: str, groups: list[Alike], *, code: str = "", total: bool = False) -> Row:
    return Row(
        cells={
            "implementing_body": label,
            "count": count_of(groups),
            "special_care": count_of(each for each in groups if each.special_care),
            "ordinance_special_care": count_of(each for each in groups if each.ordinance_special_care),
        },
        unit="件",
        code=code,
        total=total,
    )


def review_cases(registers: ReviewRegisters, criterion: Criterion) -> Exhibit:
    """The cases of the criterion with special care-required personal information, one by one. What is kept
    out of the list is told as a number: list and count can be held against each other."""
    categories = CATEGORIES
    if criterion == Criterion.USE_BEYOND_PURPOSE:
        categories = Column("care_categories", "条例要配慮個人情報の内訳")
    withheld = (each for each in registers.counted_by(criterion) if each.is_special and each.withheld)
    return Exhibit(
        slug=f"review_cases_{criterion.value}",
        title=f"{criterion.label}の審査基準案件一覧",
        columns=(NUMBER, *COLUMNS_OF[criterion], *CARE_COLUMNS, categories),
        rows=tuple(_case(*each) for each in enumerate(registers.listed_by(criterion), start=1)),
        notes=_left_out(count_of(withheld)),
    )


def _left_out(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"※ほかに{to_full_width(str(count))}件は、件数に含め、この一覧には載せていません。",)


def _case(number: int, case: ReviewCase) -> Row:
    cells: dict[str, Value] = {
        "number": number,
        "content": case.content,
        "purpose": case.purpose,
        "clause": case.clause,
        "recipient": case.recipient,
        "linkage": case.get_linkage_display(),
        "implementing_body": case.implementing_body.name,
        "department": _two_lines(case.department),
        "holding_department": _two_lines(case.holding_department),
        "using_department": _two_lines(case.using_department),
        "special_care": case.special_care,
        "ordinance_special_care": case.ordinance_special_care,
        "care_categories": tuple(str(each.care_category) for each in case.case_care_categories.all()),
    }
    return Row(cells=cells)


def _two_lines(department: Department | None) -> str:
    return f"{department.bureau}\n{department.section}" if department else ""

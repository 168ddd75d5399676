"""Carrying a report forward: the next year's starts from this year's tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import act
from core.calendar import fiscal_year_label, wareki
from core.errors import NotPermittedError, refuse
from core.models import ProseMark, Report, ReportDepartment, Section, Staff
from core.reports.check_finding import sections_in_order
from core.reports.document import Document
from core.reports.kinds import Scope, kind_of
from core.reports.typed_values import TypedValue, typed_values
from core.services.report_drafting import REPORT_TEXTS, SECTION_TEXTS, may_draft, told_with_fields

_OF_TITLE_PAGE = ("kind", "title", "subtitle", "running_head", "preamble")
_OF_SECTION = ("order", "slug", "numbering", "running_head", "exhibit", *SECTION_TEXTS)


@dataclass(frozen=True)
class CarriedWord:
    """A year, a day or a number that stands typed in the old report: in which section (None: in the report's
    own texts), in which field, and what."""

    section: Section | None
    field: str
    value: TypedValue


@dataclass(frozen=True)
class Plan:
    """What a new report would be: its row, which is not saved, the departments and sections that come over
    from the old one, as they print, and the words in them that somebody has to look at."""

    report: Report
    departments: list[ReportDepartment]
    sections: list[Section]
    words: list[CarriedWord]


def next_scope(report: Report) -> Scope:
    """The fiscal year after the report's; of another period, what begins the day after and is as long."""
    if report.fiscal_year is not None:
        return Scope.of_fiscal_year(report.fiscal_year + 1)
    starts_on = report.ends_on + timedelta(days=1)
    months = (starts_on.year - report.starts_on.year) * 12 + starts_on.month - report.starts_on.month
    if starts_on.day == 1 and months:  # whole months, whatever their lengths
        year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
        return Scope(starts_on, date(year, month + 1, 1) - timedelta(days=1))
    return Scope(starts_on, starts_on + (report.ends_on - report.starts_on))


def plan_carrying(report: Report, *, number: int, scope: Scope, issued_on: date, actor: Staff) -> Plan:
    """What carrying the report forward would bring. Nothing is written.

    Raises NotPermittedError for those who do not draft its kind, DomainError with every reason why not.
    """
    if not may_draft(report, actor) or not actor.has_perm("core.add_report"):
        raise NotPermittedError("報告書をつくるのは、その種類の報告書を起草する課の職員です。")
    new = Report(
        **{name: getattr(report, name) for name in _OF_TITLE_PAGE},
        number=number,
        issued_on=issued_on,
        fiscal_year=scope.fiscal_year,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        carried_from=report,
    )
    refuse(_reasons_against(new))
    sections = sections_in_order(Document(report))
    return Plan(
        report=new,
        departments=list(report.report_departments.select_related("department")),
        sections=sections,
        words=[*_words(None, report, REPORT_TEXTS), *_words_of(sections)],
    )


@transaction.atomic
def carry_forward(
    report: Report, *, number: int, issued_on: date, actor: Staff, scope: Scope | None = None
) -> Report:
    """Make the report of another period from this one's title page, departments and sections; answers it.

    `scope` is its period, the next one unless said. Facts move by themselves; every year, day and number that
    stands typed in the prose is marked until somebody has looked. Raises what plan_carrying raises.
    """
    # All of the kind, so that no two begin with the same period at once.
    list(Report.objects.select_for_update(of=("self",), no_key=True).filter(kind=report.kind).order_by("pk"))
    scope = scope or next_scope(report)
    plan = plan_carrying(report, number=number, scope=scope, issued_on=issued_on, actor=actor)
    with act("carry_forward_report", by=actor, reason=str(report)):
        plan.report.save()
        ReportDepartment.objects.bulk_create(
            ReportDepartment(report=plan.report, department=each.department, order=each.order)
            for each in plan.departments
        )
        copies = _copy_tree(plan)
        ProseMark.objects.bulk_create(
            ProseMark(
                report=plan.report,
                section=copies[word.section.pk] if word.section else None,
                field=word.field,
                words=word.value.words,
                context=word.value.context,
            )
            for word in plan.words
        )
    return plan.report


def _reasons_against(new: Report) -> Iterator[str]:
    """Why there may be no such report beside those that there are."""
    taken = Report.objects.filter(number=new.number).first()
    if taken is not None:
        yield f"報告第{new.number}号はもうあります（{taken.scope.label}）。ほかの番号にしてください。"
    if new.ends_on < new.starts_on:
        yield "終了日が開始日より前になっています。日付を確かめてください。"
    else:
        for other in Report.objects.filter(
            kind=new.kind, starts_on__lte=new.ends_on, ends_on__gte=new.starts_on
        ).order_by("starts_on", "number"):
            yield _overlap(new, other)
    if kind_of(new.kind).of_fiscal_year and new.fiscal_year is None:
        yield "この種類の報告書には年度が要ります。例：令和5年度"
    try:
        new.clean_fields(exclude=set(_OF_TITLE_PAGE))  # that stands in a report already
    except ValidationError as error:
        yield from told_with_fields(new, error)


def _overlap(new: Report, other: Report) -> str:
    if new.fiscal_year is not None and new.fiscal_year == other.fiscal_year:
        year = fiscal_year_label(new.fiscal_year)
        return f"{year}の報告書は、報告第{other.number}号としてもうあります。それを直してください。"
    period = f"{wareki(other.starts_on)}から{wareki(other.ends_on)}まで"
    return f"対象期間が、報告第{other.number}号（{period}）と重なっています。期間を直してください。"


def _words(
    section: Section | None, record: Report | Section, fields: tuple[str, ...]
) -> Iterator[CarriedWord]:
    for field in fields:
        for value in typed_values(getattr(record, field)):
            yield CarriedWord(section, field, value)


def _words_of(sections: list[Section]) -> Iterator[CarriedWord]:
    for section in sections:
        yield from _words(section, section, SECTION_TEXTS)


def _copy_tree(plan: Plan) -> dict[int, Section]:
    """Copy the sections, those above before those below; answers the copies by the key of the old ones."""
    copies: dict[int, Section] = {}
    level = [each for each in plan.sections if each.parent_id is None]
    while level:
        made = [
            Section(
                report=plan.report,
                parent=copies.get(old.parent_id or 0),
                **{name: getattr(old, name) for name in _OF_SECTION},
            )
            for old in level
        ]
        Section.objects.bulk_create(made)
        copies |= {old.pk: new for old, new in zip(level, made, strict=True)}
        above = {old.pk for old in level}
        level = [each for each in plan.sections if each.parent_id in above]
    return copies

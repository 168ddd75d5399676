"""Drafting a report: its words, and at what of them somebody has looked.

Its tree is the business of core.services.report_tree, and its beginning core.services.carry_forward's.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone

from core.audit import act
from core.errors import DomainError, NotPermittedError, refuse
from core.models import ProseMark, Report, Section, Staff
from core.reports.kinds import kinds_drafted_by
from core.reports.typed_values import still_typed
from core.states.report import State

# The fields of prose, in which facts stand and years may be typed.
REPORT_TEXTS = ("title", "subtitle", "preamble")
SECTION_TEXTS = ("heading", "heading_note", "body", "after")

_WHY_CLOSED = {
    State.IN_REVIEW: "この報告書は公表前の確認を待っているので、いまは変えられません。"
    "直すときは、「公表と正誤表」の画面で、確認を取り消して起草に戻してください。",
    State.PUBLISHED: "この報告書は公表済みなので、もう変えられません。訂正は正誤表に載ります。",
}


@dataclass(frozen=True)
class TitlePage:
    """What stands on a report's title page, its departments apart."""

    number: int
    title: str
    issued_on: date
    preamble: str
    subtitle: str = ""
    running_head: str = ""


@dataclass(frozen=True)
class SectionContent:
    """What a section says; where it stands is the tree's business."""

    heading: str
    heading_note: str = ""
    numbering: str = Section.Numbering.NUMBERED
    running_head: str = ""
    body: str = ""
    exhibit: str = ""
    after: str = ""


def may_draft(report: Report, actor: Staff) -> bool:
    """Whether the person drafts reports of this kind, whatever the report's state."""
    return report.kind in kinds_drafted_by(actor)


def why_closed(report: Report) -> str:
    """Why nobody may write in the report now, and what to do; "" where it is being drafted."""
    return _WHY_CLOSED.get(State(report.state), "")


def lock_for_drafting(report: Report, actor: Staff) -> Report:
    """The report's row, locked, so that it stays a draft while it is written in.

    Whoever also locks sections does so before: saving a section locks its row, and then the report's for its
    rules. Raises NotPermittedError without the right, DomainError where it is no draft.
    """
    if not may_draft(report, actor):
        raise NotPermittedError("報告書は、その種類の報告書を起草する課の職員が書きます。")
    report = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if not report.is_editable:
        raise DomainError(why_closed(report))
    return report


@transaction.atomic
def save_title_page(report: Report, *, content: TitlePage, actor: Staff) -> Report:
    """Make the title page say this. What was carried over and is gone from it counts as looked at.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    report = lock_for_drafting(report, actor)
    if changed := _write(report, asdict(content)):
        with act("write_report_title_page", by=actor):
            report.save(update_fields=changed)
            _see_what_is_gone(report, None, changed, actor)
    return report


@transaction.atomic
def save_section(section: Section, *, content: SectionContent, actor: Staff) -> Section:
    """Make the section say this. What was carried over and is gone from it counts as looked at.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    section = Section.objects.select_for_update(of=("self",), no_key=True).get(pk=section.pk)
    section.report = lock_for_drafting(section.report, actor)
    if changed := _write(section, asdict(content)):
        with act("write_report_section", by=actor):
            section.save(update_fields=changed)
            _see_what_is_gone(section.report, section, changed, actor)
    return section


@transaction.atomic
def look_at_mark(mark: ProseMark, *, actor: Staff) -> ProseMark:
    """The person has looked at the mark's words and found them right; whoever was first stays.

    Raises NotPermittedError without the right, DomainError where the report is no draft.
    """
    lock_for_drafting(mark.report, actor)
    _look_at(ProseMark.objects.filter(pk=mark.pk), actor)
    mark.refresh_from_db()
    return mark


@transaction.atomic
def look_at_marks(report: Report, *, section: Section | None, actor: Staff) -> int:
    """The person has looked at all that is marked in the section (None: in the report's own texts); answers
    at how many nobody had looked. Raises as look_at_mark does."""
    lock_for_drafting(report, actor)
    return _look_at(report.prose_marks.filter(section=section), actor)


def _write(record: Report | Section, values: Mapping[str, Any]) -> list[str]:
    """Set the values; answers the names of those that change anything. Raises DomainError with every rule
    that speaks against them."""
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    for name in changed:
        setattr(record, name, values[name])
    if changed:
        refuse(faults_of(record))
    return changed


def faults_of(record: Report | Section) -> list[str]:
    """What the record's rules say against it, each with its field: 「本文の3行目：…」."""
    try:
        record.full_clean()
    except ValidationError as error:
        return told_with_fields(record, error)
    return []


def told_with_fields(record: Report | Section, error: ValidationError) -> list[str]:
    """The sentences of the error, each with its field."""
    return [
        _with_field(label_of(record, name), message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def label_of(record: Report | Section, name: str) -> str:
    """What the field is called on screens; "" for what is no field."""
    try:
        field: Any = record._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    return str(field.verbose_name)


def _with_field(label: str, message: str) -> str:
    if not label:
        return message
    return f"{label}の{message}" if message[:1].isdigit() else f"{label}：{message}"


def _see_what_is_gone(report: Report, section: Section | None, fields: list[str], actor: Staff) -> None:
    """Whoever changes a text so that what was marked is gone from it has looked at it."""
    record = section or report
    texts = SECTION_TEXTS if section else REPORT_TEXTS
    for field in (name for name in fields if name in texts):
        marks = list(report.prose_marks.filter(section=section, field=field))
        stand = still_typed([(mark.words, mark.context) for mark in marks], getattr(record, field))
        gone = [mark.pk for mark, stands in zip(marks, stand, strict=True) if not stands]
        _look_at(report.prose_marks.filter(pk__in=gone), actor)


def _look_at(marks: Any, actor: Staff) -> int:
    with act("look_at_prose_mark", by=actor):
        return marks.unseen().update(seen_at=timezone.now(), seen_by=actor)

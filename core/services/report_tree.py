"""The tree of a report's sections: they are added, moved and removed, and their numbers follow."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from django.db import transaction

from core.audit import act
from core.errors import DomainError, refuse
from core.models import Report, Section, Staff
from core.reports.check_finding import OWN_TEXTS, place_of
from core.reports.document import Document
from core.reports.facts import written
from core.reports.prose import fact_names
from core.services.report_drafting import (
    REPORT_TEXTS,
    SECTION_TEXTS,
    SectionContent,
    faults_of,
    label_of,
    lock_for_drafting,
)

SECTION_GONE = "この節は、ほかの人が移したか消しました。"
_STEP = 10  # between two neighbours' orders


class Direction(StrEnum):
    """Where a section moves: past its neighbour, into it, or out behind what it stands in."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


class Tree:
    """The sections of one report, by what they stand below."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self.sections = {section.pk: section for section in sections}

    def present(self, section: Section) -> Section:
        """The section as it is here. Raises DomainError where it is here no more."""
        found = self.sections.get(section.pk)
        if found is None:
            raise DomainError(f"{SECTION_GONE}画面を開き直してください。")
        return found

    def below(self, parent_id: int | None) -> list[Section]:
        """What stands directly below the section (None: outermost), in the order in which it prints: what is
        on sheets of its own behind all others."""
        found = [each for each in self.sections.values() if each.parent_id == parent_id]
        return sorted(found, key=lambda section: (section.is_attachment, section.order, section.pk))

    def reason_against(self, section: Section, direction: Direction) -> str:
        """Why the section cannot move there; "" where it can."""
        siblings = self.below(section.parent_id)
        position = siblings.index(section)
        match direction:
            case Direction.UP if position == 0:
                return "この節は、この並びのいちばん上にあります。"
            case Direction.DOWN if section == siblings[-1]:
                return "この節は、この並びのいちばん下にあります。"
            case Direction.UP if siblings[position - 1].is_attachment != section.is_attachment:
                return "別紙は、ほかの節のあとに印刷します。これより上には移せません。"
            case Direction.DOWN if siblings[position + 1].is_attachment != section.is_attachment:
                return "別紙は、ほかの節のあとに印刷します。この節は、これより下には移せません。"
            case Direction.IN if position == 0:
                return "この節の上に並ぶ節がないので、一段下げることはできません。"
            case Direction.IN if section.numbering == Section.Numbering.ATTACHMENT:
                return "別紙は、ほかの節の下に置けません。"
            case Direction.OUT if section.parent_id is None:
                return "この節は、もういちばん外側にあります。"
        return ""

    def free_slug(self) -> str:
        """A name that no section has."""
        taken = {section.slug for section in self.sections.values()}
        number = len(taken) + 1
        while f"section-{number}" in taken:
            number += 1
        return f"section-{number}"


@transaction.atomic
def add_section(
    report: Report,
    *,
    content: SectionContent,
    actor: Staff,
    after: Section | None = None,
    below: Section | None = None,
    slug: str = "",
) -> Section:
    """Add a section behind another, or as the last below one; else at the report's end.

    Without a slug it gets a free one. Raises NotPermittedError without the right, DomainError with every
    reason why not.
    """
    report, tree = _locked(report, actor)
    after, below = (each and tree.present(each) for each in (after, below))
    parent_id = after.parent_id if after else below.pk if below else None
    siblings = tree.below(parent_id)
    section = Section(report=report, parent_id=parent_id, slug=slug or tree.free_slug(), **vars(content))
    refuse(faults_of(section))
    position = [each.pk for each in siblings].index(after.pk) + 1 if after else len(siblings)
    with act("add_report_section", by=actor):
        _put_in_order([*siblings[:position], section, *siblings[position:]], section)
    return section


@transaction.atomic
def move_section(section: Section, *, direction: Direction, actor: Staff) -> Section:
    """Move the section, with all below it: up or down among its neighbours, in below the one before it, or
    out behind the one above it.

    Raises NotPermittedError without the right, DomainError where there is nowhere to move to.
    """
    _, tree = _locked(section.report, actor)
    section = tree.present(section)
    refuse(filter(None, [tree.reason_against(section, direction)]))
    siblings = tree.below(section.parent_id)
    position = siblings.index(section)
    match direction:
        case Direction.UP | Direction.DOWN:
            siblings.remove(section)
            siblings.insert(position + (1 if direction is Direction.DOWN else -1), section)
        case Direction.IN:
            above = siblings[position - 1]
            siblings = [*tree.below(above.pk), section]
            section.parent_id = above.pk
        case Direction.OUT:
            above = tree.sections[section.parent_id or 0]
            siblings = tree.below(above.parent_id)
            siblings.insert(siblings.index(above) + 1, section)
            section.parent_id = above.parent_id
    with act("move_report_section", by=actor):
        _put_in_order(siblings, section)
    return section


@transaction.atomic
def remove_section(section: Section, *, actor: Staff) -> None:
    """Take the section out, and what is marked in it. Its table stays in the register.

    Raises NotPermittedError without the right, DomainError where others stand below it or refer to it.
    """
    report, tree = _locked(section.report, actor)
    section = tree.present(section)
    refuse(reasons_against_removing(Document(report), section))
    with act("remove_report_section", by=actor):
        section.delete()


def reasons_against_removing(document: Document, section: Section) -> list[str]:
    """What hangs on the section: the sections below it, and the prose that refers to it."""
    below = [f"「{document.line(each.heading)}」" for each in document.children[section.pk]]
    reasons = []
    if below:
        reasons.append(f"この節の下に節があります：{'、'.join(below)}。先に外へ移すか、消してください。")
    return [*reasons, *_references(document, section)]


def _references(document: Document, section: Section) -> Iterator[str]:
    texts: list[tuple[str, Report | Section, tuple[str, ...]]] = [
        (OWN_TEXTS, document.report, REPORT_TEXTS),
        *((place_of(document, each), each, SECTION_TEXTS) for each in document.sections if each != section),
    ]
    fact = written("section", section.slug)
    for place, record, names in texts:
        for name in names:
            if ("section", section.slug) in fact_names(getattr(record, name)):
                label = label_of(record, name)
                yield f"「{place}」の{label}が {fact} でこの節を指しています。先にその文を直してください。"


def _locked(report: Report, actor: Staff) -> tuple[Report, Tree]:
    """The report's row and all of its sections', locked in this order: sections, then the report."""
    rows = Section.objects.filter(report=report)
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    report = lock_for_drafting(report, actor)
    return report, Tree(rows.all())  # read again: another may have been added while this waited


def _put_in_order(siblings: list[Section], moved: Section) -> None:
    for position, section in enumerate(siblings, start=1):
        if section is moved or section.order != position * _STEP:
            section.order = position * _STEP
            section.save(update_fields=None if section._state.adding else ["parent", "order"])

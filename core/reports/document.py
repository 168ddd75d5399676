"""A report as a document: its tree of sections, numbered, with prose filled and exhibits built.

Everything that is written out (screen, print, PDF, text) is written from one Document.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.exhibits import Exhibit, Group
from core.models import Municipality, Report, Section
from core.reports.facts import COMMON_FACTS
from core.reports.kinds import ExhibitSource, kind_of
from core.reports.numbering import number_of
from core.reports.printing import printed, printed_fiscal_year
from core.reports.prose import Block, blocks, fill
from core.reports.table import PrintedTable, lay_out

OUTLINE = "exhibits/outline.html"


@dataclass(frozen=True)
class OutlineGroup:
    """A group of an outline exhibit: its number and heading, and its rows under their subheadings."""

    number: str
    heading: str
    parts: tuple[tuple[str, Group], ...]


@dataclass(frozen=True)
class PrintedExhibit:
    """An exhibit where it stands in the document."""

    exhibit: Exhibit
    table: PrintedTable | None
    outline: tuple[OutlineGroup, ...] = ()


@dataclass
class Node:
    """A section as it prints."""

    section: Section
    level: int
    number: str
    heading: str
    heading_note: str
    body: tuple[Block, ...]
    exhibit: PrintedExhibit | None
    after: tuple[Block, ...]
    children: list["Node"] = field(default_factory=list)

    @property
    def tag_level(self) -> int:
        """The level of the HTML heading: the report's title is the first."""
        return min(self.level + 1, 6)

    @property
    def is_attachment(self) -> bool:
        return self.section.numbering == Section.Numbering.ATTACHMENT

    @property
    def is_bracketed(self) -> bool:
        return self.section.numbering == Section.Numbering.BRACKETED


class Document:
    """A report, read once from the registers as they are now."""

    def __init__(self, report: Report):
        self.report = report
        self.kind = kind_of(report.kind)
        self.registers = self.kind.registers(report.scope)
        self.facts = {fact.name: fact for fact in (*COMMON_FACTS, *self.kind.facts)}

    @cached_property
    def municipality(self) -> str:
        return Municipality.name_of_only()

    @cached_property
    def sections(self) -> list[Section]:
        return list(self.report.sections.order_by("order", "id"))

    @cached_property
    def departments(self) -> list[str]:
        """The departments that report, as the title page names them, without a space between."""
        listed = self.report.report_departments.select_related("department")
        return [f"{each.department.bureau}{each.department.section}" for each in listed]

    @cached_property
    def exhibit_sources(self) -> dict[str, ExhibitSource]:
        return dict(self.kind.exhibits(self.registers))

    @cached_property
    def children(self) -> dict[int | None, list[Section]]:
        by_parent: dict[int | None, list[Section]] = defaultdict(list)
        for section in self.sections:
            by_parent[section.parent_id].append(section)
        return by_parent

    @cached_property
    def attachments(self) -> list[str]:
        """The running heads of the attachments, in order."""
        return [section.running_head for section in self.sections if section.running_head]

    @cached_property
    def places(self) -> dict[str, str]:
        """Where each section stands, by its slug: ７（３）."""
        found: dict[str, str] = {}

        def walk(parent: int | None, level: int, above: str) -> None:
            for section, number, below in self._numbered(parent, level):
                found[section.slug] = above + number
                walk(section.pk, below, above + number)

        walk(None, 1, "")
        return found

    @cached_property
    def nodes(self) -> list[Node]:
        """The outermost sections, each with its tree below it."""
        return self._nodes(None, 1)

    @cached_property
    def preamble(self) -> tuple[Block, ...]:
        return self.prose(self.report.preamble)

    @property
    def title(self) -> str:
        return self.line(self.report.title)

    @property
    def subtitle(self) -> str:
        return self.line(self.report.subtitle)

    @property
    def issued_on(self) -> str:
        return printed(self.report.issued_on)

    @property
    def number(self) -> str:
        return f"報告第{printed(self.report.number)}号"

    def fiscal_year(self, offset: int) -> str:
        """The report's fiscal year, or the one `offset` years later."""
        from_year = self.report.fiscal_year
        if from_year is None:
            raise LookupError("the report is not about a fiscal year")
        return printed_fiscal_year(from_year + offset)

    def fact(self, name: str, parameter: str) -> str:
        """The fact as it prints. One that is not there prints as a mark that nobody overlooks."""
        known = self.facts.get(name)
        try:
            if known is None or bool(known.parameter) != bool(parameter):
                raise LookupError(name)
            owner = self if known in COMMON_FACTS else self.registers
            return printed(known.read(owner, *([parameter] if parameter else [])))
        except LookupError:
            return f"【不明な項目：{name}{':' if parameter else ''}{parameter}】"

    def line(self, text: str) -> str:
        """A line of text with its facts filled in."""
        return fill(text, self.fact)

    def prose(self, text: str) -> tuple[Block, ...]:
        return blocks(text, self.fact) if text else ()

    def exhibits(self) -> Iterator[Exhibit]:
        """Every exhibit of the report's kind, in the order of delivery, each built once."""
        for slug in self.exhibit_sources:
            yield self.exhibit(slug)

    def exhibit(self, slug: str) -> Exhibit:
        """The exhibit of that name. Raises KeyError where the kind has none."""
        if slug not in self._built:
            self._built[slug] = self.exhibit_sources[slug].build(self.registers)
        return self._built[slug]

    @cached_property
    def _built(self) -> dict[str, Exhibit]:
        return {}

    def _numbered(self, parent: int | None, level: int) -> Iterator[tuple[Section, str, int]]:
        """The sections under a parent, each with its number and the level of what stands below it.

        A bracketed heading takes no number and opens no level.
        """
        position = 0
        for section in self.children[parent]:
            if section.numbering == Section.Numbering.NUMBERED:
                position += 1
                yield section, number_of(level, position), level + 1
            else:
                yield section, "", level

    def _nodes(self, parent: int | None, level: int) -> list[Node]:
        return [
            Node(
                section=section,
                level=level,
                number=number,
                heading=self.line(section.heading),
                heading_note=self.line(section.heading_note),
                body=self.prose(section.body),
                exhibit=self._printed(section.exhibit, below) if section.exhibit else None,
                after=self.prose(section.after),
                children=self._nodes(section.pk, below),
            )
            for section, number, below in self._numbered(parent, level)
        ]

    def _printed(self, slug: str, level: int) -> PrintedExhibit | None:
        if slug not in self.exhibit_sources:
            return None
        exhibit = self.exhibit(slug)
        if exhibit.template != OUTLINE:
            return PrintedExhibit(exhibit, lay_out(exhibit))
        return PrintedExhibit(exhibit, None, tuple(_outline(exhibit, level)))


def _outline(exhibit: Exhibit, level: int) -> Iterator[OutlineGroup]:
    for position, group in enumerate(exhibit.groups(), start=1):
        heading, *_ = group.first.headings or ("",)
        runs: dict[str, list[Any]] = {}
        for row in group.rows:
            runs.setdefault(row.headings[1] if len(row.headings) > 1 else "", []).append(row)
        parts = tuple((name, Group(name, tuple(rows))) for name, rows in runs.items())
        yield OutlineGroup(number_of(level, position) if exhibit.numbered else "", heading, parts)

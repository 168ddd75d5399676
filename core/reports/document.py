"""A report as a document: its tree of sections, numbered, with prose filled and exhibits built.

Everything that is written out (screen, print, PDF, text) is written from one Document.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.exhibits import Exhibit, Group, Value
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


@dataclass(frozen=True)
class ContentsLine:
    """A line of the table of contents: the section's name (its anchor), its level, number and heading."""

    slug: str
    level: int
    number: str
    heading: str


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
        return self.section.is_attachment

    @property
    def is_bracketed(self) -> bool:
        return self.section.numbering == Section.Numbering.BRACKETED


class Document:
    """A report, read once from the registers as they are now."""

    digest = ""  # of an edition, which this is not: core.reports.edition.PublishedDocument

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
        by_parent[None].sort(key=lambda section: section.is_attachment)  # they print behind all others
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
            for section, number, below in self.numbered(parent, level):
                found[section.slug] = above + number
                walk(section.pk, below, above + number)

        walk(None, 1, "")
        return found

    def node(self, slug: str) -> Node:
        """One section as it prints, without those below it; no other is built. Raises LookupError where there
        is none of that name."""

        def look(parent: int | None, level: int) -> Node | None:
            for section, number, below in self.numbered(parent, level):
                if section.slug == slug:
                    return self._node(section, number, level, below)
                if (found := look(section.pk, below)) is not None:
                    return found
            return None

        if (found := look(None, 1)) is None:
            raise LookupError(slug)
        return found

    @cached_property
    def nodes(self) -> list[Node]:
        """The outermost sections, each with its tree below it."""
        return self._nodes(None, 1)

    @cached_property
    def contents(self) -> list[ContentsLine]:
        """The table of contents: every heading, in the order in which they print."""
        return list(_contents(self.nodes))

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

    def value(self, name: str, parameter: str) -> Value:
        """The fact's value. Raises LookupError where the report has no such fact."""
        known = self.facts.get(name)
        if known is None or bool(known.parameter) != bool(parameter):
            raise LookupError(name)
        owner = self if known in COMMON_FACTS else self.registers
        return known.read(owner, *([parameter] if parameter else []))

    def fact(self, name: str, parameter: str) -> str:
        """The fact as it prints. One that is not there prints as a mark that nobody overlooks."""
        try:
            return printed(self.value(name, parameter))
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

    def published_csv(self, slug: str) -> bytes | None:
        """None: the exhibit's CSV was not published yet."""
        return None

    def exhibit(self, slug: str) -> Exhibit:
        """The exhibit of that name. Raises KeyError where the kind has none."""
        if slug not in self._built:
            self._built[slug] = self.exhibit_sources[slug].build(self.registers)
        return self._built[slug]

    @cached_property
    def _built(self) -> dict[str, Exhibit]:
        return {}

    def numbered(self, parent: int | None, level: int) -> Iterator[tuple[Section, str, int]]:
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
        nodes = []
        for section, number, below in self.numbered(parent, level):
            node = self._node(section, number, level, below)
            node.children = self._nodes(section.pk, below)
            nodes.append(node)
        return nodes

    def _node(self, section: Section, number: str, level: int, below: int) -> Node:
        return Node(
            section=section,
            level=level,
            number=number,
            heading=self.line(section.heading),
            heading_note=self.line(section.heading_note),
            body=self.prose(section.body),
            exhibit=self._printed(section.exhibit, below) if section.exhibit else None,
            after=self.prose(section.after),
        )

    def _printed(self, slug: str, level: int) -> PrintedExhibit | None:
        if slug not in self.exhibit_sources:
            return None
        exhibit = self.exhibit(slug)
        if exhibit.template != OUTLINE:
            return PrintedExhibit(exhibit, lay_out(exhibit))
        return PrintedExhibit(exhibit, None, tuple(_outline(exhibit, level)))


def _contents(nodes: list[Node]) -> Iterator[ContentsLine]:
    for node in nodes:
        heading = f"＜{node.heading}＞" if node.is_bracketed else node.heading
        yield ContentsLine(node.section.slug, node.level, node.number, heading)
        yield from _contents(node.children)


def _outline(exhibit: Exhibit, level: int) -> Iterator[OutlineGroup]:
    for position, group in enumerate(exhibit.groups(), start=1):
        heading, *_ = group.first.headings or ("",)
        runs: dict[str, list[Any]] = {}
        for row in group.rows:
            runs.setdefault(row.headings[1] if len(row.headings) > 1 else "", []).append(row)
        parts = tuple((name, Group(name, tuple(rows))) for name, rows in runs.items())
        yield OutlineGroup(number_of(level, position) if exhibit.numbered else "", heading, parts)

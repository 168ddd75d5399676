"""A report as it is read beside another: its sections as lines of text, and the tables that it shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.exhibits import Exhibit
from core.reports.check_finding import OWN_TEXTS, sections_in_order
from core.reports.document import Document
from core.reports.printing import printed
from core.reports.prose import Block


@dataclass(frozen=True)
class ReadSection:
    """A section: its name, where it stands (７（３）), its heading and its prose, a line each."""

    slug: str
    place: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ReportReading:
    """What a report says. `fiscal_year` is None where its period is no fiscal year."""

    name: str
    label: str
    fiscal_year: int | None
    sections: tuple[ReadSection, ...]
    exhibits: tuple[Exhibit, ...]


def reading_of(document: Document) -> ReportReading:
    """The report as its registers stand now."""
    report = document.report
    own = ReadSection(
        slug="",
        place="",
        heading=OWN_TEXTS,
        lines=tuple(filter(None, [document.title, document.subtitle, *lines_of(document.preamble)])),
    )
    shown = dict.fromkeys(
        section.exhibit
        for section in sections_in_order(document)
        if section.exhibit in document.exhibit_sources
    )
    return ReportReading(
        name=document.number,
        label=report.scope.label,
        fiscal_year=report.fiscal_year,
        sections=(own, *_sections(document)),
        exhibits=tuple(document.exhibit(slug) for slug in shown),
    )


def reading_as_published(
    label: str, values: Mapping[str, Any], exhibits: Mapping[str, Exhibit]
) -> ReportReading:
    """The report as it was published. `values` are its edition's (core.reports.values), `exhibits` those of
    them by slug, and `label` says which period it is about."""
    of_report = values["report"]
    own = [of_report["title"], of_report["subtitle"], *of_report["preamble"]]
    shown = dict.fromkeys(each["exhibit"] for each in values["sections"] if each["exhibit"] in exhibits)
    return ReportReading(
        name=f"報告第{printed(of_report['number'])}号",
        label=label,
        fiscal_year=of_report["fiscal_year"],
        sections=(
            ReadSection("", "", OWN_TEXTS, tuple(filter(None, own))),
            *(
                ReadSection(
                    each["slug"],
                    each["place"],
                    each["heading"],
                    tuple(filter(None, [each["heading_note"], *each["body"], *each["after"]])),
                )
                for each in values["sections"]
            ),
        ),
        exhibits=tuple(exhibits[slug] for slug in shown),
    )


def lines_of(blocks: tuple[Block, ...], mark: str = "") -> Iterator[str]:
    """The prose as plain lines, items of lists with a ・."""
    for block in blocks:
        for line in block.lines:
            yield mark + "".join(span.text for span in line)
            mark = ""
        for item in block.items:
            yield from lines_of(item, "・")


def _sections(document: Document) -> Iterator[ReadSection]:
    for section in sections_in_order(document):
        lines = [
            document.line(section.heading_note),
            *lines_of(document.prose(section.body)),
            *lines_of(document.prose(section.after)),
        ]
        yield ReadSection(
            slug=section.slug,
            place=document.places[section.slug],
            heading=document.line(section.heading),
            lines=tuple(line for line in lines if line),
        )

"""What a check of a report has found, where, and where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from core.models import Report, Section

if TYPE_CHECKING:
    from core.reports.document import Document

OWN_TEXTS = "件名・前文"


class Severity(Enum):
    """Whether a finding stands in the way."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class CheckFinding:
    """What a check has found.

    check_name  the check's name (a slug), the same for all that it finds
    severity    whether it stands in the way of publishing
    place       where: a section's number and heading, an exhibit's title; "" for the whole report
    sentence    what is wrong and what to do next
    url         where it is mended; "" where nowhere in particular
    """

    check_name: str
    severity: Severity
    place: str
    sentence: str
    url: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


@dataclass(frozen=True)
class TypedText:
    """A text of the report as somebody typed it, its facts still in `{{ }}`: where it stands, what its field
    is called, and the address of the screen on which it is changed."""

    place: str
    field: str
    text: str
    url: str


def report_address(document: "Document") -> str:
    """Where the report's title and preamble are changed."""
    return reverse("report_title_page", args=[document.report.number])


def section_address(document: "Document", section: Section) -> str:
    """Where the section's prose is changed."""
    return reverse("report_section_edit", args=[document.report.number, section.slug])


def exhibit_address(document: "Document", slug: str) -> str:
    """Where the exhibit is looked at alone."""
    return reverse("exhibit_detail", args=[document.report.number, slug])


def place_of(document: "Document", section: Section) -> str:
    """The section's number and heading: 「７（３） まちづくりセンターにおける…」."""
    heading = document.line(section.heading)
    if section.numbering == Section.Numbering.BRACKETED:
        heading = f"＜{heading}＞"
    return f"{document.places.get(section.slug, '')} {heading}".strip()


def sections_in_order(document: "Document") -> list[Section]:
    """The sections in the order in which they print."""
    by_slug = {section.slug: section for section in document.sections}
    return [by_slug[slug] for slug in document.places]


def typed_texts(document: "Document") -> Iterator[TypedText]:
    """Everything that is typed in the report, in the order in which it prints."""
    for name in ("title", "subtitle", "preamble"):
        text = getattr(document.report, name)
        yield TypedText(OWN_TEXTS, _label(Report, name), text, report_address(document))
    for section in sections_in_order(document):
        place, url = place_of(document, section), section_address(document, section)
        for name in ("heading", "heading_note", "body", "after"):
            yield TypedText(place, _label(Section, name), getattr(section, name), url)


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)

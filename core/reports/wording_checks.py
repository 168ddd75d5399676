"""Checks of how the report is worded: one spelling of か所 throughout, one width of digits in a section."""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from core.reports.check_finding import (
    CheckFinding,
    Severity,
    exhibit_address,
    place_of,
    section_address,
    sections_in_order,
    typed_texts,
)
from core.reports.prose import fill

if TYPE_CHECKING:
    from core.models import Section
    from core.reports.document import Document

WHOLE_REPORT = "報告書全体"

# After Arabic figures alone, and after a fact, which prints as one: 「三箇所」 and 「数箇所」 are right in
# Chinese numerals (公用文作成の考え方 Ⅰ－４ケ).
_PLACES = re.compile(r"(?:[0-9０-９]|\}\})\s*([かカヵヶケ箇個]所)")
# Digits that are no part of a name in Latin letters: J-LIS, ISO27001.
_HALF_WIDTH = re.compile(r"(?<![A-Za-z0-9])(?<![A-Za-z][-_./])[0-9]+(?![A-Za-z0-9])")
_FULL_WIDTH = re.compile(r"[０-９]+")


def spelling_of_places(document: "Document") -> Iterator[CheckFinding]:
    """か所, ヶ所 and 箇所 after figures are spelled in one way, in the prose and in the tables."""
    first: dict[str, tuple[str, str]] = {}
    for text, place, url in _texts(document):
        for spelling in _PLACES.findall(text):
            first.setdefault(spelling, (place, url))
    if len(first) > 1:
        told = "、".join(f"「{spelling}」（{place}）" for spelling, (place, _) in first.items())
        yield CheckFinding(
            "spelling_of_places",
            Severity.WARNING,
            WHOLE_REPORT,
            f"数のあとの書き方が混ざっています：{told}。一つにそろえてください。",
            list(first.values())[-1][1],
        )


def widths_of_digits(document: "Document") -> Iterator[CheckFinding]:
    """The digits of a section are all full-width or all half-width."""
    for section in sections_in_order(document):
        text = "\n".join(_as_printed(document, each) for each in _prose_of(section))
        half, full = _HALF_WIDTH.search(text), _FULL_WIDTH.search(text)
        if half and full:
            yield CheckFinding(
                "widths_of_digits",
                Severity.WARNING,
                place_of(document, section),
                f"半角の数字（「{half.group()}」など）と全角の数字（「{full.group()}」など）が混ざっています。"
                "どちらかにそろえてください。差し込む項目の数字は全角で印刷されます。",
                section_address(document, section),
            )


def _texts(document: "Document") -> Iterator[tuple[str, str, str]]:
    """(text, place, address) of all that is typed, and of the words in the tables that the report shows."""
    for typed in typed_texts(document):
        yield typed.text, typed.place, typed.url
    for section in sections_in_order(document):
        if section.exhibit not in document.exhibit_sources:
            continue
        exhibit = document.exhibit(section.exhibit)
        url = exhibit_address(document, section.exhibit)
        for row in exhibit.rows:
            for value in (*row.cells.values(), row.note):
                if isinstance(value, str):
                    yield value, f"表「{exhibit.title}」", url


def _prose_of(section: "Section") -> tuple[str, ...]:
    return section.heading, section.heading_note, section.body, section.after


def _as_printed(document: "Document", text: str) -> str:
    """The text with its facts but for the numbers of sections, which are set half-width from 10 on."""
    return fill(text, partial(_fact, document))


def _fact(document: "Document", name: str, parameter: str) -> str:
    return "" if name == "section" else document.fact(name, parameter)

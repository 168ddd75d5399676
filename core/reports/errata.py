"""正誤表: where a published report and its registers no longer say the same.

It is derived, never typed: the edition's exhibits and prose beside those of today. A reason and a day stand
beside a value where a correction of just that value tells them (ReportKind.corrections).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from core.calendar import wareki
from core.exhibits import Column, Exhibit, Row
from core.models import Section
from core.reports.document import Document
from core.reports.edition import PublishedDocument
from core.reports.kinds import Correction
from core.reports.printing import printed
from core.reports.prose import fact_names
from core.reports.values import words_of_document

REGISTER_CHANGED = "台帳の変更"
GONE, NEW, BLANK = "（削除）", "（追加）", "（空欄）"
HEADER = ("表・節", "行", "列", "誤", "正", "理由", "訂正日", "訂正日（和暦）")

_SENTENCE = re.compile(r"[^。]+。?")
_OF_SECTION = {"heading": "見出し", "heading_note": "見出しの注記", "body": "本文", "after": "表の後の文"}
_OF_REPORT = {"title": "件名", "subtitle": "副題", "preamble": "前文"}


@dataclass(frozen=True)
class Erratum:
    """A line of the 正誤表: where, what was printed, what it would say now, why, and since when."""

    place: str
    row: str
    column: str
    wrong: str
    right: str
    reason: str = REGISTER_CHANGED
    corrected_on: date | None = None

    @property
    def cells(self) -> tuple[Any, ...]:
        """For a file: in the order of HEADER."""
        day = self.corrected_on
        told = (self.place, self.row, self.column, self.wrong, self.right, self.reason)
        return (*told, day, wareki(day) if day else None)


def errata_of(published: PublishedDocument) -> list[Erratum]:
    """Every place where the report as its registers stand now says something else than was published, in the
    order of the report."""
    return list(_Comparison(published, Document(published.report)).errata())


class _Comparison:
    """The edition beside the registers of today."""

    def __init__(self, published: PublishedDocument, now: Document):
        self.published = published
        self.now = now
        self.said: dict[str, Any] = published.values
        self.says: dict[str, Any] = words_of_document(now)

    def errata(self) -> Iterator[Erratum]:
        report = self.now.report
        for name, label in _OF_REPORT.items():
            texts = self.said["report"][name], self.says["report"][name]
            yield from self._prose("件名・前文", label, *texts, getattr(report, name))
        sections = {each["slug"]: each for each in self.says["sections"]}
        rows = {section.slug: section for section in self.now.sections}
        places = {}
        for section in self.said["sections"]:
            now = sections.get(section["slug"], dict.fromkeys(_OF_SECTION, ""))
            place = f"{section['place']}　{section['heading']}".strip("　")
            for name, label in _OF_SECTION.items():
                typed = _typed(rows.get(section["slug"]), name)
                yield from self._prose(place, label, section[name], now[name], typed)
                if name == "body" and section["exhibit"] in self.published.exhibit_sources:
                    places[section["exhibit"]] = section["place"]
                    yield from self._exhibit(section["exhibit"], section["place"])
        for slug in self.published.exhibit_sources:  # those that are delivered and stand in no section
            if slug not in places:
                yield from self._exhibit(slug, "")

    # --- Prose -----------------------------------------------------------------------------------------

    def _prose(self, place: str, row: str, said: Any, says: Any, typed: str) -> Iterator[Erratum]:
        """The sentences that are no longer the same. What is typed stays: a fact in it has changed."""
        before, after = list(_sentences(said)), list(_sentences(says))
        if before == after:
            return
        codes = {parameter for _, parameter in fact_names(typed) if parameter}
        found = [each for each in self._corrections if each.code in codes]
        for first, last, new_first, new_last in _changes(before, after):
            wrong, right = "".join(before[first:last]), "".join(after[new_first:new_last])
            yield _explained(Erratum(place, row, "", wrong or BLANK, right or GONE), found)

    # --- Exhibits ------------------------------------------------------------------------------------------

    def _exhibit(self, slug: str, place: str) -> Iterator[Erratum]:
        before = self.published.exhibit(slug)
        title = f"{place}　{before.title}".strip("　")
        if slug not in self.now.exhibit_sources:
            yield Erratum(title, "", "", "表の全体", GONE)
            return
        after = self.now.exhibit(slug)
        found = [each for each in self._corrections if each.slug == slug]
        yield from self._columns(title, before, after)
        yield from self._rows(title, before, after, found)
        for first, last, new_first, new_last in _changes(before.notes, after.notes):
            wrong, right = "".join(before.notes[first:last]), "".join(after.notes[new_first:new_last])
            yield Erratum(title, "表の下の注", "", wrong or BLANK, right or GONE)

    def _columns(self, title: str, before: Exhibit, after: Exhibit) -> Iterator[Erratum]:
        now = {column.key: _heading(column) for column in after.columns}
        for column in before.columns:
            heading = _heading(column)
            if now.get(column.key, GONE) != heading:
                yield Erratum(title, "列の見出し", heading, heading, now.get(column.key, GONE))
        known = {column.key for column in before.columns}
        for column in after.columns:
            if column.key not in known:
                yield Erratum(title, "列の見出し", _heading(column), BLANK, f"{_heading(column)}{NEW}")

    def _rows(
        self, title: str, before: Exhibit, after: Exhibit, found: list[Correction]
    ) -> Iterator[Erratum]:
        labels = _labels(before), _labels(after)
        merged: set[tuple[str, str, str]] = set()
        for old, new in _pairs(before, after):
            if old is None or new is None:
                exhibit, index = (after, new) if old is None else (before, old)
                label = labels[0][old] if old is not None else labels[1][new or 0]
                words = _words(exhibit, exhibit.rows[index or 0])
                pair = (BLANK, f"{words}{NEW}") if old is None else (words, GONE)
                yield Erratum(title, label, "", *pair)
                continue
            row, now = before.rows[old], after.rows[new]
            for column, erratum in self._cells(before, after, row, now):
                # A merged cell is one on paper and stands in every row of its group here.
                cell = (row.group, column.key, erratum.right)
                if column.merged and row.group and cell in merged:
                    continue
                merged.add(cell)
                of_value = [
                    each
                    for each in found
                    if each.column == column.key and (row.total or each.code == row.code)
                ]
                yield _explained(replace(erratum, place=title, row=labels[0][old]), of_value)

    def _cells(self, before: Exhibit, after: Exhibit, row: Row, now: Row) -> Iterator[tuple[Column, Erratum]]:
        shown = {column.key for column in after.columns}
        for column in before.columns:
            wrong, right = _cell(before, row, column), _cell(after, now, column)
            if column.key in shown and wrong != right:
                yield column, Erratum("", "", _heading(column), wrong or BLANK, right or BLANK)
        for name, heading in (("unit", "単位"), ("note", "注記")):
            wrong, right = getattr(row, name), getattr(now, name)
            if wrong != right and not (name == "unit" and before.prints_unit):
                yield Column(name, heading), Erratum("", "", heading, wrong or BLANK, right or BLANK)

    @cached_property
    def _corrections(self) -> list[Correction]:
        since = self.published.edition.published_at
        return list(self.now.kind.corrections(self.now.registers, since))


def _explained(erratum: Erratum, corrections: Iterable[Correction]) -> Erratum:
    """With the reasons of the corrections that made it, and the day of the last."""
    told = list(corrections)
    if not told:
        return erratum
    reasons = dict.fromkeys(each.reason for each in told)
    return replace(erratum, reason="／".join(reasons), corrected_on=max(each.made_on for each in told))


def _typed(section: Section | None, name: str) -> str:
    return getattr(section, name) if section is not None else ""


def _sentences(text: str | list[str]) -> Iterator[str]:
    for line in [text] if isinstance(text, str) else text:
        yield from _SENTENCE.findall(line)


def _changes(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[int, int, int, int]]:
    """Where the two differ: from and to in the one, from and to in the other. What changed in place stands
    alone."""
    for tag, first, last, new_first, new_last in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "replace" and last - first == new_last - new_first:
            yield from (
                (first + i, first + i + 1, new_first + i, new_first + i + 1) for i in range(last - first)
            )
        elif tag != "equal":
            yield first, last, new_first, new_last


# --- Rows and cells ----------------------------------------------------------------------------------------


def _pairs(before: Exhibit, after: Exhibit) -> Iterator[tuple[int | None, int | None]]:
    """Each row beside what it is now: by its code, or by what it says; None where it is gone or new."""
    old, new = [_name(before, row) for row in before.rows], [_name(after, row) for row in after.rows]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(range(first, last), range(new_first, new_last), strict=True)
            continue
        rest = list(range(new_first, new_last))
        for index in range(first, last):
            alike = (n for n, other in enumerate(rest) if _are_alike(old[index], new[other]))
            found = next(alike, None)
            if found is None:
                yield index, None
            else:
                yield from ((None, other) for other in rest[:found])
                yield index, rest[found]
                rest = rest[found + 1 :]
        yield from ((None, other) for other in rest)


def _are_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the one row without a code may have become the other: most of its cells are the same, or most
    of the letters of the rest."""
    if one[0] or other[0] or len(one) != len(other):
        return False
    changed = [(old, new) for old, new in zip(one, other, strict=True) if old != new]
    if not changed or 2 * len(changed) < len(one) - 3:  # beside the code, the unit and the note
        return True
    old, new = ("".join(texts) for texts in zip(*changed, strict=True))
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= 0.5


def _name(exhibit: Exhibit, row: Row) -> tuple[str, ...]:
    if row.code or row.total:
        return row.code, "total" if row.total else ""
    return "", *(_cell(exhibit, row, column) for column in exhibit.columns), row.unit, row.note


def _labels(exhibit: Exhibit) -> list[str]:
    """What each row is called: its first words, with its place where another is called the same."""
    stub = exhibit.columns[0]
    labels = []
    for row in exhibit.rows:
        label = _one_line(printed(row.cells.get(stub.key, "")))
        labels.append(f"{row.part_of}：{label}" if row.part_of else label)
    return [
        label if label and labels.count(label) == 1 else f"{label}（{position}行目）"
        for position, label in enumerate(labels, start=1)
    ]


def _cell(exhibit: Exhibit, row: Row, column: Column) -> str:
    """What the cell prints."""
    return _one_line(printed(row.cells.get(column.key, ""), row.unit if exhibit.prints_unit else ""))


def _words(exhibit: Exhibit, row: Row) -> str:
    return "　".join(filter(None, [_cell(exhibit, row, column) for column in exhibit.columns]))


def _heading(column: Column) -> str:
    return _one_line(column.heading)


def _one_line(text: str) -> str:
    return text.replace("\n", "")

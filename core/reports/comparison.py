"""A report beside the one before it: its figures, its tables of words and its prose.

What a reader looks for first is a figure that both reports show and that is no longer the same: last year's
column in this year's table against what last year's report said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from core.exhibits import NOT_APPLICABLE, UNKNOWN, Align, Column, Exhibit, Row, Value
from core.reports.printing import printed
from core.reports.reading import ReadSection, ReportReading
from core.reports.text_comparison import ComparedText, compare_lines

Found = TypeVar("Found")

_PER_CENT = ("％", "%")


@dataclass(frozen=True)
class FigureLine:
    """A figure of the two reports.

    only    "before" or "after" where the row stands in one of them alone
    now     what the newer report says of what the former one said; the same, unless something was changed
    """

    label: str
    unit: str
    before: Value
    after: Value
    now: Value
    only: str = ""
    total: bool = False

    @property
    def disagrees(self) -> bool:
        """Whether the newer report says otherwise what the former one said."""
        return self.now != self.before

    @property
    def difference(self) -> Value:
        """By how much it has grown; in points where it is a share."""
        if not isinstance(self.before, int | Decimal) or not isinstance(self.after, int | Decimal):
            return UNKNOWN
        return self.after - self.before

    @property
    def percent(self) -> Value:
        """By how many per cent it has grown, to one decimal."""
        if self.is_share or not isinstance(self.difference, int | Decimal) or not self.before:
            return NOT_APPLICABLE
        return (Decimal(self.difference) * 100 / Decimal(str(self.before))).quantize(Decimal("0.1"))

    @property
    def is_share(self) -> bool:
        return self.unit in _PER_CENT


@dataclass(frozen=True)
class FigureGroup:
    """The rows of one column of a table: what it is called in either report."""

    heading_before: str
    heading_after: str
    lines: tuple[FigureLine, ...]


@dataclass(frozen=True)
class Disagreement:
    """A figure that both reports show and that is not the same: 「前の報告書と違う値」."""

    slug: str
    title: str
    label: str
    heading: str
    unit: str
    before: Value
    after: Value


@dataclass(frozen=True)
class ComparedFigures:
    """A table of figures."""

    slug: str
    title: str
    groups: tuple[FigureGroup, ...]
    disagreements: tuple[Disagreement, ...]
    only: str = ""

    @property
    def is_same(self) -> bool:
        lines = [line for group in self.groups for line in group.lines]
        return not self.only and not self.disagreements and all(_is_same(line) for line in lines)


@dataclass(frozen=True)
class ComparedWords:
    """A table of words, a row a line."""

    slug: str
    title: str
    text: ComparedText
    only: str = ""

    @property
    def is_same(self) -> bool:
        return not self.only and self.text.is_same


@dataclass(frozen=True)
class ComparedSection:
    """A section: where it stands in either report, its heading and its prose."""

    slug: str
    place_before: str
    place_after: str
    heading: ComparedText
    text: ComparedText
    only: str = ""

    @property
    def is_same(self) -> bool:
        return not self.only and self.heading.is_same and self.text.is_same

    @property
    def has_moved(self) -> bool:
        return not self.only and self.place_before != self.place_after


@dataclass(frozen=True)
class Comparison:
    """All of it. `disagreements` are those of every table."""

    figures: tuple[ComparedFigures, ...]
    words: tuple[ComparedWords, ...]
    sections: tuple[ComparedSection, ...]

    @property
    def disagreements(self) -> tuple[Disagreement, ...]:
        return tuple(each for table in self.figures for each in table.disagreements)


def compare(before: ReportReading, after: ReportReading) -> Comparison:
    """The report `after` beside the one `before` it."""
    ours = {exhibit.slug: exhibit for exhibit in before.exhibits}
    theirs = {exhibit.slug: exhibit for exhibit in after.exhibits}
    figures, words = [], []
    for slug in _merged(list(ours), list(theirs)):
        one, other = ours.get(slug), theirs.get(slug)
        if any(_is_of_figures(exhibit) for exhibit in (one, other)):
            figures.append(_figures(one, other, before.fiscal_year, after.fiscal_year))
        else:
            words.append(_words(one, other))
    return Comparison(tuple(figures), tuple(words), tuple(_sections(before, after)))


# --- Figures -----------------------------------------------------------------------------------------------


def _figures(
    before: Exhibit | None, after: Exhibit | None, year_before: int | None, year_after: int | None
) -> ComparedFigures:
    shown = _either(before, after)
    rows_before, rows_after = _rows(before), _rows(after)
    told_again = {column.key for column in _numbers(before)} & {column.key for column in _numbers(after)}
    groups = []
    for old, new in _columns(before, after, year_before, year_after):
        again = old if old and _is_year(old.key) and old.key in told_again else None
        lines = [
            _line(rows_before.get(key), rows_after.get(key), old, new, again)
            for key in _merged(list(rows_before), list(rows_after))
        ]
        groups.append(
            FigureGroup(
                _plain(old.heading) if old else "",
                _plain(new.heading) if new else "",
                tuple(lines),
            )
        )
    return ComparedFigures(
        slug=shown.slug,
        title=shown.title,
        groups=tuple(groups),
        disagreements=tuple(_disagreements(before, after, rows_before, rows_after)),
        only=_only(before, after),
    )


def _columns(
    before: Exhibit | None, after: Exhibit | None, year_before: int | None, year_after: int | None
) -> Iterator[tuple[Column | None, Column | None]]:
    """The columns that stand beside each other: each report's own year, and what is called the same."""
    old = {_period_key(column.key, year_before): column for column in _numbers(before)}
    new = {_period_key(column.key, year_after): column for column in _numbers(after)}
    for key in _merged(list(old), list(new)):
        if not _is_year(key):
            yield old.get(key), new.get(key)


def _period_key(key: str, year: int | None) -> str:
    """A column named by a fiscal year is the report's own, or one of another year."""
    return "own" if key == str(year) else key


def _is_year(key: str) -> bool:
    """Whether the column's key is a fiscal year (2022), whose figures it holds in whatever report."""
    return key.isdecimal()


def _line(
    before: Row | None, after: Row | None, old: Column | None, new: Column | None, again: Column | None
) -> FigureLine:
    row = _either(before, after)
    said = _cell(before, old)
    return FigureLine(
        label=_label(row),
        unit=row.unit,
        before=said,
        after=_cell(after, new),
        now=_cell(after, again) if again and before and after else said,
        only=_only(before, after),
        total=row.total,
    )


def _disagreements(
    before: Exhibit | None, after: Exhibit | None, rows_before: dict[str, Row], rows_after: dict[str, Row]
) -> Iterator[Disagreement]:
    """The figures of a fiscal year that both tables show, and not alike."""
    if before is None or after is None:
        return
    old = {column.key: column for column in _numbers(before)}
    for column in _numbers(after):
        if not _is_year(column.key) or column.key not in old:
            continue
        for key, row in rows_after.items():
            if key not in rows_before:
                continue
            said, says = _cell(rows_before[key], column), _cell(row, column)
            if said != says:
                yield Disagreement(
                    slug=after.slug,
                    title=after.title,
                    label=_label(row),
                    heading=_plain(column.heading),
                    unit=row.unit,
                    before=said,
                    after=says,
                )


def _is_of_figures(exhibit: Exhibit | None) -> bool:
    """Whether the table shows figures by one name each, and is no list in which numbers stand too."""
    return exhibit is not None and len(exhibit.columns) == len(_numbers(exhibit)) + 1 > 1


def _numbers(exhibit: Exhibit | None) -> list[Column]:
    return [column for column in exhibit.columns if column.align is Align.NUMBER] if exhibit else []


def _rows(exhibit: Exhibit | None) -> dict[str, Row]:
    """The rows by what they are known by: their code, or their words. The second of the same is another."""
    found: dict[str, Row] = {}
    for row in exhibit.rows if exhibit else ():
        name = row.code or "\n".join((*row.headings, row.part_of, _words_of(exhibit, row)))
        key, again = name, 1
        while key in found:
            again += 1
            key = f"{name} {again}"
        found[key] = row
    return found


def _words_of(exhibit: Exhibit | None, row: Row) -> str:
    """What stands in the row beside its numbers."""
    columns = exhibit.columns if exhibit else ()
    words = [row.cells.get(column.key, "") for column in columns if column.align is not Align.NUMBER]
    return " ".join(_plain(printed(value)) for value in words)


def _label(row: Row) -> str:
    """The row's first words."""
    first = next((value for value in row.cells.values() if isinstance(value, str) and value), "")
    return f"{row.part_of}：{_plain(first)}" if row.part_of else _plain(first)


def _cell(row: Row | None, column: Column | None) -> Value:
    if row is None or column is None:
        return NOT_APPLICABLE
    return row.cells.get(column.key, NOT_APPLICABLE)


def _is_same(line: FigureLine) -> bool:
    return not line.only and line.before == line.after


# --- Words -------------------------------------------------------------------------------------------------


def _words(before: Exhibit | None, after: Exhibit | None) -> ComparedWords:
    shown = _either(before, after)
    return ComparedWords(
        slug=shown.slug,
        title=shown.title,
        text=compare_lines(list(_row_lines(before)), list(_row_lines(after))),
        only=_only(before, after),
    )


def _row_lines(exhibit: Exhibit | None) -> Iterator[str]:
    """Each row in a line: its cells that say something, and its note. The headings of an outline stand above
    their rows."""
    if exhibit is None:
        return
    above: tuple[str, ...] = ()
    for row in exhibit.rows:
        if row.headings != above:
            new = next(i for i in range(len(row.headings) + 1) if row.headings[: i + 1] != above[: i + 1])
            yield from filter(None, row.headings[new:])
            above = row.headings
        cells = [_plain(_said(column, row)) for column in exhibit.columns]
        if row.headings:
            cells = [cell for cell in cells if not any(cell in heading for heading in row.headings)]
        line = "　".join(filter(None, [*cells, _plain(row.note)]))
        if line:
            yield f"・{line}" if row.headings else line


def _said(column: Column, row: Row) -> str:
    value = row.cells.get(column.key, "")
    if row.headings and isinstance(value, bool):
        return f"（{column.heading}）" if value else ""
    return printed(value)


def _sections(before: ReportReading, after: ReportReading) -> Iterator[ComparedSection]:
    ours = {section.slug: section for section in before.sections}
    theirs = {section.slug: section for section in after.sections}
    for slug in _merged(list(ours), list(theirs)):
        old, new = ours.get(slug), theirs.get(slug)
        yield ComparedSection(
            slug=slug,
            place_before=old.place if old else "",
            place_after=new.place if new else "",
            heading=compare_lines(_heading(old), _heading(new)),
            text=compare_lines(old.lines if old else (), new.lines if new else ()),
            only=_only(old, new),
        )


def _heading(section: ReadSection | None) -> tuple[str, ...]:
    return (section.heading,) if section else ()


# --- Both --------------------------------------------------------------------------------------------------


def _either(before: Found | None, after: Found | None) -> Found:
    """The one that is there, the newer where both are."""
    found = before if after is None else after
    if found is None:
        raise ValueError("neither report has it")
    return found


def _only(before: object | None, after: object | None) -> str:
    return "after" if before is None else "before" if after is None else ""


def _merged(before: list[str], after: list[str]) -> list[str]:
    """The names of both in the order of `after`; one that is gone stands where it stood, after the same one
    before it."""
    merged = list(after)
    above = ""
    for name in before:
        if name not in merged:
            merged.insert(merged.index(above) + 1 if above in merged else 0, name)
        above = name
    return merged


def _plain(text: str) -> str:
    return text.replace("\n", "")

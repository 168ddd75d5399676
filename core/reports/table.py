"""How an exhibit stands on paper as a table: which cells span which rows and columns."""

from dataclasses import dataclass
from itertools import groupby

from core.exhibits import Align, Column, Exhibit, Row
from core.reports.printing import printed_lines

# Characters of a line that stays whole: in a cell, in a row's or column's header.
SHORT = 9
SHORT_HEADER = 17
# A table of up to so many rows, none of them with a text that wraps, stays on one page.
WHOLE_ROWS = 15
WRAPPING = 40


@dataclass(frozen=True)
class Cell:
    """A cell on paper: its lines from top to bottom, what it spans, and how it is set."""

    lines: tuple[str, ...]
    header: bool = False
    align: Align = Align.TEXT
    rowspan: int = 1
    colspan: int = 1
    wide: bool = False
    upright: bool = False

    @property
    def css(self) -> str:
        """The classes of the cell. A short line is not broken: 教育委員/会 reads badly."""
        short = max(map(len, self.lines), default=0) <= (SHORT_HEADER if self.header else SHORT)
        names = [self.align.value]
        return " ".join(names + ["wide"] * self.wide + ["upright"] * self.upright + ["short"] * short)


@dataclass(frozen=True)
class PrintedTable:
    """A table on paper: a head of one row, and bodies that no page break may part."""

    head: tuple[Cell, ...]
    bodies: tuple[tuple[tuple[Cell, ...], ...], ...]

    @property
    def is_small(self) -> bool:
        """Small enough not to be parted by the end of a page."""
        rows = [row for body in self.bodies for row in body]
        longest = max((len(line) for row in rows for cell in row for line in cell.lines), default=0)
        return len(rows) <= WHOLE_ROWS and longest < WRAPPING


def lay_out(exhibit: Exhibit) -> PrintedTable:
    """Lay the exhibit out: bracketed rows share an upright cell, merged columns span their group, and a
    row `beside` another prints in brackets within its cells."""
    has_brackets = any(row.bracket for row in exhibit.rows)
    stub, *rest = exhibit.columns
    head = (
        Cell(
            (stub.heading,), header=True, align=Align.CENTRE, colspan=2 if has_brackets else 1, wide=stub.wide
        ),
        *(Cell(tuple(c.heading.split("\n")), header=True, align=Align.CENTRE, wide=c.wide) for c in rest),
    )
    bodies = [_body(exhibit, rows, has_brackets) for rows in _bodies(exhibit)]
    return PrintedTable(head, tuple(bodies))


def _bodies(exhibit: Exhibit) -> list[list[list[Row]]]:
    """Rows that stay together, each with the rows that print beside it."""
    lines: list[list[Row]] = []
    for row in exhibit.rows:
        if row.beside and lines:
            lines[-1].append(row)
        else:
            lines.append([row])
    numbered = list(enumerate(lines))
    runs = groupby(numbered, key=lambda pair: pair[1][0].group or pair[1][0].bracket or f"#{pair[0]}")
    return [[line for _, line in run] for _, run in runs]


def _body(exhibit: Exhibit, lines: list[list[Row]], has_brackets: bool) -> tuple[tuple[Cell, ...], ...]:
    printed_rows = []
    for index, (row, *beside) in enumerate(lines):
        cells = []
        if has_brackets and row.bracket and index == 0:
            cells.append(Cell((row.bracket,), header=True, rowspan=len(lines), upright=True))
        for position, column in enumerate(exhibit.columns):
            if column.merged and index:
                continue
            cells.append(
                Cell(
                    _lines(exhibit, column, row, beside, is_stub=position == 0),
                    header=position == 0,
                    align=Align.CENTRE if row.total and position == 0 else column.align,
                    rowspan=len(lines) if column.merged else 1,
                    colspan=2 if has_brackets and position == 0 and not row.bracket else 1,
                    wide=column.wide,
                )
            )
        printed_rows.append(tuple(cells))
    return tuple(printed_rows)


def _lines(
    exhibit: Exhibit, column: Column, row: Row, beside: list[Row], *, is_stub: bool
) -> tuple[str, ...]:
    unit = row.unit if exhibit.prints_unit else ""
    lines = printed_lines(row.cells.get(column.key, ""), unit)
    if is_stub and row.note:
        lines.append(row.note)
    for other in beside:
        other_unit = other.unit if exhibit.prints_unit else ""
        texts = printed_lines(other.cells.get(column.key, ""), other_unit)
        lines += [f"{other.note if is_stub else ''}（{text}）" for text in texts if text]
    return tuple(lines)

"""An exhibit (表): one table of a report, defined once.

The screen, the print, the PDF, the CSV and the XLSX are all written from the same Exhibit and so cannot
disagree. It holds plain values: what a number looks like is decided where it is printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from itertools import groupby


class Absent(Enum):
    """Why a cell holds no value. 0 is a figure; nothing is not 0; not applicable is neither."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


UNKNOWN = Absent.UNKNOWN
NOT_APPLICABLE = Absent.NOT_APPLICABLE

Value = str | int | Decimal | date | time | bool | tuple[str, ...] | Absent


class Align(Enum):
    """How a column stands on paper."""

    TEXT = "text"
    NUMBER = "number"
    CENTRE = "centre"


@dataclass(frozen=True)
class Column:
    """A column: its key in rows, its heading on paper and, where that says too little, in files.

    `merged` columns print one cell for the run of rows that share their `Row.group`.
    """

    key: str
    heading: str
    file_heading: str = ""
    align: Align = Align.TEXT
    merged: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Row:
    """A row. `cells` by column key; a key that is missing is not applicable.

    unit       what the row's numbers count (件, 通, 枚, ％); its own column in files
    group      rows of one group stand together: the key of merged columns and of an outline's headings
    headings   in an outline, the headings above the row, outermost first
    note       stands under the row's label (※他市町村で…請求); its own column in files
    code       the row's name in files (a series' code)
    bracket    the word that binds rows of a breakdown on paper (内訳)
    part_of    the label of the row that this row breaks down
    beside     prints in brackets within the cells of the row above (有効カード枚数 and its 人口比)
    total      the row sums the rows above
    """

    cells: Mapping[str, Value]
    unit: str = ""
    note: str = ""
    code: str = ""
    group: str = ""
    headings: tuple[str, ...] = ()
    bracket: str = ""
    part_of: str = ""
    beside: bool = False
    total: bool = False


@dataclass(frozen=True)
class Group:
    """A run of rows that share their group."""

    key: str
    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.rows[0]


@dataclass(frozen=True)
class Exhibit:
    """A table of a report. `template` is how it stands on paper, `numbered` whether its groups continue
    the numbering of the section that shows it, `prints_unit` whether numbers print with their unit."""

    slug: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    template: str = "exhibits/table.html"
    numbered: bool = False
    prints_unit: bool = True

    def groups(self) -> Iterator[Group]:
        """The rows in runs of one group; a row without a group is a run of its own."""
        numbered = enumerate(self.rows)
        for key, run in groupby(numbered, key=lambda pair: pair[1].group or f"#{pair[0]}"):
            yield Group(key, tuple(row for _, row in run))

    @property
    def has_units(self) -> bool:
        return any(row.unit for row in self.rows)

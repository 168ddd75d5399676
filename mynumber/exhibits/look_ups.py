"""Look-ups by affair (照会件数): what the usage records say of a fiscal year, beside the entered figure.

Two countings of the same: where they differ, somebody has to find out which is right. Nothing is not 0: a
quarter of which there is no usage record at all stands empty, and so does what nobody has entered.
"""

from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from typing import Any

from core.calendar import fiscal_year_label, fiscal_year_period, overlaps
from core.exhibits import NOT_APPLICABLE, UNKNOWN, Align, Column, Exhibit, Row, Value
from core.models import Department, Staff
from mynumber.models import Series
from mynumber.statistics import Figures, total_of
from registry.lookups import DepartmentLookups, lookups_by_department
from registry.models import Affair

QUARTERS = (1, 2, 3, 4)
DIFFERS = "違いがあります"
UNIT = "件"
NO_DEPARTMENT = "（所属なし）"
_QUARTER_COLUMNS = tuple(
    Column(f"q{number}", heading, align=Align.NUMBER)
    for number, heading in zip(QUARTERS, ("4～6月", "7～9月", "10～12月", "1～3月"), strict=True)
)


class LookUps:
    """The look-ups of a fiscal year as the person may see them: all, or those of the own department's series.

    Read in a few queries, when first asked, however many affairs and departments there are.
    """

    def __init__(self, fiscal_year: int, person: Staff):
        self.fiscal_year = fiscal_year
        self.person = person

    @cached_property
    def figures(self) -> Figures:
        return Figures(through=self.fiscal_year)

    @cached_property
    def series(self) -> dict[int, Series]:
        """The series of each affair that the person may see."""
        return {
            series.affair_id: series
            for series in self.figures.series.values()
            if series.affair_id is not None and (self.sees_all or self._is_own(series.department_id))
        }

    @property
    def sees_all(self) -> bool:
        return self.person.has_perm("mynumber.view_all_figures")

    @cached_property
    def affairs(self) -> list[Affair]:
        """The affairs in their order: those of the year, and those that have a number in it."""
        first, last = fiscal_year_period(self.fiscal_year)
        numbered = {affair for affair, _ in self.by_affair} | {
            key
            for key, series in self.series.items()
            if self.figures.flow(series, self.fiscal_year) is not UNKNOWN
        }
        return [
            affair
            for affair in Affair.objects.all()
            if (affair.pk in numbered or overlaps(affair.starts_on, affair.ends_on, first, last))
            and (self.sees_all or affair.pk in self.series)
        ]

    @cached_property
    def _lookups(self) -> list[DepartmentLookups]:
        """Read once for both tables, so that they cannot disagree."""
        return lookups_by_department(self.fiscal_year)

    @cached_property
    def by_affair(self) -> dict[tuple[int, int], int]:
        """(affair, quarter) → look-ups, of all departments."""
        sums: dict[tuple[int, int], int] = {}
        for each in self._lookups:
            sums[each.affair_id, each.quarter] = sums.get((each.affair_id, each.quarter), 0) + each.lookups
        return sums

    @cached_property
    def by_department(self) -> list[DepartmentLookups]:
        """Those of the affairs shown; without the right to all, the own department's alone."""
        shown = {affair.pk for affair in self.affairs}
        return [
            each
            for each in self._lookups
            if each.affair_id in shown and (self.sees_all or self._is_own(each.department_id))
        ]

    @cached_property
    def quarters_in_use(self) -> set[int]:
        """The quarters of which there is any usage record: there, an affair without look-ups has none (0)."""
        return {quarter for _, quarter in self.by_affair}

    def _is_own(self, department_id: int | None) -> bool:
        return department_id is not None and department_id == self.person.department_id

    # --- The two tables ------------------------------------------------------------------------------------

    def exhibit_by_affair(self) -> Exhibit:
        """By affair and quarter, with the figure that was entered and the difference."""
        rows = [self._row_of(affair) for affair in self.affairs]
        if rows:
            rows.append(_with_difference(_sum("合計", "affair", [row.cells for row in rows]), total=True))
        return Exhibit(
            slug="affairs",
            title=f"{fiscal_year_label(self.fiscal_year)}の照会件数（事務ごと）",
            columns=(
                Column("affair", "個人番号利用事務"),
                *_QUARTER_COLUMNS,
                Column("year", "利用記録の計", align=Align.NUMBER),
                Column("entered", "実績", align=Align.NUMBER),
                Column("difference", "差", "差（利用記録の計－実績）", Align.NUMBER),
                Column("check", "確認"),
            ),
            rows=tuple(rows),
        )

    def exhibit_by_department(self) -> Exhibit:
        """By department of the operator, affair and quarter."""
        names = {affair.pk: affair.name for affair in self.affairs}
        order = {affair.pk: place for place, affair in enumerate(self.affairs)}
        departments: dict[int | None, Any] = dict(Department.objects.in_bulk()) if self.by_department else {}
        places = {key: place for place, key in enumerate(_in_order(departments))}
        counts: dict[tuple[int | None, int], dict[int, int]] = {}
        for each in self.by_department:
            counts.setdefault((each.department_id, each.affair_id), {})[each.quarter] = each.lookups
        keys = sorted(counts, key=lambda key: (places.get(key[0], len(places)), order[key[1]]))
        rows: list[Row] = []
        for department, run in groupby(keys, key=lambda key: key[0]):
            name = str(departments.get(department, NO_DEPARTMENT))
            lines = [
                {"department": name, "affair": names[affair], **self._counted(counts[department, affair])}
                for _, affair in run
            ]
            rows += [Row(cells=cells, unit=UNIT, group=name) for cells in lines]
            if len(lines) > 1:
                subtotal = _sum("小計", "affair", lines) | {"department": name}
                rows.append(Row(cells=subtotal, unit=UNIT, group=name, total=True))
        if rows:
            plain = [row.cells for row in rows if not row.total]
            rows.append(Row(cells=_sum("合計", "department", plain) | {"affair": ""}, unit=UNIT, total=True))
        return Exhibit(
            slug="departments",
            title=f"{fiscal_year_label(self.fiscal_year)}の照会件数（課ごと）",
            columns=(
                Column("department", "操作者の所属", merged=True),
                Column("affair", "個人番号利用事務"),
                *_QUARTER_COLUMNS,
                Column("year", "利用記録の計", align=Align.NUMBER),
            ),
            rows=tuple(rows),
        )

    def _row_of(self, affair: Affair) -> Row:
        found = {
            quarter: self.by_affair[affair.pk, quarter]
            for quarter in QUARTERS
            if (affair.pk, quarter) in self.by_affair
        }
        series = self.series.get(affair.pk)
        entered = NOT_APPLICABLE if series is None else self.figures.flow(series, self.fiscal_year)
        return _with_difference({"affair": affair.name, **self._counted(found), "entered": entered})

    def _counted(self, found: dict[int, int]) -> dict[str, Value]:
        """The quarters and their sum, as columns."""
        cells: dict[str, Value] = {
            f"q{quarter}": found.get(quarter, 0) if quarter in self.quarters_in_use else UNKNOWN
            for quarter in QUARTERS
        }
        return cells | {"year": _sum_of_known(cells.values())}


def _sum(label: str, key: str, rows: list[Any]) -> dict[str, Value]:
    """The columns' sums. Of the quarters what is recorded; of the figures all, or it is not known."""
    cells: dict[str, Value] = {key: label}
    for column in (*(f"q{quarter}" for quarter in QUARTERS), "year"):
        cells[column] = _sum_of_known(row[column] for row in rows)
    entered = [row["entered"] for row in rows if row.get("entered", NOT_APPLICABLE) is not NOT_APPLICABLE]
    cells["entered"] = total_of(entered) if entered else NOT_APPLICABLE
    return cells


def _sum_of_known(values: Iterable[Value]) -> Value:
    known = [value for value in values if isinstance(value, int)]
    return sum(known) if known else UNKNOWN


def _with_difference(cells: dict[str, Value], *, total: bool = False) -> Row:
    counted, entered = cells["year"], cells["entered"]
    difference: Value = NOT_APPLICABLE if entered is NOT_APPLICABLE else UNKNOWN
    if isinstance(counted, int) and isinstance(entered, int):
        difference = counted - entered
    differs = isinstance(difference, int) and difference != 0
    return Row(
        cells=cells | {"difference": difference, "check": DIFFERS if differs else ""},
        unit=UNIT,
        total=total,
    )


def _in_order(departments: dict[int | None, Any]) -> list[int | None]:
    return sorted(departments, key=lambda key: (departments[key].order, departments[key].code))

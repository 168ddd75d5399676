"""A department's quarter as it is entered: every figure that is asked for, beside what was there before.

What has not been saved yet can be laid over it (`Sheet.with_typed`), so that sums and rules are the same
before and after.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.calendar import Quarter
from core.exhibits import NOT_APPLICABLE, UNKNOWN, Value
from core.models import Department, Report
from mynumber.asked import Asked, CellKey, Way, same_place
from mynumber.models import Series, Submission
from mynumber.sheet_reading import Reading
from mynumber.statistics import counts, cumulative_of, last_year_of, quotient_of, sum_over, total_of

EARLIER = 3  # quarters before this one; with the same a year ago they are the last four

Typed = Mapping[CellKey, Decimal | None]


@dataclass(frozen=True)
class Row:
    """A figure of the quarter beside what there was.

    value           what it says now; UNKNOWN where nothing is entered
    earlier         the quarters before, the nearest first
    year_ago        the same quarter a year ago
    whole_year_ago  last year's total, where of that year nothing else is known
    so_far          this year up to and with the quarter; of a stock NOT_APPLICABLE, as the following
    cumulative      from the scheme's start; NOT_APPLICABLE where none is kept
    records         the look-ups that the usage records of the quarter count
    figure          the key of the row in which the figure stands, if there is one
    held_by         the quarter of another department that was handed in with it
    published_in    the report that has published it, while the quarter itself takes figures
    """

    asked: Asked
    way: Way
    value: Value
    earlier: tuple[Value, ...]
    year_ago: Value
    whole_year_ago: Value
    so_far: Value
    cumulative: Value
    records: Value
    figure: int | None
    held_by: Submission | None
    published_in: Report | None

    @property
    def key(self) -> CellKey:
        return self.asked.key

    @property
    def series(self) -> Any:
        return self.asked.series

    @property
    def is_typed(self) -> bool:
        """Whether people enter it here."""
        return self.way is Way.TYPED and self.held_by is None

    @property
    def is_open(self) -> bool:
        """Whether it takes what is typed, where the quarter does: what was published takes a correction."""
        return self.is_typed and self.published_in is None

    @property
    def is_missing(self) -> bool:
        """Whether the quarter cannot be handed in without it and it is not there."""
        return self.is_typed and self.asked.required and self.value is UNKNOWN


class Sheet:
    """The rows of a department's quarter, with what is typed and not saved laid over what is saved."""

    def __init__(self, reading: Reading, typed: Typed | None = None):
        self.reading = reading
        self.typed = typed or {}
        self.quarter = reading.quarter

    def with_typed(self, typed: Typed) -> "Sheet":
        """The same with other figures, without reading again."""
        return Sheet(self.reading, typed)

    @cached_property
    def earlier_quarters(self) -> list[Quarter]:
        """The quarters that stand beside this one, the nearest first."""
        quarters = [self.quarter.previous()]
        while len(quarters) < EARLIER:
            quarters.append(quarters[-1].previous())
        return quarters

    @cached_property
    def quarters_of_year(self) -> list[Quarter]:
        return [Quarter(self.quarter.fiscal_year, number) for number in (1, 2, 3, 4)]

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(asked) for asked in self.reading.asked]

    @cached_property
    def by_key(self) -> dict[CellKey, Row]:
        return {row.key: row for row in self.rows}

    @property
    def typed_rows(self) -> list[Row]:
        return [row for row in self.rows if row.is_typed]

    @property
    def missing(self) -> list[Row]:
        """The figures without which the quarter cannot be handed in."""
        return [row for row in self.rows if row.is_missing]

    @property
    def shares(self) -> Iterator[tuple[Any, date, Value, Value]]:
        """(share, day, numerator, denominator) of everything on the sheet that a share is made of."""
        days = {row.key.as_of for row in self.rows} - {None}
        keys = {row.series.pk for row in self.rows}
        for series in self.reading.catalogue.by_id.values():
            made_of = self.reading.catalogue.made_of(series)
            if made_of and keys & self.reading.catalogue.closure(made_of):
                for day in sorted(filter(None, days)):
                    yield series, day, self.stock(made_of[0], day), self.stock(made_of[1], day)

    # --- Figures -------------------------------------------------------------------------------------------

    def flow(self, series: Any, quarter: Quarter) -> Value:
        """What was counted in the quarter, of this year or the last; UNKNOWN where nothing is entered."""
        if series.part_ids:
            leaves = self.reading.catalogue.leaves_of(series)
            return sum_over(leaves, lambda leaf: self.flow(leaf, quarter), quarter.starts_on, quarter.ends_on)
        if self.typed and quarter == self.quarter and (key := CellKey(series.pk)) in self.typed:
            return _value(self.typed[key], series)
        row = self.reading.flows.get((series.pk, quarter.fiscal_year))
        return UNKNOWN if row is None else _value(row[f"q{quarter.number}"], series)

    def stock(self, series: Any, day: date) -> Value:
        """What there was on the day; UNKNOWN where nothing is entered."""
        if series.part_ids:
            leaves = self.reading.catalogue.leaves_of(series)
            return sum_over(leaves, lambda leaf: self.stock(leaf, day), day, day)
        computed = self._share(series, day)
        return self._entered(series, day) if computed is UNKNOWN else computed

    def _share(self, series: Any, day: date) -> Value:
        made_of = self.reading.catalogue.made_of(series)
        if made_of is None:
            return UNKNOWN
        return quotient_of(series, self.stock(made_of[0], day), self.stock(made_of[1], day))

    def _entered(self, series: Any, day: date) -> Value:
        key = CellKey(series.pk, day)
        if key in self.typed:
            return _value(self.typed[key], series)
        _, value = self.reading.stocks.get(key, (None, None))
        return _value(value, series)

    def was_counted(self, series: Any, quarter: Quarter) -> bool:
        """Whether what people enter counts in the quarter's sums."""
        return counts(series, self.flow(series, quarter), quarter.starts_on, quarter.ends_on)

    def so_far(self, series: Any, number: int) -> Value:
        """The year's sum up to and with the quarter of that number; 0 is before the first."""
        if parts := self.reading.catalogue.parts_of(series):
            return total_of([self.so_far(part, number) for part in parts])
        row = self.reading.flows.get((series.pk, self.quarter.fiscal_year))
        if row is not None and row["whole_year"] is not None:
            return row["whole_year"] if number == 4 else UNKNOWN
        quarters = self.quarters_of_year[:number]
        return total_of([self.flow(series, each) for each in quarters if self.was_counted(series, each)])

    def cumulative(self, series: Any, number: int) -> Value:
        """From the scheme's start up to and with the quarter of that number."""
        if parts := self.reading.catalogue.parts_of(series):
            values = [self.cumulative(part, number) for part in parts]
            return NOT_APPLICABLE if NOT_APPLICABLE in values else total_of(values)
        if series.opening_balance is None:
            return NOT_APPLICABLE
        before = self.reading.before.get(series.pk)
        balance: Value = series.opening_balance
        if before is not None:
            balance = cumulative_of(series, last_year_of(series, self.quarter.fiscal_year - 1), *before)
        return total_of([balance, self.so_far(series, number)])

    def last_year(self, series: Any) -> Value:
        """Last year's total, where of one that counts nothing but the year is known."""
        rows = [
            self.reading.flows.get((leaf.pk, self.quarter.fiscal_year - 1))
            for leaf in self.reading.catalogue.leaves_of(series)
        ]
        known = [row for row in rows if row is not None]
        if not any(row["whole_year"] is not None for row in known) or len(known) < len(rows):
            return NOT_APPLICABLE
        return total_of([UNKNOWN if row["total"] is None else row["total"] for row in known])

    # --- Rows ----------------------------------------------------------------------------------------------

    def _row(self, asked: Asked) -> Row:
        series, day = asked.series, asked.as_of
        if day is None:
            value, year_ago = self.flow(series, self.quarter), self.flow(series, self.reading.a_year_ago)
            earlier = [self.flow(series, each) for each in self.earlier_quarters]
            so_far, cumulative = (
                read(series, self.quarter.number) for read in (self.so_far, self.cumulative)
            )
            whole_year_ago = self.last_year(series)
        else:
            value = self.stock(series, day)
            earlier = [
                self.stock(series, same_place(day, self.quarter, each)) for each in self.earlier_quarters
            ]
            year_ago = self.stock(series, same_place(day, self.quarter, self.reading.a_year_ago))
            so_far = cumulative = whole_year_ago = NOT_APPLICABLE
        return Row(
            asked=asked,
            way=self._way(series, day),
            value=value,
            earlier=tuple(earlier),
            year_ago=year_ago,
            whole_year_ago=whole_year_ago,
            so_far=so_far,
            cumulative=cumulative,
            records=self._records(series),
            figure=self._figure(asked.key),
            held_by=self.reading.held.get(series.pk),
            published_in=self._published_in(asked.key),
        )

    def _published_in(self, key: CellKey) -> Report | None:
        """The report that has published what is saved of the figure."""
        if self.reading.published is None:
            return None
        if key.as_of is not None:
            is_saved = key in self.reading.stocks
        else:
            row = self.reading.flows.get((key.series_id, self.quarter.fiscal_year))
            columns = ("whole_year", f"q{self.quarter.number}")
            is_saved = row is not None and any(row[each] is not None for each in columns)
        return self.reading.published if is_saved else None

    def _way(self, series: Any, day: date | None) -> Way:
        row = self.reading.flows.get((series.pk, self.quarter.fiscal_year))
        return self.reading.catalogue.way_of(series, day, row, self.stock)

    def _records(self, series: Any) -> Value:
        if series.affair_id is None:
            return NOT_APPLICABLE
        look_ups = self.reading.look_ups
        return look_ups.get(series.affair_id, 0) if look_ups else UNKNOWN

    def _figure(self, key: CellKey) -> int | None:
        if key.as_of is not None:
            return self.reading.stocks.get(key, (None, None))[0]
        row = self.reading.flows.get((key.series_id, self.quarter.fiscal_year))
        return row["id"] if row else None


def sheet_of(department: Department, quarter: Quarter, submission: Submission | None = None) -> Sheet:
    """The department's quarter; `submission` is its row, if there is one (it is not read here)."""
    return Sheet(Reading(department, quarter, submission))


def _value(number: int | Decimal | None, series: Series) -> Value:
    """The figure with as many decimals as its series has; an int where it has none."""
    if number is None:
        return UNKNOWN
    if series.decimals:
        return Decimal(number).quantize(Decimal(1).scaleb(-series.decimals))
    return int(number)

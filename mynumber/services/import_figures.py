"""Figures from a file: all of it or nothing, and every fault of it at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from core.audit import act
from core.calendar import Quarter, parse_day, parse_fiscal_year
from core.constraints import sentence_of
from core.errors import DomainError
from core.files.csv import CsvFile, CsvRow, read_csv
from core.models import Staff
from core.text import half_width_digits, parse_count, parse_decimal
from mynumber.handed_in import HandedIn
from mynumber.models import FlowFigure, Series, StockFigure
from mynumber.models.figure import QUARTERS
from mynumber.models.submission import quarter_of_stock

FLOW_HEADER = ("series", "fiscal_year", "quarter", "value")
STOCK_HEADER = ("series", "as_of", "value")
WHOLE_YEAR = "whole_year"
FISCAL_YEARS = range(1989, 2101)  # as the constraint on FlowFigure has it

T = TypeVar("T")
FigureModel = type[FlowFigure] | type[StockFigure]


@dataclass(frozen=True)
class Imported:
    """How many rows of figures the file added, changed and left as they were."""

    added: int
    changed: int
    unchanged: int

    def __str__(self) -> str:
        return f"追加{self.added}件、変更{self.changed}件、変更なし{self.unchanged}件"


@dataclass
class _Faults:
    """What is wrong with the file: each fault with its line."""

    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, sentence: str) -> None:
        self.found.append((line, sentence))

    def read(self, line: int, reader: Callable[[str], T], text: str) -> T | None:
        """What the reader makes of the text; its sentence becomes a fault."""
        try:
            return reader(text)
        except ValueError as error:
            self.add(line, str(error))
            return None

    def raise_any(self) -> None:
        if self.found:
            by_line = sorted(self.found, key=lambda fault: fault[0])
            raise DomainError.from_reasons(f"{line}行目: {sentence}" for line, sentence in by_line)


def import_figures(data: bytes, *, actor: Staff | None = None, source: str = "") -> Imported:
    """Take over the figures of a CSV file: flows (`FLOW_HEADER`) or stocks (`STOCK_HEADER`).

    Rows that exist are changed, others added; what the file does not name stays. An empty quarter means the
    whole year. `source` (the file's name) stands in the trail as the reason. The number of queries does not
    grow with the file. Raises DomainError with every fault and its line; then nothing has changed.
    """
    file = read_csv(data, [FLOW_HEADER, STOCK_HEADER])
    try:
        with transaction.atomic(), act("import_figures", by=actor, reason=source):
            return _import_flows(file) if "quarter" in file.header else _import_stocks(file)
    except IntegrityError as error:  # somebody entered the same figure at the same moment
        raise DomainError(sentence_of(error)) from error


# --- What both kinds of file share -------------------------------------------------------------------------


class _Codes:
    """The series that a file may name."""

    def __init__(self) -> None:
        self._series = {series.code: series for series in Series.objects.all()}
        self._sums = set(Series.objects.filter(parts__isnull=False).values_list("code", flat=True))

    def find(self, row: CsvRow, kind: Series.Kind, faults: _Faults) -> Series | None:
        """The series of the row if figures of that kind may be typed in for it; else None and a fault."""
        code = row.values["series"].strip()
        series = self._series.get(code)
        if not code:
            faults.add(row.line, "実績項目コード（series）が空です。")
        elif series is None:
            faults.add(row.line, f"「{code}」という実績項目コードはありません。")
        elif code in self._sums:
            faults.add(
                row.line, f"「{code}」は合計の項目です。内訳から計算するので、この行は消してください。"
            )
            return None
        elif series.kind != kind:
            header = ",".join(FLOW_HEADER if series.kind == Series.Kind.FLOW else STOCK_HEADER)
            faults.add(
                row.line,
                f"「{code}」は{series.get_kind_display()}の項目です。見出しが{header}のファイルに入れてください。",
            )
            return None
        return series


def _value(row: CsvRow, read: Callable[[str], T | None], faults: _Faults) -> T | None:
    value = faults.read(row.line, read, row.values["value"])
    if value is None and not row.values["value"].strip():
        faults.add(
            row.line, "数（value）が空です。０件のときは 0 を入れ、分からないときは行を消してください。"
        )
    return value


def _note_duplicates(places: Iterable[tuple[int, Any]], faults: _Faults, what: str) -> None:
    """A fault on every line but the first that says the same figure once more."""
    first: dict[Any, int] = {}
    for line, place in places:
        if place in first:
            faults.add(
                line, f"{first[place]}行目と同じ実績項目の同じ{what}です。どちらか一方にしてください。"
            )
        first.setdefault(place, line)


def _save(
    model: FigureModel, rows: Iterable[Any], before: dict[Any, tuple[Any, ...]], fields: Iterable[str]
) -> Imported:
    """Write the rows in two statements at most. `before` holds the fields of those that exist, by key."""
    fields = list(fields)
    rows = list(rows)
    new = [row for row in rows if row.pk is None]
    changed = [row for row in rows if row.pk is not None and _fields_of(row, fields) != before[row.pk]]
    if new:
        model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, fields)
    return Imported(len(new), len(changed), len(rows) - len(new) - len(changed))


def _fields_of(row: Any, fields: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in fields)


# --- Flows -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _FlowLine:
    """A line of a file of flows, read: `part` is q1..q4 or whole_year."""

    line: int
    series: Series
    fiscal_year: int
    part: str
    value: int

    @property
    def key(self) -> tuple[int, int]:
        return self.series.pk, self.fiscal_year


def _import_flows(file: CsvFile) -> Imported:
    faults = _Faults()
    codes = _Codes()
    lines = [line for row in file.rows if (line := _flow_line(row, codes, faults))]
    _note_duplicates(((each.line, (each.key, each.part)) for each in lines), faults, "四半期")
    handed_in = HandedIn(line.fiscal_year for line in lines)
    handed_in.lock()
    figures = _flows_to_write(lines)
    _note_year_beside_quarters(lines, figures, faults)
    _note_standing_quarters(lines, figures, handed_in, faults)
    faults.raise_any()
    parts = (*QUARTERS, WHOLE_YEAR)
    before = {figure.pk: _fields_of(figure, parts) for figure in figures.values() if figure.pk}
    for each in lines:
        setattr(figures[each.key], each.part, each.value)
    return _save(FlowFigure, figures.values(), before, parts)


def _flow_line(row: CsvRow, codes: _Codes, faults: _Faults) -> _FlowLine | None:
    """The line, or None and its faults, all of them."""
    series = codes.find(row, Series.Kind.FLOW, faults)
    year = faults.read(row.line, _fiscal_year, row.values["fiscal_year"])
    part = faults.read(row.line, _part, row.values["quarter"])
    value = _value(row, parse_count, faults)
    if series is None or year is None or part is None or value is None:
        return None
    return _FlowLine(row.line, series, year, part, value)


def _fiscal_year(text: str) -> int:
    year = parse_fiscal_year(text)
    if year not in FISCAL_YEARS:
        raise ValueError(f"年度は{FISCAL_YEARS[0]}から{FISCAL_YEARS[-1]}までの間で入れてください。")
    return year


def _part(text: str) -> str:
    """Which figure of the row: 「1」 is q1, nothing is the whole year."""
    number = half_width_digits(text).strip()
    if not number:
        return WHOLE_YEAR
    if number not in ("1", "2", "3", "4"):
        raise ValueError("四半期（quarter）は1から4までです。年間の数は空欄にしてください。")
    return f"q{number}"


def _flows_to_write(lines: list[_FlowLine]) -> dict[tuple[int, int], FlowFigure]:
    """The rows that the lines speak of, by series and year: those that exist, locked, and new ones."""
    keys = {line.key for line in lines}
    existing = FlowFigure.objects.select_for_update().filter(
        series__in={series for series, _ in keys}, fiscal_year__in={year for _, year in keys}
    )
    figures = {(figure.series_id, figure.fiscal_year): figure for figure in existing.order_by("pk")}
    return {
        key: figures.get(key) or FlowFigure(series_id=key[0], fiscal_year=key[1])
        for key in dict.fromkeys(line.key for line in lines)
    }


def _note_year_beside_quarters(
    lines: list[_FlowLine], figures: dict[tuple[int, int], FlowFigure], faults: _Faults
) -> None:
    """A year has quarters or one figure, never both: in the file, and with what is registered already."""
    given = {(line.key, line.part == WHOLE_YEAR) for line in lines}
    for line in lines:
        figure = figures[line.key]
        if line.part == WHOLE_YEAR:
            if (line.key, False) in given:
                faults.add(line.line, "同じ実績項目の同じ年度に、四半期の数と年間の数の両方があります。")
            elif any(getattr(figure, name) is not None for name in QUARTERS):
                faults.add(line.line, "この年度には四半期の数が登録されています。年間の数は入れられません。")
        elif figure.whole_year is not None and (line.key, True) not in given:
            faults.add(line.line, "この年度には年間の数が登録されています。四半期の数は入れられません。")


def _note_standing_quarters(
    lines: list[_FlowLine],
    figures: dict[tuple[int, int], FlowFigure],
    handed_in: HandedIn,
    faults: _Faults,
) -> None:
    """A quarter that was handed in, and what was published, takes no other figure; one that says the same is
    left as it is."""
    for line in lines:
        present = getattr(figures[line.key], line.part)
        if present == line.value:
            continue
        why = ""
        if line.part != WHOLE_YEAR:
            why = handed_in.why(line.series, Quarter(line.fiscal_year, QUARTERS.index(line.part) + 1))
        if not why and present is not None:
            why = handed_in.why_published(line.fiscal_year)
        if why:
            faults.add(line.line, why)


# --- Stocks ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _StockLine:
    """A line of a file of stocks, read."""

    line: int
    series: Series
    as_of: date
    value: Decimal

    @property
    def key(self) -> tuple[int, date]:
        return self.series.pk, self.as_of


def _import_stocks(file: CsvFile) -> Imported:
    faults = _Faults()
    codes = _Codes()
    lines = [line for row in file.rows if (line := _stock_line(row, codes, faults))]
    _note_duplicates(((each.line, each.key) for each in lines), faults, "基準日")
    handed_in = HandedIn(quarter_of_stock(each.as_of).fiscal_year for each in lines)
    handed_in.lock()
    existing = StockFigure.objects.select_for_update().filter(
        series__in={each.series.pk for each in lines}, as_of__in={each.as_of for each in lines}
    )
    figures = {(figure.series_id, figure.as_of): figure for figure in existing.order_by("pk")}
    _note_standing_stocks(lines, figures, handed_in, faults)
    faults.raise_any()
    before = {figure.pk: (figure.value,) for figure in figures.values()}
    rows = []
    for each in lines:
        figure = figures.get(each.key) or StockFigure(series_id=each.series.pk, as_of=each.as_of)
        figure.value = each.value
        rows.append(figure)
    return _save(StockFigure, rows, before, ["value"])


def _stock_line(row: CsvRow, codes: _Codes, faults: _Faults) -> _StockLine | None:
    """The line, or None and its faults, all of them."""
    series = codes.find(row, Series.Kind.STOCK, faults)
    day = faults.read(row.line, parse_day, row.values["as_of"])
    value = _value(row, lambda text: parse_decimal(text, series.decimals if series else 2), faults)
    if series is None or day is None or value is None:
        return None
    return _StockLine(row.line, series, day, value)


def _note_standing_stocks(
    lines: list[_StockLine],
    figures: dict[tuple[int, date], StockFigure],
    handed_in: HandedIn,
    faults: _Faults,
) -> None:
    """As with flows."""
    for each in lines:
        present = figures.get(each.key)
        if present is not None and present.value == each.value:
            continue
        quarter = quarter_of_stock(each.as_of)
        why = handed_in.why(each.series, quarter)
        if not why and present is not None:
            why = handed_in.why_published(quarter.fiscal_year)
        if why:
            faults.add(each.line, why)

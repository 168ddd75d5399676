"""What a figure is expected to say, and what it cannot say.

An expectation that is not met asks for a reason and never stops a figure, for what is unlikely has been true:
111 became 2 within a year, and 176 became 1,084. What cannot be true is refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from core.calendar import wareki
from core.exhibits import UNKNOWN, Value
from core.text import parse_count, parse_decimal
from mynumber.asked import CellKey
from mynumber.models import FigureTerms, Series
from mynumber.sheet import Row, Sheet
from mynumber.statistics import quotient_of

SWING, RECORDS = "swing", "records"

# series → (day, value) of stocks that stand beside the sheet
Neighbours = Mapping[int, Iterable[tuple[date, Decimal]]]


@dataclass(frozen=True)
class Expectation:
    """An expectation that a figure does not meet: its name, and the sentence that asks for a reason."""

    slug: str
    sentence: str


def expectations_of(row: Row, terms: FigureTerms) -> list[Expectation]:
    """What is not as expected of a figure that people enter here; nothing of one that is not there."""
    if not row.is_typed or not isinstance(row.value, int | Decimal):
        return []
    found = []
    if sentence := _swing(row, terms):
        found.append(Expectation(SWING, sentence))
    if isinstance(row.records, int) and row.records != row.value:
        apart = abs(row.records - int(row.value))
        found.append(
            Expectation(
                RECORDS,
                f"利用記録の計は{told(row.records, row.series)}です。"
                f"実績の{told(row.value, row.series)}と{told(apart, row.series)}違います。",
            )
        )
    return found


def compared_with(row: Row) -> tuple[str, int | Decimal] | None:
    """What the figure is held against, and what that is called: the same quarter a year ago or, where that is
    not known, the one before."""
    if isinstance(row.year_ago, int | Decimal):
        return ("前年同期" if row.key.as_of is None else "前年同日"), row.year_ago
    if isinstance(row.earlier[0], int | Decimal):
        return "前の四半期", row.earlier[0]
    return None


def swing_limit(series: Series, terms: FigureTerms) -> int:
    """From how many per cent on a change asks for a reason."""
    return terms.swing_percent if series.swing_percent is None else series.swing_percent


def swings(value: int | Decimal, base: int | Decimal, percent: int, least: int) -> bool:
    """Whether the value has moved by more than so many per cent of the base, and by `least` at least."""
    apart = abs(Decimal(value) - Decimal(base))
    return apart * 100 > percent * Decimal(base) and apart >= least


def change_in_words(value: int | Decimal, base: int | Decimal) -> str:
    """「−98％」; nothing where it was 0 before. What has not vanished is not told as −100％."""
    if not base:
        return ""
    share = (Decimal(value - base) * 100 / Decimal(base)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if value:
        share = max(share, Decimal(-99))
    return f"{'−' if share < 0 else '+' if share else '±'}{abs(share):,f}％"


def told(value: Value, series: Series) -> str:
    """A figure with its unit: 「1,084件」; nothing where it is not known."""
    return f"{value:,}{series.unit}" if isinstance(value, int | Decimal) else ""


def _swing(row: Row, terms: FigureTerms) -> str:
    compared, value = compared_with(row), row.value
    if compared is None or not isinstance(value, int | Decimal):
        return ""
    words, base = compared
    if not swings(value, base, swing_limit(row.series, terms), terms.swing_least):
        return ""
    moved = "減って" if value < base else "増えて"
    change = change_in_words(value, base)
    return (
        f"{words}の{told(base, row.series)}から{told(value, row.series)}に{moved}います"
        f"{f'（{change}）' if change else ''}。"
    )


# --- What cannot be ----------------------------------------------------------------------------------------


def read_figure(text: str, series: Series) -> Decimal | None:
    """A figure as clerks type and paste it, with as many decimals as the series has; blank is None, not 0.

    Raises ValueError with a Japanese sentence for what is no such figure (core.text).
    """
    written = text.strip()
    if series.unit and written.endswith(series.unit):  # units of every kind: 台, 世帯
        written = written.removesuffix(series.unit)
        if not written.strip():
            raise ValueError("数として読めません。「1,084」のように、数字だけで入力してください。")
    number = parse_decimal(written, series.decimals) if series.decimals else parse_count(written)
    return None if number is None else Decimal(number)


def newly_computed(sheet: Sheet) -> dict[CellKey, int | Decimal]:
    """The shares that what is typed, and not saved, makes computed ones, each with what it then says."""
    shares: dict[CellKey, int | Decimal] = {}
    for (share, day, *now), (_, _, *saved) in zip(sheet.shares, sheet.with_typed({}).shares, strict=True):
        value = quotient_of(share, *now)
        if quotient_of(share, *saved) is UNKNOWN and isinstance(value, int | Decimal):
            shares[CellKey(share.pk, day)] = value
    return shares


def faults_of(
    sheet: Sheet,
    changed: Iterable[CellKey],
    neighbours: Neighbours,
    standing: Mapping[CellKey, Decimal] = MappingProxyType({}),
) -> dict[CellKey, list[str]]:
    """Why the changed figures cannot be true, each with every rule that it breaks.

    The same rules stand in the database (mynumber/models/submission_rules.py); here they are told beside the
    figure. `neighbours` are the stocks of other days of the series that never fall; `standing` are shares
    that were entered as they are and confirmed.
    """
    changed = set(changed)
    faults: dict[CellKey, list[str]] = {}
    found = (
        *_falls(sheet, changed, neighbours),
        *_parts_above_their_whole(sheet, changed),
        *_shares_above_the_whole(sheet, changed),
        *_shares_that_stand(sheet, changed, standing),
    )
    for key, sentence in found:
        faults.setdefault(key, []).append(sentence)
    return faults


def _falls(sheet: Sheet, changed: set[CellKey], neighbours: Neighbours) -> Iterator[tuple[CellKey, str]]:
    for key in sorted(changed):
        row = sheet.by_key[key]
        if key.as_of is None or row.series.may_fall or not isinstance(row.value, int | Decimal):
            continue
        others = [*neighbours.get(key.series_id, ()), *_others_on_the_sheet(sheet, key)]
        before = [(day, value) for day, value in others if day < key.as_of and value > row.value]
        after = [(day, value) for day, value in others if day > key.as_of and value < row.value]
        if before:
            yield key, _never_falls(row.series, *max(before, key=_by_value), "小さい")
        if after:
            yield key, _never_falls(row.series, *min(after, key=_by_value), "大きい")


def _others_on_the_sheet(sheet: Sheet, key: CellKey) -> Iterator[tuple[date, Decimal]]:
    for row in sheet.rows:
        key_of_row, value = row.key, row.value
        if key_of_row.series_id != key.series_id or key_of_row.as_of in (None, key.as_of):
            continue
        if key_of_row.as_of is not None and isinstance(value, int | Decimal):
            yield key_of_row.as_of, Decimal(value)


def _by_value(pair: tuple[date, Decimal]) -> Decimal:
    return pair[1]


def _never_falls(series: Series, day: date, value: Decimal, than: str) -> str:
    return (
        "この項目は、減ることがありません。"
        f"{wareki(day)}の{told(_plain(value, series), series)}より{than}数は入れられません。"
    )


def _plain(value: Decimal, series: Series) -> int | Decimal:
    return round(value, series.decimals) if series.decimals else int(value)


def _parts_above_their_whole(sheet: Sheet, changed: set[CellKey]) -> Iterator[tuple[CellKey, str]]:
    catalogue = sheet.reading.catalogue
    for share, day, above, below in sheet.shares:
        if not isinstance(above, int | Decimal) or not isinstance(below, int | Decimal):
            continue
        if not below or above <= below:
            continue
        numerator, denominator = catalogue.by_id[share.numerator_id], catalogue.by_id[share.denominator_id]
        for leaf in (*catalogue.leaves_of(numerator), *catalogue.leaves_of(denominator)):
            if (key := CellKey(leaf.pk, day)) in changed:
                yield (
                    key,
                    f"「{numerator}」の{told(above, numerator)}が「{denominator}」の"
                    f"{told(below, denominator)}より大きくなります。割合の分子は、分母より大きくなりません。",
                )


def _shares_above_the_whole(sheet: Sheet, changed: set[CellKey]) -> Iterator[tuple[CellKey, str]]:
    """Of the shares that are entered as they are."""
    for key in sorted(changed):
        row = sheet.by_key[key]
        is_share = sheet.reading.catalogue.made_of(row.series) is not None
        if is_share and isinstance(row.value, int | Decimal) and row.value > 100:
            yield key, "割合は、100％より大きくなりません。"


def _shares_that_stand(
    sheet: Sheet, changed: set[CellKey], standing: Mapping[CellKey, Decimal]
) -> Iterator[tuple[CellKey, str]]:
    catalogue = sheet.reading.catalogue
    for (share_id, day), value in newly_computed(sheet).items():
        entered = standing.get(CellKey(share_id, day))
        if entered is None or entered == value:
            continue
        share = catalogue.by_id[share_id]
        stands, computed = told(_plain(entered, share), share), told(value, share)
        for key in sorted(changed):
            if key.as_of == day and key.series_id in catalogue.closure(catalogue.made_of(share) or ()):
                yield (
                    key,
                    f"「{share}」は{stands}で確定または公表されています。この数を入れると、"
                    f"計算した{computed}に変わります。先に、{share.department}から「{share}」を{computed}にする訂正を申し出てください。",
                )


def answers_of(sheet: Sheet) -> Iterator[tuple[Row, Expectation, Any]]:
    """(row, expectation that it does not meet, the reason given; None where it does not answer what the sheet
    says now) of the whole sheet."""
    terms = sheet.reading.terms
    for row in sheet.rows:
        for expectation in expectations_of(row, terms):
            reason = sheet.reading.reasons.get((row.key, expectation.slug))
            answers = reason is not None and reason.warning == expectation.sentence
            yield row, expectation, reason if answers else None

"""How the rows of an entry sheet look: texts, classes, and what the script reads of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.calendar import Quarter, fiscal_year_label
from core.exhibits import NOT_APPLICABLE, UNKNOWN, Value
from core.markup import format_each
from mynumber.asked import CellKey, Way
from mynumber.expectations import (
    SWING,
    Expectation,
    change_in_words,
    compared_with,
    expectations_of,
    swing_limit,
)
from mynumber.models import FigureReason
from mynumber.models.series import Series
from mynumber.sheet import Row, Sheet
from mynumber.states.submission import STANDING_STATES, State

_DONE = {State.SUBMITTED: "提出済み", State.CONFIRMED: "確定済み", State.LOCKED: "締切り済み"}

_LINE = (
    '<tr class="sheet-row{}"{}><th scope="row" class="sheet-title">{}{}</th>'
    '<td class="number sheet-now">{}</td>{}</tr>'
)
_BOX = (
    '<input type="text" name="cell-{}" id="cell-{}" value="{}" inputmode="{}" autocomplete="off" '
    'aria-label="{}"{}{}><input type="hidden" name="seen-{}" value="{}"><span class="sheet-unit">{}</span>{}'
)
_VALUE = '<span class="sheet-value">{}</span><span class="sheet-unit">{}</span>{}{}{}'
_CORRECTION = '<a class="sheet-why" href="{}">訂正を申し出る</a>'
_INVALID = SafeString(' aria-invalid="true"')


@dataclass(frozen=True)
class Column:
    """A column beside the typed one: its heading, what stands small below it, and its class."""

    heading: str
    below: str
    css: str


@dataclass(frozen=True)
class Typed:
    """What a person has sent and what has come of it: the texts of the figures that they changed, those of
    the reasons, the sentences that belong beside each figure, and whether every reason is wanted now."""

    cells: Mapping[CellKey, str]
    reasons: Mapping[tuple[CellKey, str], str]
    faults: Mapping[CellKey, list[str]]
    wants_reasons: bool = False


NOTHING_TYPED = Typed({}, {}, {})


class SheetRows:
    """The rows of a sheet for the template. `editable` where the person may type."""

    def __init__(self, sheet: Sheet, *, editable: bool, proposes: bool, typed: Typed = NOTHING_TYPED):
        self.sheet = sheet
        self.editable = editable
        self.proposes = proposes
        self.typed = typed
        self.quarter = sheet.quarter
        self.quarter_label = f"{fiscal_year_label(self.quarter.fiscal_year)}第{self.quarter.number}四半期"
        self.has_whole_years = any(row.whole_year_ago is not NOT_APPLICABLE for row in sheet.rows)
        self.has_records = any(row.records is not NOT_APPLICABLE for row in sheet.rows)

    @property
    def columns(self) -> list[Column]:
        earlier = [Column(f"第{each.number}四半期", _year(each), "") for each in self.sheet.earlier_quarters]
        a_year_ago = self.sheet.reading.a_year_ago
        columns = [
            *earlier,
            Column("前年同期", _year(a_year_ago), "sheet-year-ago"),
            Column("増減", "前年同期比", "sheet-change"),
        ]
        if self.has_whole_years:
            columns.append(Column("前年度計", _year(a_year_ago), "sheet-whole-year"))
        columns += [Column("年度計", "ここまで", "sheet-so-far"), Column("累計", "", "sheet-cumulative")]
        if self.has_records:
            columns += [
                Column("利用記録", "の照会件数", "sheet-records"),
                Column("差", "記録－実績", "sheet-difference"),
            ]
        return columns

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Of each row its line, as markup, and what stands below it. There are many lines of many cells, and
        a template would take most of the page's time for them."""
        for row in self.sheet.rows:
            expectations = expectations_of(row, self.sheet.reading.terms)
            notes = [
                *self._faults(row),
                *self._warnings(row, expectations),
                *self._answered(row, expectations),
            ]
            swung = any(each.slug == SWING for each in expectations)
            yield {"name": row.key.name, "line": self._line(row, swung, bool(notes)), "notes": notes}

    def _line(self, row: Row, swung: bool, described: bool) -> SafeString:
        day = _short_day(row.key)
        values = (
            "" if row.way is Way.TYPED else " sheet-computed",
            self._data(row),
            str(row.series),
            format_each(' <span class="sheet-day">{}</span>', [[day]]) if day else "",
            self._typed(row, described) if self.editable and row.is_open else self._standing(row),
            self._figures(row, swung),
        )
        return format_each(_LINE, [values])

    # --- The typed column ----------------------------------------------------------------------------------

    def _typed(self, row: Row, described: bool) -> SafeString:
        name = row.key.name
        values = (
            *(name, name),
            self.typed.cells.get(row.key, shown(row.value)),
            "decimal" if row.series.decimals else "numeric",
            f"{row.asked.title} {self.quarter_label}",
            format_each(' aria-describedby="notes-{}"', [[name]]) if described else "",
            _INVALID if row.key in self.typed.faults else "",
            *(name, plain(row.value)),
            row.series.unit,
            "" if row.asked.required else _why("任意"),
        )
        return format_each(_BOX, [values])

    def _standing(self, row: Row) -> SafeString:
        """The figure, why it takes nothing, and where a correction of it is proposed."""
        return format_each(_VALUE, [(shown(row.value), row.series.unit, *self._reasons(row))])

    def _reasons(self, row: Row) -> tuple[str, str, str]:
        """Why the figure takes nothing, what was handed in instead of it, and the link to a correction."""
        holder = row.held_by or self.sheet.reading.submission
        if row.way is Way.COMPUTED:
            return _why("計算" if row.series.part_ids else "分母から計算"), "", ""
        if row.way is Way.WHOLE_YEAR:
            return _why("年間の数だけが登録されています"), "", self._link(row) if row.published_in else ""
        if row.held_by is None and row.published_in is not None:
            return _why(f"報告第{row.published_in.number}号で公表"), "", self._link(row)
        if holder is None or holder.state not in _DONE:
            return "", "", ""
        state = State(holder.state)
        whose = f"{holder.department}が" if row.held_by else ""
        handed_in = self.sheet.reading.handed_in.get(row.key)
        was = ""
        if handed_in is not None and handed_in != row.value:
            was = _why(f"提出時は{handed_in.normalize():,f}{row.series.unit}")
        stands = holder.state in STANDING_STATES and row.value is not UNKNOWN
        link = self._link(row) if stands else ""
        return _why(f"{whose}{_DONE[state]}：{getattr(holder, f'{state}_by')}"), was, link

    def _link(self, row: Row) -> SafeString | str:
        """Where a correction of the figure is proposed, for who may."""
        if not self.proposes or row.figure is None:
            return ""
        return format_each(_CORRECTION, [[_correction_url(row, self.quarter)]])

    # --- The columns beside it -----------------------------------------------------------------------------

    def _figures(self, row: Row, swung: bool) -> SafeString:
        cells: list[tuple[str, Any]] = [("", shown(value)) for value in row.earlier]
        cells += [("", shown(row.year_ago)), (" sheet-change", self._change(row, swung))]
        if self.has_whole_years:
            cells.append(("", shown(row.whole_year_ago, nothing="")))
        cells += [(" sheet-so-far", shown(row.so_far)), (" sheet-cumulative", shown(row.cumulative))]
        if self.has_records:
            difference = _difference(row)
            cells += [("", shown(row.records)), (" sheet-difference", difference)]
        return format_each('<td class="number{}">{}</td>', cells)

    def _change(self, row: Row, swung: bool) -> str | SafeString:
        compared = compared_with(row)
        if compared is None or not isinstance(row.value, int | Decimal):
            return ""
        words, base = compared
        change = change_in_words(row.value, base)
        text = f"前期比{change}" if change and words == "前の四半期" else change
        return format_html('<span class="badge badge-warning">{}</span>', text) if swung and text else text

    # --- What is to be said of a figure --------------------------------------------------------------------

    def _faults(self, row: Row) -> Iterator[dict[str, Any]]:
        for sentence in self.typed.faults.get(row.key, ()):
            yield {"kind": "fault", "sentence": sentence}

    def _warnings(self, row: Row, expectations: Iterable[Expectation]) -> Iterator[dict[str, Any]]:
        for expectation in expectations:
            reason = self.sheet.reading.reasons.get((row.key, expectation.slug))
            counts = reason is not None and reason.warning == expectation.sentence
            note: dict[str, Any] = {"kind": "warning", "sentence": expectation.sentence}
            if self.editable:
                earlier = reason.reason if reason is not None and not counts else ""
                typed = self.typed.reasons.get((row.key, expectation.slug))
                given = reason.reason if reason is not None and counts else ""
                note |= {
                    "name": f"{row.key.name}-{expectation.slug}",
                    "asks": True,
                    "label": f"{row.asked.title}の理由",
                    "reason": given if typed is None else typed,
                    "saved": given,
                    "earlier": earlier,
                    "invalid": self.typed.wants_reasons and not counts,
                }
            elif reason is not None and counts:
                note |= {"given": reason.reason, "given_by": str(reason.given_by)}
            yield note

    def _answered(self, row: Row, expectations: Iterable[Expectation]) -> Iterator[dict[str, Any]]:
        """The reasons that were handed in, and that what the sheet says now does not ask for any more."""
        if self.editable:
            return
        present = {(each.slug, each.sentence) for each in expectations}
        for (key, slug), reason in self.sheet.reading.reasons.items():
            if key == row.key and (slug, reason.warning) not in present:
                yield _as_handed_in(reason)

    # --- For the script ------------------------------------------------------------------------------------

    def _data(self, row: Row) -> SafeString:
        """What sums, changes and shares are made of while one types; nothing where nobody may."""
        if not self.editable or row.way is Way.WHOLE_YEAR:
            return SafeString("")
        series, day, number = row.series, row.key.as_of, self.quarter.number - 1
        data: dict[str, Any] = {"places": series.decimals, "unit": series.unit}
        if day is None:
            data["so-far"] = plain(self.sheet.so_far(series, number))
            balance = self.sheet.cumulative(series, number)
            if balance is not NOT_APPLICABLE:
                data["balance"] = plain(balance)
        if isinstance(row.records, int):
            data["records"] = row.records
        if compared := compared_with(row):
            terms = self.sheet.reading.terms
            data |= {
                "against": compared[0],
                "base": plain(compared[1]),
                "percent": swing_limit(series, terms) if row.is_typed else "",
                "least": terms.swing_least,
            }
        if series.part_ids:
            data |= self._made_of("parts", series, row.key)
        elif made_of := self.sheet.reading.catalogue.made_of(series):
            data |= self._made_of("above", made_of[0], row.key) | self._made_of("below", made_of[1], row.key)
            data["rounding"] = series.rounding
        return format_each(' data-{}="{}"', data.items())

    def _made_of(self, name: str, series: Any, key: CellKey) -> dict[str, str]:
        """The typed figures of the sheet that add up to it, and what others add to them ("" where that is not
        known)."""
        here, others = [], []
        for leaf in self.sheet.reading.catalogue.leaves_of(series):
            row = self.sheet.by_key.get(CellKey(leaf.pk, key.as_of))
            if row is not None and row.is_open:
                here.append(row.key.name)
            elif key.as_of is not None:
                others.append(self.sheet.stock(leaf, key.as_of))
            elif self.sheet.was_counted(leaf, self.quarter):
                others.append(self.sheet.flow(leaf, self.quarter))
        known = [value for value in others if isinstance(value, int | Decimal)]
        return {name: " ".join(here), f"{name}-plus": str(sum(known)) if len(known) == len(others) else ""}


def _why(words: str) -> SafeString:
    return format_each('<span class="sheet-why">{}</span>', [[words]])


def shown(value: Value, nothing: str = "―") -> str:
    """A figure on the sheet: 13,630. What is not known shows as nothing, what does not apply as ―."""
    if value is NOT_APPLICABLE:
        return nothing
    return f"{value:,}" if isinstance(value, int | Decimal) else ""


def plain(value: Value) -> str:
    """A figure for the form and the script: 13630; nothing where it is not known."""
    return str(value) if isinstance(value, int | Decimal) else ""


def _difference(row: Row) -> str:
    if row.records is NOT_APPLICABLE:
        return "―"
    if isinstance(row.records, int) and isinstance(row.value, int):
        return f"{row.records - row.value:+,}".replace("-", "−") if row.records != row.value else "0"
    return ""


def _as_handed_in(reason: FigureReason) -> dict[str, Any]:
    return {
        "kind": "warning",
        "sentence": f"提出のとき：{reason.warning}",
        "given": reason.reason,
        "given_by": str(reason.given_by),
    }


def _correction_url(row: Row, quarter: Quarter) -> str:
    if row.series.kind == Series.Kind.STOCK:
        return reverse("figure_correction_new_stock", args=[row.figure])
    if row.way is Way.WHOLE_YEAR:
        return reverse("figure_correction_new_year", args=[row.figure])
    return reverse("figure_correction_new_flow", args=[row.figure, quarter.number])


def _short_day(key: CellKey) -> str:
    return f"{key.as_of.month}月{key.as_of.day}日" if key.as_of else ""


def _year(quarter: Quarter) -> str:
    return fiscal_year_label(quarter.fiscal_year)

"""What the columns of a register say, said in SQL: for files that core/files/copying.py writes.

A model tells in `in_sql` what its `__str__` and its properties are, each as a function of the way to the row:
"" for the row itself, "department__" for the one that it points to. What nobody tells, Python writes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Case, F, Func, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.calendar import ERAS
from core.files.guard import guard_formula

InSql = dict[str, Callable[[str], Any]]


def field(name: str) -> Callable[[str], Any]:
    """What is just a field of the row."""
    return lambda way: F(f"{way}{name}")


# --- Where a column's value comes from --------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """A column's value as an expression, and the field that it is of; None for words."""

    value: Any
    field: Any = None


def source_of(rows: QuerySet, path: Sequence[str]) -> Source | None:
    """What is at the end of the path from a row; None where only Python can tell."""
    annotation = rows.query.annotations.get(path[0])
    if annotation is not None and len(path) == 1:
        return Source(F(path[0]), annotation.output_field)
    model: Any = rows.model
    *steps, last = path
    way = ""
    for step in steps:
        model = _field(model, step).related_model if _field(model, step) else None
        if model is None:
            return None
        way += f"{step}__"
    told = getattr(model, "in_sql", {}).get(last)
    if told is not None:
        return Source(told(way))
    end = _field(model, last)
    if end is None:
        return None
    if end.is_relation:
        words = getattr(end.related_model, "in_sql", {}).get("__str__")
        return words and Source(words(f"{way}{last}__"))
    if end.choices:
        return Source(_cell_of_choice(F(f"{way}{last}"), f"{way}{last}", end.flatchoices))
    return Source(F(f"{way}{last}"), end)


def _field(model: Any, name: str) -> Any:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return None if found.one_to_many or found.many_to_many else found


class CellOfChoice(Case):
    """The word of a code as a cell has it already: ours are guarded once, and not in every row."""


def _cell_of_choice(value: F, path: str, choices: Sequence[tuple[Any, Any]]) -> CellOfChoice:
    words = (When(**{path: key}, then=word_cell(label)) for key, label in choices)
    return CellOfChoice(*words, default=TextCell(value), output_field=models.TextField())


# --- Words ------------------------------------------------------------------------------------------------


class Joined(Func):
    """Texts one after the other; nothing where one of them is nothing. A word may be given as it is."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = models.TextField()

    def __init__(self, *parts: Any) -> None:
        super().__init__(*(Value(part) if isinstance(part, str) else part for part in parts))


class Listed(Func):
    """The texts, parted by "、": those there are of several, or those of an array."""

    template = "concat_ws('、', %(expressions)s)"
    output_field = models.TextField()


class ListedArray(Func):
    """The texts of an array, parted by "、"."""

    template = "array_to_string(%(expressions)s, '、')"
    output_field = models.TextField()


def named(value: Any, names: dict[str, str], *, key: Any = None) -> Coalesce:
    """The name of the key (the value itself, unless it is said); the value where it has none."""
    entry = Func(
        Value(names, models.JSONField()),
        key or value,
        template="(%(expressions)s)",
        arg_joiner=" ->> ",
        output_field=models.TextField(),
    )
    return Coalesce(entry, value)


class OfOne(Func):
    """SQL that names its one argument, {0}, any number of times."""

    sql: ClassVar[str]
    output_field = models.TextField()

    def as_sql(  # type: ignore[override]  # the stubs want the words of a plain Func
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, list[Any]]:
        (source,) = self.get_source_expressions()
        argument, params = compiler.compile(source)
        template = self.template_for(source)
        return template.format(f"({argument})"), [*params] * template.count("{0}")

    def template_for(self, source: Any) -> str:
        return self.sql


class TextCell(OfOne):
    """A text as a cell of a CSV has it: guarded as by core/files/guard.py, nothing where it is empty."""

    _FORMULA = r"'^''*[=+@\t\r-]'"
    # The first letter tells of nearly every text that it is harmless, in a fifth of the time.
    sql = (
        """CASE WHEN {0} COLLATE "C" >= 'A' OR {0} COLLATE "C" >= '.' AND {0} COLLATE "C" < '=' THEN {0}"""
        f""" WHEN {{0}} = '' THEN NULL WHEN {{0}} ~ {_FORMULA} THEN '''' || {{0}} ELSE {{0}} END"""
    )
    asked_once = f"NULLIF(regexp_replace({{0}}, {_FORMULA}, '''\\&'), '')"

    def template_for(self, source: Any) -> str:
        if isinstance(source, CellOfChoice):
            return "{0}"
        is_dear = any(isinstance(each, Subquery) for each in source.flatten())
        return self.asked_once if is_dear else self.sql


def word_cell(word: Any) -> Value:
    """A word of ours as a cell has it."""
    return Value(guard_formula(str(word)) or None, models.TextField())


# --- Days and moments -------------------------------------------------------------------------------------


class TokyoTime(Func):
    """A moment to the second, in Tokyo's time."""

    template = "date_trunc('second', %(expressions)s AT TIME ZONE 'Asia/Tokyo')"
    output_field = models.DateTimeField()


class TokyoDay(Func):
    """The day in Tokyo of a moment."""

    template = "(%(expressions)s AT TIME ZONE 'Asia/Tokyo')::date"
    output_field = models.DateField()


def _in_eras(year: str, begins: Callable[[date], str], first_years: Callable[[date], bool]) -> str:
    """The year with its era; `begins` says in SQL since a day, `first_years` whether an era has a 元年."""
    clauses = []
    for era in reversed(ERAS):
        before = era.starts_on.year - 1
        clauses.append(f"WHEN {begins(date(before + 2, 1, 1))} THEN '{era.name}' || ({year} - {before})")
        if first_years(era.starts_on):
            clauses.append(f"WHEN {begins(era.starts_on)} THEN '{era.name}元'")
    return f"CASE {' '.join(clauses)} END || "


_WAREKI_YEAR = _in_eras(
    "extract(year FROM {0})", lambda day: f"{{0}} >= DATE '{day.isoformat()}'", lambda day: True
)


class Wareki(OfOne):
    """A day in 和暦 (core.calendar.wareki)."""

    sql = f"{_WAREKI_YEAR}to_char({{0}}, '年FMMM月FMDD日')"


class WarekiMonth(OfOne):
    """The month of a day in 和暦 (core.calendar.wareki_month)."""

    sql = f"{_WAREKI_YEAR}to_char({{0}}, '年FMMM月')"


class Month(OfOne):
    """The month of a day: 2026-10."""

    sql = "to_char({0}, 'YYYY-MM')"


class FiscalYearLabel(OfOne):
    """A fiscal year in 和暦, by the era in its middle (core.calendar.fiscal_year_label)."""

    sql = f"""{
        _in_eras("{0}", lambda day: f"{{0}} >= {day.year}", lambda day: date(day.year, 10, 1) >= day)
    }'年度'"""

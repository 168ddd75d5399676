"""The kinds of report there are. Each is declared in the app that owns it and listed in settings.

core knows no kind: `settings.REPORT_KINDS` names them by dotted path, as Django names its backends.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from core.calendar import fiscal_year_label, fiscal_year_period, wareki
from core.errors import DomainError
from core.exhibits import Exhibit, Value


@dataclass(frozen=True)
class Scope:
    """What a report or an exhibit speaks of: the days from `starts_on` to `ends_on`, both included.

    `fiscal_year` is set where that period is one fiscal year.
    """

    starts_on: date
    ends_on: date
    fiscal_year: int | None = None

    @classmethod
    def of_fiscal_year(cls, year: int) -> "Scope":
        return cls(*fiscal_year_period(year), fiscal_year=year)

    @property
    def label(self) -> str:
        """For titles: 令和4年度, or the two days."""
        if self.fiscal_year is not None:
            return fiscal_year_label(self.fiscal_year)
        return f"{wareki(self.starts_on)}～{wareki(self.ends_on)}"


@dataclass(frozen=True)
class Fact:
    """A value that prose may name in `{{ name }}`. `read` takes the kind's registers.

    A fact with `parameter` is written `{{ name:PARAMETER }}`, and `read` takes the parameter too; it
    raises LookupError where there is no such thing. `choices` names the parameters that there are, as
    (parameter, what people call it), from what `read` reads.
    """

    name: str
    description: str
    read: Callable[..., Value]
    parameter: str = ""
    choices: Callable[[Any], Iterable[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class ExhibitSource:
    """Where one exhibit comes from: its name in files and URLs, its title, and its one definition."""

    slug: str
    title: str
    build: Callable[[Any], Exhibit]


@dataclass(frozen=True)
class Correction:
    """That a value of an exhibit was corrected, when and why: what a 正誤表 says beside it.

    slug    the exhibit; "" where none shows it and the prose alone names it
    code    of the row, or the parameter by which a fact of the prose names it
    column  the column's key
    """

    slug: str
    code: str
    column: str
    made_on: date
    reason: str


class ReportKind(ABC):
    """A kind of report: which facts its prose may name and which exhibits it may show."""

    key: ClassVar[str]
    label: ClassVar[str]
    of_fiscal_year: ClassVar[bool]
    drafting_permission: ClassVar[str]
    facts: ClassVar[tuple[Fact, ...]]

    @classmethod
    @abstractmethod
    def registers(cls, scope: Scope) -> Any:
        """The registers as of the scope. Reads each table once, however many facts and exhibits ask."""

    @classmethod
    @abstractmethod
    def exhibits(cls, registers: Any = None) -> Mapping[str, ExhibitSource]:
        """The exhibits by slug, in the order in which they are delivered."""

    @classmethod
    def corrections(cls, registers: Any, since: datetime) -> Iterable[Correction]:
        """What was corrected after the moment of what the report shows."""
        return ()

    @classmethod
    def checks(cls, document: Any) -> Iterable[Any]:
        """What the kind's own checks find in the report (core.reports.checks.CheckFinding)."""
        return ()


@cache
def kinds() -> dict[str, type[ReportKind]]:
    """Every kind by key, in the order of the settings."""
    listed = [import_string(path) for path in settings.REPORT_KINDS]
    return {kind.key: kind for kind in listed}


def kind_of(key: str) -> type[ReportKind]:
    """The kind of that key. Raises DomainError where there is none."""
    try:
        return kinds()[key]
    except KeyError:
        raise DomainError(f"報告書の種類「{key}」はありません。種類を選び直してください。") from None


def kinds_drafted_by(person: Any) -> frozenset[str]:
    """The keys of the kinds whose reports the person drafts, whatever their state; of who has left, none."""
    if not person.is_active or not person.has_perm("core.change_report"):
        return frozenset()
    return frozenset(key for key, kind in kinds().items() if person.has_perm(kind.drafting_permission))


def kind_choices() -> list[tuple[str, str]]:
    """For the choices of a model field: callable, so that core need not know them when it is imported."""
    return [(kind.key, kind.label) for kind in kinds().values()]

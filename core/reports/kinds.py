"""The kinds of report there are. Each is declared in the app that owns it and listed in settings.

core knows no kind: `settings.REPORT_KINDS` names them by dotted path, as Django names its backends.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
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
    raises LookupError where there is no such thing.
    """

    name: str
    description: str
    read: Callable[..., Value]
    parameter: str = ""


@dataclass(frozen=True)
class ExhibitSource:
    """Where one exhibit comes from: its name in files and URLs, its title, and its one definition."""

    slug: str
    title: str
    build: Callable[[Any], Exhibit]


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


def kind_choices() -> list[tuple[str, str]]:
    """For the choices of a model field: callable, so that core need not know them when it is imported."""
    return [(kind.key, kind.label) for kind in kinds().values()]

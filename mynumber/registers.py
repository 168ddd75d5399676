"""The registers of the annual security report as of its fiscal year, each read once."""

from functools import cached_property
from typing import Any

from core.models import Municipality
from core.reports.kinds import Scope
from mynumber.models import (
    Audit,
    CsirtDrill,
    FigureTable,
    Incident,
    Measure,
    Meeting,
    Window,
)
from mynumber.statistics import Figures
from registry.models import Site


class AnnualRegisters:
    """What the annual security report reads. Every property is one or two queries, made when first asked."""

    def __init__(self, scope: Scope):
        if scope.fiscal_year is None:
            raise ValueError("the annual security report is about one fiscal year")
        self.scope = scope
        self.fiscal_year: int = scope.fiscal_year

    @cached_property
    def municipality(self) -> str:
        """The municipality's name; nothing where none is registered."""
        return Municipality.name_of_only()

    @cached_property
    def figures(self) -> Figures:
        return Figures(through=self.fiscal_year)

    @cached_property
    def figure_tables(self) -> dict[str, FigureTable]:
        """The tables of figures by slug, with their lines."""
        tables = FigureTable.objects.prefetch_related("lines").order_by("order", "slug")
        return {table.slug: table for table in tables}

    @cached_property
    def sites(self) -> list[Any]:
        """The sites where a terminal stands at the end of the year, each with `terminal_count`."""
        return list(Site.objects.with_terminals_on(self.scope.ends_on))

    @cached_property
    def other_sites(self) -> list[Site]:
        """The sites beside 住民記録."""
        return [site for site in self.sites if site.kind != Site.Kind.RESIDENT_RECORDS]

    @cached_property
    def new_town_centres(self) -> list[Site]:
        """The town centres where terminals were first set up within the year."""
        return [
            site
            for site in self.sites
            if site.kind == Site.Kind.TOWN_CENTRE
            and site.starts_on is not None
            and self.scope.starts_on <= site.starts_on <= self.scope.ends_on
        ]

    @cached_property
    def windows(self) -> list[Window]:
        """The windows that were open on a day of the year, with their hours."""
        windows = Window.objects.in_force_during(self.scope.starts_on, self.scope.ends_on)
        return list(windows.prefetch_related("hours"))

    @cached_property
    def measures(self) -> list[Measure]:
        return list(Measure.objects.in_force_on(self.scope.ends_on))

    @cached_property
    def meetings(self) -> list[Meeting]:
        held = Meeting.objects.filter(fiscal_year=self.fiscal_year)
        return list(held.prefetch_related("agenda_items").order_by("number"))

    @cached_property
    def audits(self) -> list[Audit]:
        held = Audit.objects.filter(fiscal_year=self.fiscal_year)
        return list(held.prefetch_related("findings").order_by("held_on", "id"))

    @cached_property
    def incidents(self) -> list[Incident]:
        """Incidents that this year's report tells; they may have become known after the year's end."""
        told = Incident.objects.filter(fiscal_year=self.fiscal_year)
        return list(told.prefetch_related("breakdowns"))

    @cached_property
    def drills(self) -> list[CsirtDrill]:
        held = CsirtDrill.objects.filter(held_on__range=(self.scope.starts_on, self.scope.ends_on))
        return list(held.order_by("held_on"))

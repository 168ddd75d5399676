"""A month at a site's terminals, as its custodian looks it over: every use, the look-ups by affair, and what
is still missing. A month is told by its first day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from core.calendar import TOKYO, wareki_month
from core.clock import midnight
from registry.models import MonthSignOff, Reservation, Site, TerminalPlacement, UsageLookup, UsageRecord
from registry.models.site import manager_in_office


def month_of(day: date) -> date:
    """The month in which the day lies."""
    return day.replace(day=1)


def following(month: date) -> date:
    """The month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_in_words(month: date) -> str:
    """「令和8年10月」"""
    return wareki_month(month)


def _within(month: date, name: str) -> dict[str, datetime]:
    return {f"{name}__gte": midnight(month), f"{name}__lt": midnight(following(month))}


def records_of(site: Site, month: date) -> Any:
    """The uses of the month that stand: what a correction has replaced does not."""
    return UsageRecord.objects.current().filter(site=site, **_within(month, "started_at"))


def unrecorded_of(site: Site, month: date) -> QuerySet[Reservation]:
    """Bookings of the month, at terminals that stood at the site, of which nobody has said how they were
    used."""
    day = F("starts_at__date")
    there_now = Q(terminal__site=site) & (
        Q(terminal__placed_on__isnull=True) | Q(terminal__placed_on__lte=day)
    )
    there_then = TerminalPlacement.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=OuterRef("starts_at__date")),
        terminal=OuterRef("terminal"),
        site=site,
        ends_on__gte=OuterRef("starts_at__date"),
    )
    booked = Reservation.objects.filter(state="booked", **_within(month, "starts_at"))
    return booked.filter(there_now | Exists(there_then)).order_by("starts_at", "pk")


def lookups_by_affair(site: Site, month: date) -> list[tuple[str, int]]:
    """(affair, look-ups) of the month, in the order of the report's table."""
    sums = UsageLookup.objects.filter(record__in=records_of(site, month)).values_list("affair__name")
    return [
        (name, total)
        for name, total in sums.annotate(sum=Sum("count")).order_by("affair__order", "affair__code")
    ]


@dataclass(frozen=True)
class Sheet:
    """The month as it stands now. `seen` tells one state of it from another: who signs has seen this one."""

    site: Site
    month: date
    records: list[Any]
    affairs: list[tuple[str, int]]
    unrecorded: list[Reservation]

    @property
    def title(self) -> str:
        return f"{self.site} {month_in_words(self.month)}の利用記録"

    @property
    def lookup_count(self) -> int:
        return sum(total for _, total in self.affairs)

    @property
    def unreviewed(self) -> list[Any]:
        """Urgent uses that nobody has reviewed yet."""
        return [each for each in self.records if each.kind == "urgent" and each.urgent_reviewed_at is None]

    @property
    def seen(self) -> str:
        newest = max((each.pk for each in self.records), default=0)
        return f"{len(self.records)}-{self.lookup_count}-{newest}"


def sheet_of(site: Site, month: date) -> Sheet:
    """The sheet of the month, in three queries."""
    records = records_of(site, month).for_list().select_related("corrects", "urgent_reviewed_by")
    missing = unrecorded_of(site, month).select_related("terminal", "operator")
    return Sheet(
        site=site,
        month=month,
        records=list(records.order_by("started_at", "pk")),
        affairs=lookups_by_affair(site, month),
        unrecorded=list(missing),
    )


# --- What waits to be signed off ---------------------------------------------------------------------------


class WaitingMonth(NamedTuple):
    """A month of a site that nobody has signed off."""

    month: date
    site_id: int
    site_name: str


def waiting_months(sites: Iterable[int] | QuerySet, before: date) -> list[WaitingMonth]:
    """Every month before `before` with a use or a missing record at one of the sites that nobody has signed
    off, the oldest first; in one query. A month in which nothing was done waits for nobody."""
    used = _unsigned(UsageRecord.objects.filter(site__in=sites), "site", "started_at", before)
    booked = Reservation.objects.filter(terminal__site__in=sites, state="booked")
    missing = _unsigned(booked, "terminal__site", "starts_at", before)
    return _in_order(used.union(missing))


def months_of_managers(before: date, day: date) -> list[WaitingMonth]:
    """The months before `before` that wait and in which the site's present manager operated: somebody else
    signs those. In one query."""
    own = (
        UsageRecord.objects.current()
        .annotate(office=manager_in_office("site__custodians", day))
        .filter(office__staff=F("operator"))
    )
    return _in_order(_unsigned(own, "site", "started_at", before).distinct())


def _unsigned(rows: QuerySet, site: str, moment: str, before: date) -> QuerySet:
    """(month, site, its name) of the rows before the day, but for the months that are signed off."""
    signed = MonthSignOff.objects.standing().filter(site=OuterRef(site), month=OuterRef("month"))
    return (
        rows.filter(**{f"{moment}__lt": midnight(before)})
        .annotate(month=TruncMonth(moment, output_field=DateField(), tzinfo=TOKYO))
        .exclude(Exists(signed))
        .order_by()
        .values_list("month", site, f"{site}__name")
    )


def _in_order(rows: QuerySet) -> list[WaitingMonth]:
    return sorted(WaitingMonth(*row) for row in rows)

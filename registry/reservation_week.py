"""A week at the shared terminals: what is taken, out of order and free, for the calendar.

A page shows a thousand stretches and more: they are plain tuples, with times as minutes of the day, and the
number of queries depends on nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce

from core.calendar import TOKYO, is_business_day, why_closed
from core.clock import day_of, midnight
from core.models import OfficeDay, Staff
from registry.models import BookingTerms, Reservation, Terminal, TerminalOutage

_DAY = 24 * 60  # minutes
_STEP = 5  # whoever books for now begins at the next five minutes

Place = tuple[int, int]  # a terminal's key, and a day of the week: Monday is 0


class Stretch(NamedTuple):
    """A part of a day at a terminal, from minute to minute of the day.

    kind    free, own (the person's booking), seen (one that the person may see), hidden (one that they may
            not) or outage
    text    what for and who, or what is out of order
    key     the booking's, where the person may see it; else 0
    faulty  whether the terminal is out of order for a part of the booking
    """

    kind: str
    starts: int
    ends: int
    text: str = ""
    key: int = 0
    faulty: bool = False


class WeekDay(NamedTuple):
    """A day of the week. `why_closed` is "" where the office is open; `bookable` says whether times of that
    day can be booked from now on."""

    day: date
    why_closed: str
    is_today: bool
    bookable: bool


class TerminalWeek(NamedTuple):
    """A terminal and its stretches of each day; None for a day on which it does not stand."""

    key: int
    number: str
    site: str
    days: list[list[Stretch] | None]


@dataclass(frozen=True)
class Week:
    """A week as the person may see it."""

    monday: date
    terms: BookingTerms
    days: list[WeekDay]
    terminals: list[TerminalWeek]


@dataclass(frozen=True)
class _Busy:
    """What stands on the calendar: bookings as (starts, ends, text, key, operator, department), faults as
    (starts, ends, symptom), each in order of time."""

    bookings: dict[Place, list[tuple[int, int, str, int, int, int | None]]]
    faults: dict[Place, list[tuple[int, int, str]]]


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def week_of(day: date, *, person: Staff, now: datetime) -> Week:
    """The week in which the day lies, in four queries."""
    monday = monday_of(day)
    terms = BookingTerms.current()
    busy = _busy(monday)
    every_day = list(_days(monday, terms, now))
    used = {weekday for _, weekday in busy.bookings}
    # A closed day from Monday to Friday is named; of a weekend only one with bookings is worth a column.
    days = [
        (weekday, each)
        for weekday, each in enumerate(every_day)
        if weekday < 5 or not each.why_closed or weekday in used
    ]
    opens, closes = _minutes(terms.opens_at), _minutes(terms.closes_at)
    earliest = _earliest(now)
    sees_all = person.has_perm("registry.view_all_departments")
    rows = []
    for key, number, site, starts_on, ends_on in _terminals(monday):
        cells: list[list[Stretch] | None] = []
        for weekday, each in days:
            if (starts_on and each.day < starts_on) or (ends_on and each.day > ends_on):
                cells.append(None)
                continue
            # Free time is worth telling from now on alone, and on a closed day there is none.
            free_from = earliest if each.is_today else (_DAY if each.day < day_of(now) else 0)
            place = (key, weekday)
            faults = busy.faults.get(place, [])
            told = _told(busy.bookings.get(place, []), faults, person, sees_all)
            free = (max(opens, free_from), closes) if not each.why_closed else (_DAY, _DAY)
            cells.append(list(_filled(told, faults, *free)))
        rows.append(TerminalWeek(key, number, site, cells))
    return Week(monday, terms, [each for _, each in days], rows)


# --- What the registers say --------------------------------------------------------------------------------


def _days(monday: date, terms: BookingTerms, now: datetime) -> Iterator[WeekDay]:
    listed = OfficeDay.objects.filter(day__range=(monday, monday + timedelta(days=6)))
    notes = {day: (is_open, note) for day, is_open, note in listed.values_list("day", "is_open", "note")}
    overrides = {day: is_open for day, (is_open, _) in notes.items()}
    today = day_of(now)
    last = today + timedelta(days=terms.days_ahead)
    for day in (monday + timedelta(days=number) for number in range(7)):
        is_open = is_business_day(day, overrides)
        why = "" if is_open else (notes[day][1] if day in notes else why_closed(day))
        yield WeekDay(day, why, day == today, is_open and today <= day <= last)


def _terminals(monday: date) -> Any:
    """The shared terminals that stand on a day of the week."""
    return (
        Terminal.objects.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lt=monday + timedelta(days=7)),
            Q(ends_on__isnull=True) | Q(ends_on__gte=monday),
            is_shared=True,
        )
        .order_by("site__order", "number")
        .values_list("pk", "number", "site__name", "starts_on", "ends_on")
    )


def _busy(monday: date) -> _Busy:
    """The bookings and the faults of the week, in one query; a fault is a row without an operator."""
    start, end = midnight(monday), midnight(monday + timedelta(days=7))
    bookings = (
        Reservation.objects.standing()
        .filter(starts_at__gte=start, starts_at__lt=end)
        .order_by()
        .values_list(
            "terminal",
            "pk",
            "starts_at",
            "ends_at",
            Coalesce("grant__affair__name", "grant__site__name", output_field=TextField()),
            "operator__name",
            "operator",
            "department",
        )
    )
    nobody = Cast(Value(None), BigIntegerField())
    faults = (
        TerminalOutage.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=start), starts_at__lt=end)
        .order_by()
        .values_list("terminal", "pk", "starts_at", "ends_at", "symptom", Value(""), nobody, nobody)
    )
    busy = _Busy(defaultdict(list), defaultdict(list))
    for terminal, key, starts_at, ends_at, text, name, operator, department in bookings.union(
        faults, all=True
    ):
        starts = int((starts_at - start).total_seconds() // 60)
        ends = int((ends_at - start).total_seconds() // 60) if ends_at else 7 * _DAY
        if operator is not None:
            weekday, first = divmod(starts, _DAY)
            # The service books within opening hours. A row that did not come by it may run past midnight, and
            # must not take the page of a whole week with it.
            last = min(ends - weekday * _DAY, _DAY)
            line = (first, last, f"{text} {name}", key, operator, department)
            busy.bookings[terminal, weekday].append(line)
            continue
        for weekday in range(max(starts, 0) // _DAY, min(-(-ends // _DAY), 7)):
            morning = weekday * _DAY
            part = (max(starts - morning, 0), min(ends - morning, _DAY), text)
            busy.faults[terminal, weekday].append(part)
    for bookings_of_day in busy.bookings.values():
        bookings_of_day.sort()
    for faults_of_day in busy.faults.values():
        faults_of_day.sort()
    return busy


# --- A day at a terminal -----------------------------------------------------------------------------------


def _told(
    bookings: list[tuple[int, int, str, int, int, int | None]],
    faults: list[tuple[int, int, str]],
    person: Staff,
    sees_all: bool,
) -> list[Stretch]:
    """The bookings as the person may see them; those of other departments that touch each other are one."""
    me, mine = person.pk, person.department_id
    told: list[Stretch] = []
    for starts, ends, text, key, operator, department in bookings:
        faulty = any(since < ends and until > starts for since, until, _ in faults)
        if operator == me:
            told.append(Stretch("own", starts, ends, text, key, faulty))
        elif sees_all or (department is not None and department == mine):
            told.append(Stretch("seen", starts, ends, text, key, faulty))
        elif told and told[-1].kind == "hidden" and told[-1].ends == starts and told[-1].faulty == faulty:
            told[-1] = told[-1]._replace(ends=ends)
        else:
            told.append(Stretch("hidden", starts, ends, faulty=faulty))
    return told


def _filled(
    told: list[Stretch], faults: list[tuple[int, int, str]], opens: int, closes: int
) -> Iterator[Stretch]:
    """The bookings with what lies between them, free or out of order; free from `opens` to `closes` alone."""
    reached = 0
    for booked in told:
        yield from _gap(reached, booked.starts, faults, opens, closes)
        yield booked
        reached = max(reached, booked.ends)
    yield from _gap(reached, _DAY, faults, opens, closes)


def _gap(
    starts: int, ends: int, faults: list[tuple[int, int, str]], opens: int, closes: int
) -> Iterator[Stretch]:
    starts, ends = max(starts, opens), min(ends, closes)
    for since, until, symptom in faults:
        since, until = max(since, starts), min(until, ends)
        if since < until:
            if starts < since:
                yield Stretch("free", starts, since)
            yield Stretch("outage", since, until, symptom)
            starts = until
    if starts < ends:
        yield Stretch("free", starts, ends)


def _earliest(now: datetime) -> int:
    """The first minute of today from which one would book."""
    local = now.astimezone(TOKYO)
    return -(-(local.hour * 60 + local.minute) // _STEP) * _STEP


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute

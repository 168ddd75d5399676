"""The reservation calendar with a full week over 100,000 past bookings: its page at most 2.5 times a plain
page of 50 rows, in eight queries; a booking at most three times a bare INSERT of the same model.

Nothing is switched off to fill it: every row passes the constraints and triggers, and stands in the trail.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.measure import Line, Page, compare, copy_of_database, seconds_in_turn
from bench.plain import make_plain_rows
from bench.registers import fill_office
from core.calendar import TOKYO, fiscal_year_of, fiscal_year_period, is_business_day, today
from core.models import Department, Municipality, Staff
from registry.models import (
    Affair,
    OperatorGrant,
    Purpose,
    Reservation,
    Site,
    Terminal,
    UsageRequest,
    UsageRequestOperator,
)
from registry.reservation_week import monday_of
from registry.services.reservation import book

TERMINALS, AFFAIRS, DEPARTMENTS, PAST, SLOTS = 20, 12, 60, 100_000, 8
PAGE_MOST, PAGE_QUERIES = 2.5, 8
LIST_MOST, LIST_QUERIES = 2.0, 6
BOOKING_MOST, BOOKING_QUERIES = 3.0, 5  # the transaction, two for locks and rules, the INSERT
MORNING = time(8, 30)
FILLED_AT_ONCE = 3  # weeks


def run(sizes: Sequence[int]) -> list[Line]:
    """Measure the calendar's page, the list of the bookings, and a booking. It has one size of its own."""
    with copy_of_database():
        auditor = _office()
        grants = _operators()
        _fill(grants)
        yardstick = Page("plain", "/bench/plain/", _client(auditor))
        return [*_pages(yardstick, grants[0].staff), *_list(yardstick), *_bookings(grants)]


# --- Measuring -------------------------------------------------------------------------------------------


def _client(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _pages(yardstick: Page, operator: Staff) -> list[Line]:
    """The full week as an operator sees it, and as 住民記録 does, to whom every booking is named; a free
    week."""
    address = reverse("reservation_calendar")
    keeper = _person("keeper", "住民記録（審査）")
    free = f"{address}?week={monday_of(today()) + timedelta(weeks=4)}"
    pages = [
        Page("calendar full, operator", address, _client(operator)),
        Page("calendar full, 住民記録", address, _client(keeper)),
        Page("calendar free, operator", free, _client(operator)),
    ]
    return compare(yardstick, pages, most=PAGE_MOST, most_queries=PAGE_QUERIES)


def _list(yardstick: Page) -> list[Line]:
    pages = [
        replace(yardstick, label=f"reservations {PAST:,} {name}", address=reverse("reservations") + query)
        for name, query in (("first", ""), ("last", "?page=last"))
    ]
    return compare(yardstick, pages, most=LIST_MOST, most_queries=LIST_QUERIES)


@dataclass(frozen=True)
class Act:
    """Something that is done once more each time, as a page is asked for."""

    label: str
    ask: Callable[[], object]

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.ask()
        return len(captured)


def _bookings(grants: list[OperatorGrant]) -> list[Line]:
    """A bare INSERT and the service's booking in turn, each for a time of its own and committed."""
    bare, whole = (Terminal.objects.get(number=f"K-{number}") for number in (TERMINALS + 1, TERMINALS + 2))
    first, second = grants[:2]
    second.staff.has_perm("registry.add_reservation")  # the page has asked before
    insert_times, book_times = _times(), _times()

    def insert() -> None:
        starts_at, ends_at = next(insert_times)
        Reservation.objects.create(
            terminal=bare,
            grant=first,
            operator=first.staff,
            department_id=first.department_id,
            starts_at=starts_at,
            ends_at=ends_at,
            booked_by=first.staff,
        )

    def book_one() -> None:
        starts_at, ends_at = next(book_times)
        book(actor=second.staff, terminal=whole, grant=second, starts_at=starts_at, ends_at=ends_at)

    act = Act("booking", book_one)
    unit, seconds = seconds_in_turn([Act("bare INSERT", insert), act])
    return [Line(act.label, seconds / unit, BOOKING_MOST, act.queries(), BOOKING_QUERIES, seconds)]


def _times() -> Iterator[tuple[datetime, datetime]]:
    """Quarters of an hour on the office's days of the weeks to come."""
    for ahead in range(7, 60):
        day = today() + timedelta(days=ahead)
        if is_business_day(day):
            for quarter in range(4 * SLOTS):
                starts_at = datetime.combine(day, MORNING, TOKYO) + timedelta(minutes=15 * quarter)
                yield starts_at, starts_at + timedelta(minutes=15)


# --- Filling ---------------------------------------------------------------------------------------------


def _office() -> Staff:
    """What is around the calendar; another benchmark may have made it already. Answers an auditor."""
    if not Staff.objects.filter(username="bench-1").exists():
        fill_office()
        make_plain_rows()
        Municipality.objects.create(name="試験区")
    site = Site.objects.order_by("pk").first()
    Terminal.objects.bulk_create(
        Terminal(number=f"K-{number}", site=site, is_shared=True) for number in range(1, TERMINALS + 1)
    )
    # The terminals that bookings are measured at stand only from next week on, and not in the measured one.
    later = monday_of(today()) + timedelta(weeks=1)
    Terminal.objects.bulk_create(
        Terminal(number=f"K-{number}", site=site, is_shared=True, starts_on=later)
        for number in (TERMINALS + 1, TERMINALS + 2)
    )
    return _person("calendar-auditor", "監査")


def _person(username: str, role: str) -> Staff:
    person = Staff.objects.create_user(username, name="見本 花子")
    person.groups.set(Group.objects.filter(name=role))
    return person


def _operators() -> list[OperatorGrant]:
    """The grants of an approved request of each of the departments, for all of their staff."""
    affairs = [
        Affair.objects.create(code=f"bench-{number}", name=f"事務{number}", order=number)
        for number in range(AFFAIRS)
    ]
    purpose = Purpose.objects.create(code="bench", name="課税の確認")
    reviewer, approver = _person("reviewer", "住民記録（審査）"), _person("approver", "住民記録（承認）")
    applicants = Group.objects.get(name="所管課")
    first, last = fiscal_year_period(fiscal_year_of(today()))
    grants = []
    for number, department in enumerate(Department.objects.order_by("pk")[:DEPARTMENTS]):
        people = list(department.staff.order_by("pk"))
        applicants.user_set.add(*people)
        request = UsageRequest.objects.create(
            department=department,
            affair=affairs[number % AFFAIRS],
            legal_basis="住基法第30条の11",
            purpose=purpose,
            fiscal_year=fiscal_year_of(today()),
            starts_on=first,
            ends_on=last,
            drafted_by=people[0],
        )
        UsageRequestOperator.objects.bulk_create(
            UsageRequestOperator(request=request, staff=person) for person in people
        )
        steps = {"submitted": people[0], "reviewed": reviewer, "approved": approver}
        for state, by in steps.items():
            stamp = {"state": state, f"{state}_at": timezone.now(), f"{state}_by": by}
            UsageRequest.objects.filter(pk=request.pk).update(**stamp)
        grants += [
            OperatorGrant(
                staff=person,
                department=department,
                affair=request.affair,
                usage_request=request,
                starts_on=date(2020, 4, 1),
                ends_on=last + timedelta(days=366),
                granted_by=approver,
            )
            for person in people
        ]
    return OperatorGrant.objects.bulk_create(grants)


def _fill(grants: list[OperatorGrant]) -> None:
    """The past bookings, and the present week from Monday to Friday, full; what is over was used.

    At each hour every terminal is booked, each by another person. A few weeks at a time: within one
    transaction every row would cost more than the one before.
    """
    weeks = -(-PAST // (7 * TERMINALS * SLOTS))
    monday = monday_of(today())
    for past in range(weeks, 0, -FILLED_AT_ONCE):
        days = 7 * min(past, FILLED_AT_ONCE)
        _insert(grants, monday - timedelta(weeks=past), days)
    _insert(grants, monday, 5)
    with connection.cursor() as cursor:
        for table in ("registry_reservation", "registry_operatorgrant", "registry_terminal", "core_staff"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _insert(grants: list[OperatorGrant], first_day: date, days: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO registry_reservation (terminal_id, grant_id, operator_id, department_id, starts_at,
                ends_at, note, state, version, booked_at, booked_by_id, cancel_reason)
            SELECT terminal.id, held.id, held.staff_id, held.department_id, slot.starts_at,
                slot.starts_at + interval '1 hour', '', 'booked', 1, now(), held.staff_id, ''
            FROM generate_series(0, %(count)s - 1) AS n
                CROSS JOIN LATERAL (SELECT %(first)s + n / %(day)s * interval '1 day'
                    + n / %(terminals)s %% %(slots)s * interval '1 hour' AS starts_at) AS slot
                JOIN LATERAL (SELECT id FROM registry_terminal
                    WHERE number = 'K-' || n %% %(terminals)s + 1) AS terminal ON true
                JOIN registry_operatorgrant AS held ON held.id = %(grant)s + n %% %(grants)s""",
            {
                "count": days * TERMINALS * SLOTS,
                "first": datetime.combine(first_day, MORNING, TOKYO),
                "terminals": TERMINALS,
                "slots": SLOTS,
                "day": TERMINALS * SLOTS,
                "grant": min(grant.pk for grant in grants),
                "grants": len(grants),
            },
        )
        cursor.execute(
            "UPDATE registry_reservation SET state = 'used' WHERE state = 'booked' AND ends_at < now()"
        )

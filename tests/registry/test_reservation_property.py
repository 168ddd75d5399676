"""Whatever is booked, moved and cancelled in whatever order: no two standing bookings share a terminal or a
person."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from registry.models import Reservation
from registry.services.reservation import book, cancel, move
from tests.factories import (
    at,
    business_day,
    make_department,
    make_grant,
    make_shared_terminal,
    make_staff,
)

pytestmark = pytest.mark.django_db

DAY = business_day()
PEOPLE = TERMINALS = 3

place = st.tuples(
    st.integers(0, PEOPLE - 1), st.integers(0, TERMINALS - 1), st.integers(-1, 18), st.integers(-1, 5)
)
act = st.tuples(st.sampled_from(["book", "book", "move", "cancel"]), st.integers(0, 20), place)


def half_hours(start: int, length: int) -> tuple[datetime, datetime]:
    """From 8:30, in half hours; some of it out of hours or backwards."""
    begins = at(DAY, 8, 30) + timedelta(minutes=30 * start)
    return begins, begins + timedelta(minutes=30 * length)


@pytest.fixture
def ward():
    grants = [
        make_grant(
            staff=make_staff("applicant", department=make_department()), ends_on=DAY + timedelta(days=400)
        )
        for _ in range(PEOPLE)
    ]
    return grants, [make_shared_terminal() for _ in range(TERMINALS)]


@given(acts=st.lists(act, max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_two_standing_bookings_ever_overlap(ward, acts):
    with transaction.atomic():
        made: list[Reservation] = []
        for what, which, (person, terminal, start, length) in acts:
            before = times()
            try:
                do(what, which, ward[0][person], ward[1][terminal], half_hours(start, length), made)
            except DomainError:
                assert times() == before  # a refusal leaves everything as it was
            assert overlapping() == []
        transaction.set_rollback(True)


def do(what, which, grant, terminal, times_asked, made):
    starts_at, ends_at = times_asked
    wish = {"terminal": terminal, "starts_at": starts_at, "ends_at": ends_at}
    if what == "book":
        made.append(book(actor=grant.staff, grant=grant, **wish))
    elif made:
        chosen = made[which % len(made)]
        if what == "move":
            move(reservation=chosen, actor=chosen.operator, grant=chosen.grant, **wish)
        else:
            cancel(reservation=chosen, actor=chosen.operator)


def times():
    return set(Reservation.objects.values_list("pk", "state", "terminal", "starts_at", "ends_at"))


def overlapping():
    rows = list(
        Reservation.objects.filter(state="booked")
        .order_by("starts_at")
        .values_list("starts_at", "ends_at", "terminal", "operator")
    )
    return [
        (one, other)
        for number, one in enumerate(rows)
        for other in rows[number + 1 :]
        if other[0] < one[1] and (one[2] == other[2] or one[3] == other[3])
    ]

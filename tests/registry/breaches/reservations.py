"""Times at the shared terminals."""

from datetime import timedelta

from django.utils import timezone

from registry.models import OperatorGrant, Reservation, Terminal
from tests.factories import (
    at,
    business_day,
    make_grant,
    make_reservation,
    make_shared_terminal,
    make_staff,
    make_terminal,
)
from tests.rules import trigger_off


def change(reservation, **values):
    """A raw UPDATE."""
    Reservation.objects.filter(pk=reservation.pk).update(**values)


def rises_from_the_dead():
    reservation = make_reservation(state="cancelled")
    change(reservation, state="booked", cancelled_at=None, cancelled_by=None)


def starts_as_used():
    reservation = make_reservation()
    reservation.pk, reservation.state = None, "used"
    reservation.starts_at += timedelta(hours=3)
    reservation.ends_at += timedelta(hours=3)
    reservation.save(force_insert=True)


def unknown_state():
    reservation = make_reservation()
    with trigger_off("registry.Reservation:arrows"):
        change(reservation, state="lost")


def terminal_twice_at_once():
    first = make_reservation()
    make_reservation(terminal=first.terminal, starts_at=first.starts_at + timedelta(minutes=59))


def person_twice_at_once():
    first = make_reservation()
    make_reservation(grant=first.grant, starts_at=first.starts_at - timedelta(minutes=59))


def beyond_the_grant():
    grant = make_grant(ends_on=business_day())
    make_reservation(grant=grant, starts_at=at(business_day() + timedelta(days=1), 10))


BREACHES = {
    "registry_reservation_arrow_drawn": rises_from_the_dead,
    "registry_reservation_cancelled_in_state": lambda: change(make_reservation(), state="cancelled"),
    "registry_reservation_cancelled_pair": lambda: change(
        make_reservation(state="cancelled"), cancelled_by=None
    ),
    "registry_reservation_ends_after_start": lambda: make_reservation(ends_at=at(business_day(), 10)),
    "registry_reservation_grant_covers": beyond_the_grant,
    "registry_reservation_operator_free": person_twice_at_once,
    "registry_reservation_starts_as_first": starts_as_used,
    "registry_reservation_state_known": unknown_state,
    "registry_reservation_terminal_free": terminal_twice_at_once,
    "registry_reservation_terminal_shared": lambda: make_reservation(terminal=make_terminal()),
}


def on_the_grant_of_another():
    """The same rule: the grant is another person's."""
    grant = make_grant(ends_on=business_day())
    make_reservation(grant=grant, operator=make_staff(), booked_by=make_staff())


def terminal_taken_away_under_a_reservation():
    Terminal.objects.filter(pk=make_reservation().terminal_id).update(is_shared=False)


def moved_beyond_the_grant():
    grant = make_grant(ends_on=business_day())
    later = at(business_day() + timedelta(days=1), 10)
    change(make_reservation(grant=grant), starts_at=later, ends_at=later + timedelta(hours=1))


def before_the_grant():
    grant = make_grant(
        starts_on=business_day() + timedelta(days=1), ends_on=business_day() + timedelta(days=9)
    )
    make_reservation(grant=grant)


def at_a_terminal_that_is_gone():
    """Since yesterday in Tokyo; at eight o'clock the day of UTC is still yesterday."""
    day = business_day()
    gone = make_shared_terminal(ends_on=day - timedelta(days=1))
    make_reservation(terminal=gone, starts_at=at(day, 8))


def moved_to_a_terminal_of_its_site_alone():
    change(make_reservation(), terminal=make_terminal())


def on_the_first_and_the_last_day():
    """No breach: the days are those of Tokyo, where the office opens before the day of UTC begins."""
    day = business_day()
    terminal = make_shared_terminal(ends_on=day)
    make_reservation(grant=make_grant(starts_on=day, ends_on=day), terminal=terminal, starts_at=at(day, 8))


def reason_written_after_the_grant_was_taken_back():
    """No breach: what was cancelled needs no grant any more."""
    cancelled = make_reservation(state="cancelled")
    OperatorGrant.objects.filter(pk=cancelled.grant_id).update(ends_on=business_day() - timedelta(days=1))
    Terminal.objects.filter(pk=cancelled.terminal_id).update(is_shared=False)
    change(cancelled, cancel_reason="端末の入替えのため")


def one_after_the_other():
    """No breach: one begins when the other ends, and what was cancelled takes no time."""
    first = make_reservation()
    make_reservation(terminal=first.terminal, starts_at=first.ends_at)
    change(first, state="cancelled", cancelled_at=timezone.now(), cancelled_by=make_staff())
    make_reservation(terminal=first.terminal, starts_at=first.starts_at)


def two_terminals_for_two_people():
    """No breach: the time is one, the terminals and the people are two."""
    first = make_reservation()
    make_reservation(terminal=make_shared_terminal(), starts_at=first.starts_at)

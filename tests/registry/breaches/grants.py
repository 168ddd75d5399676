"""The right to operate."""

from datetime import timedelta

from django.utils import timezone

from core.calendar import today
from registry.models import OperatorGrant, Reservation
from tests.factories import (
    make_affair,
    make_department,
    make_grant,
    make_ledger,
    make_reservation,
    make_site_grant,
    make_staff,
    make_usage_request,
)


def change(grant, **values):
    """A raw UPDATE."""
    OperatorGrant.objects.filter(pk=grant.pk).update(**values)


def ended(by, reason="revoked"):
    return {"ended_at": timezone.now(), "ended_by": by, "end_reason": reason}


def ended_before_its_eve():
    grant = make_grant()
    change(grant, ends_on=grant.starts_on - timedelta(days=2))


def made_longer():
    grant = make_grant()
    change(grant, ends_on=grant.ends_on + timedelta(days=1))


def made_endless():
    change(make_grant(), ends_on=None)


def for_another_affair():
    change(make_grant(), affair=make_affair())


def ended_under_a_reservation():
    reservation = make_reservation()
    change(reservation.grant, ends_on=today())


def twice_of_one_request():
    grant = make_grant()
    make_grant(staff=grant.staff, usage_request=grant.usage_request)


def of_a_request_that_is_not_approved():
    staff = make_staff(department=make_department())
    request = make_usage_request(staff, state="reviewed")
    make_grant(staff=staff, usage_request=request, granted_by=make_staff())


def of_a_ledger_that_is_not_confirmed():
    staff = make_staff()
    ledger = make_ledger(staff, state="submitted")
    make_site_grant(staff=staff, site=ledger.site, ledger_entry=ledger.entries.get())


BREACHES = {
    "registry_operatorgrant_of_approved_request": of_a_request_that_is_not_approved,
    "registry_operatorgrant_of_confirmed_ledger": of_a_ledger_that_is_not_confirmed,
    "registry_operatorgrant_end_reason_known": lambda: change(
        make_grant(), **ended(make_staff(), reason="bored")
    ),
    "registry_operatorgrant_ended_whole": lambda: change(make_grant(), end_reason="revoked"),
    "registry_operatorgrant_ends_after_start": ended_before_its_eve,
    "registry_operatorgrant_never_longer": made_longer,
    "registry_operatorgrant_no_orphaned_reservation": ended_under_a_reservation,
    "registry_operatorgrant_once": twice_of_one_request,
    "registry_operatorgrant_one_basis": lambda: make_grant(site=make_site_grant().site),
    "registry_operatorgrant_stays": for_another_affair,
}


def ended_under_a_reservation_that_was_cancelled():
    """No breach: what was cancelled hinders nobody."""
    reservation = make_reservation(state="cancelled")
    change(reservation.grant, ends_on=today(), **ended(make_staff()))
    assert Reservation.objects.get().state == "cancelled"

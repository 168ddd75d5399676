"""The scenes of the Juki-net's workflows."""

from datetime import timedelta

from django.utils import timezone

from core.models import Staff
from registry.models import OperatorLedger, Reservation, UsageRequest
from registry.states import operator_ledger, reservation, usage_request
from tests.factories import (
    LEDGER_STEPS,
    at,
    business_day,
    make_custodian,
    make_grant,
    make_ledger,
    make_reservation,
    make_staff,
    make_usage_request,
)
from tests.scenes import Scene


def _in_the_applying_department(request: UsageRequest, action: str, person: Staff) -> None:
    if action in ("submit", "amend", "withdraw"):
        Staff.objects.filter(pk=person.pk).update(department=request.department)
        person.refresh_from_db()


def _prepared_by_an_assistant(state: str, action: str) -> OperatorLedger:
    steps = {"open": [], "prepared": ["prepared"]}.get(state, ["prepared", *LEDGER_STEPS[state]])
    ledger = make_ledger()
    for step in steps:
        stamp = {"state": step, f"{step}_at": timezone.now(), f"{step}_by": make_staff()}
        OperatorLedger.objects.filter(pk=ledger.pk).update(**stamp)
    ledger.refresh_from_db()
    return ledger


def _manager_of_the_site(ledger: OperatorLedger, action: str, person: Staff) -> None:
    if action in ("prepare", "submit"):
        make_custodian(site=ledger.site, staff=person)


def _of_this_moment(state: str, action: str) -> Reservation:
    """Of the coming day for who moves and cancels, begun a minute ago for who writes down the use."""
    begun = action in ("record", "leave_unused")
    starts_at = timezone.now() - timedelta(minutes=1) if begun else at(business_day(), 10)
    grant = make_grant(ends_on=business_day() + timedelta(days=400))
    return make_reservation(state=state, grant=grant, starts_at=starts_at)


def _who_booked(booked: Reservation, action: str, person: Staff) -> None:
    """The grant is the person's own, and so the booking."""
    grant = make_grant(staff=person, ends_on=business_day() + timedelta(days=400))
    Reservation.objects.filter(pk=booked.pk).update(grant=grant, operator=person)


SCENES = {
    "usage_request": Scene(
        workflow=usage_request.WORKFLOW,
        model=UsageRequest,
        states=tuple(usage_request.State.values),
        initial=frozenset({"draft"}),
        make=lambda state, action: make_usage_request(state=state, submitted_by=make_staff()),
        put=_in_the_applying_department,
    ),
    "operator_ledger": Scene(
        workflow=operator_ledger.WORKFLOW,
        model=OperatorLedger,
        states=tuple(operator_ledger.State.values),
        initial=frozenset({"open"}),
        make=_prepared_by_an_assistant,
        put=_manager_of_the_site,
    ),
    "reservation": Scene(
        workflow=reservation.WORKFLOW,
        model=Reservation,
        states=tuple(reservation.State.values),
        initial=frozenset({"booked"}),
        make=_of_this_moment,
        put=_who_booked,
    ),
}

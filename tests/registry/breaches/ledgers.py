"""Rounds, operator ledgers and their lines."""

from django.utils import timezone

from registry.models import OperatorLedger, OperatorLedgerEntry
from tests.factories import (
    make_ledger,
    make_ledger_entry,
    make_ledger_round,
    make_staff,
)
from tests.rules import trigger_off


def change(ledger, **values):
    """A raw UPDATE."""
    OperatorLedger.objects.filter(pk=ledger.pk).update(**values)


def stamp_of_nobody(stamp):
    # A confirmation without a moment is refused by the state's rule; without a person, by this one.
    if stamp == "confirmed":
        return lambda: change(make_ledger(state="confirmed"), confirmed_by=None)
    return lambda: change(make_ledger(), **{f"{stamp}_at": timezone.now()})


def confirmed_without_submission():
    change(make_ledger(), state="confirmed", confirmed_at=timezone.now(), confirmed_by=make_staff())


def starts_as_confirmed():
    ledger = make_ledger()
    OperatorLedger.objects.bulk_create(
        [OperatorLedger(round=make_ledger_round(), site=ledger.site, state="confirmed")]
    )


def unknown_state():
    ledger = make_ledger()
    with trigger_off("registry.OperatorLedger:arrows"):
        change(ledger, state="lost")


def confirmed_by_the_submitter():
    ledger = make_ledger(state="submitted")
    change(ledger, state="confirmed", confirmed_at=timezone.now(), confirmed_by=ledger.submitted_by)


def confirmed_by_nobody():
    change(make_ledger(state="submitted"), state="confirmed")


def twice_in_a_round():
    ledger = make_ledger()
    make_ledger(round=ledger.round, site=ledger.site)


def person_twice():
    staff = make_staff()
    make_ledger(staff, staff)


BREACHES = {
    "registry_ledgerround_closed_pair": lambda: make_ledger_round(closed_at=timezone.now()),
    "registry_ledgerround_reason_known": lambda: make_ledger_round(reason="whim"),
    "registry_operatorledger_arrow_drawn": confirmed_without_submission,
    "registry_operatorledger_confirmed_in_state": confirmed_by_nobody,
    "registry_operatorledger_once": twice_in_a_round,
    **{
        f"registry_operatorledger_{stamp}_pair": stamp_of_nobody(stamp)
        for stamp in ("prepared", "submitted", "confirmed", "returned")
    },
    "registry_operatorledger_starts_as_first": starts_as_confirmed,
    "registry_operatorledger_state_known": unknown_state,
    "registry_operatorledger_submitted_not_confirmed": confirmed_by_the_submitter,
    "registry_operatorledgerentry_change_known": lambda: make_ledger_entry(change="hides"),
    "registry_operatorledgerentry_once": person_twice,
    "registry_operatorledgerentry_stays": lambda: make_ledger_entry(ledger=make_ledger(state="submitted")),
}


def confirmed_by_who_prepared():
    """The same rule on the other way to it: prepared by one, submitted by another."""
    ledger = make_ledger(state="prepared")
    change(ledger, state="submitted", submitted_at=timezone.now(), submitted_by=make_staff())
    change(ledger, state="confirmed", confirmed_at=timezone.now(), confirmed_by=ledger.prepared_by)


def entry_moved_out_of_what_was_submitted():
    submitted = make_ledger(make_staff(), state="submitted")
    OperatorLedgerEntry.objects.filter(ledger=submitted).update(ledger=make_ledger())


def entry_removed_from_what_was_submitted():
    make_ledger(make_staff(), state="submitted").entries.all().delete()

"""Sites, terminals, who answers for them, and the office's own terms."""

from datetime import date, time, timedelta

from django.utils import timezone

from core.calendar import today
from core.models import Staff
from registry.models import BookingTerms, Custodian, Site, Terminal, TerminalPlacement
from tests.factories import (
    at,
    make_affair,
    make_check,
    make_custodian,
    make_department,
    make_deputy,
    make_grant,
    make_outage,
    make_purpose,
    make_site,
    make_staff,
    make_terminal,
)

BACKWARDS = {"starts_on": date(2023, 4, 1), "ends_on": date(2023, 3, 31)}


def two_managers_at_once(first=(date(2022, 4, 1), None), second=(date(2023, 3, 31), None)):
    site = make_site()
    Custodian.objects.bulk_create(
        Custodian(site=site, staff=make_staff(), role="manager", starts_on=starts_on, ends_on=ends_on)
        for starts_on, ends_on in (first, second)
    )


def second_resident_records():
    for _ in range(2):
        make_site(kind=Site.Kind.RESIDENT_RECORDS)


def terminal_moved_without_a_day():
    terminal = make_terminal()
    Terminal.objects.filter(pk=terminal.pk).update(site=make_site())


def second_row_of_terms():
    BookingTerms.objects.create()
    BookingTerms.objects.create(only=False)


def two_deputies_at_once():
    first = make_deputy()
    make_deputy(principal=first.principal, starts_on=first.ends_on, ends_on=first.ends_on)


def deputy_of_oneself():
    approver = make_staff("approver")
    make_deputy(principal=approver, deputy=approver)


def remedy_of_nobody():
    make_check(logged_off=False, remarks="ログオフされていない", remedied_on=today())


def remedy_before_the_check():
    make_check(
        logged_off=False,
        remarks="ログオフされていない",
        remedied_on=today() - timedelta(days=1),
        remedied_by=make_staff(),
    )


def two_outages_at_once():
    first = make_outage()
    make_outage(terminal=first.terminal, starts_at=first.starts_at + timedelta(days=30))


def post_left_with_a_grant():
    Staff.objects.filter(pk=make_grant().staff_id).update(department=make_department())


BREACHES = {
    "core_staff_post_left_clean": post_left_with_a_grant,
    "registry_affair_ends_after_start": lambda: make_affair(**BACKWARDS),
    "registry_bookingterms_closes_after_opening": lambda: BookingTerms.objects.create(
        opens_at=time(9), closes_at=time(9)
    ),
    "registry_bookingterms_only_one": second_row_of_terms,
    # One that was called off before it began ends on its eve; this one ends before that.
    "registry_custodian_ends_after_start": lambda: make_custodian(
        role="assistant", starts_on=date(2023, 4, 1), ends_on=date(2023, 3, 30)
    ),
    "registry_custodian_one_manager": two_managers_at_once,
    "registry_custodian_role_known": lambda: make_custodian(role="owner"),
    "registry_deputy_ended_pair": lambda: make_deputy(ended_at=timezone.now()),
    "registry_deputy_ends_after_start": lambda: make_deputy(ends_on=today() - timedelta(days=1)),
    "registry_deputy_not_oneself": deputy_of_oneself,
    "registry_deputy_one_at_a_time": two_deputies_at_once,
    "registry_purpose_ends_after_start": lambda: make_purpose(**BACKWARDS),
    "registry_site_ends_after_start": lambda: make_site(**BACKWARDS),
    "registry_site_kind_known": lambda: make_site(kind="cellar"),
    "registry_site_one_resident_records": second_resident_records,
    "registry_terminal_ends_after_start": lambda: make_terminal(**BACKWARDS),
    "registry_terminal_moved_on_a_day": terminal_moved_without_a_day,
    "registry_terminal_placed_within": lambda: make_terminal(
        starts_on=date(2023, 4, 1), placed_on=date(2023, 3, 31)
    ),
    "registry_terminalcheck_fault_is_told": lambda: make_check(wire_locked=False),
    "registry_terminalcheck_remedied_after": remedy_before_the_check,
    "registry_terminalcheck_remedied_whole": remedy_of_nobody,
    "registry_terminaloutage_ends_after_start": lambda: make_outage(
        starts_at=at(today(), 9), ends_at=at(today(), 9)
    ),
    "registry_terminaloutage_one_at_a_time": two_outages_at_once,
    "registry_terminalplacement_ends_after_start": lambda: TerminalPlacement.objects.create(
        terminal=make_terminal(), site=make_site(), **BACKWARDS
    ),
}

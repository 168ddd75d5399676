"""Rows in bulk for the registers of the Juki-net's life cycle."""

from bench.rows import AFFAIRS, DAY, DEPARTMENTS, GRANTS, PURPOSES, SITES, STAFF, Rows, one_of
from core.models import Department, GuardOverride, Staff
from registry.models import (
    Affair,
    Deputy,
    LedgerRound,
    MonthSignOff,
    OperatorGrant,
    OperatorLedger,
    Purpose,
    Reservation,
    Site,
    Terminal,
    TerminalCheck,
    TerminalOutage,
    Transfer,
    UsageRecord,
    UsageRequest,
)

_SOMEBODY = one_of(Staff, STAFF)
_ANOTHER = _SOMEBODY.replace("n %%", "(n + 1) %%")
_HOUR = "TIMESTAMPTZ '1990-04-01' + n * INTERVAL '1 hour'"
_YEAR = {"starts_on": "DATE '2022-04-01'", "ends_on": "DATE '2023-03-31'"}

purposes = Rows(Purpose, {"code": "'purpose-' || n", "name": "'目的' || n"})
requests = Rows(
    UsageRequest,
    {
        "department_id": one_of(Department, DEPARTMENTS),
        "affair_id": one_of(Affair, AFFAIRS),
        "legal_basis": "'別表第二'",
        "purpose_id": one_of(Purpose, PURPOSES),
        "fiscal_year": "2022",
        "drafted_by_id": _SOMEBODY,
        # What most of them are, and everybody sees who reads of all departments.
        "state": "'approved'",
        **{f"{stamp}_at": "now()" for stamp in ("submitted", "reviewed", "approved")},
        "submitted_by_id": _SOMEBODY,
        "reviewed_by_id": _ANOTHER,
        "approved_by_id": _SOMEBODY.replace("n %%", "(n + 2) %%"),
        **_YEAR,
    },
)
grants = Rows(
    OperatorGrant,
    {
        "staff_id": _SOMEBODY,
        "department_id": one_of(Department, DEPARTMENTS),
        "affair_id": one_of(Affair, AFFAIRS),
        "usage_request_id": f"(SELECT min(id) FROM {UsageRequest._meta.db_table}) + n / {STAFF}",
        "granted_by_id": _SOMEBODY,
        **_YEAR,
    },
)
_USE = {
    "terminal_id": one_of(Terminal, SITES),
    "grant_id": one_of(OperatorGrant, GRANTS),
    "operator_id": _SOMEBODY,
    "department_id": one_of(Department, DEPARTMENTS),
}
reservations = Rows(
    Reservation,
    {
        "starts_at": _HOUR,
        "ends_at": f"{_HOUR} + INTERVAL '30 minutes'",
        "state": "'unused'",
        "booked_by_id": _SOMEBODY,
        **_USE,
    },
)
usage_records = Rows(
    UsageRecord,
    {
        "kind": "'own_site'",
        "site_id": one_of(Site, SITES),
        "started_at": _HOUR,
        "ended_at": f"{_HOUR} + INTERVAL '30 minutes'",
        "purpose_id": one_of(Purpose, PURPOSES),
        "recorded_by_id": _SOMEBODY,
        **_USE,
    },
)
sign_offs = Rows(
    MonthSignOff,
    {
        "site_id": one_of(Site, SITES),
        "month": "(DATE '2015-04-01' + (n %% 90) * INTERVAL '1 month')::date",
        "record_count": "12",
        "lookup_count": "34",
        "signed_by_id": _SOMEBODY,
        "reopened_at": "now()",
        "reopened_by_id": _ANOTHER,
        "reopen_reason": "'確認のため'",
    },
)
transfers = Rows(
    Transfer,
    {
        "staff_id": _SOMEBODY,
        "from_department_id": one_of(Department, DEPARTMENTS),
        "to_department_id": one_of(Department, DEPARTMENTS),
        "effective_on": "DATE '2022-04-01'",
        "reason": "'異動'",
        "carried_out_by_id": _SOMEBODY,
    },
)
checks = Rows(
    TerminalCheck,
    {
        "terminal_id": one_of(Terminal, SITES),
        "checked_on": DAY,
        "checked_by_id": _SOMEBODY,
        "wire_locked": "true",
        "screen_turned_away": "true",
        "logged_off": "true",
    },
)
outages = Rows(
    TerminalOutage,
    {
        "terminal_id": one_of(Terminal, SITES),
        "symptom": "'動かない'",
        "starts_at": _HOUR,
        "ends_at": f"{_HOUR} + INTERVAL '30 minutes'",
        "reported_by_id": _SOMEBODY,
    },
)
deputies = Rows(
    Deputy,
    {
        "principal_id": _SOMEBODY,
        "deputy_id": _ANOTHER,
        "starts_on": DAY,
        "ends_on": DAY,
        "reason": "'出張'",
        "appointed_by_id": _SOMEBODY,
        "ended_at": "now()",
        "ended_by_id": _SOMEBODY,
    },
)
rounds = Rows(
    LedgerRound,
    {
        "reason": "'regular'",
        "title": "'提出依頼' || n",
        "as_of": DAY,
        "due_on": DAY,
        "opened_by_id": _SOMEBODY,
    },
)
ledgers = Rows(
    OperatorLedger,
    {
        "round_id": f"(SELECT min(id) FROM {LedgerRound._meta.db_table}) + n / {SITES}",
        "site_id": one_of(Site, SITES),
    },
)
overrides = Rows(
    GuardOverride,
    {
        "staff_id": _SOMEBODY,
        "staff_name": "'職員' || n",
        "register": "'registry.site'",
        "record_id": "n",
        "field": "'remarks'",
        "reason": "'電話番号のため'",
    },
)

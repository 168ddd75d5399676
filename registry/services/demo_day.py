"""A working day to try the Juki-net's life cycle with: made by the specimen people, through the services.

What lies in the past (uses of last month) is written as it would stand, for no service writes into the past.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from core.audit import act
from core.calendar import fiscal_year_of, fiscal_year_period, is_business_day, next_business_day, today
from core.clock import at
from core.models import OfficeDay, Staff
from core.roles import roles
from registry.models import (
    Affair,
    Custodian,
    LedgerRound,
    OperatorGrant,
    Purpose,
    Reservation,
    Site,
    Terminal,
    UsageRequest,
)
from registry.services.demo_accounts import CUSTODIAN_SINCE, SPECIMEN
from registry.services.ledger_round import open_round
from registry.services.operator_ledger import Line, write_ledger
from registry.services.operator_ledger import take_step as take_ledger_step
from registry.services.reservation import book
from registry.services.terminal_check import record_check
from registry.services.usage_record import record_use
from registry.services.usage_request import RequestContent, draft_request, take_step
from registry.services.use_rules import Use
from registry.states.usage_request import WORKFLOW, Action

LEGAL_BASIS = "住民基本台帳法第30条の11第1項第1号"
COLLEAGUE = "operator"  # an operator beside the applicant, of the same section
ASSISTANT = "assistant"  # of the custodian
EARLIER_USES = 8  # of last month and this one


@transaction.atomic
def create_demo_day() -> bool:
    """Make requests in every state, grants, bookings, uses of last month, a ledger round and a check.

    Answers False, with nothing made, where there is a request already, or the accounts or the published data
    are missing: nothing real is ever mixed with specimens.
    """
    people = {staff.username: staff for staff in Staff.objects.filter(name__startswith=SPECIMEN)}
    if UsageRequest.objects.exists() or "applicant" not in people or not Purpose.objects.exists():
        return False
    with act("create_demo_day", reason="見本の一日の用意"):
        people[COLLEAGUE] = _colleague(COLLEAGUE, "見本 九重（所管課・操作者）", people["applicant"])
        people[ASSISTANT] = _colleague(ASSISTANT, "見本 十和子（補助者）", people["custodian"])
        site = Site.objects.get(kind=Site.Kind.RESIDENT_RECORDS)
        Custodian.objects.create(
            site=site, staff=people[ASSISTANT], role=Custodian.Role.ASSISTANT, starts_on=CUSTODIAN_SINCE
        )
        _requests(people)
        _uses(people, Terminal.objects.get(is_shared=True), people["applicant"].grants.get())
        _ledgers(people, site)
        record_check(
            site.terminals.get(),
            checked_on=today(),
            wire_locked=False,
            screen_turned_away=True,
            logged_off=True,
            remarks="ワイヤーの鍵が外れていた。",
            actor=people["custodian"],
        )
    return True


def _colleague(username: str, name: str, beside: Staff) -> Staff:
    """Somebody of the same section and in the same roles, who logs in with the same password."""
    staff = Staff.objects.create(
        username=username,
        name=name,
        department=beside.department,
        is_staff=beside.is_staff,
        password=beside.password,
    )
    staff.groups.set(
        Group.objects.filter(name__in=[role.name for role in roles() if role.key == beside.username])
    )
    return staff


def _requests(people: dict[str, Staff]) -> None:
    """One approved in April, one that waits for its review, one for its approval, and one returned."""
    applicant, colleague = people["applicant"], people[COLLEAGUE]
    first, last = fiscal_year_period(fiscal_year_of(today()))

    def apply(code: str, *operators: Staff, by: Staff) -> UsageRequest:
        content = RequestContent(
            affair=Affair.objects.get(code=code),
            legal_basis=LEGAL_BASIS,
            purpose=Purpose.objects.order_by("order")[0],
            purpose_note="",
            starts_on=first,
            ends_on=last,
            operators=operators,
        )
        return take_step(Action.SUBMIT, draft_request(actor=by, content=content), actor=by)

    approved = apply("child-allowance", applicant, colleague, by=applicant)
    approved = take_step(Action.REVIEW, approved, actor=people["reviewer"])
    # Not by the service, which never backdates: these people have had their right since April.
    WORKFLOW.take(Action.APPROVE, approved, actor=people["approver"])
    for staff in (applicant, colleague):
        OperatorGrant.objects.create(
            staff=staff,
            department=staff.department,
            affair=approved.affair,
            usage_request=approved,
            starts_on=first,
            ends_on=last,
            granted_by=people["approver"],
        )
    apply("public-benefits", colleague, by=colleague)
    reviewed = apply("national-health-insurance", applicant, by=applicant)
    take_step(Action.REVIEW, reviewed, actor=people["reviewer"], comment="根拠条文と操作者を確かめました。")
    returned = apply("vaccination", applicant, by=applicant)
    take_step(
        Action.RETURN,
        returned,
        actor=people["reviewer"],
        comment="根拠条文の項と号まで書いてください。",
    )


def _uses(people: dict[str, Staff], terminal: Terminal, grant: OperatorGrant) -> None:
    """Uses of the last weeks with their records, the newest without one; and what is booked for the next
    days."""
    colleague_grant = people[COLLEAGUE].grants.get()
    purpose = Purpose.objects.order_by("order")[0]
    for number, day in enumerate(_earlier_days(grant.starts_on)):
        held = grant if number % 2 else colleague_grant
        booked = _booked_before(held, terminal, at(day, time(10)))
        if number:  # the newest is still to be written down
            use = Use(
                booked.starts_at,
                booked.ends_at,
                purpose,
                lookups={held.affair_id: 3 + number},  # type: ignore[dict-item]
            )
            record_use(reservation=booked, actor=held.staff, use=use)
    day = today()
    for hour, minutes in ((10, 60), (13, 90), (9, 45)):
        day = next_business_day(day, OfficeDay.objects.overrides(day, day + timedelta(days=30)))
        start = at(day, time(hour))
        # By the one whose records are all there.
        book(
            actor=people["applicant"],
            terminal=terminal,
            grant=grant,
            starts_at=start,
            ends_at=start + timedelta(minutes=minutes),
        )


def _earlier_days(since: date) -> Iterator[date]:
    """Business days before today, the newest first, some days apart."""
    day = today()
    for _ in range(EARLIER_USES):
        day -= timedelta(days=1 if day == today() else 4)
        while not is_business_day(day):
            day -= timedelta(days=1)
        if day < since:
            return
        yield day


def _booked_before(grant: OperatorGrant, terminal: Terminal, starts_at: datetime) -> Reservation:
    return Reservation.objects.create(
        terminal=terminal,
        grant=grant,
        operator=grant.staff,
        department=grant.department,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=40),
        booked_by=grant.staff,
    )


def _ledgers(people: dict[str, Staff], site: Site) -> None:
    """A round that 住民記録 has confirmed, and one that the site has still to answer."""

    def ask(reason: str, title: str, days: int) -> LedgerRound:
        return open_round(
            reason=reason,
            title=title,
            as_of=today(),
            due_on=timezone.localdate() + timedelta(days=days),
            note="この設置場所で操作する職員を確かめて、提出してください。",
            sites=[site],
            actor=people["reviewer"],
        )

    first = ask(LedgerRound.Reason.REGULAR, "定期の確認（見本）", 7)
    ledger = first.ledgers.get()
    lines = [Line(people[name].pk, "joins") for name in ("clerk", "manager")]
    ledger = write_ledger(ledger, lines=lines, version=ledger.version, actor=people["custodian"])
    ledger = take_ledger_step("submit", ledger, actor=people["custodian"])
    take_ledger_step("confirm", ledger, actor=people["reviewer"])
    ask(LedgerRound.Reason.PERSONNEL_CHANGE, "人事異動に伴う提出（見本）", 14)

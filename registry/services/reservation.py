"""Booking a shared terminal: book, move, cancel, and say that a booking was not used.

Locks are taken in one order everywhere: the operator, the terminal, the grant, the booking. So two people who
press for one time wait for each other instead of locking each other out, and the second reads what the first
has written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.audit import act
from core.clock import moment_in_words, stretch_in_words
from core.constraints import sentence_of
from core.errors import DomainError, NotPermittedError, refuse
from core.guard import guard_refuses
from core.models import Staff
from core.services.notices import notify
from registry.models import OperatorGrant, Reservation, Terminal, TerminalOutage
from registry.services.booking_rules import Wish, locked_ground, reasons_against_booking, reasons_on
from registry.states.reservation import WORKFLOW, Action


def book(
    *,
    actor: Staff,
    terminal: Terminal,
    grant: OperatorGrant,
    starts_at: datetime,
    ends_at: datetime,
    note: str = "",
) -> Reservation:
    """Take a time at a shared terminal for oneself. Raises NotPermittedError without the right, DomainError
    with every reason why not."""
    if not (actor.is_active and actor.has_perm("registry.add_reservation")):
        raise NotPermittedError("予約する権限がありません。")
    with _refused_in_words(), transaction.atomic():
        wish = Wish(actor.pk, terminal.pk, grant.pk, starts_at, ends_at, asked_by=actor)
        refuse(reasons_against_booking(wish, now=timezone.now()) + _faults_of(note))
        with act("book_reservation", by=actor):
            return Reservation.objects.create(
                terminal=terminal,
                grant_id=grant.pk,
                operator=actor,
                department_id=actor.department_id,
                starts_at=starts_at,
                ends_at=ends_at,
                note=note,
                booked_by=actor,
            )


def move(
    *,
    reservation: Reservation,
    actor: Staff,
    terminal: Terminal,
    grant: OperatorGrant,
    starts_at: datetime,
    ends_at: datetime,
    note: str = "",
    version: int | None = None,
) -> Reservation:
    """Give a booking another time, terminal, grant or note; refused, it stays as it was.

    Whoever moves another's booking tells them. Raises NotPermittedError without the right, OvertakenError
    where the booking is no longer what the person saw, DomainError with every reason why not.
    """
    if not WORKFLOW.authority(Action.MOVE, actor)[0]:
        raise NotPermittedError("予約を変更する権限がありません。")
    with _refused_in_words(), transaction.atomic():
        wish = Wish(
            reservation.operator_id,
            terminal.pk,
            grant.pk,
            starts_at,
            ends_at,
            asked_by=actor,
            moved_id=reservation.pk,
        )
        ground = locked_ground(wish)
        OperatorGrant.objects.select_for_update(no_key=True).filter(pk=grant.pk).first()
        before = (
            Reservation.objects.select_for_update(of=("self",))
            .select_related("operator")
            .get(pk=reservation.pk)
        )
        step = WORKFLOW.reasons_against(Action.MOVE, before, actor)
        # Of a booking that cannot be moved at all nothing more is told, nor of one that has changed since.
        if not step and version in (None, before.version):
            refuse(reasons_on(ground, wish, now=timezone.now()) + _faults_of(note))
        moved = WORKFLOW.take(
            Action.MOVE,
            before,
            actor=actor,
            version=version,
            changes={
                "terminal_id": terminal.pk,
                "grant_id": grant.pk,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "note": note,
            },
        )
        if before.operator_id != actor.pk:
            was = f"{stretch_in_words(before.starts_at, before.ends_at)}の予約"
            now = f"{stretch_in_words(starts_at, ends_at)}、端末{terminal.number}"
            _tell(
                before.operator, moved, f"{was}が変更されました", f"変更後：{now}。変更した人：{actor.name}"
            )
        return moved


def cancel(
    *, reservation: Reservation, actor: Staff, version: int | None = None, comment: str = ""
) -> Reservation:
    """Give a booked time back before it begins. Whoever cancels another's booking tells them.

    Raises as `move` does.
    """
    longest = Reservation._meta.get_field("cancel_reason").max_length or 0
    if len(comment) > longest:
        raise DomainError(f"取消しの理由は{longest}字までにしてください。")
    with transaction.atomic():
        cancelled = WORKFLOW.take(
            Action.CANCEL,
            reservation,
            actor=actor,
            version=version,
            comment=comment,
            changes={"cancel_reason": comment},
        )
        if cancelled.operator_id != actor.pk:
            was = f"{stretch_in_words(cancelled.starts_at, cancelled.ends_at)}の予約"
            why = f"理由：{comment}。" if comment else ""
            _tell(
                cancelled.operator, cancelled, f"{was}が取り消されました", f"{why}取り消した人：{actor.name}"
            )
        return cancelled


def leave_unused(
    *, reservation: Reservation, actor: Staff, version: int | None = None, comment: str = ""
) -> Reservation:
    """Say that a booking was not used, once its time has begun. Raises as `move` does."""
    return WORKFLOW.take(Action.LEAVE_UNUSED, reservation, actor=actor, version=version, comment=comment)


def warnings_about_booking(*, terminal: Terminal, starts_at: datetime, now: datetime) -> list[str]:
    """What the person should know though it stops nothing: the terminal is out of order until then."""
    faults = TerminalOutage.objects.filter(
        terminal=terminal, ends_at__gt=now, ends_at__lte=starts_at
    ).order_by("ends_at")
    return [
        f"端末{terminal.number}は故障していて、{moment_in_words(fault.ends_at)}に直る見込みです。"
        "利用の前に、直っているか確かめてください。"
        for fault in faults
        if fault.ends_at
    ]


# --- What they share ---------------------------------------------------------------------------------------


@contextmanager
def _refused_in_words() -> Iterator[None]:
    """What the database refuses at the last moment, as its sentence."""
    try:
        yield
    except IntegrityError as error:
        raise DomainError(sentence_of(error)) from error


def _faults_of(note: str) -> list[str]:
    longest = Reservation._meta.get_field("note").max_length or 0
    faults = [f"連絡は{longest}字までにしてください。"] if len(note) > longest else []
    if guard_refuses(note):
        faults.append("連絡に個人番号（マイナンバー）と思われる12桁の数字があります。消してください。")
    return faults


def _tell(operator: Staff, reservation: Reservation, title: str, detail: str) -> None:
    notify([operator], title=title, detail=detail, url=reverse("reservation", args=[reservation.pk]))

"""Ending operator grants: by hand, by a ledger, by a transfer. What was booked on them goes with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.audit import act
from core.calendar import TOKYO, wareki
from core.clock import midnight
from core.errors import NotPermittedError, refuse
from core.models import Staff
from core.services.notices import notify
from core.work import some_of
from registry.models import OperatorGrant, Reservation
from registry.states import reservation as reservation_states


@dataclass(frozen=True)
class Ending:
    """What ends when grants end: (grant, its last day), and the bookings that are cancelled or that another
    grant of the person carries on (booking, that grant)."""

    grants: tuple[tuple[OperatorGrant, date], ...] = ()
    cancelled: tuple[Reservation, ...] = ()
    moved: tuple[tuple[Reservation, OperatorGrant], ...] = ()

    def sentences(self) -> list[str]:
        """The same in words, a line each: they are read before it is done and kept after."""
        return (
            [f"操作権限「{grant.basis}」：{_end_in_words(grant, day)}" for grant, day in self.grants]
            + [f"予約 {in_words(each)}：取消し" for each in self.cancelled]
            + [
                f"予約 {in_words(each)}：別の操作権限（{wareki(other.starts_on)}から）に付替え"
                for each, other in self.moved
            ]
        )


def in_words(reservation: Reservation) -> str:
    """A booking as people speak of it: 「令和8年4月1日 10:00～11:00 端末T-001」."""
    start, end = (moment.astimezone(TOKYO) for moment in (reservation.starts_at, reservation.ends_at))
    past = (
        "（時間が始まっていますが、利用記録がありません）" if reservation.starts_at <= timezone.now() else ""
    )
    return f"{wareki(start.date())} {start:%-H:%M}～{end:%-H:%M} 端末{reservation.terminal}{past}"


def _end_in_words(grant: OperatorGrant, day: date) -> str:
    return f"{wareki(day)}で終了" if day >= grant.starts_on else "始まらないまま取りやめ"


def ending_of(grants: Iterable[OperatorGrant], *, ends_on: date, lock: bool = False) -> Ending:
    """What ending the grants on the day would end; nothing is written.

    A grant that is over by then is left as it is; one that begins later ends on the eve of its beginning.
    With `lock` the grants and what is booked on them are locked, in the order of their keys.
    """
    rows = OperatorGrant.objects.filter(pk__in=[grant.pk for grant in grants]).order_by("pk")
    booked = Reservation.objects.filter(state=reservation_states.State.BOOKED).order_by("pk")
    if lock:
        rows, booked = rows.select_for_update(of=("self",)), booked.select_for_update(of=("self",))
    ending = [
        (grant, max(ends_on, grant.starts_on - timedelta(days=1)))
        for grant in rows.select_related("staff", "affair", "site")
    ]
    ending = [(grant, day) for grant, day in ending if grant.ends_on is None or grant.ends_on > day]
    orphans = Q(pk__in=[])
    for grant, day in ending:
        orphans |= Q(grant=grant, starts_at__gte=midnight(day + timedelta(days=1)))
    cancelled, moved = [], []
    for reservation in booked.filter(orphans).select_related("terminal", "operator", "booked_by"):
        other = _another_grant(reservation, [grant for grant, _ in ending])
        if other is None:
            cancelled.append(reservation)
        else:
            moved.append((reservation, other))
    return Ending(tuple(ending), tuple(cancelled), tuple(moved))


def _another_grant(reservation: Reservation, ending: list[OperatorGrant]) -> OperatorGrant | None:
    """The person's grant of the same affair or site that covers the booking and does not end with these."""
    (own,) = [grant for grant in ending if grant.pk == reservation.grant_id]
    day = reservation.starts_at.astimezone(TOKYO).date()
    others = OperatorGrant.objects.filter(staff=own.staff, affair=own.affair, site=own.site).in_force_on(day)
    return others.exclude(pk__in=[grant.pk for grant in ending]).order_by("pk").first()


@transaction.atomic
def end_grants(
    grants: Iterable[OperatorGrant], *, ends_on: date, reason: str, note: str, actor: Staff
) -> Ending:
    """End the grants on the day and cancel what was booked on them afterwards; answers what ended.

    `reason` is one of OperatorGrant.EndReason. A booking that another grant of the same person and affair
    covers is moved onto that grant instead. The operator, and whoever booked, get a notice. The actor's right
    is the caller's business: a ledger and a transfer end grants too.
    """
    grants = list(grants)
    # In the order of all bookings: the operator, the grant, the booking (registry/services/reservation.py).
    people = {grant.staff_id for grant in grants}
    list(Staff.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people).order_by("pk"))
    ending = ending_of(grants, ends_on=ends_on, lock=True)
    why = f"{OperatorGrant.EndReason(reason).label}（操作権限の終了）{note}"[:200]
    workflow = reservation_states.WORKFLOW
    for reservation in ending.cancelled:
        workflow.entail(
            reservation_states.Action.CANCEL,
            reservation,
            actor=actor,
            comment=why,
            changes={"cancel_reason": why},
        )
    for reservation, other in ending.moved:
        workflow.entail(
            reservation_states.Action.MOVE, reservation, actor=actor, comment=why, changes={"grant": other}
        )
    # What was booked goes first: in the database no grant ends under a booking.
    with act("end_operator_grant", by=actor, reason=note or OperatorGrant.EndReason(reason).label):
        for grant, day in ending.grants:
            grant.ends_on, grant.end_reason, grant.end_note = day, reason, note
            grant.ended_at, grant.ended_by = timezone.now(), actor
            grant.save(update_fields=["ends_on", "end_reason", "end_note", "ended_at", "ended_by"])
    _tell(ending)
    return ending


@transaction.atomic
def end_grant(grant: OperatorGrant, *, ends_on: date, reason: str, note: str, actor: Staff) -> Ending:
    """End one grant by hand. Raises NotPermittedError without the right, DomainError where it is over by then
    or the day is too far away."""
    if not actor.has_perm("registry.revoke_operatorgrant"):
        raise NotPermittedError("操作権限を終わらせる権限がありません。")
    grant = OperatorGrant.objects.get(pk=grant.pk)
    reasons = []
    if grant.ends_on is not None and grant.ends_on <= ends_on:
        reasons.append(f"この操作権限は{wareki(grant.ends_on)}で終わります。それより前の日を入れてください。")
    elif ends_on < grant.starts_on - timedelta(days=1):
        reasons.append(
            f"この操作権限は{wareki(grant.starts_on)}に始まります。始まる前に取りやめるときは、"
            f"{wareki(grant.starts_on - timedelta(days=1))}を入れてください。"
        )
    if not note.strip():
        reasons.append("終わらせる事情を入れてください。")
    refuse(reasons)
    return end_grants([grant], ends_on=ends_on, reason=reason, note=note, actor=actor)


def _tell(ending: Ending) -> None:
    """A notice for each operator, and for who booked what was cancelled."""
    for grant, day in ending.grants:
        lost = [each for each in ending.cancelled if each.grant_id == grant.pk]
        kept = [each for each, other in ending.moved if each.operator_id == grant.staff_id]
        detail = f"{_end_in_words(grant, day)}です。"
        if lost:
            detail += f"次の予約は取り消されました：{some_of([in_words(each) for each in lost])}。"
        if kept:
            detail += (
                f"次の予約は別の操作権限に付け替えました：{some_of([in_words(each) for each in kept])}。"
            )
        url = reverse("operator_grant", args=[grant.pk])
        notify([grant.staff], title=f"操作権限「{grant.basis}」が終わります", detail=detail[:400], url=url)
        bookers = {each.booked_by for each in lost} - {grant.staff}
        for booker in sorted(bookers, key=lambda person: person.pk):
            theirs = [in_words(each) for each in lost if each.booked_by == booker]
            notify(
                [booker],
                title=f"{grant.staff.name}さんの予約{len(theirs)}件が取り消されました"[:120],
                detail=f"操作権限が終わるためです：{some_of(theirs)}。"[:400],
                url=url,
            )

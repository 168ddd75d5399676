"""Terminals (統合端末): moving one to another site, and taking one away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from core.audit import act
from core.calendar import TOKYO, today, wareki
from core.constraints import sentence_of
from core.errors import DomainError, NotPermittedError, refuse
from core.models import Staff
from core.services.notices import notify
from core.work import some_of
from registry.models import Reservation, Site, Terminal
from registry.services.operator_grant import in_words
from registry.states.reservation import WORKFLOW, Action, State

_MAY_NOT = "統合端末を変更する権限がありません。"


@dataclass(frozen=True)
class Retirement:
    """A terminal that was taken away, and the bookings that went with it."""

    terminal: Terminal
    cancelled: tuple[Reservation, ...]


@transaction.atomic
def move_terminal(terminal: Terminal, *, site: Site, placed_on: date, reason: str, actor: Staff) -> Terminal:
    """Move the terminal to the site on the day. Where it stood before stays on record, by a trigger.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    if not actor.has_perm("registry.change_terminal"):
        raise NotPermittedError(_MAY_NOT)
    terminal = Terminal.objects.select_for_update(of=("self",)).select_related("site").get(pk=terminal.pk)
    reasons = []
    if terminal.site_id == site.pk:
        reasons.append(f"端末{terminal}は、すでに{site}に置かれています。移す先を選び直してください。")
    if placed_on > today():
        reasons.append("移した日がこれからの日になっています。移してから登録してください。")
    if terminal.ends_on is not None and terminal.ends_on < placed_on:
        reasons.append(f"端末{terminal}は{wareki(terminal.ends_on)}に撤去されています。")
    since = terminal.placed_on or terminal.starts_on
    if since is not None and placed_on <= since:
        reasons.append(f"いまの設置場所には{wareki(since)}からあります。それより後の日を入れてください。")
    if (site.ends_on is not None and site.ends_on < placed_on) or (
        site.starts_on is not None and site.starts_on > placed_on
    ):
        reasons.append(f"{site}は、その日には設置場所として使われていません。")
    if not reason.strip():
        reasons.append("移す理由を入れてください。")
    refuse(reasons)
    terminal.site, terminal.placed_on = site, placed_on
    with act("move_terminal", by=actor, reason=reason):
        try:
            with transaction.atomic():
                terminal.save(update_fields=["site", "placed_on"])
        except IntegrityError as error:
            raise DomainError(sentence_of(error)) from error
    return terminal


def booked_after(terminal: Terminal, ends_on: date) -> list[Reservation]:
    """What is booked at the terminal after the day, the earliest first."""
    following = datetime.combine(ends_on + timedelta(days=1), time.min, TOKYO)
    booked = Reservation.objects.filter(terminal=terminal, state=State.BOOKED, starts_at__gte=following)
    return list(
        booked.select_related("terminal", "operator", "booked_by", "grant").order_by("starts_at", "pk")
    )


@transaction.atomic
def retire_terminal(
    terminal: Terminal, *, ends_on: date, reason: str, cancel_reservations: bool, actor: Staff
) -> Retirement:
    """Take the terminal away on the day. What is booked there afterwards is cancelled, with notices, where
    `cancel_reservations` says that this is known; else it is a reason why not.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    if not actor.has_perm("registry.change_terminal"):
        raise NotPermittedError(_MAY_NOT)
    # A booking reads the terminal FOR SHARE: none comes in between.
    terminal = Terminal.objects.select_for_update(of=("self",)).select_related("site").get(pk=terminal.pk)
    booked = booked_after(terminal, ends_on)
    reasons = []
    if terminal.ends_on is not None and terminal.ends_on <= ends_on:
        reasons.append(f"端末{terminal}は{wareki(terminal.ends_on)}に撤去されています。")
    since = terminal.placed_on or terminal.starts_on
    if since is not None and ends_on < since:
        reasons.append(f"いまの設置場所には{wareki(since)}からあります。それより前の日には撤去できません。")
    if not reason.strip():
        reasons.append("撤去する理由を入れてください。")
    if booked and not cancel_reservations:
        reasons.append(
            f"その日より後の予約が{len(booked)}件あります（{some_of([in_words(each) for each in booked])}）。"
            "取り消してよければ、取り消すことを確かめて、もう一度押してください。"
        )
    refuse(reasons)
    why = f"端末{terminal}の撤去：{reason}"[:200]
    for reservation in (
        Reservation.objects.select_for_update(of=("self",))
        .filter(pk__in=[each.pk for each in booked])
        .order_by("pk")
    ):
        WORKFLOW.entail(Action.CANCEL, reservation, actor=actor, comment=why, changes={"cancel_reason": why})
    terminal.ends_on = ends_on
    with act("retire_terminal", by=actor, reason=reason):
        terminal.save(update_fields=["ends_on"])
    _tell(booked, terminal)
    return Retirement(terminal, tuple(booked))


def _tell(cancelled: Iterable[Reservation], terminal: Terminal) -> None:
    """A notice for each operator and for each who booked, with all of theirs."""
    people: dict[Staff, list[Reservation]] = {}
    for each in cancelled:
        for person in {each.operator, each.booked_by}:
            people.setdefault(person, []).append(each)
    for person, theirs in sorted(people.items(), key=lambda pair: pair[0].pk):
        notify(
            [person],
            title=f"端末{terminal}の予約{len(theirs)}件が取り消されました",
            detail=f"端末を撤去するためです：{some_of([in_words(each) for each in theirs])}。"
            "ほかの端末を予約してください。"[:400],
            url=reverse("operator_grant", args=[theirs[0].grant_id]),
        )


def must_answer_for(terminal: Terminal, actor: Staff, right: str, sentence: str) -> None:
    """Raise NotPermittedError with the sentence for who lacks the right, or does not know of the terminal."""
    known = Terminal.objects.filter(pk=terminal.pk).visible_to(actor)
    if not (actor.has_perm(right) and known.exists()):
        raise NotPermittedError(sentence)

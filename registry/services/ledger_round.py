"""Rounds of operator ledgers (台帳の提出依頼): asking the sites, reminding them, closing the round."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.audit import act
from core.calendar import today, wareki
from core.errors import DomainError, NotPermittedError, refuse
from core.models import Staff
from core.services.notices import notify
from core.work import some_of
from registry.models import (
    Custodian,
    LedgerRound,
    OperatorGrant,
    OperatorLedger,
    OperatorLedgerEntry,
    Site,
)
from registry.states.operator_ledger import State


@transaction.atomic
def open_round(
    *,
    reason: str,
    title: str,
    as_of: date,
    due_on: date,
    note: str,
    sites: Iterable[Site],
    actor: Staff,
) -> LedgerRound:
    """Ask the sites for their ledger; without `sites`, every site where a terminal stands on the day.

    Each gets a ledger with the people who operate there now, and its custodians a notice. Raises
    NotPermittedError without the right, DomainError with every reason why not.
    """
    if not actor.has_perm("registry.add_ledgerround"):
        raise NotPermittedError("台帳の提出を依頼する権限がありません。")
    asked = list(sites) or list(Site.objects.with_terminals_on(as_of))
    reasons = []
    if due_on < today():
        reasons.append("提出期限が過ぎた日になっています。今日か、これからの日にしてください。")
    if not asked:
        reasons.append(
            "基準日に端末のある設置場所がありません。基準日を確かめるか、設置場所を選んでください。"
        )
    refuse(reasons)
    return start_round(
        reason=reason, title=title, as_of=as_of, due_on=due_on, note=note, sites=asked, actor=actor
    )


@transaction.atomic
def start_round(
    *,
    reason: str,
    title: str,
    as_of: date,
    due_on: date,
    note: str,
    sites: Sequence[Site],
    actor: Staff,
    leaving: Staff | None = None,
) -> LedgerRound:
    """The round with its ledgers, whoever starts it: a transfer does, with who leaves the sites by it."""
    with act("open_ledger_round", by=actor, reason=title):
        opened = LedgerRound.objects.create(
            reason=reason, title=title, as_of=as_of, due_on=due_on, note=note, opened_by=actor
        )
        for site in sites:
            _open_ledger(opened, site, leaving)
    return opened


def _open_ledger(opened: LedgerRound, site: Site, leaving: Staff | None) -> None:
    ledger = OperatorLedger.objects.create(round=opened, site=site)
    day = max(opened.as_of, today())
    people = Staff.objects.filter(
        pk__in=OperatorGrant.objects.filter(site=site).in_force_on(day).values("staff")
    )
    changes = {
        person.pk: "stays" if person.is_active else "leaves" for person in people.order_by("kana", "pk")
    }
    if leaving is not None:
        changes[leaving.pk] = "leaves"
    OperatorLedgerEntry.objects.bulk_create(
        OperatorLedgerEntry(ledger=ledger, staff_id=key, change=change) for key, change in changes.items()
    )
    notify(
        custodians_of(site),
        title=f"操作者管理台帳を提出してください：{site}"[:120],
        detail=f"{opened.title}。提出期限は{wareki(opened.due_on)}です。{opened.note}"[:400],
        url=reverse("operator_ledger", args=[ledger.pk]),
    )


def custodians_of(site: Site) -> list[Staff]:
    """Who answers for the site's terminals today, the assistants too."""
    held = Custodian.objects.filter(site=site).in_force_on(today())
    return list(Staff.objects.filter(pk__in=held.values("staff"), is_active=True).order_by("pk"))


@transaction.atomic
def remind(ledgers: Iterable[OperatorLedger], *, actor: Staff) -> list[OperatorLedger]:
    """Remind the sites that have not answered; answers the ledgers of which nobody could be reminded, for
    the site has no custodian.

    Raises NotPermittedError without the right, DomainError where all have answered.
    """
    if not actor.has_perm("registry.change_ledgerround"):
        raise NotPermittedError("催促する権限がありません。")
    waiting = list(
        OperatorLedger.objects.unanswered()
        .filter(pk__in=[ledger.pk for ledger in ledgers])
        .order_by("pk")
        .select_for_update(of=("self",))
        .select_related("site", "round")
    )
    if not waiting:
        raise DomainError("提出を待っている台帳がありません。画面を開き直してください。")
    nobody = []
    with act("remind_operator_ledger", by=actor, reason="提出の催促"):
        for ledger in waiting:
            people = custodians_of(ledger.site)
            if not people:
                nobody.append(ledger)
                continue
            ledger.reminded_at = timezone.now()
            ledger.save(update_fields=["reminded_at"])
            late = ledger.round.due_on < today()
            notify(
                people,
                title=f"操作者管理台帳の提出が{'遅れています' if late else 'まだです'}：{ledger.site}"[:120],
                detail=f"{ledger.round.title}。提出期限は{wareki(ledger.round.due_on)}です。",
                url=reverse("operator_ledger", args=[ledger.pk]),
            )
    return nobody


@transaction.atomic
def close_round(round_: LedgerRound, *, reason: str, actor: Staff) -> LedgerRound:
    """Close the round: what was not submitted by then counts as not answered.

    Raises NotPermittedError without the right, DomainError where it is closed, where a submitted ledger waits
    for its confirmation, and where sites have not answered and no reason is given.
    """
    if not actor.has_perm("registry.change_ledgerround"):
        raise NotPermittedError("提出依頼を締め切る権限がありません。")
    round_ = LedgerRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    # The ledgers too: none is submitted while its round is being closed.
    ledgers = list(round_.ledgers.order_by("pk").select_for_update(of=("self",)).select_related("site"))
    submitted = [str(each.site) for each in ledgers if each.state == State.SUBMITTED]
    silent = [str(each.site) for each in ledgers if each.state not in (State.SUBMITTED, State.CONFIRMED)]
    reasons = []
    if round_.closed_at is not None:
        reasons.append("この提出依頼は、すでに締め切られています。")
    if submitted:
        reasons.append(
            f"確認を待っている台帳が{len(submitted)}件あります（{some_of(submitted)}）。"
            "確認するか、差し戻してから締め切ってください。"
        )
    if silent and not reason.strip():
        reasons.append(
            f"提出していない設置場所が{len(silent)}か所あります（{some_of(silent)}）。"
            "それでも締め切るときは、理由を入れてください。"
        )
    refuse(reasons)
    round_.closed_at, round_.closed_by = timezone.now(), actor
    with act("close_ledger_round", by=actor, reason=reason or "すべて確認済み"):
        round_.save(update_fields=["closed_at", "closed_by"])
    return round_

"""What waits among the operator ledgers."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from core.calendar import wareki
from core.models import Staff
from core.work import Task, some_of
from registry.models import OperatorLedger
from registry.states.operator_ledger import State


def ledgers_to_write(person: Staff, day: date) -> Iterator[Task]:
    """For custodians: the ledgers that their sites have not submitted, until when."""
    if not person.has_perm("registry.prepare_operatorledger"):
        return
    held = person.custodianships.in_force_on(day).values("site")
    waiting = OperatorLedger.objects.unanswered().filter(site__in=held).select_related("site", "round")
    for ledger in waiting.order_by("round__due_on", "pk"):
        returned = "差し戻されました。" if ledger.state == State.RETURNED else ""
        late = "提出期限を過ぎています。" if ledger.round.due_on < day else ""
        yield Task(
            title=f"{ledger.site}の操作者管理台帳を提出してください",
            detail=f"{ledger.round}。{returned}{late}提出期限は{wareki(ledger.round.due_on)}です。",
            url=reverse("operator_ledger", args=[ledger.pk]),
            day=ledger.round.due_on,
        )


def ledgers_to_confirm(person: Staff, day: date) -> Iterator[Task]:
    """For 住民記録: what was submitted, but for what the person has submitted or prepared."""
    if not person.has_perm("registry.confirm_operatorledger"):
        return
    submitted = (
        OperatorLedger.objects.visible_to(person)
        .filter(state=State.SUBMITTED)
        .exclude(submitted_by=person)
        .select_related("site", "round")
        .order_by("submitted_at", "pk")
    )
    names = [str(ledger.site) for ledger in submitted]
    if names:
        yield Task(
            title=f"確認を待っている操作者管理台帳が{len(names)}件あります",
            detail=f"{some_of(names)}。確認すると、操作権限に反映されます。",
            url=f"{reverse('operator_ledgers')}?{urlencode({'state': State.SUBMITTED})}",
            day=submitted[0].submitted_at.date(),
        )


def late_sites(person: Staff, day: date) -> Iterator[Task]:
    """For whoever asks the sites: those that are late, one line a round."""
    if not person.has_perm("registry.change_ledgerround"):
        return
    late: dict[int, list[OperatorLedger]] = {}
    rows = OperatorLedger.objects.unanswered().filter(round__due_on__lt=day).select_related("site", "round")
    for ledger in rows.order_by("round__due_on", "round", "site__order"):
        late.setdefault(ledger.round_id, []).append(ledger)
    for ledgers in late.values():
        round_ = ledgers[0].round
        yield Task(
            title=f"操作者管理台帳の提出が遅れている設置場所が{len(ledgers)}か所あります",
            detail=f"{round_}：{some_of([str(ledger.site) for ledger in ledgers])}。催促してください。",
            url=reverse("ledger_round", args=[round_.pk]),
            day=round_.due_on,
        )

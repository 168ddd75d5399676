"""Terminals out of order (端末の故障): reported and repaired."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import act
from core.constraints import sentence_of
from core.errors import DomainError, refuse
from core.models import Staff
from registry.models import Terminal, TerminalOutage
from registry.services.terminal import must_answer_for

_NOT_YOURS = "この端末の故障を登録する権限がありません。"


@transaction.atomic
def report_outage(
    terminal: Terminal, *, symptom: str, starts_at: datetime, ends_at: datetime | None, actor: Staff
) -> TerminalOutage:
    """Keep that the terminal is out of order since the moment; nobody books it while it is.

    Raises NotPermittedError without the right or for a terminal of another site, DomainError with every
    reason why not.
    """
    must_answer_for(terminal, actor, "registry.add_terminaloutage", _NOT_YOURS)
    reasons = []
    if starts_at > timezone.now():
        reasons.append("故障の始まりがこれからの時刻になっています。気付いた日時を入れてください。")
    if ends_at is not None and ends_at <= starts_at:
        reasons.append("終わりは、始まりより後にしてください。")
    refuse(reasons)
    outage = TerminalOutage(
        terminal=terminal, symptom=symptom, starts_at=starts_at, ends_at=ends_at, reported_by=actor
    )
    with act("report_terminal_outage", by=actor, reason=symptom):
        _save(outage)
    return outage


@transaction.atomic
def repair_outage(outage: TerminalOutage, *, ends_at: datetime, remedy: str, actor: Staff) -> TerminalOutage:
    """Keep since when the terminal works again, and what was done. Raises as `report_outage` does."""
    must_answer_for(outage.terminal, actor, "registry.change_terminaloutage", _NOT_YOURS)
    outage = TerminalOutage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    reasons = []
    if outage.remedy:
        reasons.append("この故障は、すでに直ったと登録されています。画面を開き直してください。")
    if ends_at <= outage.starts_at:
        reasons.append("直った時刻が、故障の始まりより前になっています。日時を確かめてください。")
    if ends_at > timezone.now():
        reasons.append("直った時刻がこれからの時刻になっています。直ってから登録してください。")
    if not remedy.strip():
        reasons.append("処置を入れてください。")
    refuse(reasons)
    outage.ends_at, outage.remedy = ends_at, remedy
    with act("repair_terminal_outage", by=actor, reason=remedy):
        _save(outage, ["ends_at", "remedy"])
    return outage


def _save(outage: TerminalOutage, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            outage.save(update_fields=fields)
    except IntegrityError as error:
        raise DomainError(sentence_of(error)) from error

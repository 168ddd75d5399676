"""Looks at terminals where they stand (設置状況の点検): what was found, and its remedy."""

from datetime import date

from django.db import transaction

from core.audit import act
from core.calendar import today, wareki
from core.errors import refuse
from core.models import Staff
from registry.models import Terminal, TerminalCheck
from registry.services.terminal import must_answer_for

_NOT_YOURS = "この端末を点検する権限がありません。"


@transaction.atomic
def record_check(
    terminal: Terminal,
    *,
    checked_on: date,
    wire_locked: bool,
    screen_turned_away: bool,
    logged_off: bool,
    remarks: str,
    actor: Staff,
) -> TerminalCheck:
    """Keep what the look at the terminal showed.

    Raises NotPermittedError without the right or for a terminal of another site, DomainError with every
    reason why not: what is not in order is told in the remarks.
    """
    must_answer_for(terminal, actor, "registry.add_terminalcheck", _NOT_YOURS)
    reasons = []
    if checked_on > today():
        reasons.append("点検日がこれからの日になっています。点検してから登録してください。")
    since = terminal.placed_on or terminal.starts_on
    if (since is not None and checked_on < since) or (
        terminal.ends_on is not None and checked_on > terminal.ends_on
    ):
        reasons.append("その日には、この端末はここに置かれていません。点検日を確かめてください。")
    if not (wire_locked and screen_turned_away and logged_off) and not remarks.strip():
        reasons.append("できていない項目があるときは、気付いたことに状況を書いてください。")
    refuse(reasons)
    with act("record_terminal_check", by=actor, reason=remarks or "異常なし"):
        return TerminalCheck.objects.create(
            terminal=terminal,
            checked_on=checked_on,
            checked_by=actor,
            wire_locked=wire_locked,
            screen_turned_away=screen_turned_away,
            logged_off=logged_off,
            remarks=remarks,
        )


@transaction.atomic
def record_remedy(check: TerminalCheck, *, remedied_on: date, remedy: str, actor: Staff) -> TerminalCheck:
    """Keep that what was not in order is put right. Raises as `record_check` does."""
    must_answer_for(check.terminal, actor, "registry.change_terminalcheck", _NOT_YOURS)
    check = TerminalCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    reasons = []
    if check.is_in_order:
        reasons.append("この点検では、できていない項目がありません。")
    if check.remedied_on is not None:
        reasons.append(f"{wareki(check.remedied_on)}に是正済みです。画面を開き直してください。")
    if remedied_on > today():
        reasons.append("是正日がこれからの日になっています。是正してから登録してください。")
    if remedied_on < check.checked_on:
        reasons.append("是正日が点検日より前になっています。日付を確かめてください。")
    if not remedy.strip():
        reasons.append("是正の内容を入れてください。")
    refuse(reasons)
    check.remedied_on, check.remedied_by, check.remedy = remedied_on, actor, remedy
    with act("record_terminal_remedy", by=actor, reason=remedy):
        check.save(update_fields=["remedied_on", "remedied_by", "remedy"])
    return check

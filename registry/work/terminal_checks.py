"""What waits among the checks of terminals."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from core.models import Staff
from core.work import Task, some_of
from registry.models import TerminalCheck


def faults_to_remedy(person: Staff, day: date) -> Iterator[Task]:
    """For custodians and 住民記録: what a look at a terminal found, and nobody has put right."""
    if not person.has_perm("registry.change_terminalcheck"):
        return
    found = TerminalCheck.objects.visible_to(person).open().select_related("terminal")
    checks = list(found.order_by("checked_on", "pk"))
    if checks:
        names = [f"端末{check.terminal}" for check in checks]
        yield Task(
            title=f"点検で見つかった是正の必要な項目が{len(checks)}件あります",
            detail=f"{some_of(names)}。是正したら、内容を登録してください。",
            url=f"{reverse('terminal_checks')}?{urlencode({'is_open': 'yes'})}",
            day=checks[0].checked_on,
        )

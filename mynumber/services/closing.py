"""Closing a quarter (締切り): every department's that is confirmed, at once."""

from dataclasses import dataclass

from django.db import transaction

from core.calendar import Quarter
from core.errors import DomainError, NotPermittedError
from core.models import Staff
from mynumber.models import Submission
from mynumber.services.submission import take_step
from mynumber.states.submission import Action, State


@dataclass(frozen=True)
class Closed:
    """The submissions that were locked."""

    quarter: Quarter
    submissions: list[Submission]


@transaction.atomic
def lock_confirmed(quarter: Quarter, *, actor: Staff, comment: str = "") -> Closed:
    """Lock every confirmed submission of the quarter that the person may see; all of them or none.

    Raises NotPermittedError without the right, DomainError where none is confirmed.
    """
    if not actor.has_perm("mynumber.lock_figures"):
        raise NotPermittedError("実績を締め切る権限がありません。")
    confirmed = Submission.objects.visible_to(actor).of(quarter).filter(state=State.CONFIRMED)
    rows = list(confirmed.select_related("department").order_by("pk").select_for_update(of=("self",)))
    if not rows:
        raise DomainError("締め切る課がありません。確定した課がまだないか、すべて締め切られています。")
    locked = [take_step(Action.LOCK, row, actor=actor, version=row.version, comment=comment) for row in rows]
    return Closed(quarter, locked)

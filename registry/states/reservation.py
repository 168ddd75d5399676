"""A reservation (予約): booked, then used (its usage record is there), not used, or cancelled."""

from typing import Any

from django.db.models import TextChoices
from django.utils import timezone

from core.models import Staff
from core.workflow import Comment, Transition, Workflow


class State(TextChoices):
    BOOKED = "booked", "予約中"
    USED = "used", "利用済み"
    UNUSED = "unused", "利用せず"
    CANCELLED = "cancelled", "取消し"


class Action(TextChoices):
    MOVE = "move", "変更する"
    CANCEL = "cancel", "取り消す"
    RECORD = "record", "利用記録を書く"
    LEAVE_UNUSED = "leave_unused", "利用しなかった"


def _own_or_keeper(reservation: Any, actor: Staff) -> str:
    if reservation.operator_id == actor.pk or actor.has_perm("registry.manage_reservations"):
        return ""
    return "ほかの職員の予約です。予約した本人か住民記録が行ってください。"


def _own(reservation: Any, actor: Staff) -> str:
    return "" if reservation.operator_id == actor.pk else "利用した本人が記入してください。"


def _not_begun(reservation: Any, actor: Staff) -> str:
    return (
        ""
        if reservation.starts_at > timezone.now()
        else "予約の時間が始まっています。利用記録を書いてください。"
    )


def _begun(reservation: Any, actor: Staff) -> str:
    return "" if reservation.starts_at <= timezone.now() else "予約の時間がまだ始まっていません。"


WORKFLOW = Workflow(
    name="reservation",
    transitions={
        Action.MOVE: Transition(
            label="変更",
            sources=frozenset({State.BOOKED}),
            target=State.BOOKED,
            permission="registry.change_reservation",
            requires=(_own_or_keeper, _not_begun),
        ),
        Action.CANCEL: Transition(
            label="取消し",
            sources=frozenset({State.BOOKED}),
            target=State.CANCELLED,
            permission="registry.change_reservation",
            stamp="cancelled",
            requires=(_own_or_keeper, _not_begun),
            comment=Comment.OPTIONAL,
            comment_label="取消しの理由",
            danger=True,
        ),
        Action.RECORD: Transition(
            label="利用記録の記入",
            sources=frozenset({State.BOOKED}),
            target=State.USED,
            permission="registry.add_usagerecord",
            requires=(_own, _begun),
        ),
        Action.LEAVE_UNUSED: Transition(
            label="「利用しなかった」の記入",
            sources=frozenset({State.BOOKED}),
            target=State.UNUSED,
            permission="registry.add_usagerecord",
            requires=(_own, _begun),
            comment=Comment.OPTIONAL,
            comment_label="利用しなかった理由",
        ),
    },
)

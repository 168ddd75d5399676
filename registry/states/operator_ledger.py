"""An operator ledger (操作者管理台帳) of a round: the site answers, 住民記録 confirms.

open → prepared (by an assistant or the manager) → submitted (by the manager) → confirmed, or returned.
"""

from typing import Any

from django.db.models import TextChoices

from core.calendar import today
from core.models import Staff
from core.workflow import Comment, Transition, Workflow


class State(TextChoices):
    OPEN = "open", "未回答"
    PREPARED = "prepared", "提出待ち"
    SUBMITTED = "submitted", "確認待ち"
    CONFIRMED = "confirmed", "確認済み"
    RETURNED = "returned", "差戻し"


EDITABLE_STATES = (State.OPEN, State.PREPARED, State.RETURNED)


class Action(TextChoices):
    PREPARE = "prepare", "起案する"
    SUBMIT = "submit", "提出する"
    CONFIRM = "confirm", "確認する"
    RETURN = "return", "差し戻す"


def _custodian_of_site(ledger: Any, actor: Staff) -> str:
    if ledger.site.custodians.in_force_on(today()).filter(staff=actor).exists():
        return ""
    return "この設置場所の端末機管理責任者か補助者が行ってください。"


def _manager_of_site(ledger: Any, actor: Staff) -> str:
    if ledger.site.custodians.in_force_on(today()).filter(staff=actor, role="manager").exists():
        return ""
    return "提出は、この設置場所の端末機管理責任者が行ってください。"


def _not_of_oneself(ledger: Any, actor: Staff) -> str:
    if ledger.entries.filter(staff=actor, change="joins").exists():
        return "あなた自身に操作権限を付ける台帳です。別の職員が確認してください。"
    return ""


def _nobody_left_office(ledger: Any, actor: Staff) -> str:
    gone = ledger.entries.exclude(change="leaves").filter(staff__is_active=False)
    names = "、".join(gone.values_list("staff__name", flat=True))
    return f"{names}は、いまは在職していません。「外れる」にしてください。" if names else ""


def _round_open(ledger: Any, actor: Staff) -> str:
    return "" if ledger.round.closed_at is None else "この提出依頼は締め切られています。"


WORKFLOW = Workflow(
    name="operator_ledger",
    transitions={
        Action.PREPARE: Transition(
            label="起案",
            sources=frozenset({State.OPEN, State.RETURNED}),
            target=State.PREPARED,
            permission="registry.prepare_operatorledger",
            stamp="prepared",
            requires=(_custodian_of_site, _round_open),
            comment=Comment.OPTIONAL,
        ),
        Action.SUBMIT: Transition(
            label="提出",
            sources=frozenset({State.OPEN, State.PREPARED, State.RETURNED}),
            target=State.SUBMITTED,
            permission="registry.prepare_operatorledger",
            stamp="submitted",
            requires=(_manager_of_site, _round_open, _nobody_left_office),
            comment=Comment.OPTIONAL,
        ),
        Action.CONFIRM: Transition(
            label="確認",
            sources=frozenset({State.SUBMITTED}),
            target=State.CONFIRMED,
            permission="registry.confirm_operatorledger",
            stamp="confirmed",
            not_by=("prepared_by", "submitted_by"),
            requires=(_not_of_oneself, _nobody_left_office),
            comment=Comment.OPTIONAL,
        ),
        Action.RETURN: Transition(
            label="差戻し",
            sources=frozenset({State.SUBMITTED}),
            target=State.RETURNED,
            permission="registry.confirm_operatorledger",
            stamp="returned",
            not_by=("prepared_by", "submitted_by"),
            comment=Comment.REQUIRED,
            comment_label="直してほしいこと",
        ),
    },
)

"""A department's quarter of figures (四半期の提出): entered, submitted, confirmed by another person, locked.

open → submitted (by who entered) → confirmed (by another person), or returned; → locked by those who draft
the report. Going back is an act with a name: taken back, reopened, unlocked.
"""

from datetime import date
from typing import Any

from django.db.models import TextChoices

from core.calendar import today, wareki
from core.models import Staff
from core.workflow import Comment, Transition, Workflow


class State(TextChoices):
    OPEN = "open", "入力中"
    SUBMITTED = "submitted", "確認待ち"
    RETURNED = "returned", "差戻し"
    CONFIRMED = "confirmed", "確定"
    LOCKED = "locked", "締切り済み"


EDITABLE_STATES = (State.OPEN, State.RETURNED)
STANDING_STATES = (State.CONFIRMED, State.LOCKED)  # the figures stand; only a correction changes one


class Action(TextChoices):
    SUBMIT = "submit", "提出する"
    TAKE_BACK = "take_back", "提出を取り消す"
    RETURN = "return", "差し戻す"
    CONFIRM = "confirm", "確定する"
    REOPEN = "reopen", "確定を取り消す"
    LOCK = "lock", "締め切る"
    UNLOCK = "unlock", "締切りを解く"


def _of_own_department(submission: Any, actor: Staff) -> str:
    if actor.department_id == submission.department_id:
        return ""
    return f"{submission.department}の実績です。その課の職員が行ってください。"


def _quarter_over(submission: Any, actor: Staff) -> str:
    ends_on: date = submission.period.ends_on
    if today() > ends_on:
        return ""
    return f"{submission.period.label}は{wareki(ends_on)}までです。終わった翌日から提出できます。"


# What the sheet itself has against submitting (an empty cell, an unexplained swing) the service adds.
WORKFLOW = Workflow(
    name="submission",
    transitions={
        Action.SUBMIT: Transition(
            label="提出",
            sources=frozenset(EDITABLE_STATES),
            target=State.SUBMITTED,
            permission="mynumber.submit_figures",
            stamp="submitted",
            requires=(_of_own_department, _quarter_over),
            comment=Comment.OPTIONAL,
        ),
        Action.TAKE_BACK: Transition(
            label="提出の取消し",
            sources=frozenset({State.SUBMITTED}),
            target=State.OPEN,
            permission="mynumber.submit_figures",
            clears=("submitted",),
            requires=(_of_own_department,),
            comment=Comment.OPTIONAL,
        ),
        Action.CONFIRM: Transition(
            label="確定",
            sources=frozenset({State.SUBMITTED}),
            target=State.CONFIRMED,
            permission="mynumber.confirm_figures",
            stamp="confirmed",
            not_by=("submitted_by",),
            requires=(_of_own_department,),
            comment=Comment.OPTIONAL,
        ),
        Action.RETURN: Transition(
            label="差戻し",
            sources=frozenset({State.SUBMITTED}),
            target=State.RETURNED,
            permission="mynumber.confirm_figures",
            stamp="returned",
            requires=(_of_own_department,),
            comment=Comment.REQUIRED,
            comment_label="直してほしいこと",
        ),
        Action.REOPEN: Transition(
            label="確定の取消し",
            sources=frozenset({State.CONFIRMED}),
            target=State.OPEN,
            permission="mynumber.confirm_figures",
            stamp="reopened",
            clears=("submitted", "confirmed"),
            requires=(_of_own_department,),
            comment=Comment.REQUIRED,
            comment_label="取り消す理由",
            danger=True,
        ),
        Action.LOCK: Transition(
            label="締切り",
            sources=frozenset({State.CONFIRMED}),
            target=State.LOCKED,
            permission="mynumber.lock_figures",
            stamp="locked",
            comment=Comment.OPTIONAL,
        ),
        Action.UNLOCK: Transition(
            label="締切りの解除",
            sources=frozenset({State.LOCKED}),
            target=State.CONFIRMED,
            permission="mynumber.lock_figures",
            clears=("locked",),
            comment=Comment.REQUIRED,
            comment_label="解く理由",
            danger=True,
        ),
    },
)

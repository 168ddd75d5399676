"""A condition on which a case was accepted: the section tells what it did, 区政情報課 sees that it is met."""

from typing import Any

from django.db.models import TextChoices

from core.models import Staff
from core.workflow import Comment, Transition, Workflow
from privacy_review.states.review_case import DECIDE, SUBMIT, own_department


class State(TextChoices):
    OPEN = "open", "対応待ち"
    REPORTED = "reported", "確認待ち"
    MET = "met", "対応済み"


class Action(TextChoices):
    REPORT = "report", "対応したことを報告する"
    CLOSE = "close", "条件が満たされたと確認する"
    REOPEN = "reopen", "もう一度対応を求める"


def _of_own_section(condition: Any, actor: Staff) -> str:
    return own_department(condition.case, actor)


WORKFLOW = Workflow(
    name="case_condition",
    transitions={
        Action.REPORT: Transition(
            label="報告",
            sources=frozenset({State.OPEN}),
            target=State.REPORTED,
            permission=SUBMIT,
            stamp="reported",
            requires=(_of_own_section,),
            comment=Comment.REQUIRED,
            comment_label="対応した内容",
        ),
        Action.CLOSE: Transition(
            label="確認",
            sources=frozenset({State.REPORTED}),
            target=State.MET,
            permission=DECIDE,
            stamp="met",
            not_by=("reported_by",),
            comment=Comment.OPTIONAL,
        ),
        Action.REOPEN: Transition(
            label="差戻し",
            sources=frozenset({State.REPORTED}),
            target=State.OPEN,
            permission=DECIDE,
            clears=("reported",),
            not_by=("reported_by",),
            comment=Comment.REQUIRED,
            comment_label="足りないこと",
        ),
    },
)

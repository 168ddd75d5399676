"""A correction (訂正) of a figure that stands: proposed with its reason, approved by another person."""

from typing import Any

from django.db.models import TextChoices

from core.models import Staff
from core.workflow import Comment, Transition, Workflow


class State(TextChoices):
    PROPOSED = "proposed", "承認待ち"
    APPROVED = "approved", "訂正済み"
    REJECTED = "rejected", "却下"
    WITHDRAWN = "withdrawn", "取下げ"


class Action(TextChoices):
    APPROVE = "approve", "承認して訂正する"
    REJECT = "reject", "却下する"
    WITHDRAW = "withdraw", "取り下げる"


def _of_own_department(correction: Any, actor: Staff) -> str:
    if actor.department_id == correction.series.department_id:
        return ""
    return f"{correction.series.department}の実績です。その課の職員が行ってください。"


def _figure_as_it_was(correction: Any, actor: Staff) -> str:
    if correction.present_value() == correction.before:
        return ""
    return "訂正を申し出たあとに、この数が変わりました。取り下げて、今の数から申し出直してください。"


def _still_confirmed(correction: Any, actor: Staff) -> str:
    if correction.stands():
        return ""
    return "この四半期の確定が取り消されています。却下か取下げをして、入力の画面で直してください。"


WORKFLOW = Workflow(
    name="figure_correction",
    transitions={
        Action.APPROVE: Transition(
            label="訂正の承認",
            sources=frozenset({State.PROPOSED}),
            target=State.APPROVED,
            permission="mynumber.confirm_figures",
            stamp="approved",
            not_by=("proposed_by",),
            requires=(_of_own_department, _still_confirmed, _figure_as_it_was),
            comment=Comment.OPTIONAL,
        ),
        Action.REJECT: Transition(
            label="却下",
            sources=frozenset({State.PROPOSED}),
            target=State.REJECTED,
            permission="mynumber.confirm_figures",
            stamp="rejected",
            not_by=("proposed_by",),
            requires=(_of_own_department,),
            comment=Comment.REQUIRED,
            comment_label="却下の理由",
        ),
        Action.WITHDRAW: Transition(
            label="取下げ",
            sources=frozenset({State.PROPOSED}),
            target=State.WITHDRAWN,
            permission="mynumber.submit_figures",
            stamp="withdrawn",
            requires=(_of_own_department,),
            comment=Comment.OPTIONAL,
        ),
    },
)

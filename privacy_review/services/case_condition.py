"""Conditions on which a case was accepted (承認の条件): telling what was done, and seeing that it is met."""

from django.db import transaction
from django.urls import reverse

from core.models import Staff
from core.services.notices import notify
from privacy_review.models import CaseCondition
from privacy_review.states.case_condition import WORKFLOW, Action
from privacy_review.states.review_case import DECIDE


@transaction.atomic
def take_step(
    action: str, condition: CaseCondition, *, actor: Staff, version: int | None = None, comment: str = ""
) -> CaseCondition:
    """Walk one arrow of the condition's workflow; answers the condition as it then is. Whoever has to act
    next is told. Raises what Workflow.take raises."""
    reporter = condition.reported_by
    condition = WORKFLOW.take(action, condition, actor=actor, version=version, comment=comment)
    match action:
        case Action.REPORT:
            people, title = list(Staff.objects.holding(DECIDE)), "条件への対応が報告されました"
        case Action.CLOSE:
            people, title = [reporter], "条件が満たされたと確認されました"
        case _:
            people, title = [reporter], "もう一度対応してください"
    notify(
        (each for each in people if each is not None and each.pk != actor.pk),
        title=f"{condition.case.undertaking}：{title}",
        detail=f"条件：{condition}" + (f"。{comment}" if comment else ""),
        url=reverse("case_condition", args=[condition.pk]),
    )
    return condition

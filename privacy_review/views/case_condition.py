"""The conditions on which cases were accepted: the list, and the page of one with its steps."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.urls import reverse

from core.calendar import today
from core.decisions import WorkflowPage
from core.lists import RegisterList
from privacy_review.filters import CaseConditionFilter
from privacy_review.models import CaseCondition
from privacy_review.services.case_condition import take_step
from privacy_review.states.case_condition import WORKFLOW, Action, State
from privacy_review.tables import CaseConditionTable

DONE = {
    Action.REPORT: "対応を報告しました。区政情報課が確かめます。結果は「お知らせ」に届きます。",
    Action.CLOSE: "条件が満たされたと確認し、報告した人に知らせました。",
    Action.REOPEN: "もう一度対応するよう、報告した人に知らせました。",
}
# Where a condition stands, in a sentence for whoever opens it.
STANDING = {
    State.OPEN: "担当の課が期限までに対応し、報告します。",
    State.REPORTED: "担当の課が対応を報告しました。区政情報課の確認を待っています。",
    State.MET: "満たされたことを、区政情報課が確認しました。",
}


class CaseConditionList(RegisterList):
    slug = "case_conditions"
    title = "承認の条件"
    lead = "条件付きで承認した案件の条件と期限です。期限の近いものから並びます。"
    model = CaseCondition
    permission_required = "privacy_review.view_casecondition"
    table_class = CaseConditionTable
    filter_class = CaseConditionFilter

    def get_queryset(self) -> QuerySet:
        overdue = Q(state=State.OPEN, due_on__lt=today())
        rows = CaseCondition.objects.visible_to(self.request.user).for_list()
        return rows.annotate(overdue=ExpressionWrapper(overdue, output_field=BooleanField()))


class CaseConditionPage(WorkflowPage):
    """A condition, what the section tells of it, and whether that is enough."""

    template_name = "privacy_review/case_condition.html"
    list_class = CaseConditionList
    workflow = WORKFLOW
    take = take_step

    def get_title(self, record: CaseCondition) -> str:
        return f"{record.case.undertaking} 承認の条件"

    def get_actions(self, record: CaseCondition) -> list[dict[str, str]]:
        return [{"label": "審査案件を見る", "url": reverse("review_case", args=[record.case_id])}]

    def get_context(self, record: Any) -> dict[str, Any]:
        context = super().get_context(record)
        return context | {"standing": STANDING[State(record.state)]}

    def get_done(self, record: CaseCondition, action: str) -> str:
        return DONE[Action(action)]

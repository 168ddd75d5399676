"""One review case: what it says, how its check list is answered, what changed, and what may be done."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.calendar import today, wareki
from core.comparing import changes_between
from core.decisions import WorkflowPage
from core.models import WorkflowStep
from privacy_review.models import CaseAnswer, CaseCareCategory, CaseCondition, CheckItem, ReviewCase
from privacy_review.models.criterion import FIELDS_OF, WRITTEN_OF, Criterion
from privacy_review.services.review_case import WITHHOLD, take_step
from privacy_review.services.review_case_writing import reasons_against_revising
from privacy_review.services.undertaking import WRITE
from privacy_review.states.case_condition import State as ConditionState
from privacy_review.states.review_case import (
    ACCEPTED_STATES,
    COUNTED_STATES,
    EDITABLE_STATES,
    WORKFLOW,
    Action,
    State,
    unready,
)
from privacy_review.tables import CASE_BADGES, CONDITION_BADGES
from privacy_review.views.review_case import ReviewCaseList

OF_THE_OFFICE = frozenset({Action.ACCEPT, Action.REFUSE})

# What a step asks of whom, once it is taken.
DONE = {
    Action.SUBMIT: "提出しました。課長に確認を頼みました。",
    Action.CONFIRM: "確認して、区政情報課へ送りました。",
    Action.SEND_BACK: "課の中で差し戻しました。提出した人に知らせました。",
    Action.ACCEPT: "承認しました。担当の課に知らせました。",
    Action.REFUSE: "承認しませんでした。担当の課に知らせました。",
    Action.WITHDRAW: "取り下げました。",
}
# Where a case stands, in a sentence for whoever opens it.
STANDING = {
    State.DRAFT: "まだ提出していません。内容を確かめて提出してください。",
    State.SUBMITTED: "課長の確認を待っています。",
    State.CONFIRMED: "区政情報課の審査を待っています。",
    State.ACCEPTED: "承認されました。内容が変わるときは、あらためて審査を受けてください。",
    State.ACCEPTED_WITH_CONDITIONS: "条件付きで承認されました。条件を期限までに満たし、報告してください。",
    State.REFUSED: "承認されませんでした。この内容で個人情報を取り扱うことはできません。",
    State.RETURNED: "差し戻されています。直して、もう一度提出してください。",
    State.WITHDRAWN: "取り下げました。",
    State.RECORDED: "紙で審査された案件です。",
}
ALL_MET = "条件付きで承認され、条件はすべて満たされました。"


class ReviewCasePage(WorkflowPage):
    """A case as it is decided on. What is returned or accepted with conditions has a page of its own."""

    template_name = "privacy_review/review_case.html"
    list_class = ReviewCaseList
    workflow = WORKFLOW
    take = take_step
    pages = {
        Action.RETURN: "review_case_return",
        Action.ACCEPT_WITH_CONDITIONS: "review_case_accept_with_conditions",
    }
    line_models = (CaseCareCategory, CaseAnswer, CaseCondition)

    def get_record(self, pk: int) -> ReviewCase:
        return one_of(self.request, pk)

    def get_title(self, record: ReviewCase) -> str:
        return record.title

    def get_facts(self, record: ReviewCase) -> list[tuple[str, Any]]:
        facts = facts_of(record)
        if record.reviewed_on:
            facts.append(("審査日", wareki(record.reviewed_on)))
        if record.drafted_by:
            facts.append(("起案した人", str(record.drafted_by)))
        return facts

    def get_actions(self, record: ReviewCase) -> list[dict[str, str]]:
        actions = self._of_the_section(record)
        listed = record.special_care or record.ordinance_special_care
        if listed and record.state in COUNTED_STATES and self.actor.has_perm(WITHHOLD):
            label = "報告書の一覧に戻す" if record.withheld else "報告書の一覧に載せない"
            actions.append({"label": label, "url": reverse("review_case_withhold", args=[record.pk])})
        return actions

    def _of_the_section(self, record: ReviewCase) -> list[dict[str, str]]:
        own = record.undertaking_id is not None and self.actor.department_id == record.department_id
        if not (own and self.actor.has_perm(WRITE)):
            return []
        actions = []
        if record.state in EDITABLE_STATES:
            # What is returned is mended first, and so is a draft that cannot be submitted as it is.
            asked = record.state == State.RETURNED or bool(unready(record, self.actor))
            url = reverse("review_case_edit", args=[record.pk])
            actions.append({"label": "案件を直す", "url": url} | ({"primary": "yes"} if asked else {}))
        if record.state in ACCEPTED_STATES and not reasons_against_revising(record, self.actor):
            url = reverse("review_case_revise", args=[record.pk])
            actions.append({"label": "内容が変わったので審査を受け直す", "url": url})
        return actions

    def get_context(self, record: ReviewCase) -> dict[str, Any]:
        context = super().get_context(record)
        steps = list(context["steps"])
        content = record.in_words()
        changed_since, changes = _changes(record, steps, content)
        conditions = list(record.conditions.all())
        # What was reviewed on paper is mended in the admin, and a section's case by its section.
        edit_url = context["edit_url"] if record.state == State.RECORDED else None
        return context | {
            "steps": steps,
            "edit_url": edit_url,
            "badge": CASE_BADGES[State(record.state)],
            "standing": _standing(record, conditions),
            "answer": answer_to(record, steps),
            "changed_since": changed_since,
            "changes": changes,
            "revised": changes_between(record.revises.in_words(), content) if record.revises else [],
            "later": _later(record),
            "check_list": check_list_of(record),
            "is_returned": record.state == State.RETURNED,
            "conditions": [
                (
                    each,
                    CONDITION_BADGES[ConditionState(each.state)],
                    each.state == ConditionState.OPEN and each.due_on < today(),
                )
                for each in conditions
            ],
        }

    def get_done(self, record: ReviewCase, action: str) -> str:
        return f"{self.get_title(record)}：{DONE[Action(action)]}"

    def get_next_url(self, record: ReviewCase, action: str) -> str:
        """Who works through the queue goes on there."""
        return reverse("review_case_queue") if action in OF_THE_OFFICE else self.page_url


def one_of(request: HttpRequest, pk: int) -> ReviewCase:
    """The case with all that its pages tell. Raises Http404 for what the person may not know of."""
    rows: QuerySet = ReviewCase.objects.visible_to(request.user).for_page()
    return get_object_or_404(rows.select_related("copied_from__undertaking", "revises__undertaking"), pk=pk)


def facts_of(record: ReviewCase) -> list[tuple[str, Any]]:
    """What a case says, as (label, value); the check list stands in a table of its own."""
    label = {each.name: str(each.verbose_name) for each in ReviewCase._meta.fields}
    written = FIELDS_OF if record.state == State.RECORDED else WRITTEN_OF
    names = [name for name in written[Criterion(record.criterion)] if name != "department"]
    facts: list[tuple[str, Any]] = [
        (label["criterion"], record.get_criterion_display()),
        (label["implementing_body"], record.implementing_body),
        (label["department"], record.department or "―"),
    ]
    if record.counted_only:
        facts.append(("内容", "件数だけが公表され、内容は分かりません。"))
    else:
        facts += [(label[name], _said(record, name)) for name in names]
        facts.append((label["special_care"], "有" if record.special_care else "無"))
        lines = record.case_care_categories.select_related("care_category")
        categories = "、".join(str(line.care_category) for line in lines)
        ordinance = f"有（{categories or '内容は選ばれていません'}）"
        facts.append((label["ordinance_special_care"], ordinance if record.ordinance_special_care else "無"))
    return facts


def _said(record: ReviewCase, name: str) -> Any:
    if name == "linkage":
        return record.get_linkage_display() or "―"
    value = getattr(record, name)
    if not value:
        return "―"
    return wareki(value) if name.endswith("_on") else value


def check_list_of(record: ReviewCase) -> list[tuple[CheckItem, CaseAnswer | None]]:
    """Every question with its answer: those that were answered, and those that are asked today of a case that
    is being written."""
    answers = {line.item: line for line in record.answers.select_related("item")}
    asked = set(answers)
    if record.state in EDITABLE_STATES:
        asked |= set(CheckItem.objects.asked_of(record.criterion, today()))
    return [(item, answers.get(item)) for item in sorted(asked, key=lambda item: (item.order, item.pk))]


def _standing(record: ReviewCase, conditions: list[CaseCondition]) -> str:
    met = conditions and all(each.state == ConditionState.MET for each in conditions)
    return ALL_MET if met else STANDING[State(record.state)]


def _changes(
    record: ReviewCase, steps: list[WorkflowStep], content: dict[str, str]
) -> tuple[WorkflowStep | None, list[Any]]:
    """The step since which changes are told, and what changed: for the office since it returned the case, for
    the section since anybody did."""
    if record.state not in (State.RETURNED, State.SUBMITTED, State.CONFIRMED):
        return None, []
    looked = (Action.RETURN,) if record.state == State.CONFIRMED else (Action.RETURN, Action.SEND_BACK)
    base = next((step for step in reversed(steps) if step.action in looked), None)
    changes = changes_between(base.content, content) if base else []
    # That nothing has changed is worth a word only where somebody has sent it in again.
    return (None, []) if record.state == State.RETURNED and not changes else (base, changes)


def answer_to(record: ReviewCase, steps: list[WorkflowStep]) -> WorkflowStep | None:
    """The step whose words the section has to read first: why the case was returned or refused."""
    if record.state not in (State.RETURNED, State.REFUSED):
        return None
    return next((step for step in reversed(steps) if step.target == record.state), None)


def _later(record: ReviewCase) -> ReviewCase | None:
    """The newest review of the same after a change, unless it came to nothing."""
    later = record.revisions.exclude(state__in=[State.WITHDRAWN, State.REFUSED])
    return later.select_related("undertaking").order_by("id").last()

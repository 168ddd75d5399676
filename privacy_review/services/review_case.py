"""Review cases (審査案件): the steps from submission to decision, and what the report lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from core.audit import act
from core.calendar import today
from core.errors import must_have, refuse
from core.faults import faults_of
from core.models import Staff
from core.workflow import refuse_overtaken
from privacy_review.models import (
    CaseAnswer,
    CaseCondition,
    CheckItem,
    ReviewCase,
)
from privacy_review.services.review_case_notices import tell_of
from privacy_review.states.review_case import (
    COUNTED_STATES,
    WORKFLOW,
    Action,
)

WITHHOLD = "privacy_review.withhold_reviewcase"


@dataclass(frozen=True)
class ConditionContent:
    """A condition as it is set: what is to be done, and until when."""

    text: str
    due_on: date


@transaction.atomic
def take_step(
    action: str,
    case: ReviewCase,
    *,
    actor: Staff,
    version: int | None = None,
    comment: str = "",
    conditions: Sequence[ConditionContent] = (),
    remarks: Mapping[CheckItem, str] | None = None,
) -> ReviewCase:
    """Walk one arrow of the workflow with all that depends on it; answers the case as it then is.

    `conditions` go with an acceptance that has them, `remarks` (question → what is wrong with its answer)
    with a return. Whoever has to act next is told. Raises what Workflow.take raises, DomainError where a
    condition is missing or its day is past, or where a remark cannot be kept.
    """
    changes: dict[str, Any] = {}
    if action in (Action.ACCEPT, Action.ACCEPT_WITH_CONDITIONS, Action.REFUSE):
        changes["reviewed_on"] = today()
    faults: list[str] = []
    if action == Action.ACCEPT_WITH_CONDITIONS:
        faults = _faults_of_conditions(conditions)
    elif action == Action.RETURN:
        faults = _faults_of_remarks(remarks or {})
    head = case.confirmed_by  # a return takes the confirmation back

    def write_lines(record: ReviewCase) -> None:
        if action == Action.ACCEPT_WITH_CONDITIONS:
            CaseCondition.objects.bulk_create(
                CaseCondition(case=record, text=each.text, due_on=each.due_on, set_by=actor)
                for each in conditions
            )
        # What the head sends back within the section leaves the office's remarks: they still stand.
        if action == Action.RETURN:
            _write_remarks(record, remarks or {})

    case = WORKFLOW.take(
        action,
        case,
        actor=actor,
        version=version,
        comment=comment,
        changes=changes,
        write_lines=write_lines,
        faults=faults,
    )
    tell_of(action, case, actor=actor, head=head, comment=comment)
    return case


@transaction.atomic
def withhold_case(case: ReviewCase, *, actor: Staff, reason: str, version: int | None = None) -> ReviewCase:
    """Keep a case out of the report's list, with a reason; it still counts.

    Raises NotPermittedError, OvertakenError where it is no longer what the actor saw, DomainError with every
    other reason.
    """
    case = _to_list_or_not(case, actor, version)
    reasons = _not_listed(case)
    if case.withheld:
        reasons.append("この案件は、すでに一覧に載せないことになっています。")
    refuse(reasons + _faults_of_reason(reason, "一覧に載せない理由"))
    return _write_withheld(case, actor, reason, withheld=True)


@transaction.atomic
def list_case(case: ReviewCase, *, actor: Staff, reason: str, version: int | None = None) -> ReviewCase:
    """Put a case that was kept out of the report's list back on it, with a reason that the trail keeps.

    Raises what withhold_case raises.
    """
    case = _to_list_or_not(case, actor, version)
    reasons = [] if case.withheld else ["この案件は、もう一覧に載ることになっています。"]
    refuse(reasons + _faults_of_reason(reason, "一覧に戻す理由"))
    return _write_withheld(case, actor, reason, withheld=False)


# --- What the content must be ------------------------------------------------------------------------------


def _to_list_or_not(case: ReviewCase, actor: Staff, version: int | None) -> ReviewCase:
    must_have(actor, WITHHOLD, "審査案件を報告書の一覧に載せないことにする権限がありません。")
    case = _locked(case)
    refuse_overtaken(case, version)
    return case


def _not_listed(case: ReviewCase) -> list[str]:
    """Why the report's list has no such case, withheld or not."""
    if case.state not in COUNTED_STATES:
        return ["承認された案件だけが、報告書の一覧に載ります。"]
    if not (case.special_care or case.ordinance_special_care):
        return ["要配慮個人情報を取り扱わない案件は、もともと一覧に載りません。"]
    return []


def _faults_of_reason(reason: str, label: str) -> list[str]:
    if not reason.strip():
        return [f"{label}を入れてください。"]
    return faults_of(ReviewCase(withheld_reason=reason), ("withheld_reason",), called=label)


def _write_withheld(case: ReviewCase, actor: Staff, reason: str, *, withheld: bool) -> ReviewCase:
    case.withheld, case.withheld_reason = withheld, reason.strip() if withheld else ""
    case.version += 1
    action = "withhold_review_case" if withheld else "list_review_case"
    with act(action, by=actor, reason=reason.strip()):
        case.save(update_fields=["withheld", "withheld_reason", "version"])
    return case


def _faults_of_remarks(remarks: Mapping[CheckItem, str]) -> list[str]:
    return [
        fault
        for item, text in remarks.items()
        for fault in faults_of(CaseAnswer(remark=text.strip()), ("remark",), called=f"「{item}」への指摘")
    ]


def _faults_of_conditions(conditions: Sequence[ConditionContent]) -> list[str]:
    if not conditions:
        return ["条件を1つ以上入れてください。条件がないときは「承認する」を選んでください。"]
    reasons = []
    for each in conditions:
        reasons += faults_of(CaseCondition(text=each.text), ("text",), called="条件")
        if each.due_on < today():
            reasons.append(f"「{each.text}」の期限が過ぎた日になっています。これからの日にしてください。")
    return reasons


def _write_remarks(case: ReviewCase, remarks: Mapping[CheckItem, str]) -> None:
    """The remarks of this return alone: those of an earlier one were answered."""
    said = {item.pk: text.strip() for item, text in remarks.items()}
    changed = []
    for line in case.answers.all():
        text = said.get(line.item_id, "")
        if line.remark != text:
            line.remark = text
            changed.append(line)
    CaseAnswer.objects.bulk_update(changed, ["remark"])


def _locked(case: ReviewCase) -> ReviewCase:
    return ReviewCase.objects.select_for_update(of=("self",)).get(pk=case.pk)

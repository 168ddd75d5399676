"""Review cases (審査案件): writing one, and the steps from its submission to its decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import act
from core.calendar import today
from core.errors import NotPermittedError, refuse
from core.models import Staff
from core.workflow import refuse_overtaken
from privacy_review.models import (
    CareCategory,
    CaseAnswer,
    CaseCareCategory,
    CaseCondition,
    CheckItem,
    ReviewCase,
)
from privacy_review.models.criterion import WRITTEN_OF, Criterion
from privacy_review.services.review_case_notices import tell_of
from privacy_review.services.undertaking import copy_of_case
from privacy_review.states.review_case import (
    ACCEPTED_STATES,
    COUNTED_STATES,
    EDITABLE_STATES,
    WORKFLOW,
    Action,
)

CHANGE = "privacy_review.change_reviewcase"
ADD = "privacy_review.add_reviewcase"
WITHHOLD = "privacy_review.withhold_reviewcase"

COMMON = ("implementing_body", "special_care", "ordinance_special_care")  # what every criterion asks


@dataclass(frozen=True)
class CaseContent:
    """What a section writes of a case. `fields` are those of its criterion (WRITTEN_OF), its body and its
    marks; `answers` maps a question to its answer and the reason."""

    fields: Mapping[str, Any]
    care_categories: tuple[CareCategory, ...] = ()
    answers: Mapping[CheckItem, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ConditionContent:
    """A condition as it is set: what is to be done, and until when."""

    text: str
    due_on: date


@transaction.atomic
def edit_case(case: ReviewCase, *, actor: Staff, version: int, content: CaseContent) -> ReviewCase:
    """Change what a draft or returned case says; answers it as it then is.

    Raises NotPermittedError, OvertakenError where it is no longer what the actor saw, DomainError with every
    other reason. It need not be complete before it is submitted.
    """
    _permit(actor, CHANGE, "審査案件を変更する権限がありません。")
    case = _locked(case)
    refuse_overtaken(case, version)
    reasons = _not_of_department(case, actor)
    if case.state not in EDITABLE_STATES:
        reasons.append(
            f"「{case.get_state_display()}」の案件は変更できません。内容が変わるときは、新しく審査を受けてください。"
        )
    allowed = {
        *WRITTEN_OF[Criterion(case.criterion)],
        "implementing_body",
        "special_care",
        "ordinance_special_care",
    }
    for name, value in content.fields.items():
        if name not in allowed:
            raise ValueError(f"{name} is no field of {case.criterion}")
        setattr(case, name, value)
    case.version += 1
    refuse(reasons + _faults_of(case, content))
    with act("edit_review_case", by=actor):
        case.save(update_fields=[*content.fields, "version"])
        _write_categories(case, content.care_categories)
        _write_answers(case, content.answers)
    return case


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
    condition is missing or its day is past.
    """
    changes: dict[str, Any] = {}
    if action in (Action.ACCEPT, Action.ACCEPT_WITH_CONDITIONS, Action.REFUSE):
        changes["reviewed_on"] = today()
    if action == Action.ACCEPT_WITH_CONDITIONS and WORKFLOW.authority(action, actor)[0]:
        refuse(_faults_of_conditions(conditions))

    def write_lines(record: ReviewCase) -> None:
        if action == Action.ACCEPT_WITH_CONDITIONS:
            CaseCondition.objects.bulk_create(
                CaseCondition(case=record, text=each.text, due_on=each.due_on, set_by=actor)
                for each in conditions
            )
        if action in (Action.RETURN, Action.SEND_BACK):
            _write_remarks(record, remarks or {})

    case = WORKFLOW.take(
        action,
        case,
        actor=actor,
        version=version,
        comment=comment,
        changes=changes,
        write_lines=write_lines,
    )
    tell_of(action, case, actor=actor, comment=comment)
    return case


@transaction.atomic
def revise_case(case: ReviewCase, *, actor: Staff) -> ReviewCase:
    """Begin a new review after a change of substance: a draft that says what the accepted case says, beside
    it. The accepted one stays as it was reviewed.

    Raises NotPermittedError, or DomainError with every reason why not.
    """
    _permit(actor, ADD, "審査案件を作る権限がありません。")
    case = _locked(case)
    reasons = _not_of_department(case, actor)
    if case.state not in ACCEPTED_STATES:
        reasons.append("承認された案件だけを、審査し直せます。")
    if case.revisions.filter(state__in=EDITABLE_STATES).exists():
        reasons.append("この案件を審査し直す下書きがすでにあります。その下書きを直して提出してください。")
    refuse(reasons)
    with act("revise_review_case", by=actor):
        return copy_of_case(case, actor, revises=case)


@transaction.atomic
def withhold_case(case: ReviewCase, *, actor: Staff, reason: str) -> ReviewCase:
    """Keep a case out of the report's list; it still counts. An empty reason lists it again.

    Raises NotPermittedError, or DomainError with every reason why not.
    """
    _permit(actor, WITHHOLD, "審査案件を報告書の一覧に載せないことにする権限がありません。")
    case = _locked(case)
    reason = reason.strip()
    reasons = []
    if case.state not in COUNTED_STATES:
        reasons.append("承認された案件だけが、報告書の一覧に載ります。")
    if reason == case.withheld_reason:
        reasons.append("いまと同じ内容です。理由を入れるか、画面を開き直してください。")
    case.withheld, case.withheld_reason = bool(reason), reason
    try:
        case.clean_fields(exclude={f.name for f in ReviewCase._meta.fields} - {"withheld_reason"})
    except ValidationError as error:
        reasons += [f"一覧に載せない理由：{message}" for message in error.messages]
    refuse(reasons)
    case.version += 1
    with act("withhold_review_case" if reason else "list_review_case", by=actor, reason=reason):
        case.save(update_fields=["withheld", "withheld_reason", "version"])
    return case


# --- What the content must be ------------------------------------------------------------------------------


def _faults_of(case: ReviewCase, content: CaseContent) -> list[str]:
    reasons = []
    others = {field.name for field in ReviewCase._meta.fields} - set(content.fields)
    try:
        case.clean_fields(exclude=others)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = getattr(ReviewCase._meta.get_field(name), "verbose_name", name)
            reasons += [f"{label}：{message}" for message in messages]
    starts_on, ends_on = case.contract_starts_on, case.contract_ends_on
    if starts_on and ends_on and ends_on < starts_on:
        reasons.append("契約の終わりが始まりより前になっています。日付を確かめてください。")
    for item, (answer, reason) in content.answers.items():
        if answer and not reason.strip():
            reasons.append(f"「{item}」の理由を入れてください。")
        if item.criterion != case.criterion:
            reasons.append(f"「{item}」は、この審査基準の審査項目ではありません。画面を開き直してください。")
    return reasons


def _faults_of_conditions(conditions: Sequence[ConditionContent]) -> list[str]:
    if not conditions:
        return ["条件を1つ以上入れてください。条件がないときは「承認する」を選んでください。"]
    reasons = []
    for each in conditions:
        try:
            CaseCondition(text=each.text).clean_fields(
                exclude={f.name for f in CaseCondition._meta.fields} - {"text"}
            )
        except ValidationError as error:
            reasons += [f"条件：{message}" for message in error.messages]
        if each.due_on < today():
            reasons.append(f"「{each.text}」の期限が過ぎた日になっています。これからの日にしてください。")
    return reasons


def _write_categories(case: ReviewCase, wanted: Sequence[CareCategory]) -> None:
    keys = {each.pk for each in wanted}
    present = set(case.case_care_categories.values_list("care_category_id", flat=True))
    if present - keys:
        case.case_care_categories.filter(care_category__in=present - keys).delete()
    CaseCareCategory.objects.bulk_create(
        CaseCareCategory(case=case, care_category_id=key) for key in sorted(keys - present)
    )


def _write_answers(case: ReviewCase, answers: Mapping[CheckItem, tuple[str, str]]) -> None:
    """A remark to an answer stays beside the new one, until the case is returned again."""
    present = {line.item_id: line for line in case.answers.all()}
    new = []
    for item, (answer, reason) in answers.items():
        line = present.get(item.pk)
        if line is None:
            if answer or reason:
                new.append(CaseAnswer(case=case, item=item, answer=answer, reason=reason))
        elif (line.answer, line.reason) != (answer, reason):
            line.answer, line.reason = answer, reason
            line.save(update_fields=["answer", "reason"])
    CaseAnswer.objects.bulk_create(new)


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


def _not_of_department(case: ReviewCase, actor: Staff) -> list[str]:
    if case.department_id == actor.department_id:
        return []
    return ["ほかの課の案件です。担当の課の職員が行ってください。"]


def _permit(actor: Staff, permission: str, sentence: str) -> None:
    if not (actor.is_active and actor.has_perm(permission)):
        raise NotPermittedError(sentence)

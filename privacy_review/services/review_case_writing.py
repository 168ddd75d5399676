"""Writing a review case (審査案件): what a section says of it, and a new review after a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from core.audit import act
from core.errors import must_have, refuse
from core.faults import faults_of
from core.models import Staff
from core.workflow import refuse_overtaken
from privacy_review.models import CareCategory, CaseAnswer, CaseCareCategory, CheckItem, ReviewCase
from privacy_review.models.criterion import WRITTEN_OF, Criterion
from privacy_review.services.undertaking import WRITE, copy_of_case
from privacy_review.states.review_case import ACCEPTED_STATES, EDITABLE_STATES, State, own_department

COMMON = ("implementing_body", "special_care", "ordinance_special_care")  # what every criterion asks


@dataclass(frozen=True)
class CaseContent:
    """What a section writes of a case. `fields` are those of its criterion (WRITTEN_OF), its body and its
    marks; `answers` maps a question to its answer and the reason."""

    fields: Mapping[str, Any]
    care_categories: tuple[CareCategory, ...] = ()
    answers: Mapping[CheckItem, tuple[str, str]] = field(default_factory=dict)


@transaction.atomic
def edit_case(case: ReviewCase, *, actor: Staff, version: int, content: CaseContent) -> ReviewCase:
    """Change what a draft or returned case says; answers it as it then is.

    Raises NotPermittedError, OvertakenError where it is no longer what the actor saw, DomainError with every
    other reason. It need not be complete before it is submitted.
    """
    # 区政情報課 may change cases too, those that were reviewed on paper: a section's own are written by it.
    must_have(actor, WRITE, "審査案件を変更する権限がありません。")
    case = _locked(case)
    refuse_overtaken(case, version)
    reasons = list(filter(None, [own_department(case, actor)]))
    if case.state not in EDITABLE_STATES:
        reasons.append(
            f"「{case.get_state_display()}」の案件は変更できません。内容が変わるときは、新しく審査を受けてください。"
        )
    for name, value in content.fields.items():
        if name not in {*WRITTEN_OF[Criterion(case.criterion)], *COMMON}:
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
def revise_case(case: ReviewCase, *, actor: Staff) -> ReviewCase:
    """Begin a new review after a change of substance: a draft that says what the accepted case says, beside
    it. The accepted one stays as it was reviewed.

    Raises NotPermittedError, or DomainError with every reason why not.
    """
    must_have(actor, WRITE, "審査案件を作る権限がありません。")
    case = _locked(case)
    refuse(reasons_against_revising(case, actor))
    with act("revise_review_case", by=actor):
        return copy_of_case(case, actor, revises=case)


def reasons_against_revising(case: ReviewCase, actor: Staff) -> list[str]:
    """Every reason why the person, who may write cases, may not begin a new review of this one now."""
    reasons = list(filter(None, [own_department(case, actor)]))
    if case.state not in ACCEPTED_STATES:
        reasons.append("承認された案件だけを、審査し直せます。")
    # What came to nothing leaves the accepted one in force.
    later = case.revisions.exclude(state__in=[State.WITHDRAWN, State.REFUSED]).order_by("id").last()
    if later is None:
        return reasons
    if later.state in EDITABLE_STATES:
        reasons.append("この案件を審査し直す下書きがすでにあります。その下書きを直して提出してください。")
    elif later.state in ACCEPTED_STATES:
        reasons.append("この案件には、すでに新しい審査があります。新しい案件から審査し直してください。")
    else:
        reasons.append("この案件を審査し直す案件が、いま審査中です。その結果を待ってください。")
    return reasons


# --- What the content must be ------------------------------------------------------------------------------


def _faults_of(case: ReviewCase, content: CaseContent) -> list[str]:
    reasons = faults_of(case, content.fields)
    starts_on, ends_on = case.contract_starts_on, case.contract_ends_on
    if starts_on and ends_on and ends_on < starts_on:
        reasons.append("契約の終わりが始まりより前になっています。日付を確かめてください。")
    for item, (answer, reason) in content.answers.items():
        if item.criterion != case.criterion:
            reasons.append(f"「{item}」は、この審査基準の審査項目ではありません。画面を開き直してください。")
        if answer and not reason.strip():
            reasons.append(f"「{item}」の理由を入れてください。")
        written = CaseAnswer(answer=answer, reason=reason)
        reasons += [f"「{item}」の{fault}" for fault in faults_of(written, ("answer", "reason"))]
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
    for item, (answer, typed) in answers.items():
        reason = typed.strip()
        line = present.get(item.pk)
        if line is None:
            if answer or reason:
                new.append(CaseAnswer(case=case, item=item, answer=answer, reason=reason))
        elif (line.answer, line.reason) != (answer, reason):
            line.answer, line.reason = answer, reason
            line.save(update_fields=["answer", "reason"])
    CaseAnswer.objects.bulk_create(new)


def _locked(case: ReviewCase) -> ReviewCase:
    return ReviewCase.objects.select_for_update(of=("self",)).get(pk=case.pk)

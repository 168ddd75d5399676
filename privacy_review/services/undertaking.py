"""Undertakings (業務): entering one with its cases, adding a case to it, and copying it for another year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.audit import act
from core.calendar import a_year_later, overlaps, today
from core.errors import DomainError, must_have, refuse
from core.faults import faults_of
from core.models import Staff
from privacy_review.models import (
    CareCategory,
    CaseAnswer,
    CaseCareCategory,
    ImplementingBody,
    ReviewCase,
    Undertaking,
)
from privacy_review.models.criterion import WRITTEN_OF, Criterion
from privacy_review.states.review_case import ACCEPTED_STATES, EDITABLE_STATES, UNFINISHED_STATES, State

WRITE = "privacy_review.add_undertaking"
_MAY_NOT = "業務を登録する権限がありません。"


@dataclass(frozen=True)
class UndertakingContent:
    """What a section enters once for all cases of an undertaking. `outline` begins the text of each case."""

    name: str
    implementing_body: ImplementingBody
    criteria: tuple[Criterion, ...]
    outline: str = ""
    special_care: bool = False
    care_categories: tuple[CareCategory, ...] = ()


@transaction.atomic
def draft_undertaking(*, actor: Staff, content: UndertakingContent) -> Undertaking:
    """Begin an undertaking of the actor's own department, and a draft case for each of its criteria.

    Raises NotPermittedError, or DomainError with every fault of the content; a draft need not be complete.
    """
    must_have(actor, WRITE, _MAY_NOT)
    if actor.department is None:
        raise DomainError(
            "所属が登録されていないため、業務を登録できません。管理者に所属の登録を頼んでください。"
        )
    undertaking = Undertaking(name=content.name.strip(), department=actor.department, drafted_by=actor)
    reasons = faults_of(undertaking, ("name",))
    reasons += faults_of(ReviewCase(content=content.outline), ("content",), called="概要")
    if not content.criteria:
        reasons.append("この業務に当てはまる審査基準を、1つ以上選んでください。")
    refuse(reasons)
    with act("draft_review_case", by=actor):
        undertaking.save()
        for criterion in content.criteria:
            _draft_case(undertaking, criterion, content, actor)
    return undertaking


@transaction.atomic
def rename_undertaking(undertaking: Undertaking, *, actor: Staff, name: str) -> Undertaking:
    """Call the undertaking by another name while none of its cases has been handed in.

    Raises NotPermittedError, or DomainError with every reason why not.
    """
    must_have(actor, WRITE, _MAY_NOT)
    undertaking = _locked(undertaking)
    reasons = _not_of_department(undertaking, actor)
    # Locked too: none of them is handed in under the other name meanwhile.
    cases = list(undertaking.cases.select_for_update(of=("self",)).order_by("id"))
    if any(case.state not in UNFINISHED_STATES for case in cases):
        reasons.append("提出した案件があるので、業務の名称は変更できません。")
    undertaking.name = name.strip()
    refuse(reasons + faults_of(undertaking, ("name",)))
    with act("edit_review_case", by=actor):
        undertaking.save(update_fields=["name"])
    return undertaking


@transaction.atomic
def add_case(
    undertaking: Undertaking, *, actor: Staff, criterion: Criterion, implementing_body: ImplementingBody
) -> ReviewCase:
    """Begin another case of the undertaking. Raises NotPermittedError, or DomainError where it is another
    department's."""
    must_have(actor, WRITE, _MAY_NOT)
    undertaking = _locked(undertaking)
    refuse(_not_of_department(undertaking, actor))
    content = UndertakingContent(undertaking.name, implementing_body, (criterion,))
    with act("draft_review_case", by=actor):
        return _draft_case(undertaking, criterion, content, actor)


@transaction.atomic
def copy_undertaking(undertaking: Undertaking, *, actor: Staff) -> Undertaking:
    """Begin the undertaking anew, as it comes again in another year: each of its cases as a draft, contracts
    a year later, with the answers that were given. Withdrawn and refused cases stay behind.

    Raises NotPermittedError, or DomainError with every reason why not.
    """
    must_have(actor, WRITE, _MAY_NOT)
    # Locked, so that a second press of the button finds the first one's drafts.
    undertaking = _locked(undertaking)
    refuse(reasons_against_copying(undertaking, actor))
    copy = Undertaking(
        name=undertaking.name, department=undertaking.department, copied_from=undertaking, drafted_by=actor
    )
    with act("copy_review_case", by=actor):
        copy.save()
        for plan in planned_copy(undertaking):
            copy_of_case(plan.case, actor, copied_from=plan.case, undertaking=copy)
    return copy


def reasons_against_copying(undertaking: Undertaking, actor: Staff) -> list[str]:
    """Every reason why the person, who may write undertakings, may not copy this one now."""
    reasons = _not_of_department(undertaking, actor)
    if undertaking.copies.filter(cases__state__in=EDITABLE_STATES).exists():
        reasons.append("この業務を写した下書きがすでにあります。その下書きを直して提出してください。")
    if not undertaking.cases.filter(state__in=ACCEPTED_STATES).exists():
        reasons.append("承認された案件がないので、写せません。")
    return reasons


@dataclass(frozen=True)
class PlannedCase:
    """A case as its copy will be: when its contract runs, and what is in force no longer and stays behind."""

    case: ReviewCase
    contract_starts_on: date | None
    contract_ends_on: date | None
    left_out: tuple[str, ...]


def planned_copy(undertaking: Undertaking) -> list[PlannedCase]:
    """What copy_undertaking will write, to be shown before it is done."""
    plans = []
    for case in _copied(undertaking):
        starts_on, ends_on = case.contract_starts_on, case.contract_ends_on
        ended = [
            str(line.care_category) for line in _categories_of(case) if not _is_in_force(line.care_category)
        ]
        if case.processor is not None and not _is_in_force(case.processor):
            ended.append(str(case.processor))
        plans.append(
            PlannedCase(
                case=case,
                contract_starts_on=starts_on and a_year_later(starts_on),
                contract_ends_on=ends_on and a_year_later(ends_on),
                left_out=tuple(ended),
            )
        )
    return plans


def copy_of_case(case: ReviewCase, actor: Staff, **points_to: Any) -> ReviewCase:
    """A draft that says what the case says, but for what is in force no longer: a question that is asked no
    more, a category, a processor. Its `copied_from` moves the contract a year on, `revises` does not;
    `undertaking` where it is another one."""
    names = WRITTEN_OF[Criterion(case.criterion)]
    said = {name: getattr(case, name) for name in names}
    if "copied_from" in points_to:
        said |= {name: a_year_later(day) for name, day in said.items() if isinstance(day, date)}
    if case.processor is not None and not _is_in_force(case.processor):
        said.pop("processor", None)
    copy = ReviewCase.objects.create(
        criterion=case.criterion,
        implementing_body=case.implementing_body,
        department=case.department,
        special_care=case.special_care,
        ordinance_special_care=case.ordinance_special_care,
        drafted_at=timezone.now(),
        drafted_by=actor,
        **said,
        **{"undertaking": case.undertaking} | points_to,
    )
    CaseCareCategory.objects.bulk_create(
        CaseCareCategory(case=copy, care_category=line.care_category)
        for line in _categories_of(case)
        if _is_in_force(line.care_category)
    )
    CaseAnswer.objects.bulk_create(
        CaseAnswer(case=copy, item=line.item, answer=line.answer, reason=line.reason)
        for line in case.answers.select_related("item")
        if _is_in_force(line.item)
    )
    return copy


def _draft_case(
    undertaking: Undertaking, criterion: Criterion, content: UndertakingContent, actor: Staff
) -> ReviewCase:
    case = ReviewCase(
        undertaking=undertaking,
        criterion=criterion,
        implementing_body=content.implementing_body,
        department=undertaking.department,
        special_care=content.special_care,
        ordinance_special_care=bool(content.care_categories),
        drafted_at=timezone.now(),
        drafted_by=actor,
    )
    names = WRITTEN_OF[criterion]
    for name in ("content", "purpose"):
        if name in names:
            setattr(case, name, content.outline)
    if "using_department" in names:
        case.using_department = undertaking.department
    case.save()
    CaseCareCategory.objects.bulk_create(
        CaseCareCategory(case=case, care_category=each) for each in content.care_categories
    )
    return case


def _copied(undertaking: Undertaking) -> list[ReviewCase]:
    """What a copy is made of: what was handed in and not given up; of a case that was reviewed anew, the last
    one that was accepted."""
    handed_in = undertaking.cases.exclude(state__in=[State.DRAFT, State.WITHDRAWN, State.REFUSED])
    cases = list(
        handed_in.select_related("implementing_body", "department", "processor", "undertaking").order_by("id")
    )
    accepted = [case for case in cases if case.state in ACCEPTED_STATES]
    replaced = {case.revises_id for case in accepted}
    return [case for case in cases if case.pk not in replaced and (case in accepted or not case.revises_id)]


def _categories_of(case: ReviewCase) -> Iterable[CaseCareCategory]:
    return case.case_care_categories.select_related("care_category")


def _is_in_force(row: Any) -> bool:
    return overlaps(row.starts_on, row.ends_on, today(), today())


def _locked(undertaking: Undertaking) -> Undertaking:
    return Undertaking.objects.select_for_update(of=("self",)).get(pk=undertaking.pk)


def _not_of_department(undertaking: Undertaking, actor: Staff) -> list[str]:
    if undertaking.department_id == actor.department_id:
        return []
    return ["ほかの課の業務です。担当の課の職員が行ってください。"]

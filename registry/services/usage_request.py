"""Usage requests (利用申請): writing one, and the steps from its submission to its decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from core.audit import act
from core.calendar import (
    a_year_later,
    fiscal_year_label,
    fiscal_year_of,
    fiscal_year_period,
    next_business_day,
    today,
    wareki,
)
from core.errors import DomainError, must_have, refuse
from core.faults import faults_of
from core.models import OfficeDay, Staff
from core.workflow import refuse_overtaken, take_each
from registry.models import (
    Affair,
    BookingTerms,
    OperatorGrant,
    Purpose,
    UsageRequest,
    UsageRequestOperator,
)
from registry.services.usage_request_notices import tell_of
from registry.states.usage_request import EDITABLE_STATES, WORKFLOW, Action, State

_DAYS_OF_OVERRIDES = 60  # how far beyond the plain count single closed days are looked for


@dataclass(frozen=True)
class RequestContent:
    """What an applicant writes."""

    affair: Affair
    legal_basis: str
    purpose: Purpose
    purpose_note: str
    starts_on: date
    ends_on: date
    operators: tuple[Staff, ...]

    def fields(self) -> dict[str, Any]:
        """The request's own fields; the operators are its lines."""
        values = {name: getattr(self, name) for name in UsageRequest.CONTENT}
        return values | {"fiscal_year": fiscal_year_of(self.starts_on)}


class Copied(NamedTuple):
    """A draft made after an earlier request, and its operators who are of the department no longer."""

    request: UsageRequest
    left_out: tuple[Staff, ...]


# --- Writing -----------------------------------------------------------------------------------------------


@transaction.atomic
def draft_request(*, actor: Staff, content: RequestContent) -> UsageRequest:
    """Begin a request of the actor's own department. Raises NotPermittedError, or DomainError with every
    fault of the content; a draft need not be complete yet."""
    must_have(actor, "registry.add_usagerequest", "利用申請を作る権限がありません。")
    if actor.department is None:
        raise DomainError(
            "所属が登録されていないため、申請を作れません。管理者に所属の登録を頼んでください。"
        )
    request = UsageRequest(department=actor.department, drafted_by=actor, **content.fields())
    refuse(_faults_of(content, request))
    with act("draft_usage_request", by=actor):
        request.save()
        _write_operators(request, content.operators)
    return request


@transaction.atomic
def edit_request(
    request: UsageRequest, *, actor: Staff, version: int, content: RequestContent
) -> UsageRequest:
    """Change what the request says; answers it as it then is.

    One that was submitted goes back to the review: what was reviewed was something else. It must then be
    complete. Raises NotPermittedError, OvertakenError where it is no longer what the actor saw, DomainError
    with every other reason; IntegrityError where an open request for the affair and the time is there.
    """
    must_have(actor, "registry.change_usagerequest", "利用申請を変更する権限がありません。")
    request = UsageRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    refuse_overtaken(request, version)
    reasons = _not_of_department(request, actor)
    if request.state not in EDITABLE_STATES:
        reasons.append(
            f"「{request.get_state_display()}」の申請は変更できません。この申請を写して、新しく申請してください。"
        )
    refuse(reasons + _faults_of(content, request))
    with act("edit_usage_request", by=actor):
        if request.state in (State.DRAFT, State.RETURNED):
            return _overwrite(request, content)
        return _amend(request, actor, content)


def _overwrite(request: UsageRequest, content: RequestContent) -> UsageRequest:
    values = content.fields() | {"version": request.version + 1}
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=list(values))
    _write_operators(request, content.operators)
    return request


def _amend(request: UsageRequest, actor: Staff, content: RequestContent) -> UsageRequest:
    was_reviewed = request.state == State.REVIEWED
    request = WORKFLOW.take(
        Action.AMEND,
        request,
        actor=actor,
        version=request.version,
        changes=content.fields() | {"due_on": due_day(today())},
        write_lines=lambda record: _write_operators(record, content.operators),
    )
    # What may not be submitted may not be made of what was submitted either.
    rule = WORKFLOW.transitions[Action.SUBMIT]
    refuse([reason for requirement in rule.requires if (reason := requirement(request, actor))])
    tell_of(Action.AMEND, request, actor=actor, was_reviewed=was_reviewed)
    return request


@transaction.atomic
def copy_request(request: UsageRequest, *, actor: Staff) -> Copied:
    """Begin next year's request after this one: the period a fiscal year later, the operators who are still
    of the department. After one that came to nothing, the period stays while it lasts: it is asked anew.

    Raises NotPermittedError, or DomainError with every reason why not.
    """
    must_have(actor, "registry.add_usagerequest", "利用申請を作る権限がありません。")
    # Locked, so that a second press of the button finds the first one's draft.
    request = UsageRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    reasons = _not_of_department(request, actor)
    if request.state == State.DRAFT:
        reasons.append("下書きは写せません。下書きを直して提出してください。")
    earlier = request.copies.filter(state=State.DRAFT).first()
    if earlier is not None:
        reasons.append(
            f"この申請を写した下書き（{earlier.number}）がすでにあります。その下書きを直して提出してください。"
        )
    refuse(reasons)
    plan = planned_copy(request)
    copy = UsageRequest(
        department=request.department,
        drafted_by=actor,
        copied_from=request,
        **plan.content.fields(),
    )
    with act("copy_usage_request", by=actor):
        copy.save()
        _write_operators(copy, plan.content.operators)
    return Copied(copy, plan.left_out)


class PlannedCopy(NamedTuple):
    """What a copy of a request will say, and whom it will not name."""

    content: RequestContent
    left_out: tuple[Staff, ...]


def asks_anew(request: UsageRequest) -> bool:
    """Whether a copy is for the same period: the request came to nothing, and its time is not over."""
    return request.state in (State.REJECTED, State.WITHDRAWN) and request.ends_on >= today()


def planned_copy(request: UsageRequest) -> PlannedCopy:
    """What copy_request will write, to be shown before it is done."""
    shifted = _same_day if asks_anew(request) else a_year_later
    people = [line.staff for line in request.operators.select_related("staff").order_by("staff__kana", "id")]
    stay = tuple(each for each in people if _is_of_department(each, request))
    content = RequestContent(
        affair=request.affair,
        legal_basis=request.legal_basis,
        purpose=request.purpose,
        purpose_note=request.purpose_note,
        starts_on=shifted(request.starts_on),
        ends_on=shifted(request.ends_on),
        operators=stay,
    )
    return PlannedCopy(content, tuple(each for each in people if each not in stay))


# --- Steps -------------------------------------------------------------------------------------------------


@transaction.atomic
def take_step(
    action: str, request: UsageRequest, *, actor: Staff, version: int | None = None, comment: str = ""
) -> UsageRequest:
    """Walk one arrow of the workflow with all that depends on it; answers the request as it then is.

    Submitting sets the day until which it should be decided, approving gives every operator their grant, and
    whoever has to act next is told. Raises what Workflow.take raises; IntegrityError where an open request
    for the affair and the time is there already.
    """
    if action == Action.AMEND:
        raise ValueError("A request is amended by edit_request: the step is of its new content.")
    changes: Mapping[str, Any] = {}
    if action == Action.SUBMIT:
        changes = {"due_on": due_day(today())}
    if action == Action.APPROVE:
        _hold_operators(request)
    request = WORKFLOW.take(action, request, actor=actor, version=version, comment=comment, changes=changes)
    if action == Action.APPROVE:
        with act("approve_usage_request", by=actor, reason=comment):
            _give_grants(request, actor)
    tell_of(action, request, actor=actor, comment=comment)
    return request


def approve_each(
    chosen: Iterable[tuple[UsageRequest, int]], *, actor: Staff
) -> tuple[list[UsageRequest], list[tuple[UsageRequest, tuple[str, ...]]]]:
    """Approve each (request, version that the actor saw) for itself. Answers those that were approved, and
    the others with their reasons."""
    return take_each(Action.APPROVE, chosen, take_step, actor=actor)


def due_day(day: date) -> date:
    """Until when a request that is submitted on the day should be decided: the office's own number of
    business days later."""
    days = BookingTerms.current().review_days
    overrides = OfficeDay.objects.overrides(day, day + timedelta(days=3 * days + _DAYS_OF_OVERRIDES))
    for _ in range(days):
        day = next_business_day(day, overrides)
    return day


def _hold_operators(request: UsageRequest) -> None:
    """Lock the request and whom it names: nobody is transferred between the check and the grant."""
    UsageRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    people = Staff.objects.filter(usage_requests_as_operator__request=request)
    list(people.order_by("pk").select_for_update(of=("self",), no_key=True))


def _give_grants(request: UsageRequest, actor: Staff) -> None:
    starts_on = max(request.starts_on, today())
    OperatorGrant.objects.bulk_create(
        OperatorGrant(
            staff_id=line.staff_id,
            department=request.department,
            affair=request.affair,
            usage_request=request,
            starts_on=starts_on,
            ends_on=request.ends_on,
            granted_by=actor,
        )
        for line in request.operators.order_by("id")
    )


# --- What the content must be ------------------------------------------------------------------------------


def faults_of_period(starts_on: date, ends_on: date) -> list[str]:
    """Why the days are no period of a request."""
    if ends_on < starts_on:
        return ["利用期間の終わりが始まりより前になっています。日付を確かめてください。"]
    year = fiscal_year_of(starts_on)
    if fiscal_year_of(ends_on) != year:
        last = wareki(fiscal_year_period(year)[1])
        return [
            f"利用期間が年度をまたいでいます。{fiscal_year_label(year)}の分は{last}までにして、"
            "そのあとの分は別に申請してください。"
        ]
    return []


def _faults_of(content: RequestContent, request: UsageRequest) -> list[str]:
    """Every reason why the request may not say this, complete or not."""
    reasons = faults_of_period(content.starts_on, content.ends_on)
    if not all(_is_of_department(staff, request) for staff in content.operators):
        reasons.append("申請する課の職員だけを操作者にできます。操作者を選び直してください。")
    written = UsageRequest(**content.fields())
    return reasons + faults_of(written, UsageRequest.CONTENT)


def _is_of_department(staff: Staff, request: UsageRequest) -> bool:
    return staff.is_active and staff.department_id == request.department_id


def _not_of_department(request: UsageRequest, actor: Staff) -> list[str]:
    if request.department_id == actor.department_id:
        return []
    return ["ほかの課の申請です。申請した課の職員が行ってください。"]


def _write_operators(request: UsageRequest, operators: Iterable[Staff]) -> None:
    wanted = {staff.pk for staff in operators}
    present = set(request.operators.values_list("staff_id", flat=True))
    if present - wanted:
        request.operators.filter(staff__in=present - wanted).delete()
    UsageRequestOperator.objects.bulk_create(
        UsageRequestOperator(request=request, staff_id=key) for key in sorted(wanted - present)
    )


def _same_day(day: date) -> date:
    return day

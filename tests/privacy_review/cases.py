"""Review cases in every state, made by walking the arrows without form or service."""

from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from core.models import Staff
from privacy_review.models import CaseCondition, ReviewCase
from privacy_review.models.criterion import Criterion
from privacy_review.states.review_case import State
from tests.factories import make_department, make_draft_case, make_staff

# What every criterion needs, by the name of the field.
SAID: dict[str, Any] = {
    "content": "委託の内容",
    "purpose": "利用目的",
    "clause": "第69条第1項",
    "recipient": "地方自治体",
    "linkage": ReviewCase.Linkage.ONLINE_LINKAGE,
    "safety_plan": "庁舎の中だけで扱い、終わったら消す。",
}

_WAY = {
    State.SUBMITTED: (State.DRAFT, ("submitted",)),
    State.CONFIRMED: (State.SUBMITTED, ("confirmed",)),
    State.ACCEPTED: (State.CONFIRMED, ("accepted",)),
    State.ACCEPTED_WITH_CONDITIONS: (State.CONFIRMED, ("accepted",)),
    State.REFUSED: (State.CONFIRMED, ("refused",)),
    State.RETURNED: (State.SUBMITTED, ("returned",)),
    State.WITHDRAWN: (State.DRAFT, ("withdrawn",)),
}


def change(row: Any, **values: Any) -> Any:
    """Write the values into the row, whatever form or service would say."""
    type(row).objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    return row


def stamped(*names: str, by: Staff | None = None) -> dict[str, Any]:
    """The pairs of these stamps, each by a person of its own unless one is named."""
    values: dict[str, Any] = {}
    for name in names:
        values |= {f"{name}_at": timezone.now(), f"{name}_by": by or make_staff()}
    return values


def case_in(state: State, **fields: Any) -> ReviewCase:
    """A case of a section that stands in the state."""
    return walk(make_draft_case(**fields), State(state))


def walk(draft: ReviewCase, state: State) -> ReviewCase:
    """The draft, walked to the state."""
    if state == State.DRAFT:
        return draft
    before, stamps = _WAY[state]
    case = walk(draft, before)
    values = stamped(*stamps)
    if state in (State.ACCEPTED, State.ACCEPTED_WITH_CONDITIONS, State.REFUSED):
        values["reviewed_on"] = date(2026, 11, 2)
    change(case, state=state, **values)
    if state == State.ACCEPTED_WITH_CONDITIONS:
        make_condition(case)
    return case


def make_condition(case: ReviewCase | None = None, **fields: Any) -> CaseCondition:
    """A condition on which a case was accepted."""
    case = case or case_in(State.ACCEPTED_WITH_CONDITIONS)
    defaults = {"text": "委託先の従事者の名簿を出す", "due_on": date(2027, 1, 29), "set_by": make_staff()}
    return CaseCondition.objects.create(case=case, **defaults | fields)


def fields_of(criterion: Criterion, names: tuple[str, ...]) -> dict[str, Any]:
    """A value for each of the fields."""
    return {name: make_department() if name.endswith("department") else SAID[name] for name in names}


def asked_now() -> None:
    """Ask now what the database asks at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

"""The scenes of the privacy review's workflows."""

from typing import Any

from core.calendar import today
from core.models import Staff
from privacy_review.models import CaseCondition, ReviewCase
from privacy_review.states import case_condition, review_case
from privacy_review.states.review_case import State
from tests.factories import make_case
from tests.privacy_review.cases import case_in, change, make_condition, stamped
from tests.scenes import Scene


def _of_a_section(state: str, action: str) -> ReviewCase:
    return make_case() if state == State.RECORDED else case_in(State(state))


def _in_its_section(case: ReviewCase, action: str, person: Staff) -> None:
    if action in ("submit", "confirm", "send_back", "withdraw"):
        _transfer(person, case)


def _decided_today(action: str) -> dict[str, Any]:
    decides = action in ("accept", "accept_with_conditions", "refuse")
    return {"reviewed_on": today()} if decides else {}


def _condition_in(state: str, action: str) -> CaseCondition:
    condition = make_condition()
    steps = {"open": (), "reported": ("reported",), "met": ("reported", "met")}[state]
    for step in steps:
        change(condition, state=step, **stamped(step))
    return condition


def _who_meets_it(condition: CaseCondition, action: str, person: Staff) -> None:
    if action == "report":
        _transfer(person, condition.case)


def _transfer(person: Staff, case: ReviewCase) -> None:
    Staff.objects.filter(pk=person.pk).update(department=case.department)
    person.refresh_from_db()


SCENES = {
    "review_case": Scene(
        workflow=review_case.WORKFLOW,
        model=ReviewCase,
        states=tuple(review_case.State.values),
        initial=frozenset({"draft", "recorded"}),
        make=_of_a_section,
        put=_in_its_section,
        changes=_decided_today,
    ),
    "case_condition": Scene(
        workflow=case_condition.WORKFLOW,
        model=CaseCondition,
        states=tuple(case_condition.State.values),
        initial=frozenset({"open"}),
        make=_condition_in,
        put=_who_meets_it,
    ),
}

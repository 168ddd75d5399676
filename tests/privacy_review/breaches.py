"""What breaks each rule of the privacy review's registers, going round forms and services."""

from datetime import date
from typing import Any

from django.utils import timezone

from privacy_review.models import CaseAnswer, CaseCareCategory, CaseCondition, ReviewCase
from privacy_review.states.case_condition import State as ConditionState
from privacy_review.states.review_case import State
from tests.factories import (
    make_care_category,
    make_case,
    make_check_item,
    make_department,
    make_draft_case,
    make_processor,
    make_staff,
)
from tests.privacy_review.cases import asked_now, case_in, change, make_condition, stamped
from tests.rules import Breach, trigger_off

BACKWARDS = {"starts_on": date(2026, 4, 2), "ends_on": date(2026, 4, 1)}


def _answer(case: ReviewCase | None = None, **fields: Any) -> CaseAnswer:
    defaults = {"item": make_check_item(), "answer": "yes", "reason": "契約書の案で確かめた"}
    return CaseAnswer.objects.create(case=case or make_draft_case(), **defaults | fields)


def _category_twice() -> None:
    category, case = make_care_category(), make_case()
    CaseCareCategory.objects.bulk_create(
        CaseCareCategory(case=case, care_category=category) for _ in range(2)
    )


def _answered_twice() -> None:
    answer = _answer()
    _answer(answer.case, item=answer.item)


def flag_without_a_category() -> None:
    make_case(ordinance_special_care=True)
    asked_now()


def category_without_the_flag() -> None:
    make_case(make_care_category(), ordinance_special_care=False)
    asked_now()


def submitted_with_a_flag_alone() -> None:
    case_in(State.SUBMITTED, ordinance_special_care=True)
    asked_now()


def last_category_taken_out() -> None:
    case = make_case(make_care_category())
    case.case_care_categories.all().delete()
    asked_now()


def category_moved_to_another_case() -> None:
    line = make_case(make_care_category()).case_care_categories.get()
    change(line, case=make_case())
    asked_now()


def conditional_without_a_condition() -> None:
    case = case_in(State.CONFIRMED)
    change(case, state=State.ACCEPTED_WITH_CONDITIONS, reviewed_on=date(2026, 11, 2), **stamped("accepted"))
    asked_now()


def content_after_its_submission() -> None:
    change(case_in(State.SUBMITTED), content="もっと広く委託する")


def content_after_its_acceptance() -> None:
    change(case_in(State.ACCEPTED), safety_plan="")


def moved_to_another_section() -> None:
    change(make_draft_case(), department=make_department())


def answer_after_the_submission() -> None:
    answer = _answer()
    change(answer.case, state=State.SUBMITTED, **stamped("submitted"))
    change(answer, answer="no")


def category_after_the_acceptance() -> None:
    CaseCareCategory.objects.create(case=case_in(State.ACCEPTED), care_category=make_care_category())


def decided_by(one: str, other: str) -> Breach:
    """Who gave the one stamp of a case gives the other too."""

    def breach() -> None:
        case = case_in(State.SUBMITTED if other == "confirmed" else State.CONFIRMED)
        decided = {"state": other}
        if other != "confirmed":
            decided["reviewed_on"] = date(2026, 11, 2)
        change(case, **stamped(other, by=getattr(case, f"{one}_by")), **decided)

    return breach


def half(stamp: str) -> Breach:
    """A stamp without the person who gave it."""
    values = {f"{stamp}_at": timezone.now(), f"{stamp}_by": None}
    return lambda: change(make_draft_case(), **values)


def unknown_state_of_a_case() -> None:
    with trigger_off("privacy_review.ReviewCase:arrows"):
        change(make_draft_case(), state="lost")


def unknown_state_of_a_condition() -> None:
    with trigger_off("privacy_review.CaseCondition:arrows"):
        change(make_condition(), state="lost", **stamped("reported"))


def _reported() -> CaseCondition:
    return change(make_condition(), state=ConditionState.REPORTED, **stamped("reported"))


def _numbered_twice() -> None:
    make_processor(corporate_number="0000000000000")
    make_processor(corporate_number="0000000000000")


def _reported_and_met_by_one() -> None:
    condition = _reported()
    change(condition, state=ConditionState.MET, **stamped("met", by=condition.reported_by))


_CASE = "privacy_review_reviewcase"
_CONDITION = "privacy_review_casecondition"
_STAMPS = ("drafted", "submitted", "confirmed", "accepted", "refused", "returned", "withdrawn")
_DIFFERENT = (
    ("submitted", "confirmed"),
    ("submitted", "accepted"),
    ("confirmed", "accepted"),
    ("drafted", "confirmed"),
    ("drafted", "accepted"),
    ("drafted", "refused"),
    ("submitted", "refused"),
    ("confirmed", "refused"),
)

BREACHES: dict[str, Breach] = {
    "privacy_review_carecategory_ends_after_start": lambda: make_care_category(**BACKWARDS),
    "privacy_review_checkitem_ends_after_start": lambda: make_check_item(**BACKWARDS),
    "privacy_review_checkitem_criterion_known": lambda: make_check_item(criterion="gossip"),
    "privacy_review_processor_ends_after_start": lambda: make_processor(**BACKWARDS),
    "privacy_review_processor_corporate_number": lambda: make_processor(corporate_number="12"),
    "privacy_review_processor_one_number": _numbered_twice,
    "privacy_review_casecarecategory_once": _category_twice,
    "privacy_review_casecarecategory_stays": category_after_the_acceptance,
    "privacy_review_caseanswer_once": _answered_twice,
    "privacy_review_caseanswer_known": lambda: _answer(answer="perhaps"),
    "privacy_review_caseanswer_with_reason": lambda: _answer(reason=""),
    "privacy_review_caseanswer_stays": answer_after_the_submission,
    f"{_CASE}_state_known": unknown_state_of_a_case,
    f"{_CASE}_criterion_known": lambda: make_case(criterion="gossip", counted_only=True),
    f"{_CASE}_linkage_known": lambda: make_case(linkage="wire"),
    f"{_CASE}_fields_of_criterion": lambda: make_case(content=""),
    f"{_CASE}_safety_planned": lambda: case_in(State.SUBMITTED, safety_plan=""),
    f"{_CASE}_counted_only_is_plain": lambda: make_case(counted_only=True, special_care=True),
    f"{_CASE}_reviewed_when_decided": lambda: make_case(reviewed_on=None),
    f"{_CASE}_of_undertaking": lambda: change(make_draft_case(), undertaking=None),
    f"{_CASE}_of_its_section": moved_to_another_section,
    f"{_CASE}_contract_ends_after_start": lambda: make_case(
        contract_starts_on=date(2026, 4, 2), contract_ends_on=date(2026, 4, 1)
    ),
    f"{_CASE}_withheld_with_reason": lambda: make_case(withheld=True),
    f"{_CASE}_categories_fit": flag_without_a_category,
    f"{_CASE}_conditional_has_conditions": conditional_without_a_condition,
    f"{_CASE}_content_reviewed": content_after_its_submission,
    f"{_CASE}_arrow_drawn": lambda: change(make_draft_case(), state=State.CONFIRMED),
    f"{_CASE}_starts_as_first": lambda: make_draft_case(state=State.SUBMITTED),
    f"{_CASE}_submitted_in_state": lambda: change(make_draft_case(), state=State.SUBMITTED),
    f"{_CASE}_confirmed_in_state": lambda: change(case_in(State.SUBMITTED), state=State.CONFIRMED),
    f"{_CASE}_accepted_in_state": lambda: change(
        case_in(State.CONFIRMED), state=State.ACCEPTED, reviewed_on=date(2026, 11, 2)
    ),
    f"{_CASE}_refused_in_state": lambda: change(
        case_in(State.CONFIRMED), state=State.REFUSED, reviewed_on=date(2026, 11, 2)
    ),
    **{f"{_CASE}_{stamp}_pair": half(stamp) for stamp in _STAMPS},
    **{f"{_CASE}_{one}_not_{other}": decided_by(one, other) for one, other in _DIFFERENT},
    f"{_CONDITION}_state_known": unknown_state_of_a_condition,
    f"{_CONDITION}_arrow_drawn": lambda: change(make_condition(), state=ConditionState.MET),
    f"{_CONDITION}_starts_as_first": lambda: make_condition(state=ConditionState.MET),
    f"{_CONDITION}_set_by_decision": lambda: make_condition(case_in(State.ACCEPTED)),
    f"{_CONDITION}_stays": lambda: change(make_condition(), due_on=date(2027, 12, 31)),
    f"{_CONDITION}_reported_pair": lambda: change(
        make_condition(), state=ConditionState.REPORTED, reported_by=make_staff()
    ),
    f"{_CONDITION}_met_pair": lambda: change(_reported(), state=ConditionState.MET, met_by=make_staff()),
    f"{_CONDITION}_reported_not_met": _reported_and_met_by_one,
    f"{_CONDITION}_reported_in_state": lambda: change(make_condition(), state=ConditionState.REPORTED),
    f"{_CONDITION}_met_in_state": lambda: change(_reported(), state=ConditionState.MET),
}

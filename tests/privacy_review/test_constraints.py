"""Every rule of the privacy review's registers holds without form or service."""

from datetime import date

import pytest

from privacy_review.models import ReviewCase
from privacy_review.models.criterion import FIELDS_OF, NEEDS_SAFETY_PLAN, Criterion
from privacy_review.states.review_case import State
from tests.factories import make_body, make_care_category, make_case, make_draft_case
from tests.privacy_review import breaches
from tests.privacy_review.breaches import BREACHES
from tests.privacy_review.cases import asked_now, case_in, change, fields_of, stamped
from tests.rules import refused_by, rules_of

pytestmark = pytest.mark.django_db

FIELDS = "privacy_review_reviewcase_fields_of_criterion"
PLAN = "privacy_review_reviewcase_safety_planned"


@pytest.mark.parametrize("rule", BREACHES)
def test_rule_holds_in_the_database(rule):
    with refused_by(rule):
        BREACHES[rule]()


def test_every_rule_is_tried():
    assert rules_of("privacy_review") == set(BREACHES)


@pytest.mark.parametrize(
    ("rule", "breach"),
    [
        ("privacy_review_reviewcase_categories_fit", breaches.category_without_the_flag),
        ("privacy_review_reviewcase_categories_fit", breaches.submitted_with_a_flag_alone),
        ("privacy_review_reviewcase_categories_fit", breaches.last_category_taken_out),
        ("privacy_review_reviewcase_categories_fit", breaches.category_moved_to_another_case),
        ("privacy_review_reviewcase_content_reviewed", breaches.content_after_its_acceptance),
    ],
)
def test_rule_holds_on_its_other_ways(rule, breach):
    with refused_by(rule):
        breach()


def record(criterion, fields):
    return ReviewCase.objects.create(
        criterion=criterion,
        implementing_body=make_body(),
        state=State.RECORDED,
        reviewed_on=date(2023, 6, 1),
        **fields,
    )


@pytest.mark.parametrize(
    ("criterion", "missing"), [(criterion, name) for criterion in Criterion for name in FIELDS_OF[criterion]]
)
def test_case_without_a_field_of_its_criterion_is_refused(criterion, missing):
    fields = fields_of(criterion, FIELDS_OF[criterion])
    assert record(criterion, fields).pk
    del fields[missing]
    with refused_by(FIELDS):
        record(criterion, fields)


@pytest.mark.parametrize("criterion", NEEDS_SAFETY_PLAN)
def test_case_that_hands_information_on_is_submitted_with_a_safety_plan(criterion):
    said = fields_of(criterion, tuple(name for name in FIELDS_OF[criterion] if name != "department"))
    case = make_draft_case(criterion=criterion, **said, safety_plan="")
    with refused_by(PLAN):
        change(case, state=State.SUBMITTED, **stamped("submitted"))
    change(case, safety_plan="鍵の付いた部屋で扱う。", state=State.SUBMITTED, **stamped("submitted"))


@pytest.mark.parametrize(
    "content",
    [{"content": "委託"}, {"purpose": "目的"}, {"recipient": "提供先"}, {"special_care": True}],
)
def test_case_that_is_only_counted_says_nothing_else(content):
    with refused_by("privacy_review_reviewcase_counted_only_is_plain"):
        make_case(counted_only=True, **content)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_unfinished_case_may_lack_anything(state):
    case = change(case_in(state), content="", safety_plan="", ordinance_special_care=True)
    asked_now()
    change(case, state=State.WITHDRAWN, **stamped("withdrawn"))
    asked_now()


def test_flag_and_category_are_asked_for_at_the_end_of_the_transaction():
    case = make_case(ordinance_special_care=True)
    case.case_care_categories.create(care_category=make_care_category())
    asked_now()


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REFUSED, State.SUBMITTED])
def test_whether_a_case_is_listed_is_no_content_of_it(state):
    case = change(case_in(state), withheld=True, withheld_reason="捜査に差し支えるため")
    assert case.withheld

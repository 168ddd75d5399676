"""Every rule of the privacy review's registers holds without form or service."""

from datetime import date

import pytest

from privacy_review.models import CaseCareCategory, ReviewCase
from privacy_review.models.review_case import FIELDS_OF, Criterion
from tests.factories import make_body, make_care_category, make_case, make_department
from tests.rules import refused_by, rules_of

pytestmark = pytest.mark.django_db

FIELDS = "privacy_review_reviewcase_fields_of_criterion"


def category_twice():
    category = make_care_category()
    case = make_case()
    CaseCareCategory.objects.bulk_create(
        CaseCareCategory(case=case, care_category=category) for _ in range(2)
    )


BREACHES = {
    "privacy_review_carecategory_ends_after_start": lambda: make_care_category(
        starts_on=date(2023, 4, 1), ends_on=date(2023, 3, 31)
    ),
    "privacy_review_casecarecategory_once": category_twice,
    FIELDS: lambda: make_case(content=""),
    "privacy_review_reviewcase_criterion_known": lambda: make_case(criterion="gossip", counted_only=True),
    "privacy_review_reviewcase_linkage_known": lambda: make_case(linkage="wire"),
    "privacy_review_reviewcase_counted_only_is_plain": lambda: make_case(
        counted_only=True, special_care=True
    ),
}


@pytest.mark.parametrize("rule", BREACHES)
def test_rule_holds_in_the_database(rule):
    with refused_by(rule):
        BREACHES[rule]()


def test_every_rule_is_tried():
    assert rules_of("privacy_review") == set(BREACHES)


def complete(criterion):
    """Everything that a case of the criterion needs, and nothing else."""
    values = {
        "content": "委託の内容",
        "purpose": "利用目的",
        "clause": "第69条第1項",
        "recipient": "地方自治体",
        "linkage": ReviewCase.Linkage.ONLINE_LINKAGE,
    }
    return {
        name: make_department() if name.endswith("department") else values[name]
        for name in FIELDS_OF[criterion]
    }


def enter(criterion, fields):
    return ReviewCase.objects.create(
        criterion=criterion, implementing_body=make_body(), reviewed_on=date(2023, 6, 1), **fields
    )


@pytest.mark.parametrize(
    ("criterion", "missing"), [(criterion, name) for criterion in Criterion for name in FIELDS_OF[criterion]]
)
def test_case_without_a_field_of_its_criterion_is_refused(criterion, missing):
    fields = complete(criterion)
    assert enter(criterion, fields).pk
    del fields[missing]
    with refused_by(FIELDS):
        enter(criterion, fields)


@pytest.mark.parametrize(
    "content",
    [{"content": "委託"}, {"purpose": "目的"}, {"recipient": "提供先"}, {"ordinance_special_care": True}],
)
def test_case_that_is_only_counted_says_nothing_else(content):
    with refused_by("privacy_review_reviewcase_counted_only_is_plain"):
        make_case(counted_only=True, **content)

"""Every rule of the Juki-net's registers holds without form or service."""

from datetime import date

import pytest

from registry.models import Custodian, Site
from tests.factories import make_affair, make_custodian, make_site, make_staff, make_terminal
from tests.rules import refused_by, rules_of

pytestmark = pytest.mark.django_db

BACKWARDS = {"starts_on": date(2023, 4, 1), "ends_on": date(2023, 3, 31)}


def two_managers_at_once(first=(date(2022, 4, 1), None), second=(date(2023, 3, 31), None)):
    site = make_site()
    Custodian.objects.bulk_create(
        Custodian(site=site, staff=make_staff(), role="manager", starts_on=starts_on, ends_on=ends_on)
        for starts_on, ends_on in (first, second)
    )


def second_resident_records():
    for _ in range(2):
        make_site(kind=Site.Kind.RESIDENT_RECORDS)


BREACHES = {
    "registry_affair_ends_after_start": lambda: make_affair(**BACKWARDS),
    "registry_custodian_ends_after_start": lambda: make_custodian(role="assistant", **BACKWARDS),
    "registry_custodian_one_manager": two_managers_at_once,
    "registry_custodian_role_known": lambda: make_custodian(role="owner"),
    "registry_site_ends_after_start": lambda: make_site(**BACKWARDS),
    "registry_site_kind_known": lambda: make_site(kind="cellar"),
    "registry_site_one_resident_records": second_resident_records,
    "registry_terminal_ends_after_start": lambda: make_terminal(**BACKWARDS),
}


@pytest.mark.parametrize("rule", BREACHES)
def test_rule_holds_in_the_database(rule):
    with refused_by(rule):
        BREACHES[rule]()


def test_every_rule_is_tried():
    assert rules_of("registry") == set(BREACHES)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((date(2022, 4, 1), date(2023, 3, 31)), (date(2023, 3, 31), None)),  # on one day both
        ((date(2022, 4, 1), date(2023, 3, 31)), (date(2022, 6, 1), date(2022, 6, 30))),
        ((date(2022, 4, 1), None), (date(2099, 1, 1), None)),
    ],
)
def test_managers_do_not_overlap(first, second):
    with refused_by("registry_custodian_one_manager"):
        two_managers_at_once(first, second)


def test_manager_follows_a_manager_from_the_next_day():
    two_managers_at_once((date(2022, 4, 1), date(2023, 3, 31)), (date(2023, 4, 1), None))
    assert Custodian.objects.in_force_on(date(2023, 4, 1)).count() == 1


def test_assistants_are_as_many_as_there_are():
    site = make_site()
    for _ in range(2):
        make_custodian(site=site, role="assistant", starts_on=date(2022, 4, 1))
    assert site.custodians.count() == 2


def test_resident_records_may_follow_one_that_ended():
    make_site(kind=Site.Kind.RESIDENT_RECORDS, ends_on=date(2023, 3, 31))
    make_site(kind=Site.Kind.RESIDENT_RECORDS, starts_on=date(2023, 4, 1))
    assert Site.objects.count() == 2

"""Every rule of the Juki-net's registers holds without form or service."""

from datetime import date

import pytest

from registry.models import Custodian, Site, UsageLookup
from tests.factories import make_custodian, make_site, make_usage_record
from tests.registry.breaches import BREACHES, grants, ledgers, requests, reservations, usage
from tests.registry.breaches.places import two_managers_at_once
from tests.rules import refused_by, rules_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rule", BREACHES)
def test_rule_holds_in_the_database(rule):
    with refused_by(rule):
        BREACHES[rule]()


def test_every_rule_is_tried():
    assert rules_of("registry") == set(BREACHES)


@pytest.mark.parametrize(
    ("rule", "breach"),
    [
        ("registry_usagerequestoperator_of_department", requests.operator_exchanged_for_a_stranger),
        ("registry_usagerequestoperator_of_department", requests.operator_who_left),
        ("registry_usagerequestoperator_stays", requests.operator_moved_to_another_request),
        ("registry_usagerequestoperator_stays", requests.operator_removed_from_what_was_approved),
        ("registry_operatorledger_submitted_not_confirmed", ledgers.confirmed_by_who_prepared),
        ("registry_operatorledgerentry_stays", ledgers.entry_moved_out_of_what_was_submitted),
        ("registry_operatorledgerentry_stays", ledgers.entry_removed_from_what_was_submitted),
        ("registry_operatorgrant_never_longer", grants.made_endless),
        ("registry_reservation_grant_covers", reservations.on_the_grant_of_another),
        ("registry_reservation_grant_covers", reservations.before_the_grant),
        ("registry_reservation_grant_covers", reservations.moved_beyond_the_grant),
        ("registry_reservation_terminal_shared", reservations.at_a_terminal_that_is_gone),
        ("registry_reservation_terminal_shared", reservations.moved_to_a_terminal_of_its_site_alone),
        ("registry_reservation_terminal_shared", reservations.terminal_taken_away_under_a_reservation),
        ("registry_monthsignoff_stays", usage.reopened_twice),
        ("registry_usagelookup_covered", usage.lookup_after_the_grant),
        ("registry_usagelookup_covered", usage.lookup_before_the_grant),
        ("registry_usagelookup_covered", usage.lookup_elsewhere_on_a_grant_of_a_site),
        ("registry_usagelookup_covered", usage.lookup_on_the_grant_of_another),
        ("registry_usagelookup_stays", usage.lookup_taken_out),
        ("registry_usagerecord_stays", usage.superseded_by_nothing),
        ("registry_usagerecord_stays", usage.superseded_no_more),
    ],
)
def test_rule_holds_on_its_other_ways(rule, breach):
    with refused_by(rule):
        breach()


@pytest.mark.parametrize(
    "act",
    [
        grants.ended_under_a_reservation_that_was_cancelled,
        reservations.on_the_first_and_the_last_day,
        reservations.one_after_the_other,
        reservations.reason_written_after_the_grant_was_taken_back,
        reservations.two_terminals_for_two_people,
        usage.in_a_month_that_was_reopened,
        usage.lookups_on_the_first_and_the_last_day,
        usage.signed_off_where_one_did_nothing,
    ],
)
def test_rule_refuses_no_more_than_it_says(act):
    act()


def test_correction_takes_the_place_of_what_it_corrects():
    record = make_usage_record(lookups=3)
    correction = usage.correction_of(record, lookups=5)
    record.refresh_from_db()
    assert (record.superseded, correction.superseded) == (True, False)
    assert list(UsageLookup.objects.order_by("id").values_list("record", "count")) == [
        (record.pk, 3),
        (correction.pk, 5),
    ]


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

"""Every rule of the shared ground's tables holds without form or service."""

from datetime import date

import pytest

from core.models import AccessEvent, GuardOverride, Municipality
from tests.core import report_breaches
from tests.factories import make_department, make_municipality, make_notice, make_staff
from tests.rules import refused_by, rules_of

pytestmark = pytest.mark.django_db


def second_row_of_the_municipality():
    make_municipality()
    Municipality.objects.create(name="第二の区", only=False)


def overridden_without_a_reason():
    staff = make_staff()
    GuardOverride.objects.create(
        staff=staff, staff_name=staff.name, register="core.staff", record_id=staff.pk, field="name"
    )


BREACHES = {
    "core_accessevent_kind_known": lambda: AccessEvent.objects.create(kind="peek"),
    "core_department_ends_after_start": lambda: make_department(
        starts_on=date(2023, 4, 1), ends_on=date(2023, 3, 31)
    ),
    "core_guardoverride_reason_given": overridden_without_a_reason,
    "core_municipality_only_one": second_row_of_the_municipality,
    "core_notice_url_of_ours": lambda: make_notice(url="//elsewhere.example/"),
    **report_breaches.BREACHES,
}


@pytest.mark.parametrize("rule", BREACHES)
def test_rule_holds_in_the_database(rule):
    with refused_by(rule):
        BREACHES[rule]()


def test_every_rule_is_tried():
    assert rules_of("core") == set(BREACHES)


@pytest.mark.parametrize(("rule", "breach"), report_breaches.OTHER_WAYS)
def test_rule_holds_on_its_other_ways(rule, breach):
    with refused_by(rule):
        breach()


@pytest.mark.parametrize("act", report_breaches.ALLOWED)
def test_rule_refuses_no_more_than_it_says(act):
    act()


def test_second_municipality_is_refused():
    make_municipality()
    with refused_by("core_municipality_only_key"):
        Municipality.objects.create(name="第二の区")


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example", ""]
)
def test_notice_leads_to_no_screen_but_ours(url):
    with refused_by("core_notice_url_of_ours"):
        make_notice(url=url)


@pytest.mark.parametrize("url", ["/", "/usage-requests/5/", "/sites/?manager=yes"])
def test_notice_leads_to_a_screen_of_ours(url):
    assert make_notice(url=url).url == url

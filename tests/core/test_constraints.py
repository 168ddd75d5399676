"""Every rule of the shared ground's tables holds without form or service."""

from datetime import date

import pytest

from core.models import AccessEvent, GuardOverride, Municipality, ReportDepartment, Section
from tests.factories import (
    make_department,
    make_municipality,
    make_notice,
    make_report,
    make_section,
    make_staff,
)
from tests.rules import refused_by, rules_of

pytestmark = pytest.mark.django_db


def second_row_of_the_municipality():
    make_municipality()
    Municipality.objects.create(name="第二の区", only=False)


def department_twice_in_a_report():
    report, department = make_report(), make_department()
    ReportDepartment.objects.bulk_create(
        ReportDepartment(report=report, department=department) for _ in range(2)
    )


def slug_twice_in_a_report():
    section = make_section()
    Section.objects.bulk_create([Section(report=section.report, slug=section.slug, heading="見出し")])


def section_below_itself():
    section = make_section()
    Section.objects.filter(pk=section.pk).update(parent=section.pk)


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
    "core_report_ends_after_start": lambda: make_report(
        starts_on=date(2023, 4, 1), ends_on=date(2023, 3, 31)
    ),
    "core_report_fiscal_year_is_its_period": lambda: make_report(ends_on=date(2023, 3, 30)),
    "core_reportdepartment_once": department_twice_in_a_report,
    "core_section_slug_once": slug_twice_in_a_report,
    "core_section_not_own_parent": section_below_itself,
    "core_section_numbering_known": lambda: make_section(numbering="roman"),
    "core_section_running_head_of_attachment": lambda: make_section(
        numbering=Section.Numbering.NUMBERED, running_head="報告資料Ｎｏ．２"
    ),
}


@pytest.mark.parametrize("rule", BREACHES)
def test_rule_holds_in_the_database(rule):
    with refused_by(rule):
        BREACHES[rule]()


def test_every_rule_is_tried():
    assert rules_of("core") == set(BREACHES)


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

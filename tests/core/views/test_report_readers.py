"""Who reads a report before it is published: its drafters, publishers and auditors, and nobody else."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Report
from tests.factories import advance_report, make_report, make_section, make_staff, publish
from tests.pages import text_of

pytestmark = pytest.mark.django_db

READERS = ("mynumber", "publisher", "auditor")
OTHERS = ("privacy", "clerk", "manager", "reviewer", "approver")
STATES = ("draft", "in_review", "returned")
PAGES = (
    "",
    "print/",
    "report.pdf",
    "exhibits.xlsx",
    "cp932/exhibits.zip",
    "exhibits/terminals/",
    "exhibits/terminals/cp932/exhibit.csv",
    "checks/",
    "comparison/",
    "publication/",
)


def desk_of(role):
    desk = Client()
    desk.force_login(make_staff(role))
    return desk


def statuses(desk, pages=PAGES):
    return {page: desk.get(f"/reports/361/{page}").status_code for page in pages}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", OTHERS)
def test_report_that_is_not_published_is_unknown_to_who_neither_drafts_nor_publishes_it(role, state):
    make_section(report=make_report(number=361))
    advance_report(Report.objects.get(), state)
    desk = desk_of(role)
    assert "報告第361号" not in text_of(desk.get("/reports/"))
    assert statuses(desk) == dict.fromkeys(PAGES, 404)
    step = desk.post("/reports/361/publication/submit/", {"version": 1})
    assert step.status_code == 404
    assert Report.objects.get().state == state


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", READERS)
def test_report_that_is_not_published_is_read_by_its_drafters_publishers_and_auditors(role, state):
    make_section(report=make_report(number=361))
    advance_report(Report.objects.get(), state)
    desk = desk_of(role)
    assert "報告第361号" in text_of(desk.get("/reports/"))
    pages = [page for page in PAGES if page != "report.pdf"]
    assert statuses(desk, pages) == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("role", [*READERS, *OTHERS])
def test_published_report_is_read_by_everyone_who_reads_reports(role):
    publish(make_section(report=make_report(number=361)).report)
    desk = desk_of(role)
    assert "報告第361号" in text_of(desk.get("/reports/"))
    files = ("publication/report.css", "publication/files/report.html", "publication/errata/print/")
    assert statuses(desk, (*PAGES, *files)) == dict.fromkeys((*PAGES, *files), 200)


def test_drafters_of_one_kind_do_not_read_the_drafts_of_another():
    make_report(number=362, kind="privacy_review", fiscal_year=None)
    make_report(number=361)
    for role, theirs, not_theirs in (("mynumber", 361, 362), ("privacy", 362, 361)):
        desk = desk_of(role)
        page = text_of(desk.get("/reports/"))
        assert f"報告第{theirs}号" in page
        assert f"報告第{not_theirs}号" not in page
        assert desk.get(f"/reports/{theirs}/outline/").status_code == 200
        assert desk.get(f"/reports/{not_theirs}/outline/").status_code == 404
        assert desk.get(f"/reports/{not_theirs}/title/").status_code == 404


def test_published_report_is_not_written_by_drafters_of_another_kind():
    publish(make_section(report=make_report(number=361)).report)
    assert desk_of("privacy").get("/reports/361/outline/").status_code == 403


def test_who_reads_no_reports_is_refused_whatever_its_state():
    make_report(number=361)
    desk = desk_of("applicant")
    assert statuses(desk, ["", "publication/"]) == {"": 403, "publication/": 403}


def test_published_report_is_not_laid_beside_a_draft_by_who_does_not_read_that():
    publish(make_section(report=make_report(number=361)).report)
    days = {"starts_on": date(2023, 4, 1), "ends_on": date(2024, 3, 31)}
    make_report(number=401, fiscal_year=2023, **days)
    pages = ("comparison/", "comparison/?with=401")
    assert statuses(desk_of("publisher"), pages) == dict.fromkeys(pages, 200)
    assert statuses(desk_of("clerk"), pages) == dict(zip(pages, (200, 404), strict=True))


@pytest.mark.parametrize("role", ["reviewer", "clerk", "privacy"])
def test_admin_tells_of_no_draft_either(role):
    draft = make_section(report=make_report(number=361), heading="起草中の節")
    publish(make_section(report=make_report(number=350), heading="公表した節").report)
    desk = desk_of(role)
    reports = text_of(desk.get("/admin/core/report/"))
    assert "報告第350号" in reports
    assert "報告第361号" not in reports
    sections = text_of(desk.get(f"/admin/core/section/?report__id__exact={draft.report_id}"))
    assert "報告第350号" in sections  # to choose from
    assert "報告第361号" not in sections
    assert "起草中の節" not in sections
    for page in ("change", "history"):
        for record in (draft, draft.report):
            address = reverse(f"admin:core_{record._meta.model_name}_{page}", args=[record.pk])
            assert desk.get(address).status_code == 404, address


def test_list_of_who_reads_none_of_them_says_that_none_is_published():
    make_report(number=361)
    assert "公表された報告書はまだありません。" in text_of(desk_of("clerk").get("/reports/"))
    assert "報告書はまだありません。" in text_of(desk_of("privacy").get("/reports/"))

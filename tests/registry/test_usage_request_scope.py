"""Whose usage requests a person sees: those of another department are as if they were not."""

import pytest
from django.test import Client

from core.calendar import fiscal_year_of, fiscal_year_period, today
from core.models import Staff
from tests.factories import (
    make_affair,
    make_department,
    make_staff,
)
from tests.pages import text_of
from tests.registry.offices import make_office

pytestmark = pytest.mark.django_db

YEAR = fiscal_year_of(today())
FIRST, LAST = fiscal_year_period(YEAR)


@pytest.fixture
def office():
    return make_office()


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def page_of(request):
    return f"/usage-requests/{request.pk}/"


def step(browser, request, action, **more):
    return browser.post(f"{page_of(request)}{action}/", {"version": request.version} | more)


def test_request_of_another_department_is_as_if_it_were_not(office):
    theirs = make_office()
    secret = make_affair(name="よその事務")
    request = theirs.request("submitted", affair=secret, legal_basis="よその条文")
    decided = theirs.request("approved", legal_basis="よその条文")
    browser = browser_of(office.applicant)
    for each in (request, decided):
        for under in ("", "edit/", "copy/", "decision/"):
            answer = browser.get(f"{page_of(each)}{under}")
            assert answer.status_code == 404, under
            assert "よその" not in text_of(answer)
        for under in ("edit/", "copy/", "submit/", "withdraw/"):
            answer = browser.post(f"{page_of(each)}{under}", {"version": each.version})
            assert answer.status_code == 404, under
    for address in ("", "print/", "export/?format=csv", f"?text={request.number}"):
        body = b"".join(browser.get(f"/usage-requests/{address}")).decode()
        assert "よその条文" not in body
        assert page_of(request) not in body
    assert "まだ登録されていません。" in text_of(browser.get("/usage-requests/"))


def test_draft_is_its_departments_own_business(office):
    draft = office.request()
    submitted = office.request("submitted")
    for person in (office.reviewer, office.approver, make_staff("auditor", department=make_department())):
        browser = browser_of(person)
        assert browser.get(page_of(draft)).status_code == 404
        assert browser.get(page_of(submitted)).status_code == 200
        assert draft.number not in text_of(browser.get("/usage-requests/"))
    assert browser_of(office.operator).get(page_of(draft)).status_code == 200


def test_missing_right_is_403_and_names_nothing(office):
    request = office.request("approved")
    for key in ("clerk", "publisher", "admin", "custodian"):
        browser = browser_of(make_staff(key, department=office.department))
        for address in ("/usage-requests/", page_of(request), f"{page_of(request)}decision/"):
            answer = browser.get(address)
            assert answer.status_code == 403, (key, address)
            assert request.affair.name not in text_of(answer)
    auditor = browser_of(make_staff("auditor", department=office.department))
    for under in ("edit/", "copy/"):
        assert auditor.get(f"{page_of(request)}{under}").status_code == 403
    assert step(auditor, office.request("submitted"), "review").status_code == 403


def test_grants_of_an_operator_are_told_to_whom_they_concern(office):
    theirs = make_office()
    Staff.objects.filter(pk=theirs.operator.pk).update(name="兼務の人")
    theirs.request("approved", affair=make_affair(name="前からの事務"))
    request = theirs.request("submitted")
    assert "前からの事務" in text_of(browser_of(office.reviewer).get(page_of(request)))

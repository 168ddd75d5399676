"""The admin of the privacy review."""

import pytest
from django.urls import reverse

from privacy_review.models import ReviewCase
from tests.factories import make_body, make_care_category, make_case, make_department, make_staff
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

ADD = "/admin/privacy_review/reviewcase/add/"


@pytest.fixture
def desk(client):
    client.force_login(make_staff("privacy"))
    return client


def add(desk, **typed):
    basics = {"implementing_body": make_body().pk, "reviewed_on": "令和５年６月１日"}
    return desk.post(ADD, form_of(desk.get(ADD), "reviewcase_form") | basics | typed)


def test_case_is_added_with_its_categories(desk):
    category = make_care_category(name="国籍")
    typed = {
        "criterion": "external_provision",
        "recipient": "東京家庭裁判所",
        "purpose": "事件の審理のため",
        "clause": "第69条第1項",
        "department": make_department().pk,
        "ordinance_special_care": "on",
        "case_care_categories-TOTAL_FORMS": "1",
        "case_care_categories-0-care_category": category.pk,
    }
    assert add(desk, **typed).status_code == 302
    case = ReviewCase.objects.get()
    assert case.reviewed_on.isoformat() == "2023-06-01"
    assert list(case.care_categories.all()) == [category]


def test_case_without_what_its_criterion_needs_is_told_what_that_is(desk):
    response = add(desk, criterion="use_beyond_purpose", purpose="発送対象者の抽出")
    assert response.status_code == 200
    assert "目的外利用は利用目的・該当条項・保有課・利用課" in text_of(response)
    assert "発送対象者の抽出" in text_of(response)
    assert not ReviewCase.objects.exists()


def test_case_that_is_only_counted_needs_nothing_else(desk):
    assert add(desk, criterion="outsourcing", counted_only="on").status_code == 302
    assert ReviewCase.objects.get().counted_only


def test_category_twice_is_refused(desk):
    category = make_care_category()
    case = make_case(category)
    url = reverse("admin:privacy_review_reviewcase_change", args=[case.pk])
    typed = {
        "case_care_categories-TOTAL_FORMS": "2",
        "case_care_categories-1-case": case.pk,
        "case_care_categories-1-care_category": category.pk,
    }
    response = desk.post(url, form_of(desk.get(url), "reviewcase_form") | typed)
    assert response.status_code == 200
    assert case.case_care_categories.count() == 1

"""The admin of the privacy review."""

import pytest
from django.urls import reverse

from privacy_review.models import CaseAnswer, CheckItem, Processor, ReviewCase
from privacy_review.states.review_case import State
from tests.factories import (
    make_body,
    make_care_category,
    make_case,
    make_check_item,
    make_department,
    make_draft_case,
    make_processor,
    make_staff,
)
from tests.pages import form_of, text_of
from tests.privacy_review.cases import case_in

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
    assert case.state == State.RECORDED
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


MISMATCH = "条例要配慮個人情報の「有」「無」と、その内容とが合っていません。"


def test_flag_without_a_category_is_a_sentence_in_the_form(desk):
    typed = {
        "criterion": "outsourcing",
        "content": "架空の委託",
        "department": make_department().pk,
        "ordinance_special_care": "on",
    }
    response = add(desk, **typed)
    assert response.status_code == 200
    assert MISMATCH in text_of(response)
    assert "架空の委託" in text_of(response)
    assert not ReviewCase.objects.exists()


def test_category_without_the_flag_is_a_sentence_in_the_form(desk):
    category = make_care_category()
    case = make_case(category)
    url = address_of(case)
    form = form_of(desk.get(url), "reviewcase_form")
    del form["ordinance_special_care"]
    response = desk.post(url, form)
    assert response.status_code == 200
    assert MISMATCH in text_of(response)
    case.refresh_from_db()
    assert case.ordinance_special_care
    # Both together.
    line = "case_care_categories-0-DELETE"
    assert desk.post(url, form | {line: "on"}).status_code == 302
    case.refresh_from_db()
    assert (case.ordinance_special_care, case.care_categories.count()) == (False, 0)


@pytest.mark.django_db(transaction=True)
def test_mismatch_that_the_form_does_not_see_is_a_sentence_too(client, monkeypatch):
    monkeypatch.setattr("privacy_review.admin.CategoriesOfCase.clean", lambda self: None)
    client.force_login(make_staff("privacy"))
    typed = {
        "criterion": "outsourcing",
        "content": "架空の委託",
        "department": make_department().pk,
        "ordinance_special_care": "on",
    }
    response = add(client, **typed)
    assert response.status_code == 200
    assert MISMATCH in text_of(response)
    assert not ReviewCase.objects.exists()


def address_of(case):
    return reverse("admin:privacy_review_reviewcase_change", args=[case.pk])


@pytest.mark.parametrize("state", [State.CONFIRMED, State.ACCEPTED])
def test_case_in_the_workflow_is_only_looked_at(desk, state):
    case = case_in(state)
    answer = desk.get(address_of(case))
    assert answer.status_code == 200
    assert 'name="_save"' not in text_of(answer)
    assert 'name="content"' not in text_of(answer)
    assert desk.post(address_of(case), {"content": "書き換え"}).status_code == 403
    case.refresh_from_db()
    assert case.content != "書き換え"


def test_draft_of_a_section_is_not_there(desk):
    assert desk.get(address_of(make_draft_case())).status_code in (302, 404)


def test_ward_extends_its_check_lists_and_processors(desk):
    url = "/admin/privacy_review/checkitem/add/"
    typed = {"criterion": "outsourcing", "question": "目的は定まっているか", "code": "purpose"}
    assert desk.post(url, form_of(desk.get(url), "checkitem_form") | typed).status_code == 302
    assert CheckItem.objects.get().question == "目的は定まっているか"
    url = "/admin/privacy_review/processor/add/"
    typed = {"name": "架空事務センター", "corporate_number": "123"}
    response = desk.post(url, form_of(desk.get(url), "processor_form") | typed)
    assert "法人番号は13桁の数字です。" in text_of(response)
    typed |= {"corporate_number": "1234567890123"}
    assert desk.post(url, form_of(desk.get(url), "processor_form") | typed).status_code == 302
    assert Processor.objects.get().name == "架空事務センター"


def test_question_that_was_answered_stays_as_it_was(desk):
    item = make_check_item(question="目的は定まっているか")
    url = reverse("admin:privacy_review_checkitem_change", args=[item.pk])
    assert "question" in form_of(desk.get(url), "checkitem_form")
    CaseAnswer.objects.create(case=make_draft_case(), item=item, answer="yes", reason="確かめた")
    form = form_of(desk.get(url), "checkitem_form")
    assert "question" not in form
    assert desk.post(url, form | {"question": "別の問い", "ends_on": "令和９年３月３１日"}).status_code == 302
    item.refresh_from_db()
    assert (item.question, item.ends_on.isoformat()) == ("目的は定まっているか", "2027-03-31")


def test_number_of_a_processor_is_one_of_its_own(desk):
    make_processor(corporate_number="1234567890123")
    url = "/admin/privacy_review/processor/add/"
    typed = {"name": "別の事務センター", "corporate_number": "1234567890123"}
    response = desk.post(url, form_of(desk.get(url), "processor_form") | typed)
    assert "同じ法人番号の委託先が、すでに登録されています。" in text_of(response)

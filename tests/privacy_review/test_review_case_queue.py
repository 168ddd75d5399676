"""The queue of the cases that wait for the decision of 区政情報課."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy_review.models import CaseCareCategory
from privacy_review.models.criterion import Criterion
from privacy_review.states.review_case import State
from tests.factories import make_care_category, make_department, make_staff, make_undertaking
from tests.pages import text_of
from tests.privacy_review.cases import SAID, case_in, change

pytestmark = pytest.mark.django_db

QUEUE = "/review-cases/queue/"


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def waiting(undertaking, days, **fields):
    case = case_in(State.CONFIRMED, undertaking=undertaking, **fields)
    return change(case, confirmed_at=timezone.now() - timedelta(days=days))


@pytest.fixture
def department():
    return make_department(bureau="架空部", section="給付課")


def test_queue_has_the_oldest_first_and_keeps_an_undertaking_together(department):
    benefit = make_undertaking(name="架空給付金", department=department)
    checkup = make_undertaking(name="健診", department=make_department())
    late = {"criterion": Criterion.ONLINE_LINKAGE, "linkage": SAID["linkage"]}
    waiting(benefit, 1, content="あとで結ぶ", **late)
    waiting(checkup, 5, content="健診を委託する")
    waiting(benefit, 12, content="給付を委託する")
    case_in(State.SUBMITTED, undertaking=make_undertaking(name="まだ課長"))
    case_in(State.ACCEPTED, undertaking=make_undertaking(name="もう承認"))
    body = text_of(browser_of(make_staff("privacy")).get(QUEUE))
    assert "審査待ち（3件）" in body
    order = ["架空給付金", "給付を委託する", "12日", "あとで結ぶ", "健診", "健診を委託する", "5日"]
    places = [body.index(words) for words in order]
    assert places == sorted(places)
    assert "架空部 給付課・2件" in body
    assert ("まだ課長" in body, "もう承認" in body) == (False, False)


def test_queue_marks_special_care_and_leads_to_the_case(department):
    case = waiting(make_undertaking(department=department), 0, special_care=True)
    category = make_care_category(name="国籍")
    other = case_in(State.DRAFT, undertaking=case.undertaking, ordinance_special_care=True)
    CaseCareCategory.objects.create(case=other, care_category=category)
    people = {f"{name}_by": make_staff() for name in ("submitted", "confirmed")}
    change(other, state=State.SUBMITTED, submitted_at=timezone.now(), submitted_by=people["submitted_by"])
    change(other, state=State.CONFIRMED, confirmed_at=timezone.now(), confirmed_by=people["confirmed_by"])
    body = text_of(browser_of(make_staff("privacy")).get(QUEUE))
    assert f'href="/review-cases/{case.pk}/"' in body
    assert "今日から" in body
    assert "条例要配慮：国籍" in body


def test_queue_says_what_one_does_not_decide_oneself(department):
    office = make_staff("privacy")
    case = waiting(make_undertaking(department=department), 1)
    assert "あなたが" not in text_of(browser_of(office).get(QUEUE))
    change(case, confirmed_by=office)
    assert "あなたが課長として確認したもの" in text_of(browser_of(office).get(QUEUE))
    change(case, confirmed_by=make_staff(), submitted_by=office)
    assert "あなたが書いたもの" in text_of(browser_of(office).get(QUEUE))


def test_queue_is_for_those_who_decide(department):
    waiting(make_undertaking(name="架空給付金", department=department), 1)
    for role in ("case_writer", "case_head", "auditor", "publisher"):
        answer = browser_of(make_staff(role, department=department)).get(QUEUE)
        assert answer.status_code == 403
        assert "架空給付金" not in text_of(answer)


def test_nothing_waits():
    assert "審査を待っている案件はありません。" in text_of(browser_of(make_staff("privacy")).get(QUEUE))


def test_queue_takes_as_many_queries_with_ten_rows_as_with_one(department):
    browser = browser_of(make_staff("privacy"))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(QUEUE)
        return len(captured)

    waiting(make_undertaking(department=department), 1)
    one = queries()
    for _ in range(9):
        waiting(make_undertaking(department=make_department()), 1)
    assert queries() == one

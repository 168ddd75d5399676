"""今日の仕事 of 区政情報課: cases to decide on, conditions to check, conditions that are late."""

from datetime import timedelta

import pytest

from core.calendar import today
from core.work import work_of
from privacy_review.services.case_condition import take_step as take_step_of_condition
from tests.factories import make_staff
from tests.privacy_review.sections import make_review_section

pytestmark = pytest.mark.django_db

DAY = today()


@pytest.fixture
def section():
    return make_review_section()


def tasks(person, day=DAY):
    return [(task.title, task.url) for task in work_of(person, day)]


def test_cases_that_wait_are_one_task(section):
    assert tasks(section.office) == []
    section.case("submitted")
    assert tasks(section.office) == []
    case = section.case("confirmed")
    section.case("confirmed")
    (task,) = work_of(section.office, DAY)
    assert task.title == "審査を待っている案件が2件あります"
    assert task.detail == "架空給付金です。長く待っているものから見てください。"
    assert (task.url, task.day) == ("/review-cases/queue/", DAY)
    section.step("accept", case)
    assert tasks(section.office) == [("審査を待っている案件が1件あります", "/review-cases/queue/")]
    assert tasks(section.writer) == tasks(make_staff("auditor")) == []


def test_case_waits_not_for_who_had_a_hand_in_it(section):
    section.office.department = section.department
    section.office.save()
    section.writer, section.office = section.office, section.writer
    section.writer.groups.add(*section.office.groups.all())
    section.case("confirmed")
    assert not [title for title, _ in tasks(section.writer) if title.startswith("審査を待っている")]
    assert tasks(make_staff("privacy")) == [("審査を待っている案件が1件あります", "/review-cases/queue/")]


def test_condition_that_was_reported_waits_for_its_check(section):
    condition = section.case("conditional").conditions.get()
    assert tasks(section.office) == []
    condition = take_step_of_condition("report", condition, actor=section.writer, comment="出しました。")
    (task,) = work_of(section.office, DAY)
    assert task.title == "「架空給付金」の承認の条件への対応が報告されています"
    assert task.detail == "名簿を出す。満たされたかどうかを確かめてください。"
    assert task.url == f"/case-conditions/{condition.pk}/"
    take_step_of_condition("close", condition, actor=section.office)
    assert tasks(section.office) == []


def test_condition_is_late_the_day_after_its_day(section):
    section.case("conditional")
    assert tasks(section.office, DAY) == []
    (task,) = work_of(section.office, DAY + timedelta(days=1))
    assert task.title == "期限を過ぎた承認の条件が1件あります"
    assert task.detail == f"架空給付金（{section.department}）です。担当の課に確かめてください。"
    assert (task.url, task.day) == ("/case-conditions/?state=open&overdue=yes", DAY)

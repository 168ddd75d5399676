"""今日の仕事 of a section: cases to write and to confirm, conditions to meet, contracts that end soon."""

from datetime import timedelta

import pytest

from core.calendar import today, wareki
from core.work import work_of
from privacy_review.models.criterion import Criterion
from privacy_review.services.case_condition import take_step as take_step_of_condition
from privacy_review.services.review_case import ConditionContent
from privacy_review.services.review_case_writing import revise_case
from privacy_review.services.undertaking import copy_undertaking
from tests.factories import make_department, make_staff
from tests.privacy_review.cases import make_condition
from tests.privacy_review.sections import make_review_section

pytestmark = pytest.mark.django_db

DAY = today()


@pytest.fixture
def section():
    return make_review_section()


def tasks(person, day=DAY):
    return [(task.title, task.url) for task in work_of(person, day)]


def test_writer_is_asked_for_ones_own_drafts_an_undertaking_a_line(section):
    undertaking = section.undertaking(Criterion.OUTSOURCING, Criterion.EXTERNAL_PROVISION)
    colleague = make_staff("case_writer", department=section.department)
    (task,) = work_of(section.writer, DAY)
    assert task.title == "「架空給付金」の審査案件2件をまだ提出していません"
    assert task.detail.startswith("外部委託、外部提供。")
    assert task.url == f"/undertakings/{undertaking.pk}/"
    assert tasks(colleague) == tasks(section.head) == []
    first, second = undertaking.cases.order_by("id")
    section.step("submit", section.written(first))
    (task,) = work_of(section.writer, DAY)
    assert task.title == "「架空給付金」の審査案件1件をまだ提出していません"
    section.step("withdraw", second)
    assert tasks(section.writer) == []


def test_returned_case_waits_for_the_whole_section(section):
    case = section.case("returned")
    colleague = make_staff("case_writer", department=section.department)
    expected = [("審査案件「架空給付金（外部委託）」が差し戻されています", f"/review-cases/{case.pk}/")]
    assert tasks(section.writer) == tasks(colleague) == expected
    assert tasks(section.head) == []
    section.step("submit", case)
    assert tasks(section.writer) == []


def test_head_is_asked_to_confirm_what_others_wrote(section):
    case = section.case("submitted")
    other = make_staff("case_head", department=make_department())
    (task,) = work_of(section.head, DAY)
    assert task.title == "「架空給付金」の審査案件1件が課長の確認を待っています"
    assert task.url == f"/undertakings/{case.undertaking_id}/"
    assert tasks(other) == []
    section.writer.groups.set([*section.writer.groups.all(), *section.head.groups.all()])
    assert tasks(type(section.writer).objects.get(pk=section.writer.pk)) == []
    section.step("confirm", case)
    assert tasks(section.head) == []


def test_conditions_are_asked_for_until_they_are_reported_the_overdue_first(section):
    case = section.case("confirmed")
    conditions = [
        ConditionContent("あとの条件", DAY + timedelta(days=9)),
        ConditionContent("先の条件", DAY),
    ]
    case = section.step("accept_with_conditions", case, conditions=conditions)
    section.undertaking(name="きょうの下書き")
    tomorrow = DAY + timedelta(days=1)
    first, draft, later = work_of(section.writer, tomorrow)
    assert first.title == later.title == "「架空給付金（外部委託）」の承認の条件に対応してください"
    assert first.detail.startswith(f"先の条件。期限を過ぎています。期限は{wareki(DAY)}です。")
    assert later.detail.startswith("あとの条件。期限は")
    assert "きょうの下書き" in draft.title
    late = case.conditions.get(text="先の条件")
    assert first.url == f"/case-conditions/{late.pk}/"
    take_step_of_condition("report", late, actor=section.writer, comment="名簿を出した。")
    assert len(work_of(section.writer, tomorrow)) == 2
    make_condition()  # of another section
    assert len(work_of(section.writer, tomorrow)) == 2
    assert tasks(section.head, tomorrow) == []


def test_contract_that_ends_within_sixty_days_is_told_until_a_new_review_is_begun(section):
    ends_on = DAY + timedelta(days=60)
    case = section.case("accepted", contract_ends_on=ends_on)
    section.case("confirmed", contract_ends_on=ends_on)
    (task,) = work_of(section.writer, DAY)
    assert task.title == "「架空給付金（外部委託）」の契約がもうすぐ終わります"
    assert task.detail.startswith(f"契約の終わりは{wareki(ends_on)}です。")
    assert (task.url, task.day) == (f"/undertakings/{case.undertaking_id}/", ends_on)
    assert tasks(section.writer, DAY - timedelta(days=1)) == []
    assert tasks(section.writer, ends_on + timedelta(days=1)) == []
    copy = copy_undertaking(case.undertaking, actor=section.writer)
    assert [url for _, url in tasks(section.writer)] == [f"/undertakings/{copy.pk}/"]
    section.step("withdraw", copy.cases.get())
    assert len(tasks(section.writer)) == 1
    draft = revise_case(case, actor=section.writer)
    ((title, _),) = tasks(section.writer)
    assert title == "「架空給付金」の審査案件1件をまだ提出していません"
    assert draft.revises == case


def test_who_has_no_department_or_no_part_in_it_is_asked_nothing(section):
    section.case("returned")
    for key in ("case_writer", "case_head", "applicant"):
        assert tasks(make_staff(key)) == []

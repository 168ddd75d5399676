"""The conditions on which cases were accepted: their list, reporting, closing and asking once more."""

from datetime import timedelta

import pytest
from django.test import Client

from core.calendar import today
from core.models import Notice
from privacy_review.states.case_condition import State
from privacy_review.states.review_case import State as CaseState
from tests.factories import make_department, make_staff, make_undertaking
from tests.pages import text_of
from tests.privacy_review.cases import case_in, make_condition

pytestmark = pytest.mark.django_db

LIST = "/case-conditions/"


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def section():
    return make_department(bureau="架空部", section="給付課")


@pytest.fixture
def case(section):
    undertaking = make_undertaking(name="架空給付金", department=section)
    return case_in(CaseState.ACCEPTED_WITH_CONDITIONS, undertaking=undertaking)


@pytest.fixture
def condition(case):
    return case.conditions.get()


def page_of(condition):
    return f"{LIST}{condition.pk}/"


def press(browser, condition, action, comment=""):
    condition.refresh_from_db()
    data = {"version": condition.version, "comment": comment}
    return browser.post(f"{page_of(condition)}{action}/", data, follow=True)


def test_list_has_the_nearest_day_first_and_marks_what_is_overdue(case):
    late = make_condition(case, text="遅れた条件", due_on=today() - timedelta(days=1))
    make_condition(case, text="今日までの条件", due_on=today())
    body = text_of(browser_of(make_staff("privacy")).get(LIST))
    assert body.index("遅れた条件") < body.index("今日までの条件") < body.index("名簿を出す")
    assert body.count('<span class="badge badge-error">過ぎています</span>') == 1
    assert "過ぎています" in body.split("遅れた条件")[0].rsplit("<tr>", 1)[1]
    for words in ("架空部 給付課", "架空給付金", f"/review-cases/{late.case_id}/", "対応待ち"):
        assert words in body


def test_list_is_filtered_by_state_lateness_and_section(case):
    make_condition(case, text="遅れた条件", due_on=today() - timedelta(days=1))
    other = make_condition(text="よその条件")
    office = browser_of(make_staff("privacy"))
    body = text_of(office.get(f"{LIST}?overdue=yes"))
    assert ("遅れた条件" in body, "よその条件" in body) == (True, False)
    body = text_of(office.get(f"{LIST}?overdue=no"))
    assert ("遅れた条件" in body, "よその条件" in body) == (False, True)
    body = text_of(office.get(f"{LIST}?department={other.case.department_id}"))
    assert ("遅れた条件" in body, "よその条件" in body) == (False, True)
    assert "よその条件" not in text_of(office.get(f"{LIST}?state=reported"))
    assert "よその条件" in text_of(office.get(f"{LIST}?text=ﾖｿﾉ"))


def test_section_sees_its_own_conditions_alone(case, section):
    other = make_condition(text="よその条件")
    for role in ("case_writer", "case_head"):
        browser = browser_of(make_staff(role, department=section))
        body = text_of(browser.get(LIST))
        assert ("名簿を出す" in body, "よその条件" in body) == (True, False)
        assert browser.get(page_of(other)).status_code == 404
        assert browser.post(f"{page_of(other)}report/", {"version": 1}).status_code == 404
    assert browser_of(make_staff("applicant")).get(LIST).status_code == 403


def test_condition_is_reported_asked_for_once_more_and_closed(condition, section):
    writer = make_staff("case_writer", name="書く 花子", department=section)
    office = make_staff("privacy", name="審査 三郎")
    body = text_of(press(browser_of(writer), condition, "report", "名簿を提出した"))
    assert "対応を報告しました。区政情報課が確かめます。" in body
    assert "名簿を提出した" in body
    assert Notice.objects.filter(recipient=office, title__contains="条件への対応が報告されました").exists()
    body = text_of(press(browser_of(office), condition, "reopen", "再委託先の分がない"))
    assert "もう一度対応するよう、報告した人に知らせました。" in body
    assert "再委託先の分がない" in Notice.objects.get(recipient=writer).detail
    press(browser_of(writer), condition, "report", "再委託先の分も提出した")
    body = text_of(press(browser_of(office), condition, "close"))
    assert "条件が満たされたと確認し、報告した人に知らせました。" in body
    for words in ("名簿を提出した", "再委託先の分がない", "再委託先の分も提出した", "対応済み"):
        assert words in body
    condition.refresh_from_db()
    assert (condition.state, condition.reported_by, condition.met_by) == (State.MET, writer, office)


def test_report_says_what_was_done(condition, section):
    answer = press(browser_of(make_staff("case_writer", department=section)), condition, "report")
    assert answer.status_code == 422
    assert "対応した内容を入れてください。" in text_of(answer)


def test_step_without_its_right_is_refused(condition, section):
    for role, action in (("case_head", "report"), ("case_writer", "close"), ("auditor", "close")):
        browser = browser_of(make_staff(role, department=section))
        assert press(browser, condition, action, "した").status_code == 403
    condition.refresh_from_db()
    assert condition.state == State.OPEN


def test_whoever_reported_does_not_close(condition, section):
    both = make_staff("case_writer", "privacy", department=section)
    press(browser_of(both), condition, "report", "した")
    answer = press(browser_of(both), condition, "close")
    assert answer.status_code == 422
    assert "あなたはこの件の報告した人なので、確認できません。" in text_of(answer)


def test_longest_name_condition_and_comment_are_reported_all_the_same(section):
    undertaking = make_undertaking(name="あ" * 120, department=section)
    case = case_in(CaseState.ACCEPTED_WITH_CONDITIONS, undertaking=undertaking)
    condition = make_condition(case, text="い" * 300)
    office = make_staff("privacy")
    writer = browser_of(make_staff("case_writer", department=section))
    assert press(writer, condition, "report", comment="う" * 400).status_code == 200
    condition.refresh_from_db()
    assert condition.state == State.REPORTED
    notice = Notice.objects.get(recipient=office)
    assert notice.title.startswith("あ" * 119)
    assert notice.detail.startswith(f"条件：{'い' * 300}。う")

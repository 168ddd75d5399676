"""今日の仕事: what waits, for whom, and that it goes when it is done."""

from datetime import date

import pytest

from core.work import Task, some_of, work_of
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2022, 11, 24)  # the second quarter of 令和4年度 closed last


def titles(staff):
    return [task.title for task in work_of(staff, DAY)]


def test_clerk_is_asked_for_the_quarter_that_closed_last():
    department = factories.make_department()
    clerk = factories.make_staff("clerk", department=department)
    entered = factories.make_series(department=department)
    factories.make_flow_figure(series=entered, q1=1, q2=0, q3=None, q4=None)
    missing = factories.make_series(name="特例転出", department=department)
    figure = factories.make_flow_figure(series=missing, q1=1, q2=None, q3=None, q4=None)
    factories.make_series(name="よその項目", department=factories.make_department())
    factories.make_sum(entered, missing, department=department)
    (task,) = work_of(clerk, DAY)
    assert task.title == "令和4年度第2四半期（7～9月）の実績を入力してください"
    assert task.detail.endswith("1件あります：特例転出")
    assert task.due == "令和4年9月30日"
    figure.q2 = 5
    figure.save()
    assert work_of(clerk, DAY) == []


def test_clerk_without_a_department_is_asked_for_nothing():
    factories.make_series()
    assert titles(factories.make_staff("clerk")) == []


def test_reviewer_is_told_of_sites_with_terminals_and_without_a_manager():
    reviewer = factories.make_staff("reviewer")
    site = factories.make_terminal(site=factories.make_site(name="上馬")).site
    factories.make_site(name="端末のない場所")
    (task,) = work_of(reviewer, DAY)
    assert task.title == "端末機管理責任者がいない設置場所が1か所あります"
    assert task.detail.startswith("上馬。")
    custodian = factories.make_custodian(site=site)
    assert titles(reviewer) == []
    custodian.ends_on = date(2022, 11, 23)
    custodian.save()
    assert len(titles(reviewer)) == 1


def test_my_number_clerk_is_told_of_open_findings_and_of_meetings_without_agenda():
    clerk = factories.make_staff("mynumber")
    meeting = factories.make_meeting(held_on=date(2022, 8, 18), number=2)
    finding = factories.make_finding(
        audit=factories.make_audit(held_on=date(2022, 7, 1)), asks_improvement=True, text="鍵を掛ける。"
    )
    factories.make_finding()
    open_finding, empty_meeting = work_of(clerk, DAY)
    assert open_finding.detail == "鍵を掛ける。"
    assert open_finding.due == "令和4年7月1日"
    assert "第2回" in empty_meeting.title
    finding.improvement = factories.make_finding()
    finding.save()
    factories.make_agenda_item(meeting=meeting)
    assert work_of(clerk, DAY) == []


@pytest.mark.parametrize("key", ["applicant", "auditor", "publisher", "admin", "manager"])
def test_nothing_waits_for_those_who_enter_none_of_it(key):
    department = factories.make_department()
    factories.make_series(department=department)
    factories.make_meeting()
    factories.make_terminal()
    assert titles(factories.make_staff(key, department=department)) == []


def test_every_task_leads_to_a_page_that_is_open(client):
    department = factories.make_department()
    factories.make_series(department=department)
    factories.make_meeting()
    factories.make_finding(asks_improvement=True)
    factories.make_terminal()
    staff = factories.make_staff("clerk", "reviewer", "mynumber", department=department)
    client.force_login(staff)
    tasks = work_of(staff, DAY)
    assert len(tasks) == 4
    assert {client.get(task.url).status_code for task in tasks} == {200}


def test_home_shows_what_waits_and_when_it_was_due(client):
    factories.make_meeting(held_on=date(2022, 8, 18))
    client.force_login(factories.make_staff("mynumber"))
    page = client.get("/").content.decode()
    assert "の議題を登録してください" in page
    assert "令和4年8月18日" in page


def test_some_of_names_the_first_and_counts_the_rest():
    assert some_of(["用賀"]) == "用賀"
    assert some_of(["用賀", "奥沢", "成城"]) == "用賀、奥沢、成城"
    assert some_of(["用賀", "奥沢", "成城", "上馬", "池尻"]) == "用賀、奥沢、成城ほか2件"


def test_task_without_a_day_is_due_on_none():
    assert Task(title="確かめてください", url="/").due == ""

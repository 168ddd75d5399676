"""今日の仕事: what waits, for whom, and that it goes when it is done."""

from datetime import date

import pytest
from django.utils import timezone

from core.work import Task, some_of, work_of
from mynumber.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2022, 11, 24)  # the second quarter of 令和4年度 closed last


def titles(staff):
    return [task.title for task in work_of(staff, DAY)]


def test_clerk_is_asked_for_the_quarter_that_closed_last_until_it_is_handed_in():
    department = factories.make_department()
    clerk = factories.make_staff("clerk", department=department)
    factories.make_series(department=department)
    (task,) = work_of(clerk, DAY)
    assert task.title == "令和4年度第2四半期（7～9月）の実績を入力して提出してください"
    assert task.detail == "提出期限を過ぎています。"
    assert task.due == "令和4年10月20日"
    assert task.url == f"/figure-sheets/{department.pk}/2022/2/"
    (task,) = work_of(clerk, date(2022, 10, 20))
    assert task.detail == "提出期限は令和4年10月20日です。"
    submission = factories.make_submission(department=department, quarter=2, state="submitted")
    assert work_of(clerk, DAY) == []
    Submission.objects.filter(pk=submission.pk).update(
        state="returned", returned_at=timezone.now(), returned_by=factories.make_staff(name="確認 一郎")
    )
    (task,) = work_of(clerk, DAY)
    assert task.title == "令和4年度第2四半期（7～9月）の実績が差し戻されています"
    assert task.detail == "確認 一郎さんが差し戻しました。直して、もう一度提出してください。"


def test_clerk_is_asked_for_every_quarter_since_the_first_that_was_begun():
    department = factories.make_department()
    clerk = factories.make_staff("clerk", department=department)
    factories.make_series(department=department)
    factories.make_submission(department=department, fiscal_year=2021, quarter=4)
    factories.make_submission(department=department, fiscal_year=2022, quarter=1, state="confirmed")
    factories.make_submission(department=factories.make_department(), fiscal_year=2020, quarter=1)
    assert [task.url for task in work_of(clerk, DAY)] == [
        f"/figure-sheets/{department.pk}/2021/4/",
        f"/figure-sheets/{department.pk}/2022/2/",
    ]


def test_clerk_is_not_asked_for_a_quarter_that_asks_for_nothing():
    department = factories.make_department()
    clerk = factories.make_staff("clerk", department=department)
    stock = factories.make_series(kind="stock", department=department)
    factories.make_figure_table(basis="fiscal_year_end").lines.create(series=stock)
    assert work_of(clerk, DAY) == []
    assert len(work_of(clerk, date(2023, 4, 1))) == 1


def test_manager_is_told_of_the_quarters_that_others_have_handed_in():
    department = factories.make_department()
    manager = factories.make_staff("manager", department=department)
    by = factories.make_staff(name="入力 花子")
    factories.make_submission(department=department, quarter=1, state="submitted", submitted_by=by)
    factories.make_submission(department=department, quarter=2, state="submitted", submitted_by=manager)
    factories.make_submission(quarter=1, state="submitted")
    (task,) = work_of(manager, DAY)
    assert task.title == "令和4年度第1四半期（4～6月）の実績を確かめてください"
    assert task.detail == "入力 花子さんが提出しました。確かめて、確定するか差し戻してください。"
    assert task.url == f"/figure-sheets/{department.pk}/2022/1/"


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
    factories.make_finding(audit=finding.audit)
    open_finding, empty_meeting = work_of(clerk, DAY)
    assert open_finding.detail == "鍵を掛ける。"
    assert open_finding.due == "令和4年7月1日"
    assert "第2回" in empty_meeting.title
    finding.improvement = factories.make_finding(audit=factories.make_audit(held_on=date(2022, 10, 3)))
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
    assert len(tasks) == 5
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

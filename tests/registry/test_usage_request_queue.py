"""The queue of the usage requests, the deputies' pages, and what today's work tells of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.calendar import today, wareki
from core.work import work_of
from registry.models import Deputy, OperatorGrant, UsageRequest
from registry.services.deputy import end_deputy
from tests.factories import make_affair, make_department, make_deputy, make_staff
from tests.pages import form_of, text_of
from tests.registry.offices import make_office

pytestmark = pytest.mark.django_db

QUEUE = "/usage-requests/queue/"


@pytest.fixture
def office():
    return make_office()


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def ticked(*requests):
    return {"chosen": [f"{each.pk}-{each.version}" for each in requests]}


def parts_of(body):
    """(what waits for review, what waits for approval)."""
    return body.split('id="to-review"')[1].split('id="to-approve"')


# --- The queue ---------------------------------------------------------------------------------------------


def test_queue_has_the_oldest_first_in_two_parts_with_age_and_due_day(office):
    younger, older = office.request("submitted"), office.request("submitted")
    reviewed = office.request("reviewed")
    office.request("draft")
    office.request("approved")
    day = today()
    UsageRequest.objects.filter(pk=older.pk).update(
        submitted_at=timezone.now() - timedelta(days=12), due_on=day - timedelta(days=5)
    )
    body = text_of(browser_of(office.reviewer).get(QUEUE))
    to_review, to_approve = parts_of(body)
    assert "審査待ち（2件）" in body
    assert "承認待ち（1件）" in body
    assert to_review.index(older.number) < to_review.index(younger.number)
    assert "提出から12日" in to_review
    assert to_review.count("過ぎています") == 1
    assert wareki(younger.due_on) in to_review
    assert reviewed.number in to_approve
    assert "過ぎています" not in to_approve
    assert f"操作 守（{office.operator.username}）" in to_approve
    assert 'type="checkbox"' not in body  # the reviewer approves nothing


def test_queue_is_for_those_who_decide(office):
    request = office.request("reviewed")
    for person in (office.applicant, make_staff("auditor"), make_staff("admin"), make_staff("custodian")):
        browser = browser_of(person)
        for answer in (browser.get(QUEUE), browser.post(QUEUE, ticked(request))):
            assert answer.status_code == 403
            assert request.affair.name not in text_of(answer)
    assert browser_of(office.reviewer).post(QUEUE, ticked(request)).status_code == 403
    assert OperatorGrant.objects.count() == 0


def test_queue_takes_as_many_queries_with_ten_rows_as_with_one(office):
    browser = browser_of(office.approver)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(QUEUE)
        return len(captured)

    office.request("submitted")
    office.request("reviewed")
    one = queries()
    for _ in range(4):
        office.request("submitted")
        office.request("reviewed")
    assert queries() == one


def test_several_are_approved_from_the_queue_and_named(office):
    first, second, third = (office.request("reviewed") for _ in range(3))
    answer = browser_of(office.approver).post(QUEUE, ticked(first, second), follow=True)
    body = text_of(answer)
    assert f"2件を承認しました：{first}、{second}" in body
    assert third.number in parts_of(body)[1]
    assert set(OperatorGrant.objects.values_list("usage_request", flat=True)) == {first.pk, second.pk}


def test_what_could_not_be_approved_is_listed_with_its_reasons(office):
    good, stale = office.request("reviewed"), office.request("reviewed")
    data = ticked(good, stale)
    UsageRequest.objects.filter(pk=stale.pk).update(version=stale.version + 1)
    data["chosen"].append("999999-1")
    answer = browser_of(office.approver).post(QUEUE, data)
    assert answer.status_code == 422
    body = text_of(answer)
    assert "1件を承認しました。" in body
    assert "次の2件は承認していません。" in body
    failed = body.split("次の2件は承認していません。")[1].split("</section>")[0]
    assert str(stale) in failed
    assert "ほかの人が内容か状態を変更しました" in failed
    assert "いまは承認待ちではないか、見ることのできない申請です。" in failed
    assert set(OperatorGrant.objects.values_list("usage_request", flat=True)) == {good.pk}


def test_queue_asks_for_a_tick_and_takes_no_nonsense(office):
    office.request("reviewed")
    browser = browser_of(office.approver)
    answer = browser.post(QUEUE, {})
    assert (answer.status_code, "承認する申請に印を付けてください。" in text_of(answer)) == (422, True)
    for nonsense in ("5", "5-x", "-", "1-2-3"):
        assert browser.post(QUEUE, {"chosen": nonsense}).status_code == 400


def test_queue_offers_no_tick_for_what_one_may_not_decide(office):
    both = make_staff("reviewer", "approver", department=make_department())
    request = office.request("submitted")
    office.reviewer = both
    office.step("review", request)
    body = text_of(browser_of(both).get(QUEUE))
    assert "あなたが審査したもの" in parts_of(body)[1]
    assert 'type="checkbox"' not in body


def test_queue_shows_the_deputy_what_they_may_decide(office):
    request = office.request("reviewed")
    deputy = make_staff("auditor", name="代決 三郎")
    browser = browser_of(deputy)
    assert browser.get(QUEUE).status_code == 403
    deputyship = make_deputy(principal=office.approver, deputy=deputy)
    body = text_of(browser.get(QUEUE))
    assert "承認すると、承認 二葉さんの代決になります。" in body
    assert f'value="{request.pk}-{request.version}"' in body
    page = text_of(browser.get(f"/usage-requests/{request.pk}/"))
    assert "承認した人として「代決 三郎（承認 二葉の代決）」と残ります。" in page
    assert f"/usage-requests/{request.pk}/approve/" in page
    assert f"/usage-requests/{request.pk}/return/" not in page
    browser.post(QUEUE, ticked(request))
    request.refresh_from_db()
    assert (request.approved_by, request.approved_for) == (deputy, office.approver)
    page = text_of(browser_of(office.applicant).get(f"/usage-requests/{request.pk}/"))
    assert "代決 三郎（承認 二葉の代決）" in page
    end_deputy(deputyship, actor=office.approver)
    assert browser.get(QUEUE).status_code == 403


# --- The deputies' pages -----------------------------------------------------------------------------------


def test_approver_names_a_deputy_and_ends_it_early(office):
    auditor = make_staff("auditor", name="代決 三郎", department=make_department())
    browser = browser_of(office.approver)
    page = browser.get("/deputies/new/")
    data = form_of(page, "form") | {
        "deputy": auditor.pk,
        "starts_on": wareki(today()),
        "ends_on": wareki(today() + timedelta(days=2)),
        "reason": "出張のため",
    }
    answer = browser.post("/deputies/new/", data, follow=True)
    assert "代決 三郎さんを代決者に定め、本人に知らせました。" in text_of(answer)
    deputy = Deputy.objects.get()
    assert (deputy.principal, deputy.deputy, deputy.appointed_by) == (
        office.approver,
        auditor,
        office.approver,
    )
    assert "いま有効です" in text_of(browser.get("/deputies/"))
    assert f"/deputies/{deputy.pk}/end/" in text_of(browser.get(f"/deputies/{deputy.pk}/"))
    answer = browser.post(f"/deputies/{deputy.pk}/end/", follow=True)
    assert "代決を終わらせ、本人に知らせました。" in text_of(answer)
    assert "早く終わりました" in text_of(browser.get("/deputies/"))
    assert not Deputy.objects.in_force_on(today()).exists()


def test_deputy_form_offers_whoever_may_be_one_and_refuses_a_stolen_key(office):
    auditor = make_staff("auditor", name="監査 八重")
    other = make_staff("approver", name="承認 三葉")
    browser = browser_of(office.approver)
    page = browser.get("/deputies/new/")
    body = text_of(page)
    assert "監査 八重" in body
    assert "審査 一郎" in body
    for name in ("申請 花子", other.name):
        assert name not in body
    data = form_of(page, "form") | {
        "deputy": office.applicant.pk,
        "starts_on": "令和99年1月1日",
        "ends_on": "令和８年２月３０日",
        "reason": "出張のため",
    }
    body = text_of(browser.post("/deputies/new/", data))
    assert "この職員は代決者にできません。" in body
    assert "という日付はありません" in body
    assert "出張のため" in body
    assert "申請 花子" not in body
    data |= {
        "deputy": auditor.pk,
        "starts_on": wareki(today() - timedelta(days=1)),
        "ends_on": wareki(today()),
    }
    assert "代決の始まりが過ぎた日になっています。" in text_of(browser.post("/deputies/new/", data))
    assert Deputy.objects.count() == 0


def test_deputy_of_another_approver_cannot_be_ended(office):
    deputy = make_deputy(principal=office.approver)
    other = browser_of(make_staff("approver"))
    assert other.get(f"/deputies/{deputy.pk}/").status_code == 200
    assert f"/deputies/{deputy.pk}/end/" not in text_of(other.get(f"/deputies/{deputy.pk}/"))
    for answer in (other.get(f"/deputies/{deputy.pk}/end/"), other.post(f"/deputies/{deputy.pk}/end/")):
        assert answer.status_code == 404
    assert browser_of(office.reviewer).get("/deputies/new/").status_code == 403
    assert browser_of(office.applicant).get("/deputies/").status_code == 403


# --- Today's work ------------------------------------------------------------------------------------------


def tasks_of(person):
    return [(task.title, task.url, task.day) for task in work_of(person, today())]


def test_work_tells_applicants_of_what_came_back_and_of_their_own_drafts(office):
    returned, draft = office.request("returned"), office.request()
    office.request("submitted")
    assert tasks_of(office.applicant) == [
        (f"利用申請 {returned}が差し戻されています", f"/usage-requests/{returned.pk}/", today()),
        (f"利用申請 {draft}をまだ提出していません", f"/usage-requests/{draft.pk}/", today()),
    ]
    assert [title for title, *_ in tasks_of(office.operator)] == [f"利用申請 {returned}が差し戻されています"]
    assert tasks_of(make_staff("applicant", department=make_department())) == []


def test_work_tells_the_office_of_what_waits_and_since_when(office):
    older, _ = office.request("submitted"), office.request("submitted")
    UsageRequest.objects.filter(pk=older.pk).update(submitted_at=timezone.now() - timedelta(days=4))
    reviewed = office.request("reviewed")
    four_days_ago = today() - timedelta(days=4)
    assert tasks_of(office.reviewer) == [("審査を待っている利用申請が2件あります", QUEUE, four_days_ago)]
    assert tasks_of(office.approver) == [("承認を待っている利用申請が1件あります", QUEUE, today())]
    deputy = make_deputy(principal=office.approver, deputy=make_staff("auditor")).deputy
    (task,) = work_of(deputy, today())
    assert task.detail == f"{reviewed}。承認 二葉さんの代決です。内容を確かめて承認してください。"


def test_work_tells_nobody_of_what_they_may_not_decide(office):
    both = make_staff("reviewer", "approver", department=make_department())
    office.request("submitted", operators=(office.operator,))
    office.reviewer = both
    request = office.request("reviewed", affair=make_affair())
    assert request.reviewed_by == both
    assert [title for title, *_ in tasks_of(both)] == ["審査を待っている利用申請が1件あります"]

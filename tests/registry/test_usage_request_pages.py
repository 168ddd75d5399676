"""The pages of the usage requests: writing one, its own page, and its decision on paper."""

from datetime import timedelta

import pytest
from django.test import Client

from core.calendar import fiscal_year_of, fiscal_year_period, today, wareki
from core.models import AccessEvent, Staff
from registry.models import OperatorGrant, UsageRequest
from registry.services.usage_request import edit_request, take_step
from tests.factories import (
    make_affair,
    make_department,
    make_deputy,
    make_municipality,
    make_purpose,
    make_staff,
)
from tests.pages import form_of, text_of
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


# --- Writing -----------------------------------------------------------------------------------------------


def typed(**said):
    return {
        "affair": make_affair(name="住民税").pk,
        "legal_basis": "住基法第30条の11",
        "purpose": make_purpose().pk,
        "starts_on": wareki(today()),
        "ends_on": wareki(LAST),
    } | said


def test_applicant_without_a_department_sees_nothing(office):
    request = office.request("submitted")
    browser = browser_of(make_staff("applicant"))
    assert browser.get(page_of(request)).status_code == 404
    answer = browser.get("/usage-requests/new/")
    assert office.operator.name not in text_of(answer)
    answer = browser.post("/usage-requests/new/", form_of(answer, "form") | typed())
    assert "所属が登録されていないため" in text_of(answer)


def test_new_request_is_saved_as_a_draft_and_then_submitted(office):
    browser = browser_of(office.applicant)
    page = browser.get("/usage-requests/new/")
    data = form_of(page, "form") | typed(
        starts_on=f"令和{YEAR - 2018}年１２月１日", operators=[office.operator.pk]
    )
    answer = browser.post("/usage-requests/new/", data, follow=True)
    request = UsageRequest.objects.get()
    assert answer.redirect_chain == [(page_of(request), 302)]
    assert "下書きを保存しました。内容を確かめて「提出」してください。" in text_of(answer)
    assert request.starts_on == FIRST.replace(month=12)
    assert [line.staff for line in request.operators.all()] == [office.operator]
    answer = step(browser, request, "submit")
    assert (answer.status_code, answer["Location"]) == (302, page_of(request))
    request.refresh_from_db()
    assert (request.state, request.submitted_by) == ("submitted", office.applicant)


def test_new_request_offers_the_staff_in_office_of_the_own_department_alone(office):
    make_staff(name="よその 人", department=make_department())
    make_staff(name="退いた 人", department=office.department, is_active=False)
    body = text_of(browser_of(office.applicant).get("/usage-requests/new/"))
    assert f"操作 守（そうさ まもる・{office.operator.username}）" in body
    assert "よその 人" not in body
    assert "退いた 人" not in body


def test_stolen_key_of_an_operator_is_refused_without_a_name(office):
    stranger = make_staff(name="よその 人", department=make_department())
    browser = browser_of(office.applicant)
    data = form_of(browser.get("/usage-requests/new/"), "form") | typed()
    for key in (stranger.pk, 999999, "x"):
        answer = browser.post("/usage-requests/new/", data | {"operators": [key], "legal_basis": "残る条文"})
        assert answer.status_code == 200
        body = text_of(answer)
        assert "選べない職員が含まれています" in body
        assert "よその 人" not in body
        assert "残る条文" in body
    assert UsageRequest.objects.count() == 0


def test_period_over_the_end_of_the_year_is_told_with_what_to_do(office):
    browser = browser_of(office.applicant)
    data = form_of(browser.get("/usage-requests/new/"), "form")
    data |= typed(starts_on=wareki(LAST), ends_on=wareki(LAST + timedelta(days=1)))
    body = text_of(browser.post("/usage-requests/new/", data))
    assert (
        body.count(f"利用期間が年度をまたいでいます。令和{YEAR - 2018}年度の分は") == 2
    )  # above, and beside
    body = text_of(browser.post("/usage-requests/new/", data | {"ends_on": "令和8年2月30日"}))
    assert "令和8年2月30日という日付はありません" in body
    body = text_of(browser.post("/usage-requests/new/", data | {"ends_on": wareki(FIRST)}))
    assert body.count("利用期間の終わりが始まりより前になっています") == 2
    body = text_of(browser.post("/usage-requests/new/", data | {"purpose_note": "番号 1234 5678 9018"}))
    assert "番号 1234 5678 9018" in body
    assert UsageRequest.objects.count() == 0


def test_edit_in_two_windows_keeps_what_was_typed_and_says_what_changed(office):
    request = office.request(legal_basis="元の条文")
    browser, other = browser_of(office.applicant), browser_of(office.operator)
    address = f"{page_of(request)}edit/"
    first, second = (form_of(each.get(address), "form") for each in (browser, other))
    assert browser.post(address, first | {"legal_basis": "先の条文"}).status_code == 302
    answer = other.post(address, second | {"purpose_note": "後の説明"})
    body = text_of(answer)
    assert "根拠条文：元の条文 → 先の条文" in body
    assert "版" not in body.split("変更の記録")[0].split("入力内容を確認")[1][:400]
    assert "後の説明" in body
    request.refresh_from_db()
    assert (request.legal_basis, request.purpose_note) == ("先の条文", "")
    assert other.post(address, form_of(answer, "form")).status_code == 302
    request.refresh_from_db()
    assert (request.legal_basis, request.purpose_note) == ("先の条文", "後の説明")


def test_operators_ticked_in_two_windows_are_not_overwritten(office):
    newcomer = make_staff(name="新しい 人", department=office.department)
    request = office.request()
    browser, other = browser_of(office.applicant), browser_of(office.operator)
    address = f"{page_of(request)}edit/"
    first, second = (form_of(each.get(address), "form") for each in (browser, other))
    browser.post(address, first | {"operators": [office.operator.pk, newcomer.pk]})
    answer = other.post(address, second | {"operators": [office.applicant.pk]})
    assert "（操作者）" in text_of(answer)
    assert {line.staff for line in request.operators.all()} == {office.operator, newcomer}


def test_edit_is_stopped_once_where_the_office_went_on_meanwhile(office):
    request = office.request("submitted")
    browser = browser_of(office.applicant)
    address = f"{page_of(request)}edit/"
    data = form_of(browser.get(address), "form") | {"legal_basis": "直した条文"}
    office.step("review", request)
    answer = browser.post(address, data)
    body = text_of(answer)
    assert "ほかの人がこの申請の手続きを進めました。いまの状態は「承認待ち」です。" in body
    assert "この申請は審査が済んでいます。変更すると、審査は取り消され、始めからになります。" in body
    request.refresh_from_db()
    assert request.state == "reviewed"
    again = browser.post(address, form_of(answer, "form"), follow=True)
    assert "変更して出し直しました" in text_of(again)
    request.refresh_from_db()
    assert (request.state, request.legal_basis, request.reviewed_by) == ("submitted", "直した条文", None)


def test_edit_page_says_before_it_is_done_that_the_review_is_voided(office):
    browser = browser_of(office.applicant)
    body = {
        state: text_of(browser.get(f"{page_of(office.request(state))}edit/"))
        for state in ("draft", "submitted", "reviewed")
    }
    assert "始めからになります" not in body["draft"]
    assert "この申請は提出済みです。変更すると出し直しになり" in body["submitted"]
    assert "この申請は審査が済んでいます。変更すると、審査は取り消され" in body["reviewed"]
    assert "変更して出し直す" in body["reviewed"]


def test_edit_without_a_change_voids_nothing(office):
    request = office.request("reviewed")
    browser = browser_of(office.applicant)
    address = f"{page_of(request)}edit/"
    answer = browser.post(address, form_of(browser.get(address), "form"), follow=True)
    assert "変更したところがなかったので" in text_of(answer)
    request.refresh_from_db()
    assert (request.state, request.reviewed_by) == ("reviewed", office.reviewer)


def test_edit_of_what_is_decided_leads_back_with_a_sentence(office):
    request = office.request("approved")
    answer = browser_of(office.applicant).get(f"{page_of(request)}edit/", follow=True)
    assert answer.redirect_chain == [(page_of(request), 302)]
    assert "「承認済み」の申請は変更できません。" in text_of(answer)


def test_edit_tells_who_falls_out_of_the_operators(office):
    leaver = make_staff(name="異動 太郎", department=office.department)
    request = office.request("returned", operators=(office.operator, leaver))
    Staff.objects.filter(pk=leaver.pk).update(department=make_department())
    browser = browser_of(office.applicant)
    page = browser.get(f"{page_of(request)}edit/")
    assert f"異動 太郎（{leaver.username}）" in text_of(page)
    assert browser.post(f"{page_of(request)}edit/", form_of(page, "form")).status_code == 302
    assert [line.staff for line in request.operators.all()] == [office.operator]


def test_copy_of_a_rejected_request_asks_for_the_same_period_anew(office):
    request = office.request("rejected")
    browser = browser_of(office.applicant)
    assert "写して申請し直す" in text_of(browser.get(page_of(request)))
    body = text_of(browser.get(f"{page_of(request)}copy/"))
    assert "この申請と同じ内容で、同じ期間の下書きを作ります。" in body
    assert f"{wareki(FIRST)}から{wareki(LAST)}まで" in body


def test_copy_shows_what_it_will_say_and_leads_to_the_draft(office):
    leaver = make_staff(name="異動 太郎", department=office.department)
    request = office.request("returned", operators=(office.operator, leaver))
    Staff.objects.filter(pk=leaver.pk).update(department=make_department())
    browser = browser_of(office.applicant)
    body = text_of(browser.get(f"{page_of(request)}copy/"))
    assert f"令和{YEAR - 2017}年4月1日から令和{YEAR - 2016}年3月31日まで" in body
    assert "次の操作者は、いまは課の職員ではないため、写しません。" in body
    answer = browser.post(f"{page_of(request)}copy/", follow=True)
    copy = UsageRequest.objects.get(copied_from=request)
    assert answer.redirect_chain == [(f"{page_of(copy)}edit/", 302)]
    assert f"写さなかった操作者：異動 太郎（{leaver.username}）" in text_of(answer)
    again = browser.post(f"{page_of(request)}copy/")
    assert f"この申請を写した下書き（{copy.number}）がすでにあります" in text_of(again)


# --- The page ----------------------------------------------------------------------------------------------


def test_returned_request_shows_first_what_is_to_be_mended(office):
    request = office.request("returned", comment="期間を\n半年にしてください。")
    body = text_of(browser_of(office.applicant).get(page_of(request)))
    assert "差し戻されました。次のところを直してください。" in body
    assert "期間を<br>半年にしてください。" in body
    assert body.index("期間を<br>半年") < body.index("申請の内容")


def test_reviewer_sees_what_changed_since_it_was_returned(office):
    request = office.request("returned", legal_basis="元の条文", comment="条文と人を直してください。")
    newcomer = make_staff(name="新しい 人", department=office.department)
    content = office.content(
        affair=request.affair, purpose=request.purpose, legal_basis="直した条文", operators=(newcomer,)
    )
    request = edit_request(request, actor=office.applicant, version=request.version, content=content)
    request = office.step("submit", request)
    body = text_of(browser_of(office.reviewer).get(page_of(request)))
    assert "差し戻されたあとに変わったところ" in body
    changes = body.split('id="changes"')[1].split("</section>")[0]
    assert '<th scope="row">根拠条文</th><td>元の条文</td><td>直した条文</td>' in changes
    before, after = (f"{each}（{each.username}）" for each in (office.operator, newcomer))
    assert f'<th scope="row">操作者</th><td>{before}</td><td>{after}</td>' in changes
    assert "利用期間" not in changes


def test_reviewer_sees_what_changed_since_the_last_review(office):
    request = office.request("reviewed", legal_basis="元の条文")
    content = office.content(affair=request.affair, purpose=request.purpose, legal_basis="直した条文")
    edit_request(request, actor=office.applicant, version=request.version, content=content)
    body = text_of(browser_of(office.reviewer).get(page_of(request)))
    assert "前の審査のあとに変わったところ" in body
    assert "<td>元の条文</td><td>直した条文</td>" in body


def test_request_that_came_back_unchanged_says_so(office):
    request = office.step("submit", office.request("returned"))
    assert "のときから、内容は変わっていません。" in text_of(
        browser_of(office.reviewer).get(page_of(request))
    )


def test_return_and_reject_want_words_and_keep_what_was_seen(office):
    request = office.request("submitted")
    reviewer, approver = browser_of(office.reviewer), browser_of(office.approver)
    answer = step(reviewer, request, "return", comment=" ")
    assert answer.status_code == 422
    assert "直してほしいことを入れてください。" in text_of(answer)
    assert step(reviewer, request, "reject", comment="理由").status_code == 403
    answer = step(approver, request, "reject", comment="番号は123456789018です")
    assert answer.status_code == 422
    assert "12桁の数字があります" in text_of(answer)
    answer = step(approver, request, "reject", comment="要件を満たしません。")
    assert answer["Location"] == "/usage-requests/queue/"
    request.refresh_from_db()
    assert request.state == "rejected"


def test_approval_of_what_is_no_longer_what_was_seen_is_refused(office):
    seen = office.request("reviewed")
    content = office.content(affair=seen.affair, purpose=seen.purpose, legal_basis="後の条文")
    edit_request(seen, actor=office.applicant, version=seen.version, content=content)
    answer = step(browser_of(office.approver), seen, "approve")
    assert answer.status_code == 422
    body = text_of(answer)
    assert "まだ何もしていません" in body
    assert "ほかの人が内容か状態を変更しました" in body
    assert "後の条文" in body
    assert OperatorGrant.objects.count() == 0


def test_amendment_has_no_button_and_an_unknown_step_is_a_bad_request(office):
    request = office.request("submitted")
    browser = browser_of(office.applicant)
    assert f"{page_of(request)}amend/" not in text_of(browser.get(page_of(request)))
    assert step(browser, request, "amend").status_code == 400
    assert step(browser, request, "conjure").status_code == 400
    assert browser.post(f"{page_of(request)}withdraw/", {"version": "x"}).status_code == 400


def test_step_that_is_opened_as_a_page_leads_to_the_request(office):
    request = office.request("submitted")
    answer = browser_of(office.reviewer).get(f"{page_of(request)}review/")
    assert (answer.status_code, answer["Location"]) == (302, page_of(request))


def test_second_open_request_is_refused_with_its_sentence_on_the_page(office):
    affair = make_affair()
    office.request("submitted", affair=affair)
    second = office.request(affair=affair)
    answer = step(browser_of(office.applicant), second, "submit")
    assert answer.status_code == 422
    assert "同じ事務で期間の重なる申請を、すでに提出しています。" in text_of(answer)


def test_list_finds_a_request_by_its_number_as_people_type_it(office):
    request, other = office.request("submitted"), office.request("submitted")
    browser = browser_of(office.reviewer)
    wide = str(request.number).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    body = text_of(browser.get("/usage-requests/", {"text": wide}))
    assert f'href="{page_of(request)}"' in body
    assert f'href="{page_of(other)}"' not in body
    body = text_of(browser.get("/usage-requests/", {"state": "reviewed"}))
    assert f'href="{page_of(request)}"' not in body


# --- Paper -------------------------------------------------------------------------------------------------


def test_decision_prints_what_was_decided_by_whom_and_is_logged(office):
    make_municipality("試験区")
    deputy = make_staff("auditor", name="代決 三郎")
    make_deputy(principal=office.approver, deputy=deputy)
    affair = make_affair(name="住民税")
    request = office.request("reviewed", affair=affair, purpose_note="賦課のため")
    request = take_step("approve", request, actor=deputy, comment="支障なし。")
    affair.name = "後の名前"
    affair.save()
    browser = browser_of(office.applicant)
    body = text_of(browser.get(f"{page_of(request)}decision/"))
    sheet = body.split("<main")[1]
    for words in ("試験区", request.number, "住民税", "賦課のため", "この利用申請を承認した。", "支障なし。"):
        assert words in sheet, words
    assert "後の名前" not in sheet
    assert sheet.count("代決 三郎（承認 二葉の代決）") == 2  # the decision, and the course of the steps
    assert f"操作 守（{office.operator.username}）" in sheet
    event = AccessEvent.objects.get(kind="print")
    assert (event.staff, event.subject) == (office.applicant, f"利用申請決定書 {request.number}")


def test_decision_of_a_rejected_request_says_why(office):
    request = office.request("rejected", comment="要件を満たしません。")
    sheet = text_of(browser_of(office.applicant).get(f"{page_of(request)}decision/"))
    assert "この利用申請を却下した。" in sheet
    assert "要件を満たしません。" in sheet


@pytest.mark.parametrize("state", ["draft", "submitted", "reviewed", "returned", "withdrawn"])
def test_decision_is_printed_only_once_there_is_one(office, state):
    request = office.request(state)
    answer = browser_of(office.applicant).get(f"{page_of(request)}decision/", follow=True)
    assert answer.redirect_chain == [(page_of(request), 302)]
    assert "決定書は、承認または却下されたあとに印刷できます。" in text_of(answer)
    assert not AccessEvent.objects.filter(kind="print").exists()

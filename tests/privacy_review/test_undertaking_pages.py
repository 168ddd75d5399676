"""The pages of the undertakings: the list, one with its cases, several at once, and writing them."""

from datetime import date

import pytest
from django.test import Client

from core.models import Notice
from privacy_review.models import ReviewCase, Undertaking
from privacy_review.models.criterion import Criterion
from privacy_review.services.undertaking import copy_undertaking
from privacy_review.states.review_case import State
from tests.factories import make_care_category, make_department, make_staff
from tests.pages import form_of, text_of
from tests.privacy_review.sections import make_review_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_review_section()


@pytest.fixture
def desk(section):
    return browser_of(section.writer)


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def page_of(undertaking):
    return f"/undertakings/{undertaking.pk}/"


def chosen(*cases):
    return {"chosen": [f"{case.pk}-{case.version}" for case in cases]}


def rows_of(body):
    """The rows of the page's table of cases."""
    return body.split('aria-labelledby="cases"')[1].split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]


# --- The list ----------------------------------------------------------------------------------------------


def test_list_tells_how_many_cases_there_are_and_where_they_stand(section, desk):
    undertaking = section.undertaking(*Criterion, name="くらし応援給付金")
    section.step("submit", section.written(undertaking.cases.order_by("id").first()))
    body = text_of(desk.get("/undertakings/"))
    assert f'<a href="{page_of(undertaking)}">くらし応援給付金</a>' in body
    assert "<div>下書き 3件</div><div>課長の確認待ち 1件</div>" in body
    assert 'href="/undertakings/new/">新しい業務を登録する</a>' in body
    rows = b"".join(desk.get("/undertakings/export/?format=csv")).decode()
    assert "くらし応援給付金" in rows
    assert "下書き 3件、課長の確認待ち 1件" in rows
    assert "新しい業務を登録する" not in text_of(browser_of(section.head).get("/undertakings/"))


def test_list_is_searched_by_name_as_people_type_it_and_by_the_state_of_a_case(section, desk):
    section.undertaking(name="タブレット貸与")
    submitted = section.case("submitted")
    body = text_of(desk.get("/undertakings/", {"text": "ﾀﾌﾞﾚｯﾄ"}))
    assert "タブレット貸与" in body
    assert page_of(submitted.undertaking) not in body
    body = text_of(desk.get("/undertakings/", {"state": "submitted"}))
    assert page_of(submitted.undertaking) in body
    assert "タブレット貸与" not in body


def test_list_of_the_office_has_what_left_its_draft_and_counts_no_draft(section):
    section.undertaking(name="まだ下書きの業務")
    begun = section.undertaking(*Criterion, name="出した業務")
    section.step("submit", section.written(begun.cases.order_by("id").first()))
    office = browser_of(section.office)
    body = text_of(office.get("/undertakings/"))
    assert "出した業務" in body
    assert "<div>課長の確認待ち 1件</div>" in body
    assert "下書き 3件" not in body
    assert "まだ下書きの業務" not in body
    assert len(rows_of(text_of(office.get(page_of(begun))))) == 1


# --- Entering ----------------------------------------------------------------------------------------------


def test_new_undertaking_makes_its_cases_and_leads_to_them(section, desk):
    category = make_care_category()
    data = form_of(desk.get("/undertakings/new/"), "form") | {
        "name": "くらし応援給付金",
        "implementing_body": section.body.pk,
        "criteria": ["outsourcing", "online_linkage"],
        "outline": "給付する。",
        "special_care": "on",
        "care_categories": [category.pk],
    }
    answer = desk.post("/undertakings/new/", data, follow=True)
    undertaking = Undertaking.objects.get()
    assert answer.redirect_chain == [(page_of(undertaking), 302)]
    assert "審査案件の下書きを2件作りました。" in text_of(answer)
    cases = [(case.criterion, case.content, case.special_care) for case in undertaking.cases.order_by("id")]
    assert cases == [("outsourcing", "給付する。", True), ("online_linkage", "給付する。", True)]


def test_new_undertaking_that_is_refused_keeps_what_was_typed(section, desk):
    data = form_of(desk.get("/undertakings/new/"), "form")
    typed = {"name": "", "outline": "残る概要", "implementing_body": "999999", "criteria": ["x"]}
    answer = desk.post("/undertakings/new/", data | typed)
    body = text_of(answer)
    assert "業務の名称を入れてください。" in body
    assert body.count("この中から選び直してください。") == 4  # each above and beside
    assert form_of(answer, "form")["outline"] == "残る概要"
    body = text_of(desk.post("/undertakings/new/", data | {"name": "番号123456789018"}))
    assert "個人番号（マイナンバー）と思われる12桁の数字があります。" in body
    assert "この業務に当てはまる審査基準を、1つ以上選んでください。" in body
    assert Undertaking.objects.count() == 0


# --- The page ----------------------------------------------------------------------------------------------


def test_page_tells_of_each_case_what_is_missing_and_what_is_next(section, desk):
    undertaking = section.undertaking(*Criterion)
    first, second, third, _fourth = undertaking.cases.order_by("id")
    section.written(first)
    section.step("confirm", section.step("submit", section.written(second)))
    for action in ("submit", "confirm", "return"):
        third = section.step(action, section.written(third) if action == "submit" else third, comment="理由")
    rows = rows_of(text_of(desk.get(page_of(undertaking))))
    assert f'<a href="/review-cases/{first.pk}/">内容を確かめて提出する</a>' in rows[0]
    assert "区政情報課の審査を待つ" in rows[1]
    assert f'<a href="/review-cases/{third.pk}/">差戻しの理由を見て直す</a>' in rows[2]
    assert "オンライン結合・システム導入の別、安全管理の計画が空いています。" in rows[3]
    assert 'edit/">足りないところを書く</a>' in rows[3]
    office = rows_of(text_of(browser_of(section.office).get(page_of(undertaking))))
    assert f'<a href="/review-cases/{second.pk}/">内容を確かめて審査する</a>' in office[0]
    assert "<td>差戻しの理由を見て直す</td>" in office[1]
    section.step("submit", ReviewCase.objects.get(pk=first.pk))
    head = rows_of(text_of(browser_of(section.head).get(page_of(undertaking))))
    assert f'<a href="/review-cases/{first.pk}/">内容を確かめて区政情報課へ送る</a>' in head[0]


def test_everything_that_may_be_is_submitted_and_the_others_say_why_not(section, desk):
    undertaking = section.undertaking(*Criterion)
    first, second, third, fourth = undertaking.cases.order_by("id")
    first, third = section.written(first), section.written(third)
    page = desk.get(page_of(undertaking))
    assert "まとめて提出する" in text_of(page)
    sent = chosen(first, second, third, fourth)
    section.written(ReviewCase.objects.get(pk=third.pk), purpose="同僚が直した")
    answer = desk.post(f"{page_of(undertaking)}submit/", sent)
    assert answer.status_code == 422
    body = text_of(answer)
    assert "1件を提出しました。" in body
    assert "次の3件は提出していません。" in body
    assert "利用目的" not in body.split("次の3件")[1].split("外部提供")[0]  # the outline filled it in
    assert "該当条項、保有課が空いています。入れてから提出してください。" in body
    assert "ほかの人が内容か状態を変更しました" in body
    states = [case.state for case in undertaking.cases.order_by("id")]
    assert states == [State.SUBMITTED, State.DRAFT, State.DRAFT, State.DRAFT]


def test_all_cases_at_once_walk_to_the_office(section, desk):
    undertaking = section.undertaking(*Criterion)
    for case in undertaking.cases.all():
        section.written(case)
    answer = desk.post(
        f"{page_of(undertaking)}submit/", chosen(*undertaking.cases.order_by("id")), follow=True
    )
    assert answer.redirect_chain == [(page_of(undertaking), 302)]
    assert "4件の提出をしました：外部委託、目的外利用、外部提供、オンライン結合・システム導入" in text_of(
        answer
    )
    head = browser_of(section.head)
    body = text_of(head.get(page_of(undertaking)))
    assert "まとめて確認して送る" in body
    assert "まとめて提出する" not in body
    head.post(f"{page_of(undertaking)}confirm/", chosen(*undertaking.cases.all()))
    assert {case.state for case in undertaking.cases.all()} == {State.CONFIRMED}
    assert Notice.objects.of(section.office).count() == 4
    assert "まとめて" not in text_of(browser_of(section.office).get(page_of(undertaking)))


def test_several_steps_want_the_right_a_known_action_and_ones_own_cases(section, desk):
    undertaking = section.undertaking()
    case = section.written(undertaking.cases.get())
    theirs = make_review_section().case()
    address = page_of(undertaking)
    assert desk.post(f"{address}confirm/", chosen(case)).status_code == 403
    assert browser_of(section.head).post(f"{address}submit/", chosen(case)).status_code == 403
    for action in ("accept", "withdraw", "conjure"):
        assert desk.post(f"{address}{action}/", chosen(case)).status_code == 400
    assert desk.post(f"{address}submit/", {"chosen": ["x"]}).status_code == 400
    answer = desk.post(f"{address}submit/", chosen(theirs))
    assert answer.status_code == 422
    assert "いまは見ることのできない案件です。画面を開き直してください。" in text_of(answer)
    theirs.refresh_from_db()
    assert theirs.state == State.DRAFT
    answer = desk.get(f"{address}submit/")
    assert (answer.status_code, answer["Location"]) == (302, address)


# --- Its name, another case, next year's -------------------------------------------------------------------


def test_name_is_changed_while_nothing_is_handed_in(section, desk):
    undertaking = section.undertaking()
    address = f"{page_of(undertaking)}rename/"
    assert f'href="{address}"' in text_of(desk.get(page_of(undertaking)))
    data = form_of(desk.get(address), "form")
    assert desk.post(address, data | {"name": "新しい名"}).status_code == 302
    answer = desk.post(address, data | {"name": "別の名"})
    assert "業務の名称：架空給付金 → 新しい名" in text_of(answer)
    section.step("submit", section.written(undertaking.cases.get()))
    assert address not in text_of(desk.get(page_of(undertaking)))
    again = desk.post(address, form_of(answer, "form"))
    assert "提出した案件があるので、業務の名称は変更できません。" in text_of(again)
    undertaking.refresh_from_db()
    assert undertaking.name == "新しい名"


def test_another_case_leads_to_its_form(section, desk):
    undertaking = section.undertaking()
    address = f"{page_of(undertaking)}new-case/"
    data = form_of(desk.get(address), "form")
    assert data["implementing_body"] == str(section.body.pk)
    assert "審査基準を選んでください。" in text_of(desk.post(address, data))
    answer = desk.post(address, data | {"criterion": "external_provision"})
    case = undertaking.cases.order_by("id").last()
    assert (answer.status_code, answer["Location"]) == (302, f"/review-cases/{case.pk}/edit/")
    assert (case.criterion, case.implementing_body) == ("external_provision", section.body)


def test_copy_shows_what_it_will_be_and_leads_to_the_new_undertaking(section, desk):
    case = section.case("accepted", contract_starts_on=date(2026, 4, 1), contract_ends_on=date(2027, 3, 31))
    address = f"{page_of(case.undertaking)}copy/"
    assert f'href="{address}"' in text_of(desk.get(page_of(case.undertaking)))
    page = desk.get(address)
    body = text_of(page)
    assert "作る下書き（1件）" in body
    assert "令和9年4月1日から" in body
    assert "令和10年3月31日まで" in body
    answer = desk.post(address, form_of(page, "form"), follow=True)
    copy = Undertaking.objects.get(copied_from=case.undertaking)
    assert answer.redirect_chain == [(page_of(copy), 302)]
    assert "審査案件の下書きを1件作りました。" in text_of(answer)
    again = desk.get(address, follow=True)
    assert again.redirect_chain == [(page_of(case.undertaking), 302)]
    assert "この業務を写した下書きがすでにあります。" in text_of(again)
    assert address not in text_of(desk.get(page_of(case.undertaking)))


def test_copy_and_its_case_say_what_they_were_copied_from(section, desk):
    case = section.case("accepted")
    copy = copy_undertaking(case.undertaking, actor=section.writer)
    assert "写した元の業務" in text_of(desk.get(page_of(copy)))
    body = text_of(desk.get(f"/review-cases/{copy.cases.get().pk}/"))
    assert f'<dt>写した元の案件</dt><dd><a href="/review-cases/{case.pk}/">' in body


# --- Whose -------------------------------------------------------------------------------------------------


def test_undertaking_of_another_department_is_as_if_it_were_not(section, desk):
    theirs = make_review_section()
    undertaking = theirs.undertaking(name="よその業務")
    accepted = theirs.case("accepted").undertaking
    for each in (undertaking, accepted):
        for under in ("", "rename/", "copy/", "new-case/"):
            answer = desk.get(f"{page_of(each)}{under}")
            assert answer.status_code == 404, under
            assert "よその業務" not in text_of(answer)
        for under in ("submit/", "rename/", "copy/", "new-case/"):
            answer = desk.post(f"{page_of(each)}{under}", {"name": "盗んだ名", "chosen": []})
            assert answer.status_code == 404, under
    for address in ("", "print/", "export/?format=csv", "?text=よその"):
        assert "よその業務" not in b"".join(desk.get(f"/undertakings/{address}")).decode()
    assert str(theirs.department) not in text_of(desk.get("/undertakings/"))


def test_missing_right_is_403_and_names_nothing(section):
    undertaking = section.case("accepted").undertaking
    for key in ("applicant", "clerk", "publisher", "admin"):
        browser = browser_of(make_staff(key, department=section.department))
        for under in ("", "rename/", "copy/", "new-case/"):
            answer = browser.get(f"{page_of(undertaking)}{under}")
            assert answer.status_code == 403, (key, under)
            assert "架空給付金" not in text_of(answer)
        assert browser.get("/undertakings/").status_code == 403
    for person in (section.head, section.office, make_staff("auditor", department=make_department())):
        browser = browser_of(person)
        assert browser.get(page_of(undertaking)).status_code == 200
        for under in ("rename/", "copy/", "new-case/"):
            assert browser.get(f"{page_of(undertaking)}{under}").status_code == 403
        assert browser.get("/undertakings/new/").status_code == 403

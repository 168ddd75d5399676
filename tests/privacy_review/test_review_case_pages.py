"""The pages of a review case for those who see it: what it says, what may be done, and whose it is."""

from datetime import date

import pytest
from django.test import Client

from core.calendar import today, wareki
from privacy_review.models import CheckItem, ReviewCase
from privacy_review.models.criterion import Criterion
from privacy_review.services.review_case import take_step
from privacy_review.services.review_case_writing import revise_case
from privacy_review.states.review_case import State
from tests.factories import (
    make_care_category,
    make_case,
    make_check_item,
    make_department,
    make_processor,
    make_staff,
)
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


def page_of(case):
    return f"/review-cases/{case.pk}/"


def edit_of(case):
    return f"{page_of(case)}edit/"


def step(browser, case, action, **more):
    return browser.post(f"{page_of(case)}{action}/", {"version": case.version} | more)


def part(body, name):
    """The section of the page with that heading."""
    return body.split(f'aria-labelledby="{name}"')[1].split("</section>")[0]


# --- The page ----------------------------------------------------------------------------------------------


def test_page_says_what_the_case_says_by_the_columns_of_its_criterion(section, desk):
    processor = make_processor(name="架空事務センター")
    category = make_care_category(name="国籍")
    case = section.case(
        "confirmed",
        processor=processor,
        contract_starts_on=date(2027, 4, 1),
        special_care=True,
        ordinance_special_care=True,
        care_categories=(category,),
    )
    content = part(text_of(desk.get(page_of(case))), "content")
    for label, value in (
        ("審査基準", "外部委託"),
        ("委託・結合・導入の内容", "給付の事務を委託する。"),
        ("契約の始まり", "令和9年4月1日"),
        ("契約の終わり", "―"),
        ("要配慮個人情報", "有"),
        ("条例要配慮個人情報", "有（国籍）"),
    ):
        assert f"<dt>{label}</dt><dd>{value}</dd>" in content
    assert f'<dd><a href="/processors/{processor.pk}/">架空事務センター</a></dd>' in content
    assert f'<a href="/undertakings/{case.undertaking_id}/">架空給付金</a>' in content
    for label in ("利用目的", "提供先", "保有課"):
        assert label not in content
    provided = section.case("draft", Criterion.EXTERNAL_PROVISION)
    content = part(text_of(desk.get(page_of(provided))), "content")
    assert "<dt>提供先</dt><dd>架空県</dd>" in content
    assert "<dt>委託先</dt>" not in content


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("draft", "まだ提出していません。内容を確かめて提出してください。"),
        ("submitted", "課長の確認を待っています。"),
        ("confirmed", "区政情報課の審査を待っています。"),
        ("accepted", "承認されました。内容が変わるときは、あらためて審査を受けてください。"),
        ("conditional", "条件付きで承認されました。条件を期限までに満たし、報告してください。"),
        ("refused", "承認されませんでした。この内容で個人情報を取り扱うことはできません。"),
        ("returned", "差し戻されています。直して、もう一度提出してください。"),
        ("withdrawn", "取り下げました。"),
    ],
)
def test_page_says_in_a_sentence_where_the_case_stands(section, desk, state, sentence):
    assert sentence in text_of(desk.get(page_of(section.case(state))))


def test_page_shows_the_check_list_with_what_is_not_answered_yet(section, desk):
    case = section.case()
    make_check_item(question="新しい問い")
    make_check_item(question="終わった問い", ends_on=date(2026, 3, 31))
    rows = part(text_of(desk.get(page_of(case))), "check-list")
    assert rows.count("適</span>") == 2
    assert "新しい問い" in rows
    assert '<span class="badge badge-warning">まだ</span>' in rows
    assert "終わった問い" not in rows


def test_answered_question_stays_on_the_page_when_it_is_asked_no_more(section, desk):
    case = section.case("accepted")
    CheckItem.objects.update(ends_on=date(2026, 3, 31))
    make_check_item(question="あとの問い")
    rows = part(text_of(desk.get(page_of(case))), "check-list")
    assert "必要なものだけか（1）" in rows
    assert "あとの問い" not in rows


def test_returned_case_shows_first_what_is_to_be_mended_and_the_remark_beside_its_answer(section, desk):
    case = section.case("confirmed")
    _, second = (line.item for line in case.answers.all())
    case = take_step(
        "return", case, actor=section.office, comment="計画を\n足す", remarks={second: "相手を書く"}
    )
    body = text_of(desk.get(page_of(case)))
    assert "差し戻されました。次のところを直してください。" in body
    assert body.index("計画を<br>足す") < body.index("個人情報の取扱い")
    rows = part(body, "check-list")
    assert rows.index(str(second)) < rows.index("<strong>指摘</strong>　相手を書く")
    assert "case-remark-now" in rows
    assert rows.count("case-remark-now") == 1
    case = section.step("submit", case)
    rows = part(text_of(desk.get(page_of(case))), "check-list")
    assert "<strong>差し戻したときの指摘</strong>　相手を書く" in rows
    assert "case-remark-now" not in rows


def test_page_tells_what_changed_since_the_last_return(section):
    case = section.case("returned", content="元の内容")
    case = section.step("submit", section.written(case, content="直した内容"))
    office, head = browser_of(section.office), browser_of(section.head)
    changes = part(text_of(head.get(page_of(case))), "changes")
    assert "<td>元の内容</td><td>直した内容</td>" in changes
    assert "安全管理の計画" not in changes
    case = section.step(
        "confirm", section.step("submit", section.step("send_back", case, comment="もう一度"))
    )
    assert "<td>元の内容</td><td>直した内容</td>" in part(text_of(office.get(page_of(case))), "changes")
    case = section.step("return", case, comment="まだ")
    case = section.step("submit", case)
    assert "のときから、内容は変わっていません。" in text_of(head.get(page_of(case)))


def test_refused_case_says_why(section, desk):
    body = text_of(desk.get(page_of(section.case("refused", comment="条例に根拠がない。"))))
    assert "承認されませんでした。理由は次のとおりです。" in body
    assert "条例に根拠がない。" in body


def test_conditions_stand_on_the_page_each_with_its_day_and_its_own_page(section, desk):
    case = section.case("conditional")
    condition = case.conditions.get()
    rows = part(text_of(desk.get(page_of(case))), "conditions")
    assert f'<a href="/case-conditions/{condition.pk}/">名簿を出す</a>' in rows
    assert wareki(today()) in rows
    assert "過ぎています" not in rows
    assert "対応待ち" in rows


def test_what_was_reviewed_on_paper_has_its_page_without_check_list_and_steps(section):
    office = browser_of(section.office)
    case = make_case(content="紙で審査した委託")
    body = text_of(office.get(page_of(case)))
    assert "紙で審査された案件です。" in body
    assert "紙で審査した委託" in body
    assert "この件でできること" not in body
    assert 'id="check-list"' not in body
    counted = text_of(office.get(page_of(make_case(counted_only=True))))
    assert "件数だけが公表され、内容は分かりません。" in counted


def test_buttons_are_those_of_the_person_and_say_what_stands_in_the_way(section, desk):
    draft = section.undertaking().cases.get()
    body = text_of(desk.get(page_of(draft)))
    assert "が空いています。入れてから提出してください。" in body
    assert f'<a class="button button-primary" href="{edit_of(draft)}">案件を直す</a>' in body
    case = section.case("confirmed")
    office = text_of(browser_of(section.office).get(page_of(case)))
    assert f'href="{page_of(case)}return/">差し戻す</a>' in office
    assert f'href="{page_of(case)}accept-with-conditions/">条件を付けて承認する</a>' in office
    assert f'action="{page_of(case)}accept/"' in office
    assert "edit/" not in office
    writer = text_of(desk.get(page_of(case)))
    assert f'action="{page_of(case)}withdraw/"' in writer
    assert "return/" not in writer
    assert "/admin/privacy_review/" not in office


def test_steps_of_a_page_of_their_own_and_unknown_ones_are_bad_requests(section):
    case = section.case("confirmed")
    office = browser_of(section.office)
    assert step(office, case, "conjure").status_code == 400
    assert step(office, case, "accept_with_conditions", comment="理由").status_code == 400
    assert office.post(f"{page_of(case)}accept/", {"version": "x"}).status_code == 400
    answer = step(browser_of(section.writer), case, "accept")
    assert answer.status_code == 403
    case.refresh_from_db()
    assert case.state == State.CONFIRMED


def test_steps_walk_from_the_section_to_the_decision(section, desk):
    case = section.case()
    answer = step(desk, case, "submit")
    assert (answer.status_code, answer["Location"]) == (302, page_of(case))
    case.refresh_from_db()
    head = browser_of(section.head)
    answer = head.post(f"{page_of(case)}confirm/", {"version": case.version}, follow=True)
    assert "確認して、区政情報課へ送りました。" in text_of(answer)
    case.refresh_from_db()
    answer = step(browser_of(section.office), case, "accept", comment="支障なし。")
    assert answer["Location"] == "/review-cases/queue/"
    case.refresh_from_db()
    assert (case.state, case.accepted_by) == (State.ACCEPTED, section.office)


def test_decision_on_what_is_no_longer_what_was_seen_is_refused(section):
    seen = section.case("confirmed")
    case = section.step("return", ReviewCase.objects.get(pk=seen.pk), comment="直す")
    for action in ("submit", "confirm"):
        case = section.step(action, section.written(case, content="後の内容") if action == "submit" else case)
    answer = step(browser_of(section.office), seen, "accept")
    assert answer.status_code == 422
    assert "ほかの人が内容か状態を変更しました" in text_of(answer)
    assert "後の内容" in text_of(answer)


# --- A new review ------------------------------------------------------------------------------------------


def test_new_review_says_what_it_begins_with_before_it_is_made(section, desk):
    case = section.case("accepted")
    assert f'href="{page_of(case)}revise/"' in text_of(desk.get(page_of(case)))
    page = desk.get(f"{page_of(case)}revise/")
    assert "承認された案件はそのまま残ります。" in text_of(page)
    assert "給付の事務を委託する。" in text_of(page)
    assert ReviewCase.objects.count() == 1
    answer = desk.post(f"{page_of(case)}revise/", form_of(page, "form"), follow=True)
    draft = ReviewCase.objects.get(revises=case)
    assert answer.redirect_chain == [(edit_of(draft), 302)]
    again = desk.get(f"{page_of(case)}revise/", follow=True)
    assert again.redirect_chain == [(page_of(case), 302)]
    assert "この案件を審査し直す下書きがすでにあります。" in text_of(again)


def test_new_review_and_the_old_one_point_to_each_other_and_tell_what_differs(section, desk):
    case = section.case("accepted")
    draft = revise_case(case, actor=section.writer)
    body = text_of(desk.get(page_of(draft)))
    assert f'<a href="{page_of(case)}">架空給付金（外部委託）</a>' in body
    assert "まだ変わったところはありません。" in body
    section.written(draft, content="変わった内容")
    revised = part(text_of(desk.get(page_of(draft))), "revised")
    assert "<td>給付の事務を委託する。</td><td>変わった内容</td>" in revised
    old = text_of(desk.get(page_of(case)))
    assert "この案件には、内容が変わったための新しい審査があります。" in old
    assert f'<a href="{page_of(draft)}">新しい案件を見る</a>（下書き）' in old
    assert "revise/" not in old
    section.step("withdraw", ReviewCase.objects.get(pk=draft.pk))
    assert "新しい案件を見る" not in text_of(desk.get(page_of(case)))


# --- Whose ------------------------------------------------------------------------------------------------


def test_case_of_another_department_is_as_if_it_were_not(section, desk):
    theirs = make_review_section()
    case = theirs.case("accepted", content="よその内容")
    draft = theirs.case(content="よその内容")
    for each in (case, draft):
        for under in ("", "edit/", "revise/"):
            answer = desk.get(f"{page_of(each)}{under}")
            assert answer.status_code == 404, under
            assert "よその" not in text_of(answer)
        for under in ("edit/", "revise/", "submit/", "withdraw/"):
            assert desk.post(f"{page_of(each)}{under}", {"version": each.version}).status_code == 404
    for address in ("", "print/", "export/?format=csv", "?text=よその"):
        body = b"".join(desk.get(f"/review-cases/{address}")).decode()
        assert "よその内容" not in body


def test_who_sees_every_case_writes_those_of_the_own_section_alone(section):
    everywhere = browser_of(make_staff(is_superuser=True, department=make_department()))
    case, accepted = section.case("returned"), section.case("accepted")
    assert everywhere.get(page_of(case)).status_code == 200
    assert "edit/" not in text_of(everywhere.get(page_of(case)))
    assert everywhere.get(edit_of(case)).status_code == 404
    assert everywhere.get(f"{page_of(accepted)}revise/").status_code == 404
    for under in ("rename/", "copy/", "new-case/"):
        assert everywhere.get(f"/undertakings/{case.undertaking_id}/{under}").status_code == 404


def test_draft_is_its_sections_own_business(section):
    draft, submitted = section.case(), section.case("submitted")
    for person in (section.office, make_staff("auditor", department=make_department())):
        browser = browser_of(person)
        assert browser.get(page_of(draft)).status_code == 404
        assert browser.get(page_of(submitted)).status_code == 200
    assert browser_of(section.head).get(page_of(draft)).status_code == 200


def test_missing_right_is_403_and_names_nothing(section):
    case = section.case("accepted")
    for key in ("applicant", "clerk", "publisher", "admin", "mynumber"):
        browser = browser_of(make_staff(key, department=section.department))
        for under in ("", "edit/", "revise/"):
            answer = browser.get(f"{page_of(case)}{under}")
            assert answer.status_code == 403, (key, under)
            assert "架空給付金" not in text_of(answer)
    for person in (section.head, make_staff("auditor", department=section.department)):
        for under in ("edit/", "revise/"):
            assert browser_of(person).get(f"{page_of(case)}{under}").status_code == 403
    assert browser_of(section.head).get("/processors/new/").status_code == 403

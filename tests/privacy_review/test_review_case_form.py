"""Writing a review case on its page: its form, two windows at once, and a processor on the way."""

from datetime import date

import pytest
from django.test import Client

from privacy_review.models import Processor
from privacy_review.models.criterion import Criterion
from privacy_review.services.review_case import take_step
from privacy_review.states.review_case import State
from tests.factories import (
    make_body,
    make_care_category,
    make_check_item,
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


# --- Writing -----------------------------------------------------------------------------------------------


def test_form_asks_what_the_criterion_asks_and_its_check_list(section, desk):
    make_check_item(criterion=Criterion.ONLINE_LINKAGE, question="よその問い")
    case = section.undertaking().cases.get()
    page = desk.get(edit_of(case))
    data = form_of(page, "form")
    assert {"content", "processor", "contract_starts_on", "contract_ends_on", "safety_plan"} <= set(data)
    assert not {"purpose", "clause", "recipient", "holding_department"} & set(data)
    body = text_of(page)
    assert "1．必要なものだけか（1）" in body
    assert "よその問い" not in body
    assert body.count("提出までに入れます。") == 2  # the content and the safety plan
    linked = section.undertaking(Criterion.ONLINE_LINKAGE).cases.get()
    body = text_of(desk.get(edit_of(linked)))
    assert "オンライン結合・システム導入の別" in body
    assert "---------" not in body


def test_form_saves_fields_categories_and_answers_at_once(section, desk):
    case = section.undertaking().cases.get()
    category = make_care_category(name="国籍")
    processor = make_processor()
    first, second = section.content(case).answers
    data = form_of(desk.get(edit_of(case)), "form") | {
        "content": "発送を委託する。",
        "processor": processor.pk,
        "contract_starts_on": "Ｒ９．４．１",
        "contract_ends_on": "令和10年3月31日",
        "safety_plan": "鍵をかける。",
        "special_care": "on",
        "ordinance_special_care": "on",
        "care_categories": [category.pk],
        f"answer-{first.pk}": "yes",
        f"reason-{first.pk}": "名簿だけを渡す。",
        f"answer-{second.pk}": "not_applicable",
        f"reason-{second.pk}": "再委託はない。",
    }
    answer = desk.post(edit_of(case), data, follow=True)
    assert answer.redirect_chain == [(page_of(case), 302)]
    assert "保存しました。内容を確かめて「提出」してください。" in text_of(answer)
    case.refresh_from_db()
    assert (case.content, case.processor, case.safety_plan) == ("発送を委託する。", processor, "鍵をかける。")
    assert (case.contract_starts_on, case.contract_ends_on) == (date(2027, 4, 1), date(2028, 3, 31))
    assert (case.special_care, case.ordinance_special_care) == (True, True)
    assert list(case.care_categories.all()) == [category]
    answers = [(line.answer, line.reason) for line in case.answers.all()]
    assert answers == [("yes", "名簿だけを渡す。"), ("not_applicable", "再委託はない。")]
    assert (case.version, case.state) == (2, State.DRAFT)


def test_everything_typed_is_kept_when_it_is_refused(section, desk):
    case = section.undertaking().cases.get()
    category = make_care_category()
    first, second = section.content(case).answers
    typed = {
        "content": "残る内容",
        "contract_starts_on": "令和9年4月1日",
        "contract_ends_on": "令和9年2月30日",
        "care_categories": [str(category.pk)],
        f"answer-{first.pk}": "no",
        f"reason-{first.pk}": "",
        f"answer-{second.pk}": "yes",
        f"reason-{second.pk}": "番号 1234 5678 9018",
    }
    answer = desk.post(edit_of(case), form_of(desk.get(edit_of(case)), "form") | typed)
    assert answer.status_code == 200
    body = text_of(answer)
    assert "令和9年2月30日という日付はありません" in body
    assert body.count("この答えの理由を入れてください。") == 2  # above, and beside
    assert "個人番号（マイナンバー）と思われる12桁の数字があります。" in body
    kept = form_of(answer, "form")
    assert {name: kept[name] for name in typed} == typed
    case.refresh_from_db()
    assert (case.version, case.answers.count()) == (1, 0)


def test_contract_that_ends_before_it_begins_is_told_so(section, desk):
    case = section.undertaking().cases.get()
    data = form_of(desk.get(edit_of(case)), "form")
    data |= {"contract_starts_on": "令和9年4月1日", "contract_ends_on": "令和9年3月31日"}
    body = text_of(desk.post(edit_of(case), data))
    assert "契約の終わりが始まりより前になっています。日付を確かめてください。" in body


def test_stolen_keys_are_refused_with_a_clear_sentence(section, desk):
    case = section.undertaking().cases.get()
    ended = make_processor(name="使わない商事", ends_on=date(2026, 3, 31))
    gone = make_care_category(name="終わった区分", ends_on=date(2026, 3, 31))
    data = form_of(desk.get(edit_of(case)), "form") | {"content": "残る内容"}
    (first, _) = section.content(case).answers
    for stolen, sentence in (
        ({"processor": ended.pk}, "正しく選択してください。"),
        ({"processor": "x"}, "正しく選択してください。"),
        ({"care_categories": [gone.pk]}, "選べない区分が含まれています。"),
        ({f"answer-{first.pk}": "perhaps"}, "適・否・非該当の中から選び直してください。"),
        ({"implementing_body": ""}, "実施機関を選んでください。"),
    ):
        body = text_of(desk.post(edit_of(case), data | stolen))
        assert sentence in body, stolen
        assert "残る内容" in body
        assert "使わない商事" not in body
        assert "終わった区分" not in body
    case.refresh_from_db()
    assert case.version == 1


def test_what_was_chosen_before_it_ended_can_stay(section, desk):
    category, processor = make_care_category(), make_processor()
    case = section.written(
        section.undertaking().cases.get(),
        processor=processor,
        ordinance_special_care=True,
        care_categories=(category,),
    )
    for row in (category, processor):
        type(row).objects.filter(pk=row.pk).update(ends_on=date(2026, 3, 31))
    data = form_of(desk.get(edit_of(case)), "form") | {"content": "直した内容"}
    assert desk.post(edit_of(case), data).status_code == 302
    case.refresh_from_db()
    assert (case.processor, list(case.care_categories.all())) == (processor, [category])


def test_edit_in_two_windows_keeps_what_was_typed_and_says_what_changed(section, desk):
    case = section.case()
    other = browser_of(make_staff("case_writer", name="同僚 次郎", department=section.department))
    first, second = (form_of(each.get(edit_of(case)), "form") for each in (desk, other))
    (line, _) = case.answers.all()
    body = make_body(name="教育委員会")
    changed = {"implementing_body": body.pk, f"answer-{line.item_id}": "no"}
    assert desk.post(edit_of(case), first | changed).status_code == 302
    answer = other.post(edit_of(case), second | {"safety_plan": "後の計画"})
    said = text_of(answer)
    assert f"起案 花子がこの記録を変更しました（実施機関：{section.body} → 教育委員会" in said
    assert "審査項目1の答え：適 → 否" in said
    assert "後の計画" in said
    case.refresh_from_db()
    assert case.safety_plan != "後の計画"
    assert other.post(edit_of(case), form_of(answer, "form")).status_code == 302
    case.refresh_from_db()
    line.refresh_from_db()
    assert (case.implementing_body, case.safety_plan, line.answer) == (body, "後の計画", "no")


def test_edit_is_stopped_where_it_was_handed_in_meanwhile(section, desk):
    case = section.case()
    data = form_of(desk.get(edit_of(case)), "form") | {"content": "直した内容"}
    section.step("submit", case)
    answer = desk.post(edit_of(case), data)
    assert "ほかの人がこの案件の手続きを進めました。いまの状態は「課長の確認待ち」です。" in text_of(answer)
    again = desk.post(edit_of(case), form_of(answer, "form"))
    assert "「課長の確認待ち」の案件は変更できません。" in text_of(again)
    assert "直した内容" in text_of(again)
    case.refresh_from_db()
    assert case.content == "給付の事務を委託する。"


def test_edit_without_a_change_writes_nothing(section, desk):
    case = section.case()
    answer = desk.post(edit_of(case), form_of(desk.get(edit_of(case)), "form"), follow=True)
    assert "変更したところがなかったので" in text_of(answer)
    version = case.version
    case.refresh_from_db()
    assert case.version == version


def test_edit_of_what_is_handed_in_leads_back_with_a_sentence(section, desk):
    case = section.case("submitted")
    answer = desk.get(edit_of(case), follow=True)
    assert answer.redirect_chain == [(page_of(case), 302)]
    assert "「課長の確認待ち」の案件は変更できません。" in text_of(answer)


def test_remark_of_the_return_stands_beside_its_question_in_the_form(section, desk):
    case = section.case("confirmed")
    item = case.answers.first().item
    case = take_step("return", case, actor=section.office, comment="計画を足す", remarks={item: "相手を書く"})
    body = text_of(desk.get(edit_of(case)))
    assert '<p class="case-words">計画を足す</p>' in body
    assert "<strong>指摘</strong>　相手を書く" in body
    assert (
        body.index("必要なものだけか（1）") < body.index("相手を書く") < body.index("必要なものだけか（2）")
    )


# --- Processors --------------------------------------------------------------------------------------------


def test_processor_is_registered_on_the_way_and_nothing_typed_is_lost(section, desk):
    case = section.undertaking().cases.get()
    data = form_of(desk.get(edit_of(case)), "form") | {"content": "書きかけ", "then": "processor"}
    answer = desk.post(edit_of(case), data)
    address = f"/processors/new/?case={case.pk}"
    assert (answer.status_code, answer["Location"]) == (302, address)
    case.refresh_from_db()
    assert case.content == "書きかけ"
    data = form_of(desk.get(address), "form") | {"name": "架空事務センター"}
    answer = desk.post(address, data, follow=True)
    assert answer.redirect_chain == [(edit_of(case), 302)]
    body = text_of(answer)
    assert "委託先「架空事務センター」を登録しました。「委託先」の欄で選んで、保存してください。" in body
    assert f'<option value="{Processor.objects.get().pk}">架空事務センター</option>' in body
    again = desk.post(address, data | {"kana": "かくう"})
    assert "「架空事務センター」は、すでに登録されています。" in text_of(again)
    assert form_of(again, "form")["kana"] == "かくう"


def test_way_back_from_a_processor_is_to_a_case_of_ones_own_alone(section, desk):
    theirs = make_review_section().case()
    for key in (theirs.pk, "x", "9" * 30, "１"):
        page = desk.get("/processors/new/", {"case": key})
        assert page.status_code == 200
        assert '<a class="button" href="/processors/">やめて戻る</a>' in text_of(page)

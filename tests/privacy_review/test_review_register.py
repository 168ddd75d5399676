"""The register of review cases: whose it shows, what it is narrowed down to, and its files."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from privacy_review.models.criterion import Criterion
from privacy_review.states.review_case import State
from tests.factories import (
    make_body,
    make_care_category,
    make_case,
    make_department,
    make_draft_case,
    make_processor,
    make_staff,
    make_undertaking,
)
from tests.pages import text_of
from tests.privacy_review.cases import case_in

pytestmark = pytest.mark.django_db

REGISTER = "/review-cases/"


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def desk():
    return browser_of(make_staff("privacy", department=make_department()))


def named(name, **fields):
    """The undertaking that a case in the register is known by in these tests."""
    department = fields.pop("department", None) or make_department()
    return make_undertaking(name=name, department=department)


def found(browser, query):
    """The first letters of the cases that the register shows, in its order."""
    rows = browser.get(f"{REGISTER}?{query}").context["table"].data.data
    return sorted(row.undertaking_name or row.content for row in rows)


# --- Whose -------------------------------------------------------------------------------------------------


def test_office_sees_every_case_but_the_drafts_of_others(desk):
    for name, state in (("提出", State.SUBMITTED), ("承認", State.ACCEPTED), ("下書き", State.DRAFT)):
        case_in(state, undertaking=named(name))
    make_case(content="紙の案件")
    assert found(desk, "") == sorted(["提出", "承認", "紙の案件"])
    assert found(browser_of(make_staff("auditor")), "") == sorted(["提出", "承認", "紙の案件"])


def test_section_sees_its_own_cases_alone_on_the_screen_on_paper_and_in_files():
    mine, theirs = make_department(), make_department()
    case_in(State.DRAFT, undertaking=named("わたしの業務", department=mine))
    case_in(State.ACCEPTED, undertaking=named("よその業務", department=theirs))
    for role in ("case_writer", "case_head"):
        browser = browser_of(make_staff(role, department=mine))
        for address in ("", "print/", "export/?format=csv"):
            body = b"".join(browser.get(f"{REGISTER}{address}")).decode()
            assert ("わたしの業務" in body, "よその業務" in body) == (True, False)
        assert found(browser, "text=よそ") == []
    assert browser_of(make_staff("applicant", department=mine)).get(REGISTER).status_code == 403


# --- What it is narrowed down to ---------------------------------------------------------------------------


def test_register_is_narrowed_down_by_body_criterion_and_department(desk):
    body, holding = make_body(name="教育委員会"), make_department()
    make_case(content="教育", implementing_body=body)
    provision = {"content": "", "recipient": "裁判所", "purpose": "審理", "clause": "第69条"}
    make_case(criterion=Criterion.EXTERNAL_PROVISION, **provision)
    use = {
        "content": "保有する課",
        "purpose": "抽出",
        "clause": "第69条",
        "using_department": make_department(),
    }
    make_case(criterion=Criterion.USE_BEYOND_PURPOSE, department=None, holding_department=holding, **use)
    assert found(desk, f"body={body.pk}") == ["教育"]
    assert found(desk, "criterion=external_provision") == [""]
    assert found(desk, f"department={holding.pk}") == ["保有する課"]


def test_register_is_narrowed_down_by_state_and_by_what_the_report_counts(desk):
    for state in (State.SUBMITTED, State.ACCEPTED, State.ACCEPTED_WITH_CONDITIONS, State.REFUSED):
        case_in(state, undertaking=named(str(state)))
    make_case(content="recorded")
    assert found(desk, "state=refused") == ["refused"]
    assert found(desk, "state=counted") == ["accepted", "conditional", "recorded"]


def test_register_is_narrowed_down_by_special_care_and_its_category(desk):
    nationality, violence = make_care_category(name="国籍"), make_care_category(name="ＤＶ")
    make_case(content="法", special_care=True)
    make_case(nationality, violence, content="条例")
    make_case(nationality, content="両方", special_care=True)
    make_case(content="無")
    assert found(desk, "special_care=yes") == sorted(["法", "条例", "両方"])
    assert found(desk, "special_care=law") == sorted(["法", "両方"])
    assert found(desk, "special_care=ordinance") == sorted(["条例", "両方"])
    assert found(desk, "special_care=no") == ["無"]
    assert found(desk, f"category={nationality.pk}") == sorted(["条例", "両方"])
    assert found(desk, f"category={violence.pk}") == ["条例"]


def test_register_is_narrowed_down_by_the_day_of_the_review_in_any_way_people_write_it(desk):
    for day in (1, 2, 30, 31):
        make_case(content=f"{day}日", reviewed_on=date(2023, 8, day))
    assert found(desk, "reviewed_on_from=令和5年8月2日&reviewed_on_to=R5.8.30") == ["2日", "30日"]


def test_register_is_narrowed_down_by_the_report_s_list(desk):
    make_case(content="載せない", special_care=True, withheld=True, withheld_reason="支障があるため")
    make_case(content="載せる", special_care=True)
    assert found(desk, "withheld=yes") == ["載せない"]
    assert found(desk, "withheld=no") == ["載せる"]
    body = text_of(desk.get(REGISTER))
    assert body.count("一覧に載せない</span>") == 1


def test_register_is_narrowed_down_by_undertaking_and_processor(desk):
    processor = make_processor(name="ケヤキ事務センター")
    case_in(State.ACCEPTED, undertaking=named("ケヤキ基金"))
    case_in(State.ACCEPTED, undertaking=named("健診"), processor=processor)
    assert found(desk, "undertaking=けやき") == ["ケヤキ基金"]
    assert found(desk, "processor=ｹﾔｷ") == ["健診"]
    assert found(desk, "text=ケヤキ") == sorted(["ケヤキ基金", "健診"])
    assert found(desk, "text=ケヤキ&processor=けやき&undertaking=健診") == ["健診"]


def test_word_that_many_cases_have_finds_the_same_cases_without_the_index(desk, monkeypatch):
    for number in range(3):
        make_case(content=f"架空の委託{number}")
    make_case(content="別のこと")
    by_index = found(desk, "text=架空の委託")
    monkeypatch.setattr("privacy_review.models.case_search._FREQUENT", 1)
    assert by_index == found(desk, "text=架空の委託") == ["架空の委託0", "架空の委託1", "架空の委託2"]


def test_what_is_searched_for_is_counted_only_so_far(desk, monkeypatch):
    monkeypatch.setattr("privacy_review.views.review_case.FOUND_COUNTED", 2)
    for _ in range(3):
        make_case()
    searched, filtered = (
        desk.get(f"{REGISTER}?{query}").context["table"].paging
        for query in ("text=委託", "criterion=outsourcing")
    )
    assert (searched.counted, searched.uncounted) == (2, True)
    assert (filtered.counted, filtered.uncounted) == (3, False)


# --- What it shows -----------------------------------------------------------------------------------------


def test_case_leads_to_its_page_and_says_where_it_stands(desk):
    category = make_care_category(name="国籍")
    case = case_in(State.CONFIRMED, undertaking=named("架空給付金"), special_care=True)
    recorded = make_case(category, content="紙の案件")
    body = text_of(desk.get(REGISTER))
    assert f'<a href="/review-cases/{case.pk}/">架空給付金</a>' in body
    assert f'<a href="/review-cases/{recorded.pk}/">紙の案件</a>' in body
    assert "審査待ち" in body
    assert "条例：国籍" in body


def test_files_hold_exactly_what_is_shown_with_every_value_in_a_column_of_its_own(desk):
    category = make_care_category(name="国籍")
    processor = make_processor(name="架空事務センター")
    case_in(
        State.ACCEPTED,
        undertaking=named("架空給付金"),
        processor=processor,
        contract_starts_on=date(2026, 4, 1),
        contract_ends_on=date(2027, 3, 31),
    )
    make_case(
        category, content="紙の案件", special_care=True, withheld=True, withheld_reason="支障があるため"
    )
    make_draft_case()
    answer = desk.get(f"{REGISTER}export/?format=csv&state=counted")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"), newline="")))
    by_paper, accepted = sorted(rows, key=lambda row: row["業務"])
    assert (accepted["業務"], accepted["委託先"], accepted["状態"]) == (
        "架空給付金",
        "架空事務センター",
        "承認",
    )
    assert (accepted["契約の終わり"], accepted["契約の終わり（和暦）"]) == ("2027-03-31", "令和9年3月31日")
    assert accepted["安全管理の計画"] == "庁舎の中だけで扱い、終わったら消す。"
    told = ("委託・結合・導入の内容", "要配慮", "条例要配慮", "条例要配慮の内容", "一覧に載せない理由")
    assert [by_paper[name] for name in told] == ["紙の案件", "有", "有", "国籍", "支障があるため"]
    body = text_of(desk.get(f"{REGISTER}print/?state=counted"))
    assert ("架空給付金" in body, "紙の案件" in body, "2件" in body) == (True, True, True)

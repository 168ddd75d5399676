"""Searching the register of review cases: every text, as people take letters for the same."""

import pytest
from django.db import connection

from privacy_review.models import ReviewCase
from privacy_review.models.case_search import UNDERTAKING, cases_holding
from privacy_review.models.criterion import Criterion
from tests.factories import make_case, make_department, make_draft_case, make_processor, make_undertaking

pytestmark = pytest.mark.django_db


def found(text, **options):
    return set(cases_holding(ReviewCase.objects.all(), text, **options))


@pytest.fixture
def case():
    undertaking = make_undertaking(name="マイナンバー相談５か所")
    processor = make_processor(name="株式会社ケヤキ事務センター")
    make_case(content="よその委託")
    return make_draft_case(
        undertaking=undertaking,
        processor=processor,
        content="健診の受診券ＡＢＣを送る",
        clause="第69条第1項",
        safety_plan="施錠できる ロッカーに\n保管する",
    )


@pytest.mark.parametrize(
    "text",
    [
        "ﾏｲﾅﾝﾊﾞｰ",
        "まいなんばー",
        "5箇所",
        "５ヶ所",
        "けやき事務センター",
        "受診券abc",
        "第６９条",
        "施錠できるロッカーに保管",
        "券",
        " 健 診 ",
    ],
)
def test_word_is_found_wherever_it_stands_and_however_it_is_written(case, text):
    assert found(text) == {case}


def test_recipient_and_purpose_are_searched_too():
    department = make_department()
    provision = make_case(
        criterion=Criterion.EXTERNAL_PROVISION,
        content="",
        recipient="東京家庭裁判所",
        purpose="事件の審理のため",
        clause="第69条第1項",
        department=department,
    )
    make_case()
    assert found("家庭裁判所") == found("審理のため") == {provision}


@pytest.mark.parametrize("text", ["受診券と", "センター健診", "100%", "受診_"])
def test_word_that_stands_in_no_text_is_not_found(case, text):
    """Nor one that reaches from one text into the next, nor a pattern."""
    assert found(text) == set()


def test_nothing_to_search_for_finds_every_case(case):
    assert found("　") == set(ReviewCase.objects.all())


def test_name_of_the_undertaking_is_searched_by_itself(case):
    other = make_case(content="マイナンバーカードの発送を委託する")
    assert found("マイナンバー") == {case, other}
    assert found("マイナンバー", part=UNDERTAKING) == {case}


def test_case_is_found_by_what_it_says_now(case):
    ReviewCase.objects.filter(pk=case.pk).update(content="児童の調査を委託する")
    assert (found("児童の調査"), found("受診券")) == ({case}, set())


def test_case_is_found_by_the_new_names_of_what_it_points_to(case):
    case.undertaking.name = "住宅相談"
    case.undertaking.save()
    case.processor.name = "架空データ合同会社"
    case.processor.save()
    assert found("住宅相談") == found("合同会社") == {case}
    assert found("マイナンバー") == found("けやき") == set()
    # Nothing of the case itself has changed: its trail tells of no change.
    assert case.events.filter(pgh_label="update").count() == 0


def test_index_answers_a_search(case):
    rows = cases_holding(ReviewCase.objects.order_by("pk"), "受診券")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows.explain()
    assert "privacy_review_case_letters" in plan

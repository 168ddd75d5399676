"""The pages on which 区政情報課 returns a case, accepts it with conditions, and keeps it out of the report's
list."""

from datetime import timedelta

import pytest
from django.test import Client

from core.calendar import today, wareki
from core.errors import DomainError, OvertakenError
from core.models import Notice, WorkflowStep
from privacy_review.models import CaseAnswer, CaseCondition, ReviewCase
from privacy_review.services.review_case import list_case, take_step, withhold_case
from privacy_review.states.review_case import Action, State
from tests.factories import make_case, make_check_item, make_department, make_draft_case, make_staff
from tests.pages import form_of, text_of
from tests.privacy_review.cases import case_in, change

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_staff("privacy", name="審査 三郎", department=make_department())


@pytest.fixture
def desk(office):
    return browser_of(office)


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def waiting_case(*questions, **fields):
    """A case that waits for the decision, each of the questions answered."""
    case = make_draft_case(**fields)
    for order, question in enumerate(questions):
        item = make_check_item(question=question, guidance="契約書で確かめる", order=order)
        CaseAnswer.objects.create(case=case, item=item, answer="yes", reason=f"{question}と答える理由")
    head = make_staff("case_head", name="課長 五郎", department=case.department)
    now = {"submitted_at": case.drafted_at, "submitted_by": make_staff(name="提出 花子")}
    change(case, state=State.SUBMITTED, **now)
    return change(case, state=State.CONFIRMED, confirmed_at=case.drafted_at, confirmed_by=head)


def address(case, page):
    return f"/review-cases/{case.pk}/{page}/"


# --- Returning ---------------------------------------------------------------------------------------------


def test_return_page_shows_each_question_beside_its_answer_and_reason(desk):
    case = waiting_case("目的は定まっているか", "再委託はないか", content="架空の業務を委託する。")
    body = text_of(desk.get(address(case, "return")))
    assert "架空の業務を委託する。" in body
    for words in ("目的は定まっているか", "適", "目的は定まっているかと答える理由", "契約書で確かめる"):
        assert words in body
    assert body.index("目的は定まっているか") < body.index("再委託はないか")


def test_case_is_returned_with_a_comment_and_remarks_and_the_section_is_told(desk, office):
    case = waiting_case("目的は定まっているか", "再委託はないか")
    first, second = case.answers.all()
    page = desk.get(address(case, "return"))
    typed = {
        "comment": "安全管理の計画が足りません。",
        f"remark-{second.item_id}": "再委託先を書いてください。",
    }
    answer = desk.post(address(case, "return"), form_of(page, "form") | typed)
    assert (answer.status_code, answer["Location"]) == (302, "/review-cases/queue/")
    case.refresh_from_db()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (case.state, case.returned_by, case.confirmed_by) == (State.RETURNED, office, None)
    assert (first.remark, second.remark) == ("", "再委託先を書いてください。")
    assert WorkflowStep.objects.of(case).get().reason == "安全管理の計画が足りません。"
    told = Notice.objects.filter(title__contains="差し戻されました")
    assert sorted(told.values_list("recipient__name", flat=True)) == ["提出 花子", "課長 五郎"]
    assert "安全管理の計画が足りません。" in told[0].detail


def test_return_without_a_comment_keeps_the_remarks_that_were_typed(desk):
    case = waiting_case("再委託はないか")
    remark = f"remark-{case.answers.get().item_id}"
    page = desk.get(address(case, "return"))
    answer = desk.post(address(case, "return"), form_of(page, "form") | {remark: "再委託先の名称"})
    assert "直してほしいことを入れてください。" in text_of(answer)
    assert form_of(answer, "form")[remark] == "再委託先の名称"
    case.refresh_from_db()
    assert case.state == State.CONFIRMED


def test_remark_of_an_earlier_return_goes_with_the_next_one(office):
    case = waiting_case("目的は定まっているか", "再委託はないか")
    first, second = case.answers.all()
    take_step(Action.RETURN, case, actor=office, comment="直す", remarks={first.item: "一度目"})
    case.refresh_from_db()
    again = {"submitted_at": case.drafted_at, "submitted_by": make_staff()}
    change(case, state=State.SUBMITTED, **again)
    change(case, state=State.CONFIRMED, confirmed_at=case.drafted_at, confirmed_by=make_staff())
    take_step(Action.RETURN, case, actor=office, comment="直す", remarks={second.item: "二度目"})
    assert list(case.answers.values_list("remark", flat=True)) == ["", "二度目"]


def test_remark_that_cannot_be_kept_is_refused_by_the_service_with_every_other_reason(office):
    case = waiting_case("再委託はないか")
    item = case.answers.get().item
    change(case, confirmed_by=office)
    with pytest.raises(DomainError) as refused:
        take_step(Action.RETURN, case, actor=office, comment="直す", remarks={item: "長" * 401})
    own, long = refused.value.reasons
    assert "あなたはこの件の確認した課長なので、差戻しできません。" in own
    assert long.startswith("「再委託はないか」への指摘：")


# --- Accepting with conditions -----------------------------------------------------------------------------


def test_case_is_accepted_with_conditions(desk, office):
    case = waiting_case()
    page = desk.get(address(case, "accept-with-conditions"))
    typed = {
        "text-1": "従事者の名簿を出す",
        "due_on-1": "R9.1.29",
        "text-3": "再委託先との契約書の写しを出す",
        "due_on-3": "令和９年３月３１日",
        "comment": "期限までに報告してください。",
    }
    answer = desk.post(address(case, "accept-with-conditions"), form_of(page, "form") | typed, follow=True)
    assert "を条件付きで承認し、担当の課に知らせました。" in text_of(answer)
    case.refresh_from_db()
    assert (case.state, case.accepted_by, case.reviewed_on) == (
        State.ACCEPTED_WITH_CONDITIONS,
        office,
        today(),
    )
    kept = [(each.text, each.due_on.isoformat(), each.set_by) for each in case.conditions.all()]
    assert kept == [
        ("従事者の名簿を出す", "2027-01-29", office),
        ("再委託先との契約書の写しを出す", "2027-03-31", office),
    ]


def test_another_row_loses_nothing_that_was_typed_and_judges_nothing(desk):
    case = waiting_case()
    page = desk.get(address(case, "accept-with-conditions"))
    data = form_of(page, "form")
    assert [name for name in data if name.startswith("text-")] == ["text-1", "text-2", "text-3"]
    typed = {"text-1": "名簿", "due_on-1": "らいげつ", "text-3": "写し", "comment": "まだ途中"}
    answer = desk.post(address(case, "accept-with-conditions"), data | typed | {"another": "1"})
    body, again = text_of(answer), form_of(answer, "form")
    assert "入力内容を確認してください。" not in body
    assert {name: again[name] for name in typed} == typed
    assert (again["text-4"], again["shown"], again["version"]) == ("", "4", data["version"])
    answer = desk.post(address(case, "accept-with-conditions"), again | {"another": "1"})
    assert form_of(answer, "form")["text-5"] == ""
    assert CaseCondition.objects.count() == 0


def test_conditions_that_do_not_hold_together_are_told_all_at_once(desk):
    case = waiting_case()
    page = desk.get(address(case, "accept-with-conditions"))
    typed = {
        "text-1": "名簿を出す",
        "due_on-2": "R9.1.29",
        "text-3": "写し",
        "due_on-3": "令和９年２月３０日",
    }
    answer = desk.post(address(case, "accept-with-conditions"), form_of(page, "form") | typed)
    body = text_of(answer)
    assert "この条件の期限を入れてください。" in body
    assert "条件を入れるか、期限を消してください。" in body
    assert "という日付はありません" in body
    assert form_of(answer, "form") | typed == form_of(answer, "form")
    case.refresh_from_db()
    assert case.state == State.CONFIRMED


def test_no_condition_and_a_day_that_is_past_are_refused_by_the_service(desk):
    case = waiting_case()
    page = desk.get(address(case, "accept-with-conditions"))
    data = form_of(page, "form")
    body = text_of(desk.post(address(case, "accept-with-conditions"), data))
    assert "条件を1つ以上入れてください。条件がないときは「承認する」を選んでください。" in body
    yesterday = wareki(today() - timedelta(days=1))
    answer = desk.post(
        address(case, "accept-with-conditions"), data | {"text-1": "名簿を出す", "due_on-1": yesterday}
    )
    assert "「名簿を出す」の期限が過ぎた日になっています。" in text_of(answer)
    assert form_of(answer, "form")["text-1"] == "名簿を出す"


# --- The report's list -------------------------------------------------------------------------------------


def test_case_is_kept_out_of_the_list_and_put_back_each_with_a_reason(desk, office):
    case = make_case(special_care=True)
    page = desk.get(address(case, "withhold"))
    assert "一覧に載せなくても、件数には数えます。" in text_of(page)
    answer = desk.post(address(case, "withhold"), form_of(page, "form"))
    assert "理由を入れてください。" in text_of(answer)
    data = form_of(page, "form") | {"reason": "公表すると捜査に支障があるため"}
    answer = desk.post(address(case, "withhold"), data)
    assert (answer.status_code, answer["Location"]) == (302, f"/review-cases/{case.pk}/")
    case.refresh_from_db()
    assert (case.withheld, case.withheld_reason) == (True, "公表すると捜査に支障があるため")
    page = desk.get(address(case, "withhold"))
    assert "公表すると捜査に支障があるため" in text_of(page)
    desk.post(address(case, "withhold"), form_of(page, "form") | {"reason": "捜査が終わったため"})
    case.refresh_from_db()
    assert (case.withheld, case.withheld_reason) == (False, "")
    acts = case.events.exclude(pgh_context=None).values_list("pgh_context__action", "pgh_context__reason")
    assert list(acts)[-2:] == [
        ("withhold_review_case", "公表すると捜査に支障があるため"),
        ("list_review_case", "捜査が終わったため"),
    ]


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (lambda: waiting_case(special_care=True), "承認された案件だけが、報告書の一覧に載ります。"),
        (make_case, "要配慮個人情報を取り扱わない案件は、もともと一覧に載りません。"),
    ],
)
def test_case_that_no_list_has_is_not_kept_out_of_it(office, case, sentence):
    with pytest.raises(DomainError) as refused:
        withhold_case(case(), actor=office, reason=" ")
    assert refused.value.reasons == (sentence, "一覧に載せない理由を入れてください。")


def test_case_is_withheld_once_and_listed_once(office):
    case = make_case(special_care=True)
    with pytest.raises(DomainError, match="もう一覧に載ることになっています"):
        list_case(case, actor=office, reason="理由")
    withhold_case(case, actor=office, reason="理由")
    with pytest.raises(DomainError, match="すでに一覧に載せないことになっています"):
        withhold_case(case, actor=office, reason="理由")


# --- Whoever comes too late, or has no business here -------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("return", {"comment": "直してください"}),
        ("accept-with-conditions", {"text-1": "名簿を出す", "due_on-1": "R9.1.29"}),
        ("withhold", {"reason": "支障があるため"}),
    ],
)
def test_case_that_somebody_else_has_changed_is_told_and_what_was_typed_stays(desk, page, typed):
    case = make_case(special_care=True) if page == "withhold" else waiting_case()
    data = form_of(desk.get(address(case, page)), "form") | typed
    change(case, version=case.version + 1)
    answer = desk.post(address(case, page), data)
    assert "ほかの人が内容か状態を変更しました。" in text_of(answer)
    again = form_of(answer, "form")
    assert {name: again[name] for name in typed} == typed
    before = case.version
    case.refresh_from_db()
    assert case.version == before
    assert desk.post(address(case, page), again).status_code == 302  # having seen it, once more


@pytest.mark.parametrize("service", [withhold_case, list_case])
def test_list_of_the_report_is_changed_as_it_was_seen(office, service):
    case = make_case(special_care=True)
    with pytest.raises(OvertakenError):
        service(case, actor=office, reason="理由", version=case.version + 1)


@pytest.mark.parametrize("page", ["return", "accept-with-conditions"])
def test_case_that_waits_for_no_decision_leads_back_to_its_page(desk, page):
    case = case_in(State.ACCEPTED)
    answer = desk.get(address(case, page))
    assert (answer.status_code, answer["Location"]) == (302, f"/review-cases/{case.pk}/")
    (message,) = [str(each) for each in answer.wsgi_request._messages]
    assert message.startswith("「承認」のものは、")


@pytest.mark.parametrize("page", ["return", "accept-with-conditions", "withhold"])
def test_pages_are_for_the_office_alone(page):
    case = waiting_case()
    draft = make_draft_case()
    for role in ("case_writer", "case_head", "auditor", "publisher"):
        browser = browser_of(make_staff(role, department=case.department))
        for answer in (browser.get(address(case, page)), browser.post(address(case, page))):
            assert answer.status_code == 403
    office = browser_of(make_staff("privacy", department=make_department()))
    # Another section's draft is nobody's business yet.
    for answer in (office.get(address(draft, page)), office.post(address(draft, page))):
        assert answer.status_code == 404
    assert ReviewCase.objects.get(pk=case.pk).version == case.version

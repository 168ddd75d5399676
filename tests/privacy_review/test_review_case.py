"""Review cases: what a section writes, the steps to the decision and who is told, and a new review."""

from datetime import date, timedelta

import pytest

from core.calendar import today
from core.errors import DomainError, NotPermittedError, OvertakenError
from core.history import history_of
from core.models import Notice, Staff, WorkflowStep
from privacy_review.models import ReviewCase
from privacy_review.models.criterion import Criterion
from privacy_review.services.processor import register_processor
from privacy_review.services.review_case import take_step
from privacy_review.services.review_case_writing import CaseContent, edit_case, revise_case
from privacy_review.states.review_case import State
from tests.factories import (
    make_care_category,
    make_check_item,
    make_department,
    make_processor,
    make_staff,
)
from tests.privacy_review.sections import ANSWER, make_review_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_review_section()


def reasons_of(call, *args, **said):
    with pytest.raises(DomainError) as refused:
        call(*args, **said)
    return refused.value.reasons


def edit(case, actor, content, version=None):
    return edit_case(case, actor=actor, version=version or case.version, content=content)


def told(person):
    return [(notice.title, notice.detail) for notice in Notice.objects.of(person).order_by("id")]


# --- Writing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "returned", "sent_back"])
def test_edit_writes_fields_categories_and_answers_and_takes_no_step(section, state):
    case = section.case(state)
    category = make_care_category()
    steps = WorkflowStep.objects.count()
    first, second = (line.item for line in case.answers.all())
    content = section.content(
        case,
        content="直した内容",
        ordinance_special_care=True,
        care_categories=(category,),
        answers={first: ("no", " 再委託がある。 "), second: ANSWER},
    )
    colleague = make_staff("case_writer", name="同僚 次郎", department=section.department)
    after = edit(case, colleague, content)
    after.refresh_from_db()
    assert (after.content, after.version) == ("直した内容", case.version + 1)
    assert list(after.care_categories.all()) == [category]
    lines = [(line.answer, line.reason) for line in after.answers.all()]
    assert lines == [("no", "再委託がある。"), ANSWER]
    assert WorkflowStep.objects.count() == steps
    step = history_of(after)[0]
    assert (step.who, step.action) == ("同僚 次郎", "審査案件の編集")
    again = edit(after, colleague, section.content(after))
    assert list(again.care_categories.all()) == []


def test_draft_is_kept_half_written(section):
    case = section.undertaking().cases.get()
    item = make_check_item(order=9)
    case = edit(case, section.writer, CaseContent({"content": ""}, answers={item: ("", "考え中")}))
    assert case.missing() == ["委託・結合・導入の内容", "安全管理の計画"]
    assert case.unanswered() == 3
    (line,) = case.answers.all()
    assert (line.item, line.answer, line.reason) == (item, "", "考え中")


def test_edit_tells_every_fault_at_once(section):
    case = section.undertaking().cases.get()
    first, second = (each for each in section.content(case).answers)
    other = make_check_item(criterion=Criterion.ONLINE_LINKAGE, question="よその問い")
    fields = {
        "content": "番号123456789018",
        "contract_starts_on": date(2027, 4, 1),
        "contract_ends_on": date(2027, 3, 31),
    }
    answers = {first: ("yes", " "), second: ("perhaps", "長" * 401), other: ("yes", "理由")}
    reasons = reasons_of(edit, case, section.writer, CaseContent(fields, answers=answers))
    assert reasons[0].startswith("委託・結合・導入の内容：個人番号")
    assert reasons[1] == "契約の終わりが始まりより前になっています。日付を確かめてください。"
    assert reasons[2] == f"「{first}」の理由を入れてください。"
    assert reasons[3].startswith(f"「{second}」の答え：")
    assert reasons[4].startswith(f"「{second}」の理由：")
    assert reasons[5] == "「よその問い」は、この審査基準の審査項目ではありません。画面を開き直してください。"
    case.refresh_from_db()
    assert (case.version, case.answers.count()) == (1, 0)


def test_edit_takes_no_field_of_another_criterion(section):
    case = section.undertaking().cases.get()
    with pytest.raises(ValueError, match="recipient is no field of outsourcing"):
        edit(case, section.writer, CaseContent({"recipient": "架空県"}))


def test_my_number_in_a_reason_is_refused(section):
    case = section.undertaking().cases.get()
    item = next(iter(section.content(case).answers))
    content = CaseContent({}, answers={item: ("yes", "番号123456789018")})
    (reason,) = reasons_of(edit, case, section.writer, content)
    assert "個人番号（マイナンバー）と思われる12桁の数字があります。" in reason


@pytest.mark.parametrize(
    "state", ["submitted", "confirmed", "accepted", "conditional", "refused", "withdrawn"]
)
def test_edit_of_what_is_not_being_written_is_refused(section, state):
    case = section.case(state)
    (reason,) = reasons_of(edit, case, section.writer, section.content(case))
    assert reason.startswith(f"「{State(state).label}」の案件は変更できません。")


def test_edit_of_a_stale_version_is_refused(section):
    case = section.undertaking().cases.get()
    edit(case, section.writer, section.content(case, content="先の人"))
    with pytest.raises(OvertakenError):
        edit(case, section.writer, section.content(case, content="後の人"))
    case.refresh_from_db()
    assert case.content == "先の人"


def test_edit_is_of_the_own_section_superusers_excluded(section):
    case = section.undertaking().cases.get()
    for actor in (
        make_staff("case_writer", department=make_department()),
        make_staff(is_superuser=True, department=make_department()),
    ):
        (reason,) = reasons_of(edit, case, actor, section.content(case))
        assert reason == "ほかの課の案件です。担当の課の職員が行ってください。"
    for actor in (section.head, section.office):
        with pytest.raises(NotPermittedError):
            edit(case, actor, section.content(case))


# --- Steps -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criterion", "missing"),
    [
        (Criterion.OUTSOURCING, "委託・結合・導入の内容、安全管理の計画"),
        (Criterion.USE_BEYOND_PURPOSE, "利用目的、該当条項、保有課"),
        (Criterion.EXTERNAL_PROVISION, "提供先、利用目的、該当条項、安全管理の計画"),
        (
            Criterion.ONLINE_LINKAGE,
            "オンライン結合・システム導入の別、委託・結合・導入の内容、安全管理の計画",
        ),
    ],
)
def test_submission_wants_what_the_criterion_asks(section, criterion, missing):
    make_check_item(criterion=criterion)
    case = section.undertaking(criterion, outline="").cases.get()
    asked, unanswered = reasons_of(take_step, "submit", case, actor=section.writer)
    assert asked == f"{missing}が空いています。入れてから提出してください。"
    count = {Criterion.OUTSOURCING: 3}.get(criterion, 1)
    assert unanswered == f"審査項目のうち{count}件に、まだ答えていません。"


def test_submission_wants_the_ordinances_mark_and_its_categories_to_fit(section):
    case = section.written(section.undertaking().cases.get(), ordinance_special_care=True)
    (reason,) = reasons_of(take_step, "submit", case, actor=section.writer)
    assert reason.startswith(
        "条例要配慮個人情報を「取り扱う」としたときは、その内容を1つ以上選んでください。"
    )
    case = section.written(case, care_categories=(make_care_category(),))
    (reason,) = reasons_of(take_step, "submit", case, actor=section.writer)
    assert reason.startswith("条例要配慮個人情報の内容が選ばれています。")


def test_question_that_is_asked_since_keeps_the_head_from_confirming(section):
    case = section.case("submitted")
    make_check_item(question="新しい問い")
    (reason,) = reasons_of(take_step, "confirm", case, actor=section.head)
    assert reason == "審査項目のうち1件に、まだ答えていません。"
    assert section.step("send_back", case, comment="答えてください。").state == State.RETURNED


def test_each_step_tells_who_is_to_act_next(section):
    make_staff("case_head", name="よその課長", department=make_department())
    case = section.case("submitted")
    name = "架空給付金（外部委託）"
    assert told(section.head) == [
        (f"{name}：課長の確認をお願いします", "内容を確かめて、区政情報課へ送ってください。")
    ]
    assert told(section.office) == []
    case = section.step("send_back", case, comment="直す")
    assert told(section.writer)[-1] == (
        f"{name}：差し戻されました",
        "次のところを直して、もう一度提出してください：直す",
    )
    case = section.step("confirm", section.step("submit", case))
    assert told(section.office)[-1][0] == f"{name}：審査をお願いします"
    case = section.step("return", case, comment="計画を足す")
    for person in (section.writer, section.head):
        assert told(person)[-1][1] == "次のところを直して、もう一度提出してください：計画を足す"
    for action in ("submit", "confirm", "accept_with_conditions"):
        case = section.step(action, case)
    for person in (section.writer, section.head):
        assert told(person)[-1][0] == f"{name}：条件付きで承認されました"
    assert Notice.objects.filter(recipient__name="よその課長").count() == 0
    assert {notice.url for notice in Notice.objects.all()} == {f"/review-cases/{case.pk}/"}


@pytest.mark.parametrize("state", ["accepted", "conditional", "refused"])
def test_decision_gives_the_day_of_the_review(section, state):
    case = section.case(state)
    case.refresh_from_db()
    assert (case.state, case.reviewed_on) == (state, today())


def test_step_keeps_what_was_decided_on(section):
    case = section.case("confirmed")
    content = WorkflowStep.objects.of(case).last().content
    assert content["業務"] == "架空給付金"
    assert content["委託・結合・導入の内容"] == "給付の事務を委託する。"
    assert content["審査項目：必要なものだけか（1）"] == "適：契約書の案で確かめた。"


def test_what_the_head_sends_back_keeps_the_remarks_of_the_office(section):
    case = section.case("confirmed")
    item = case.answers.first().item
    case = take_step("return", case, actor=section.office, comment="直す", remarks={item: "再委託先を書く"})
    case = section.step("send_back", section.step("submit", section.written(case)), comment="まだです")
    assert [line.remark for line in case.answers.all()] == ["再委託先を書く", ""]


# --- Nobody decides on what they wrote ---------------------------------------------------------------------


def test_superuser_is_not_two_of_the_three(section):
    root = make_staff(is_superuser=True, department=section.department)
    case = section.written(section.undertaking().cases.get())
    case = take_step("submit", case, actor=root)
    by_stamp = "あなたはこの件の提出した人なので、{}できません。別の職員が行ってください。"
    by_trail = "あなたが内容を書いた案件です。別の職員が行ってください。"
    reasons = reasons_of(take_step, "confirm", case, actor=root)
    assert reasons == (by_stamp.format("確認"), by_trail)
    case = section.step("confirm", case)
    for action, label in (("accept", "承認"), ("refuse", "不承認")):
        reasons = reasons_of(take_step, action, case, actor=root, comment="理由")
        assert reasons == (by_stamp.format(label), by_trail)
    reasons = reasons_of(take_step, "return", case, actor=root, comment="理由")
    assert reasons == (by_stamp.format("差戻し"),)


def test_who_wrote_a_word_of_it_neither_confirms_nor_decides(section):
    root = make_staff(is_superuser=True, department=section.department)
    case = edit(case := section.undertaking().cases.get(), root, section.content(case))
    case = section.step("submit", case)
    (reason,) = reasons_of(take_step, "confirm", case, actor=root)
    assert reason == "あなたが内容を書いた案件です。別の職員が行ってください。"
    case = section.step("confirm", case)
    for action in ("accept", "refuse"):
        (reason,) = reasons_of(take_step, action, case, actor=root, comment="理由")
        assert reason == "あなたが内容を書いた案件です。別の職員が行ってください。"


def test_head_who_confirmed_does_not_decide_after_a_transfer_to_the_office(section):
    case = section.case("confirmed")
    Staff.objects.filter(pk=section.head.pk).update(department=section.office.department)
    section.head.groups.set(section.office.groups.all())
    head = Staff.objects.get(pk=section.head.pk)
    (reason,) = reasons_of(take_step, "accept", case, actor=head)
    assert reason == "あなたはこの件の確認した課長なので、承認できません。別の職員が行ってください。"


def test_case_is_confirmed_in_its_own_section(section):
    case = section.case("submitted")
    other = make_staff("case_head", department=make_department())
    for action in ("confirm", "send_back"):
        (reason,) = reasons_of(take_step, action, case, actor=other, comment="理由")
        assert reason == "ほかの課の案件です。担当の課の職員が行ってください。"


# --- A change of substance ---------------------------------------------------------------------------------


def test_new_review_begins_with_what_was_accepted_and_leaves_it_as_it_is(section):
    processor = make_processor()
    case = section.case("conditional", processor=processor, contract_ends_on=date(2027, 3, 31))
    draft = revise_case(case, actor=section.writer)
    draft.refresh_from_db()
    assert (draft.state, draft.revises, draft.copied_from) == (State.DRAFT, case, None)
    assert (draft.undertaking, draft.processor) == (case.undertaking, processor)
    assert draft.contract_ends_on == date(2027, 3, 31)
    assert draft.in_words() == case.in_words()
    case.refresh_from_db()
    assert (case.state, case.reviewed_on) == (State.ACCEPTED_WITH_CONDITIONS, today())
    assert history_of(draft)[-1].action == "内容の変更による審査案件の作成"


def test_new_review_is_begun_once_at_a_time_and_from_the_newest(section):
    case = section.case("accepted")
    draft = revise_case(case, actor=section.writer)
    (reason,) = reasons_of(revise_case, case, actor=section.writer)
    assert reason.startswith("この案件を審査し直す下書きがすでにあります。")
    section.step("withdraw", draft)
    second = section.step("submit", revise_case(case, actor=section.writer))
    (reason,) = reasons_of(revise_case, case, actor=section.writer)
    assert reason == "この案件を審査し直す案件が、いま審査中です。その結果を待ってください。"
    for action in ("confirm", "accept"):
        second = section.step(action, second)
    (reason,) = reasons_of(revise_case, case, actor=section.writer)
    assert reason.startswith("この案件には、すでに新しい審査があります。")
    assert revise_case(second, actor=section.writer).revises == second


@pytest.mark.parametrize("state", ["draft", "submitted", "confirmed", "refused", "returned", "withdrawn"])
def test_new_review_is_of_what_was_accepted_alone(section, state):
    case = section.case(state)
    (reason,) = reasons_of(revise_case, case, actor=section.writer)
    assert reason == "承認された案件だけを、審査し直せます。"


def test_new_review_is_begun_by_the_own_section(section):
    case = section.case("accepted")
    other = make_staff("case_writer", department=make_department())
    (reason,) = reasons_of(revise_case, case, actor=other)
    assert reason == "ほかの課の案件です。担当の課の職員が行ってください。"
    for actor in (section.head, section.office):
        with pytest.raises(NotPermittedError):
            revise_case(case, actor=actor)
    assert ReviewCase.objects.count() == 1


# --- Processors --------------------------------------------------------------------------------------------


def test_processor_is_registered_from_today_on_with_its_number_in_plain_digits(section):
    processor = register_processor(
        actor=section.writer,
        name=" 架空商事 ",
        kana="かくうしょうじ",
        corporate_number="１２３４５６７８９０１２３",
    )
    processor.refresh_from_db()
    assert (processor.name, processor.corporate_number) == ("架空商事", "1234567890123")
    assert processor.starts_on == today()
    step = history_of(processor)[0]
    assert (step.who, step.action) == ("起案 花子", "委託先の登録")


def test_processor_that_is_there_already_is_not_registered_twice(section):
    make_processor(name="株式会社カクウ", corporate_number="1234567890123")
    make_processor(name="旧商事", ends_on=today() - timedelta(days=1))
    for name, number in (("株式会社　ｶｸｳ", ""), ("別の名前", "1234567890123")):
        (reason,) = reasons_of(register_processor, actor=section.writer, name=name, corporate_number=number)
        assert reason == "「株式会社カクウ」は、すでに登録されています。委託先の一覧から選んでください。"
    (reason,) = reasons_of(register_processor, actor=section.writer, name="旧商事")
    assert reason.startswith("「旧商事」は、使わなくなった委託先として登録されています。")


def test_processor_wants_the_right_a_name_and_thirteen_digits(section):
    with pytest.raises(NotPermittedError):
        register_processor(actor=section.head, name="架空商事")
    name, number = reasons_of(register_processor, actor=section.writer, name=" ", corporate_number="12")
    assert name.startswith("委託先：")
    assert number == "法人番号：法人番号は13桁の数字です。"

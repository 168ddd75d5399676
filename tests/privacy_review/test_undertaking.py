"""Undertakings: entering one with its cases, its name, another case, and next year's after this year's."""

from datetime import date, timedelta

import pytest

from core.calendar import today
from core.errors import DomainError, NotPermittedError
from core.history import history_of
from privacy_review.models import CareCategory, CheckItem, Processor, ReviewCase, Undertaking
from privacy_review.models.criterion import Criterion
from privacy_review.services.review_case_writing import revise_case
from privacy_review.services.undertaking import (
    UndertakingContent,
    add_case,
    copy_undertaking,
    draft_undertaking,
    planned_copy,
    rename_undertaking,
)
from privacy_review.states.review_case import State
from tests.factories import make_care_category, make_department, make_processor, make_staff
from tests.privacy_review.sections import make_review_section

pytestmark = pytest.mark.django_db

YESTERDAY = today() - timedelta(days=1)


@pytest.fixture
def section():
    return make_review_section()


def reasons_of(call, *args, **said):
    with pytest.raises(DomainError) as refused:
        call(*args, **said)
    return refused.value.reasons


def strangers():
    """Who has the right, and is of another department; a superuser is no better."""
    return (
        make_staff("case_writer", department=make_department()),
        make_staff(is_superuser=True, department=make_department()),
    )


# --- Entering ----------------------------------------------------------------------------------------------


def test_undertaking_makes_a_draft_for_each_criterion_with_what_they_share(section):
    category = make_care_category(name="国籍")
    undertaking = section.undertaking(*Criterion, special_care=True, care_categories=(category,))
    cases = list(undertaking.cases.order_by("id"))
    assert [case.criterion for case in cases] == list(Criterion)
    for case in cases:
        assert (case.state, case.version, case.drafted_by) == (State.DRAFT, 1, section.writer)
        assert (case.department, case.implementing_body) == (section.department, section.body)
        assert (case.special_care, case.ordinance_special_care) == (True, True)
        assert list(case.care_categories.all()) == [category]
    texts = [(case.content, case.purpose) for case in cases]
    outline = "対象の世帯を調べて給付する。"
    assert texts == [(outline, ""), ("", outline), ("", outline), (outline, "")]
    assert [case.using_department for case in cases] == [None, section.department, None, None]
    step = history_of(cases[0])[-1]
    assert (step.who, step.action) == ("起案 花子", "審査案件の作成")


def test_undertaking_without_categories_is_not_marked(section):
    case = section.undertaking().cases.get()
    assert (case.special_care, case.ordinance_special_care) == (False, False)


def test_undertaking_wants_the_right_and_a_department(section):
    content = UndertakingContent("給付金", section.body, (Criterion.OUTSOURCING,))
    for actor in (section.head, section.office, make_staff("case_writer", is_active=False)):
        with pytest.raises(NotPermittedError):
            draft_undertaking(actor=actor, content=content)
    (reason,) = reasons_of(draft_undertaking, actor=make_staff("case_writer"), content=content)
    assert reason.startswith("所属が登録されていないため")
    assert Undertaking.objects.count() == 0


def test_undertaking_tells_every_fault_at_once(section):
    content = UndertakingContent(" ", section.body, (), outline="番号は123456789018です")
    reasons = reasons_of(draft_undertaking, actor=section.writer, content=content)
    assert reasons[0].startswith("業務の名称：")
    assert reasons[1].startswith("概要：個人番号（マイナンバー）と思われる12桁の数字があります。")
    assert reasons[2] == "この業務に当てはまる審査基準を、1つ以上選んでください。"
    assert Undertaking.objects.count() == 0


# --- Its name and its cases --------------------------------------------------------------------------------


def test_name_changes_until_a_case_is_handed_in(section):
    undertaking = section.undertaking()
    rename_undertaking(undertaking, actor=section.writer, name=" 新しい給付金 ")
    undertaking.refresh_from_db()
    assert undertaking.name == "新しい給付金"
    assert history_of(undertaking)[0].action == "審査案件の編集"
    (reason,) = reasons_of(rename_undertaking, undertaking, actor=section.writer, name="番号123456789018")
    assert reason.startswith("業務の名称：")
    case = section.step("submit", section.written(undertaking.cases.get()))
    (reason,) = reasons_of(rename_undertaking, undertaking, actor=section.writer, name="別の名")
    assert reason == "提出した案件があるので、業務の名称は変更できません。"
    section.step("withdraw", case)
    assert rename_undertaking(undertaking, actor=section.writer, name="別の名").name == "別の名"


def test_another_case_is_a_draft_of_its_criterion(section):
    undertaking = section.undertaking()
    case = add_case(
        undertaking,
        actor=section.writer,
        criterion=Criterion.USE_BEYOND_PURPOSE,
        implementing_body=section.body,
    )
    assert (case.undertaking, case.criterion, case.state) == (undertaking, "use_beyond_purpose", State.DRAFT)
    assert (case.purpose, case.using_department) == ("", section.department)


def test_undertaking_is_written_by_its_own_section_superusers_excluded(section):
    undertaking = section.case("accepted").undertaking
    said = {"criterion": Criterion.OUTSOURCING, "implementing_body": section.body}
    for actor in strangers():
        for call, more in (
            (rename_undertaking, {"name": "別の名"}),
            (add_case, said),
            (copy_undertaking, {}),
        ):
            reasons = reasons_of(call, undertaking, actor=actor, **more)
            assert "ほかの課の業務です。担当の課の職員が行ってください。" in reasons
    for call, more in ((rename_undertaking, {"name": "別の名"}), (add_case, said), (copy_undertaking, {})):
        with pytest.raises(NotPermittedError):
            call(undertaking, actor=section.head, **more)


# --- Next year's -------------------------------------------------------------------------------------------


def test_copy_begins_each_case_anew_a_year_later_with_its_answers(section):
    category, processor = make_care_category(), make_processor()
    case = section.case(
        "accepted",
        processor=processor,
        contract_starts_on=date(2026, 4, 1),
        contract_ends_on=date(2028, 2, 29),
        ordinance_special_care=True,
        care_categories=(category,),
    )
    copy = copy_undertaking(case.undertaking, actor=section.writer)
    assert (copy.name, copy.copied_from) == (case.undertaking.name, case.undertaking)
    draft = copy.cases.get()
    assert (draft.state, draft.copied_from, draft.revises) == (State.DRAFT, case, None)
    assert (draft.contract_starts_on, draft.contract_ends_on) == (date(2027, 4, 1), date(2029, 2, 28))
    assert (draft.content, draft.safety_plan) == (case.content, case.safety_plan)
    assert (draft.processor, list(draft.care_categories.all())) == (processor, [category])
    assert (draft.reviewed_on, draft.submitted_by, draft.accepted_by) == (None, None, None)
    answers = [(line.item.question, line.answer, line.reason) for line in draft.answers.all()]
    assert answers == [
        ("必要なものだけか（1）", "yes", "契約書の案で確かめた。"),
        ("必要なものだけか（2）", "yes", "契約書の案で確かめた。"),
    ]
    assert history_of(draft)[-1].action == "前の業務を写した審査案件の作成"


def test_copy_leaves_behind_what_is_in_force_no_longer(section):
    ended, lasting = make_care_category(name="終わる区分"), make_care_category(name="続く区分")
    processor = make_processor(name="架空商事")
    case = section.case(
        "accepted", processor=processor, ordinance_special_care=True, care_categories=(ended, lasting)
    )
    CareCategory.objects.filter(pk=ended.pk).update(ends_on=YESTERDAY)
    Processor.objects.filter(pk=processor.pk).update(ends_on=YESTERDAY)
    CheckItem.objects.filter(question="必要なものだけか（1）").update(ends_on=YESTERDAY)
    (plan,) = planned_copy(case.undertaking)
    assert plan.left_out == ("終わる区分", "架空商事")
    draft = copy_undertaking(case.undertaking, actor=section.writer).cases.get()
    assert (draft.processor, list(draft.care_categories.all())) == (None, [lasting])
    assert [line.item.question for line in draft.answers.all()] == ["必要なものだけか（2）"]


def test_copy_takes_the_last_accepted_review_of_each_case(section):
    undertaking = section.undertaking(*Criterion)
    outsourced, used, provided, linked = undertaking.cases.order_by("id")
    for case in (outsourced, used):
        case = section.written(case)
        for action in ("submit", "confirm", "accept"):
            case = section.step(action, case)
    section.step("withdraw", provided)
    newer = section.written(revise_case(outsourced, actor=section.writer), content="変わった内容")
    for action in ("submit", "confirm", "accept"):
        newer = section.step(action, newer)
    revise_case(newer, actor=section.writer)
    assert linked.state == State.DRAFT
    copies = copy_undertaking(undertaking, actor=section.writer).cases.order_by("id")
    assert [(copy.copied_from, copy.content) for copy in copies] == [(used, ""), (newer, "変わった内容")]


def test_copy_is_made_once_and_of_what_was_accepted_alone(section):
    drafts = section.undertaking()
    (reason,) = reasons_of(copy_undertaking, drafts, actor=section.writer)
    assert reason == "承認された案件がないので、写せません。"
    case = section.case("accepted")
    copy = copy_undertaking(case.undertaking, actor=section.writer)
    (reason,) = reasons_of(copy_undertaking, case.undertaking, actor=section.writer)
    assert reason == "この業務を写した下書きがすでにあります。その下書きを直して提出してください。"
    section.step("withdraw", copy.cases.get())
    copy_undertaking(case.undertaking, actor=section.writer)
    assert ReviewCase.objects.filter(copied_from=case).count() == 2

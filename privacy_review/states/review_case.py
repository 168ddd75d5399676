"""A review case (審査案件): the section writes, its head confirms, 区政情報課 decides.

draft → submitted → confirmed → accepted, with conditions or without, or refused; returned or withdrawn on the
way. A case that was reviewed on paper is recorded as such and walks nowhere (report No. 362, 1).
"""

from typing import Any

from django.db.models import TextChoices

from core.models import Staff
from core.workflow import Comment, Transition, Workflow


class State(TextChoices):
    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "課長の確認待ち"
    CONFIRMED = "confirmed", "審査待ち"
    ACCEPTED = "accepted", "承認"
    ACCEPTED_WITH_CONDITIONS = "conditional", "条件付き承認"
    REFUSED = "refused", "不承認"
    RETURNED = "returned", "差戻し"
    WITHDRAWN = "withdrawn", "取下げ"
    RECORDED = "recorded", "紙で審査済み"


EDITABLE_STATES = (State.DRAFT, State.RETURNED)
ACCEPTED_STATES = (State.ACCEPTED, State.ACCEPTED_WITH_CONDITIONS)
# What the report counts: a handling that may go on. One that was refused never takes place.
COUNTED_STATES = (*ACCEPTED_STATES, State.RECORDED)
DECIDED_STATES = (*COUNTED_STATES, State.REFUSED)
# Nothing is asked of these: they are not written to the end, or came to nothing.
UNFINISHED_STATES = (*EDITABLE_STATES, State.WITHDRAWN)


class Action(TextChoices):
    SUBMIT = "submit", "課長に提出する"
    CONFIRM = "confirm", "確認して区政情報課へ送る"
    SEND_BACK = "send_back", "課の中で差し戻す"
    ACCEPT = "accept", "承認する"
    ACCEPT_WITH_CONDITIONS = "accept_with_conditions", "条件を付けて承認する"
    REFUSE = "refuse", "承認しない"
    RETURN = "return", "差し戻す"
    WITHDRAW = "withdraw", "取り下げる"


SUBMIT = "privacy_review.submit_reviewcase"
CONFIRM = "privacy_review.confirm_reviewcase"
DECIDE = "privacy_review.accept_reviewcase"
# What the trail calls the acts that write a case's content.
WRITES = tuple(f"{action}_review_case" for action in ("draft", "copy", "edit", "revise", "submit"))


def own_department(case: Any, actor: Staff) -> str:
    """Of a case, or of what belongs to one: its section does this."""
    if case.department_id == actor.department_id:
        return ""
    return "ほかの課の案件です。担当の課の職員が行ってください。"


def _written_to_the_end(case: Any, actor: Staff) -> str:
    missing = "、".join(case.missing())
    return f"{missing}が空いています。入れてから提出してください。" if missing else ""


def _categories_fit(case: Any, actor: Staff) -> str:
    has_categories = case.case_care_categories.exists()
    if case.ordinance_special_care and not has_categories:
        return "条例要配慮個人情報を「取り扱う」としたときは、その内容を1つ以上選んでください。"
    if has_categories and not case.ordinance_special_care:
        return "条例要配慮個人情報の内容が選ばれています。「取り扱う」とするか、内容を外してください。"
    return ""


def _check_list_answered(case: Any, actor: Staff) -> str:
    left = case.unanswered()
    return f"審査項目のうち{left}件に、まだ答えていません。" if left else ""


def unready(case: Any, actor: Staff) -> list[str]:
    """What a case still lacks before it can be handed in, whoever asks."""
    return [reason for asked in _COMPLETE if (reason := asked(case, actor))]


def _not_written_by_oneself(case: Any, actor: Staff) -> str:
    """Who wrote any of it, whoever then submitted it, decides nothing about it: the trail knows them all."""
    written = case.events.filter(pgh_context__user=actor.pk, pgh_context__action__in=WRITES)
    if written.exists():
        return "あなたが内容を書いた案件です。別の職員が行ってください。"
    return ""


_WRITERS = ("drafted_by", "submitted_by")
_SECTION = (*_WRITERS, "confirmed_by")
_COMPLETE = (_written_to_the_end, _categories_fit, _check_list_answered)
_ASKED_OF_THE_SECTION = (own_department, *_COMPLETE)

WORKFLOW = Workflow(
    name="review_case",
    transitions={
        Action.SUBMIT: Transition(
            label="提出",
            sources=frozenset(EDITABLE_STATES),
            target=State.SUBMITTED,
            permission=SUBMIT,
            stamp="submitted",
            requires=_ASKED_OF_THE_SECTION,
            comment=Comment.OPTIONAL,
        ),
        Action.CONFIRM: Transition(
            label="確認",
            sources=frozenset({State.SUBMITTED}),
            target=State.CONFIRMED,
            permission=CONFIRM,
            stamp="confirmed",
            not_by=_WRITERS,
            requires=(*_ASKED_OF_THE_SECTION, _not_written_by_oneself),
            comment=Comment.OPTIONAL,
        ),
        Action.SEND_BACK: Transition(
            label="課の中での差戻し",
            sources=frozenset({State.SUBMITTED}),
            target=State.RETURNED,
            permission=CONFIRM,
            stamp="returned",
            not_by=_WRITERS,
            requires=(own_department,),
            comment=Comment.REQUIRED,
            comment_label="直してほしいこと",
        ),
        Action.ACCEPT: Transition(
            label="承認",
            sources=frozenset({State.CONFIRMED}),
            target=State.ACCEPTED,
            permission=DECIDE,
            stamp="accepted",
            not_by=_SECTION,
            requires=(_not_written_by_oneself,),
            comment=Comment.OPTIONAL,
        ),
        Action.ACCEPT_WITH_CONDITIONS: Transition(
            label="条件付き承認",
            sources=frozenset({State.CONFIRMED}),
            target=State.ACCEPTED_WITH_CONDITIONS,
            permission=DECIDE,
            stamp="accepted",
            not_by=_SECTION,
            requires=(_not_written_by_oneself,),
            comment=Comment.OPTIONAL,
        ),
        Action.REFUSE: Transition(
            label="不承認",
            sources=frozenset({State.CONFIRMED}),
            target=State.REFUSED,
            permission=DECIDE,
            stamp="refused",
            not_by=_SECTION,
            requires=(_not_written_by_oneself,),
            comment=Comment.REQUIRED,
            comment_label="承認しない理由",
            danger=True,
        ),
        Action.RETURN: Transition(
            label="差戻し",
            sources=frozenset({State.CONFIRMED}),
            target=State.RETURNED,
            permission="privacy_review.return_reviewcase",
            stamp="returned",
            clears=("confirmed",),
            not_by=_SECTION,
            comment=Comment.REQUIRED,
            comment_label="直してほしいこと",
        ),
        Action.WITHDRAW: Transition(
            label="取下げ",
            sources=frozenset({*EDITABLE_STATES, State.SUBMITTED, State.CONFIRMED}),
            target=State.WITHDRAWN,
            permission=SUBMIT,
            stamp="withdrawn",
            requires=(own_department,),
            comment=Comment.OPTIONAL,
            comment_label="取下げの理由",
            danger=True,
        ),
    },
)

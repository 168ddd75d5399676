"""A usage request (利用申請): the section applies, 住民記録 reviews and approves.

draft → submitted → reviewed → approved, or returned, rejected, withdrawn on the way (report No. 361, 3).
"""

from typing import Any

from django.db.models import TextChoices

from core.calendar import overlaps, today
from core.models import Staff
from core.workflow import Comment, Transition, Workflow


class State(TextChoices):
    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "審査待ち"
    REVIEWED = "reviewed", "承認待ち"
    APPROVED = "approved", "承認済み"
    RETURNED = "returned", "差戻し"
    REJECTED = "rejected", "却下"
    WITHDRAWN = "withdrawn", "取下げ"


OPEN_STATES = (State.SUBMITTED, State.REVIEWED, State.RETURNED)  # one of these per affair and period
EDITABLE_STATES = (State.DRAFT, State.RETURNED, State.SUBMITTED, State.REVIEWED)


class Action(TextChoices):
    SUBMIT = "submit", "提出する"
    AMEND = "amend", "直して出し直す"
    REVIEW = "review", "審査を終える"
    APPROVE = "approve", "承認する"
    RETURN = "return", "差し戻す"
    REJECT = "reject", "却下する"
    WITHDRAW = "withdraw", "取り下げる"


APPROVE = "registry.approve_usagerequest"
# What a deputy needs: whoever decides sees what there is to decide, of every department.
SEES_ALL = ("registry.view_usagerequest", "registry.view_all_departments")
# What the trail calls the acts that write an application's content.
WRITES = tuple(f"{action}_usage_request" for action in ("draft", "copy", "edit", "amend", "submit"))


def _own_department(request: Any, actor: Staff) -> str:
    if request.department_id == actor.department_id:
        return ""
    return "ほかの課の申請です。申請した課の職員が行ってください。"


def _complete(request: Any, actor: Staff) -> str:
    return "" if request.operators.exists() else "操作者を1人以上選んでください。"


def _operators_of_department(request: Any, actor: Staff) -> str:
    strangers = request.operators.exclude(staff__department=request.department_id, staff__is_active=True)
    names = "、".join(strangers.values_list("staff__name", flat=True))
    return f"{names}は、いまは申請した課の職員ではありません。操作者から外してください。" if names else ""


def _note_where_needed(request: Any, actor: Staff) -> str:
    if request.purpose.needs_note and not request.purpose_note.strip():
        return f"利用目的が「{request.purpose}」のときは、利用目的の説明を入れてください。"
    return ""


def _period_not_over(request: Any, actor: Staff) -> str:
    return "" if request.ends_on >= today() else "利用期間が過ぎています。期間を改めてください。"


def _affair_in_force(request: Any, actor: Staff) -> str:
    affair = request.affair
    if (affair.starts_on and affair.starts_on > request.starts_on) or (
        affair.ends_on and affair.ends_on < request.ends_on
    ):
        return f"「{affair}」は、利用期間のうちに始まるか終わる事務です。期間か事務を改めてください。"
    return ""


def _purpose_in_force(request: Any, actor: Staff) -> str:
    purpose, day = request.purpose, today()
    if not overlaps(purpose.starts_on, purpose.ends_on, day, day):
        return f"利用目的「{purpose}」は、いまは使われていません。利用目的を選び直してください。"
    return ""


def _not_written_by_oneself(request: Any, actor: Staff) -> str:
    """Who wrote any of it, whoever then submitted it, decides nothing about it: the trail knows them all."""
    written = request.events.filter(pgh_context__user=actor.pk, pgh_context__action__in=WRITES)
    if written.exists():
        return "あなたが内容を書いた申請です。別の職員が行ってください。"
    return ""


def _not_for_oneself(request: Any, actor: Staff) -> str:
    if request.operators.filter(staff=actor).exists():
        return "あなた自身に操作権限を付ける申請です。別の職員が行ってください。"
    return ""


def _deputised(actor: Staff) -> Staff | None:
    """Whoever named the person deputy for today. The models' own query, asked through the person."""
    if not actor.has_perms(SEES_ALL):
        return None
    deputyships = actor.deputyships.in_force_on(today()).select_related("principal")
    principals = (deputyship.principal for deputyship in deputyships)
    # A principal who has left, or approves no longer, has nothing that another could do in their name.
    return next((each for each in principals if each.is_active and each.has_perm(APPROVE)), None)


_APPLICATION = (
    _own_department,
    _complete,
    _operators_of_department,
    _note_where_needed,
    _period_not_over,
    _affair_in_force,
    _purpose_in_force,
)
_DECISION = (
    _complete,
    _operators_of_department,
    _period_not_over,
    _affair_in_force,
    _not_for_oneself,
    _not_written_by_oneself,
)

WORKFLOW = Workflow(
    name="usage_request",
    transitions={
        Action.SUBMIT: Transition(
            label="提出",
            sources=frozenset({State.DRAFT, State.RETURNED}),
            target=State.SUBMITTED,
            permission="registry.submit_usagerequest",
            stamp="submitted",
            requires=_APPLICATION,
            comment=Comment.OPTIONAL,
        ),
        # What was submitted or reviewed and is changed goes back to the review: the review was of something
        # else.
        Action.AMEND: Transition(
            label="変更",
            sources=frozenset({State.SUBMITTED, State.REVIEWED}),
            target=State.SUBMITTED,
            permission="registry.submit_usagerequest",
            stamp="submitted",
            clears=("reviewed",),
            requires=(_own_department,),
        ),
        Action.REVIEW: Transition(
            label="審査完了",
            sources=frozenset({State.SUBMITTED}),
            target=State.REVIEWED,
            permission="registry.review_usagerequest",
            stamp="reviewed",
            not_by=("drafted_by", "submitted_by"),
            requires=_DECISION,
            comment=Comment.OPTIONAL,
        ),
        Action.APPROVE: Transition(
            label="承認",
            sources=frozenset({State.REVIEWED}),
            target=State.APPROVED,
            permission=APPROVE,
            stamp="approved",
            not_by=("drafted_by", "submitted_by", "reviewed_by"),
            requires=_DECISION,
            comment=Comment.OPTIONAL,
            deputising=_deputised,
        ),
        Action.RETURN: Transition(
            label="差戻し",
            sources=frozenset({State.SUBMITTED, State.REVIEWED}),
            target=State.RETURNED,
            permission="registry.return_usagerequest",
            stamp="returned",
            clears=("reviewed",),
            not_by=("drafted_by", "submitted_by"),
            comment=Comment.REQUIRED,
            comment_label="直してほしいこと",
        ),
        Action.REJECT: Transition(
            label="却下",
            sources=frozenset({State.SUBMITTED, State.REVIEWED}),
            target=State.REJECTED,
            permission="registry.reject_usagerequest",
            stamp="rejected",
            not_by=("drafted_by", "submitted_by"),
            comment=Comment.REQUIRED,
            comment_label="却下の理由",
            danger=True,
        ),
        Action.WITHDRAW: Transition(
            label="取下げ",
            sources=frozenset({State.DRAFT, State.RETURNED, State.SUBMITTED, State.REVIEWED}),
            target=State.WITHDRAWN,
            permission="registry.submit_usagerequest",
            stamp="withdrawn",
            requires=(_own_department,),
            comment=Comment.OPTIONAL,
            comment_label="取下げの理由",
            danger=True,
        ),
    },
)

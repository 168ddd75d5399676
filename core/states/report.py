"""A report's life (報告書): drafted, read by another person, published, and never changed again.

draft → in_review → published, or returned. Corrections after that print as 正誤表; the published pages stay.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices

from core.reports.kinds import kinds_drafted_by
from core.transitions import Comment, Transition

if TYPE_CHECKING:
    from core.models import Staff


class State(TextChoices):
    DRAFT = "draft", "起草中"
    IN_REVIEW = "in_review", "公表前の確認待ち"
    RETURNED = "returned", "差戻し"
    PUBLISHED = "published", "公表済み"


EDITABLE_STATES = (State.DRAFT, State.RETURNED)


class Action(TextChoices):
    SUBMIT = "submit", "公表前の確認に出す"
    TAKE_BACK = "take_back", "確認を取り消して起草に戻す"
    RETURN = "return", "差し戻す"
    PUBLISH = "publish", "公表する"


# What the trail calls the steps: who took one has decided on the report and not written it.
STEPS = tuple(f"{action}_report" for action in Action.values)


def _drafts_this_kind(report: Any, actor: "Staff") -> str:
    if report.kind in kinds_drafted_by(actor):
        return ""
    return "この種類の報告書を起草する課の職員が行ってください。"


def _did_not_draft(report: Any, actor: "Staff") -> str:
    if report.was_written_by(actor):
        return "あなたはこの報告書の文を書いています。別の職員が公表してください。"
    return ""


# Taking a step is core.services.publication's business: it asks the checks, and freezes what is published.
TRANSITIONS: dict[str, Transition] = {
    Action.SUBMIT: Transition(
        label="公表前の確認への提出",
        sources=frozenset(EDITABLE_STATES),
        target=State.IN_REVIEW,
        permission="core.change_report",
        stamp="submitted",
        requires=(_drafts_this_kind,),
        comment=Comment.OPTIONAL,
    ),
    Action.TAKE_BACK: Transition(
        label="確認の取消し",
        sources=frozenset({State.IN_REVIEW}),
        target=State.DRAFT,
        permission="core.change_report",
        clears=("submitted",),
        requires=(_drafts_this_kind,),
        comment=Comment.OPTIONAL,
    ),
    Action.RETURN: Transition(
        label="差戻し",
        sources=frozenset({State.IN_REVIEW}),
        target=State.RETURNED,
        permission="core.publish_report",
        stamp="returned",
        comment=Comment.REQUIRED,
        comment_label="直してほしいこと",
    ),
    Action.PUBLISH: Transition(
        label="公表",
        sources=frozenset({State.IN_REVIEW}),
        target=State.PUBLISHED,
        permission="core.publish_report",
        stamp="published",
        not_by=("submitted_by",),
        requires=(_did_not_draft,),
        comment=Comment.OPTIONAL,
        danger=True,
    ),
}

"""Who is told of a step of a review case, and what they are asked to do next."""

from collections.abc import Iterable

from django.urls import reverse

from core.models import Staff
from core.services.notices import notify
from core.text import shortened
from privacy_review.models import ReviewCase
from privacy_review.states.review_case import CONFIRM, DECIDE, Action

_MOST_OF_COMMENT = 300  # of a comment's 400: the notice says more, and the page shows it whole


def tell_of(
    action: str, case: ReviewCase, *, actor: Staff, head: Staff | None = None, comment: str = ""
) -> None:
    """Leave notices for whoever has to act next, or waits for the outcome; not for who took the step.

    `head` is who had confirmed the case before the step.
    """
    people, title, detail = _said_of(action, case, head, comment)
    url = reverse("review_case", args=[case.pk])
    notify(
        (each for each in people if each.pk != actor.pk),
        title=f"{case.title}：{title}",
        detail=detail,
        url=url,
    )


def _said_of(
    action: str, case: ReviewCase, head: Staff | None, comment: str
) -> tuple[Iterable[Staff], str, str]:
    match action:
        case Action.SUBMIT:
            heads = Staff.objects.holding(CONFIRM).filter(department=case.department)
            return heads, "課長の確認をお願いします", "内容を確かめて、区政情報課へ送ってください。"
        case Action.CONFIRM:
            detail = f"{case.department}から審査案件が届きました。審査項目の答えと理由を確かめてください。"
            return Staff.objects.holding(DECIDE), "審査をお願いします", detail
        case Action.SEND_BACK | Action.RETURN:
            detail = f"次のところを直して、もう一度提出してください：{shortened(comment, _MOST_OF_COMMENT)}"
            return _section(case, head), "差し戻されました", detail
        case Action.ACCEPT:
            return _section(case, head), "承認されました", "業務を始められます。"
        case Action.ACCEPT_WITH_CONDITIONS:
            detail = "条件と期限を確かめ、対応したら案件の画面で報告してください。"
            return _section(case, head), "条件付きで承認されました", detail
        case Action.REFUSE:
            return (
                _section(case, head),
                "承認されませんでした",
                f"理由：{shortened(comment, _MOST_OF_COMMENT)}",
            )
    return (), "", ""


def _section(case: ReviewCase, head: Staff | None) -> list[Staff]:
    """Who submitted it, and the head who confirmed it."""
    return [each for each in (case.submitted_by, head) if each is not None]

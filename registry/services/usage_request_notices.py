"""Who is told of a step of a usage request, and what they are asked to do next."""

from collections.abc import Iterable

from django.urls import reverse

from core.calendar import today, wareki
from core.models import Staff
from core.services.notices import notify
from core.text import shortened
from registry.models import Deputy, UsageRequest
from registry.states.usage_request import APPROVE, Action

_MOST_OF_COMMENT = 300  # of a comment's 400: the notice says more, and the page shows it whole


def tell_of(
    action: str, request: UsageRequest, *, actor: Staff, comment: str = "", was_reviewed: bool = False
) -> None:
    """Leave notices for whoever has to act next, or waits for the outcome; not for who took the step."""
    url = reverse("usage_request", args=[request.pk])
    match action:
        case Action.SUBMIT:
            _notify(
                _reviewers(),
                actor,
                f"{request}：審査をお願いします",
                f"{request.department}から利用申請が提出されました。内容を確かめて審査してください。"
                f"{_due(request)}",
                url,
            )
        case Action.AMEND:
            before = "審査を終えたあとに" if was_reviewed else "提出したあとに"
            _notify(
                _reviewers(),
                actor,
                f"{request}：内容が変わりました。審査をお願いします",
                f"{request.department}が、{before}利用申請の内容を変更しました。"
                f"審査は、いまの内容で始めからになります。{_due(request)}",
                url,
            )
        case Action.REVIEW:
            _notify(
                _deciders(),
                actor,
                f"{request}：承認をお願いします",
                f"{request.department}の利用申請の審査が済みました。内容を確かめて承認してください。"
                f"{_due(request)}",
                url,
            )
        case Action.RETURN:
            _notify(
                _applicants(request),
                actor,
                f"{request}：差し戻されました",
                f"次のところを直して、もう一度提出してください：{shortened(comment, _MOST_OF_COMMENT)}",
                url,
            )
        case Action.REJECT:
            _notify(
                _applicants(request),
                actor,
                f"{request}：却下されました",
                f"理由：{shortened(comment, _MOST_OF_COMMENT)}",
                url,
            )
        case Action.APPROVE:
            _tell_of_approval(request, actor, url)


def _tell_of_approval(request: UsageRequest, actor: Staff, url: str) -> None:
    _notify(
        _applicants(request),
        actor,
        f"{request}：承認されました",
        f"操作者に{wareki(request.ends_on)}までの操作権限が付きました。操作者は、統合端末の予約ができます。",
        url,
    )
    for grant in request.grants.select_related("staff"):
        operator = grant.staff
        # Not every operator may open the request's page.
        readable = operator.has_perm("registry.view_usagerequest")
        _notify(
            [operator],
            actor,
            f"「{request.affair}」の操作権限が付きました",
            f"{request}の承認により、{wareki(grant.starts_on)}から{wareki(request.ends_on)}まで"
            "統合端末を操作できます。利用する日時を予約してください。",
            url if readable else reverse("home"),
        )


def _notify(people: Iterable[Staff], actor: Staff, title: str, detail: str, url: str) -> None:
    notify((each for each in people if each.pk != actor.pk), title=title, detail=detail, url=url)


def _reviewers() -> Iterable[Staff]:
    return Staff.objects.holding("registry.review_usagerequest")


def _deciders() -> Iterable[Staff]:
    """The approvers, and who stands in for one of them today."""
    approvers = list(Staff.objects.holding(APPROVE))
    deputies = Deputy.objects.in_force_on(today()).filter(principal__in=approvers)
    return [*approvers, *(each.deputy for each in deputies.select_related("deputy"))]


def _applicants(request: UsageRequest) -> list[Staff]:
    """Who submitted it."""
    return [request.submitted_by] if request.submitted_by else []


def _due(request: UsageRequest) -> str:
    return f"処理の目安は{wareki(request.due_on)}です。" if request.due_on else ""

"""お知らせ: what the product has told a person, to be opened and to be put aside."""

from typing import Any, cast

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from core.models import Notice, Staff
from core.services.notices import read_all_notices, read_notice

NOTICES_A_PAGE = 50


def notice_list(request: HttpRequest) -> HttpResponse:
    """The person's own notices, the newest first, a page at a time. For everybody logged in."""
    person = cast(Staff, request.user)  # nobody comes here without a log-in
    rows = Notice.objects.of(person)
    before = request.GET.get("before")
    if before is not None:
        rows = rows.filter(pk__lt=_key(before))
    page = list(rows.order_by("-id")[: NOTICES_A_PAGE + 1])
    context = {
        "title": "お知らせ",
        "lead": "あなたへのお知らせです。新しい順です。件名を選ぶと、その画面が開きます。",
        "notices": page[:NOTICES_A_PAGE],
        "following": page[NOTICES_A_PAGE - 1].pk if len(page) > NOTICES_A_PAGE else None,
        "is_first": before is None,
    }
    return render(request, "notices/list.html", context)


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's own notice as read and go to its screen; those of others are as if they were not (404)."""
    person = cast(Staff, request.user)
    found: Any = get_object_or_404(Notice.objects.of(person), pk=pk)
    read_notice(notice=found, actor=person)
    # The database holds it to an address of the product; a redirect asks once more.
    is_own = found.url.startswith("/") and url_has_allowed_host_and_scheme(found.url, allowed_hosts=None)
    return redirect(found.url if is_own else "notices")


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all of one's own notices as read."""
    read_all_notices(actor=cast(Staff, request.user))
    return redirect("notices")


def _key(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise BadRequest("unknown position")
    return int(text)

"""今日の仕事: the first page."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.calendar import today, wareki
from core.models import Notice, Staff
from core.work import work_of

NOTICES = 5  # the newest unread ones; all of them are a link away


def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person, the oldest first, and the way to every register. For everybody logged in."""
    day = today()
    person = cast(Staff, request.user)  # nobody comes here without a log-in
    context = {
        "work": work_of(person, day),
        "notices": Notice.objects.of(person).unread().order_by("-id")[:NOTICES],
        "today": wareki(day),
    }
    return render(request, "home.html", context)

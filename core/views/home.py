"""今日の仕事: the first page."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.calendar import today, wareki
from core.models import Staff
from core.work import work_of


def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person, the oldest first, and the way to every register. For everybody logged in."""
    day = today()
    person = cast(Staff, request.user)  # nobody comes here without a log-in
    return render(request, "home.html", {"work": work_of(person, day), "today": wareki(day)})

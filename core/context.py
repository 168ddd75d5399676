"""What every page shows: the menu, the municipality's name, and how many notices wait unread."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.models import Municipality, Notice, Staff
from core.navigation import menu_of


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The menu of the person and what the frame shows, read only where a template shows it, in one query."""
    # A request that was refused early has no user yet.
    known = getattr(request, "user", None) is not None and request.user.is_authenticated
    frame = cache((lambda: _frame_of(request.user)) if known else _frame_of_strangers)
    return {
        "navigation": menu_of(request) if known else [],
        "municipality": _lazily(frame, "municipality", ""),
        "unread_notices": _lazily(frame, "unread_notices", 0),
    }


def _frame_of(person: Any) -> dict[str, Any]:
    unread = Notice.objects.unread().filter(recipient=OuterRef("pk")).order_by().values("recipient")
    counted = unread.annotate(count=Count("pk")).values("count")
    frame: QuerySet = Staff.objects.filter(pk=person.pk).values(
        municipality=Subquery(Municipality.objects.values("name")[:1]),
        unread_notices=Subquery(counted, output_field=IntegerField()),
    )
    return frame.first() or {}


def _frame_of_strangers() -> dict[str, Any]:
    return {"municipality": Municipality.name_of_only()}


def _lazily(frame: Callable[[], dict[str, Any]], name: str, nothing: Any) -> SimpleLazyObject:
    return SimpleLazyObject(lambda: frame().get(name) or nothing)

"""The main menu: which pages there are, and which of them a person sees.

core knows only where the menu stands: `settings.NAVIGATION` is a dotted path to a tuple of Group.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Page:
    """A page of the menu, for those who have the permission; "" is for everybody who is logged in."""

    label: str
    url_name: str
    permission: str = ""
    admin_only: bool = False  # for those who use the admin


@dataclass(frozen=True)
class Group:
    """Pages that belong together."""

    label: str
    pages: tuple[Page, ...]


def menu_of(request: HttpRequest) -> list[dict]:
    """The groups with the pages that the person may open, for templates/components/navigation.html."""
    menu = []
    for group in import_string(settings.NAVIGATION):
        items = [_item(page, request.path) for page in group.pages if _may_open(page, request)]
        if items:
            menu.append({"label": group.label, "items": items})
    _mark_nearest([item for group in menu for item in group["items"]])
    return menu


def _mark_nearest(items: list[dict]) -> None:
    """Where a page of the menu lies under another (/usage-requests/queue/), one is on the nearer alone."""
    current = [item for item in items if item["current"]]
    nearest = max(current, key=lambda item: len(item["url"]), default=None)
    for item in current:
        item["current"] = item is nearest


def _may_open(page: Page, request: HttpRequest) -> bool:
    if page.admin_only and not request.user.is_staff:
        return False
    return not page.permission or request.user.has_perm(page.permission)


def _item(page: Page, path: str) -> dict:
    url = reverse(page.url_name)
    # Pages lie under their list: /sites/print/ is part of /sites/. Everything lies under "/".
    return {"label": page.label, "url": url, "current": path == url or (url != "/" and path.startswith(url))}

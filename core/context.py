"""What every page shows: the menu and the municipality's name."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.models import Municipality
from core.navigation import menu_of


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The menu of the person, and the municipality's name. Each is read only where a template shows it."""
    # A request that was refused early has no user yet.
    known = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {
        "navigation": menu_of(request) if known else [],
        "municipality": SimpleLazyObject(Municipality.name_of_only),
    }

"""Who did what and why: the context of every change, and the log of reads.

The trail of changes (core/trail.py) takes its context from here; what no trigger can see — log-in, print,
export — is written to the access log by `log_access`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

from core.models import AccessEvent, Staff


class TrailMiddleware(HistoryMiddleware):
    """Gives every change made in a request its context: who (also as text), and on which screen."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user
        name = user.name if isinstance(user, Staff) else ""
        return super().get_context(request) | {"name": name}


@contextmanager
def act(action: str, *, by: Staff | None = None, reason: str = "") -> Iterator[None]:
    """Every change within it carries the action's name, its reason and who did it.

    Used by services and commands; within a request it adds to what TrailMiddleware has set. One act may lie
    in another (a transfer ends a grant): the inner one's words are its own and end with it, and where it
    gives no reason, the outer one's holds.
    """
    context: dict[str, Any] = {"action": action}
    if reason:
        context["reason"] = reason
    if by is not None:
        context |= {"user": by.pk, "name": by.name}
    with pghistory.context() as outer:
        # The library would let the words of an inner context stand until the outermost one ends.
        before = dict(outer.metadata)
        outer.metadata.update(context)
        try:
            yield
        finally:
            outer.metadata.clear()
            outer.metadata.update(before)


def log_access(
    kind: AccessEvent.Kind,
    *,
    request: HttpRequest | None,
    subject: str = "",
    staff: Staff | AnonymousUser | None = None,
    **detail: Any,
) -> AccessEvent:
    """Write one line of the access log: who read, printed or took out what. `detail` must be plain values."""
    person = staff if staff is not None else getattr(request, "user", None)
    known = person if isinstance(person, Staff) else None
    return AccessEvent.objects.create(
        kind=kind,
        staff=known,
        staff_name=known.name if known else "",
        department_name=str(known.department or "") if known else "",
        subject=subject[:200],
        detail=detail,
        path=request.path[:300] if request else "",
        ip_address=request.META.get("REMOTE_ADDR") or None if request else None,
    )


@receiver(user_logged_in)
def log_login(sender: Any, request: HttpRequest, user: Staff, **kwargs: Any) -> None:
    log_access(AccessEvent.Kind.LOGIN, request=request, staff=user)


@receiver(user_logged_out)
def log_logout(sender: Any, request: HttpRequest, user: Staff | None, **kwargs: Any) -> None:
    if user is not None:
        log_access(AccessEvent.Kind.LOGOUT, request=request, staff=user)


@receiver(user_login_failed)
def log_failed_login(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    # The name that was typed is not kept: people type their password there by mistake.
    known = Staff.objects.filter(username=credentials.get("username", "")).first()
    log_access(AccessEvent.Kind.LOGIN_FAILED, request=request, staff=known or AnonymousUser())

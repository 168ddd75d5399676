"""Telling people what happened and what waits for them: a notice on the screen, and the same by e-mail."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from core.models import Notice, Staff


def notify(people: Iterable[Staff], *, title: str, url: str, detail: str = "") -> list[Notice]:
    """Leave a notice for each of the people who are in office, once each, in the caller's transaction.

    The e-mail goes out when the transaction has committed; that it could not be sent is kept with the notice
    and never undoes what it tells of. `url` is an address of the product ("/usage-requests/5/").
    """
    recipients = {person.pk: person for person in people if person.is_active}
    notices = Notice.objects.bulk_create(
        Notice(recipient=person, title=title, detail=detail, url=url) for person in recipients.values()
    )
    if notices:
        transaction.on_commit(partial(send_by_mail, [notice.pk for notice in notices]))
    return notices


def send_by_mail(keys: list[int]) -> None:
    """Send the notices by e-mail, each to its own recipient, and keep what became of it."""

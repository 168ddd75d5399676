"""Telling people what happened and what waits for them: a notice on the screen, and the same by e-mail."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from core.models import Notice, Staff
from core.text import shortened

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"  # where nobody has said how to send
NO_SETTINGS = "メールの設定がありません"
NO_ADDRESS = "メールアドレスが登録されていません"


def notify(people: Iterable[Staff], *, title: str, url: str, detail: str = "") -> list[Notice]:
    """Leave a notice for each of the people who are in office, once each, in the caller's transaction.

    The e-mail goes out when the transaction has committed; that it could not be sent is kept with the notice
    and never undoes what it tells of. `url` is an address of the product ("/usage-requests/5/"). Words that
    are longer than a notice are cut: the page shows them whole.
    """
    recipients = {person.pk: person for person in people if person.is_active}
    notices = Notice.objects.bulk_create(
        Notice(recipient=person, title=_fitting("title", title), detail=_fitting("detail", detail), url=url)
        for person in recipients.values()
    )
    if notices:
        transaction.on_commit(partial(send_by_mail, [notice.pk for notice in notices]), robust=True)
    return notices


def _fitting(name: str, words: str) -> str:
    field: Any = Notice._meta.get_field(name)
    return shortened(words, field.max_length)


def send_by_mail(keys: list[int]) -> None:
    """Send the notices by e-mail, each to its own recipient, and keep what became of it.

    Nothing of this is raised: a mail server that is away must not undo what the notices tell of. Once it does
    not answer, the others are not tried, so that nobody waits for it more than once (EMAIL_TIMEOUT).
    """
    notices = list(Notice.objects.filter(pk__in=keys).select_related("recipient").order_by("pk"))
    to_send = []
    for notice in notices:
        if not notice.recipient.email:
            notice.mail_error = NO_ADDRESS
        elif settings.EMAIL_BACKEND == NO_MAIL:
            notice.mail_error = NO_SETTINGS
        else:
            to_send.append(notice)
    if to_send:
        _send(to_send)
    Notice.objects.bulk_update(notices, ["mailed_at", "mail_error"])


def _send(notices: list[Notice]) -> None:
    away = ""
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # every fault of smtplib and of the network is one
        away = _in_words(error)
    for notice in notices:
        if away:
            notice.mail_error = away
            continue
        try:
            EmailMessage(
                f"［台帳］{' '.join(notice.title.split())}",
                _body_of(notice),
                to=[notice.recipient.email],
                connection=connection,
            ).send()
            notice.mailed_at = timezone.now()
        except (SMTPResponseException, SMTPRecipientsRefused, ValueError) as error:
            notice.mail_error = _in_words(error)  # this message alone
        except OSError as error:
            notice.mail_error = away = _in_words(error)
    with suppress(OSError):
        connection.close()


def _body_of(notice: Notice) -> str:
    """Title, detail and the way to the screen. What it names is the record, never a resident."""
    paragraphs = [notice.title, notice.detail]
    if settings.SITE_URL:
        paragraphs.append(f"画面：{settings.SITE_URL.rstrip('/')}{notice.url}")
    paragraphs.append("このメールは台帳から自動で送信しています。返信はできません。")
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _in_words(error: Exception) -> str:
    """What was wrong. The server's own words may repeat the address; its code is enough to ask about."""
    if isinstance(error, SMTPResponseException):
        return f"メールサーバーが受け付けませんでした（{error.smtp_code}）"
    if isinstance(error, SMTPRecipientsRefused | ValueError):
        return "宛先のメールアドレスを、メールサーバーが受け付けませんでした"
    return f"メールサーバーにつながりませんでした（{type(error).__name__}）"


@transaction.atomic
def read_notice(*, notice: Notice, actor: Staff) -> None:
    """Mark the person's own notice as read; the first time counts."""
    Notice.objects.of(actor).unread().filter(pk=notice.pk).update(read_at=timezone.now())


@transaction.atomic
def read_all_notices(*, actor: Staff) -> int:
    """Mark everything that the person has not opened yet as read; answers how many there were."""
    return Notice.objects.of(actor).unread().update(read_at=timezone.now())

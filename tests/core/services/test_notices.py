"""A notice on the screen, and the same by e-mail: what is sent, to whom, and what becomes of a failure."""

import smtplib
import socket
from contextlib import closing

import pytest
from django.core import mail
from django.db import transaction

from core.models import Notice
from core.services.notices import notify, read_all_notices, read_notice
from tests.factories import make_notice, make_staff

pytestmark = pytest.mark.django_db

TOLD = {"title": "利用申請が承認されました", "detail": "2026-00005 国民健康保険", "url": "/usage-requests/5/"}


@pytest.fixture
def tell(django_capture_on_commit_callbacks):
    def tell(*people, **words):
        with django_capture_on_commit_callbacks(execute=True):
            return notify(people, **TOLD | words)

    return tell


def test_notice_is_left_for_each_who_is_in_office_once(tell):
    here, gone = make_staff(), make_staff(is_active=False)
    tell(here, here, gone)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title, notice.detail, notice.url) == (here, *TOLD.values())
    assert notice.read_at is None


def test_mail_goes_to_each_recipient_alone(tell):
    first, second = make_staff(email="a@city.example.jp"), make_staff(email="b@city.example.jp")
    tell(first, second)
    assert [message.recipients() for message in mail.outbox] == [["a@city.example.jp"], ["b@city.example.jp"]]
    assert mail.outbox[0].subject == "［台帳］利用申請が承認されました"
    assert mail.outbox[0].body == (
        "利用申請が承認されました\n\n"
        "2026-00005 国民健康保険\n\n"
        "画面：https://daicho.example.lg.jp/usage-requests/5/\n\n"
        "このメールは台帳から自動で送信しています。返信はできません。\n"
    )
    assert {(bool(each.mailed_at), each.mail_error) for each in Notice.objects.all()} == {(True, "")}


def test_mail_without_a_known_address_of_the_product_names_no_screen(tell, settings):
    settings.SITE_URL = ""
    tell(make_staff(email="a@city.example.jp"), detail="")
    assert mail.outbox[0].body == (
        "利用申請が承認されました\n\nこのメールは台帳から自動で送信しています。返信はできません。\n"
    )


def test_mail_has_a_subject_of_one_line(tell):
    tell(make_staff(email="a@city.example.jp"), title="改行の\r\nBcc: someone@example.jp")
    assert mail.outbox[0].subject == "［台帳］改行の Bcc: someone@example.jp"
    assert mail.outbox[0].recipients() == ["a@city.example.jp"]


def test_mail_is_not_sent_for_what_was_undone(django_capture_on_commit_callbacks):
    person = make_staff(email="a@city.example.jp")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        notify([person], **TOLD)
        transaction.set_rollback(True)
    assert (mail.outbox, Notice.objects.count()) == ([], 0)


def test_person_without_an_address_has_the_notice_alone(tell):
    tell(make_staff(), make_staff(email="b@city.example.jp"))
    kept = [(each.mail_error, each.mailed_at is None) for each in Notice.objects.order_by("id")]
    assert kept == [("メールアドレスが登録されていません", True), ("", False)]


def test_no_settings_no_mail_and_the_notice_says_so(tell, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    tell(make_staff(email="a@city.example.jp"))
    assert Notice.objects.get().mail_error == "メールの設定がありません"


def test_server_that_is_away_hinders_nobody(tell, settings):
    """A real one: a port that nobody listens on."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    tell(make_staff(email="a@city.example.jp"), make_staff(email="b@city.example.jp"))
    assert set(Notice.objects.values_list("mail_error", "mailed_at")) == {
        ("メールサーバーにつながりませんでした（ConnectionRefusedError）", None)
    }


class Backend:
    """A server that refuses one address, and hangs up at another."""

    asked: list[str] = []

    def __init__(self, **options):
        Backend.asked = []

    def open(self):
        return True

    def close(self):
        raise smtplib.SMTPServerDisconnected("closed twice")

    def send_messages(self, messages):
        (address,) = messages[0].recipients()
        Backend.asked.append(address)
        if address.startswith("unknown"):
            raise smtplib.SMTPRecipientsRefused({address: (550, b"unknown user")})
        if address.startswith("full"):
            raise smtplib.SMTPDataError(552, f"mailbox of {address} full".encode())
        if address.startswith("hangs-up"):
            raise smtplib.SMTPServerDisconnected("bye")
        return 1


def test_refused_message_hinders_no_other_and_repeats_no_address(tell, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    addresses = [
        "unknown@example.jp",
        "full@example.jp",
        "a@example.jp",
        "hangs-up@example.jp",
        "b@example.jp",
    ]
    tell(*(make_staff(email=address) for address in addresses))
    assert list(Notice.objects.order_by("id").values_list("mail_error", flat=True)) == [
        "宛先のメールアドレスを、メールサーバーが受け付けませんでした",
        "メールサーバーが受け付けませんでした（552）",
        "",
        "メールサーバーにつながりませんでした（SMTPServerDisconnected）",
        "メールサーバーにつながりませんでした（SMTPServerDisconnected）",
    ]
    assert Backend.asked == addresses[:-1]  # once it has hung up, nobody waits for it again
    assert Notice.objects.filter(mailed_at__isnull=False).count() == 1


def test_notice_is_read_by_its_recipient_alone_and_the_first_time_counts():
    notice = make_notice()
    read_notice(notice=notice, actor=make_staff())
    notice.refresh_from_db()
    assert notice.read_at is None
    read_notice(notice=notice, actor=notice.recipient)
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    read_notice(notice=notice, actor=notice.recipient)
    notice.refresh_from_db()
    assert notice.read_at == first


def test_all_of_ones_own_notices_are_read_and_no_others():
    person, other = make_staff(), make_notice()
    for _ in range(3):
        make_notice(recipient=person)
    assert read_all_notices(actor=person) == 3
    assert read_all_notices(actor=person) == 0
    assert list(Notice.objects.unread()) == [other]


def test_notice_that_is_too_long_is_cut_and_tells_so():
    """A name of 120 letters and a comment of 400 are lawful: what tells of them must not fail."""
    (notice,) = notify([make_staff()], title="あ" * 130, detail="い" * 500, url="/")
    assert notice.title == "あ" * 119 + "…"
    assert notice.detail == "い" * 399 + "…"

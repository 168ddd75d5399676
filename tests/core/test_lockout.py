"""The lock-out counts whose name was typed, and keeps no word of it."""

import json

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from core.lockout import key_of_typed_name
from core.models import AccessEvent
from tests.factories import PASSWORD, make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counting(settings):
    settings.AXES_ENABLED = True


WRONG = "not the password"


def log_in(username, password=WRONG):
    return Client().post("/login/", {"username": username, "password": password})


def test_typed_name_stands_nowhere_in_clear(caplog):
    caplog.set_level("DEBUG")
    log_in("my secret word")
    rows = [*AccessAttempt.objects.values(), *AccessEvent.objects.values()]
    assert AccessAttempt.objects.count() == 1
    assert "secret" not in json.dumps(rows, default=str)
    assert "secret" not in caplog.text


def test_fifth_failure_locks_the_name_out_and_no_other():
    staff, other = make_staff(), make_staff()
    for _ in range(4):
        assert log_in(staff.username).status_code == 200
    assert log_in(staff.username).status_code == 429
    assert log_in(staff.username, PASSWORD).status_code == 429
    assert log_in(other.username, PASSWORD).status_code == 302


def test_log_in_that_succeeds_begins_the_count_anew():
    staff = make_staff()
    for _ in range(4):
        log_in(staff.username)
    assert log_in(staff.username, PASSWORD).status_code == 302
    assert AccessAttempt.objects.count() == 0
    assert log_in(staff.username).status_code == 200


def test_key_is_of_the_name_alone_whatever_its_width():
    assert key_of_typed_name(None, {"username": "S１２３"}) == key_of_typed_name(None, {"username": "S123"})
    assert key_of_typed_name(None, {"username": "S123"}) != key_of_typed_name(None, {"username": "S124"})
    assert "S123" not in key_of_typed_name(None, {"username": "S123"})
    assert len(key_of_typed_name(None, None)) == 64


# --- Passwords that others set -----------------------------------------------------------------------------


def test_password_that_an_administrator_sets_stands_in_the_access_log(settings):
    settings.AXES_ENABLED = False
    desk, admin, staff = Client(), make_staff("admin"), make_staff(name="忘れた 太郎")
    desk.force_login(admin)
    page = reverse("admin:auth_user_password_change", args=[staff.pk])
    new = "atarashii aikotoba 1"
    typed = {"usable_password": "true", "password1": new, "password2": new}
    assert desk.post(page, typed | {"password2": "another one 123"}).status_code == 200
    # Both buttons at once: Django sends one back to the page and saves nothing.
    assert desk.post(page, {"usable_password": "false", "set-password": ""}).status_code == 302
    resets = AccessEvent.objects.filter(kind=AccessEvent.Kind.PASSWORD_RESET)
    assert not resets.exists()
    assert desk.post(page, typed | {"set-password": ""}).status_code == 302
    event = resets.get()
    assert (event.staff, event.subject) == (admin, f"忘れた 太郎（{staff.username}）")
    assert new not in json.dumps(AccessEvent.objects.values().get(pk=event.pk), default=str)
    staff.refresh_from_db()
    assert staff.check_password(new)
    auditor = Client()
    auditor.force_login(make_staff("auditor"))
    assert "パスワードの再設定" in text_of(auditor.get("/access-events/"))

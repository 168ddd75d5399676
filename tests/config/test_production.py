"""The production settings, in a process of their own: they are read once, from the environment."""

import os
import subprocess
import sys

import pytest

from config.settings.base import BASE_DIR

COMPLETE = {
    "DAICHO_SECRET_KEY": "3q#v!8m(w)p0z=r5n2k@x7c^y4b&j6t1h9g$d-f_sleua-iodvx",
    "DAICHO_ALLOWED_HOSTS": "daicho.city.example.jp",
    "DATABASE_URL": "postgresql://daicho:secret@db.example.jp/daicho",
}


def manage(*arguments, **environment):
    """Run manage.py with the production settings and nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env={"PATH": os.defpath, "DJANGO_SETTINGS_MODULE": "config.settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check_without_a_warning():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **COMPLETE)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_names_everything_that_is_missing_at_once():
    done = manage("check")
    assert done.returncode != 0
    assert done.stderr == (
        "本番の設定が足りません。"
        "環境変数 DAICHO_SECRET_KEY、DAICHO_ALLOWED_HOSTS、DATABASE_URL を指定してください。"
        "意味は config/settings/production.py にあります。\n"
    )


@pytest.mark.parametrize("name", COMPLETE)
def test_production_refuses_to_start_without(name):
    done = manage("check", **{**COMPLETE, name: ""})
    assert done.returncode != 0
    assert f"環境変数 {name} を" in done.stderr


def test_production_migrates_as_an_owner_of_its_own_alone():
    done = manage("migrate", **COMPLETE)
    assert done.returncode != 0
    assert "環境変数 DATABASE_OWNER_URL を" in done.stderr


def test_production_refuses_another_database_product():
    done = manage("check", **{**COMPLETE, "DATABASE_URL": "sqlite:///daicho.db"})
    assert done.returncode != 0
    assert "DATABASE_URL は postgresql://" in done.stderr


def settings_in(environment, *names):
    """The settings of those names, as they are printed."""
    script = f"import config.settings.production as s; print(*(getattr(s, name, None) for name in {names!r}))"
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=BASE_DIR,
        env=COMPLETE | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_production_believes_a_proxy_only_when_told_its_header():
    header = {"DAICHO_PROXY_SSL_HEADER": "X-Forwarded-Proto"}
    assert settings_in({}, "SECURE_PROXY_SSL_HEADER") == "None"
    assert settings_in(header, "SECURE_PROXY_SSL_HEADER") == "('HTTP_X_FORWARDED_PROTO', 'https')"


def test_production_sends_no_mail_unless_told_how():
    assert settings_in({}, "EMAIL_BACKEND") == "django.core.mail.backends.dummy.EmailBackend"


def test_production_sends_mail_through_the_named_server():
    sender = {"DAICHO_MAIL_FROM": "daicho@city.example.jp"}
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_TIMEOUT")
    url = {"DAICHO_EMAIL_URL": "submission://daicho:secret@mail.example.jp"}
    assert settings_in(sender | url, *names) == "mail.example.jp 587 daicho True False 5"
    url = {"DAICHO_EMAIL_URL": "smtp://mail.example.jp"}
    assert settings_in(sender | url, *names) == "mail.example.jp 25  False False 5"
    assert settings_in(sender | url, "DEFAULT_FROM_EMAIL") == "daicho@city.example.jp"


def test_production_asks_for_the_sender_of_its_mail_and_a_server_it_understands():
    done = manage("check", **COMPLETE, DAICHO_EMAIL_URL="smtp://mail.example.jp")
    assert "環境変数 DAICHO_MAIL_FROM を" in done.stderr
    done = manage(
        "check", **COMPLETE, DAICHO_MAIL_FROM="a@example.jp", DAICHO_EMAIL_URL="smtp+tls://mail.example.jp"
    )
    assert done.returncode != 0
    assert "DAICHO_EMAIL_URL は submission://" in done.stderr

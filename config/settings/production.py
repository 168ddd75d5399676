"""A ward's own server: HTTPS, PostgreSQL, and secrets from the environment. Refuses to start without them.

DAICHO_SECRET_KEY        a long random string
DAICHO_ALLOWED_HOSTS     the host names people type, separated by commas
DATABASE_URL             postgresql://user:password@host/database, the role that serves
DATABASE_OWNER_URL       the same database as the tables' owner; needed by `migrate` and its like alone
DAICHO_PROXY_SSL_HEADER  optional: the header in which the proxy in front says `https`, as X-Forwarded-Proto.
                         Only where that proxy sets or removes it itself, or anybody could pretend.
DAICHO_EMAIL_URL         optional: submission://user:password@host (STARTTLS on 587), smtp://host (25, bare)
                         or smtp://user:password@host:465/?ssl=True; without it no e-mail is sent
DAICHO_MAIL_FROM         the sender of those messages; needed with DAICHO_EMAIL_URL
DAICHO_SITE_URL          optional: the address that people type, for the links in messages
"""

from django.core.exceptions import ImproperlyConfigured
from environs import env

from config.settings.base import *  # noqa: F403

_REQUIRED = ["DAICHO_SECRET_KEY", "DAICHO_ALLOWED_HOSTS", "DATABASE_URL"]
if env.str("DAICHO_DATABASE_AS", "") == "owner":
    _REQUIRED.append("DATABASE_OWNER_URL")
if env.str("DAICHO_EMAIL_URL", ""):
    _REQUIRED.append("DAICHO_MAIL_FROM")
if _missing := [name for name in _REQUIRED if not env.str(name, "")]:
    raise ImproperlyConfigured(
        f"本番の設定が足りません。環境変数 {'、'.join(_missing)} を指定してください。"
        "意味は config/settings/production.py にあります。"
    )

SECRET_KEY = env.str("DAICHO_SECRET_KEY")
ALLOWED_HOSTS: list[str] = env.list("DAICHO_ALLOWED_HOSTS")
TRAIL_MUST_BE_CLOSED = True

if env.str("DAICHO_EMAIL_URL", ""):
    _mail = env.dj_email_url("DAICHO_EMAIL_URL")
    if _mail.get("EMAIL_BACKEND") != "django.core.mail.backends.smtp.EmailBackend" or not _mail["EMAIL_HOST"]:
        raise ImproperlyConfigured(
            "DAICHO_EMAIL_URL は submission://利用者:パスワード@ホスト か smtp://ホスト の形で"
            "指定してください。"
        )
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"] or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]

SECURE_SSL_REDIRECT = True
if _header := env.str("DAICHO_PROXY_SSL_HEADER", ""):
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{_header.upper().replace('-', '_')}", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

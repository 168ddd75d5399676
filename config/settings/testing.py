"""The test suite: the owner makes the test database; the tests run with the runtime role's rights."""

import os

from environs import env

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASE_RUNTIME_ROLE
from config.settings.database import database

SECRET_KEY = "not a secret: the tests' own, never used to serve"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]

DATABASES = {
    "default": {
        **database(as_owner=True),
        "CONN_MAX_AGE": 0,  # the threads of a live server must not hold the database that is to be dropped
        # Two runs at once in one checkout do not meet. A fixed name serves pytest's --reuse-db.
        "TEST": {"NAME": env.str("DAICHO_TEST_DATABASE", f"test_daicho_{os.getpid()}")},
    }
}
if DATABASES["default"]["USER"] == DATABASE_RUNTIME_ROLE:
    # A server with one user for everything: core/rights.py makes a role without a log-in to step down to.
    DATABASE_RUNTIME_ROLE = "daicho_test_runtime"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast: the passwords are no secrets
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SITE_URL = "https://daicho.example.lg.jp"
WHITENOISE_AUTOREFRESH = True  # read static files where they are: the suite collects none
DEMO_ACCOUNTS_ALLOWED = True
AXES_ENABLED = False  # tests log in often and wrongly; those of the lock-out switch it on

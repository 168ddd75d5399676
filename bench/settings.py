"""Settings of the benchmarks: those of the test suite, with the plain page beside the product's."""

import os

from config.settings.testing import *  # noqa: F403
from config.settings.testing import BASE_DIR, DATABASES, TEMPLATES

# Never the database that people use: `make bench` makes its own and drops it.
DATABASES["default"]["TEST"]["NAME"] = f"bench_daicho_{os.getpid()}"
DATABASES["default"]["CONN_MAX_AGE"] = 60

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "bench" / "templates"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

"""What `make run` uses: this machine alone, plain HTTP on the loopback address."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from environs import env

from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR


def _secret_key(file: Path) -> str:
    """Made up once and kept, so that people stay logged in over a restart."""
    try:
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            # Whole from its first moment, and readable by its owner alone; of two processes one wins.
            with tempfile.NamedTemporaryFile("w", dir=file.parent) as draft:
                draft.write(get_random_secret_key())
                draft.flush()
                with suppress(FileExistsError):
                    os.link(draft.name, file)
        return file.read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{file} を読み書きできません（{error.strerror}）。"
            "最初に make run を実行した利用者で実行してください。"
        ) from error


DEBUG = env.bool("DAICHO_DEBUG", False)
SECRET_KEY = _secret_key(BASE_DIR / ".local" / "secret-key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
DEMO_ACCOUNTS_ALLOWED = True

# Messages are written to files, to be read there: nothing leaves this machine.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = BASE_DIR / ".local" / "mail"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

"""The lock-out after failed log-ins: whose name was typed is counted, and not kept."""

import unicodedata
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def key_of_typed_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name that was typed at the log-in as a keyed hash (AXES_USERNAME_CALLABLE).

    People type their password in the wrong box: what failed must not stand in a table in clear.
    """
    typed = (credentials or {}).get("username") or (request.POST.get("username") if request else "") or ""
    # As the log-in form reads it: two widths of one name are one name.
    name = unicodedata.normalize("NFKC", str(typed))
    return salted_hmac("core.lockout", name, algorithm="sha256").hexdigest()

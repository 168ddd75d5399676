"""What the report commands share: finding what was named, or saying what there is."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.audit import log_access
from core.models import AccessEvent, Report


def report_of(number: int) -> Report:
    """The report of that number. Raises CommandError naming those there are."""
    try:
        return Report.objects.get(number=number)
    except Report.DoesNotExist:
        known = "、".join(str(each) for each in Report.objects.values_list("number", flat=True)) or "なし"
        raise CommandError(f"報告第{number}号は登録されていません。登録済みの報告書：{known}") from None


def write_out(output: Path, data: bytes) -> None:
    """Write the file. Raises CommandError where it cannot be written."""
    try:
        output.write_bytes(data)
    except OSError as error:
        raise CommandError(f"{output} に書き込めません（{error.strerror}）。") from error


def log_export(subject: str, **detail: Any) -> None:
    """Who takes something out at the command line is in the access log too: the machine's user."""
    log_access(AccessEvent.Kind.EXPORT, request=None, subject=subject, uid=os.getuid(), **detail)

"""Registers as files in the admin: what is filtered goes out, what comes in is shown before it is saved."""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import tablib
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.tmp_storages import TempFolderStorage

from core.audit import act, log_access
from core.calendar import today
from core.errors import DomainError
from core.files.csv import read_csv, write_csv
from core.models import AccessEvent

KEPT_SECONDS = 60 * 60  # how long an upload waits for its confirmation
MOST_CONSEQUENCES = 20  # that a message tells; the registers have them all
_CHANGED = "確認のあとに台帳が変わったため、取り込めませんでした。"


class OfficeCsv(Format):
    """CSV as offices have it: UTF-8 or CP932 in, UTF-8 with BOM out, nothing a spreadsheet would run."""

    def __init__(self, headings: Sequence[str] = (), encoding: str | None = None) -> None:
        self.headings = headings

    def get_title(self) -> str:
        return "CSV"

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The file's rows. Raises DomainError with every fault of its structure, unknown columns too."""
        file = read_csv(in_stream, [self.headings])
        rows = [[row.values[heading] for heading in file.header] for row in file.rows]
        dataset = tablib.Dataset(*rows, headers=list(file.header))
        dataset.lines = [row.line for row in file.rows]
        return dataset

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return b"".join(write_csv(dataset.headers, dataset))

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


class UploadFolder(TempFolderStorage):
    """Where an uploaded file waits for its confirmation: a folder of this alone, so that a made-up name in
    the confirmation leads to no other file."""

    name: str | None

    def get_full_path(self) -> str:
        return str(_upload_folder() / (self.name or ""))

    def _open(self, mode: str = "r") -> Any:
        if self.name:
            return open(self.get_full_path(), mode, encoding=self.encoding)  # noqa: PTH123
        file = tempfile.NamedTemporaryFile(dir=_upload_folder(), delete=False)  # noqa: SIM115
        self.name = Path(file.name).name
        return file


def _forget(request: HttpRequest) -> None:
    """A file that is not to be confirmed must not stay: it may hold what was refused."""
    name = getattr(request.FILES.get("import_file"), "tmp_storage_name", None)
    if name:
        (_upload_folder() / name).unlink(missing_ok=True)
    # Nor one that nobody came back to confirm.
    for file in _upload_folder().iterdir():
        if time.time() - file.stat().st_mtime > KEPT_SECONDS:
            file.unlink(missing_ok=True)


def _upload_folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"daicho-uploads-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


class _ChangedSince(Exception):  # noqa: N818  what it says
    """The register is no longer what the preview was made of."""


def _digest(result: Any) -> str:
    """What the preview showed, in short: every row with its cells before and after, and what it brings."""
    rows = [(row.import_type, row.diff) for row in result.rows]
    return hashlib.sha256(json.dumps([rows, result.consequences]).encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line of the file."""

    line: int
    sentence: str


class Exchange(ImportExportMixin):
    """A register that is taken out and brought in as CSV, by `resource_classes` (one)."""

    import_template_name = "admin/register_import.html"
    tmp_storage_class = UploadFolder
    skip_admin_log = True  # the trail holds it
    skip_export_form = True

    def get_import_formats(self) -> list[Any]:
        return [partial(OfficeCsv, self.resource_classes[0].headings())]

    def get_export_formats(self) -> list[Any]:
        return [OfficeCsv]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # --- Out -------------------------------------------------------------------------------------------

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Format) -> str:
        return f"{self.opts.model_name}-{today().isoformat()}.csv"

    def export_action(self, request: HttpRequest) -> HttpResponse:
        response = super().export_action(request)
        if response.has_header("Content-Disposition"):
            log_access(AccessEvent.Kind.EXPORT, request=request, subject=self.opts.verbose_name_plural)
        return response

    # --- In --------------------------------------------------------------------------------------------

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what the file would change, or everything that is wrong with it."""
        response = super().import_action(request, **kwargs)
        context = response.context_data
        context["title"] = f"{self.opts.verbose_name_plural}のファイル取込み"
        context["headings"] = self.resource_classes[0].headings()
        context["key_heading"] = self.resource_classes[0].key_heading
        if result := context.get("result"):
            context["faults"] = _faults(result, self.resource_classes[0])
        if "confirm_form" in context:
            context["shown"] = _digest(result)
        else:
            _forget(request)
        return response

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save what was shown, all of it or nothing."""
        try:
            with act("import", reason=request.POST.get("original_file_name", "")):
                return super().process_import(request, **kwargs)
        except _ChangedSince:
            return self._again(request, _CHANGED)
        except (FileNotFoundError, DomainError):
            return self._again(request, "確認していたファイルがもうありません。")

    def process_dataset(self, dataset: Any, form: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Save the rows. Raises _ChangedSince where that would be something else than what was shown:
        somebody has changed the register meanwhile, and the file would overwrite it unseen."""
        with transaction.atomic():
            result = super().process_dataset(dataset, form, request, **kwargs)
            faulty = result.has_errors() or result.has_validation_errors()
            if not faulty and _digest(result) != request.POST.get("shown"):
                raise _ChangedSince
        return result

    def _again(self, request: HttpRequest, why: str) -> HttpResponse:
        messages.error(request, f"{why}もう一度ファイルを選んでください。")
        return HttpResponseRedirect(reverse(f"admin:{'_'.join(self.get_model_info())}_import"))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            return self._again(request, _CHANGED)
        return super().process_result(result, request)

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        totals = result.totals
        counts = f"追加{totals['new']}件、変更{totals['update']}件、変更なし{totals['skip']}件"
        messages.success(request, f"ファイルを取り込みました：{counts}")
        for line in result.consequences[:MOST_CONSEQUENCES]:
            messages.warning(request, line)
        if (more := len(result.consequences) - MOST_CONSEQUENCES) > 0:
            messages.warning(request, f"ほかに{more}件あります。")

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        if not isinstance(e, DomainError):
            raise e
        for reason in e.reasons:
            form.add_error("import_file", reason)


def _faults(result: Any, resource_class: Any) -> list[Fault]:
    """Everything that is wrong with the rows, by the line of the file."""
    headings = {field.attribute: field.column_name for field in resource_class().get_import_fields()}
    found = []
    for row in result.invalid_rows:
        line = result.lines[row.number - 1]
        for name, sentences in row.field_specific_errors.items():
            found += [Fault(line, f"{headings.get(name, name)}：{sentence}") for sentence in sentences]
        found += [Fault(line, sentence) for sentence in row.non_field_specific_errors]
    for number, errors in result.row_errors():
        found += [Fault(result.lines[number - 1], str(error.error)) for error in errors]
    return sorted(found, key=lambda fault: fault.line)

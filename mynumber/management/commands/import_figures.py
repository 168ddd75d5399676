"""Take over figures from a CSV file, all or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from mynumber.services.import_figures import FLOW_HEADER, STOCK_HEADER, import_figures


class Command(BaseCommand):
    help = (
        "実績をCSVファイルから取り込みます。見出しは "
        f"{','.join(FLOW_HEADER)} または {','.join(STOCK_HEADER)} です。"
        "四半期（quarter）が空欄の行は年間の数です。一つでも誤りがあれば、何も取り込みません。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSVファイル（UTF-8またはCP932）")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} を読めません（{error.strerror}）。") from error
        try:
            imported = import_figures(data, source=file.name)
        except DomainError as error:
            raise CommandError(
                f"{file} は取り込みませんでした。次の{len(error.reasons)}件を直してください。\n{error}"
            ) from error
        self.stdout.write(f"{file} を取り込みました：{imported}")

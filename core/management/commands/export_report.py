from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.files.encodings import Encoding
from core.management.reports import log_export, report_of, write_out
from core.reports.edition import document_of
from core.reports.files import exhibits_xlsx, exhibits_zip


class Command(BaseCommand):
    help = "Write a report's exhibits, a published one's as published: a ZIP of CSV files, or one XLSX."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="the report's number, as 361")
        parser.add_argument("--format", choices=["csv", "xlsx"], default="csv")
        parser.add_argument(
            "--encoding",
            choices=list(Encoding),
            type=Encoding,
            default=Encoding.UTF_8_SIG,
            help="of the CSV files",
        )
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *args, number: int, format: str, encoding: Encoding, output: Path, **options) -> None:  # noqa: A002
        document = document_of(report_of(number))
        try:
            data = exhibits_xlsx(document) if format == "xlsx" else exhibits_zip(document, encoding)
        except DomainError as error:
            raise CommandError(str(error)) from error
        write_out(output, data)
        log_export(str(document.report), format=format, encoding=encoding.value)
        self.stderr.write(f"{output}: {len(data):,} バイト")

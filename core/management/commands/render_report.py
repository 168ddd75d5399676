from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.management.reports import log_export, report_of, write_out
from core.reports.edition import as_html, as_pdf, as_text, document_of


class Command(BaseCommand):
    help = "Write a report as one HTML file, a PDF or plain text; a published one as it was published."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="the report's number, as 361")
        parser.add_argument("--format", choices=["html", "pdf", "text"], default="html")
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *args, number: int, format: str, output: Path, **options) -> None:  # noqa: A002
        document = document_of(report_of(number))
        try:
            if format == "pdf":
                data = as_pdf(document)
            else:
                data = (as_html if format == "html" else as_text)(document).encode()
        except DomainError as error:
            raise CommandError(str(error)) from error
        write_out(output, data)
        log_export(str(document.report), format=format)
        self.stderr.write(f"{output}: {len(data):,} バイト")

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.management.reports import log_export, report_of, write_out
from core.reports.document import Document
from core.reports.render import report_html, report_pdf, report_text


class Command(BaseCommand):
    help = "Write a report as one HTML file, a PDF or plain text."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="the report's number, as 361")
        parser.add_argument("--format", choices=["html", "pdf", "text"], default="html")
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *args, number: int, format: str, output: Path, **options) -> None:  # noqa: A002
        document = Document(report_of(number))
        try:
            if format == "pdf":
                data = report_pdf(document)
            else:
                data = (report_html if format == "html" else report_text)(document).encode()
        except DomainError as error:
            raise CommandError(str(error)) from error
        write_out(output, data)
        log_export(str(document.report), format=format)
        self.stderr.write(f"{output}: {len(data):,} バイト")

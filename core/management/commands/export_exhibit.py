import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.calendar import parse_day
from core.errors import DomainError
from core.files.encodings import Encoding
from core.management.reports import log_export
from core.reports.files import exhibit_csv
from core.reports.kinds import Scope, kinds

FIRST_YEAR, LAST_YEAR = 1989, 2100


class Command(BaseCommand):
    help = "Write one exhibit as CSV on standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the exhibit's name; `exhibits` lists them")
        parser.add_argument("--fiscal-year", type=int, help="as 2022, for April 2022 to March 2023")
        parser.add_argument("--from", dest="starts_on", help="first day, where the period is no fiscal year")
        parser.add_argument("--to", dest="ends_on", help="last day")
        parser.add_argument("--encoding", choices=list(Encoding), type=Encoding, default=Encoding.UTF_8_SIG)

    def handle(self, *args, slug: str, encoding: Encoding, **options) -> None:
        scope = self.scope(options["fiscal_year"], options["starts_on"], options["ends_on"])
        for kind in kinds().values():
            source = kind.exhibits().get(slug)
            if source is None:
                continue
            if kind.of_fiscal_year and scope.fiscal_year is None:
                raise CommandError("この表は年度ごとの表です。--fiscal-year を指定してください。")
            try:
                data = exhibit_csv(source.build(kind.registers(scope)), encoding)
            except DomainError as error:
                raise CommandError(str(error)) from error
            # Bytes, not text: the encoding is the one that was asked for, whatever the terminal's is.
            log_export(f"{source.title} {scope.label}", format="csv", encoding=encoding.value)
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        raise CommandError(f"表「{slug}」はありません。「manage.py exhibits」で表の名前を確かめてください。")

    @staticmethod
    def scope(fiscal_year: int | None, starts_on: str | None, ends_on: str | None) -> Scope:
        if fiscal_year is not None and not (starts_on or ends_on):
            if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
                raise CommandError(f"年度は{FIRST_YEAR}から{LAST_YEAR}までの西暦で指定してください。")
            return Scope.of_fiscal_year(fiscal_year)
        if fiscal_year is None and starts_on and ends_on:
            try:
                return Scope(parse_day(starts_on), parse_day(ends_on))
            except ValueError as error:
                raise CommandError(str(error)) from error
        raise CommandError("--fiscal-year か、--from と --to の両方の、どちらか一方を指定してください。")

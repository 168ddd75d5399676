from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.models import Municipality
from core.services.municipality import load_municipality


class Command(BaseCommand):
    help = "Enter a municipality's published data into an empty installation. Never overwrites anything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name of a folder under FIXTURE_DIRS, as setagaya")

    def handle(self, *args, name: str, verbosity: int, **options) -> None:
        try:
            count = load_municipality(name)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            registered = Municipality.name_of_only()
            self.stdout.write(
                f"{registered}のデータ{count:,}行を登録しました。"
                if count
                else f"{registered}のデータはすでに登録されています。何も変更していません。"
            )

"""`manage.py localdb`: the embedded PostgreSQL's start, stop, state and address."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import localdb


class Command(BaseCommand):
    help = "内蔵データベースを起動・停止し、状態と接続先を表示します。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        localdb.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(localdb.run(options["action"], options["dir"], options["role"]))
        except localdb.LocalDatabaseError as error:
            raise CommandError(str(error)) from error

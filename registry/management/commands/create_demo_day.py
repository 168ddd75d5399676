from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registry.services.demo_day import create_demo_day

_DONE = "見本の一日を用意しました。"
_NOTHING_DONE = "すでに記録があるか、見本のアカウントがないので、何もしていません。"


class Command(BaseCommand):
    help = (
        "Make a working day of the Juki-net's life cycle to try the product with, by the specimen people: "
        "requests, grants, bookings, uses, a ledger round. Does nothing where a request is there already."
    )

    def handle(self, *args, verbosity: int, **options) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("この設定では見本の一日を作れません。見本は、試しに動かすときだけのものです。")
        made = create_demo_day()
        if verbosity:
            self.stdout.write(_DONE if made else _NOTHING_DONE)

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mynumber.services.demo_publication import create_demo_publication

_DONE = "見本の公表を済ませました。"
_NOTHING_DONE = "公表できる下書きの報告書第361号か、見本のアカウントがないので、何もしていません。"


class Command(BaseCommand):
    help = (
        "Publish report No. 361 to try the product with, by the specimen people. Does nothing where it is no "
        "draft any more."
    )

    def handle(self, *args, verbosity: int, **options) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("この設定では見本の公表はできません。見本は、試しに動かすときだけのものです。")
        made = create_demo_publication()
        if verbosity:
            self.stdout.write(_DONE if made else _NOTHING_DONE)

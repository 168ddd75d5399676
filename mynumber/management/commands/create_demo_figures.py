from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mynumber.services.demo_figures import create_demo_figures

_DONE = "見本の四半期を用意しました。"
_NOTHING_DONE = "すでに提出の記録があるか、見本のアカウントがないので、何もしていません。"


class Command(BaseCommand):
    help = (
        "Enter two quarters of figures to try the product with, by the specimen people: one confirmed, one "
        "begun. Does nothing where a quarter was begun already."
    )

    def handle(self, *args, verbosity: int, **options) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError(
                "この設定では見本の四半期を作れません。見本は、試しに動かすときだけのものです。"
            )
        made = create_demo_figures()
        if verbosity:
            self.stdout.write(_DONE if made else _NOTHING_DONE)

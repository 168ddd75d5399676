from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from privacy_review.services.demo_reviews import create_demo_reviews

_DONE = "見本の審査案件を用意しました。"
_NOTHING_DONE = "すでに業務があるか、見本のアカウントか審査項目がないので、何もしていません。"


class Command(BaseCommand):
    help = (
        "Make an undertaking with its cases to try the privacy review with, by the specimen people. Does "
        "nothing where an undertaking is there already."
    )

    def handle(self, *args, verbosity: int, **options) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError(
                "この設定では見本の審査案件を作れません。見本は、試しに動かすときだけのものです。"
            )
        made = create_demo_reviews()
        if verbosity:
            self.stdout.write(_DONE if made else _NOTHING_DONE)

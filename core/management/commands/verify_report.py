from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import moment_on_paper
from core.management.reports import report_of
from core.reports.edition import PublishedDocument, edition_of, verify
from core.reports.errata import errata_of


class Command(BaseCommand):
    help = "Prove that a published report is what it was when it was published. Exits with 1 where it is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="the report's number, as 361")

    def handle(self, *args, number: int, **options) -> None:
        report = report_of(number)
        edition = edition_of(report)
        if edition is None:
            raise CommandError(
                f"報告第{number}号の公表した版はありません。いまの状態は「{report.get_state_display()}」です。"
            )
        files = list(edition.files.values_list("name", "digest"))
        published_at = moment_on_paper(edition.published_at)
        self.stdout.write(f"{report}\n{published_at} 公表（公表した人：{edition.published_by_name}）")
        for name, digest in sorted(files):
            self.stdout.write(f"  {digest}  {name}")
        self.stdout.write(f"版のSHA-256：{edition.digest}")
        if faults := verify(edition):
            raise CommandError("公表した版は、公表したときのままではありません。\n" + "\n".join(faults))
        self.stdout.write(
            f"公表した版は、公表したときのままです。ファイル{len(files)}個とその一覧のSHA-256が一致しました。"
        )
        count = len(errata_of(PublishedDocument(edition)))
        if count:
            self.stdout.write(f"今の台帳と違う値が{count}件あります。正誤表で確かめてください。")
        else:
            self.stdout.write("今の台帳と違う値はありません。")

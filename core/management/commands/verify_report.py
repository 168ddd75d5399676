from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import moment_on_paper
from core.management.reports import report_of
from core.reports.edition import PublishedDocument, edition_of, verify
from core.reports.errata import errata_of


class Command(BaseCommand):
    help = "Prove that a published report is what it was when it was published. Exits with 1 where it is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="the report's number, as 361")
        parser.add_argument(
            "--digest",
            default="",
            help="the edition's SHA-256 as it was told on publication: fails where the edition has another",
        )

    def handle(self, *args, number: int, digest: str, **options) -> None:
        report = report_of(number)
        edition = edition_of(report)
        if edition is None:
            raise CommandError(
                f"報告第{number}号の公表した版はありません。いまの状態は「{report.get_state_display()}」です。"
            )
        files = list(edition.files.values_list("name", "digest"))
        published_at = moment_on_paper(edition.published_at)
        self.stdout.write(f"{report}\n{published_at} 公表（公表した人：{edition.published_by_name}）")
        for name, of_file in sorted(files):
            self.stdout.write(f"  {of_file}  {name}")
        self.stdout.write(f"版のSHA-256：{edition.digest}")
        if faults := verify(edition):
            raise CommandError("公表した版は、公表したときのままではありません。\n" + "\n".join(faults))
        if digest and digest.strip().lower() != edition.digest:
            raise CommandError(
                f"版のSHA-256が、控えの{digest}と違います。この版を使わずに、管理者に知らせてください。"
            )
        self.stdout.write(
            f"公表した版は、公表したときのままです。ファイル{len(files)}個とその一覧のSHA-256が一致しました。"
        )
        if digest:
            self.stdout.write("控えのSHA-256とも一致しました。")
        else:
            self.stdout.write("公表の知らせにあるSHA-256とも比べるには、--digest を付けてください。")
        count = len(errata_of(PublishedDocument(edition)))
        if count:
            self.stdout.write(f"今の台帳と違う値が{count}件あります。正誤表で確かめてください。")
        else:
            self.stdout.write("今の台帳と違う値はありません。")

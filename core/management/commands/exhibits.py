from django.core.management.base import BaseCommand

from core.models import Report
from core.reports.kinds import kinds


class Command(BaseCommand):
    help = "List the exhibits: name, title and report, one a line, tabs between."

    def handle(self, *args, **options) -> None:
        numbers: dict[str, list[str]] = {}
        for key, number in Report.objects.order_by("number").values_list("kind", "number"):
            numbers.setdefault(key, []).append(str(number))
        for kind in kinds().values():
            reports = ",".join(numbers.get(kind.key, [])) or kind.label
            for source in kind.exhibits().values():
                self.stdout.write(f"{source.slug}\t{source.title}\t{reports}")

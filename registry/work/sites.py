"""What waits among the sites."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from core.calendar import wareki
from core.models import Staff
from core.work import Task, some_of
from registry.models import Site


def unattended_sites(person: Staff, day: date) -> Iterator[Task]:
    """For whoever appoints: the sites where terminals stand and nobody answers for them."""
    if not person.has_perm("registry.add_custodian"):
        return
    unattended = Site.objects.with_terminals_on(day).filter(
        pk__in=Site.objects.for_list(day).filter(manager_name__isnull=True).values("pk")
    )
    names = [site.name for site in unattended]
    if names:
        query = urlencode({"manager": "yes", "in_force_on": wareki(day)})
        yield Task(
            title=f"端末機管理責任者がいない設置場所が{len(names)}か所あります",
            detail=f"{some_of(names)}。統合端末が置かれています。責任者を登録してください。",
            url=f"{reverse('sites')}?{query}",
        )

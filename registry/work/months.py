"""Which months of usage records wait to be signed off, and by whom."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from core.models import Staff
from core.work import Task
from registry.models import Custodian
from registry.month_sheet import following, month_in_words, month_of, months_of_managers, waiting_months


def months_to_sign_off(person: Staff, day: date) -> Iterator[Task]:
    """For a manager the finished months of the own sites; for the approver those in which the site's manager
    operated."""
    if not person.has_perm("registry.sign_off_month"):
        return
    this_month = month_of(day)
    managed = Custodian.objects.filter(staff=person, role=Custodian.Role.MANAGER).in_force_on(day)
    own = set(managed.values_list("site", flat=True))
    waiting = waiting_months(own, this_month) if own else []
    of_managers = months_of_managers(this_month, day) if own or _stands_in(person) else []
    # What the manager did is looked over by somebody else.
    waiting = [each for each in waiting if each not in of_managers]
    if _stands_in(person):
        waiting += [each for each in of_managers if each.site_id not in own]
    for month, site, name in waiting:
        yield Task(
            title=f"{name} {month_in_words(month)}の利用記録を確認してください",
            detail="内容を確かめて、確認済みにします。",
            url=reverse("month_sheet", args=[site, month.year, month.month]),
            day=following(month) - timedelta(days=1),
        )


def _stands_in(person: Staff) -> bool:
    return person.has_perm("registry.approve_usagerequest")

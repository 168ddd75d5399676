"""What waits among the corrections of figures."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from core.clock import day_of
from core.models import Staff
from core.work import Task, some_of
from mynumber.models import FigureCorrection
from mynumber.states.correction import State


def waiting(person: Staff, day: date) -> Iterator[Task]:
    """For managers: the corrections of the own department's figures that another person has proposed."""
    if person.department_id is None or not person.has_perm("mynumber.confirm_figures"):
        return
    proposed = FigureCorrection.objects.filter(
        state=State.PROPOSED, series__department=person.department_id
    ).exclude(proposed_by=person)
    corrections = list(proposed.for_list().order_by("proposed_at", "pk"))
    if not corrections:
        return
    first = corrections[0]
    one = reverse("figure_correction", args=[first.pk])
    several = f"{reverse('figure_corrections')}?{urlencode({'state': State.PROPOSED.value})}"
    yield Task(
        title=f"承認を待っている実績の訂正が{len(corrections)}件あります",
        detail=f"{some_of([str(each) for each in corrections])}。確かめて、承認するか却下してください。",
        url=one if len(corrections) == 1 else several,
        day=day_of(first.proposed_at),
    )

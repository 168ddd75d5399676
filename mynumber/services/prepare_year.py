"""Opening a fiscal year for entry."""

from django.db import transaction

from core.audit import act
from core.calendar import fiscal_year_period
from core.models import Staff
from mynumber.models import FlowFigure, Series


@transaction.atomic
def prepare_year(*, fiscal_year: int, actor: Staff) -> int:
    """Add the row of the year, still without figures, for every flow the actor may enter and that had
    started by the year's end. Returns how many were added: 0 where all are there."""
    _, last_day = fiscal_year_period(fiscal_year)
    entered = Series.objects.typed_in().visible_to(actor).filter(kind=Series.Kind.FLOW)
    started = entered.exclude(started_on__gt=last_day)
    missing = started.exclude(flowfigures__fiscal_year=fiscal_year)
    with act("prepare_year", by=actor):
        rows = [FlowFigure(series=series, fiscal_year=fiscal_year) for series in missing]
        # Two people may press at once: the row of the one is as good as that of the other.
        return len(FlowFigure.objects.bulk_create(rows, ignore_conflicts=True))

"""What waits in the privacy review: one file for each side, composed here for `settings.WORK`."""

from collections.abc import Iterator
from datetime import date

from core.models import Staff
from core.work import Source, Task
from privacy_review.work.office import cases_to_decide, conditions_overdue, conditions_to_check
from privacy_review.work.sections import (
    cases_to_confirm,
    cases_to_write,
    conditions_to_meet,
    contracts_to_renew,
)

SOURCES: tuple[Source, ...] = (
    conditions_to_meet,
    cases_to_write,
    cases_to_confirm,
    contracts_to_renew,
    conditions_overdue,
    conditions_to_check,
    cases_to_decide,
)


def waiting(person: Staff, day: date) -> Iterator[Task]:
    """Everything that waits for the person on the day, noun by noun."""
    for source in SOURCES:
        yield from source(person, day)

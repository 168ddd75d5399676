"""A use as its operator tells it: what the tests of writing it down and of correcting it share."""

from datetime import timedelta

import pytest

from core.calendar import today
from core.errors import DomainError
from registry.services.use_rules import Use
from tests.factories import at

YESTERDAY = today() - timedelta(days=1)


def use(purpose, lookups, starts=(10, 5), ends=(10, 40), day=YESTERDAY, **fields):
    return Use(
        **{
            "started_at": at(day, *starts),
            "ended_at": at(day, *ends),
            "purpose": purpose,
            "lookups": {getattr(affair, "pk", affair): count for affair, count in lookups.items()},
        }
        | fields
    )


def urgent(grant, terminal, told, reason="窓口で急に必要になったため"):
    return {"terminal": terminal, "actor": grant.staff, "use": told, "urgent_reason": reason}


def refused(act, **asked):
    with pytest.raises(DomainError) as error:
        act(**asked)
    return list(error.value.reasons)


def lookups_of(record):
    return dict(record.lookups.values_list("affair", "count"))

"""What waits in the Juki-net's registers: one file a noun, composed here for `settings.WORK`."""

from collections.abc import Iterator
from datetime import date

from core.models import Staff
from core.work import Source, Task
from registry.work.bookings import coming_bookings, missing_records, urgent_uses
from registry.work.ledgers import late_sites, ledgers_to_confirm, ledgers_to_write
from registry.work.months import months_to_sign_off
from registry.work.sites import unattended_sites
from registry.work.terminal_checks import faults_to_remedy
from registry.work.usage_requests import usage_requests

SOURCES: tuple[Source, ...] = (
    unattended_sites,
    usage_requests,
    ledgers_to_write,
    ledgers_to_confirm,
    late_sites,
    faults_to_remedy,
    missing_records,
    coming_bookings,
    urgent_uses,
    months_to_sign_off,
)


def waiting(person: Staff, day: date) -> Iterator[Task]:
    """Everything that waits for the person on the day, noun by noun."""
    for source in SOURCES:
        yield from source(person, day)

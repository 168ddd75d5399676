"""A process of its own that books. tests/registry/test_reservation_races.py starts several and says "go" to
all at once.

Arguments: the database, then the keys of the actor, the terminal and the grant, then the start and the end.
It writes "ready", waits for a line, books, and writes "won" or the reasons why not.
"""

import sys
from datetime import datetime

import django
from django.conf import settings


def main(database: str, actor: str, terminal: str, grant: str, starts_at: str, ends_at: str) -> None:
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from core.errors import DomainError
    from core.models import Staff
    from registry.models import OperatorGrant, Terminal
    from registry.services.reservation import book

    wish = {
        "actor": Staff.objects.get(pk=actor),
        "terminal": Terminal.objects.get(pk=terminal),
        "grant": OperatorGrant.objects.get(pk=grant),
        "starts_at": datetime.fromisoformat(starts_at),
        "ends_at": datetime.fromisoformat(ends_at),
    }
    say("ready")
    sys.stdin.readline()
    try:
        book(**wish)
    except DomainError as error:
        say("/".join(error.reasons))
    else:
        say("won")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

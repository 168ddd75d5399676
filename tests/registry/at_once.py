"""Several people press at once, each in a thread with a connection of their own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection, connections

from core.errors import DomainError


def pressing(acts: list[Callable[[], object]]) -> list[str]:
    """What became of each, all begun at one moment: "won", or the reasons why not; all else is raised."""
    start = threading.Barrier(len(acts))

    def one(act):
        try:
            start.wait(timeout=30)
            act()
        except DomainError as error:
            return "/".join(error.reasons)
        finally:
            connections.close_all()
        return "won"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


# Another connection waits for what this one has locked.
_WAITING = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


def begun(act: Callable[[], object]) -> Future[list[str]]:
    """What will have become of the act, as `pressing` says it; for use within a transaction.

    Comes back once the act waits for what the transaction has locked, or is done without waiting.
    """
    pool = ThreadPoolExecutor(1)
    outcomes = pool.submit(pressing, [act])
    pool.shutdown(wait=False)
    with connection.cursor() as cursor:
        while not outcomes.done():
            cursor.execute(_WAITING)
            if cursor.rowcount:
                break
            time.sleep(0.01)
    return outcomes

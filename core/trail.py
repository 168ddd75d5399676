"""The audit trail: every change of every register, by row-level triggers, with its context.

Triggers see what the ORM does not: bulk writes, COPY and raw SQL (docs/adr/0003-audit-trail.md).
"""

from typing import Any

import pghistory
import pgtrigger
from django.db import models


def tracked(model: Any = None, /, **options: Any) -> Any:
    """Class decorator: keep every insert, update and delete of the model as an event row.

    Used bare, or with pghistory's options: `@tracked(exclude=["password"])`.
    """
    decorate = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        # Statement-level triggers keep a plan that can be three hundred times slower (docs/adr/0003).
        level=pgtrigger.Row,
        # The trail is read newest first, a page at a time, across all event tables (core/views/trail.py).
        meta={"indexes": [models.Index(fields=["pgh_created_at", "pgh_id"])]},
        **options,
    )
    return decorate if model is None else decorate(model)

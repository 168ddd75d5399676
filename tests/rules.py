"""Rules that the database holds: how a test names the one that refused, and that none goes untested."""

import re
from collections.abc import Callable
from contextlib import contextmanager

import pgtrigger
import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

# What makes a row that breaks exactly one rule, going round forms, clean() and services.
Breach = Callable[[], object]


@contextmanager
def refused_by(constraint: str):
    """The database refuses what is done within, and names the constraint."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        yield
    assert refused.value.__cause__.diag.constraint_name == constraint


@contextmanager
def trigger_off(uri: str):
    """As in a session that has switched the trigger off: what the constraints beneath it still hold."""
    # The inner transaction takes the refusal, so that the trigger can be switched on again.
    with pgtrigger.ignore(uri), transaction.atomic():
        yield


def rules_of(app_label: str) -> set[str]:
    """The names of every constraint of the app's models, and of every rule that its triggers hold."""
    names = set()
    for model in apps.get_app_config(app_label).get_models():
        if getattr(model, "pgh_tracked_model", None):
            continue  # a trail keeps what was, whatever the rules are now
        names |= {constraint.name for constraint in model._meta.constraints}
        for trigger in getattr(model._meta, "triggers", []):
            names |= set(re.findall(r"CONSTRAINT = '(\w+)'", str(trigger.func or "")))
    return names

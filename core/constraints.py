"""What the database refused, as a sentence a clerk understands."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint

_GENERAL = (
    "登録の決まりに合わないため、保存できませんでした。ほかの人が同時に変更していないか、"
    "画面を開き直して確かめてください。"
)


def sentence_of(error: IntegrityError) -> str:
    """The Japanese sentence of the constraint or trigger that refused; a general one where it has none."""
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    if getattr(diagnosis, "source_function", None) == "exec_stmt_raise":  # RAISE in a trigger of ours
        return str(diagnosis.message_primary)
    constraint = _constraints().get(getattr(diagnosis, "constraint_name", None) or "")
    if constraint is None or constraint.violation_error_message == constraint.default_violation_error_message:
        return _GENERAL
    return str(constraint.violation_error_message)


@cache
def _constraints() -> dict[str, BaseConstraint]:
    return {
        constraint.name: constraint for model in apps.get_models() for constraint in model._meta.constraints
    }

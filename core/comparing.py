"""What changed between two readings of a record's content, in words."""

from collections.abc import Mapping

from core.history import BLANK, FieldChange


def changes_between(before: Mapping[str, str], now: Mapping[str, str]) -> list[FieldChange]:
    """The labels whose text differs, in the order of `now`; what `now` says no longer comes last.

    Both are what a model's `in_words()` says: label → text, as WorkflowStep.content keeps it.
    """
    labels = [*now, *(label for label in before if label not in now)]
    return [
        FieldChange(label, before.get(label) or BLANK, now.get(label) or BLANK)
        for label in labels
        if before.get(label, "") != now.get(label, "")
    ]

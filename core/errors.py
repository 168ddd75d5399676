"""The one error that services raise when a rule says no."""

from collections.abc import Iterable
from typing import Any, Self


class DomainError(Exception):
    """What was asked for is not allowed or cannot be done, and why.

    `reasons` holds every reason at once, each a Japanese sentence that a clerk understands and that says what
    to do next: whoever mends one fault should not meet the second only afterwards. It knows nothing of
    requests or status codes; the views decide how to show it.
    """

    reasons: tuple[str, ...]

    def __init__(self, *reasons: str) -> None:
        if not reasons:
            raise ValueError("A DomainError needs at least one reason.")
        super().__init__(*reasons)
        self.reasons = reasons

    @classmethod
    def from_reasons(cls, reasons: Iterable[str]) -> Self:
        """An error with all of `reasons`, in their order."""
        return cls(*reasons)

    def __str__(self) -> str:
        return "\n".join(self.reasons)


class NotPermittedError(DomainError):
    """The person lacks the right to do this at all, whatever the record's state. Views answer 403."""


class OvertakenError(DomainError):
    """Somebody else has changed the record since this person saw it. Nothing was done."""


def refuse(reasons: Iterable[str]) -> None:
    """Raise a DomainError with the reasons, each once and in their order; nothing where there are none."""
    told = list(dict.fromkeys(reasons))
    if told:
        raise DomainError.from_reasons(told)


def must_have(actor: Any, right: str, sentence: str) -> None:
    """Raise NotPermittedError with the sentence where the person has left or lacks the right."""
    if not (actor.is_active and actor.has_perm(right)):
        raise NotPermittedError(sentence)

"""Arrows of workflows: what a step is, and the trigger that refuses every other. It knows no model, so that
models may name it; taking a step is core.workflow's business.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import pgtrigger

from core.refusals import Refusal, refusing

if TYPE_CHECKING:
    from core.models import Staff

# Why a record may not take a step now: a Japanese sentence, or "" where nothing is in the way.
Requirement = Callable[[Any, "Staff"], str]
# For whom a person stands in today, who lacks the right oneself; None where for nobody.
Deputising = Callable[["Staff"], "Staff | None"]


class Comment(Enum):
    """Whether a step wants words."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Transition:
    """An arrow of a workflow.

    label       what the step is called; its button says what the action is labelled
    sources     the states it leads from
    target      the state it leads to
    permission  who may take it at all ("app.codename"); scope is the business of `requires`
    stamp       the pair <stamp>_at, <stamp>_by that it fills; "" for none
    clears      the stamps that it empties
    not_by      fields of the record that hold people who may not take it, superusers included
    requires    what else must hold, each with its own sentence
    comment     whether it wants words, and what they are called
    deputising  who may take it in the name of another; fills <stamp>_for
    danger      whether the button warns: what it does is not undone
    """

    label: str
    sources: frozenset[str]
    target: str
    permission: str
    stamp: str = ""
    clears: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    requires: tuple[Requirement, ...] = ()
    comment: Comment = Comment.NONE
    comment_label: str = "コメント"
    deputising: Deputising | None = None
    danger: bool = False


def arrows(
    transitions: Mapping[str, Transition], app: str, model: str, *, initial: Iterable[str]
) -> pgtrigger.Trigger:
    """The trigger that refuses a state which no arrow of the table leads to, whoever writes it."""
    pairs = {
        (source, rule.target)
        for rule in transitions.values()
        for source in rule.sources
        if source != rule.target
    }
    drawn = ", ".join(f"('{source}', '{target}')" for source, target in sorted(pairs))
    first = ", ".join(f"'{state}'" for state in sorted(initial))
    sentence = "この状態から、その状態へは進められません。画面を開き直してください。"
    return refusing(
        "arrows",
        Refusal(
            f"{app}_{model}_arrow_drawn",
            sentence,
            f"TG_OP = 'UPDATE' AND OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN ({drawn})",
        ),
        Refusal(
            f"{app}_{model}_starts_as_first",
            sentence,
            f"TG_OP = 'INSERT' AND NEW.state NOT IN ({first})",
        ),
    )

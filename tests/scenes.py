"""What the tests of all workflows need of each: a record in a state, and a person who may take a step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.models import Staff
from core.workflow import Workflow


@dataclass(frozen=True)
class Scene:
    """A workflow on its stage.

    workflow, model  what is played
    states, initial  every state, and those in which a record begins
    make             a record in the state, each stamp by another person, with nothing but rights and state in
                     the way of `action`
    put              put the person where the step wants them (their department, their site, their booking)
    changes          what the service of `action` writes with the step
    """

    workflow: Workflow
    model: Any
    states: tuple[str, ...]
    initial: frozenset[str]
    make: Callable[[str, str], Any]
    put: Callable[[Any, str, Staff], None]
    changes: Callable[[str], dict[str, Any]] = lambda action: {}

    @property
    def drawn(self) -> set[tuple[str, str]]:
        """The pairs of states that an arrow leads along."""
        return {
            (source, rule.target) for rule in self.workflow.transitions.values() for source in rule.sources
        }

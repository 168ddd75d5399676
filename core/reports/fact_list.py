"""The facts that a report's prose may name, each as it is written and with its present value: for picking."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.reports.document import Document
from core.reports.facts import COMMON_FACTS, written
from core.reports.kinds import Fact

NO_VALUE = "（値がありません）"


@dataclass(frozen=True)
class ListedFact:
    """A fact as it is written in prose (`{{ total:card_issued }}`), what it is, and what it prints as now."""

    written: str
    description: str
    value: str


def listed_facts(document: Document) -> list[ListedFact]:
    """The facts of the report: those of every report first, then its kind's, one for every parameter.

    What the report does not have (a fiscal year where its period is none) is left out.
    """
    return [listed for fact in document.facts.values() for listed in _listed(document, fact)]


def _listed(document: Document, fact: Fact) -> Iterator[ListedFact]:
    for parameter, description in _ways(document, fact):
        try:
            document.value(fact.name, parameter)
        except LookupError:
            continue
        value = document.fact(fact.name, parameter)
        yield ListedFact(written(fact.name, parameter), description, value or NO_VALUE)


def _ways(document: Document, fact: Fact) -> Iterator[tuple[str, str]]:
    """The parameters of the fact, "" for one that has none, each with what it is then."""
    if not fact.parameter:
        yield "", fact.description
    elif fact.choices is not None:
        owner = document if fact in COMMON_FACTS else document.registers
        for parameter, label in fact.choices(owner):
            yield parameter, f"{fact.description}：{document.line(label)}"

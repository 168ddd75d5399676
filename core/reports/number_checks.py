"""The check that every number of the prose is one of the registers': in a report, a number is a fact."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from core.exhibits import Value
from core.reports.check_finding import CheckFinding, Severity, typed_texts
from core.reports.prose import fact_names
from core.reports.typed_values import typed_values
from core.text import half_width_digits

if TYPE_CHECKING:
    from core.reports.document import Document

# Days, times and ordinals are no figures; whoever carries a report forward is asked of them one by one.
_NO_FIGURE = re.compile(r"[年月日時分秒:：]|四半期|^第|[0-9]{4}[-/－／][0-9]")
_FIGURE = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_IN_WORDS = re.compile(r"[万億千百]")  # １万２千 is no number of a register as it stands
_MARKS = str.maketrans("，．", ",.")


def typed_numbers(document: "Document") -> Iterator[CheckFinding]:
    """Every number that is typed in the prose is one that a register gives."""
    known: set[Decimal] | None = None
    for typed in typed_texts(document):
        strangers = []
        for value in typed_values(typed.text):
            if _NO_FIGURE.search(half_width_digits(value.words)):
                continue
            known = _known_numbers(document) if known is None else known
            if not _is_known(value.words, known):
                strangers.append(value.words)
        if strangers:
            named = "".join(f"「{words}」" for words in dict.fromkeys(strangers))
            yield CheckFinding(
                "typed_number",
                Severity.WARNING,
                typed.place,
                f"{typed.field}の{named}は、台帳のどの数とも一致しません。台帳の数なら、項目に置き換えてください。"
                "台帳にない数なら、出典を確かめて理由に書いてください。",
                typed.url,
            )


def _is_known(words: str, known: set[Decimal]) -> bool:
    if _IN_WORDS.search(words):
        return False
    figures = _FIGURE.findall(half_width_digits(words).translate(_MARKS))
    return {Decimal(figure.replace(",", "")) for figure in figures} <= known


def _known_numbers(document: "Document") -> set[Decimal]:
    """What the exhibits show and the facts say, whether or not the report's prose names them."""
    cells = (value for each in document.exhibits() for row in each.rows for value in row.cells.values())
    plain = (document.value(fact.name, "") for fact in document.kind.facts if not fact.parameter)
    values = (*cells, *plain, *_named(document))
    return {Decimal(value) for value in values if isinstance(value, int | Decimal)}


def _named(document: "Document") -> Iterator[Value]:
    for typed in typed_texts(document):
        for name, parameter in fact_names(typed.text):
            try:
                yield document.value(name, parameter)
            except LookupError:
                continue  # told by the check of facts

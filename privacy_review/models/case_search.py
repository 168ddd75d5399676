"""Searching 100,000 cases: every text of a case, folded, in one column, and an index of its letters by twos.

The names of its undertaking and its processor are among them: one look finds a word wherever it stands.
"""

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, QuerySet, TextField, Value

from core.search import Folded
from core.text import fold

# Between the texts: what is searched for never holds it, so that no word reaches from one text into the next.
_BETWEEN = "\x1f"
UNDERTAKING, PROCESSOR = 1, 2  # which of the texts is the name of what

_TEXTS = """concat_ws(chr(31),
    coalesce((SELECT name FROM privacy_review_undertaking WHERE id = NEW.undertaking_id), ''),
    coalesce((SELECT name FROM privacy_review_processor WHERE id = NEW.processor_id), ''),
    NEW.content, NEW.purpose, NEW.recipient, NEW.clause, NEW.safety_plan)"""

SEARCHED = pgtrigger.Trigger(
    name="searched",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"NEW.searched := {Folded.template % {'expressions': _TEXTS}}; RETURN NEW;",
)


def renamed(key: str) -> pgtrigger.Trigger:
    """The trigger of what a case points to by `key`: by another name its cases are found by that."""
    return pgtrigger.Trigger(
        name="renamed",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("name"),
        condition=pgtrigger.Q(old__name__df=pgtrigger.F("new__name")),
        func=f"UPDATE privacy_review_reviewcase SET searched = '' WHERE {key} = NEW.id; RETURN NULL;",  # noqa: S608
    )


class Letters(Func):
    """Each letter of a text, and each two that stand together: what the index holds of it. The function says
    that it is dear, as it is, so that PostgreSQL asks the index and not row by row. Migrations import it."""

    function = "privacy_review_letters"
    output_field = ArrayField(TextField())


_NEWEST, _FREQUENT = 200, 20  # a word that so many of the newest cases have is frequent


def cases_holding(cases: QuerySet, text: str, *, part: int | None = None) -> QuerySet:
    """The cases in whose texts the text stands, whatever its widths, kana, case and spaces; in one of the
    texts alone where `part` names it.

    Asks once how frequent it is: a word that every tenth case has is soon found by reading the cases in their
    order, where the index would list them all. Any other is found by the index.
    """
    wanted = fold(text)
    if not wanted:
        return cases
    where: Any = F("searched")
    if part is not None:
        where = Func(where, Value(_BETWEEN), Value(part), function="split_part", output_field=TextField())
    holding = cases.alias(**{f"_text_{part}": where}).filter(**{f"_text_{part}__contains": wanted})
    if _is_frequent(cases, wanted, part):
        return holding
    # Pairs side by side, the last two with them: were they all asked for, a long word would be thought rarer
    # than it is.
    starts = {*range(0, len(wanted) - 1, 2), max(len(wanted) - 2, 0)}
    pairs = sorted({wanted[n : n + 2] for n in starts})
    return holding.alias(_letters=Letters("searched")).filter(_letters__contains=pairs)


def _is_frequent(cases: QuerySet, wanted: str, part: int | None) -> bool:
    newest = cases.model._default_manager.order_by("-pk").values_list("searched", flat=True)[:_NEWEST]
    parts = slice(None) if part is None else slice(part - 1, part)
    return sum(any(wanted in text for text in each.split(_BETWEEN)[parts]) for each in newest) >= _FREQUENT

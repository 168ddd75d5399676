"""Cells of a file: what they may hold, and what a spreadsheet must not make of them."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar

# What a table's cell may hold. Nothing is not 0: None becomes an empty cell.
Cell = str | int | Decimal | date | datetime | time | None

Value = TypeVar("Value")

# With any apostrophes before it: a text that came with one gets one more, and so can be told apart again.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"''*[=+\-@\t\r]")


def guard_formula(value: Value) -> Value | str:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe. Numbers are never touched."""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def unguard_formula(text: str) -> str:
    """The text that was given to guard_formula."""
    return text[1:] if _GUARDED.match(text) else text

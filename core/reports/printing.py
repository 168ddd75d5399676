"""How values look on paper: full-width figures and 和暦, as in the publication."""

from datetime import date, time
from decimal import Decimal

from core.calendar import fiscal_year_label, wareki
from core.exhibits import NOT_APPLICABLE, UNKNOWN, Value
from core.text import full_width_number, to_full_width


def printed(value: Value, unit: str = "") -> str:
    """The value as it prints, its unit after a number: １３，６３０件, 令和５年３月３１日, 有, ―.

    What is not known prints as nothing and what does not apply as ―; neither looks like a 0.
    """
    if value is UNKNOWN:
        return ""
    if value is NOT_APPLICABLE:
        return "―"
    if isinstance(value, bool):
        return "有" if value else "無"
    if isinstance(value, int | Decimal):
        return full_width_number(value) + unit
    if isinstance(value, date):
        return to_full_width(wareki(value))
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02d}"
    if isinstance(value, tuple):
        return "、".join(value)
    return str(value)


def printed_lines(value: Value, unit: str = "") -> list[str]:
    """The value in the lines of a cell: several values stand one below the other."""
    if isinstance(value, tuple):
        return list(value)
    return printed(value, unit).split("\n")


def printed_fiscal_year(year: int) -> str:
    """The fiscal year as headings and prose print it: 令和４年度."""
    return to_full_width(fiscal_year_label(year))

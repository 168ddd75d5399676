"""Template filters that print values as the reports do."""

from datetime import date
from decimal import Decimal

from django import template

from core import calendar
from core.exhibits import NOT_APPLICABLE, UNKNOWN, Value
from core.reports import printing

register = template.Library()


@register.filter
def printed(value: Value, unit: str = "") -> str:
    """`{{ value|printed:unit }}`: full-width figures with their unit, 和暦, times as 9:00."""
    return printing.printed(value, unit)


@register.filter
def shown(value: Value, sign: str = "") -> str:
    """A figure on the screen: 13,630. What is not known shows as nothing, which is not 0; what does not apply
    as ―. With `shown:"+"` a difference says its direction: +3, -2."""
    if value is UNKNOWN:
        return ""
    if value is NOT_APPLICABLE:
        return "―"
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
        return f"+{text}" if sign and value > 0 else text
    return str(value)


@register.filter
def wareki(day: date | None) -> str:
    """A day on the screen: 令和5年3月31日; nothing where there is none."""
    return calendar.wareki(day) if day else ""

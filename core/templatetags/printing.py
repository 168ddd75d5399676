"""Template filters that print values as the reports do."""

from datetime import date

from django import template

from core import calendar
from core.exhibits import Value
from core.reports import printing

register = template.Library()


@register.filter
def printed(value: Value, unit: str = "") -> str:
    """`{{ value|printed:unit }}`: full-width figures with their unit, 和暦, times as 9:00."""
    return printing.printed(value, unit)


@register.filter
def wareki(day: date | None) -> str:
    """A day on the screen: 令和5年3月31日; nothing where there is none."""
    return calendar.wareki(day) if day else ""

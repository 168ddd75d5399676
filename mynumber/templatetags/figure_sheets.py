"""The way from the admin, where clerks enter figures, to the sheet of their department."""

from typing import Any

from django import template

from core.calendar import quarter_of, today, wareki
from core.models import Staff
from mynumber.models import Series
from mynumber.quarters import quarters_to_hand_in
from mynumber.services.submission import sheet_url

register = template.Library()


@register.simple_tag
def sheets_of(person: Staff) -> list[dict[str, Any]]:
    """The quarters that the person's department has to hand in, and the one that is running: {"label", "url",
    "detail"}. Nothing for who enters none."""
    department = person.department_id
    if department is None or not person.has_perm("mynumber.submit_figures"):
        return []
    if not Series.objects.filter(department=department).exists():
        return []
    day = today()
    running = quarter_of(day)
    sheets = [
        {
            "label": due.quarter.label,
            "url": sheet_url(department, due.quarter),
            "detail": f"提出期限 {wareki(due.due_on)}",
            "is_late": day > due.due_on,
        }
        for due in quarters_to_hand_in(department, day)
    ]
    now = {"label": running.label, "url": sheet_url(department, running), "detail": "いまの四半期"}
    return [*sheets, now]

"""What templates ask about a report that is being drafted."""

from django import template

from core.models import Report, Staff
from core.services.report_drafting import may_draft

register = template.Library()


@register.filter
def drafted_by(report: Report, person: Staff) -> bool:
    """`{% if report|drafted_by:user %}`: whether the person drafts reports of this kind."""
    return may_draft(report, person)

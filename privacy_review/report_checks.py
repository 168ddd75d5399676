"""The privacy review report's own checks: what its lists say of each case."""

from collections.abc import Iterator

from django.urls import reverse

from core.reports.check_finding import CheckFinding, Severity
from core.reports.document import Document

_LONGEST_QUOTATION = 40


def review_checks(document: Document) -> Iterator[CheckFinding]:
    """A case with ordinance special care-required information says of which categories, and no other does."""
    for case in document.registers.cases:
        has_categories = bool(case.case_care_categories.all())
        if case.ordinance_special_care == has_categories:
            continue
        text = case.content or case.purpose
        quoted = text if len(text) <= _LONGEST_QUOTATION else f"{text[:_LONGEST_QUOTATION]}…"
        wrong = (
            "条例要配慮個人情報が「無」なのに、その内容があります"
            if has_categories
            else "条例要配慮個人情報の内容がありません"
        )
        yield CheckFinding(
            "care_categories",
            Severity.WARNING,
            case.get_criterion_display(),
            f"「{quoted}」の案件で、{wrong}。案件を直してください。",
            reverse("admin:privacy_review_reviewcase_change", args=[case.pk]),
        )

"""The privacy review report (報告第362号): its facts and its exhibits.

Legal basis: 世田谷区個人情報保護条例 4条2項1号 and 同規則 4条. Its period is no fiscal year.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.calendar import wareki_year
from core.reports.kinds import ExhibitSource, Fact, ReportKind, Scope
from core.reports.printing import printed
from core.text import to_full_width
from privacy_review.exhibits import review_cases, review_counts
from privacy_review.models.criterion import Criterion
from privacy_review.registers import ReviewRegisters


def _period(registers: ReviewRegisters) -> str:
    """令和５年４月２日から同年８月３１日まで: the year stands once where both days are of it."""
    starts_on, ends_on = registers.scope.starts_on, registers.scope.ends_on
    last_day = printed(ends_on)
    if starts_on.year == ends_on.year:
        last_day = last_day.replace(to_full_width(wareki_year(starts_on)), "同年")
    return f"{printed(starts_on)}から{last_day}まで"


def _bodies(registers: ReviewRegisters) -> str:
    """区長、教育委員会、選挙管理委員会、監査委員及び農業委員会"""
    *others, last = [body.name for body in registers.bodies] or [""]
    return "及び".join(filter(None, ["、".join(others), last]))


class PrivacyReviewReport(ReportKind):
    key = "privacy_review"
    label = "個人情報を取り扱う業務の審査の状況"
    of_fiscal_year = False
    drafting_permission = "privacy_review.draft_review_report"
    facts = (
        Fact("period", "対象期間", _period),
        Fact("bodies", "実施機関の名称", _bodies),
        Fact("cases.count", "審査件数", lambda r: r.count),
    )

    @classmethod
    def registers(cls, scope: Scope) -> ReviewRegisters:
        return ReviewRegisters(scope)

    @classmethod
    def exhibits(cls, registers: Any = None) -> Mapping[str, ExhibitSource]:
        counts = [
            ExhibitSource(
                f"review_counts_{each.value}",
                f"{each.label}の審査件数",
                partial(review_counts, criterion=each),
            )
            for each in Criterion
        ]
        lists = [
            ExhibitSource(
                f"review_cases_{each.value}",
                f"{each.label}の審査基準案件一覧",
                partial(review_cases, criterion=each),
            )
            for each in Criterion
        ]
        return {source.slug: source for source in (*counts, *lists)}

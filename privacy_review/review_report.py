"""The privacy review report (報告第362号): its facts and its exhibits.

Legal basis: 世田谷区個人情報保護条例 4条2項1号 and 同規則 4条. Its period is no fiscal year.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.reports.kinds import ExhibitSource, Fact, ReportKind, Scope
from privacy_review.exhibits import review_cases, review_counts
from privacy_review.models.review_case import Criterion
from privacy_review.registers import ReviewRegisters


class PrivacyReviewReport(ReportKind):
    key = "privacy_review"
    label = "個人情報を取り扱う業務の審査の状況"
    of_fiscal_year = False
    drafting_permission = "privacy_review.draft_review_report"
    facts = (
        Fact("bodies", "実施機関の名称", lambda r: tuple(body.name for body in r.bodies)),
        Fact("cases.count", "審査件数", lambda r: len(r.cases)),
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

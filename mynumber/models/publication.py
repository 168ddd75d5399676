"""In which published report figures are shown: what the rules of mynumber/models/submission_rules.py ask."""

from collections.abc import Iterable

from core.models.report import Report
from core.states.report import State
from mynumber.models.submission_rules import ANNUAL_REPORT


def report_showing(fiscal_year: int) -> Report | None:
    """The first published annual report that tells of the figures of the year: its own or a later one, whose
    columns and cumulatives go back to the first year. None where there is none."""
    return reports_showing([fiscal_year]).get(fiscal_year)


def reports_showing(fiscal_years: Iterable[int]) -> dict[int, Report]:
    """The same of each of the years of which there is one; in one query."""
    years = set(fiscal_years)
    if not years:
        return {}
    published = Report.objects.filter(
        kind=ANNUAL_REPORT, state=State.PUBLISHED, fiscal_year__gte=min(years)
    ).order_by("-fiscal_year", "-number")
    # The nearest comes last and stays.
    return {year: report for report in published for year in years if year <= (report.fiscal_year or 0)}

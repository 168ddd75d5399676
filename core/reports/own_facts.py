"""The facts that a report's own row answers: a title with them is filled in without reading anything else."""

from datetime import date, timedelta
from typing import Protocol

from core.reports.printing import printed, printed_fiscal_year
from core.reports.prose import fact_names, fill


class ReportRow(Protocol):
    """What of a report stands in its row."""

    fiscal_year: int | None
    starts_on: date
    ends_on: date
    issued_on: date


def own_line(report: ReportRow, text: str) -> str:
    """The text with its facts filled in as a Document fills them; "" where it names one that the row alone
    does not answer."""
    known = _facts_of(report)
    if any(parameter or name not in known for name, parameter in fact_names(text)):
        return ""
    return fill(text, lambda name, _: known[name])


def _facts_of(report: ReportRow) -> dict[str, str]:
    days = {"starts_on": report.starts_on, "ends_on": report.ends_on, "issued_on": report.issued_on}
    if report.ends_on is not None:
        days["day_after_end"] = report.ends_on + timedelta(days=1)
    known = {name: printed(day) for name, day in days.items() if day is not None}
    if (year := report.fiscal_year) is not None:
        for name, offset in (("fiscal_year", 0), ("previous_fiscal_year", -1), ("next_fiscal_year", 1)):
            known[name] = printed_fiscal_year(year + offset)
    return known

"""A clerk at the entry sheet: what these tests share."""

import re

import pytest

from core.calendar import Quarter
from core.errors import DomainError
from mynumber.asked import CellKey
from mynumber.models import Submission
from mynumber.services.figure_sheet import Answer, save_sheet
from mynumber.services.submission import take_step
from mynumber.sheet import sheet_of
from mynumber.views.figure_sheet_rows import plain
from tests.pages import text_of

Q1, Q2, Q4 = Quarter(2023, 1), Quarter(2023, 2), Quarter(2023, 4)


def key_of(figure):
    """Of a series, or of a (series, day)."""
    series, day = figure if isinstance(figure, tuple) else (figure, None)
    return CellKey(series.pk, day)


def seen_by(department, quarter=Q1):
    """What every box of the sheet shows now."""
    return {row.key: plain(row.value) for row in sheet_of(department, quarter).rows}


def type_in(clerk, typed, *, quarter=Q1, seen=None, reasons=None):
    """The clerk changes these figures of the own department and saves. `reasons` by (figure, what was asked):
    (sentence, reason), or an Answer with what was seen; else it is what the register says."""
    seen = seen_by(clerk.department, quarter) if seen is None else seen
    cells = {**seen, **{key_of(figure): text for figure, text in typed.items()}}
    answers = {}
    for (figure, slug), said in (reasons or {}).items():
        present = sheet_of(
            clerk.department, quarter, submission_of(clerk.department, quarter)
        ).reading.reasons
        key = key_of(figure)
        answers[key, slug] = said if isinstance(said, Answer) else _answer(*said, present.get((key, slug)))
    return save_sheet(
        department=clerk.department, quarter=quarter, cells=cells, seen=seen, reasons=answers, actor=clerk
    )


def _answer(sentence, reason, present):
    """As a page sends it that was opened just now."""
    if present is None:
        return Answer(sentence, reason)
    seen = {"seen" if present.warning == sentence else "earlier": present.reason}
    return Answer(sentence, reason, **seen)


def submission_of(department, quarter=Q1):
    """The quarter's row, or one that is not in the register yet."""
    found = Submission.objects.of(quarter).filter(department=department).first()
    return found or Submission(department=department, fiscal_year=quarter.fiscal_year, quarter=quarter.number)


def step(action, person, department, quarter=Q1, **said):
    """The person takes the step of the department's quarter."""
    return take_step(action, submission_of(department, quarter), actor=person, **said)


def refused(act, *arguments, **said):
    """The error with which the service refuses."""
    with pytest.raises(DomainError) as error:
        act(*arguments, **said)
    return error.value


# --- The page ----------------------------------------------------------------------------------------------


def address(department, year=2023, quarter=1, step=""):
    return f"/figure-sheets/{department.pk}/{year}/{quarter}/{step}"


def sheet_for(client, person, department, **where):
    client.force_login(person)
    return client.get(address(department, **where))


def line_of(page, name):
    """The text of the row of that figure, without markup and in one line."""
    row = re.search(
        rf'<tr class="sheet-row[^>]*><th[^>]*>{re.escape(name)}.*?</tr>', text_of(page), re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", row[0]).split())

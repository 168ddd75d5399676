"""What is looked at before a report is published: errors stand in the way, warnings are acknowledged by name.

Checks of every report are in content_checks.py, wording_checks.py and number_checks.py beside this file; a
kind adds its own (ReportKind.checks).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from core.models import CheckAcknowledgement
from core.reports import content_checks, number_checks, wording_checks
from core.reports.check_finding import CheckFinding, Severity
from core.text import shortened

if TYPE_CHECKING:
    from core.reports.document import Document

__all__ = ["CheckFinding", "Severity", "findings_of", "identity_of", "reasons_against_publishing"]

# What a finding is known by: its check, its place and its sentence.
Identity = tuple[str, str, str]

_CHECKS = (
    content_checks.facts,
    content_checks.exhibits,
    content_checks.period,
    content_checks.prose_marks,
    wording_checks.spelling_of_places,
    wording_checks.widths_of_digits,
    number_checks.typed_numbers,
)
_LONGEST_PLACE = CheckAcknowledgement._meta.get_field("place").max_length or 0
_LONGEST_SENTENCE = CheckAcknowledgement._meta.get_field("sentence").max_length or 0


def findings_of(document: "Document") -> list[CheckFinding]:
    """Everything that the checks find in the report as its registers stand now, each once, the errors
    first."""
    found = dict.fromkeys(_fitting(finding) for finding in _found(document))
    return sorted(found, key=lambda finding: not finding.is_error)


def reasons_against_publishing(document: "Document") -> list[str]:
    """A sentence for every error, and for every warning that nobody has acknowledged."""
    acknowledged = {identity_of(each) for each in document.report.acknowledgements.all()}
    return [
        _reason(finding)
        for finding in findings_of(document)
        if finding.is_error or identity_of(finding) not in acknowledged
    ]


def identity_of(of: CheckFinding | CheckAcknowledgement) -> Identity:
    """What holds a warning and its acknowledgement together."""
    return of.check_name, of.place, of.sentence


def _found(document: "Document") -> Iterator[CheckFinding]:
    for check in _CHECKS:
        yield from check(document)
    yield from document.kind.checks(document)


def _reason(finding: CheckFinding) -> str:
    told = f"{finding.place}：{finding.sentence}" if finding.place else finding.sentence
    return told if finding.is_error else f"{told}（まだ確認されていない注意です。）"


def _fitting(finding: CheckFinding) -> CheckFinding:
    """The finding, no longer than what can be kept of it when it is acknowledged."""
    return replace(
        finding,
        place=shortened(finding.place, _LONGEST_PLACE),
        sentence=shortened(finding.sentence, _LONGEST_SENTENCE),
    )

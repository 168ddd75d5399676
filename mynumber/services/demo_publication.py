"""A published report and the draft of the next to try the product with: by the specimen people, through the
services."""

from contextlib import suppress

from django.db import transaction

from core.audit import act
from core.errors import DomainError
from core.models import Report, Staff
from core.reports.checks import findings_of, identity_of
from core.reports.document import Document
from core.services.carry_forward import carry_forward
from core.services.publication import take_step
from core.services.report_checks import acknowledge
from core.states.report import Action, State

SPECIMEN = "見本"  # how the name of every such person begins
NUMBER, NEXT_NUMBER = 361, 363  # No. 362 is the report on privacy reviews
_REASON = "公表された報告書のとおりです。（見本）"


@transaction.atomic
def create_demo_publication() -> bool:
    """Acknowledge what the checks warn of in report No. 361, hand it in, publish it and carry it forward.

    Answers False, with nothing made, where it is no draft any more, the specimen people are missing, the
    checks find an error, or the machine can make no PDF.
    """
    people = {staff.username: staff for staff in Staff.objects.filter(name__startswith=SPECIMEN)}
    report = Report.objects.filter(number=NUMBER, state=State.DRAFT).first()
    if report is None or not {"mynumber", "publisher"} <= people.keys():
        return False
    found = findings_of(Document(report))
    if any(finding.is_error for finding in found):
        return False
    # A machine without the libraries for the PDF can try everything else.
    with (
        suppress(DomainError),
        transaction.atomic(),
        act("create_demo_publication", reason="見本の公表の用意"),
    ):
        for finding in found:
            acknowledge(
                report=report, identity=identity_of(finding), reason=_REASON, actor=people["mynumber"]
            )
        report = take_step(
            Action.SUBMIT, report, actor=people["mynumber"], comment="公表前の確認をお願いします。"
        )
        report = take_step(Action.PUBLISH, report, actor=people["publisher"])
        carry_forward(
            report,
            number=NEXT_NUMBER,
            issued_on=report.issued_on.replace(year=report.issued_on.year + 1),
            actor=people["mynumber"],
        )
        return True
    return False

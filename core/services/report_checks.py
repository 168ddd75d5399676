"""Acknowledging a warning of a report's checks: a named person knows of it and says why it stands."""

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import act
from core.errors import DomainError, NotPermittedError, refuse
from core.models import CheckAcknowledgement, Report, Staff
from core.reports.checks import Identity, findings_of, identity_of
from core.reports.document import Document
from core.services.report_drafting import may_draft
from core.states.report import State


@transaction.atomic
def acknowledge(*, report: Report, identity: Identity, reason: str, actor: Staff) -> CheckAcknowledgement:
    """Keep that the person knows of the warning, and why it stands.

    Raises NotPermittedError without the right; DomainError for an error, which is mended and not
    acknowledged, for a warning that the checks no longer find, and for every other reason at once.
    """
    report = _locked(report, actor)
    finding = next((each for each in findings_of(Document(report)) if identity_of(each) == identity), None)
    if finding is None:
        raise DomainError(
            "この注意は、もうありません。報告書か台帳が変わったためです。画面を開き直してください。"
        )
    if finding.is_error:
        raise DomainError("これは注意ではなく誤りです。確認では済まないので、直してください。")
    check_name, place, sentence = identity
    acknowledgement = CheckAcknowledgement(
        report=report,
        check_name=check_name,
        place=place,
        sentence=sentence,
        reason=reason.strip(),
        given_by=actor,
    )
    refuse(_faults_of(acknowledgement))
    with act("acknowledge_check", by=actor, reason=acknowledgement.reason):
        acknowledgement.save()
    return acknowledgement


@transaction.atomic
def take_back_acknowledgement(*, acknowledgement: CheckAcknowledgement, actor: Staff) -> None:
    """Remove the acknowledgement: the warning waits again. What was said stays in the trail.

    Raises NotPermittedError without the right, DomainError once the report is published.
    """
    _locked(acknowledgement.report, actor)
    with act("take_back_acknowledgement", by=actor):
        acknowledgement.delete()


def _locked(report: Report, actor: Staff) -> Report:
    """The report's row, so that it is not published meanwhile."""
    if not may_draft(report, actor):
        raise NotPermittedError("注意を確認するのは、この種類の報告書を起草する課の職員です。")
    report = Report.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if report.state == State.PUBLISHED:
        raise DomainError("公表した報告書の点検は変えられません。")
    return report


def _faults_of(acknowledgement: CheckAcknowledgement) -> list[str]:
    if not acknowledgement.reason:
        return ["理由を入れてください。"]
    try:
        acknowledgement.full_clean()
    except ValidationError as error:
        return [
            f"理由：{message}" if "reason" in error.message_dict else message for message in error.messages
        ]
    return []

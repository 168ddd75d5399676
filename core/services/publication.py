"""Publishing a report: it is handed in for review, taken back, returned or published, and what is published
is frozen in the same transaction."""

from django.db import transaction
from django.urls import reverse

from core.clock import full_moment
from core.errors import DomainError, NotPermittedError, OvertakenError, refuse
from core.models import Edition, Report, Staff
from core.reports.checks import reasons_against_publishing
from core.reports.document import Document
from core.reports.edition import freeze
from core.services.notices import notify
from core.states.report import TRANSITIONS, Action
from core.workflow import Workflow

WORKFLOW = Workflow("report", TRANSITIONS)


@transaction.atomic
def take_step(
    action: str, report: Report, *, actor: Staff, version: int | None = None, comment: str = ""
) -> Report:
    """Submit, take back, return or publish the report; see core/states/report.py.

    Publishing it keeps its edition. Raises what core.workflow.Workflow.take raises; for publishing, with what
    the checks find beside it, all at once.
    """
    if action == Action.PUBLISH:
        report, edition = _publish(report, actor=actor, version=version, comment=comment)
        _tell_of_edition(report, edition, comment)
        return report
    report = WORKFLOW.take(action, report, actor=actor, version=version, comment=comment)
    _tell(report, action, actor, comment)
    return report


def _publish(report: Report, *, actor: Staff, version: int | None, comment: str) -> tuple[Report, Edition]:
    against: tuple[str, ...] = ()
    try:
        report = WORKFLOW.take(Action.PUBLISH, report, actor=actor, version=version, comment=comment)
    except (NotPermittedError, OvertakenError):
        raise
    except DomainError as error:
        report = Report.objects.get(pk=report.pk)  # as it now is, which the caller may not have seen
        if report.state not in TRANSITIONS[Action.PUBLISH].sources:
            raise  # what the checks would find is nothing to mend now
        against = error.reasons
    # One Document for both: what was checked is what is frozen, whatever others write meanwhile.
    document = Document(report)
    refuse([*against, *reasons_against_publishing(document)])
    return report, freeze(document)


def _tell_of_edition(report: Report, edition: Edition, comment: str) -> None:
    """Who handed the report in has its digest too, outside the edition: a measure to prove it by."""
    told = f"{full_moment(edition.published_at)}に{edition.published_by_name}が公表しました。"
    _notify(
        [report.submitted_by],
        report,
        "報告書が公表されました",
        f"{told}公表した版のSHA-256：{edition.digest}　{comment}".strip(),
    )


def _tell(report: Report, action: str, actor: Staff, comment: str) -> None:
    if action == Action.SUBMIT:
        people = list(Staff.objects.holding("core.publish_report"))
        _notify(people, report, "報告書の公表前の確認を待っています", f"{comment}（{actor.name}）")
    elif action == Action.RETURN:
        _notify([report.submitted_by], report, "報告書が差し戻されました", f"{comment}（{actor.name}）")


def _notify(people: list[Staff | None], report: Report, title: str, detail: str) -> None:
    notify(
        [person for person in people if person is not None],
        title=f"{title}：{report}"[:120],
        detail=detail[:400],
        url=reverse("report_publication", args=[report.number]),
    )

"""What the security meetings are to be told of (会議に報告する事項), and what the services of meetings and
audits share."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, models, transaction

from core.audit import act
from core.constraints import sentence_of
from core.errors import DomainError, must_have, refuse
from core.faults import faults_of
from core.models import Staff
from mynumber.models import ReportableMatter


@transaction.atomic
def report_matter(
    *,
    kind: str,
    happened_on: date,
    title: str,
    actor: Staff,
    scheme: str = "",
    detail: str = "",
    needs_deliberation: bool = False,
) -> ReportableMatter:
    """Keep that something happened of which the next meeting of the scheme is to be told; without a scheme,
    the next meeting of both.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    must_have(actor, "mynumber.add_reportablematter", "会議に報告する事項を登録する権限がありません。")
    matter = ReportableMatter(
        kind=kind,
        happened_on=happened_on,
        title=title.strip(),
        scheme=scheme,
        detail=detail.strip(),
        needs_deliberation=needs_deliberation,
    )
    refuse(faults_of(matter, ("happened_on", "kind", "scheme", "title", "detail")))
    with act("report_matter", by=actor):
        save(matter)
    return matter


def save(record: models.Model, names: Iterable[str] | None = None) -> None:
    """Save the record, or the fields of it. Raises DomainError with the sentence of what the database
    refused."""
    try:
        with transaction.atomic():
            record.save(update_fields=None if names is None else list(names))
    except IntegrityError as error:
        raise DomainError(sentence_of(error)) from error

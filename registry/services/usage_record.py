"""Writing down what was done at the terminals (利用記録簿). A record is never changed: a correction is a new
one beside it."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.audit import act
from core.clock import day_of, short_day, stretch_in_words
from core.errors import NotPermittedError, refuse
from core.models import Staff
from core.services.notices import notify
from registry.models import OperatorGrant, Reservation, Site, Terminal, UsageLookup, UsageRecord
from registry.services.use_rules import Use, faults_of, grant_for, reasons_against_use, site_on
from registry.states.reservation import WORKFLOW, Action


@transaction.atomic
def record_use(
    *, reservation: Reservation, actor: Staff, use: Use, version: int | None = None
) -> UsageRecord:
    """Write down how a booking was used; the booking is then used.

    Raises NotPermittedError without the right, OvertakenError where the booking has changed since the person
    saw it, DomainError with every reason why not.
    """
    _begin(actor)
    reservation = (
        Reservation.objects.select_for_update(of=("self",))
        .select_related("terminal__site", "grant")
        .get(pk=reservation.pk)
    )
    terminal, booked_on = reservation.terminal, day_of(reservation.starts_at)
    site = site_on(terminal, booked_on)
    reasons = WORKFLOW.reasons_against(Action.RECORD, reservation, actor)
    if not reasons:
        reasons = _same_day(use, booked_on, "予約")
        reasons += reasons_against_use(use, operator=actor, terminal=terminal, site=site, now=timezone.now())
    refuse(reasons)
    with act("record_usage", by=actor):
        record = _write(
            use,
            kind=UsageRecord.Kind.RESERVED,
            reservation=reservation,
            grant=reservation.grant,
            operator=actor,
            terminal=terminal,
            site=site,
        )
    WORKFLOW.take(Action.RECORD, reservation, actor=actor, version=version)
    return record


@transaction.atomic
def record_urgent_use(*, terminal: Terminal, actor: Staff, use: Use, urgent_reason: str) -> UsageRecord:
    """Write down a use of a shared terminal that could not be booked; 住民記録 reviews it afterwards.

    Raises as `record_use` does.
    """
    _begin(actor)
    site = site_on(terminal, use.day)
    reasons = [] if urgent_reason.strip() else ["予約できなかった理由を入れてください。"]
    reasons += faults_of("予約できなかった理由", urgent_reason)
    if not terminal.is_shared:
        reasons.append(
            f"端末{terminal.number}は共用の端末ではありません。「設置場所の利用」に記入してください。"
        )
    grant, faults = _grant_of_use(UsageRecord.Kind.URGENT, use, actor, site)
    reasons += faults
    reasons += reasons_against_use(use, operator=actor, terminal=terminal, site=site, now=timezone.now())
    refuse(reasons)
    with act("record_urgent_usage", by=actor):
        return _write(
            use,
            kind=UsageRecord.Kind.URGENT,
            grant=grant,
            operator=actor,
            terminal=terminal,
            site=site,
            urgent_reason=urgent_reason,
        )


@transaction.atomic
def record_own_site_use(*, terminal: Terminal, actor: Staff, use: Use) -> UsageRecord:
    """Write down a use of a terminal of the site whose confirmed ledger names the person.

    Raises as `record_use` does.
    """
    _begin(actor)
    site = site_on(terminal, use.day)
    reasons = []
    if terminal.is_shared:
        reasons.append(
            f"端末{terminal.number}は共用の端末です。予約の利用記録か、緊急の利用に記入してください。"
        )
    grant, faults = _grant_of_use(UsageRecord.Kind.OWN_SITE, use, actor, site)
    reasons += faults
    reasons += reasons_against_use(use, operator=actor, terminal=terminal, site=site, now=timezone.now())
    refuse(reasons)
    with act("record_own_site_usage", by=actor):
        return _write(
            use,
            kind=UsageRecord.Kind.OWN_SITE,
            grant=grant,
            operator=actor,
            terminal=terminal,
            site=site,
        )


@transaction.atomic
def correct_use(*, record: UsageRecord, actor: Staff, use: Use, reason: str) -> UsageRecord:
    """Put a corrected record in the place of one's own: the original stays beside it and counts no more, and
    the booking stays used.

    Raises as `record_use` does. A corrected urgent use is reviewed anew.
    """
    _begin(actor)
    record = (
        UsageRecord.objects.select_for_update(of=("self",))
        .select_related("terminal__site", "reservation", "grant")
        .get(pk=record.pk)
    )
    refuse(reasons_against_correction(record, actor))
    reasons = [] if reason.strip() else ["訂正の理由を入れてください。"]
    reasons += faults_of("訂正の理由", reason)
    site = site_on(record.terminal, use.day)
    grant: OperatorGrant | None = record.grant
    if record.reservation:
        faults = _same_day(use, day_of(record.reservation.starts_at), "予約")
    else:
        grant, faults = _grant_of_use(record.kind, use, actor, site)
    reasons += faults
    reasons += reasons_against_use(
        use, operator=actor, terminal=record.terminal, site=site, now=timezone.now(), corrected=record
    )
    if _tells_the_same(use, record):
        reasons.append("元の記録と同じ内容です。誤っていたところを直してください。")
    refuse(reasons)
    with act("correct_usage", by=actor, reason=reason):
        return _write(
            use,
            kind=record.kind,
            reservation=record.reservation,
            grant=grant,
            operator=actor,
            terminal=record.terminal,
            site=site,
            urgent_reason=record.urgent_reason,
            corrects=record,
            correction_reason=reason,
        )


@transaction.atomic
def review_urgent_use(*, record: UsageRecord, actor: Staff, comment: str = "") -> UsageRecord:
    """Say that an urgent use of somebody else was looked at afterwards. The comment stands in the trail, and
    the operator gets a notice.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    if not (actor.is_active and actor.has_perm("registry.review_urgent_use")):
        raise NotPermittedError("緊急の利用を確認する権限がありません。")
    record = UsageRecord.objects.select_for_update(of=("self",)).select_related("operator").get(pk=record.pk)
    refuse([*reasons_against_review(record, actor), *faults_of("コメント", comment)])
    record.urgent_reviewed_at, record.urgent_reviewed_by = timezone.now(), actor
    with act("review_urgent_usage", by=actor, reason=comment):
        record.save(update_fields=["urgent_reviewed_at", "urgent_reviewed_by"])
    notify(
        [record.operator],
        title=f"{stretch_in_words(record.started_at, record.ended_at)}の緊急の利用が確認されました",
        detail=f"確認した人：{actor.name}" + (f"。コメント：{comment}" if comment else ""),
        url=reverse("usage_record", args=[record.pk]),
    )
    return record


def reasons_against_correction(record: UsageRecord, actor: Staff) -> list[str]:
    """Why the person may not correct the record at all."""
    if record.operator_id != actor.pk:
        return ["ほかの職員の利用記録です。利用した本人が訂正してください。"]
    if record.superseded:
        return ["この記録はすでに訂正されています。訂正後の記録を開いて、そちらを訂正してください。"]
    return []


def reasons_against_review(record: UsageRecord, actor: Staff) -> list[str]:
    """Why the person, who has the right, may not review the urgent use."""
    reasons = []
    if record.kind != UsageRecord.Kind.URGENT:
        reasons.append("緊急の利用ではないので、確認は要りません。")
    if record.superseded:
        reasons.append("この記録は訂正されています。訂正後の記録を確認してください。")
    if record.urgent_reviewed_at is not None:
        reasons.append("この緊急の利用は、すでに確認されています。")
    if record.operator_id == actor.pk:
        reasons.append("自分の緊急の利用を、自分で確認することはできません。別の職員が確認してください。")
    return reasons


# --- What they share ---------------------------------------------------------------------------------------


def _begin(actor: Staff) -> None:
    """Ask for the right, and keep the person's other windows waiting: who presses twice writes once."""
    if not (actor.is_active and actor.has_perm("registry.add_usagerecord")):
        raise NotPermittedError("利用記録を書く権限がありません。")
    Staff.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)


def _same_day(use: Use, day: Any, of_what: str) -> list[str]:
    return [] if use.day == day else [f"{of_what}の日（{short_day(day)}）の時刻を入れてください。"]


def _grant_of_use(kind: str, use: Use, operator: Staff, site: Site) -> tuple[OperatorGrant | None, list[str]]:
    """The grant on which a use without a booking stands, and why there is none."""
    if kind == UsageRecord.Kind.OWN_SITE:
        held = OperatorGrant.objects.filter(staff=operator, site=site).in_force_on(use.day)
        grant, what = held.order_by("-pk").first(), f"「{site}」の操作権限"
    else:
        grant, what = grant_for(operator, use, site=site), "操作権限"
    if grant is not None:
        return grant, []
    return None, [f"{short_day(use.day)}には{what}がありません。日を確かめてください。"]


def _tells_the_same(use: Use, record: UsageRecord) -> bool:
    before = dict(record.lookups.values_list("affair", "count"))
    now = (use.started_at, use.ended_at, use.purpose.pk, use.purpose_note, dict(use.lookups))
    return now == (record.started_at, record.ended_at, record.purpose_id, record.purpose_note, before)


def _write(use: Use, **fields: Any) -> UsageRecord:
    operator = fields["operator"]
    record = UsageRecord.objects.create(
        department_id=operator.department_id,
        recorded_by=operator,
        started_at=use.started_at,
        ended_at=use.ended_at,
        purpose=use.purpose,
        purpose_note=use.purpose_note,
        **fields,
    )
    UsageLookup.objects.bulk_create(
        UsageLookup(record=record, affair_id=affair, count=count) for affair, count in use.lookups.items()
    )
    return record

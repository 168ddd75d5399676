"""Operator ledgers (操作者管理台帳): the site writes its lines, 住民記録 confirms, and authority follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.audit import act
from core.calendar import today, wareki
from core.errors import NotPermittedError, OvertakenError, refuse
from core.faults import faults_of
from core.models import Staff
from core.services.notices import notify
from registry.models import OperatorGrant, OperatorLedger, OperatorLedgerEntry
from registry.services.operator_grant import end_grants
from registry.states.operator_ledger import EDITABLE_STATES, WORKFLOW, Action

Change = OperatorLedgerEntry.Change


@dataclass(frozen=True)
class Line:
    """A person of the ledger, what becomes of their right there, and a remark."""

    staff_id: int
    change: str
    remarks: str = ""


def lines_of(ledger: OperatorLedger) -> list[Line]:
    """The ledger's lines as they stand."""
    return [Line(each.staff_id, each.change, each.remarks) for each in ledger.entries.order_by("pk")]


def holders_of(ledger: OperatorLedger) -> set[int]:
    """The keys of those who may operate at the site on the day from which the ledger counts."""
    held = OperatorGrant.objects.filter(site=ledger.site_id).in_force_on(counts_from(ledger))
    return set(held.values_list("staff_id", flat=True))


def counts_from(ledger: OperatorLedger) -> date:
    """The day from which a ledger counts that is confirmed today: no authority is backdated."""
    return max(ledger.round.as_of, today())


def ledger_before(ledger: OperatorLedger) -> OperatorLedger | None:
    """The site's last confirmed ledger before this one."""
    earlier = OperatorLedger.objects.filter(site=ledger.site_id, confirmed_at__isnull=False).exclude(
        pk=ledger.pk
    )
    if ledger.confirmed_at is not None:
        earlier = earlier.filter(confirmed_at__lt=ledger.confirmed_at)
    return earlier.select_related("round").order_by("-confirmed_at").first()


@transaction.atomic
def write_ledger(
    ledger: OperatorLedger, *, lines: Sequence[Line], version: int, actor: Staff
) -> OperatorLedger:
    """Make the ledger's lines what is said, those that are not said are taken out.

    `version` is the one that the person saw. Raises NotPermittedError for those who do not answer for the
    site, OvertakenError where somebody else has written it since, DomainError with every other reason.
    """
    ledger = (
        OperatorLedger.objects.select_for_update(of=("self",))
        .select_related("site", "round")
        .get(pk=ledger.pk)
    )
    if not actor.has_perm("registry.prepare_operatorledger") or not (
        ledger.site.custodians.in_force_on(today()).filter(staff=actor).exists()
    ):
        raise NotPermittedError("台帳は、この設置場所の端末機管理責任者か補助者が書きます。")
    if ledger.version != version:
        raise OvertakenError("この画面を開いたあとに、ほかの人がこの台帳を変更しました。")
    reasons = _reasons_against(ledger, lines)
    refuse(reasons)
    if sorted(lines, key=lambda line: line.staff_id) == sorted(
        lines_of(ledger), key=lambda line: line.staff_id
    ):
        return ledger
    with act("write_operator_ledger", by=actor, reason=str(ledger)):
        _write_lines(ledger, lines)
        # Whoever wrote the lines last is who prepared them, and so does not confirm them.
        ledger.prepared_at, ledger.prepared_by = timezone.now(), actor
        ledger.version += 1
        ledger.save(update_fields=["prepared_at", "prepared_by", "version"])
    return ledger


def _reasons_against(ledger: OperatorLedger, lines: Sequence[Line]) -> list[str]:
    if ledger.state not in EDITABLE_STATES:
        return [f"「{ledger.get_state_display()}」の台帳は直せません。差し戻されてから直してください。"]
    if ledger.round.closed_at is not None:
        return ["この提出依頼は締め切られています。住民記録の担当に確かめてください。"]
    people = Staff.objects.in_bulk([line.staff_id for line in lines])
    holders = holders_of(ledger)
    reasons = []
    left_out = Staff.objects.filter(pk__in=holders - {line.staff_id for line in lines}).order_by("kana", "pk")
    if names := [person.name for person in left_out]:
        reasons.append(
            f"{'、'.join(names)}さんには、この設置場所の操作権限があります。続けるか外れるかを選んでください。"
        )
    if len({line.staff_id for line in lines}) != len(lines):
        reasons.append("同じ職員が２度あります。画面を開き直してください。")
    for line in lines:
        person = people.get(line.staff_id)
        if person is None:
            reasons.append("選んだ職員が見つかりません。画面を開き直して、選び直してください。")
            continue
        if line.change != Change.LEAVES and not person.is_active:
            reasons.append(f"{person.name}さんは、いまは在職していません。「外れる」にしてください。")
        elif line.change == Change.STAYS and person.pk not in holders:
            reasons.append(
                f"{person.name}さんには、この設置場所の操作権限がありません。「加わる」にしてください。"
            )
        written = OperatorLedgerEntry(change=line.change, remarks=line.remarks)
        reasons += faults_of(written, ("change", "remarks"), called=f"{person.name}さんの行")
    return reasons


def _write_lines(ledger: OperatorLedger, lines: Sequence[Line]) -> None:
    present = {entry.staff_id: entry for entry in ledger.entries.all()}
    for line in lines:
        entry = present.pop(line.staff_id, None)
        if entry is None:
            OperatorLedgerEntry.objects.create(
                ledger=ledger, staff_id=line.staff_id, change=line.change, remarks=line.remarks
            )
        elif (entry.change, entry.remarks) != (line.change, line.remarks):
            entry.change, entry.remarks = line.change, line.remarks
            entry.save(update_fields=["change", "remarks"])
    for gone in present.values():
        gone.delete()


@transaction.atomic
def take_step(
    action: str, ledger: OperatorLedger, *, actor: Staff, version: int | None = None, comment: str = ""
) -> OperatorLedger:
    """Prepare, submit, confirm or return the ledger; see registry/states/operator_ledger.py.

    Confirming it grants and ends authority by its lines. Raises what core.workflow.Workflow.take raises.
    """
    if action == Action.CONFIRM:
        # Before the ledger itself: whoever is being transferred at this moment is transferred first, and of
        # two ledgers with the same person the second reads what the first has granted.
        people = ledger.entries.values("staff")
        list(Staff.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people).order_by("pk"))
    ledger = WORKFLOW.take(action, ledger, actor=actor, version=version, comment=comment)
    if action == Action.CONFIRM:
        _change_authority(ledger, actor)
    _tell(ledger, action, actor, comment)
    return ledger


def _change_authority(ledger: OperatorLedger, actor: Staff) -> None:
    """Who joins is granted, whose right ends is ended on the eve: the difference to the last ledger."""
    day = counts_from(ledger)
    held = OperatorGrant.objects.filter(site=ledger.site_id)
    standing = set(held.in_force_on(day).values_list("staff_id", flat=True))
    for entry in ledger.entries.select_related("staff").order_by("pk"):
        if entry.change == Change.LEAVES:
            end_grants(
                held.filter(staff=entry.staff),
                ends_on=day - timedelta(days=1),
                reason=OperatorGrant.EndReason.LEDGER,
                note=str(ledger)[:200],
                actor=actor,
            )
        elif entry.change == Change.JOINS and entry.staff_id not in standing:
            with act("grant_by_ledger", by=actor, reason=str(ledger)):
                OperatorGrant.objects.create(
                    staff=entry.staff,
                    department_id=entry.staff.department_id,
                    site_id=ledger.site_id,
                    ledger_entry=entry,
                    starts_on=day,
                    granted_by=actor,
                )


def _tell(ledger: OperatorLedger, action: str, actor: Staff, comment: str) -> None:
    url = reverse("operator_ledger", args=[ledger.pk])
    if action == Action.SUBMIT:
        people = list(Staff.objects.holding("registry.confirm_operatorledger"))
        notify(people, title=f"操作者管理台帳が提出されました：{ledger}"[:120], detail=comment[:400], url=url)
    elif action == Action.RETURN:
        writers = {each for each in (ledger.submitted_by, ledger.prepared_by) if each is not None}
        notify(
            sorted(writers, key=lambda person: person.pk),
            title=f"操作者管理台帳が差し戻されました：{ledger}"[:120],
            detail=f"{comment}（{actor.name}）"[:400],
            url=url,
        )
    elif action == Action.CONFIRM and ledger.submitted_by is not None:
        notify(
            [ledger.submitted_by],
            title=f"操作者管理台帳が確認されました：{ledger}"[:120],
            detail=f"{wareki(counts_from(ledger))}からの操作権限に反映しました。",
            url=url,
        )

"""Findings of an audit (指摘事項): what is planned to improve, and the later audit that sees it improved."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from core.audit import act
from core.calendar import wareki
from core.errors import DomainError, must_have, refuse
from core.faults import faults_of
from core.models import Staff
from mynumber.models import Audit, Finding
from mynumber.services.governance import save

_STEP = 10  # between two findings, so that another one fits between them
_MAY_NOT_WRITE = "監査の指摘事項を書く権限がありません。"


@transaction.atomic
def plan_improvement(finding: Finding, *, plan: str, due_on: date | None, actor: Staff) -> Finding:
    """Write who does what about a finding that asks for an improvement, and until when, if that is known.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    must_have(actor, "mynumber.change_finding", _MAY_NOT_WRITE)
    finding = Finding.objects.select_for_update(of=("self",)).select_related("audit").get(pk=finding.pk)
    held_on = finding.audit.held_on
    reasons = _reasons_against(finding)
    if not plan.strip():
        reasons.append("改善の方針を入れてください。だれが何をするかを書きます。")
    if due_on is not None and held_on is not None and due_on < held_on:
        reasons.append(
            f"改善の期限が、監査の日（{wareki(held_on)}）より前になっています。日付を確かめてください。"
        )
    finding.plan, finding.due_on = plan.strip(), due_on
    refuse([*reasons, *(faults_of(finding, ("plan",)))])
    with act("plan_improvement", by=actor):
        save(finding, ["plan", "due_on"])
    return finding


@transaction.atomic
def see_improvement(*findings: Finding, audit: Audit, text: str, actor: Staff) -> Finding:
    """State at a later audit that what was found is improved: one sentence, which may stand for several
    findings. Returns the statement, to which each of them leads from now on.

    Raises NotPermittedError without the right, DomainError with every reason why not. All of them or none.
    """
    for right in ("mynumber.add_finding", "mynumber.change_finding"):
        must_have(actor, right, _MAY_NOT_WRITE)
    if not findings:
        raise DomainError("改善を確認した指摘事項に印を付けてください。")
    audit = Audit.objects.select_for_update(no_key=True).get(pk=audit.pk)
    keys = [finding.pk for finding in findings]
    rows = Finding.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = list(rows.select_related("audit"))
    statement = Finding(audit=audit, text=text.strip())
    reasons = [reason for finding in found for reason in _reasons_against_seeing(finding, audit, len(found))]
    if not statement.text:
        reasons.append("改善を確認した文を入れてください。")
    else:
        reasons += faults_of(statement, ("text",))
    refuse(reasons)
    last = audit.findings.aggregate(last=Max("order"))["last"]
    statement.order = (last or 0) + _STEP
    with act("see_improvement", by=actor):
        save(statement)
        for finding in found:
            finding.improvement = statement
            save(finding, ["improvement"])
    return statement


def _reasons_against_seeing(finding: Finding, audit: Audit, count: int) -> list[str]:
    reasons = _reasons_against(finding)
    if not audit.comes_after(finding.audit):
        reasons.append(
            f"{audit}は、指摘した{finding.audit}より後の、同じ制度の監査ではありません。"
            "後に行った監査で確認してください。"
        )
    # Of several it is said which one is meant.
    return reasons if count == 1 else [f"「{finding}」：{reason}" for reason in reasons]


def _reasons_against(finding: Finding) -> list[str]:
    reasons = []
    if not finding.asks_improvement:
        reasons.append("この指摘事項は、改善を求めていません。")
    if finding.improvement_id is not None:
        reasons.append("この指摘事項は、すでに改善が確認されています。")
    return reasons

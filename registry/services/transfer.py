"""Transfers (人事異動): every authority that came with the old post ends with it, in one transaction."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.audit import act
from core.calendar import today, wareki
from core.errors import NotPermittedError, refuse
from core.models import Department, Staff
from core.services.notices import notify
from registry.models import (
    Custodian,
    Deputy,
    LedgerRound,
    OperatorGrant,
    OperatorLedger,
    OperatorLedgerEntry,
    Site,
    Transfer,
)
from registry.services.ledger_round import custodians_of, start_round
from registry.services.operator_grant import Ending, end_grants, ending_of
from registry.states.operator_ledger import EDITABLE_STATES

FURTHEST_BACK = timedelta(days=60)
ANSWER_WITHIN = timedelta(days=14)  # how long a site has for its ledger
LEAVES = "退職"


@dataclass(frozen=True)
class Consequences:
    """What ends with the old post."""

    ending: Ending
    custodianships: tuple[tuple[Custodian, date], ...]
    deputyships: tuple[Deputy, ...]
    roles: tuple[Group, ...]
    uses_admin: bool
    open_ledgers: tuple[OperatorLedger, ...]  # of the sites where the person operates: a line is put there
    asked_sites: tuple[Site, ...]  # the others of them: a round is opened

    def sentences(self) -> list[str]:
        """The same in words, a line each: they are read before it is done, and kept with the transfer."""
        lines = self.ending.sentences()
        for each, day in self.custodianships:
            end = f"{wareki(day)}で退任" if day >= each.starts_on else "就任しないまま取りやめ"
            lines.append(f"{each.site}の{each.get_role_display()}：{end}")
        lines += [
            f"代決（{each.principal.name}さんに代わって{each.deputy.name}さん、{wareki(each.ends_on)}まで）：終了"
            for each in self.deputyships
        ]
        lines += [f"役割「{role.name}」：取外し" for role in self.roles]
        if self.uses_admin:
            lines.append("管理画面の利用：停止")
        lines += [
            f"{each.site}の操作者管理台帳（{each.round}）：「外れる」と記入" for each in self.open_ledgers
        ]
        lines += [f"{site}の操作者管理台帳：提出を依頼し、「外れる」と記入" for site in self.asked_sites]
        return lines


def reasons_against(
    staff: Staff, *, to: Department | None, effective_on: date, reason: str, actor: Staff
) -> list[str]:
    """Every reason why the person may not be transferred so. `to` is None for who leaves the service."""
    reasons = []
    if staff.pk == actor.pk:
        reasons.append("自分自身の異動は登録できません。別の管理者が登録してください。")
    if staff.is_superuser and not actor.is_superuser:
        reasons.append("全権の管理者の異動は、全権の管理者だけが登録できます。")
    if effective_on > today():
        reasons.append("異動日がこれからの日になっています。異動日になってから登録してください。")
    elif effective_on < today() - FURTHEST_BACK:
        reasons.append(
            f"異動日は{wareki(today() - FURTHEST_BACK)}からの日にしてください。それより前のときは、"
            "その日を入れて登録し、理由に実際の異動日を書いてください。"
        )
    if not staff.is_active:
        reasons.append(
            f"{staff.name}さんは、すでに在職していません。"
            + ("" if to is None else "職員の登録で「有効」に戻してから所属を付けてください。")
        )
    elif to is not None and to.pk == staff.department_id:
        reasons.append(f"{staff.name}さんは、すでに{to}の職員です。異動先を選び直してください。")
    if to is not None and (
        (to.ends_on is not None and to.ends_on < effective_on)
        or (to.starts_on is not None and to.starts_on > effective_on)
    ):
        reasons.append(f"{to}は、その日には部課として設置されていません。異動先か異動日を確かめてください。")
    if not reason.strip():
        reasons.append("理由を入れてください。例：令和8年4月1日付け人事異動")
    return reasons


def consequences_of(staff: Staff, *, effective_on: date, lock: bool = False) -> Consequences:
    """What would end with the person's post on the day; nothing is written."""
    eve = effective_on - timedelta(days=1)
    ending = ending_of(staff.grants.all(), ends_on=eve, lock=lock)
    held = Custodian.objects.filter(staff=staff).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=eve))
    custodianships = [
        (each, max(eve, each.starts_on - timedelta(days=1)))
        for each in held.select_related("site").order_by("site__order", "pk")
    ]
    deputyships = Deputy.objects.filter(
        Q(deputy=staff) | Q(principal=staff), ended_at__isnull=True, ends_on__gte=today()
    )
    sites = list(
        Site.objects.filter(pk__in={grant.site_id for grant, _ in ending.grants if grant.site_id}).order_by(
            "pk"
        )
    )
    ledgers = [_editable_ledger(site, lock) for site in sites]
    return Consequences(
        ending=ending,
        custodianships=tuple(
            (each, day) for each, day in custodianships if each.ends_on is None or each.ends_on > day
        ),
        deputyships=tuple(deputyships.select_related("principal", "deputy").order_by("pk")),
        roles=tuple(staff.groups.order_by("pk")),
        uses_admin=staff.is_staff,
        open_ledgers=tuple(ledger for ledger in ledgers if ledger is not None),
        asked_sites=tuple(site for site, ledger in zip(sites, ledgers, strict=True) if ledger is None),
    )


def _editable_ledger(site: Site, lock: bool) -> OperatorLedger | None:
    rows = OperatorLedger.objects.filter(
        site=site, state__in=EDITABLE_STATES, round__closed_at__isnull=True
    ).order_by("-pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.select_related("site", "round").first()


@transaction.atomic
def transfer(
    staff: Staff, *, to: Department | None, effective_on: date, reason: str, actor: Staff
) -> Transfer:
    """Transfer the person on the day, or end their service (`to` is None), with all that hangs on the post.

    Grants, bookings, custodianships, deputyships and roles end; the sites where the person operated get a
    line in their ledger. Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    if not actor.has_perm("registry.add_transfer"):
        raise NotPermittedError("人事異動を登録する権限がありません。")
    # The person first: whoever grants, appoints or books for them waits, and then finds them gone.
    staff = Staff.objects.select_for_update(of=("self",)).select_related("department").get(pk=staff.pk)
    reasons = reasons_against(staff, to=to, effective_on=effective_on, reason=reason, actor=actor)
    refuse(reasons)
    consequences = consequences_of(staff, effective_on=effective_on, lock=True)
    done = end_grants(
        [grant for grant, _ in consequences.ending.grants],
        ends_on=effective_on - timedelta(days=1),
        reason=OperatorGrant.EndReason.TRANSFER,
        note=reason,
        actor=actor,
    )
    with act("transfer_staff", by=actor, reason=reason):
        _end_offices(consequences, actor)
        _write_ledgers(staff, consequences, effective_on, reason, actor)
    with act("transfer_staff", by=actor, reason=reason):
        staff.groups.clear()
        old = staff.department
        staff.is_staff = staff.is_superuser = False
        if to is None:
            staff.is_active = False  # the department stays: it says where the person was last
        else:
            staff.department = to
        staff.save(update_fields=["department", "is_active", "is_staff", "is_superuser"])
        carried_out = Transfer.objects.create(
            staff=staff,
            from_department=old,
            to_department=to,
            effective_on=effective_on,
            reason=reason,
            consequences=consequences.sentences(),
            carried_out_by=actor,
        )
    _tell(carried_out, consequences, done)
    return carried_out


def _end_offices(consequences: Consequences, actor: Staff) -> None:
    for custodian, day in consequences.custodianships:
        custodian.ends_on = day
        custodian.save(update_fields=["ends_on"])
    for deputy in consequences.deputyships:
        deputy.ended_at, deputy.ended_by = timezone.now(), actor
        deputy.save(update_fields=["ended_at", "ended_by"])


def _write_ledgers(
    staff: Staff, consequences: Consequences, effective_on: date, reason: str, actor: Staff
) -> None:
    for ledger in consequences.open_ledgers:
        OperatorLedgerEntry.objects.update_or_create(
            ledger=ledger, staff=staff, defaults={"change": "leaves", "remarks": reason[:100]}
        )
        ledger.version += 1
        ledger.save(update_fields=["version"])
    if consequences.asked_sites:
        start_round(
            reason=LedgerRound.Reason.TRANSFER,
            title=f"{staff.name}さんの異動（{wareki(effective_on)}）"[:80],
            as_of=effective_on,
            due_on=today() + ANSWER_WITHIN,
            note=reason,
            sites=consequences.asked_sites,
            actor=actor,
            leaving=staff,
        )


def _tell(carried_out: Transfer, consequences: Consequences, done: Ending) -> None:
    """The person, the custodians of the sites, and where a manager is missing now, whoever appoints."""
    staff = carried_out.staff
    where = carried_out.to_department or LEAVES
    notify(
        [staff],
        title=f"異動が登録されました：{where}"[:120],
        detail=f"{wareki(carried_out.effective_on)}付けです。前の所属での操作権限{len(done.grants)}件、"
        f"予約{len(done.cancelled)}件、役割{len(consequences.roles)}件が終わりました。",
        url=reverse("home"),
    )
    for ledger in consequences.open_ledgers:
        notify(
            custodians_of(ledger.site),
            title=f"{staff.name}さんが異動しました：{ledger.site}の台帳に記入しました"[:120],
            detail=f"操作権限は終わっています。提出期限は{wareki(ledger.round.due_on)}です。",
            url=reverse("operator_ledger", args=[ledger.pk]),
        )
    for custodian, day in consequences.custodianships:
        others = [person for person in custodians_of(custodian.site) if person != staff]
        title = f"{custodian.site}の{custodian.get_role_display()}（{staff.name}さん）が異動しました"[:120]
        detail = f"{wareki(max(day, custodian.starts_on))}で退任です。後任の登録が要ります。"
        notify(others, title=title, detail=detail, url=reverse("site", args=[custodian.site_id]))
        if custodian.role == Custodian.Role.MANAGER:
            appointing = Staff.objects.holding("registry.add_custodian")
            notify(appointing, title=title, detail=detail, url=reverse("site", args=[custodian.site_id]))


def leave_post(
    staff: Staff, *, to: Department | None, effective_on: date, reason: str, actor: Staff
) -> list[str]:
    """The same for settings.STAFF_TRANSFER, by which core's form and file of staff come here; answers what
    ended, in words."""
    return list(transfer(staff, to=to, effective_on=effective_on, reason=reason, actor=actor).consequences)

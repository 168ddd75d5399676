"""Custodians (端末機管理責任者・補助者): appointing, ending, and one manager following another."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from core.audit import act
from core.calendar import today, wareki
from core.constraints import sentence_of
from core.errors import DomainError, NotPermittedError, refuse
from core.models import Staff
from core.services.notices import notify
from registry.models import Custodian, Site


@transaction.atomic
def appoint_custodian(*, site: Site, staff: Staff, role: str, starts_on: date, actor: Staff) -> Custodian:
    """Make the person manager or assistant of the site from the day on.

    Raises NotPermittedError without the right, DomainError with every reason why not: a manager follows the
    former one, whose last day must be known.
    """
    if not actor.has_perm("registry.add_custodian"):
        raise NotPermittedError("端末機管理責任者を登録する権限がありません。")
    # The site first: two who appoint at once come one after the other, and the second reads what is there.
    site = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    reasons = _reasons_against(site, staff, role, starts_on)
    refuse(reasons)
    appointed = Custodian(site=site, staff=staff, role=role, starts_on=starts_on)
    with act("appoint_custodian", by=actor, reason=f"{wareki(starts_on)}から"):
        try:
            with transaction.atomic():
                appointed.save()
        except IntegrityError as error:
            raise DomainError(sentence_of(error)) from error
    notify(
        [staff],
        title=f"{site}の{appointed.get_role_display()}になりました"[:120],
        detail=f"{wareki(starts_on)}からです。操作者管理台帳の提出、端末の点検、月の利用記録の確認を受け持ちます。",
        url=reverse("custodian", args=[appointed.pk]),
    )
    return appointed


def _reasons_against(site: Site, staff: Staff, role: str, starts_on: date) -> list[str]:
    reasons = []
    if not staff.is_active:
        reasons.append(f"{staff.name}さんは、いまは在職していません。ほかの職員を選んでください。")
    if site.ends_on is not None and site.ends_on < starts_on:
        reasons.append(
            f"{site}は{wareki(site.ends_on)}に廃止されています。設置場所か就任日を確かめてください。"
        )
    held = Custodian.objects.filter(site=site, staff=staff, role=role).in_force_during(starts_on, date.max)
    if held.exists():
        reasons.append(
            f"{staff.name}さんは、すでにこの設置場所の{Custodian.Role(role).label}として登録されています。"
        )
    return reasons


@transaction.atomic
def end_custodian(custodian: Custodian, *, ends_on: date, reason: str, actor: Staff) -> Custodian:
    """End the office on the day, or call it off before it begins (then `ends_on` is the eve of its start).

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    if not actor.has_perm("registry.change_custodian"):
        raise NotPermittedError("端末機管理責任者を変更する権限がありません。")
    Site.objects.select_for_update(of=("self",)).get(pk=custodian.site_id)
    custodian = (
        Custodian.objects.select_for_update(of=("self",)).select_related("site", "staff").get(pk=custodian.pk)
    )
    reasons = []
    eve = custodian.starts_on - timedelta(days=1)
    if ends_on < eve:
        reasons.append(
            f"就任日（{wareki(custodian.starts_on)}）より前の日です。就任を取りやめるときは、"
            f"{wareki(eve)}を入れてください。"
        )
    if custodian.ends_on is not None and custodian.ends_on < today():
        reasons.append(f"{custodian.staff.name}さんは、{wareki(custodian.ends_on)}に退任しています。")
    if not reason.strip():
        reasons.append("理由を入れてください。")
    refuse(reasons)
    _write_end(custodian, ends_on, reason, actor)
    return custodian


def _write_end(custodian: Custodian, ends_on: date, reason: str, actor: Staff) -> None:
    custodian.ends_on = ends_on
    with act("end_custodian", by=actor, reason=reason):
        try:
            with transaction.atomic():
                custodian.save(update_fields=["ends_on"])
        except IntegrityError as error:
            raise DomainError(sentence_of(error)) from error
    notify(
        [custodian.staff],
        title=f"{custodian.site}の{custodian.get_role_display()}を退任します"[:120],
        detail=f"{wareki(ends_on)}までです。{reason}"[:400],
        url=reverse("home"),
    )


@transaction.atomic
def replace_manager(
    custodian: Custodian, *, staff: Staff, starts_on: date, reason: str, actor: Staff
) -> Custodian:
    """Make the person the site's manager from the day on; the present one ends on the eve. Both or
    neither."""
    if custodian.role != Custodian.Role.MANAGER:
        raise DomainError("交代できるのは端末機管理責任者です。補助者は、退任と登録を別々に行ってください。")
    if custodian.staff_id == staff.pk:
        raise DomainError(f"{staff.name}さんは、いまの端末機管理責任者です。後任の職員を選んでください。")
    end_custodian(custodian, ends_on=starts_on - timedelta(days=1), reason=reason, actor=actor)
    return appoint_custodian(
        site=custodian.site, staff=staff, role=custodian.role, starts_on=starts_on, actor=actor
    )

"""Deputies (代決者): who decides in an approver's name while the approver is away."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.audit import act
from core.calendar import today, wareki
from core.errors import NotPermittedError, refuse
from core.models import Staff
from core.services.notices import notify
from registry.models import Deputy
from registry.states.usage_request import APPROVE, SEES_ALL


@transaction.atomic
def appoint_deputy(*, actor: Staff, deputy: Staff, starts_on: date, ends_on: date, reason: str) -> Deputy:
    """Name who decides in the actor's name in the period, both days included.

    Raises NotPermittedError where the actor approves nothing, DomainError with every reason why not.
    """
    if not (actor.is_active and actor.has_perm("registry.add_deputy") and actor.has_perm(APPROVE)):
        raise NotPermittedError("代決者を定めることができるのは、利用申請を承認する人だけです。")
    # Two windows of one approver: one after the other.
    Staff.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    appointed = Deputy(
        principal=actor,
        deputy=deputy,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        appointed_by=actor,
    )
    reasons = _faults_of(appointed)
    refuse(reasons)
    with act("appoint_deputy", by=actor, reason=reason):
        appointed.save()
    notify(
        [deputy],
        title=f"{actor}さんの代決者に定められました",
        detail=f"{wareki(starts_on)}から{wareki(ends_on)}まで、審査の済んだ利用申請を{actor}さんに代わって"
        "承認できます。",
        url=reverse("usage_request_queue"),
    )
    return appointed


@transaction.atomic
def end_deputy(deputy: Deputy, *, actor: Staff) -> Deputy:
    """End the deputy's authority now, before its last day. Raises NotPermittedError, or DomainError with
    every reason why not."""
    if not (actor.is_active and actor.has_perm("registry.change_deputy")):
        raise NotPermittedError("代決を終わらせる権限がありません。")
    deputy = (
        Deputy.objects.select_for_update(of=("self",)).select_related("principal", "deputy").get(pk=deputy.pk)
    )
    reasons = []
    if deputy.principal_id != actor.pk:
        reasons.append("ほかの人が定めた代決者です。定めた本人が終わらせてください。")
    if deputy.ended_at is not None:
        reasons.append("この代決は、すでに終わらせてあります。")
    elif deputy.ends_on < today():
        reasons.append("この代決は、期間が過ぎて終わっています。")
    refuse(reasons)
    deputy.ended_at, deputy.ended_by = timezone.now(), actor
    with act("end_deputy", by=actor):
        deputy.save(update_fields=["ended_at", "ended_by"])
    notify(
        [deputy.deputy],
        title=f"{actor}さんの代決が終わりました",
        detail="これからは、利用申請を代わって承認できません。",
        url=reverse("usage_request_queue")
        if deputy.deputy.has_perm("registry.return_usagerequest")
        else reverse("home"),
    )
    return deputy


def _faults_of(appointed: Deputy) -> list[str]:
    actor, deputy = appointed.principal, appointed.deputy
    reasons = []
    if deputy.pk == actor.pk:
        reasons.append("自分自身を代決者にすることはできません。ほかの職員を選んでください。")
    elif not deputy.is_active:
        reasons.append(f"{deputy}さんは、いまは在職していません。ほかの職員を選んでください。")
    elif not deputy.has_perms(SEES_ALL):
        reasons.append(
            f"{deputy}さんは、すべての課の利用申請を見る権限がないため、代決者にできません。"
            "ほかの職員を選んでください。"
        )
    elif deputy.has_perm(APPROVE):
        reasons.append(
            f"{deputy}さんは、自分の権限で承認できるため、代決者にする必要がありません。"
            "ほかの職員を選んでください。"
        )
    if appointed.ends_on < appointed.starts_on:
        reasons.append("代決の終わりが始まりより前になっています。日付を確かめてください。")
    elif appointed.starts_on < today():
        reasons.append("代決の始まりが過ぎた日になっています。今日か、これからの日にしてください。")
    elif overlapping := _overlapping(appointed):
        reasons.append(
            f"{wareki(overlapping.starts_on)}から{wareki(overlapping.ends_on)}までは、"
            f"{overlapping.deputy}さんを代決者に定めています。期間をずらすか、先の代決を終わらせてください。"
        )
    try:
        appointed.clean_fields(exclude={"principal", "deputy", "appointed_by", "ended_by"})
    except ValidationError as error:
        reasons += [
            f"{getattr(Deputy._meta.get_field(name), 'verbose_name', name)}：{message}"
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return reasons


def _overlapping(appointed: Deputy) -> Deputy | None:
    return (
        Deputy.objects.filter(
            principal=appointed.principal,
            ended_at__isnull=True,
            starts_on__lte=appointed.ends_on,
            ends_on__gte=appointed.starts_on,
        )
        .select_related("deputy")
        .first()
    )

"""The month's sign-off (月の確認): the site's manager looks over what was done at its terminals and closes
the month; somebody else may open it again, with a reason."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.audit import act
from core.calendar import today
from core.clock import moment_in_words
from core.errors import NotPermittedError, OvertakenError, refuse
from core.models import Staff
from core.services.notices import notify
from registry.models import Custodian, MonthSignOff, Site
from registry.month_sheet import Sheet, following, month_in_words, month_of, records_of, sheet_of
from registry.services.use_rules import faults_of


@transaction.atomic
def sign_off(
    *, site: Site, month: date, actor: Staff, note: str = "", seen: str | None = None
) -> MonthSignOff:
    """Close the month of the site; from then on the database takes no record of it.

    `seen` is the state of the sheet that the person looked at (Sheet.seen; None: whatever it is). Raises
    NotPermittedError without the right, OvertakenError where the sheet is another by now, DomainError with
    every reason why not.
    """
    if not (actor.is_active and actor.has_perm("registry.sign_off_month")):
        raise NotPermittedError("月の利用記録を確認する権限がありません。")
    # Whoever is writing a record of the site holds it too (MONTH_OPEN): what is counted is all there is.
    site = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    sheet = sheet_of(site, month)
    if seen is not None and seen != sheet.seen:
        raise OvertakenError(
            "この画面を開いたあとに、この月の利用記録が変わりました。今の内容を確かめてから、もう一度確認してください。"
        )
    reasons = [*reasons_against_sign_off(sheet, actor, day=today()), *faults_of("所見", note)]
    refuse(reasons)
    with act("sign_off_month", by=actor, reason=note):
        return MonthSignOff.objects.create(
            site=site,
            month=month,
            record_count=len(sheet.records),
            lookup_count=sheet.lookup_count,
            note=note,
            signed_by=actor,
        )


@transaction.atomic
def reopen(*, sign_off: MonthSignOff, actor: Staff, reason: str) -> MonthSignOff:
    """Open a month again that was signed off, so that its records can be corrected; its manager is told.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    if not (actor.is_active and actor.has_perm("registry.reopen_month")):
        raise NotPermittedError("確認済みの月を戻す権限がありません。")
    sign_off = (
        MonthSignOff.objects.select_for_update(of=("self",))
        .select_related("site", "signed_by")
        .get(pk=sign_off.pk)
    )
    reasons = reasons_against_reopening(sign_off, actor)
    if not reason.strip():
        reasons.append("戻す理由を入れてください。")
    reasons += faults_of("戻す理由", reason)
    refuse(reasons)
    sign_off.reopened_at, sign_off.reopened_by, sign_off.reopen_reason = timezone.now(), actor, reason
    with act("reopen_month", by=actor, reason=reason):
        sign_off.save(update_fields=["reopened_at", "reopened_by", "reopen_reason"])
    manager = manager_of(sign_off.site, today())
    people = {person.pk: person for person in (sign_off.signed_by, manager) if person is not None}
    people.pop(actor.pk, None)
    notify(
        people.values(),
        title=f"{sign_off.site} {month_in_words(sign_off.month)}の確認が戻されました"[:120],
        detail=f"理由：{reason}。記録を直したあと、もう一度確認してください。戻した人：{actor.name}",
        url=reverse("month_sheet", args=[sign_off.site_id, sign_off.month.year, sign_off.month.month]),
    )
    return sign_off


def manager_of(site: Site, day: date) -> Staff | None:
    """The site's manager (端末機管理責任者) on the day."""
    office = Custodian.objects.filter(site=site, role=Custodian.Role.MANAGER, staff__is_active=True)
    custodian = office.in_force_on(day).select_related("staff").first()
    return custodian.staff if custodian else None


def reasons_against_sign_off(sheet: Sheet, actor: Staff, *, day: date) -> list[str]:
    """Every reason why the person, who has the right, may not sign the month off now."""
    return [*_against_month(sheet, day), *_against_signer(sheet, actor, day), *what_is_missing(sheet)]


def what_is_missing(sheet: Sheet) -> list[str]:
    """What has to be done first, by others: missing records, and urgent uses that nobody has reviewed."""
    missing = [
        f"{moment_in_words(each.starts_at)}の端末{each.terminal.number}の予約（{each.operator.name}さん）に"
        "利用記録がありません。本人に記入を頼んでください。"
        for each in sheet.unrecorded
    ]
    return missing + [
        f"{moment_in_words(each.started_at)}の緊急の利用（{each.operator.name}さん）が、まだ確認されていません。"
        "住民記録に確認を頼んでください。"
        for each in sheet.unreviewed
    ]


def _against_month(sheet: Sheet, day: date) -> Iterator[str]:
    if sheet.month >= month_of(day):
        begins = following(sheet.month)
        yield (
            f"{month_in_words(sheet.month)}はまだ終わっていません。{begins.month}月{begins.day}日から確認できます。"
        )
    if MonthSignOff.objects.filter(site=sheet.site, month=sheet.month, reopened_at__isnull=True).exists():
        yield "この月は、すでに確認を終えています。"


def _against_signer(sheet: Sheet, actor: Staff, day: date) -> Iterator[str]:
    """The manager signs; where the manager operated or there is none, the approver does."""
    operators = set(records_of(sheet.site, sheet.month).order_by().values_list("operator", flat=True))
    manager = manager_of(sheet.site, day)
    is_manager = manager is not None and manager.pk == actor.pk
    stands_in = actor.has_perm("registry.approve_usagerequest")
    if actor.pk in operators:
        yield (
            "あなたはこの月に、この設置場所の端末を操作しています。自分の利用を自分で確認することはできません。"
            "住民記録の承認者に確認を頼んでください。"
        )
    elif is_manager:
        return
    elif not stands_in:
        yield "確認は、この設置場所の端末機管理責任者が行ってください。"
    elif manager is not None and manager.pk not in operators:
        yield f"確認は、この設置場所の端末機管理責任者（{manager.name}さん）が行ってください。"


def reasons_against_reopening(sign_off: MonthSignOff, actor: Staff) -> list[str]:
    """Why the person, who has the right, may not open the month again."""
    if sign_off.reopened_at is not None:
        return ["この確認は、すでに戻されています。"]
    if sign_off.signed_by_id == actor.pk:
        return ["あなたが確認した月です。別の職員が戻してください。"]
    return []

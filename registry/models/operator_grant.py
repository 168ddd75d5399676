from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core.in_sql import InSql
from core.models.department import Department
from core.models.record import InForceQuerySet, Record
from core.trail import tracked
from core.validators import no_my_number
from registry.models.affair import Affair
from registry.models.operator_grant_rules import GRANT_HAS_BASIS, GRANT_STAYS, NO_ORPHANED_RESERVATION
from registry.models.operator_ledger import OperatorLedgerEntry
from registry.models.site import Site
from registry.models.usage_request import UsageRequest


class OperatorGrantQuerySet(InForceQuerySet):
    def visible_to(self, user):
        """Every grant, or those of the own department, of the own sites, and one's own."""
        if user.has_perm("registry.view_all_departments"):
            return self
        own = (
            Q(staff=user) | Q(site__in=Site.objects.visible_to(user))
            if not user.has_perm("registry.view_all_sites")
            else Q(staff=user)
        )
        return self.filter(own | Q(department=user.department_id, department__isnull=False))

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related("staff", "department", "affair", "site")


@tracked
class OperatorGrant(Record):
    """The right of a person to operate (操作権限): at the shared terminals for one affair, by an approved
    request, or at the terminals of a site, by its confirmed ledger. It ends by its day, by revocation or by
    transfer."""

    class EndReason(models.TextChoices):
        REVOKED = "revoked", "取消し"
        TRANSFER = "transfer", "異動・退職"
        LEDGER = "ledger", "台帳から外れた"

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作者", on_delete=models.PROTECT, related_name="grants"
    )
    department = models.ForeignKey(
        Department,
        verbose_name="所属",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
    )
    affair = models.ForeignKey(
        Affair, verbose_name="個人番号利用事務", on_delete=models.PROTECT, null=True, related_name="grants"
    )
    site = models.ForeignKey(
        Site, verbose_name="設置場所", on_delete=models.PROTECT, null=True, related_name="grants"
    )
    usage_request = models.ForeignKey(
        UsageRequest, verbose_name="利用申請", on_delete=models.PROTECT, null=True, related_name="grants"
    )
    ledger_entry = models.OneToOneField(
        OperatorLedgerEntry,
        verbose_name="台帳の行",
        on_delete=models.PROTECT,
        null=True,
        related_name="grant",
    )
    starts_on = models.DateField("始まり")
    ends_on = models.DateField("終わり", null=True)
    granted_at = models.DateTimeField("付与日時", auto_now_add=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="付与した人", on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField("終了の理由", max_length=10, choices=EndReason, blank=True)
    end_note = models.CharField("終了の説明", max_length=200, blank=True, validators=[no_my_number])
    ended_at = models.DateTimeField("終了の登録日時", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="終えた人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    in_sql: ClassVar[InSql] = {"basis": lambda way: Coalesce(f"{way}affair__name", f"{way}site__name")}

    objects = OperatorGrantQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "操作権限"
        ordering = ["-id"]
        permissions = [("revoke_operatorgrant", "操作権限を終わらせる")]
        triggers = [GRANT_HAS_BASIS, GRANT_STAYS, NO_ORPHANED_RESERVATION]
        constraints = [
            # A grant that was revoked before it began has no day at all: it ends on the eve of its start.
            models.CheckConstraint(
                name="registry_operatorgrant_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on") - 1),
                violation_error_message="終わりの日が始まりの日より前になっています。日付を確かめてください。",
            ),
            models.CheckConstraint(
                name="registry_operatorgrant_one_basis",
                condition=Q(
                    usage_request__isnull=False,
                    affair__isnull=False,
                    ends_on__isnull=False,
                    ledger_entry__isnull=True,
                    site__isnull=True,
                )
                | Q(
                    usage_request__isnull=True,
                    affair__isnull=True,
                    ledger_entry__isnull=False,
                    site__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="registry_operatorgrant_ended_whole",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (
                    Q(ended_at__isnull=False, ended_by__isnull=False, ends_on__isnull=False)
                    & ~Q(end_reason="")
                ),
            ),
            models.CheckConstraint(
                name="registry_operatorgrant_end_reason_known",
                condition=Q(end_reason__in=["", "revoked", "transfer", "ledger"]),
            ),
            models.UniqueConstraint(
                fields=["usage_request", "staff"],
                name="registry_operatorgrant_once",
                violation_error_message="この申請では、この職員にすでに操作権限を付けています。",
            ),
        ]
        indexes = [models.Index(fields=["staff", "starts_on"], name="registry_operatorgrant_person")]

    def __str__(self):
        return f"{self.staff} {self.affair or self.site}"

    @property
    def basis(self):
        """What it is for: the affair, or the site."""
        return self.affair or self.site

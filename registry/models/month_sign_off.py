from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull

from core.calendar import wareki_month
from core.in_sql import InSql
from core.models.record import Record, pair
from core.trail import tracked
from core.validators import no_my_number
from registry.models.month_sign_off_rules import NOT_OWN_USE, SIGN_OFF_STAYS
from registry.models.site import OfSiteQuerySet, Site


class MonthSignOffQuerySet(OfSiteQuerySet):
    def standing(self):
        """Sign-offs that hold: not those that were reopened."""
        return self.filter(reopened_at__isnull=True)

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related("site", "signed_by", "reopened_by")


@tracked
class MonthSignOff(Record):
    """That a site's usage records of a month were checked by its custodian, and are closed since (月の確認).

    Reopening is an act with a name and a reason; the month is then signed off again.
    """

    site = models.ForeignKey(
        Site, verbose_name="設置場所", on_delete=models.PROTECT, related_name="month_sign_offs"
    )
    month = models.DateField("月", help_text="月の1日")
    record_count = models.PositiveIntegerField("利用記録（件）")
    lookup_count = models.PositiveIntegerField("照会件数")
    note = models.CharField("所見", max_length=200, blank=True, validators=[no_my_number])
    signed_at = models.DateTimeField("確認日時", auto_now_add=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="確認した人", on_delete=models.PROTECT, related_name="+"
    )
    reopened_at = models.DateTimeField("戻した日時", null=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="戻した人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    reopen_reason = models.CharField("戻した理由", max_length=200, blank=True, validators=[no_my_number])

    in_sql: ClassVar[InSql] = {"is_reopened": lambda way: IsNull(F(f"{way}reopened_at"), False)}

    objects = MonthSignOffQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "月の確認"
        ordering = ["-month", "-id"]
        indexes = [models.Index(fields=["-month", "-id"], name="registry_monthsignoff_newest")]
        permissions = [
            ("sign_off_month", "受け持つ設置場所の月の利用記録を確認する"),
            ("reopen_month", "確認済みの月を戻す"),
        ]
        triggers = [NOT_OWN_USE, SIGN_OFF_STAYS]
        constraints = [
            pair("registry", "monthsignoff", "reopened"),
            models.CheckConstraint(
                name="registry_monthsignoff_reopened_by_another",
                condition=Q(reopened_by__isnull=True) | ~Q(reopened_by=F("signed_by")),
                violation_error_message="自分が確認した月を、自分で戻すことはできません。別の職員が戻してください。",
            ),
            models.CheckConstraint(name="registry_monthsignoff_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="registry_monthsignoff_reopened_says_why",
                condition=Q(reopened_at__isnull=True) | ~Q(reopen_reason=""),
                violation_error_message="戻す理由を入れてください。",
            ),
            models.UniqueConstraint(
                fields=["site", "month"],
                condition=Q(reopened_at__isnull=True),
                name="registry_monthsignoff_once",
                violation_error_message="この月は、すでに確認を終えています。",
            ),
        ]

    def __str__(self):
        return f"{self.site} {wareki_month(self.month)}"

    @property
    def is_reopened(self):
        """Whether it holds no more."""
        return self.reopened_at is not None

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models.record import Record, pair
from core.trail import tracked
from core.validators import no_my_number
from registry.models.site import OfSiteQuerySet, Site


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

    objects = OfSiteQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "月の確認"
        ordering = ["-month", "-id"]
        permissions = [
            ("sign_off_month", "受け持つ設置場所の月の利用記録を確認する"),
            ("reopen_month", "確認済みの月を戻す"),
        ]
        constraints = [
            pair("registry", "monthsignoff", "reopened"),
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
        return f"{self.site} {self.month:%Y-%m}"

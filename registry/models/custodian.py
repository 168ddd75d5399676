from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast

from core.functions import DateRange, Int8Range
from core.models.record import Record
from core.trail import tracked
from registry.models.site import OfSiteQuerySet, Site


@tracked
class Custodian(Record):
    """Who answers for the terminals of a site, from when to when (端末機管理責任者, 補助者)."""

    class Role(models.TextChoices):
        MANAGER = "manager", "端末機管理責任者"
        ASSISTANT = "assistant", "補助者"

    site = models.ForeignKey(
        Site, verbose_name="設置場所", on_delete=models.PROTECT, related_name="custodians"
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="職員", on_delete=models.PROTECT, related_name="custodianships"
    )
    role = models.CharField("役割", max_length=20, choices=Role)
    starts_on = models.DateField("就任日")
    ends_on = models.DateField("退任日", null=True, blank=True)

    objects = OfSiteQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "端末機管理責任者・補助者"
        ordering = ["site_id", "role", "-starts_on"]
        indexes = [
            models.Index(fields=["site", "role", "-starts_on", "id"], name="registry_custodian_in_order")
        ]
        constraints = [
            # Who is transferred before taking office has no day of it: it ends on the eve of its start.
            models.CheckConstraint(
                name="registry_custodian_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on") - 1),
                violation_error_message="終了日が開始日より前になっています。日付を確かめてください。",
            ),
            models.CheckConstraint(
                name="registry_custodian_role_known", condition=Q(role__in=["manager", "assistant"])
            ),
            # One manager at a time. Ranges over the key itself: btree_gist is not everywhere.
            ExclusionConstraint(
                name="registry_custodian_one_manager",
                expressions=[
                    (Int8Range(F("site"), F("site"), Value("[]")), RangeOperators.OVERLAPS),
                    # Up to the day after the end, so that no day at all is an empty range.
                    (
                        DateRange(F("starts_on"), Cast(F("ends_on"), models.DateField()) + 1, Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(role="manager"),
                violation_error_message=(
                    "この設置場所には、同じ期間に端末機管理責任者がすでにいます。前任者の退任日を入れてください。"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.site} {self.get_role_display()} {self.staff}"

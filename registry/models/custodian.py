from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from core.functions import DateRange, Int8Range
from core.models.record import Record, ends_after_start
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
        ordering = ["site__order", "role", "-starts_on"]
        constraints = [
            ends_after_start("registry", "custodian"),
            models.CheckConstraint(
                name="registry_custodian_role_known", condition=Q(role__in=["manager", "assistant"])
            ),
            # One manager at a time. Ranges over the key itself: btree_gist is not everywhere.
            ExclusionConstraint(
                name="registry_custodian_one_manager",
                expressions=[
                    (Int8Range(F("site"), F("site"), Value("[]")), RangeOperators.OVERLAPS),
                    (DateRange(F("starts_on"), F("ends_on"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(role="manager"),
                violation_error_message=(
                    "この設置場所には、同じ期間に端末機管理責任者がすでにいます。前任者の退任日を入れてください。"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.site} {self.get_role_display()} {self.staff}"

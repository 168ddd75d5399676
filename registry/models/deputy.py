from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from core.functions import DateRange, Int8Range
from core.models.record import InForceQuerySet, Record, ends_after_start, pair
from core.trail import tracked
from core.validators import no_my_number


class DeputyQuerySet(InForceQuerySet):
    def in_force_during(self, starts_on, ends_on):
        """Rows in force on at least one day of the period. One that was ended early is out of force from the
        day on which that was done, so that the next may begin at once."""
        lasted = Q(ended_at__date__gt=starts_on) & Q(ended_at__date__gt=F("starts_on"))
        return super().in_force_during(starts_on, ends_on).filter(Q(ended_at__isnull=True) | lasted)

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related("principal", "deputy__department", "ended_by")


@tracked
class Deputy(Record):
    """Who decides in the approver's name while the approver is away, from when to when (代決).

    A decision so made shows both names. It is no way round the separation of duties: the deputy must be
    another than who applied and who reviewed.
    """

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="承認する人", on_delete=models.PROTECT, related_name="deputies"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="代決する人",
        on_delete=models.PROTECT,
        related_name="deputyships",
    )
    starts_on = models.DateField("代決の始まり")
    ends_on = models.DateField("代決の終わり")
    reason = models.CharField("理由", max_length=100, help_text="例：出張のため", validators=[no_my_number])
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="定めた人",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    appointed_at = models.DateTimeField("定めた日時", auto_now_add=True)
    ended_at = models.DateTimeField("早く終えた日時", null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="早く終えた人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )

    objects = DeputyQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "代決者"
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["-starts_on", "-id"], name="registry_deputy_newest")]
        constraints = [
            ends_after_start("registry", "deputy"),
            pair("registry", "deputy", "ended"),
            models.CheckConstraint(
                name="registry_deputy_not_oneself",
                condition=~Q(principal=F("deputy")),
                violation_error_message="自分自身を代決者にすることはできません。",
            ),
            ExclusionConstraint(
                name="registry_deputy_one_at_a_time",
                expressions=[
                    (Int8Range(F("principal"), F("principal"), Value("[]")), RangeOperators.OVERLAPS),
                    (DateRange(F("starts_on"), F("ends_on"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
                violation_error_message=(
                    "この期間には、代決者をすでに定めています。期間をずらすか、先の代決を終わらせてください。"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.deputy}（{self.principal}の代決）"

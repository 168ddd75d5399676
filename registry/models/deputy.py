from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from core.functions import DateRange, Int8Range
from core.models.record import InForceQuerySet, Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number


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

    objects = InForceQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "代決者"
        ordering = ["-starts_on", "-id"]
        constraints = [
            ends_after_start("registry", "deputy"),
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
                violation_error_message="この期間には、代決者をすでに定めています。",
            ),
        ]

    def __str__(self):
        return f"{self.deputy}（{self.principal}の代決）"

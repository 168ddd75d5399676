from django.db import models
from django.db.models import Q

from core.models.record import InForceQuerySet, Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number


@tracked
class Measure(Record):
    """A security measure (対策) under one of the four headings of the information security policy."""

    class Heading(models.TextChoices):
        INFORMATION_ASSETS = "information_assets", "情報資産管理について"
        PHYSICAL = "physical", "物理的対策について"
        HUMAN = "human", "人的対策について"
        TECHNICAL = "technical", "技術及び運用における対策について"

    heading = models.CharField("区分", max_length=20, choices=Heading)
    text = models.CharField("対策", max_length=300, validators=[no_my_number])
    note = models.CharField(
        "注記",
        max_length=300,
        blank=True,
        validators=[no_my_number],
        help_text="区分の最後に※を付けて印刷します。",
    )
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = InForceQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "セキュリティ対策"
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["order", "id"], name="mynumber_measure_in_order")]
        constraints = [
            ends_after_start("mynumber", "measure"),
            models.CheckConstraint(
                name="mynumber_measure_heading_known",
                condition=Q(heading__in=["information_assets", "physical", "human", "technical"]),
            ),
        ]

    def __str__(self):
        return self.text

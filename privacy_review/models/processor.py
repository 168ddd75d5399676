from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from core.in_sql import InSql, field
from core.models.record import InForceQuerySet, Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number
from privacy_review.models.case_search import renamed

_InForceRows = models.Manager.from_queryset(InForceQuerySet)


class ProcessorManager(_InForceRows):
    def get_by_natural_key(self, name):
        return self.get(name=name)


@tracked
class Processor(Record):
    """Whoever handles personal information for the municipality under a contract (委託先)."""

    name = models.CharField("委託先", max_length=100, unique=True, validators=[no_my_number])
    kana = models.CharField("ふりがな", max_length=100, blank=True, validators=[no_my_number])
    corporate_number = models.CharField(
        "法人番号",
        max_length=13,
        blank=True,
        help_text="13桁の数字です。分からないときは空けておきます。",
        validators=[no_my_number, RegexValidator(r"^\d{13}$", "法人番号は13桁の数字です。")],
    )
    starts_on = models.DateField("登録した日", null=True, blank=True)
    ends_on = models.DateField("使わなくなった日", null=True, blank=True)

    in_sql: ClassVar[InSql] = {"__str__": field("name")}

    objects = ProcessorManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "委託先"
        ordering = ["kana", "name", "id"]
        triggers = [renamed("processor_id")]
        indexes = [models.Index(fields=["kana", "name", "id"], name="privacy_review_proc_in_order")]
        constraints = [
            ends_after_start("privacy_review", "processor"),
            models.CheckConstraint(
                name="privacy_review_processor_corporate_number",
                condition=Q(corporate_number="") | Q(corporate_number__regex=r"^[0-9]{13}$"),
                violation_error_message="法人番号は13桁の数字です。",
            ),
            models.UniqueConstraint(
                name="privacy_review_processor_one_number",
                fields=["corporate_number"],
                condition=~Q(corporate_number=""),
                violation_error_message="同じ法人番号の委託先が、すでに登録されています。",
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.name,)

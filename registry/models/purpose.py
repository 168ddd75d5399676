from typing import ClassVar

from django.db import models

from core.in_sql import InSql, field
from core.models.record import InForceQuerySet, Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number

_InForceRows = models.Manager.from_queryset(InForceQuerySet)


class PurposeManager(_InForceRows):
    def get_by_natural_key(self, code):
        return self.get(code=code)


@tracked
class Purpose(Record):
    """What identity information is looked up for (利用目的): chosen, so that nobody types "ASDF"."""

    code = models.SlugField("利用目的コード", max_length=40, unique=True, validators=[no_my_number])
    name = models.CharField("利用目的", max_length=60, validators=[no_my_number])
    needs_note = models.BooleanField(
        "説明が要る", default=False, help_text="「その他」のような目的に付けます。"
    )
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    in_sql: ClassVar[InSql] = {"__str__": field("name")}

    objects = PurposeManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "利用目的"
        ordering = ["order", "code"]
        constraints = [ends_after_start("registry", "purpose")]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

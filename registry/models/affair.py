from typing import ClassVar

from django.db import models

from core.in_sql import InSql, field
from core.models.record import InForceQuerySet, Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number

_InForceRows = models.Manager.from_queryset(InForceQuerySet)


class AffairManager(_InForceRows):
    def get_by_natural_key(self, code):
        return self.get(code=code)


@tracked
class Affair(Record):
    """A kind of work that may use My Numbers (個人番号利用事務), as the report's table lists them."""

    code = models.SlugField("事務コード", max_length=40, unique=True, validators=[no_my_number])
    name = models.CharField("事務", max_length=60, validators=[no_my_number])
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    in_sql: ClassVar[InSql] = {"__str__": field("name")}

    objects = AffairManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "個人番号利用事務"
        ordering = ["order", "code"]
        indexes = [models.Index(fields=["order", "code"], name="registry_affair_in_order")]
        constraints = [ends_after_start("registry", "affair")]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

from typing import ClassVar

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from core.in_sql import InSql, Joined
from core.models.record import InForceQuerySet, Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number

_InForceRows = models.Manager.from_queryset(InForceQuerySet)


def _words(bureau, section):
    return Coalesce(Joined(bureau, " ", NullIf(section, Value(""))), bureau)


class DepartmentManager(_InForceRows):
    def get_by_natural_key(self, code):
        return self.get(code=code)


@tracked
class Department(Record):
    """A section of the ward office (所管課): a bureau (部) and its section (課・所)."""

    code = models.SlugField("所属コード", max_length=40, unique=True, validators=[no_my_number])
    bureau = models.CharField("部", max_length=60, validators=[no_my_number])
    section = models.CharField("課・所", max_length=60, blank=True, validators=[no_my_number])
    starts_on = models.DateField("設置日", null=True, blank=True)
    ends_on = models.DateField("廃止日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    in_sql: ClassVar[InSql] = {"__str__": lambda way: _words(F(f"{way}bureau"), F(f"{way}section"))}

    objects = DepartmentManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "部課"
        ordering = ["order", "code"]
        indexes = [models.Index(fields=["order", "code"], name="core_department_in_order")]
        constraints = [ends_after_start("core", "department")]

    def __str__(self):
        return f"{self.bureau} {self.section}" if self.section else self.bureau

    def natural_key(self):
        return (self.code,)

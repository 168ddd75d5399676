from typing import ClassVar

from django.db import models

from core.in_sql import InSql, field
from core.models.record import Record
from core.trail import tracked
from core.validators import no_my_number


class ImplementingBodyManager(models.Manager):
    def get_by_natural_key(self, code):
        return self.get(code=code)


@tracked
class ImplementingBody(Record):
    """A body that handles personal information under the ordinance (実施機関): 区長, 教育委員会, …"""

    code = models.SlugField("実施機関コード", max_length=40, unique=True, validators=[no_my_number])
    name = models.CharField("実施機関", max_length=40, validators=[no_my_number])
    order = models.PositiveSmallIntegerField("並び順", default=0)

    in_sql: ClassVar[InSql] = {"__str__": field("name")}

    objects = ImplementingBodyManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "実施機関"
        ordering = ["order", "code"]
        indexes = [models.Index(fields=["order", "code"], name="privacy_review_body_in_order")]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

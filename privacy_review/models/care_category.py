from django.db import models

from core.models.record import InForceQuerySet, Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number

_InForceRows = models.Manager.from_queryset(InForceQuerySet)


class CareCategoryManager(_InForceRows):
    def get_by_natural_key(self, code):
        return self.get(code=code)


@tracked
class CareCategory(Record):
    """A category of ordinance special care-required personal information (条例要配慮個人情報)."""

    code = models.SlugField("区分コード", max_length=40, unique=True, validators=[no_my_number])
    name = models.CharField("条例要配慮個人情報の内容", max_length=60, validators=[no_my_number])
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = CareCategoryManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "条例要配慮個人情報の区分"
        ordering = ["order", "code"]
        indexes = [models.Index(fields=["order", "code"], name="privacy_review_care_in_order")]
        constraints = [ends_after_start("privacy_review", "carecategory")]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

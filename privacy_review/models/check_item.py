from django.db import models
from django.db.models import Q

from core.models.record import InForceQuerySet, Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number
from privacy_review.models.criterion import Criterion

_InForceRows = models.Manager.from_queryset(InForceQuerySet)


class CheckItemManager(_InForceRows):
    def get_by_natural_key(self, code):
        return self.get(code=code)

    def asked_of(self, criterion, day):
        """The check list of a criterion on the day, in its order."""
        return self.in_force_on(day).filter(criterion=criterion)


@tracked
class CheckItem(Record):
    """A question of a criterion's check list (審査項目). One that changes is ended and a new one begun: what
    was answered stays the answer to what was asked."""

    code = models.SlugField("項目コード", max_length=40, unique=True, validators=[no_my_number])
    criterion = models.CharField("審査基準", max_length=20, choices=Criterion)
    question = models.CharField("審査項目", max_length=300, validators=[no_my_number])
    guidance = models.CharField("確かめること", max_length=300, blank=True, validators=[no_my_number])
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = CheckItemManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "審査項目"
        ordering = ["criterion", "order", "id"]
        indexes = [models.Index(fields=["criterion", "order", "id"], name="privacy_review_check_in_order")]
        constraints = [
            ends_after_start("privacy_review", "checkitem"),
            models.CheckConstraint(
                name="privacy_review_checkitem_criterion_known",
                condition=Q(criterion__in=Criterion.values),
            ),
        ]

    def __str__(self):
        return self.question

    def natural_key(self):
        return (self.code,)

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from core.in_sql import InSql, field
from core.models.department import Department
from core.models.record import Record
from core.trail import tracked
from core.validators import no_my_number
from privacy_review.models.case_search import renamed
from privacy_review.states.review_case import State


class UndertakingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every undertaking of which a case is no draft any more, or those of the person's own department:
        the others are as if they were not."""
        if user.has_perm("privacy_review.view_all_reviews"):
            undertaking: Any = self.model
            cases = undertaking.cases.rel.related_model.objects.exclude(state=State.DRAFT)
            # An EXISTS beside an OR would read every case; asking for the first does not.
            first = cases.filter(undertaking=models.OuterRef("pk")).order_by().values("pk")[:1]
            begun = self.alias(begun=models.Subquery(first))
            return begun.filter(models.Q(department=user.department_id) | models.Q(begun__isnull=False))
        if user.department_id is None:
            return self.none()
        return self.filter(department=user.department_id)

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related("department")


@tracked
class Undertaking(Record):
    """What a section sets out to do with personal information (業務): a benefit that is outsourced, uses what
    is held already, provides and links is one undertaking and four cases, kept together."""

    name = models.CharField(
        "業務の名称",
        max_length=120,
        help_text="例：住民税非課税世帯等への価格高騰重点支援給付金",
        validators=[no_my_number],
    )
    department = models.ForeignKey(
        Department, verbose_name="担当部課", on_delete=models.PROTECT, related_name="undertakings"
    )
    copied_from = models.ForeignKey(
        "self",
        verbose_name="写した元の業務",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="copies",
    )
    drafted_at = models.DateTimeField("作成日時", auto_now_add=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="作成した人",
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
    )

    in_sql: ClassVar[InSql] = {"__str__": field("name")}

    objects = UndertakingQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "個人情報を取り扱う業務"
        ordering = ["-id"]
        triggers = [renamed("undertaking_id")]
        indexes = [models.Index(fields=["department", "-id"], name="privacy_review_undertaking_of")]

    def __str__(self):
        return self.name

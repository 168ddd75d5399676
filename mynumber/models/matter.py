from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Coalesce, Concat

from core.models.record import Record
from core.trail import tracked
from core.validators import no_my_number
from mynumber.models.meeting import AgendaItem
from mynumber.models.scheme import Scheme


class ReportableMatterQuerySet(models.QuerySet):
    def for_list(self):
        """Every matter with how many meetings were told of it (`told_count`)."""
        source = Concat(models.Value("matter:"), Cast(models.OuterRef("pk"), models.CharField()))
        items = AgendaItem.objects.filter(source=source).order_by().values("source")
        counted = items.annotate(count=models.Count("pk")).values("count")
        told = models.Subquery(counted, output_field=models.IntegerField())
        return self.annotate(told_count=Coalesce(told, models.Value(0)))


@tracked
class ReportableMatter(Record):
    """What happened and must be told to the next security meeting (会議に報告する事項).

    A training, a change of an ordinance, a log analysis, a privacy impact assessment: audits and drills have
    registers of their own.
    """

    class Kind(models.TextChoices):
        TRAINING = "training", "研修"
        ORDINANCE = "ordinance", "条例・規則等の改正"
        LOG_ANALYSIS = "log_analysis", "操作ログの分析"
        IMPACT_ASSESSMENT = "impact_assessment", "特定個人情報保護評価"
        OTHER = "other", "その他"

    happened_on = models.DateField("年月日")
    kind = models.CharField("種類", max_length=20, choices=Kind)
    scheme = models.CharField(
        "制度",
        max_length=20,
        choices=Scheme,
        blank=True,
        help_text="両方の会議に報告するときは空欄にします。",
    )
    title = models.CharField("件名", max_length=200, validators=[no_my_number])
    detail = models.TextField("内容", blank=True, validators=[no_my_number])
    needs_deliberation = models.BooleanField("審議を要する", default=False)

    objects = ReportableMatterQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "会議に報告する事項"
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["-happened_on", "-id"], name="mynumber_matter_newest")]
        constraints = [
            models.CheckConstraint(
                name="mynumber_reportablematter_kind_known",
                condition=Q(kind__in=["training", "ordinance", "log_analysis", "impact_assessment", "other"]),
            ),
            models.CheckConstraint(
                name="mynumber_reportablematter_scheme_known",
                condition=Q(scheme__in=["", "juki_net", "my_number"]),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def scheme_in_words(self):
        return self.get_scheme_display() or "両方"

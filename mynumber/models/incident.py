from django.db import models
from django.db.models import Q

from core.models.record import Record, RecordLine
from core.trail import tracked
from core.validators import no_my_number


class IncidentQuerySet(models.QuerySet):
    def for_list(self):
        """Every incident with the `total` of its breakdowns, None where none is known, and these in order."""
        known = IncidentBreakdown.objects.filter(incident=models.OuterRef("pk")).order_by().values("incident")
        total = known.annotate(total=models.Sum("count")).values("total")
        return self.annotate(total=models.Subquery(total)).prefetch_related("breakdowns")


@tracked
class Incident(Record):
    """An issuance to the wrong person at another municipality (誤交付等経過), as it became known."""

    class DateMeaning(models.TextChoices):
        """What the date is the date of: publications give sometimes the one, sometimes the other."""

        OCCURRED = "occurred", "発生"
        ANNOUNCED = "announced", "公表"

    fiscal_year = models.PositiveSmallIntegerField(
        "報告する年度", help_text="この事案を載せる報告書の年度を西暦で入力します。例：2022（令和4年度）"
    )
    known_on = models.DateField("年月日")
    date_meaning = models.CharField(
        "年月日の意味", max_length=20, choices=DateMeaning, default=DateMeaning.OCCURRED
    )
    municipality = models.CharField("自治体", max_length=40, validators=[no_my_number])
    event = models.CharField(
        "事案", max_length=200, validators=[no_my_number], help_text="例：別人の証明書が発行された。"
    )
    note = models.CharField("注記", max_length=200, blank=True, validators=[no_my_number])
    order = models.PositiveSmallIntegerField("同じ日の並び順", default=0)

    objects = IncidentQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "他自治体の誤交付等"
        ordering = ["known_on", "order", "id"]
        indexes = [models.Index(fields=["known_on", "order", "id"], name="mynumber_incident_in_order")]
        constraints = [
            models.CheckConstraint(
                name="mynumber_incident_date_meaning_known",
                condition=Q(date_meaning__in=["occurred", "announced"]),
            ),
        ]

    def __str__(self):
        return f"{self.municipality}で{self.event}"


@tracked
class IncidentBreakdown(RecordLine):
    """How many certificates of a kind were issued wrongly. Their sum is computed, never typed in."""

    incident = models.ForeignKey(
        Incident, verbose_name="事案", on_delete=models.PROTECT, related_name="breakdowns"
    )
    certificate = models.CharField("証明書", max_length=40, validators=[no_my_number])
    count = models.PositiveIntegerField("件数")
    remark = models.CharField(
        "補足", max_length=100, blank=True, validators=[no_my_number], help_text="例：令和５年３月２２日発行"
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "内訳"
        ordering = ["order", "id"]

    def __str__(self):
        return f"{self.certificate}{self.count}件"

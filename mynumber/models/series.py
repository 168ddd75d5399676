from typing import ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Q

from core.in_sql import InSql, field
from core.models.department import Department
from core.models.record import Record, RecordLine
from core.trail import tracked
from core.validators import no_my_number
from mynumber.models.series_rules import KIND_STAYS, QUOTIENTS_OF_PLAIN_SERIES, SUMS_HOLD
from registry.models.affair import Affair


class SeriesQuerySet(models.QuerySet):
    def typed_in(self):
        """Series whose figures people enter: those that are no sum of others."""
        return self.filter(parts__isnull=True)

    def for_list(self):
        """Every series with its department and affair, and `part_names`, those of what it is the sum of."""
        parts = SeriesPart.objects.filter(whole=models.OuterRef("pk")).order_by("id")
        return self.select_related("department", "affair").annotate(
            part_names=ArraySubquery(parts.values("part__name"))
        )

    def visible_to(self, user):
        """All series, or those that the person's own department answers for."""
        if user.has_perm("mynumber.view_all_figures"):
            return self
        if user.department_id is None:
            return self.none()
        return self.filter(department=user.department_id)


_SeriesRows = models.Manager.from_queryset(SeriesQuerySet)


class SeriesManager(_SeriesRows):
    def get_by_natural_key(self, code):
        return self.get(code=code)


@tracked
class Series(Record):
    """A series of figures (実績項目): a flow counts events of a period, a stock what there is on a day.

    A series with `parts` is their sum and is never typed in. A series with `numerator` and `denominator`
    is their quotient in per cent wherever the denominator is known, and typed in only where it is not.
    """

    class Kind(models.TextChoices):
        FLOW = "flow", "フロー（期間の件数）"
        STOCK = "stock", "ストック（ある日の数）"

    class Rounding(models.TextChoices):
        HALF_UP = "half_up", "四捨五入"
        DOWN = "down", "切捨て"

    code = models.SlugField("実績項目コード", max_length=60, unique=True, validators=[no_my_number])
    name = models.CharField("実績項目", max_length=60, validators=[no_my_number])
    kind = models.CharField("種類", max_length=10, choices=Kind)
    unit = models.CharField("単位", max_length=10, help_text="例：件、通、枚、％", validators=[no_my_number])
    decimals = models.PositiveSmallIntegerField("小数の桁数", default=0)
    department = models.ForeignKey(
        Department,
        verbose_name="所管",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
    )
    affair = models.OneToOneField(
        Affair,
        verbose_name="個人番号利用事務",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
        help_text="照会件数の項目だけに入れます。",
    )
    started_on = models.DateField(
        "開始日", null=True, blank=True, help_text="月だけ分かるときは1日にします。"
    )
    ended_on = models.DateField(
        "終了日", null=True, blank=True, help_text="この日までの数を数えます。その後は入力を求めません。"
    )
    opening_balance = models.PositiveBigIntegerField(
        "開始時の累計",
        null=True,
        blank=True,
        help_text="最初の年度より前の累計。累計を出す項目だけに入れます。",
    )
    numerator = models.ForeignKey(
        "self", verbose_name="分子", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    denominator = models.ForeignKey(
        "self", verbose_name="分母", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rounding = models.CharField("端数の扱い", max_length=10, choices=Rounding, default=Rounding.HALF_UP)
    may_fall = models.BooleanField(
        "減ることがある", default=True, help_text="始めからの累計を数えるストックでは外します。"
    )
    swing_percent = models.PositiveSmallIntegerField(
        "理由を求める増減（％）",
        null=True,
        blank=True,
        help_text="空欄なら「実績の提出の決まり」のとおりにします。",
    )
    remarks = models.CharField("備考", max_length=300, blank=True, validators=[no_my_number])
    order = models.PositiveSmallIntegerField("並び順", default=0)

    in_sql: ClassVar[InSql] = {"__str__": field("name")}

    objects = SeriesManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "実績項目"
        ordering = ["order", "code"]
        indexes = [models.Index(fields=["order", "code"], name="mynumber_series_in_order")]
        triggers = [QUOTIENTS_OF_PLAIN_SERIES, KIND_STAYS]
        constraints = [
            models.CheckConstraint(
                name="mynumber_series_kind_known", condition=Q(kind__in=["flow", "stock"])
            ),
            models.CheckConstraint(
                name="mynumber_series_rounding_known", condition=Q(rounding__in=["half_up", "down"])
            ),
            models.CheckConstraint(name="mynumber_series_decimals", condition=Q(decimals__lte=2)),
            models.CheckConstraint(
                name="mynumber_series_balance_of_flow",
                condition=Q(opening_balance__isnull=True) | Q(kind="flow"),
                violation_error_message="開始時の累計は、フローの項目だけに入れられます。",
            ),
            models.CheckConstraint(
                name="mynumber_series_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
                violation_error_message="終了日が開始日より前になっています。日付を確かめてください。",
            ),
            models.CheckConstraint(
                name="mynumber_series_quotient_whole",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
                violation_error_message="分子と分母は、両方入れるか、両方空けてください。",
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)


@tracked
class SeriesPart(RecordLine):
    """That a series is part of a sum: 交付前設定済 = 交付済 + 未交付."""

    whole = models.ForeignKey(Series, verbose_name="合計", on_delete=models.PROTECT, related_name="parts")
    part = models.ForeignKey(Series, verbose_name="内訳", on_delete=models.PROTECT, related_name="wholes")

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "合計の内訳"
        ordering = ["id"]
        triggers = [SUMS_HOLD]
        constraints = [
            models.UniqueConstraint(
                fields=["whole", "part"],
                name="mynumber_seriespart_once",
                violation_error_message="同じ内訳が２度あります。",
            ),
            models.CheckConstraint(
                name="mynumber_seriespart_not_itself",
                condition=~Q(whole=F("part")),
                violation_error_message="項目を自分自身の内訳にすることはできません。",
            ),
        ]

    def __str__(self):
        return f"{self.whole} ∋ {self.part}"

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, JSONArray
from django.db.models.lookups import Exact

from core.calendar import fiscal_year_label, wareki
from core.in_sql import InSql
from core.models.record import Record
from core.trail import tracked
from core.validators import no_my_number
from mynumber.models.series import Series
from mynumber.models.series_rules import of_typed_in_series
from mynumber.models.submission_rules import FLOW_STANDS, STOCK_POSSIBLE, STOCK_STANDS

QUARTERS = ("q1", "q2", "q3", "q4")


class FigureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All figures, or those of the series that the person's own department answers for."""
        if user.has_perm("mynumber.view_all_figures"):
            return self
        if user.department_id is None:
            return self.none()
        return self.filter(series__department=user.department_id)


class FlowFigureQuerySet(FigureQuerySet):
    def with_history(self):
        """Each figure with `history`: of its series up to its year the first year, how many years have a
        total, and the sum of these (see mynumber.statistics.cumulative_of)."""
        earlier = FlowFigure.objects.filter(
            series=models.OuterRef("series"), fiscal_year__lte=models.OuterRef("fiscal_year")
        )
        told = JSONArray(models.Min("fiscal_year"), models.Count("total"), models.Sum("total"))
        return self.annotate(
            history=models.Subquery(
                earlier.order_by().values("series").annotate(history=told).values("history"),
                output_field=models.JSONField(),
            )
        )


class Figure(Record):
    """What flows and stocks share: their series, a note, and the rule of which series takes them."""

    series = models.ForeignKey(
        Series, verbose_name="実績項目", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    note = models.CharField(
        "注記", max_length=200, blank=True, validators=[no_my_number], help_text="大きく増減した理由など。"
    )

    kind: Series.Kind

    objects = FigureQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True

    def clean(self):
        if self.series_id is None:
            return
        if self.series.kind != self.kind:
            raise ValidationError(
                {"series": f"「{self.series}」は{self.series.get_kind_display()}の項目です。"}
            )
        if self.series.parts.exists():
            raise ValidationError(
                {"series": f"「{self.series}」は合計の項目です。内訳を入力すると自動で計算されます。"}
            )


@tracked(exclude=["total"])
class FlowFigure(Figure):
    """The count of a flow in one fiscal year: four quarters, or the whole year where only that is known."""

    kind = Series.Kind.FLOW

    objects = FlowFigureQuerySet.as_manager()  # type: ignore[misc]

    fiscal_year = models.PositiveSmallIntegerField(
        "年度", help_text="西暦で入力します。例：2022（令和4年度）"
    )
    q1 = models.PositiveBigIntegerField("第1四半期（4～6月）", null=True, blank=True)
    q2 = models.PositiveBigIntegerField("第2四半期（7～9月）", null=True, blank=True)
    q3 = models.PositiveBigIntegerField("第3四半期（10～12月）", null=True, blank=True)
    q4 = models.PositiveBigIntegerField("第4四半期（1～3月）", null=True, blank=True)
    whole_year = models.PositiveBigIntegerField(
        "年間のみ判明", null=True, blank=True, help_text="四半期の内訳が分からない年度だけに入れます。"
    )
    # Nothing is not 0: the total of a year without any figure is null.
    total = models.GeneratedField(
        expression=models.Case(
            models.When(
                Q(q1__isnull=True, q2__isnull=True, q3__isnull=True, q4__isnull=True), then=F("whole_year")
            ),
            default=Coalesce(F("q1"), 0) + Coalesce(F("q2"), 0) + Coalesce(F("q3"), 0) + Coalesce(F("q4"), 0),
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(verbose_name="年度計"),
        db_persist=True,
        verbose_name="年度計",
    )

    class Meta(Figure.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "実績（フロー）"
        permissions = [("view_all_figures", "すべての課の実績を見る")]
        ordering = ["-fiscal_year", "series_id"]
        indexes = [models.Index(fields=["-fiscal_year", "series", "id"], name="mynumber_flowfigure_in_order")]
        triggers = [of_typed_in_series("flow"), FLOW_STANDS]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "fiscal_year"],
                name="mynumber_flowfigure_once_a_year",
                violation_error_message="この項目のこの年度は、すでに登録されています。登録済みの行を変更してください。",
            ),
            models.CheckConstraint(
                name="mynumber_flowfigure_quarters_or_year",
                condition=Q(whole_year__isnull=True)
                | Q(q1__isnull=True, q2__isnull=True, q3__isnull=True, q4__isnull=True),
                violation_error_message="四半期と「年間のみ判明」の両方に数があります。どちらか一方だけにしてください。",
            ),
            models.CheckConstraint(
                name="mynumber_flowfigure_fiscal_year",
                condition=Q(fiscal_year__range=(1989, 2100)),
                violation_error_message="年度は西暦で入力してください。例：2022（令和4年度）",
            ),
        ]

    def __str__(self):
        return f"{self.series} {fiscal_year_label(self.fiscal_year)}"


def _figure(value, decimals):
    # At a half PostgreSQL rounds otherwise than Python. None comes up: `clean` lets no place pass that the
    # series does not have.
    places = {"output_field": models.DecimalField()}
    rounded = models.Func(value, decimals, function="round", **places)
    return models.Case(
        models.When(Exact(decimals, 0), then=models.Func(value, function="trunc", **places)), default=rounded
    )


@tracked
class StockFigure(Figure):
    """What there was of a stock on a day. 31 March and 1 April are different days and both occur."""

    kind = Series.Kind.STOCK

    as_of = models.DateField("基準日")
    value = models.DecimalField("数", max_digits=14, decimal_places=2)

    in_sql: ClassVar[InSql] = {"figure": lambda way: _figure(F(f"{way}value"), F(f"{way}series__decimals"))}

    class Meta(Figure.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "実績（ストック）"
        ordering = ["-as_of", "series_id"]
        indexes = [models.Index(fields=["-as_of", "series", "id"], name="mynumber_stock_in_order")]
        triggers = [of_typed_in_series("stock"), STOCK_STANDS, STOCK_POSSIBLE]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "as_of"],
                name="mynumber_stockfigure_once_a_day",
                violation_error_message="この項目のこの基準日は、すでに登録されています。登録済みの行を変更してください。",
            ),
            models.CheckConstraint(
                name="mynumber_stockfigure_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="数に負の値は入れられません。",
            ),
        ]

    def __str__(self):
        return f"{self.series} {wareki(self.as_of)}"

    @property
    def figure(self):
        """The value with as many decimals as its series has; an int where it has none."""
        places = self.series.decimals
        return round(self.value, places) if places else int(self.value)

    def clean(self):
        super().clean()
        if (
            self.series_id
            and self.value is not None
            and round(self.value, self.series.decimals) != self.value
        ):
            places = self.series.decimals
            rule = f"小数第{places}位まで" if places else "整数で"
            raise ValidationError({"value": f"「{self.series}」は{rule}入力してください。"})

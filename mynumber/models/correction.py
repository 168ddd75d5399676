from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.calendar import Quarter, fiscal_year_label, wareki
from core.models.record import Record, different_people, pair
from core.trail import tracked
from core.validators import no_my_number
from mynumber.models.figure import FlowFigure, StockFigure
from mynumber.models.publication import report_showing
from mynumber.models.series import Series
from mynumber.models.submission import Submission, quarter_of_stock, stamp_by
from mynumber.models.submission_rules import CORRECTION_STAYS
from mynumber.states.correction import WORKFLOW, State


class FigureCorrectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every department's, or those of the person's own."""
        if user.has_perm("mynumber.view_all_figures"):
            return self
        if user.department_id is None:
            return self.none()
        return self.filter(series__department=user.department_id)

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related(
            "series__department", "flow_figure__series", "stock_figure__series", "proposed_by", "approved_by"
        )


@tracked
class FigureCorrection(Record):
    """A correction (訂正) of one figure that stands: what it said, what it is to say, and why.

    One cell: a quarter of a flow's year, or that year where it is known as a whole alone (no quarter), or a
    stock of a day. The value changes when another person approves; what it said before stays here for good.
    """

    series = models.ForeignKey(
        Series, verbose_name="実績項目", on_delete=models.PROTECT, related_name="corrections"
    )
    flow_figure = models.ForeignKey(
        FlowFigure,
        verbose_name="年度の実績",
        on_delete=models.PROTECT,
        null=True,
        related_name="corrections",
    )
    quarter = models.PositiveSmallIntegerField("四半期", null=True)
    stock_figure = models.ForeignKey(
        StockFigure,
        verbose_name="基準日の実績",
        on_delete=models.PROTECT,
        null=True,
        related_name="corrections",
    )
    before = models.DecimalField("訂正前", max_digits=20, decimal_places=2)
    after = models.DecimalField("訂正後", max_digits=20, decimal_places=2)
    reason = models.CharField("訂正の理由", max_length=200, validators=[no_my_number])
    state = models.CharField("状態", max_length=20, choices=State, default=State.PROPOSED, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    proposed_at = models.DateTimeField("申し出た日時", auto_now_add=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="申し出た人", on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField("承認日時", null=True, editable=False)
    approved_by = stamp_by("承認した人")
    rejected_at = models.DateTimeField("却下日時", null=True, editable=False)
    rejected_by = stamp_by("却下した人")
    withdrawn_at = models.DateTimeField("取下げ日時", null=True, editable=False)
    withdrawn_by = stamp_by("取り下げた人")

    objects = FigureCorrectionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "実績の訂正"
        ordering = ["-id"]
        triggers = [
            WORKFLOW.arrows("mynumber", "figurecorrection", initial=[State.PROPOSED]),
            CORRECTION_STAYS,
        ]
        constraints = [
            *(pair("mynumber", "figurecorrection", stamp) for stamp in ("approved", "rejected", "withdrawn")),
            *different_people(
                "mynumber",
                "figurecorrection",
                "proposed",
                "approved",
                message="訂正を申し出た人と承認する人は、別の職員でなければなりません。",
            ),
            *different_people(
                "mynumber",
                "figurecorrection",
                "proposed",
                "rejected",
                message="訂正を申し出た人は、その訂正を却下できません。やめるときは、取り下げてください。",
            ),
            models.CheckConstraint(
                name="mynumber_figurecorrection_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="mynumber_figurecorrection_of_one_figure",
                # A flow without a quarter is its whole year.
                condition=Q(Q(quarter__isnull=True) | Q(quarter__range=(1, 4)))
                & Q(flow_figure__isnull=False, stock_figure__isnull=True)
                | Q(flow_figure__isnull=True, quarter__isnull=True, stock_figure__isnull=False),
            ),
            models.CheckConstraint(
                name="mynumber_figurecorrection_changes_it",
                condition=~Q(before=F("after")),
                violation_error_message="訂正後の数が、今の数と同じです。",
            ),
            models.CheckConstraint(
                name="mynumber_figurecorrection_not_negative",
                condition=Q(after__gte=0),
                violation_error_message="数に負の値は入れられません。",
            ),
            models.CheckConstraint(
                name="mynumber_figurecorrection_says_why",
                condition=~Q(reason=""),
                violation_error_message="訂正の理由を入れてください。",
            ),
            models.CheckConstraint(
                name="mynumber_figurecorrection_approved_says_who",
                condition=Q(state="approved", approved_at__isnull=False)
                | (~Q(state="approved") & Q(approved_at__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["flow_figure", "quarter", "stock_figure"],
                condition=Q(state="proposed"),
                nulls_distinct=False,
                name="mynumber_figurecorrection_one_open",
                violation_error_message="この数には、まだ決まっていない訂正があります。その承認か取下げを待ってください。",
            ),
        ]

    def __str__(self):
        return f"{self.series} {self.cell}"

    @property
    def figure(self):
        """The row whose figure it corrects."""
        return self.flow_figure or self.stock_figure

    @property
    def column(self):
        """The name of the field that it changes: q1 to q4, whole_year, or value."""
        if self.stock_figure_id:
            return "value"
        return "whole_year" if self.quarter is None else f"q{self.quarter}"

    @property
    def cell(self):
        """Which figure of the series, in words: 「令和5年度第1四半期」, 「令和5年度（年間）」 or the day."""
        if self.stock_figure is not None:
            return wareki(self.stock_figure.as_of)
        year = fiscal_year_label(self.period.fiscal_year)
        return f"{year}（年間）" if self.is_of_whole_year else f"{year}第{self.quarter}四半期"

    @property
    def is_of_whole_year(self):
        """Whether it is of a year that is known as a whole alone."""
        return self.stock_figure is None and self.quarter is None

    @property
    def period(self):
        """The quarter with which the figure was handed in; of a whole year, which never is, its last."""
        if self.stock_figure is not None:
            return quarter_of_stock(self.stock_figure.as_of)
        figure: Any = self.flow_figure
        return Quarter(figure.fiscal_year, self.quarter or 4)

    def standing_with(self):
        """The confirmed quarters by which the figure stands; of a whole year there is none."""
        if self.is_of_whole_year:
            return Submission.objects.none()
        return Submission.objects.of(self.period).holding(self.series).standing()

    def published_in(self):
        """The first published report that shows the figure; None where none does."""
        return report_showing(self.period.fiscal_year)

    def stands(self):
        """Whether the figure was confirmed or published and stands so: one that was not is changed where it
        is entered."""
        return self.standing_with().exists() or self.published_in() is not None

    def present_value(self):
        """What the figure says now."""
        return getattr(self.figure, self.column)

    def figure_of(self, value):
        """A value of its figure with as many decimals as its series has; an int where it has none."""
        places = self.series.decimals
        return round(value, places) if places else int(value)

    def told(self, value):
        """A value of its figure in words, with its unit."""
        return f"{self.figure_of(value):,}{self.series.unit}"

    @property
    def figure_before(self):
        return self.figure_of(self.before)

    @property
    def figure_after(self):
        return self.figure_of(self.after)

    def in_words(self):
        """What is decided on, in words."""
        return {
            "実績項目": str(self.series),
            "四半期・基準日": self.cell,
            "訂正前": self.told(self.before),
            "訂正後": self.told(self.after),
            "訂正の理由": self.reason,
        }

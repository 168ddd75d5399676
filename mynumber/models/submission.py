from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.calendar import Quarter, quarter_of
from core.models.department import Department
from core.models.record import Record, RecordLine, different_people, pair
from core.trail import tracked
from core.validators import no_my_number
from mynumber.models.series import Series
from mynumber.models.submission_rules import LINES_FROZEN, PUBLISHED_STANDS, QUARTER_STAYS, REASONS_FROZEN
from mynumber.states.submission import EDITABLE_STATES, STANDING_STATES, WORKFLOW, State


def stamp_by(label):
    """The person of a stamp of a workflow (`submitted_by`)."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )


def quarter_of_stock(as_of):
    """The quarter with which a stock of that day is handed in: the one of the day before. So the counts of
    31 March and of 1 April both come with the fourth."""
    return quarter_of(as_of - timedelta(days=1))


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every department's, or those of the person's own."""
        if user.has_perm("mynumber.view_all_figures"):
            return self
        if user.department_id is None:
            return self.none()
        return self.filter(department=user.department_id)

    def standing(self):
        """Quarters whose figures were confirmed."""
        return self.filter(state__in=STANDING_STATES)

    def handed_in(self):
        """Quarters that were submitted, whatever came after: their figures do not change by themselves."""
        return self.exclude(state__in=EDITABLE_STATES)

    def of(self, quarter):
        """The submissions of the quarter."""
        return self.filter(fiscal_year=quarter.fiscal_year, quarter=quarter.number)

    def holding(self, series):
        """Those with which figures of the series come: of the department that answers for it, and of the one
        that did when it handed them in."""
        handed_in_with = SubmissionLine.objects.filter(submission=models.OuterRef("pk"), series=series)
        return self.filter(Q(department=series.department_id) | models.Exists(handed_in_with))

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related("department", "submitted_by", "confirmed_by", "locked_by", "reopened_by")


@tracked
class Submission(Record):
    """A department's figures of one quarter, as they are handed in (四半期の提出). Until there is a row, they
    are open."""

    department = models.ForeignKey(
        Department, verbose_name="所管", on_delete=models.PROTECT, related_name="submissions"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("四半期")
    state = models.CharField("状態", max_length=20, choices=State, default=State.OPEN, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    submitted_at = models.DateTimeField("提出日時", null=True, editable=False)
    submitted_by = stamp_by("提出した人")
    returned_at = models.DateTimeField("差戻し日時", null=True, editable=False)
    returned_by = stamp_by("差し戻した人")
    confirmed_at = models.DateTimeField("確定日時", null=True, editable=False)
    confirmed_by = stamp_by("確定した人")
    reopened_at = models.DateTimeField("確定を取り消した日時", null=True, editable=False)
    reopened_by = stamp_by("確定を取り消した人")
    locked_at = models.DateTimeField("締切り日時", null=True, editable=False)
    locked_by = stamp_by("締め切った人")
    reminded_at = models.DateTimeField("提出を促した日時", null=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "四半期の提出"
        ordering = ["-fiscal_year", "-quarter", "department_id"]
        permissions = [
            ("submit_figures", "自分の課の実績を提出し、訂正を申し出る"),
            ("confirm_figures", "自分の課の実績を確定し、訂正を承認する"),
            ("lock_figures", "確定した実績を締め切る"),
            ("remind_figures", "実績の提出を促す"),
        ]
        indexes = [
            models.Index(
                fields=["-fiscal_year", "-quarter", "department", "id"], name="mynumber_submission_in_order"
            )
        ]
        triggers = [
            WORKFLOW.arrows("mynumber", "submission", initial=[State.OPEN]),
            QUARTER_STAYS,
            PUBLISHED_STANDS,
        ]
        constraints = [
            *(
                pair("mynumber", "submission", stamp)
                for stamp in ("submitted", "returned", "confirmed", "reopened", "locked")
            ),
            *different_people(
                "mynumber",
                "submission",
                "submitted",
                "confirmed",
                message="提出した人と確定する人は、別の職員でなければなりません。",
            ),
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "quarter"],
                name="mynumber_submission_once",
                violation_error_message="この課のこの四半期は、すでにあります。画面を開き直してください。",
            ),
            models.CheckConstraint(
                name="mynumber_submission_quarter",
                condition=Q(quarter__range=(1, 4)),
                violation_error_message="四半期は1から4までです。",
            ),
            models.CheckConstraint(
                name="mynumber_submission_fiscal_year",
                condition=Q(fiscal_year__range=(1989, 2100)),
                violation_error_message="年度は西暦で入力してください。例：2022（令和4年度）",
            ),
            models.CheckConstraint(
                name="mynumber_submission_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="mynumber_submission_handed_in_says_who",
                condition=Q(state__in=["open", "returned"]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mynumber_submission_standing_says_who",
                condition=~Q(state__in=["confirmed", "locked"]) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mynumber_submission_locked_says_who",
                condition=Q(state="locked", locked_at__isnull=False)
                | (~Q(state="locked") & Q(locked_at__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.department} {self.period.label}"

    @property
    def period(self):
        """Its quarter as days (core.calendar.Quarter)."""
        return Quarter(self.fiscal_year, self.quarter)

    def in_words(self):
        """What is handed in, in words, kept with each step: each figure by its series."""
        lines = self.lines.select_related("series").order_by("series__order", "id")
        return {str(line): line.told for line in lines}


@tracked
class SubmissionLine(RecordLine):
    """A figure that was handed in with the quarter: its series, and what it then said.

    It holds a series to the quarter for which it was handed in, whichever department answers for it later.
    """

    submission = models.ForeignKey(
        Submission, verbose_name="四半期の提出", on_delete=models.PROTECT, related_name="lines"
    )
    series = models.ForeignKey(Series, verbose_name="実績項目", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField("基準日", null=True, help_text="ストックの項目だけにあります。")
    value = models.DecimalField("数", max_digits=20, decimal_places=2)

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "提出した実績"
        ordering = ["id"]
        triggers = [LINES_FROZEN]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "series", "as_of"],
                nulls_distinct=False,
                name="mynumber_submissionline_once",
                violation_error_message="同じ実績項目が２度あります。",
            ),
        ]

    def __str__(self):
        return f"{self.series}（{self.as_of}）" if self.as_of else str(self.series)

    @property
    def told(self):
        """The figure with its unit, in words."""
        places = self.series.decimals
        value = round(self.value, places) if places else int(self.value)
        return f"{value:,}{self.series.unit}"


@tracked
class FigureReason(RecordLine):
    """Why a figure is right that was not expected (増減の理由): what the sheet said of it, and the answer.

    `warning` is the sentence that was answered. Where the figure changes, the sentence does, and a reason is
    asked for again.
    """

    submission = models.ForeignKey(
        Submission, verbose_name="四半期の提出", on_delete=models.PROTECT, related_name="reasons"
    )
    series = models.ForeignKey(Series, verbose_name="実績項目", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField("基準日", null=True)
    expectation = models.SlugField("確かめたこと", max_length=20, editable=False)
    warning = models.CharField("画面の注意", max_length=300, editable=False)
    reason = models.CharField("理由", max_length=200, validators=[no_my_number])
    given_at = models.DateTimeField("日時", auto_now=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="職員", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "増減の理由"
        ordering = ["id"]
        triggers = [REASONS_FROZEN]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "series", "as_of", "expectation"],
                nulls_distinct=False,
                name="mynumber_figurereason_once",
                violation_error_message="この数の理由は、すでに登録されています。画面を開き直してください。",
            ),
            models.CheckConstraint(
                name="mynumber_figurereason_says_why",
                condition=~Q(reason=""),
                violation_error_message="理由を入れてください。",
            ),
        ]

    def __str__(self):
        return f"{self.series}：{self.reason}"

from django.db import models
from django.db.models import Q

from core.models.record import Record, RecordLine
from core.trail import tracked
from core.validators import no_my_number
from mynumber.models.series import Series


class FigureTableManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


@tracked
class FigureTable(Record):
    """A table of the report that shows series over the years. Which series, and in what words, is data:
    another municipality has other series and needs no code."""

    class Basis(models.TextChoices):
        """What a column of a year shows."""

        FLOW = "flow", "年度の件数"
        FISCAL_YEAR_END = "fiscal_year_end", "年度末（3月31日）の数"
        NEXT_DAY = "next_day", "年度末の翌日（4月1日）の数"

    slug = models.SlugField("表の名前", max_length=60, unique=True, validators=[no_my_number])
    title = models.CharField("表題", max_length=100, validators=[no_my_number])
    stub_heading = models.CharField(
        "見出しの列の名前", max_length=40, help_text="例：届出等の種類", validators=[no_my_number]
    )
    basis = models.CharField("列に示す数", max_length=20, choices=Basis)
    years = models.PositiveSmallIntegerField("示す年数", default=2)
    cumulative_heading = models.CharField(
        "累計の列の見出し",
        max_length=100,
        blank=True,
        help_text="空欄なら累計の列を出しません。"
        "{{ started_on }} は開始年月、{{ started_on_short }} はその略記です。",
        validators=[no_my_number],
    )
    total_label = models.CharField(
        "合計の行の名前",
        max_length=20,
        blank=True,
        help_text="空欄なら出しません。",
        validators=[no_my_number],
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = FigureTableManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "実績の表"
        permissions = [("draft_annual_report", "セキュリティの報告書を起草する")]
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                name="mynumber_figuretable_basis_known",
                condition=Q(basis__in=["flow", "fiscal_year_end", "next_day"]),
            ),
            models.CheckConstraint(
                name="mynumber_figuretable_years",
                condition=Q(years__range=(1, 10)),
                violation_error_message="示す年数は1から10までにしてください。",
            ),
            models.CheckConstraint(
                name="mynumber_figuretable_cumulative_of_flow",
                condition=Q(cumulative_heading="") | Q(basis="flow"),
                violation_error_message="累計の列は、年度の件数の表だけに出せます。",
            ),
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)


@tracked
class FigureTableLine(RecordLine):
    """A line of a table of figures: a series and, where they differ from its name, the printed words."""

    table = models.ForeignKey(FigureTable, verbose_name="表", on_delete=models.PROTECT, related_name="lines")
    series = models.ForeignKey(
        Series, verbose_name="実績項目", on_delete=models.PROTECT, related_name="lines"
    )
    label = models.CharField("印刷する名前", max_length=100, blank=True, validators=[no_my_number])
    label_note = models.CharField("名前の注記", max_length=100, blank=True, validators=[no_my_number])
    bracket = models.CharField(
        "括る言葉", max_length=10, blank=True, help_text="例：内訳", validators=[no_my_number]
    )
    part_of = models.CharField(
        "内訳の元", max_length=60, blank=True, help_text="例：交付前設定済", validators=[no_my_number]
    )
    beside = models.BooleanField("上の行の中に（　）で並べる", default=False)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "実績の表の行"
        ordering = ["table", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "series"],
                name="mynumber_figuretableline_once",
                violation_error_message="同じ実績項目が２度あります。",
            ),
        ]

    def __str__(self):
        return self.label or str(self.series)

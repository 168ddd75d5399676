from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from core.calendar import fiscal_year_period
from core.functions import MakeDate
from core.models.department import Department
from core.models.record import Record, RecordLine, different_people, pair
from core.models.report_rules import REPORT_HAS_EDITION, REPORT_STAYS, parts_frozen
from core.reports.facts import faults_in
from core.reports.kinds import Scope, kind_choices, kind_of, kinds_drafted_by
from core.reports.own_facts import own_line
from core.states.report import EDITABLE_STATES, STEPS, TRANSITIONS, State
from core.trail import tracked
from core.transitions import arrows
from core.validators import no_my_number


def _stamp_by(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )


def _wrote(person, model, report):
    """Whether the trail has a change of the report's row, or of a part of it, by the person."""
    of_report = {"pgh_obj": report.pk} if model is Report else {"report": report.pk}
    changes = model.events.rel.related_model.objects.filter(pgh_context__user=person.pk, **of_report)
    # A change without a named deed is one all the same; NOT IN alone would drop it as unknown.
    wrote = Q(pgh_context__action__isnull=True) | ~Q(pgh_context__action__in=STEPS)
    return changes.filter(wrote).exists()


class ReportQuerySet(models.QuerySet):
    def draftable_by(self, user):
        """The reports of the kinds that the person may draft; everyone else only reads them."""
        return self.filter(kind__in=kinds_drafted_by(user))

    def beside(self, starts_on, ends_on):
        """(those that lie over the period, the last one before it where days are left out between them)."""
        over, last = [], None
        reports: Any = self.order_by("ends_on", "number")
        for report in reports:
            if report.starts_on <= ends_on and report.ends_on >= starts_on:
                over.append(report)
            if report.starts_on < starts_on:
                last = report
        left_out = last is not None and last.ends_on + timedelta(days=1) < starts_on
        return over, last if left_out else None

    def visible_to(self, user):
        """What was published; before that, what is the person's to draft or to publish. All of them for those
        with the right to."""
        if user.has_perm("core.publish_report") or user.has_perm("core.view_all_reports"):
            return self
        return self.filter(Q(state=State.PUBLISHED) | Q(kind__in=kinds_drafted_by(user)))


_ReportRows = models.Manager.from_queryset(ReportQuerySet)


class ReportManager(_ReportRows):
    def get_by_natural_key(self, number):
        return self.get(number=number)


@tracked
class Report(Record):
    """One numbered report to the committee (報告第361号), about a fiscal year or another period."""

    kind = models.CharField("種類", max_length=60, choices=kind_choices)
    number = models.PositiveSmallIntegerField("報告番号", unique=True)
    title = models.CharField("件名", max_length=200, validators=[no_my_number])
    subtitle = models.CharField("副題", max_length=200, blank=True, validators=[no_my_number])
    running_head = models.CharField(
        "資料番号", max_length=40, blank=True, help_text="例：報告資料Ｎｏ．１", validators=[no_my_number]
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "年度", null=True, blank=True, help_text="西暦で入力します。例：2022（令和4年度）"
    )
    starts_on = models.DateField("対象期間の開始日", help_text="年度の報告では4月1日です。")
    ends_on = models.DateField("対象期間の終了日", help_text="年度の報告では3月31日です。")
    issued_on = models.DateField("報告日")
    departments = models.ManyToManyField(
        Department, verbose_name="報告する部課", through="ReportDepartment", related_name="reports"
    )
    preamble = models.TextField("前文", validators=[no_my_number], help_text="根拠となる条例を記します。")
    carried_from = models.ForeignKey(
        "self",
        verbose_name="もとにした報告書",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="carried_to",
    )
    state = models.CharField("状態", max_length=20, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    submitted_at = models.DateTimeField("確認に出した日時", null=True, editable=False)
    submitted_by = _stamp_by("確認に出した人")
    returned_at = models.DateTimeField("差戻し日時", null=True, editable=False)
    returned_by = _stamp_by("差し戻した人")
    published_at = models.DateTimeField("公表日時", null=True, editable=False)
    published_by = _stamp_by("公表した人")

    objects = ReportManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "報告書"
        ordering = ["-issued_on", "number"]
        permissions = [
            ("publish_report", "ほかの職員が起草した報告書を公表する"),
            ("view_all_reports", "公表前の報告書も、すべて読む"),
        ]
        triggers = [
            arrows(TRANSITIONS, "core", "report", initial=[State.DRAFT]),
            REPORT_STAYS,
            REPORT_HAS_EDITION,
        ]
        constraints = [
            *(pair("core", "report", stamp) for stamp in ("submitted", "returned", "published")),
            *different_people(
                "core",
                "report",
                "submitted",
                "published",
                message="確認に出した人と公表する人は、別の職員でなければなりません。",
            ),
            models.CheckConstraint(name="core_report_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="core_report_published_says_who",
                condition=Q(state="published", published_at__isnull=False, submitted_at__isnull=False)
                | (~Q(state="published") & Q(published_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="core_report_in_review_says_who",
                condition=~Q(state="in_review") | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="core_report_returned_says_who",
                condition=~Q(state="returned") | Q(returned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="core_report_ends_after_start",
                condition=Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="終了日が開始日より前になっています。日付を確かめてください。",
            ),
            models.CheckConstraint(
                name="core_report_fiscal_year_is_its_period",
                condition=Q(fiscal_year__isnull=True)
                | Q(
                    starts_on=MakeDate(models.F("fiscal_year"), models.Value(4), models.Value(1)),
                    ends_on=MakeDate(models.F("fiscal_year") + 1, models.Value(3), models.Value(31)),
                ),
                violation_error_message="年度の報告書の期間は4月1日から翌年3月31日までです。",
            ),
        ]

    def __str__(self):
        """Without a query: where the title names what stands elsewhere, the kind."""
        return f"報告第{self.number}号 {own_line(self, self.title) or self.get_kind_display()}"

    def natural_key(self):
        return (self.number,)

    def clean(self):
        of_year = kind_of(self.kind).of_fiscal_year if self.kind else False
        if of_year and self.fiscal_year is None:
            raise ValidationError({"fiscal_year": "この種類の報告書には年度が要ります。例：2022"})
        period = (self.starts_on, self.ends_on)
        if self.fiscal_year is not None and period != fiscal_year_period(self.fiscal_year):
            sentence = "年度の報告書の期間は4月1日から翌年3月31日までです。年度か期間を直してください。"
            raise ValidationError({"starts_on": sentence})
        if not (self.kind and self.starts_on and self.ends_on):
            return
        faults = faults_in(self, {name: getattr(self, name) for name in ("title", "subtitle", "preamble")})
        if faults:
            raise ValidationError(faults)

    @property
    def is_editable(self) -> bool:
        """Whether it is still being drafted."""
        return self.state in EDITABLE_STATES

    def was_written_by(self, person) -> bool:
        """Whether the person wrote any of it, whoever then submitted it: the trail knows them all."""
        parts = (Report, Report.sections.rel.related_model, ReportDepartment)
        return any(_wrote(person, each, self) for each in parts)

    @property
    def scope(self) -> Scope:
        """What the report speaks of."""
        return Scope(self.starts_on, self.ends_on, self.fiscal_year)


@tracked
class ReportDepartment(RecordLine):
    """A department that reports, in the order of the title page."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="report_departments")
    department = models.ForeignKey(Department, verbose_name="部課", on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "報告する部課"
        ordering = ["order", "id"]
        triggers = [parts_frozen("reportdepartment")]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "department"],
                name="core_reportdepartment_once",
                violation_error_message="同じ部課が２度あります。",
            )
        ]

    def __str__(self):
        return str(self.department)

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.calendar import fiscal_year_label
from core.counts import count_of
from core.functions import day_in_fiscal_year
from core.models.record import Record, RecordLine
from core.trail import tracked
from core.validators import no_my_number
from mynumber.models.follow_up_rules import AUDIT_IN_ORDER, IMPROVED_LATER
from mynumber.models.scheme import Scheme, known_scheme


class AuditQuerySet(models.QuerySet):
    def for_list(self):
        """Every audit with how many findings it stated, how many ask for an improvement, how many of those
        still wait for it, and whether any does."""
        unimproved = {"asks_improvement": True, "improvement__isnull": True}
        return self.annotate(
            finding_count=count_of(Finding, "audit"),
            asking_count=count_of(Finding, "audit", asks_improvement=True),
            unimproved_count=count_of(Finding, "audit", **unimproved),
        ).alias(
            waits_for_improvement=models.ExpressionWrapper(
                Q(unimproved_count__gt=0), output_field=models.BooleanField()
            )
        )


_AuditRows = models.Manager.from_queryset(AuditQuerySet)


class AuditManager(_AuditRows):
    def get_by_natural_key(self, scheme, fiscal_year, held_on):
        return self.get(scheme=scheme, fiscal_year=fiscal_year, held_on=held_on)


@tracked
class Audit(Record):
    """The yearly security audit of one of the two schemes (定期監査)."""

    scheme = models.CharField("制度", max_length=20, choices=Scheme)
    fiscal_year = models.PositiveSmallIntegerField(
        "年度", help_text="西暦で入力します。例：2022（令和4年度）"
    )
    held_on = models.DateField("実施日", null=True, blank=True, help_text="分からないときは空欄にします。")

    objects = AuditManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "監査"
        ordering = ["-fiscal_year", "scheme", "held_on", "id"]
        triggers = [AUDIT_IN_ORDER]
        indexes = [
            models.Index(fields=["-fiscal_year", "scheme", "held_on", "id"], name="mynumber_audit_in_order")
        ]
        constraints = [
            known_scheme("audit"),
            models.UniqueConstraint(
                fields=["scheme", "fiscal_year", "held_on"],
                name="mynumber_audit_once_a_day",
                violation_error_message="この日の監査は、すでに登録されています。",
            ),
            day_in_fiscal_year(
                name="mynumber_audit_held_in_fiscal_year",
                day="held_on",
                message="実施日がこの年度にありません。年度か実施日を直してください。",
            ),
        ]

    def __str__(self):
        return f"{fiscal_year_label(self.fiscal_year)}{self.get_scheme_display()}監査"

    def natural_key(self):
        return (self.scheme, self.fiscal_year, self.held_on)

    def comes_after(self, other):
        """Whether it was a later audit of the same scheme. Within one year an unknown day contradicts
        nothing, as in the database (mynumber/models/follow_up_rules.py)."""
        if self.scheme != other.scheme or self.pk == other.pk:
            return False
        if self.fiscal_year != other.fiscal_year or None in (self.held_on, other.held_on):
            return self.fiscal_year >= other.fiscal_year
        return self.held_on > other.held_on


class FindingQuerySet(models.QuerySet):
    def open(self):
        """Findings that ask for an improvement which no later audit has stated."""
        return self.filter(asks_improvement=True, improvement__isnull=True)

    def open_before(self, audit):
        """Of the open ones those that an earlier audit of the same scheme stated, the oldest first."""
        earlier = Q(audit__fiscal_year__lt=audit.fiscal_year)
        if audit.held_on is not None:
            earlier |= Q(audit__fiscal_year=audit.fiscal_year, audit__held_on__lt=audit.held_on)
        rows = self.open().filter(earlier, audit__scheme=audit.scheme).select_related("audit")
        return rows.order_by("audit__fiscal_year", "audit__held_on", "audit_id", "order", "id")

    def for_list(self):
        """The open ones with all that a list reads of them: what is due first, first."""
        return self.open().select_related("audit").order_by("due_on", "id")


@tracked
class Finding(RecordLine):
    """What an audit stated (指摘事項). One that asks for improvement is followed to it, across years."""

    audit = models.ForeignKey(Audit, verbose_name="監査", on_delete=models.PROTECT, related_name="findings")

    class Source(models.TextChoices):
        """Who stated it: the regulator comes on site too (個人情報保護法156条, 番号法35条1項)."""

        AUDIT = "audit", "定期監査"
        REGULATOR = "regulator", "個人情報保護委員会"
        OTHER = "other", "その他"

    source = models.CharField("指摘した者", max_length=20, choices=Source, default=Source.AUDIT)
    text = models.TextField("指摘事項", validators=[no_my_number])
    asks_improvement = models.BooleanField("改善を求める", default=False)
    plan = models.CharField(
        "改善の方針", max_length=300, blank=True, help_text="だれが何をするか。", validators=[no_my_number]
    )
    due_on = models.DateField("改善の期限", null=True, blank=True)
    improvement = models.ForeignKey(
        "self",
        verbose_name="改善を確認した指摘事項",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="improves",
        help_text="後の監査で改善を確認した記述を選びます。",
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = FindingQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "指摘事項"
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["due_on", "id"], name="mynumber_finding_by_due_day")]
        triggers = [IMPROVED_LATER]
        constraints = [
            models.CheckConstraint(
                name="mynumber_finding_source_known", condition=Q(source__in=["audit", "regulator", "other"])
            ),
            models.CheckConstraint(
                name="mynumber_finding_not_own_improvement",
                condition=Q(improvement__isnull=True) | ~Q(improvement=F("id")),
                violation_error_message="指摘事項自身を、その改善の確認とすることはできません。",
            ),
            models.CheckConstraint(
                name="mynumber_finding_improvement_was_asked",
                condition=Q(improvement__isnull=True) | Q(asks_improvement=True),
                violation_error_message="改善を求めない指摘事項には、改善の確認を付けられません。",
            ),
            models.CheckConstraint(
                name="mynumber_finding_plan_was_asked",
                condition=Q(asks_improvement=True) | Q(plan="", due_on__isnull=True),
                violation_error_message="改善を求めない指摘事項には、改善の方針と期限を付けられません。",
            ),
        ]

    def __str__(self):
        return self.text[:40]

    @property
    def is_open(self):
        """Whether it asks for an improvement which no later audit has stated."""
        return self.asks_improvement and self.improvement_id is None

    def clean(self):
        audit = self._state.fields_cache.get("audit") or (self.audit if self.audit_id else None)
        if not self.improvement or audit is None:
            return
        if not self.improvement.audit.comes_after(audit):
            raise ValidationError(
                {"improvement": "改善は、この監査より後の監査で確認したものを選んでください。"}
            )

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.calendar import fiscal_year_label
from core.counts import count_of
from core.functions import day_in_fiscal_year
from core.models.record import Record, RecordLine
from core.trail import tracked
from core.validators import no_my_number
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


@tracked
class Finding(RecordLine):
    """What an audit stated (指摘事項). One that asks for improvement is followed to it, across years."""

    audit = models.ForeignKey(Audit, verbose_name="監査", on_delete=models.PROTECT, related_name="findings")
    text = models.TextField("指摘事項", validators=[no_my_number])
    asks_improvement = models.BooleanField("改善を求める", default=False)
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

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "指摘事項"
        ordering = ["order", "id"]
        constraints = [
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
        ]

    def __str__(self):
        return self.text[:40]

    def clean(self):
        audit = self._state.fields_cache.get("audit") or (self.audit if self.audit_id else None)
        if not self.improvement or audit is None:
            return
        confirmed_by = self.improvement.audit
        if confirmed_by == audit or confirmed_by.fiscal_year < audit.fiscal_year:
            raise ValidationError(
                {"improvement": "改善は、この監査より後の監査で確認したものを選んでください。"}
            )

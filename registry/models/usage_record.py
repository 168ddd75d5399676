from django.conf import settings
from django.contrib.postgres.aggregates import StringAgg
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Concat

from core.calendar import wareki
from core.clock import clock, day_of
from core.models.department import Department
from core.models.record import Record, pair
from core.trail import tracked
from core.validators import no_my_number
from registry.models.affair import Affair
from registry.models.operator_grant import OperatorGrant
from registry.models.purpose import Purpose
from registry.models.reservation import Reservation
from registry.models.site import Site
from registry.models.terminal import Terminal
from registry.models.usage_record_rules import (
    CORRECTION_SUPERSEDES,
    LOOKUP_COVERED,
    LOOKUPS_STAY,
    MONTH_OPEN,
    RECORD_STAYS,
)


class UsageRecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every record, those of the own department and one's own, and a custodian's those of the own
        sites."""
        if user.has_perm("registry.view_all_departments"):
            return self
        own = Q(operator=user) | Q(department=user.department_id, department__isnull=False)
        if user.has_perm("registry.sign_off_month"):
            own |= Q(site__in=Site.objects.visible_to(user))
        return self.filter(own)

    def current(self):
        """Records that stand: not those that a correction has replaced."""
        return self.filter(superseded=False)

    def awaiting_review(self):
        """Urgent uses that nobody has reviewed yet."""
        return self.current().filter(kind="urgent", urgent_reviewed_at__isnull=True)

    def for_list(self):
        """With all that a list reads of them: `lookup_count`, the look-ups of all affairs, and
        `lookup_lines`, 「住民税 3件、…」."""
        lookups = UsageLookup.objects.filter(record=models.OuterRef("pk")).order_by().values("record")
        line = Concat(
            "affair__name",
            models.Value(" "),
            Cast("count", models.TextField()),
            models.Value("件"),
            output_field=models.TextField(),
        )
        return self.select_related("terminal", "site", "operator", "department", "purpose").annotate(
            lookup_count=models.Subquery(
                lookups.annotate(sum=models.Sum("count")).values("sum"), output_field=models.IntegerField()
            ),
            lookup_lines=models.Subquery(
                lookups.annotate(lines=StringAgg(line, "、", order_by="affair__order")).values("lines"),
                output_field=models.TextField(),
            ),
        )


@tracked
class UsageRecord(Record):
    """That an operator used a terminal: from when to when, for what, and how many look-ups (利用記録簿).

    No field speaks of a resident, by design. A record is never changed: a correction is a new one that
    points to what it corrects, and both stay.
    """

    class Kind(models.TextChoices):
        RESERVED = "reserved", "予約した利用"
        URGENT = "urgent", "予約のない緊急の利用"
        OWN_SITE = "own_site", "設置場所の端末の利用"

    kind = models.CharField("区分", max_length=10, choices=Kind)
    reservation = models.ForeignKey(
        Reservation, verbose_name="予約", on_delete=models.PROTECT, null=True, related_name="records"
    )
    terminal = models.ForeignKey(
        Terminal, verbose_name="統合端末", on_delete=models.PROTECT, related_name="usage_records"
    )
    site = models.ForeignKey(
        Site, verbose_name="設置場所", on_delete=models.PROTECT, related_name="usage_records", editable=False
    )
    grant = models.ForeignKey(
        OperatorGrant, verbose_name="操作権限", on_delete=models.PROTECT, related_name="usage_records"
    )
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="操作者",
        on_delete=models.PROTECT,
        related_name="usage_records",
    )
    department = models.ForeignKey(
        Department, verbose_name="所属", on_delete=models.PROTECT, null=True, related_name="usage_records"
    )
    started_at = models.DateTimeField("開始時刻")
    ended_at = models.DateTimeField("終了時刻")
    purpose = models.ForeignKey(
        Purpose, verbose_name="利用目的", on_delete=models.PROTECT, related_name="usage_records"
    )
    purpose_note = models.CharField("利用目的の説明", max_length=200, blank=True, validators=[no_my_number])
    urgent_reason = models.CharField(
        "予約できなかった理由", max_length=200, blank=True, validators=[no_my_number]
    )
    urgent_reviewed_at = models.DateTimeField("緊急利用の確認日時", null=True, editable=False)
    urgent_reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="緊急利用を確認した人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    corrects = models.OneToOneField(
        "self", verbose_name="訂正した記録", on_delete=models.PROTECT, null=True, related_name="correction"
    )
    correction_reason = models.CharField("訂正の理由", max_length=200, blank=True, validators=[no_my_number])
    superseded = models.BooleanField("訂正された", default=False, editable=False)
    recorded_at = models.DateTimeField("記入日時", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記入した人", on_delete=models.PROTECT, related_name="+"
    )

    objects = UsageRecordQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "利用記録"
        ordering = ["-started_at", "-id"]
        permissions = [("review_urgent_use", "緊急の利用を確認する")]
        triggers = [CORRECTION_SUPERSEDES, RECORD_STAYS, MONTH_OPEN]
        constraints = [
            models.CheckConstraint(
                name="registry_usagerecord_kind_known",
                condition=Q(kind__in=["reserved", "urgent", "own_site"]),
            ),
            models.CheckConstraint(
                name="registry_usagerecord_ends_after_start",
                condition=Q(ended_at__gt=F("started_at")),
                violation_error_message="終了時刻は、開始時刻より後にしてください。",
            ),
            models.CheckConstraint(
                name="registry_usagerecord_reserved_has_reservation",
                condition=Q(kind="reserved", reservation__isnull=False)
                | (~Q(kind="reserved") & Q(reservation__isnull=True)),
            ),
            models.CheckConstraint(
                name="registry_usagerecord_urgent_says_why",
                condition=~Q(kind="urgent") | ~Q(urgent_reason=""),
                violation_error_message="予約できなかった理由を入れてください。",
            ),
            models.CheckConstraint(
                name="registry_usagerecord_urgent_reviewed_by_another",
                condition=Q(urgent_reviewed_by__isnull=True) | ~Q(urgent_reviewed_by=F("operator")),
                violation_error_message="自分の緊急の利用を、自分で確認することはできません。",
            ),
            pair("registry", "usagerecord", "urgent_reviewed"),
            models.CheckConstraint(
                name="registry_usagerecord_correction_says_why",
                condition=Q(corrects__isnull=True, correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
                violation_error_message="訂正の理由を入れてください。",
            ),
            models.UniqueConstraint(
                fields=["reservation"],
                condition=Q(superseded=False),
                name="registry_usagerecord_one_of_reservation",
                violation_error_message="この予約の利用記録は、すでに記入されています。",
            ),
        ]
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="registry_usagerecord_newest"),
            models.Index(fields=["site", "started_at"], name="registry_usagerecord_of_site"),
            models.Index(fields=["operator", "-started_at"], name="registry_usagerecord_person"),
        ]

    def __str__(self):
        return f"{self.terminal} {wareki(day_of(self.started_at))} {clock(self.started_at)}"


@tracked
class UsageLookup(Record):
    """How many look-ups of identity information a use was, of one affair (照会件数)."""

    record = models.ForeignKey(UsageRecord, on_delete=models.PROTECT, related_name="lookups")
    affair = models.ForeignKey(
        Affair, verbose_name="個人番号利用事務", on_delete=models.PROTECT, related_name="usage_lookups"
    )
    count = models.PositiveIntegerField("照会件数")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "照会件数"
        ordering = ["id"]
        triggers = [LOOKUPS_STAY, LOOKUP_COVERED]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "affair"],
                name="registry_usagelookup_once",
                violation_error_message="同じ事務が２度あります。",
            )
        ]

    def __str__(self):
        return f"{self.affair} {self.count}"

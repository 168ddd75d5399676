from django.db import models
from django.db.models import F, Q

from core.models.record import InForceQuerySet, Record, RecordLine, ends_after_start
from core.trail import tracked
from core.validators import no_my_number


@tracked
class Window(Record):
    """A counter of the ward (取扱窓口), with its opening hours and the methods it offers."""

    class Service(models.TextChoices):
        CARDS = "cards", "カードの交付"
        CERTIFICATES = "certificates", "電子証明書の発行等"

    service = models.CharField("取扱い", max_length=20, choices=Service, default=Service.CARDS)
    name = models.CharField("窓口", max_length=80, validators=[no_my_number])
    remarks = models.TextField(
        "説明",
        blank=True,
        validators=[no_my_number],
        help_text="窓口名の下に印刷します。{{ starts_on }} は開設日、{{ ends_on }} は閉鎖日です。",
    )
    at_issuance = models.BooleanField("交付時来庁方式（交）", default=False)
    at_application = models.BooleanField("申請時来庁方式（申）", default=False)
    starts_on = models.DateField("開設日", null=True, blank=True)
    ends_on = models.DateField("閉鎖日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = InForceQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "取扱窓口"
        ordering = ["service", "order", "id"]
        indexes = [models.Index(fields=["service", "order", "id"], name="mynumber_window_in_order")]
        constraints = [
            ends_after_start("mynumber", "window"),
            models.CheckConstraint(
                name="mynumber_window_service_known", condition=Q(service__in=["cards", "certificates"])
            ),
            models.CheckConstraint(
                name="mynumber_window_cards_have_method",
                condition=~Q(service="cards") | Q(at_issuance=True) | Q(at_application=True),
                violation_error_message="カードを交付する窓口には、交・申の少なくとも一方を選んでください。",
            ),
        ]

    def __str__(self):
        return self.name


@tracked
class WindowHours(RecordLine):
    """When a window is open: on which days, from when to when, and except when."""

    window = models.ForeignKey(Window, verbose_name="窓口", on_delete=models.PROTECT, related_name="hours")
    days = models.CharField(
        "曜日",
        max_length=40,
        blank=True,
        help_text="例：月～金。決まっていなければ空欄。",
        validators=[no_my_number],
    )
    approximately = models.BooleanField("概ね", default=False)
    opens_at = models.TimeField("開始時刻")
    closes_at = models.TimeField("終了時刻")
    exception = models.CharField(
        "除外", max_length=100, blank=True, help_text="例：第３土曜を除く。", validators=[no_my_number]
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "開設時間"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                name="mynumber_windowhours_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="終了時刻が開始時刻より前になっています。時刻を確かめてください。",
            )
        ]

    def __str__(self):
        return f"{self.days} {self.opens_at:%H:%M}～{self.closes_at:%H:%M}".strip()

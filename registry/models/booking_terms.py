from datetime import time

from django.db import models
from django.db.models import F, Q

from core.models.record import Record
from core.trail import tracked


@tracked
class BookingTerms(Record):
    """When terminals can be booked and what is due when: the office's own rules. One row, or none: the
    defaults."""

    opens_at = models.TimeField("予約できる時間の始まり", default=time(8, 30))
    closes_at = models.TimeField("予約できる時間の終わり", default=time(17, 15))
    days_ahead = models.PositiveSmallIntegerField("何日先まで予約できるか", default=60)
    longest_minutes = models.PositiveSmallIntegerField("1回の長さの上限（分）", default=240)
    review_days = models.PositiveSmallIntegerField(
        "申請の処理日数", default=5, help_text="提出から承認までの目安。開庁日で数えます。"
    )
    only = models.BooleanField("唯一の行", default=True, unique=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "予約と申請の決まり"
        constraints = [
            models.CheckConstraint(
                name="registry_bookingterms_only_one",
                condition=Q(only=True),
                violation_error_message="予約と申請の決まりは１つだけです。登録済みのものを変更してください。",
            ),
            models.CheckConstraint(
                name="registry_bookingterms_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="終わりの時刻は、始まりの時刻より後にしてください。",
            ),
        ]

    def __str__(self):
        return f"{self.opens_at:%-H:%M}～{self.closes_at:%-H:%M}"

    @classmethod
    def current(cls):
        """The office's terms; the defaults where nobody has entered any."""
        return cls.objects.first() or cls()

from datetime import timedelta

from django.db import models
from django.db.models import Q

from core.models.record import Record
from core.trail import tracked


@tracked
class FigureTerms(Record):
    """Until when a quarter's figures are due, and which changes ask for a reason: the office's own rules. One
    row, or none: the defaults."""

    due_days = models.PositiveSmallIntegerField(
        "提出期限（日）", default=20, help_text="四半期が終わってから何日以内に提出するか。"
    )
    swing_percent = models.PositiveSmallIntegerField(
        "理由を求める増減（％）",
        default=50,
        help_text="前年の同じ四半期からこれより大きく増減した数には、理由を求めます。",
    )
    swing_least = models.PositiveIntegerField(
        "理由を求めない差",
        default=20,
        help_text="差がこれより小さい数には、割合が大きくても理由を求めません。",
    )
    only = models.BooleanField("唯一の行", default=True, unique=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "実績の提出の決まり"
        constraints = [
            models.CheckConstraint(
                name="mynumber_figureterms_only_one",
                condition=Q(only=True),
                violation_error_message="実績の提出の決まりは１つだけです。登録済みのものを変更してください。",
            ),
        ]

    def __str__(self):
        return f"四半期の終わりから{self.due_days}日以内"

    @classmethod
    def current(cls):
        """The office's terms; the defaults where nobody has entered any."""
        return cls.objects.first() or cls()

    def due_on(self, quarter):
        """The last day on which the figures of the quarter (core.calendar.Quarter) are in time."""
        return quarter.ends_on + timedelta(days=self.due_days)

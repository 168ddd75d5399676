from django.db import models

from core.calendar import is_business_day, wareki
from core.models.record import Record
from core.trail import tracked
from core.validators import no_my_number


class OfficeDayQuerySet(models.QuerySet):
    def overrides(self, starts_on, ends_on):
        """Day → open, for the listed days of the period: what core.calendar.is_business_day takes."""
        return dict(self.filter(day__range=(starts_on, ends_on)).values_list("day", "is_open"))

    def is_open_on(self, day):
        """Whether the office is open on the day."""
        return is_business_day(day, self.overrides(day, day))


@tracked
class OfficeDay(Record):
    """A single day on which the office is open or closed against the calendar (臨時の開庁・閉庁)."""

    day = models.DateField("日", unique=True)
    is_open = models.BooleanField(
        "開庁する",
        default=False,
        help_text="土日・祝日・年末年始に開くときは印を付け、平日に閉じるときは外します。",
    )
    note = models.CharField("理由", max_length=100, validators=[no_my_number])

    objects = OfficeDayQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "臨時の開庁日・閉庁日"
        ordering = ["-day"]

    def __str__(self):
        return f"{wareki(self.day)} {'開庁' if self.is_open else '閉庁'}"

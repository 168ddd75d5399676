from django.db import models
from django.db.models import Q

from core.calendar import fiscal_year_label
from core.counts import count_of
from core.functions import day_in_fiscal_year
from core.models.record import Record, RecordLine
from core.trail import tracked
from core.validators import no_my_number
from mynumber.models.scheme import Scheme, known_scheme


class MeetingQuerySet(models.QuerySet):
    def for_list(self):
        """Every meeting with how many `deliberations` and `reports` were on its agenda."""
        return self.annotate(
            deliberations=count_of(AgendaItem, "meeting", kind=AgendaItem.Kind.DELIBERATION),
            reports=count_of(AgendaItem, "meeting", kind=AgendaItem.Kind.REPORT),
        )


_MeetingRows = models.Manager.from_queryset(MeetingQuerySet)


class MeetingManager(_MeetingRows):
    def get_by_natural_key(self, scheme, fiscal_year, number):
        return self.get(scheme=scheme, fiscal_year=fiscal_year, number=number)


@tracked
class Meeting(Record):
    """A security meeting (セキュリティ会議) of one of the two schemes: 第N回 within its fiscal year."""

    scheme = models.CharField("制度", max_length=20, choices=Scheme)
    fiscal_year = models.PositiveSmallIntegerField(
        "年度", help_text="西暦で入力します。例：2022（令和4年度）"
    )
    number = models.PositiveSmallIntegerField("回")
    held_on = models.DateField("開催日")

    objects = MeetingManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "セキュリティ会議"
        ordering = ["-fiscal_year", "scheme", "number"]
        indexes = [
            models.Index(fields=["-fiscal_year", "scheme", "number", "id"], name="mynumber_meeting_in_order")
        ]
        constraints = [
            known_scheme("meeting"),
            models.UniqueConstraint(
                fields=["scheme", "fiscal_year", "number"],
                name="mynumber_meeting_number_once",
                violation_error_message="この年度のこの回は、すでに登録されています。",
            ),
            models.CheckConstraint(
                name="mynumber_meeting_number_from_one",
                condition=Q(number__gte=1),
                violation_error_message="回は1から数えます。",
            ),
            day_in_fiscal_year(
                name="mynumber_meeting_held_in_fiscal_year",
                day="held_on",
                message="開催日がこの年度にありません。年度か開催日を直してください。",
            ),
        ]

    def __str__(self):
        year, scheme = fiscal_year_label(self.fiscal_year), self.get_scheme_display()
        return f"{year}第{self.number}回{scheme}セキュリティ会議"

    def natural_key(self):
        return (self.scheme, self.fiscal_year, self.number)


@tracked
class AgendaItem(RecordLine):
    """A matter of a meeting: deliberated (審議事項) or reported (報告事項)."""

    class Kind(models.TextChoices):
        DELIBERATION = "deliberation", "審議事項"
        REPORT = "report", "報告事項"

    meeting = models.ForeignKey(
        Meeting, verbose_name="会議", on_delete=models.PROTECT, related_name="agenda_items"
    )
    kind = models.CharField("種別", max_length=20, choices=Kind)
    title = models.CharField("件名", max_length=300, validators=[no_my_number])
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "議題"
        # Deliberations stand before reports: the order of the two codes is that of the publication.
        ordering = ["kind", "order", "id"]
        constraints = [
            models.CheckConstraint(
                name="mynumber_agendaitem_kind_known", condition=Q(kind__in=["deliberation", "report"])
            ),
        ]

    def __str__(self):
        return self.title

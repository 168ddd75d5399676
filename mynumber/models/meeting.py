from django.db import models
from django.db.models import F, Q

from core.calendar import fiscal_year_label
from core.counts import count_of
from core.functions import day_in_fiscal_year
from core.models.record import Record, RecordLine
from core.trail import tracked
from core.validators import no_my_number
from mynumber.models.follow_up_rules import CONTINUES_EARLIER, MEETING_IN_ORDER
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
        triggers = [MEETING_IN_ORDER]
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
        return f"{self.fiscal_year_in_words}第{self.number}回{self.get_scheme_display()}セキュリティ会議"

    @property
    def fiscal_year_in_words(self):
        return fiscal_year_label(self.fiscal_year)

    def natural_key(self):
        return (self.scheme, self.fiscal_year, self.number)


class AgendaItemQuerySet(models.QuerySet):
    def follow_ups(self):
        """Items that left something to do after their meeting (宿題)."""
        return self.exclude(follow_up="")

    def open(self):
        """Items whose follow-up nobody has settled."""
        return self.follow_ups().filter(settled_on__isnull=True)

    def for_list(self):
        """Open follow-ups with all that a list reads of them: what was due first, first."""
        return self.open().select_related("meeting").order_by("due_on", "id")


@tracked
class AgendaItem(RecordLine):
    """A matter of a meeting: deliberated (審議事項) or reported (報告事項).

    What it leaves to do (`follow_up`) is followed to the day on which it is settled, over as many meetings as
    it takes: a later item `continues` it.
    """

    bookkeeping = ("source",)  # a key, which tells a reader of the trail nothing

    class Kind(models.TextChoices):
        DELIBERATION = "deliberation", "審議事項"
        REPORT = "report", "報告事項"

    meeting = models.ForeignKey(
        Meeting, verbose_name="会議", on_delete=models.PROTECT, related_name="agenda_items"
    )
    kind = models.CharField("種別", max_length=20, choices=Kind)
    title = models.CharField("件名", max_length=300, validators=[no_my_number])
    # What the item tells of ("audit:12", "matter:3"): it is not proposed to a second meeting.
    source = models.CharField("もとになった記録", max_length=60, blank=True, editable=False)
    continues = models.ForeignKey(
        "self",
        verbose_name="前の会議の議題",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        help_text="前の会議の宿題に答える議題だけにあります。",
    )
    outcome = models.CharField("結果", max_length=300, blank=True, validators=[no_my_number])
    follow_up = models.CharField(
        "宿題", max_length=300, blank=True, help_text="会議のあとにすること。", validators=[no_my_number]
    )
    due_on = models.DateField("宿題の期限", null=True, blank=True)
    settled_on = models.DateField("宿題の済んだ日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = AgendaItemQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "議題"
        # Deliberations stand before reports: the order of the two codes is that of the publication.
        ordering = ["kind", "order", "id"]
        indexes = [models.Index(fields=["due_on", "id"], name="mynumber_item_by_due_day")]
        triggers = [CONTINUES_EARLIER]
        constraints = [
            models.CheckConstraint(
                name="mynumber_agendaitem_source_known",
                condition=Q(source="") | Q(source__regex=r"^(audit|drill|finding|item|matter):[0-9]+$"),
            ),
            models.CheckConstraint(
                name="mynumber_agendaitem_kind_known", condition=Q(kind__in=["deliberation", "report"])
            ),
            models.CheckConstraint(
                name="mynumber_agendaitem_follow_up_first",
                condition=~Q(follow_up="") | Q(due_on__isnull=True, settled_on__isnull=True),
                violation_error_message="宿題のない議題に、期限や済んだ日は入れられません。",
            ),
            models.CheckConstraint(
                name="mynumber_agendaitem_not_after_itself",
                condition=Q(continues__isnull=True) | ~Q(continues=F("id")),
                violation_error_message="議題自身を、前の会議の議題とすることはできません。",
            ),
            models.UniqueConstraint(
                fields=["meeting", "source"],
                condition=~Q(source=""),
                name="mynumber_agendaitem_source_once",
                violation_error_message="同じ記録がもとの議題が、この会議にすでにあります。",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        """Whether it left something to do that nobody has settled."""
        return bool(self.follow_up) and self.settled_on is None

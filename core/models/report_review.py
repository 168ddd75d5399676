from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models.record import RecordLine, pair
from core.models.report import Report
from core.models.report_rules import ACKNOWLEDGEMENTS_FROZEN
from core.models.section import Section
from core.trail import tracked
from core.validators import no_my_number


class ProseMarkQuerySet(models.QuerySet):
    def unseen(self):
        """Marks at which nobody has looked yet."""
        return self.filter(seen_at__isnull=True)


@tracked
class ProseMark(RecordLine):
    """A year, a day or a number that stands typed in carried-over prose and is older than the report.

    It is shown until a person has looked; whoever changes the text so that it is gone has looked too. A mark
    without a section is of the report's own texts (title, subtitle, preamble).
    """

    report = models.ForeignKey(
        Report, verbose_name="報告書", on_delete=models.PROTECT, related_name="prose_marks"
    )
    section = models.ForeignKey(
        Section,
        verbose_name="節",
        on_delete=models.CASCADE,  # a mark is nothing without the text that it marks
        null=True,
        related_name="prose_marks",
    )
    field = models.CharField("欄", max_length=20, editable=False)
    words = models.CharField("古いかもしれない語", max_length=60, editable=False)
    context = models.CharField("前後の文", max_length=200, editable=False)
    seen_at = models.DateTimeField("確かめた日時", null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="確かめた人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    objects = ProseMarkQuerySet.as_manager()

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "確かめる語"
        ordering = ["id"]
        constraints = [pair("core", "prosemark", "seen")]

    def __str__(self):
        return self.words


@tracked
class CheckAcknowledgement(RecordLine):
    """That a named person knows of a warning of the checks, and why the report is right all the same.

    It holds for the sentence that was shown: where the report changes so that the warning says something
    else, it is shown again.
    """

    report = models.ForeignKey(
        Report, verbose_name="報告書", on_delete=models.PROTECT, related_name="acknowledgements"
    )
    check_name = models.SlugField("点検", max_length=60, editable=False)
    place = models.CharField("場所", max_length=120, blank=True, editable=False)
    sentence = models.CharField("注意", max_length=400, editable=False)
    reason = models.CharField("理由", max_length=200, validators=[no_my_number])
    given_at = models.DateTimeField("日時", auto_now=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="職員", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "注意の確認"
        ordering = ["id"]
        triggers = [ACKNOWLEDGEMENTS_FROZEN]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "check_name", "place", "sentence"],
                name="core_checkacknowledgement_once",
                violation_error_message="この注意は、すでに確認されています。画面を開き直してください。",
            ),
            models.CheckConstraint(
                name="core_checkacknowledgement_says_why",
                condition=~Q(reason=""),
                violation_error_message="理由を入れてください。",
            ),
        ]

    def __str__(self):
        return self.sentence[:40]

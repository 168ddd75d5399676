from django.db import models
from django.db.models import Q

from core.models.record import RecordLine
from core.trail import tracked
from core.validators import no_my_number
from privacy_review.models.check_item import CheckItem
from privacy_review.models.review_case import ReviewCase
from privacy_review.models.review_case_rules import lines_of_case_frozen


@tracked
class CaseAnswer(RecordLine):
    """A section's answer to one question of the check list (審査項目の答え), and the remark made to it on the
    case's return."""

    class Answer(models.TextChoices):
        YES = "yes", "適"
        NO = "no", "否"
        NOT_APPLICABLE = "not_applicable", "非該当"

    case = models.ForeignKey(
        ReviewCase, verbose_name="審査案件", on_delete=models.PROTECT, related_name="answers"
    )
    item = models.ForeignKey(
        CheckItem, verbose_name="審査項目", on_delete=models.PROTECT, related_name="answers"
    )
    answer = models.CharField("答え", max_length=20, choices=Answer, blank=True)
    reason = models.CharField("理由", max_length=400, blank=True, validators=[no_my_number])
    remark = models.CharField("指摘", max_length=400, blank=True, validators=[no_my_number])

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "審査項目の答え"
        ordering = ["item__order", "id"]
        triggers = [lines_of_case_frozen("caseanswer")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "item"],
                name="privacy_review_caseanswer_once",
                violation_error_message="同じ審査項目に２度答えています。",
            ),
            models.CheckConstraint(
                name="privacy_review_caseanswer_known",
                condition=Q(answer__in=["", "yes", "no", "not_applicable"]),
            ),
            models.CheckConstraint(
                name="privacy_review_caseanswer_with_reason",
                condition=Q(answer="") | ~Q(reason=""),
                violation_error_message="答えには理由を入れてください。",
            ),
        ]

    def __str__(self):
        return f"{self.item} {self.get_answer_display()}"

    def in_words(self):
        """The answer with its reason, as it is printed and compared."""
        return f"{self.get_answer_display()}：{self.reason}" if self.answer else ""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.calendar import wareki
from core.in_sql import InSql, field
from core.models.record import Record, different_people, pair
from core.trail import tracked
from core.validators import no_my_number
from privacy_review.models.review_case import ReviewCase
from privacy_review.models.review_case_rules import CONDITION_STAYS, SET_BY_DECISION
from privacy_review.states.case_condition import WORKFLOW, State


def _person(label, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        **options,
    )


class CaseConditionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the cases that the person may see."""
        if user.has_perm("privacy_review.view_all_reviews"):
            return self
        if user.department_id is None:
            return self.none()
        return self.filter(case__department=user.department_id)

    def open(self):
        """What the section has still to do, the nearest day first."""
        return self.filter(state=State.OPEN).order_by("due_on", "id")

    def reported(self):
        """What 区政情報課 has still to see."""
        return self.filter(state=State.REPORTED).order_by("reported_at", "id")

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related("case__department", "case__undertaking")


@tracked
class CaseCondition(Record):
    """A condition on which a case was accepted (承認の条件), with the day until which it is to be met.

    Its life is privacy_review/states/case_condition.py. What the section did stands in its report's step.
    """

    case = models.ForeignKey(
        ReviewCase, verbose_name="審査案件", on_delete=models.PROTECT, related_name="conditions"
    )
    text = models.CharField("条件", max_length=300, validators=[no_my_number])
    due_on = models.DateField("期限")
    set_by = _person("条件を付けた人")
    state = models.CharField("状態", max_length=10, choices=State, default=State.OPEN, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    reported_at = models.DateTimeField("報告日時", null=True, editable=False)
    reported_by = _person("報告した人", null=True)
    met_at = models.DateTimeField("確認日時", null=True, editable=False)
    met_by = _person("確認した人", null=True)

    in_sql: ClassVar[InSql] = {"__str__": field("text")}

    objects = CaseConditionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "承認の条件"
        ordering = ["due_on", "id"]
        triggers = [
            WORKFLOW.arrows("privacy_review", "casecondition", initial=[State.OPEN]),
            SET_BY_DECISION,
            CONDITION_STAYS,
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="privacy_review_condition_due")]
        constraints = [
            models.CheckConstraint(
                name="privacy_review_casecondition_state_known", condition=Q(state__in=State.values)
            ),
            *(pair("privacy_review", "casecondition", name) for name in ("reported", "met")),
            *different_people(
                "privacy_review",
                "casecondition",
                "reported",
                "met",
                message="対応を報告した人とは別の職員が確認してください。",
            ),
            models.CheckConstraint(
                name="privacy_review_casecondition_reported_in_state",
                condition=Q(state=State.OPEN, reported_by__isnull=True)
                | (~Q(state=State.OPEN) & Q(reported_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="privacy_review_casecondition_met_in_state",
                condition=Q(state=State.MET, met_by__isnull=False)
                | (~Q(state=State.MET) & Q(met_by__isnull=True)),
            ),
        ]

    def __str__(self):
        return self.text

    def in_words(self):
        """What is decided on, in words: label → text."""
        return {"条件": self.text, "期限": wareki(self.due_on)}

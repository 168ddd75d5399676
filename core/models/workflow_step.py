from django.conf import settings
from django.db import models


class WorkflowStepQuerySet(models.QuerySet):
    def of(self, record):
        """The steps of the record, the oldest first."""
        return self.filter(register=record._meta.label_lower, record_id=record.pk).order_by("id")


class WorkflowStep(models.Model):
    """One arrow that a record walked in its workflow: who, when, on whose behalf, why, and what it then said.

    The trail tells every change of every field; this tells the decisions, and `content` what was decided on,
    in words (label → text). Nobody changes or removes a line. Written by core.workflow alone.
    """

    append_only = True  # core/rights.py takes UPDATE, DELETE and TRUNCATE from the runtime role

    register = models.CharField("台帳", max_length=60)
    record_id = models.BigIntegerField("記録")
    action = models.CharField("操作", max_length=30)
    label = models.CharField("操作の名前", max_length=30)
    source = models.CharField("前の状態", max_length=20)
    target = models.CharField("後の状態", max_length=20)
    at = models.DateTimeField("日時", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="職員", on_delete=models.PROTECT, related_name="workflow_steps"
    )
    by_name = models.CharField("氏名", max_length=60)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="代決される人",
        on_delete=models.PROTECT,
        null=True,
        related_name="workflow_steps_in_name",
    )
    reason = models.CharField("理由・コメント", max_length=400, blank=True)
    content = models.JSONField("内容", default=dict)

    objects = WorkflowStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "手続きの記録"
        ordering = ["id"]
        default_permissions = ()
        indexes = [models.Index(fields=["register", "record_id", "id"], name="core_workflowstep_of_record")]

    def __str__(self):
        return f"{self.label} {self.by_name}"

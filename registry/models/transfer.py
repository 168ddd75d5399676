import pgtrigger
from django.conf import settings
from django.db import models

from core.calendar import wareki
from core.models import Staff
from core.models.department import Department
from core.models.record import Record
from core.refusals import Refusal, refusing
from core.trail import tracked
from core.validators import no_my_number


@tracked
class Transfer(Record):
    """That a person went to another department or left (人事異動), and what ended with the old post."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="職員", on_delete=models.PROTECT, related_name="transfers"
    )
    from_department = models.ForeignKey(
        Department, verbose_name="異動前", on_delete=models.PROTECT, null=True, related_name="+"
    )
    to_department = models.ForeignKey(
        Department,
        verbose_name="異動先",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="退職のときは空欄にします。",
    )
    effective_on = models.DateField("異動日")
    reason = models.CharField(
        "理由", max_length=100, help_text="例：令和8年4月1日付け人事異動", validators=[no_my_number]
    )
    consequences = models.JSONField("したこと", default=list, editable=False)
    carried_out_at = models.DateTimeField("登録日時", auto_now_add=True)
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登録した人",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "人事異動"
        ordering = ["-id"]
        default_permissions = ("add", "view")

    def __str__(self):
        return f"{self.staff} {wareki(self.effective_on)}"


class PostHolder(Staff):
    """A member of staff as the registry knows them: the post is not left while something hangs on it.

    The rule stands on the table of staff, whoever changes it: a form, a file, or SQL. What was called off
    before it began (it ends on the eve of its start) is no longer in the way.
    """

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "職員"
        triggers = [
            refusing(
                "post_left_clean",
                Refusal(
                    "core_staff_post_left_clean",
                    "操作権限、予約、端末機管理責任者などの役目が残っています。「人事異動」の画面で異動させてください。",
                    """(
                        OLD.department_id IS DISTINCT FROM NEW.department_id
                        OR (OLD.is_active AND NOT NEW.is_active)
                    ) AND (
                        EXISTS (
                            SELECT FROM registry_operatorgrant WHERE staff_id = NEW.id
                            AND (ends_on IS NULL OR ends_on >= starts_on)
                            AND (ends_on IS NULL OR ends_on >= (now() AT TIME ZONE 'Asia/Tokyo')::date)
                        ) OR EXISTS (
                            SELECT FROM registry_custodian WHERE staff_id = NEW.id
                            AND (ends_on IS NULL OR ends_on >= starts_on)
                            AND (ends_on IS NULL OR ends_on >= (now() AT TIME ZONE 'Asia/Tokyo')::date)
                        ) OR EXISTS (
                            SELECT FROM registry_reservation WHERE operator_id = NEW.id
                            AND state = 'booked' AND starts_at > now()
                        )
                    )""",
                ),
                operation=pgtrigger.Update,
            )
        ]

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.files.encodings import Encoding


def in_words(detail: dict[str, Any]) -> Iterator[str]:
    """The detail of a line, one short sentence each; what is not known here stands as it was written."""
    for key, value in detail.items():
        match key:
            case "format":
                yield f"形式：{str(value).upper()}"
            case "encoding":
                yield f"文字コード：{Encoding(value).label if value in list(Encoding) else value}"
            case "rows":
                yield f"件数：{value:,}件"
            case "conditions":
                yield from (f"条件：{label}＝{words}" for label, words in value.items())
            case _:
                words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                yield f"{key}：{words}"


class AccessEvent(models.Model):
    """One line of the access log: who logged in, printed or took out what. Nobody changes or removes it.

    The trail of changes does not see reads; the regulator's guideline asks for both. The person's name
    stands as text too, so that a line can be read when the person has left; so does what was done, in the
    words of its day.
    """

    class Kind(models.TextChoices):
        LOGIN = "login", "ログイン"
        LOGIN_FAILED = "login_failed", "ログイン失敗"
        LOGOUT = "logout", "ログアウト"
        PRINT = "print", "印刷"
        EXPORT = "export", "ファイル出力"
        PASSWORD_RESET = "password_reset", "パスワードの再設定"  # of another person, by an administrator

    append_only = True  # core/rights.py takes UPDATE, DELETE and TRUNCATE from the runtime role

    at = models.DateTimeField("日時", auto_now_add=True)
    kind = models.CharField("種別", max_length=20, choices=Kind)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="職員",
        on_delete=models.PROTECT,
        null=True,
        related_name="access_events",
    )
    staff_name = models.CharField("氏名", max_length=60, blank=True)
    department_name = models.CharField("所属", max_length=130, blank=True)
    subject = models.CharField("対象", max_length=200, blank=True)
    detail = models.JSONField("内容", default=dict)
    sentences = ArrayField(models.TextField(), verbose_name="内容の文", default=list, editable=False)
    path = models.CharField("画面", max_length=300, blank=True)
    ip_address = models.GenericIPAddressField("接続元", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "アクセス記録"
        ordering = ["-at", "-id"]
        default_permissions = ("view",)
        # The trail of changes has a table per register and no model of its own to hang this on.
        permissions = [("view_trail", "変更の記録を見る")]
        constraints = [
            models.CheckConstraint(
                name="core_accessevent_kind_known",
                condition=models.Q(
                    kind__in=["login", "login_failed", "logout", "print", "export", "password_reset"]
                ),
            )
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="core_accessevent_newest")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.staff_name} {self.subject}".strip()

    def save(self, *args, **options):
        """Write the line, which is never written again."""
        self.sentences = list(in_words(self.detail))
        super().save(*args, **options)

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.validators import no_my_number


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        """Notices that their recipient has not opened yet."""
        return self.filter(read_at__isnull=True)

    def of(self, person):
        """The person's own notices: nobody reads those of others."""
        return self.filter(recipient=person)


class Notice(models.Model):
    """A message of the product to one person: what happened, and where to go. The same goes out by e-mail.

    It names the record and what is to be done, and no resident. `mailed_at` stays empty where the person has
    no address or the mail server did not take it (`mail_error` says why): the notice itself is there either
    way.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="宛先", on_delete=models.PROTECT, related_name="notices"
    )
    title = models.CharField("件名", max_length=120, validators=[no_my_number])
    detail = models.CharField("内容", max_length=400, blank=True, validators=[no_my_number])
    url = models.CharField("画面", max_length=200)
    created_at = models.DateTimeField("日時", auto_now_add=True)
    read_at = models.DateTimeField("開いた日時", null=True)
    mailed_at = models.DateTimeField("メールの送信日時", null=True)
    mail_error = models.CharField("送信できなかった理由", max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "お知らせ"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="core_notice_url_of_ours",
                condition=Q(url__regex=r"^/([^/\\]|$)"),
                violation_error_message="お知らせの画面は、この製品の画面（/ で始まる場所）にしてください。",
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="core_notice_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="core_notice_unread"),
        ]

    def __str__(self):
        return self.title

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models.report import Report


class Edition(models.Model):
    """What a report said when it was published (公表した版): every page and every value, with their hashes.

    `digest` is the SHA-256 of the list of its files (core.reports.edition); `manage.py verify_report` proves
    it. Nobody changes or removes an edition.
    """

    append_only = True  # core/rights.py takes UPDATE, DELETE and TRUNCATE from the runtime role

    report = models.OneToOneField(
        Report, verbose_name="報告書", on_delete=models.PROTECT, related_name="edition"
    )
    published_at = models.DateTimeField("公表日時")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="公表した人", on_delete=models.PROTECT, related_name="+"
    )
    published_by_name = models.CharField("氏名", max_length=60)
    digest = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "公表した版"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="core_edition_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            )
        ]

    def __str__(self):
        return str(self.report)


class EditionFile(models.Model):
    """A file of an edition: a page (report.html, report.pdf) or the values of the exhibits and the prose."""

    append_only = True

    edition = models.ForeignKey(
        Edition, verbose_name="公表した版", on_delete=models.PROTECT, related_name="files"
    )
    name = models.CharField("ファイル名", max_length=100)
    media_type = models.CharField("形式", max_length=100)
    content = models.BinaryField("中身")
    digest = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "公表した版のファイル"
        ordering = ["name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="core_editionfile_once"),
            models.CheckConstraint(
                name="core_editionfile_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self):
        return self.name

from django.db import models
from django.db.models import F, Q

from core.models.record import Record
from core.models.report import Report
from core.trail import tracked
from core.validators import no_my_number


@tracked
class Section(Record):
    """A part of a report: a heading, prose with facts, and at most one exhibit, in a tree.

    The number before the heading (１, （１）, ①) follows from the place in the tree and is not stored.
    """

    class Numbering(models.TextChoices):
        NUMBERED = "numbered", "番号を付ける"
        BRACKETED = "bracketed", "＜　＞で囲む"
        ATTACHMENT = "attachment", "別紙（新しい用紙・番号なし）"

    report = models.ForeignKey(
        Report, verbose_name="報告書", on_delete=models.PROTECT, related_name="sections"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="上位の節",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)
    slug = models.SlugField("節の名前", max_length=60, help_text="他の節から参照するときの名前です。")
    numbering = models.CharField("見出しの形", max_length=20, choices=Numbering, default=Numbering.NUMBERED)
    running_head = models.CharField("資料番号", max_length=40, blank=True, help_text="別紙だけに付けます。")
    heading = models.CharField("見出し", max_length=200, validators=[no_my_number])
    heading_note = models.CharField("見出しの注記", max_length=200, blank=True, validators=[no_my_number])
    body = models.TextField("本文", blank=True, validators=[no_my_number])
    exhibit = models.CharField(
        "表", max_length=60, blank=True, help_text="表の名前（manage.py exhibits の一覧）"
    )
    after = models.TextField("表の後の文", blank=True, validators=[no_my_number])

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "報告書の節"
        default_permissions = ("add", "change", "delete", "view")
        ordering = ["report", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "slug"],
                name="core_section_slug_once",
                violation_error_message="この名前の節は、この報告書にすでにあります。",
            ),
            models.CheckConstraint(
                name="core_section_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="節を自分自身の下に置くことはできません。",
            ),
            models.CheckConstraint(
                name="core_section_numbering_known",
                condition=Q(numbering__in=["numbered", "bracketed", "attachment"]),
            ),
            models.CheckConstraint(
                name="core_section_running_head_of_attachment",
                condition=Q(running_head="") | Q(numbering="attachment"),
                violation_error_message="資料番号は別紙だけに付けられます。",
            ),
        ]

    def __str__(self):
        return self.heading

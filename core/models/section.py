from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.models.record import RecordLine
from core.models.report import Report
from core.models.report_rules import SECTION_TREE, parts_frozen
from core.reports.facts import faults_in
from core.reports.kinds import kind_of
from core.trail import tracked
from core.validators import no_my_number


class SectionManager(models.Manager):
    def get_by_natural_key(self, number, slug):
        return self.get(report__number=number, slug=slug)


@tracked
class Section(RecordLine):
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
    slug = models.SlugField(
        "節の名前", max_length=60, help_text="他の節から参照するときの名前です。", validators=[no_my_number]
    )
    numbering = models.CharField("見出しの形", max_length=20, choices=Numbering, default=Numbering.NUMBERED)
    running_head = models.CharField(
        "資料番号", max_length=40, blank=True, help_text="別紙だけに付けます。", validators=[no_my_number]
    )
    heading = models.CharField("見出し", max_length=200, validators=[no_my_number])
    heading_note = models.CharField("見出しの注記", max_length=200, blank=True, validators=[no_my_number])
    body = models.TextField("本文", blank=True, validators=[no_my_number])
    exhibit = models.CharField(
        "表", max_length=60, blank=True, help_text="表の名前（manage.py exhibits の一覧）"
    )
    after = models.TextField("表の後の文", blank=True, validators=[no_my_number])

    objects = SectionManager()

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "報告書の節"
        ordering = ["report", "order", "id"]
        triggers = [parts_frozen("section"), SECTION_TREE]
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
            models.CheckConstraint(
                name="core_section_attachment_outermost",
                condition=Q(parent__isnull=True) | ~Q(numbering="attachment"),
                violation_error_message="別紙は、ほかの節の下に置けません。",
            ),
        ]

    def __str__(self):
        return self.heading

    @property
    def is_attachment(self) -> bool:
        """Whether it prints on sheets of its own, behind all that are none (別紙)."""
        return self.numbering == self.Numbering.ATTACHMENT

    def natural_key(self):
        return (*self.report.natural_key(), self.slug)

    def clean(self):
        if self.report_id is None:
            return
        faults: dict[str, str | list[str]] = dict(self._faults_of_place())
        texts = {name: getattr(self, name) for name in ("heading", "heading_note", "body", "after")}
        faults.update(faults_in(self.report, texts))
        if self.exhibit and self.exhibit not in kind_of(self.report.kind).exhibits():
            faults["exhibit"] = (
                f"この種類の報告書に「{self.exhibit}」という表はありません。選び直してください。"
            )
        if faults:
            raise ValidationError(faults)

    def _faults_of_place(self) -> Iterator[tuple[str, str]]:
        """A section stands in the tree of its own report, and not below itself, where nobody would see it."""
        above = self.parent
        if above is not None and above.report_id != self.report_id:
            yield "parent", "上位の節は、同じ報告書から選んでください。"
        while above is not None:
            if above.pk == self.pk:
                yield "parent", "この節より下にある節を、上位の節にすることはできません。"
                return
            above = above.parent

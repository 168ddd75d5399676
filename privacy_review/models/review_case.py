from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Q

from core.models.department import Department
from core.models.record import Record, RecordLine
from core.trail import tracked
from core.validators import no_my_number
from privacy_review.models.care_category import CareCategory
from privacy_review.models.implementing_body import ImplementingBody


class Criterion(models.TextChoices):
    """The four criteria by which a handling of personal information is reviewed (審査基準)."""

    OUTSOURCING = "outsourcing", "外部委託"
    USE_BEYOND_PURPOSE = "use_beyond_purpose", "目的外利用"
    EXTERNAL_PROVISION = "external_provision", "外部提供"
    ONLINE_LINKAGE = "online_linkage", "オンライン結合・システム導入"


# What each criterion asks for beside what every case has; in the order of the printed lists.
FIELDS_OF = {
    Criterion.OUTSOURCING: ("content", "department"),
    Criterion.USE_BEYOND_PURPOSE: ("purpose", "clause", "holding_department", "using_department"),
    Criterion.EXTERNAL_PROVISION: ("recipient", "purpose", "clause", "department"),
    Criterion.ONLINE_LINKAGE: ("linkage", "content", "department"),
}


def _complete(criterion: Criterion) -> Q:
    """A case of the criterion has every field that the criterion asks for."""
    filled = Q(criterion=criterion.value)
    for name in FIELDS_OF[criterion]:
        filled &= Q(**{f"{name}__isnull": False}) if name.endswith("department") else ~Q(**{name: ""})
    return filled


class ReviewCaseQuerySet(models.QuerySet):
    def reviewed_during(self, starts_on, ends_on):
        """Cases reviewed from one day to the other, both included."""
        return self.filter(reviewed_on__range=(starts_on, ends_on))

    def for_list(self):
        """Every case with what it points to, and `care_category_names`, those of its categories in order."""
        lines = CaseCareCategory.objects.filter(case=models.OuterRef("pk"))
        return self.select_related(
            "implementing_body", "department", "holding_department", "using_department"
        ).annotate(care_category_names=ArraySubquery(lines.values("care_category__name")))

    def with_special_care(self):
        """Cases that handle special care-required personal information, of the law or the ordinance."""
        return self.filter(Q(special_care=True) | Q(ordinance_special_care=True))


@tracked
class ReviewCase(Record):
    """A handling of personal information that was reviewed (審査案件), by one criterion.

    Report No. 362 counts every case and lists those with special care-required personal information.
    A case of which only the count was published is `counted_only`: it has no content.
    """

    class Linkage(models.TextChoices):
        ONLINE_LINKAGE = "online_linkage", "オンライン結合"
        SYSTEM_INTRODUCTION = "system_introduction", "システム導入"

    criterion = models.CharField("審査基準", max_length=20, choices=Criterion)
    implementing_body = models.ForeignKey(
        ImplementingBody, verbose_name="実施機関", on_delete=models.PROTECT, related_name="cases"
    )
    department = models.ForeignKey(
        Department,
        verbose_name="担当部課",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="review_cases",
    )
    reviewed_on = models.DateField("審査日")
    counted_only = models.BooleanField(
        "件数のみ", default=False, help_text="公表された件数だけが分かり、内容が分からない案件です。"
    )
    content = models.TextField("委託・結合・導入の内容", blank=True, validators=[no_my_number])
    purpose = models.TextField("利用目的", blank=True, validators=[no_my_number])
    clause = models.CharField(
        "該当条項", max_length=60, blank=True, help_text="例：第69条第1項", validators=[no_my_number]
    )
    recipient = models.CharField("提供先", max_length=100, blank=True, validators=[no_my_number])
    linkage = models.CharField("オンライン結合・システム導入の別", max_length=20, choices=Linkage, blank=True)
    holding_department = models.ForeignKey(
        Department, verbose_name="保有課", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    using_department = models.ForeignKey(
        Department, verbose_name="利用課", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    special_care = models.BooleanField("要配慮個人情報", default=False)
    ordinance_special_care = models.BooleanField("条例要配慮個人情報", default=False)
    care_categories = models.ManyToManyField(
        CareCategory,
        verbose_name="条例要配慮個人情報の内容",
        through="CaseCareCategory",
        related_name="cases",
        blank=True,
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = ReviewCaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "審査案件"
        permissions = [("draft_review_report", "個人情報の審査の報告書を起草する")]
        ordering = ["criterion", "order", "id"]
        indexes = [
            models.Index(fields=["criterion", "order", "id"], name="privacy_review_case_in_order"),
            models.Index(fields=["reviewed_on", "criterion"], name="privacy_review_case_period"),
        ]
        constraints = [
            models.CheckConstraint(
                name="privacy_review_reviewcase_criterion_known",
                condition=Q(
                    criterion__in=[
                        "outsourcing",
                        "use_beyond_purpose",
                        "external_provision",
                        "online_linkage",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_linkage_known",
                condition=Q(linkage__in=["", "online_linkage", "system_introduction"]),
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_fields_of_criterion",
                condition=Q(counted_only=True)
                | _complete(Criterion.OUTSOURCING)
                | _complete(Criterion.USE_BEYOND_PURPOSE)
                | _complete(Criterion.EXTERNAL_PROVISION)
                | _complete(Criterion.ONLINE_LINKAGE),
                violation_error_message=(
                    "審査基準ごとに必要な項目が空いています。"
                    "外部委託は内容と担当部課、目的外利用は利用目的・該当条項・保有課・利用課、"
                    "外部提供は提供先・利用目的・該当条項・担当部課、"
                    "オンライン結合・システム導入はその別・内容・担当部課を入れてください。"
                ),
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_counted_only_is_plain",
                condition=Q(counted_only=False)
                | Q(special_care=False, ordinance_special_care=False, content="", purpose="", recipient=""),
                violation_error_message="「件数のみ」の案件には、内容や要配慮の印を付けられません。",
            ),
        ]

    def __str__(self):
        text = self.content or self.purpose or "（件数のみ）"
        return f"{self.get_criterion_display()} {text[:30]}"


@tracked
class CaseCareCategory(RecordLine):
    """That a case handles information of a category of the ordinance."""

    case = models.ForeignKey(
        ReviewCase, verbose_name="審査案件", on_delete=models.PROTECT, related_name="case_care_categories"
    )
    care_category = models.ForeignKey(CareCategory, verbose_name="区分", on_delete=models.PROTECT)

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "案件の条例要配慮個人情報"
        ordering = ["care_category__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "care_category"],
                name="privacy_review_casecarecategory_once",
                violation_error_message="同じ区分が２度あります。",
            )
        ]

    def __str__(self):
        return str(self.care_category)

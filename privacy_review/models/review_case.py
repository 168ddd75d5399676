from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from core.calendar import today, wareki
from core.in_sql import InSql
from core.models.department import Department
from core.models.record import Record, RecordLine, different_people, pair
from core.trail import tracked
from core.validators import no_my_number
from privacy_review.models.care_category import CareCategory
from privacy_review.models.case_search import SEARCHED, Letters
from privacy_review.models.check_item import CheckItem
from privacy_review.models.criterion import FIELDS_OF, NEEDS_SAFETY_PLAN, WRITTEN_OF, Criterion, complete
from privacy_review.models.implementing_body import ImplementingBody
from privacy_review.models.processor import Processor
from privacy_review.models.review_case_rules import (
    CATEGORIES_FIT,
    CATEGORY_FITS,
    CONTENT_STAYS,
    HAS_CONDITIONS,
    OF_ITS_SECTION,
    lines_of_case_frozen,
)
from privacy_review.models.undertaking import Undertaking
from privacy_review.states.review_case import (
    ACCEPTED_STATES,
    COUNTED_STATES,
    DECIDED_STATES,
    UNFINISHED_STATES,
    WORKFLOW,
    State,
)

_PEOPLE = "起案した人、提出した人、確認した人、審査した人は、それぞれ別の職員でなければなりません。"


def _person(label, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        **options,
    )


def _moment(label, **options):
    return models.DateTimeField(label, null=True, editable=False, **options)


def _label(name):
    return str(getattr(ReviewCase._meta.get_field(name), "verbose_name", name))


def _name_of(model, key):
    named = model.objects.filter(pk=models.OuterRef(key)).order_by()
    return models.Subquery(named.values("name"))


class ReviewCaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every case that left its section, or those of the person's own: others are as if they were not."""
        if user.has_perm("privacy_review.view_all_reviews"):
            return self.exclude(~Q(department=user.department_id), state=State.DRAFT)
        if user.department_id is None:
            return self.none()
        return self.filter(department=user.department_id)

    def counted_during(self, starts_on, ends_on):
        """What the report of the period counts: the cases reviewed from one day to the other, both included,
        that may go on."""
        return self.filter(state__in=COUNTED_STATES, reviewed_on__range=(starts_on, ends_on))

    def awaiting_confirmation(self):
        return self.filter(state=State.SUBMITTED).order_by("submitted_at", "id")

    def awaiting_decision(self):
        return self.filter(state=State.CONFIRMED).order_by("confirmed_at", "id")

    def for_list(self):
        """Every case with its body and departments, `undertaking_name`, `processor_name`, and
        `care_category_names`, those of its categories in order.

        The names are subqueries: with seven tables to join, planning took longer than the rest of the list.
        """
        lines = CaseCareCategory.objects.filter(case=models.OuterRef("pk"))
        return (
            self.select_related("implementing_body", "department", "holding_department", "using_department")
            .defer("searched")
            .annotate(
                undertaking_name=_name_of(Undertaking, "undertaking"),
                processor_name=_name_of(Processor, "processor"),
                care_category_names=ArraySubquery(lines.values("care_category__name")),
            )
        )

    def for_page(self):
        """With all that a case's own page reads of it."""
        people = [f"{name}_by" for name in ("drafted", "submitted", "confirmed", "accepted", "refused")]
        return self.select_related(
            "implementing_body",
            "department",
            "holding_department",
            "using_department",
            "processor",
            "undertaking",
            "revises",
            *people,
        )

    def with_special_care(self):
        """Cases that handle special care-required personal information, of the law or the ordinance."""
        return self.filter(Q(special_care=True) | Q(ordinance_special_care=True))


@tracked(exclude=["searched"])
class ReviewCase(Record):
    """A handling of personal information that is reviewed (審査案件), by one criterion.

    Its life is privacy_review/states/review_case.py. Report No. 362 counts what was accepted, and lists what
    handles special care-required personal information. What was reviewed on paper is entered as `recorded`;
    one of which only the count was published is `counted_only` and has no content.
    """

    class Linkage(models.TextChoices):
        ONLINE_LINKAGE = "online_linkage", "オンライン結合"
        SYSTEM_INTRODUCTION = "system_introduction", "システム導入"

    undertaking = models.ForeignKey(
        Undertaking,
        verbose_name="業務",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="cases",
    )
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
    reviewed_on = models.DateField("審査日", null=True, blank=True)
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
    processor = models.ForeignKey(
        Processor,
        verbose_name="委託先",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        help_text="まだ決まっていないときは空けておきます。",
    )
    contract_starts_on = models.DateField("契約の始まり", null=True, blank=True)
    contract_ends_on = models.DateField("契約の終わり", null=True, blank=True)
    safety_plan = models.TextField(
        "安全管理の計画",
        blank=True,
        help_text="だれが、どこで、どのように扱い、どう守り、終わったらどう消すかを書きます。",
        validators=[no_my_number],
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
    withheld = models.BooleanField("一覧に載せない", default=False, editable=False)
    withheld_reason = models.CharField(
        "一覧に載せない理由", max_length=200, blank=True, editable=False, validators=[no_my_number]
    )
    searched = models.TextField("検索する言葉", default="", editable=False)  # models/case_search.py
    order = models.PositiveSmallIntegerField("並び順", default=0)
    revises = models.ForeignKey(
        "self",
        verbose_name="内容が変わった元の案件",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="revisions",
    )
    copied_from = models.ForeignKey(
        "self",
        verbose_name="写した元の案件",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="copies",
    )
    state = models.CharField("状態", max_length=12, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    drafted_at = _moment("起案日時")
    drafted_by = _person("起案した人")
    submitted_at = _moment("提出日時")
    submitted_by = _person("提出した人")
    confirmed_at = _moment("課長の確認日時")
    confirmed_by = _person("確認した課長")
    accepted_at = _moment("承認日時")
    accepted_by = _person("承認した人")
    refused_at = _moment("不承認の日時")
    refused_by = _person("承認しなかった人")
    returned_at = _moment("差戻し日時")
    returned_by = _person("差し戻した人")
    withdrawn_at = _moment("取下げ日時")
    withdrawn_by = _person("取り下げた人")

    in_sql: ClassVar[InSql] = {}

    objects = ReviewCaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "審査案件"
        permissions = [
            ("draft_review_report", "個人情報の審査の報告書を起草する"),
            ("submit_reviewcase", "自分の課の審査案件を提出する・取り下げる"),
            ("confirm_reviewcase", "自分の課の審査案件を課長として確認する"),
            ("accept_reviewcase", "審査案件を承認する・承認しない"),
            ("return_reviewcase", "審査案件を差し戻す"),
            ("withhold_reviewcase", "審査案件を報告書の一覧に載せないことにする"),
            ("view_all_reviews", "すべての課の審査案件を見る"),
        ]
        ordering = ["criterion", "order", "id"]
        triggers = [
            WORKFLOW.arrows("privacy_review", "reviewcase", initial=[State.DRAFT, State.RECORDED]),
            CONTENT_STAYS,
            OF_ITS_SECTION,
            CATEGORIES_FIT,
            HAS_CONDITIONS,
            SEARCHED,
        ]
        indexes = [
            # With what says who may see it, so that counting the list reads no row.
            models.Index(
                fields=["criterion", "order", "id"],
                include=["state", "department"],
                name="privacy_review_case_in_order",
            ),
            # With what the report counts.
            models.Index(
                fields=["reviewed_on", "criterion"],
                include=[
                    "state",
                    "implementing_body",
                    "special_care",
                    "ordinance_special_care",
                    "withheld",
                    "id",
                ],
                name="privacy_review_case_period",
            ),
            models.Index(
                fields=["confirmed_at", "id"],
                condition=Q(state=State.CONFIRMED),
                name="privacy_review_case_queue",
            ),
            models.Index(
                fields=["processor", "contract_ends_on"],
                condition=Q(processor__isnull=False),
                name="privacy_review_case_contracts",
            ),
            GinIndex(Letters("searched"), name="privacy_review_case_letters"),
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
                name="privacy_review_reviewcase_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_fields_of_criterion",
                condition=Q(counted_only=True)
                | Q(state__in=UNFINISHED_STATES)
                | complete(Criterion.OUTSOURCING)
                | complete(Criterion.USE_BEYOND_PURPOSE)
                | complete(Criterion.EXTERNAL_PROVISION)
                | complete(Criterion.ONLINE_LINKAGE),
                violation_error_message=(
                    "審査基準ごとに必要な項目が空いています。"
                    "外部委託は内容と担当部課、目的外利用は利用目的・該当条項・保有課・利用課、"
                    "外部提供は提供先・利用目的・該当条項・担当部課、"
                    "オンライン結合・システム導入はその別・内容・担当部課を入れてください。"
                ),
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_safety_planned",
                condition=Q(state__in=[*UNFINISHED_STATES, State.RECORDED])
                | ~Q(criterion__in=NEEDS_SAFETY_PLAN)
                | ~Q(safety_plan=""),
                violation_error_message="安全管理の計画を入れてください。",
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_counted_only_is_plain",
                condition=Q(counted_only=False)
                | Q(
                    state=State.RECORDED,
                    special_care=False,
                    ordinance_special_care=False,
                    content="",
                    purpose="",
                    recipient="",
                ),
                violation_error_message="「件数のみ」の案件には、内容や要配慮の印を付けられません。",
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_reviewed_when_decided",
                condition=Q(state__in=DECIDED_STATES, reviewed_on__isnull=False)
                | (~Q(state__in=DECIDED_STATES) & Q(reviewed_on__isnull=True)),
                violation_error_message="審査日を入れてください。",
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_of_undertaking",
                condition=Q(state=State.RECORDED, undertaking__isnull=True)
                | (
                    ~Q(state=State.RECORDED)
                    & Q(undertaking__isnull=False, department__isnull=False, drafted_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_contract_ends_after_start",
                condition=Q(contract_starts_on__isnull=True)
                | Q(contract_ends_on__isnull=True)
                | Q(contract_ends_on__gte=F("contract_starts_on")),
                violation_error_message="契約の終わりが始まりより前になっています。日付を確かめてください。",
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_withheld_with_reason",
                condition=Q(withheld=False, withheld_reason="") | (Q(withheld=True) & ~Q(withheld_reason="")),
                violation_error_message="一覧に載せない理由を入れてください。",
            ),
            *(
                pair("privacy_review", "reviewcase", name)
                for name in (
                    "drafted",
                    "submitted",
                    "confirmed",
                    "accepted",
                    "refused",
                    "returned",
                    "withdrawn",
                )
            ),
            *different_people(
                "privacy_review", "reviewcase", "submitted", "confirmed", "accepted", message=_PEOPLE
            ),
            *(
                constraint
                for one, other in (
                    ("drafted", "confirmed"),
                    ("drafted", "accepted"),
                    ("drafted", "refused"),
                    ("submitted", "refused"),
                    ("confirmed", "refused"),
                )
                for constraint in different_people(
                    "privacy_review", "reviewcase", one, other, message=_PEOPLE
                )
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_submitted_in_state",
                condition=Q(state__in=[*UNFINISHED_STATES, State.RECORDED]) | Q(submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_confirmed_in_state",
                condition=~Q(state__in=[State.CONFIRMED, *ACCEPTED_STATES, State.REFUSED])
                | Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_accepted_in_state",
                condition=Q(state__in=ACCEPTED_STATES, accepted_by__isnull=False)
                | (~Q(state__in=ACCEPTED_STATES) & Q(accepted_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="privacy_review_reviewcase_refused_in_state",
                condition=Q(state=State.REFUSED, refused_by__isnull=False)
                | (~Q(state=State.REFUSED) & Q(refused_by__isnull=True)),
            ),
        ]

    def __str__(self):
        text = self.content or self.purpose or "（件数のみ）"
        return f"{self.get_criterion_display()} {text[:30]}"

    @property
    def title(self):
        """What people call it: by its undertaking where it has one."""
        return f"{self.undertaking}（{self.get_criterion_display()}）" if self.undertaking else str(self)

    def missing(self):
        """What the criterion asks for and is not written yet, as people call it."""
        names = [*FIELDS_OF[Criterion(self.criterion)]]
        if self.criterion in NEEDS_SAFETY_PLAN:
            names.append("safety_plan")
        return [_label(name) for name in names if not getattr(self, name)]

    def unanswered(self):
        """How many questions of today's check list have no answer yet."""
        answered = self.answers.exclude(answer="").values("item")
        return CheckItem.objects.asked_of(self.criterion, today()).exclude(pk__in=answered).count()

    def in_words(self):
        """What is decided on, in words: label → text. The check list follows, question by question."""
        said = {"業務": str(self.undertaking or ""), "実施機関": str(self.implementing_body)}
        said["担当部課"] = str(self.department or "")
        for name in WRITTEN_OF[Criterion(self.criterion)]:
            said[_label(name)] = self._said(name)
        lines = self.case_care_categories.select_related("care_category")
        said["要配慮個人情報"] = "有" if self.special_care else "無"
        said["条例要配慮個人情報"] = "有" if self.ordinance_special_care else "無"
        said["条例要配慮個人情報の内容"] = "、".join(str(line.care_category) for line in lines)
        for answer in self.answers.select_related("item"):
            said[f"審査項目：{answer.item.question}"] = answer.in_words()
        return said

    def _said(self, name):
        if name == "linkage":
            return self.get_linkage_display()
        value = getattr(self, name)
        return "" if value is None else wareki(value) if name.endswith("_on") else str(value)


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
        triggers = [lines_of_case_frozen("casecarecategory", State.RECORDED), CATEGORY_FITS]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "care_category"],
                name="privacy_review_casecarecategory_once",
                violation_error_message="同じ区分が２度あります。",
            )
        ]

    def __str__(self):
        return str(self.care_category)

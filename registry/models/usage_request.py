from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Greatest, Length, LPad

from core.calendar import wareki
from core.counts import count_of
from core.functions import day_in_fiscal_year
from core.in_sql import InSql, Joined
from core.models.department import Department
from core.models.record import Record, RecordLine, different_people, pair
from core.trail import tracked
from core.validators import no_my_number
from registry.models.affair import Affair
from registry.models.purpose import Purpose
from registry.models.usage_request_rules import (
    CONTENT_STAYS,
    ONE_OPEN_REQUEST,
    OPERATORS_FIT,
    OPERATORS_STAY,
)
from registry.states.usage_request import WORKFLOW, State


def _person(label, related_name="+", **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        related_name=related_name,
        **options,
    )


def _number(fiscal_year, pk):
    digits = Cast(pk, models.TextField())
    padded = LPad(digits, Greatest(Length(digits), Value(5)), Value("0"))
    return Joined(Cast(fiscal_year, models.TextField()), "-", padded)


def _moment(label):
    return models.DateTimeField(label, null=True, editable=False)


class UsageRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every request, or those of the person's own department: the others are as if they were not."""
        if user.has_perm("registry.view_all_departments"):
            return self.exclude(~Q(department=user.department_id), state=State.DRAFT)
        if user.department_id is None:
            return self.none()
        return self.filter(department=user.department_id)

    def awaiting_review(self):
        return self.filter(state=State.SUBMITTED).order_by("submitted_at", "id")

    def awaiting_approval(self):
        return self.filter(state=State.REVIEWED).order_by("submitted_at", "id")

    def for_queue(self):
        """With all that the queue reads of them."""
        return self.select_related(
            "department", "affair", "purpose", "submitted_by", "reviewed_by"
        ).prefetch_related(
            models.Prefetch("operators", UsageRequestOperator.objects.select_related("staff").order_by("id"))
        )

    def for_page(self):
        """With all that a request's own page reads of it."""
        people = [f"{name}_by" for name in ("drafted", "submitted", "reviewed", "approved", "rejected")]
        return self.select_related("department", "affair", "purpose", "copied_from", "approved_for", *people)

    def for_list(self):
        """With all that a list reads of them, and `operator_count`."""
        return self.select_related("department", "affair").annotate(
            operator_count=count_of(UsageRequestOperator, "request")
        )


@tracked
class UsageRequest(Record):
    """A section's request to use the Juki-net for one affair, by named people, in a period (利用申請).

    Its life is registry/states/usage_request.py. An approved one is what its grants stand on and never
    changes.
    """

    department = models.ForeignKey(
        Department, verbose_name="申請する課", on_delete=models.PROTECT, related_name="usage_requests"
    )
    affair = models.ForeignKey(
        Affair, verbose_name="個人番号利用事務", on_delete=models.PROTECT, related_name="usage_requests"
    )
    legal_basis = models.CharField(
        "根拠条文",
        max_length=200,
        help_text="例：住民基本台帳法第30条の11第1項第1号、別表第二",
        validators=[no_my_number],
    )
    purpose = models.ForeignKey(
        Purpose, verbose_name="利用目的", on_delete=models.PROTECT, related_name="usage_requests"
    )
    purpose_note = models.CharField("利用目的の説明", max_length=300, blank=True, validators=[no_my_number])
    fiscal_year = models.PositiveSmallIntegerField("年度", editable=False)
    starts_on = models.DateField("利用期間の始まり")
    ends_on = models.DateField("利用期間の終わり", help_text="申請は一つの年度の中に限ります。")
    copied_from = models.ForeignKey(
        "self",
        verbose_name="写した元の申請",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="copies",
    )
    state = models.CharField("状態", max_length=10, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    due_on = models.DateField("処理の目安", null=True, editable=False)
    drafted_at = models.DateTimeField("作成日時", auto_now_add=True)
    drafted_by = _person("作成した人", editable=False)
    submitted_at = _moment("提出日時")
    submitted_by = _person("提出した人", null=True, editable=False)
    reviewed_at = _moment("審査日時")
    reviewed_by = _person("審査した人", null=True, editable=False)
    approved_at = _moment("承認日時")
    approved_by = _person("承認した人", null=True, editable=False)
    approved_for = _person("代決された人", null=True, editable=False)
    returned_at = _moment("差戻し日時")
    returned_by = _person("差し戻した人", null=True, editable=False)
    rejected_at = _moment("却下日時")
    rejected_by = _person("却下した人", null=True, editable=False)
    withdrawn_at = _moment("取下げ日時")
    withdrawn_by = _person("取り下げた人", null=True, editable=False)

    in_sql: ClassVar[InSql] = {"number": lambda way: _number(F(f"{way}fiscal_year"), F(f"{way}pk"))}

    objects = UsageRequestQuerySet.as_manager()

    bookkeeping = ("fiscal_year",)  # the period says it
    # What the applicant writes; whoever changes one of these changes what was reviewed.
    CONTENT = ("affair", "legal_basis", "purpose", "purpose_note", "starts_on", "ends_on")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "利用申請"
        ordering = ["-id"]
        permissions = [
            ("submit_usagerequest", "利用申請を提出する・取り下げる"),
            ("review_usagerequest", "利用申請を審査する"),
            ("approve_usagerequest", "利用申請を承認する"),
            ("return_usagerequest", "利用申請を差し戻す"),
            ("reject_usagerequest", "利用申請を却下する"),
            ("view_all_departments", "すべての課の申請・権限・予約・利用記録を見る"),
        ]
        triggers = [
            WORKFLOW.arrows("registry", "usagerequest", initial=[State.DRAFT]),
            CONTENT_STAYS,
        ]
        constraints = [
            models.CheckConstraint(
                name="registry_usagerequest_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="registry_usagerequest_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="利用期間の終わりが始まりより前になっています。日付を確かめてください。",
            ),
            day_in_fiscal_year(
                name="registry_usagerequest_starts_in_year",
                day="starts_on",
                message="利用期間は、一つの年度（4月1日から翌年3月31日まで）の中にしてください。",
            ),
            day_in_fiscal_year(
                name="registry_usagerequest_ends_in_year",
                day="ends_on",
                message="利用期間は、一つの年度（4月1日から翌年3月31日まで）の中にしてください。年度をまたぐときは、"
                "年度ごとに申請してください。",
            ),
            ONE_OPEN_REQUEST,
            *(
                pair("registry", "usagerequest", name)
                for name in ("submitted", "reviewed", "approved", "returned", "rejected", "withdrawn")
            ),
            *different_people("registry", "usagerequest", "submitted", "reviewed", "approved"),
            *different_people("registry", "usagerequest", "drafted", "reviewed"),
            *different_people("registry", "usagerequest", "drafted", "approved"),
            models.CheckConstraint(
                name="registry_usagerequest_submitted_in_state",
                condition=~Q(state__in=[State.SUBMITTED, State.REVIEWED, State.APPROVED])
                | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="registry_usagerequest_reviewed_in_state",
                condition=Q(state__in=[State.REVIEWED, State.APPROVED], reviewed_at__isnull=False)
                | (~Q(state__in=[State.REVIEWED, State.APPROVED]) & Q(reviewed_at__isnull=True))
                | Q(state__in=[State.REJECTED, State.WITHDRAWN]),
            ),
            models.CheckConstraint(
                name="registry_usagerequest_approved_in_state",
                condition=Q(state=State.APPROVED, approved_at__isnull=False)
                | (~Q(state=State.APPROVED) & Q(approved_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="registry_usagerequest_approved_for_approver",
                condition=Q(approved_for__isnull=True)
                | (Q(approved_by__isnull=False) & ~Q(approved_for=F("approved_by"))),
            ),
        ]
        indexes = [
            models.Index(fields=["department", "-id"], name="registry_usagerequest_own"),
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(state__in=[State.SUBMITTED, State.REVIEWED]),
                name="registry_usagerequest_queue",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.affair}"

    @property
    def number(self):
        """How people call it: the fiscal year and a running number."""
        return f"{self.fiscal_year}-{self.pk:05d}"

    def in_words(self):
        """What is decided on, in words: label → text."""
        people = self.operators.select_related("staff").order_by("staff__kana", "staff__username")
        return {
            "申請する課": str(self.department),
            "個人番号利用事務": str(self.affair),
            "根拠条文": self.legal_basis,
            "利用目的": str(self.purpose),
            "利用目的の説明": self.purpose_note,
            "利用期間": f"{wareki(self.starts_on)}から{wareki(self.ends_on)}まで",
            "操作者": "、".join(f"{each.staff.name}（{each.staff.username}）" for each in people),
        }


@tracked
class UsageRequestOperator(RecordLine):
    """A person whom the request names to operate."""

    request = models.ForeignKey(UsageRequest, on_delete=models.PROTECT, related_name="operators")
    staff = _person("操作者", "usage_requests_as_operator")

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "操作者"
        ordering = ["id"]
        triggers = [OPERATORS_FIT, OPERATORS_STAY]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "staff"],
                name="registry_usagerequestoperator_once",
                violation_error_message="同じ職員が２度あります。",
            )
        ]

    def __str__(self):
        return str(self.staff)

"""The admin of the privacy review."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin.columns import day_column
from core.admin.forms import LineFormSet
from core.admin.register import LineInline, RegisterAdmin
from core.forms import RegisterForm
from privacy_review.models import (
    CareCategory,
    CaseCareCategory,
    CheckItem,
    ImplementingBody,
    Processor,
    ReviewCase,
)
from privacy_review.states.review_case import State


@admin.register(ImplementingBody)
class ImplementingBodyAdmin(RegisterAdmin):
    list_display = ("name", "code", "order")
    search_fields = ("name", "code")


@admin.register(CareCategory)
class CareCategoryAdmin(RegisterAdmin):
    list_display = (
        "name",
        "code",
        day_column("starts_on", "開始日"),
        day_column("ends_on", "終了日"),
        "order",
    )
    search_fields = ("name", "code")


@admin.register(CheckItem)
class CheckItemAdmin(RegisterAdmin):
    """The check lists. What has been answered stays the question that it was: another one is entered anew."""

    list_display = (
        "question",
        "criterion",
        "code",
        day_column("starts_on", "開始日"),
        day_column("ends_on", "終了日"),
        "order",
    )
    list_filter = ("criterion",)
    search_fields = ("question", "guidance", "code")
    fieldsets = (
        (
            None,
            {
                "fields": ("criterion", "question", "guidance", "code", "starts_on", "ends_on", "order"),
                "description": "答えのある審査項目の文は変えられません。文を変えるときは、"
                "終了日を入れて終わらせ、新しい審査項目を登録します。",
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: CheckItem | None = None) -> tuple[str, ...]:
        answered = obj is not None and obj.answers.exists()
        return ("criterion", "question") if answered else ()


@admin.register(Processor)
class ProcessorAdmin(RegisterAdmin):
    list_display = (
        "name",
        "kana",
        "corporate_number",
        day_column("starts_on", "登録した日"),
        day_column("ends_on", "使わなくなった日"),
    )
    search_fields = ("name", "kana", "corporate_number")


class CategoriesOfCase(LineFormSet):
    """The categories that go with the flag above them, and no others."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        entered = [
            form
            for form in self.forms
            if form.cleaned_data.get("care_category") and not form.cleaned_data.get("DELETE")
        ]
        if bool(entered) != self.instance.ordinance_special_care:
            raise ValidationError(
                "条例要配慮個人情報の「有」「無」と、その内容とが合っていません。"
                "「有」のときは内容を1つ以上選び、「無」のときは内容を外してください。"
            )


class CaseCareCategoryInline(LineInline):
    model = CaseCareCategory
    formset = CategoriesOfCase
    verbose_name = "区分"
    verbose_name_plural = "条例要配慮個人情報の内容"


class RecordedCaseForm(RegisterForm):
    """A case that was reviewed on paper, checked as such."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance._state.adding:
            self.instance.state = State.RECORDED

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"state"}  # type: ignore[misc]  # not in the stubs


@admin.register(ReviewCase)
class ReviewCaseAdmin(RegisterAdmin):
    """Cases that were reviewed on paper. Those that sections write are looked at here, and walk elsewhere."""

    form = RecordedCaseForm
    inlines = (CaseCareCategoryInline,)
    list_display = (
        "__str__",
        "criterion",
        "implementing_body",
        "state",
        day_column("reviewed_on", "審査日"),
        "special_care",
        "ordinance_special_care",
        "counted_only",
    )
    list_filter = (
        "state",
        "criterion",
        "implementing_body",
        "special_care",
        "ordinance_special_care",
        "counted_only",
    )
    list_select_related = ("implementing_body",)
    search_fields = ("content", "purpose", "recipient", "clause")
    search_help_text = "内容、利用目的、提供先、該当条項で探します。"
    date_hierarchy = "reviewed_on"
    fieldsets = (
        (
            None,
            {
                "fields": ("criterion", "implementing_body", "reviewed_on", "counted_only", "order"),
                "description": "紙で審査した案件を登録します。担当の課がこの台帳で書いた案件は、"
                "ここでは見るだけです。",
            },
        ),
        (
            "要配慮個人情報",
            {
                "fields": ("special_care", "ordinance_special_care"),
                "description": "どちらかの印がある案件が、報告書の一覧に載ります。"
                "条例要配慮個人情報の内容は、下で選びます。",
            },
        ),
        (
            "外部委託の案件",
            {
                "fields": (
                    "content",
                    "department",
                    "processor",
                    "contract_starts_on",
                    "contract_ends_on",
                    "safety_plan",
                ),
                "description": "委託の内容と担当部課を入れます。オンライン結合・システム導入の案件でも、"
                "その内容と担当部課をここに入れます。",
            },
        ),
        (
            "オンライン結合・システム導入の案件",
            {"fields": ("linkage",), "description": "上の内容と担当部課のほかに、どちらであるかを選びます。"},
        ),
        (
            "目的外利用・外部提供の案件",
            {
                "fields": ("purpose", "clause"),
                "description": "利用目的（外部提供では提供先での利用目的）と該当条項を入れます。",
            },
        ),
        (
            "目的外利用の案件",
            {
                "fields": ("holding_department", "using_department"),
                "description": "個人情報を保有する課と、利用する課です。",
            },
        ),
        (
            "外部提供の案件",
            {"fields": ("recipient",), "description": "提供先のほかに、上の担当部課も入れます。"},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        recorded = obj is None or obj.state == State.RECORDED
        return recorded and super().has_change_permission(request, obj)

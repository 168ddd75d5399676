"""The admin of the privacy review."""

from django.contrib import admin

from core.admin.columns import day_column
from core.admin.register import LineInline, RegisterAdmin
from privacy_review.models import CareCategory, CaseCareCategory, ImplementingBody, ReviewCase


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


class CaseCareCategoryInline(LineInline):
    model = CaseCareCategory
    verbose_name = "区分"
    verbose_name_plural = "条例要配慮個人情報の内容"


@admin.register(ReviewCase)
class ReviewCaseAdmin(RegisterAdmin):
    inlines = (CaseCareCategoryInline,)
    list_display = (
        "__str__",
        "criterion",
        "implementing_body",
        day_column("reviewed_on", "審査日"),
        "special_care",
        "ordinance_special_care",
        "counted_only",
    )
    list_filter = (
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
            {"fields": ("criterion", "implementing_body", "reviewed_on", "counted_only", "order")},
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
                "fields": ("content", "department"),
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

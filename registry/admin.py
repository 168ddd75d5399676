"""The admin of the Juki-net's registers."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from core.admin.columns import day_column
from core.admin.exchange import Exchange
from core.admin.register import RecordInline, RegisterAdmin
from core.calendar import today
from core.models import Staff
from registry.models import Affair, BookingTerms, Custodian, Purpose, Site, Terminal
from registry.resources import AffairResource, CustodianResource, SiteResource, TerminalResource


class TerminalInline(RecordInline):
    model = Terminal


def _custodians_to_be(db_field: Any) -> dict[str, Any]:
    """Who is in office, and whoever stands in a row already: that row is to be ended when they have left."""
    if db_field.name != "staff":
        return {}
    standing = Q(pk__in=Custodian.objects.values("staff"))
    return {"queryset": Staff.objects.filter(Q(is_active=True) | standing)}


class CustodianInline(RecordInline):
    model = Custodian

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, **_custodians_to_be(db_field), **kwargs)


class OfOwnSites(RegisterAdmin):
    """Rows of which a person sees those of the sites that are the own (see the models' `visible_to`)."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]


@admin.register(Site)
class SiteAdmin(Exchange, OfOwnSites):
    resource_classes = (SiteResource,)
    inlines = (TerminalInline, CustodianInline)
    list_display = (
        "name",
        "kind",
        "department",
        "terminal_count",
        day_column("starts_on", "設置日"),
        day_column("ends_on", "廃止日"),
        "code",
        "order",
    )
    list_filter = ("kind", ("department", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("department",)
    search_fields = ("name", "short_name", "code", "terminals__number")
    search_help_text = "設置場所の名前、コード、端末番号で探します。"
    fieldsets = (
        (None, {"fields": ("code", "name", "short_name", "kind", "department", "order")}),
        (
            "期間",
            {
                "fields": ("starts_on", "ends_on"),
                "description": "廃止した設置場所は、削除せずに廃止日を入れます。",
            },
        ),
        (None, {"fields": ("remarks",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Site]:
        return super().get_queryset(request).with_terminal_count(today())  # type: ignore[attr-defined]

    @admin.display(description="いまある端末")
    def terminal_count(self, site: Site) -> str:
        return f"{site.terminal_count}台"  # type: ignore[attr-defined]  # with_terminal_count


@admin.register(Terminal)
class TerminalAdmin(Exchange, OfOwnSites):
    resource_classes = (TerminalResource,)
    list_display = (
        "number",
        "site",
        "is_shared",
        day_column("placed_on", "今の設置場所に置いた日"),
        day_column("starts_on", "設置日"),
        day_column("ends_on", "撤去日"),
        "remarks",
    )
    list_filter = ("site",)
    list_select_related = ("site",)
    search_fields = ("number", "site__name", "remarks")
    autocomplete_fields = ("site",)
    fieldsets = (
        (None, {"fields": ("number", "site", "placed_on", "is_shared")}),
        (
            "期間",
            {
                "fields": ("starts_on", "ends_on"),
                "description": "撤去した端末は、削除せずに撤去日を入れます。"
                "ほかの設置場所へ移した端末は、設置場所と「今の設置場所に置いた日」を変更します。"
                "前の日までは、前の設置場所の端末として残ります。",
            },
        ),
        (None, {"fields": ("remarks",)}),
    )


@admin.register(Custodian)
class CustodianAdmin(Exchange, OfOwnSites):
    resource_classes = (CustodianResource,)
    list_display = (
        "site",
        "role",
        "staff",
        day_column("starts_on", "就任日"),
        day_column("ends_on", "退任日"),
    )
    list_display_links = ("site", "staff")
    list_filter = ("role", "site")
    list_select_related = ("site", "staff")
    search_fields = ("site__name", "staff__name", "staff__username")
    autocomplete_fields = ("site",)
    fieldsets = (
        (
            None,
            {
                "fields": ("site", "role", "staff", "starts_on", "ends_on"),
                "description": "端末機管理責任者は、一つの設置場所に同時に一人です。"
                "交代するときは、前任者の退任日を入れてから後任者を追加します。",
            },
        ),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, **_custodians_to_be(db_field), **kwargs)


@admin.register(Affair)
class AffairAdmin(Exchange, RegisterAdmin):
    resource_classes = (AffairResource,)
    list_display = (
        "name",
        "code",
        day_column("starts_on", "開始日"),
        day_column("ends_on", "終了日"),
        "order",
    )
    search_fields = ("name", "code")
    fieldsets = (
        (None, {"fields": ("code", "name", "order")}),
        (
            "期間",
            {
                "fields": ("starts_on", "ends_on"),
                "description": "なくなった事務は、削除せずに終了日を入れます。",
            },
        ),
    )


@admin.register(Purpose)
class PurposeAdmin(RegisterAdmin):
    list_display = (
        "name",
        "code",
        "needs_note",
        day_column("starts_on", "開始日"),
        day_column("ends_on", "終了日"),
        "order",
    )
    search_fields = ("name", "code")
    fieldsets = (
        (None, {"fields": ("code", "name", "needs_note", "order")}),
        (
            "期間",
            {
                "fields": ("starts_on", "ends_on"),
                "description": "使わなくなった利用目的は、削除せずに終了日を入れます。",
            },
        ),
    )


@admin.register(BookingTerms)
class BookingTermsAdmin(RegisterAdmin):
    """One row: it is changed, and added only where there is none."""

    list_display = ("__str__", "days_ahead", "longest_minutes", "review_days")
    fieldsets = (
        ("予約", {"fields": ("opens_at", "closes_at", "days_ahead", "longest_minutes")}),
        ("申請", {"fields": ("review_days",)}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not BookingTerms.objects.exists()

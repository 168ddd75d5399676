from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.models import AccessEvent


@admin.register(AccessEvent)
class AccessEventAdmin(admin.ModelAdmin):
    """The access log is read; nobody writes, changes or removes a line of it here."""

    list_display = ("at", "kind", "staff_name", "department_name", "subject", "ip_address")
    list_filter = ("kind",)
    search_fields = ("staff_name", "subject", "path")
    search_help_text = "氏名、対象、画面で探します。"
    date_hierarchy = "at"
    list_per_page = 100
    show_full_result_count = False
    empty_value_display = "―"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

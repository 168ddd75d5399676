from django.contrib import admin

from core.admin.register import ReadOnlyAdmin
from core.models import AccessEvent


@admin.register(AccessEvent)
class AccessEventAdmin(ReadOnlyAdmin):
    """The access log is read; nobody writes, changes or removes a line of it here."""

    list_display = ("at", "kind", "staff_name", "department_name", "subject", "ip_address")
    list_filter = ("kind",)
    search_fields = ("staff_name", "subject", "path")
    search_help_text = "氏名、対象、画面で探します。"
    date_hierarchy = "at"

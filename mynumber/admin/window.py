from django.contrib import admin

from core.admin.columns import day_column
from core.admin.register import LineInline, RegisterAdmin
from mynumber.models import Window, WindowHours


class WindowHoursInline(LineInline):
    model = WindowHours


@admin.register(Window)
class WindowAdmin(RegisterAdmin):
    inlines = (WindowHoursInline,)
    list_display = (
        "name",
        "service",
        "at_issuance",
        "at_application",
        day_column("starts_on", "開設日"),
        day_column("ends_on", "閉鎖日"),
        "order",
    )
    list_filter = ("service", "at_issuance", "at_application")
    search_fields = ("name", "remarks")
    fieldsets = (
        (None, {"fields": ("service", "name", "remarks", "order")}),
        (
            "交付の方式",
            {
                "fields": ("at_issuance", "at_application"),
                "description": "カードを交付する窓口には、少なくとも一方を選びます。",
            },
        ),
        (
            "期間",
            {
                "fields": ("starts_on", "ends_on"),
                "description": "閉めた窓口は、削除せずに閉鎖日を入れます。分からない日は空欄にします。",
            },
        ),
    )

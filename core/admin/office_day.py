from django.contrib import admin

from core.admin.columns import day_column
from core.admin.register import RegisterAdmin
from core.models import OfficeDay


@admin.register(OfficeDay)
class OfficeDayAdmin(RegisterAdmin):
    list_display = (day_column("day", "日"), "is_open", "note")
    list_filter = ("is_open",)
    search_fields = ("note",)
    fieldsets = (
        (
            None,
            {
                "fields": ("day", "is_open", "note"),
                "description": "カレンダーと違って開く日と閉じる日だけを登録します。その日には、端末を予約"
                "できるか、できないかが変わります。",
            },
        ),
    )

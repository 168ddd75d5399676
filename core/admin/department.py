from django.contrib import admin

from core.admin.columns import day_column
from core.admin.exchange import Exchange
from core.admin.register import RegisterAdmin
from core.models import Department
from core.resources import DepartmentResource


@admin.register(Department)
class DepartmentAdmin(Exchange, RegisterAdmin):
    resource_classes = (DepartmentResource,)
    list_display = (
        "__str__",
        "code",
        day_column("starts_on", "設置日"),
        day_column("ends_on", "廃止日"),
        "order",
    )
    list_filter = ("bureau",)
    search_fields = ("bureau", "section", "code")
    fieldsets = (
        (None, {"fields": ("code", "bureau", "section", "order")}),
        (
            "期間",
            {
                "fields": ("starts_on", "ends_on"),
                "description": "廃止した部課は、削除せずに廃止日を入れます。名称が変わった部課は、"
                "廃止日を入れて、新しい部課を追加します。",
            },
        ),
    )

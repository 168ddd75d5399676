from django.contrib import admin
from django.http import HttpRequest

from core.admin.register import RegisterAdmin
from mynumber.models import FigureTerms


@admin.register(FigureTerms)
class FigureTermsAdmin(RegisterAdmin):
    """One row: it is changed, and added only where there is none."""

    list_display = ("__str__", "due_days", "swing_percent", "swing_least")
    fieldsets = (
        ("提出", {"fields": ("due_days",)}),
        (
            "増減の理由",
            {
                "fields": ("swing_percent", "swing_least"),
                "description": "どちらも超えて増減した数に、入力の画面で理由を求めます。"
                "項目ごとに変えるときは、実績項目で割合を指定します。",
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not FigureTerms.objects.exists()

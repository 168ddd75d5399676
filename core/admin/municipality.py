from django.contrib import admin
from django.http import HttpRequest

from core.admin.register import RegisterAdmin
from core.models import Municipality


@admin.register(Municipality)
class MunicipalityAdmin(RegisterAdmin):
    """The one municipality: it is named once, and afterwards renamed."""

    list_display = ("name",)
    fieldsets = ((None, {"fields": ("name",), "description": "画面の見出しと報告書の文に使う名称です。"}),)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Municipality.objects.exists()

from django.db.models import QuerySet

from core.lists import RegisterList
from mynumber.filters import WindowFilter
from mynumber.models import Window
from mynumber.tables import WindowTable


class WindowList(RegisterList):
    slug = "windows"
    title = "取扱窓口"
    lead = "マイナンバーカードの交付と、電子証明書の発行等を取り扱う窓口です。"
    model = Window
    permission_required = "mynumber.view_window"
    table_class = WindowTable
    filter_class = WindowFilter

    def get_queryset(self) -> QuerySet:
        return Window.objects.prefetch_related("hours")

from django.db.models import QuerySet

from core.lists import RegisterList
from mynumber.filters import StockFigureFilter
from mynumber.models import StockFigure
from mynumber.tables import StockFigureTable


class StockFigureList(RegisterList):
    slug = "stock_figures"
    title = "基準日の実績"
    lead = "ある日現在の数です。3月31日と4月1日は別の日として記録します。"
    model = StockFigure
    permission_required = "mynumber.view_stockfigure"
    table_class = StockFigureTable
    filter_class = StockFigureFilter

    def get_queryset(self) -> QuerySet:
        return StockFigure.objects.visible_to(self.request.user).select_related("series__department")

from django.db.models import QuerySet

from core.lists import RegisterList
from mynumber.filters import FlowFigureFilter
from mynumber.models import FlowFigure
from mynumber.tables import FlowFigureTable


class FlowFigureList(RegisterList):
    slug = "flow_figures"
    title = "年度の実績"
    lead = "四半期ごとの件数と年度計、開始からの累計です。"
    model = FlowFigure
    permission_required = "mynumber.view_flowfigure"
    table_class = FlowFigureTable
    filter_class = FlowFigureFilter

    def get_queryset(self) -> QuerySet:
        figures = FlowFigure.objects.visible_to(self.request.user)
        return figures.select_related("series__department").with_history()

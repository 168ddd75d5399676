from typing import Any

from django.db.models import QuerySet

from core.calendar import LAST_DAY, fiscal_year_of
from core.lists import RegisterList
from mynumber.filters import FlowFigureFilter
from mynumber.models import FlowFigure
from mynumber.statistics import Figures
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
        return FlowFigure.objects.visible_to(self.request.user).select_related("series__department")

    def table_options(self) -> dict[str, Any]:
        return {"figures": Figures(through=fiscal_year_of(LAST_DAY))}

from django.db.models import QuerySet

from core.lists import RegisterList
from mynumber.filters import SeriesFilter
from mynumber.models import Series
from mynumber.tables import SeriesTable


class SeriesList(RegisterList):
    slug = "series"
    title = "実績項目"
    lead = "数える項目と、その単位・所管です。合計の項目は内訳から計算します。"
    model = Series
    permission_required = "mynumber.view_series"
    table_class = SeriesTable
    filter_class = SeriesFilter

    def get_queryset(self) -> QuerySet:
        return Series.objects.visible_to(self.request.user).for_list()

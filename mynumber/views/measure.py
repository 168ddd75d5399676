from core.lists import RegisterList
from mynumber.filters import MeasureFilter
from mynumber.models import Measure
from mynumber.tables import MeasureTable


class MeasureList(RegisterList):
    slug = "measures"
    title = "セキュリティ対策"
    lead = "情報セキュリティポリシーの４つの区分による対策です。"
    model = Measure
    permission_required = "mynumber.view_measure"
    table_class = MeasureTable
    filter_class = MeasureFilter

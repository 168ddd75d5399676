from core.lists import RegisterList
from mynumber.filters import CsirtDrillFilter
from mynumber.models import CsirtDrill
from mynumber.tables import CsirtDrillTable


class CsirtDrillList(RegisterList):
    slug = "csirt_drills"
    title = "CSIRT訓練"
    lead = "情報セキュリティ事故に備える訓練の記録です。"
    model = CsirtDrill
    permission_required = "mynumber.view_csirtdrill"
    table_class = CsirtDrillTable
    filter_class = CsirtDrillFilter

from core.lists import RegisterList
from registry.filters.places import AffairFilter
from registry.models import Affair
from registry.tables.places import AffairTable


class AffairList(RegisterList):
    slug = "affairs"
    title = "個人番号利用事務"
    lead = "個人番号を利用する事務です。報告書には、この並び順で載ります。"
    model = Affair
    permission_required = "registry.view_affair"
    table_class = AffairTable
    filter_class = AffairFilter

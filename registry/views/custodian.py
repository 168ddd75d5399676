from django.db.models import QuerySet

from core.lists import RegisterList
from registry.filters.places import CustodianFilter
from registry.models import Custodian
from registry.tables.places import CustodianTable


class CustodianList(RegisterList):
    slug = "custodians"
    title = "端末機管理責任者・補助者"
    lead = "設置場所ごとの端末機管理責任者と補助者の、就任から退任までです。"
    model = Custodian
    permission_required = "registry.view_custodian"
    table_class = CustodianTable
    filter_class = CustodianFilter

    def get_queryset(self) -> QuerySet:
        return Custodian.objects.visible_to(self.request.user).select_related("site", "staff__department")

from django.db.models import QuerySet

from core.lists import RegisterList
from registry.filters.places import SiteFilter
from registry.models import Site
from registry.tables.places import SiteTable


class SiteList(RegisterList):
    slug = "sites"
    title = "設置場所"
    lead = "統合端末を置く場所と、その日の端末の台数、端末機管理責任者です。"
    model = Site
    permission_required = "registry.view_site"
    table_class = SiteTable
    filter_class = SiteFilter

    def get_queryset(self) -> QuerySet:
        return Site.objects.visible_to(self.request.user)

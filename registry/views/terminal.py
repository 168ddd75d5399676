from django.db.models import QuerySet

from core.lists import RegisterList
from registry.filters.places import TerminalFilter
from registry.models import Terminal
from registry.tables.places import TerminalTable


class TerminalList(RegisterList):
    slug = "terminals"
    title = "統合端末"
    lead = "住民基本台帳ネットワークシステムの統合端末と、置いている場所の責任者です。"
    model = Terminal
    permission_required = "registry.view_terminal"
    table_class = TerminalTable
    filter_class = TerminalFilter

    def get_queryset(self) -> QuerySet:
        return Terminal.objects.visible_to(self.request.user)

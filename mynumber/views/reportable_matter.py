"""What the security meetings are to be told of: the list, and the page of one with the meetings that were."""

from django.db.models import QuerySet

from core.lists import RegisterList
from core.records import RecordPage
from mynumber.filters import ReportableMatterFilter
from mynumber.models import AgendaItem, ReportableMatter
from mynumber.tables import ReportableMatterTable, ToldTable


class ReportableMatterList(RegisterList):
    slug = "reportable_matters"
    title = "会議に報告する事項"
    lead = "研修、条例等の改正、操作ログの分析など、次のセキュリティ会議の議題の候補になる事項です。"
    model = ReportableMatter
    permission_required = "mynumber.view_reportablematter"
    table_class = ReportableMatterTable
    filter_class = ReportableMatterFilter

    def get_queryset(self) -> QuerySet:
        return ReportableMatter.objects.for_list()


class ReportableMatterPage(RecordPage):
    """A matter, and the items of agendas that told it."""

    list_class = ReportableMatterList
    lines_title = "この事項を議題にした会議"
    lines_class = ToldTable

    def get_lines(self, record: ReportableMatter) -> QuerySet:
        told = AgendaItem.objects.filter(source=f"matter:{record.pk}").select_related("meeting")
        return told.order_by("-meeting__held_on", "kind", "order")

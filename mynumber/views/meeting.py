from django.db.models import QuerySet

from core.lists import RegisterList
from core.records import RecordPage
from mynumber.filters import MeetingFilter
from mynumber.models import Meeting
from mynumber.tables import AgendaItemTable, MeetingTable


class MeetingList(RegisterList):
    slug = "meetings"
    title = "セキュリティ会議"
    lead = "会議ごとの議題の件数です。「回」を選ぶと議題を表示します。"
    model = Meeting
    permission_required = "mynumber.view_meeting"
    table_class = MeetingTable
    filter_class = MeetingFilter

    def get_queryset(self) -> QuerySet:
        return Meeting.objects.for_list()


class MeetingDetail(RecordPage):
    """A meeting and its agenda."""

    list_class = MeetingList
    lines_title = "議題"
    lines_class = AgendaItemTable

    def get_lines(self, record: Meeting) -> QuerySet:
        return record.agenda_items.all()

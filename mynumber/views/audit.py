from django.db.models import QuerySet

from core.lists import RegisterList
from core.records import RecordPage
from mynumber.filters import AuditFilter
from mynumber.models import Audit
from mynumber.tables import AuditTable, FindingTable


class AuditList(RegisterList):
    slug = "audits"
    title = "監査と指摘事項"
    lead = "監査ごとの指摘事項と、改善の確認です。「制度」を選ぶと指摘事項を表示します。"
    model = Audit
    permission_required = "mynumber.view_audit"
    table_class = AuditTable
    filter_class = AuditFilter

    def get_queryset(self) -> QuerySet:
        return Audit.objects.for_list()


class AuditDetail(RecordPage):
    """An audit and what it stated; a finding of an earlier one leads to where its improvement was stated."""

    list_class = AuditList
    lines_title = "指摘事項"
    lines_class = FindingTable

    def get_lines(self, record: Audit) -> QuerySet:
        return record.findings.select_related("improvement__audit")

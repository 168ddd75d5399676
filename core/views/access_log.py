from core.filters import AccessEventFilter
from core.lists import RegisterList
from core.models import AccessEvent
from core.tables import AccessEventTable


class AccessEventList(RegisterList):
    slug = "access_events"
    title = "アクセス記録"
    lead = "だれが、いつ、ログインし、印刷し、ファイルに出力したかの記録です。新しい順です。"
    model = AccessEvent
    permission_required = "core.view_accessevent"
    table_class = AccessEventTable
    filter_class = AccessEventFilter

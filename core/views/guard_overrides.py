from core.filters import GuardOverrideFilter
from core.lists import RegisterList
from core.models import GuardOverride
from core.tables import GuardOverrideTable


class GuardOverrideList(RegisterList):
    slug = "guard_overrides"
    title = "個人番号の確認の記録"
    lead = (
        "個人番号と思われる数字を、個人番号ではないと確かめて登録した記録です。新しい順です。"
        "数字そのものは、ここには残しません。"
    )
    model = GuardOverride
    permission_required = "core.view_guardoverride"
    table_class = GuardOverrideTable
    filter_class = GuardOverrideFilter

"""The Juki-net's registers as CSV files."""

from core.models import Department
from core.resources import ChoiceWidget, CodeWidget, CountWidget, DayWidget, RegisterResource, column
from registry.models import Affair, Site, Terminal


class SiteResource(RegisterResource):
    key_heading = "設置場所コード"

    code = column(key_heading, "code")
    name = column("設置場所", "name")
    short_name = column("略称", "short_name")
    kind = column("種別", "kind", ChoiceWidget(Site.Kind.choices))
    department = column("所属コード", "department", CodeWidget(Department))
    starts_on = column("設置日", "starts_on", DayWidget())
    ends_on = column("廃止日", "ends_on", DayWidget())
    remarks = column("備考", "remarks")
    order = column("並び順", "order", CountWidget())

    class Meta(RegisterResource.Meta):
        model = Site
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "short_name",
            "kind",
            "department",
            "starts_on",
            "ends_on",
            "remarks",
            "order",
        )


class TerminalResource(RegisterResource):
    key_heading = "端末番号"

    number = column(key_heading, "number")
    site = column("設置場所コード", "site", CodeWidget(Site))
    starts_on = column("設置日", "starts_on", DayWidget())
    ends_on = column("撤去日", "ends_on", DayWidget())
    remarks = column("備考", "remarks")

    class Meta(RegisterResource.Meta):
        model = Terminal
        import_id_fields = ("number",)
        fields = ("number", "site", "starts_on", "ends_on", "remarks")


class AffairResource(RegisterResource):
    key_heading = "事務コード"

    code = column(key_heading, "code")
    name = column("事務", "name")
    starts_on = column("開始日", "starts_on", DayWidget())
    ends_on = column("終了日", "ends_on", DayWidget())
    order = column("並び順", "order", CountWidget())

    class Meta(RegisterResource.Meta):
        model = Affair
        import_id_fields = ("code",)
        fields = ("code", "name", "starts_on", "ends_on", "order")

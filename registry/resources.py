"""The Juki-net's registers as CSV files."""

from typing import Any

from django.core.exceptions import ValidationError
from import_export import widgets

from core.models import Department, Staff
from core.resources import (
    ChoiceWidget,
    CodeWidget,
    CountWidget,
    DayWidget,
    RegisterResource,
    YesNoWidget,
    column,
)
from registry.models import Affair, Custodian, Site, Terminal


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
    placed_on = column("今の設置場所に置いた日", "placed_on", DayWidget())
    is_shared = column("予約を受け付ける", "is_shared", YesNoWidget())
    starts_on = column("設置日", "starts_on", DayWidget())
    ends_on = column("撤去日", "ends_on", DayWidget())
    remarks = column("備考", "remarks")

    class Meta(RegisterResource.Meta):
        model = Terminal
        import_id_fields = ("number",)
        fields = ("number", "site", "placed_on", "is_shared", "starts_on", "ends_on", "remarks")


class PersonWidget(widgets.ForeignKeyWidget):
    """A member of staff by the number of their account."""

    def __init__(self) -> None:
        super().__init__(Staff, "username")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Staff:
        number = value.strip()
        found = Staff.objects.filter(username=number).first()
        if found is None:
            raise ValueError(f"「{number}」という職員番号はありません。")
        return found


class CustodianResource(RegisterResource):
    """Who answers for which site: a row is known by the site, the person, the role and the first day."""

    key_heading = "設置場所コード・職員番号・役割・就任日"

    site = column("設置場所コード", "site", CodeWidget(Site))
    staff = column("職員番号", "staff", PersonWidget())
    role = column("役割", "role", ChoiceWidget(Custodian.Role.choices))
    starts_on = column("就任日", "starts_on", DayWidget())
    ends_on = column("退任日", "ends_on", DayWidget())

    class Meta(RegisterResource.Meta):
        model = Custodian
        import_id_fields = ("site", "staff", "role", "starts_on")
        fields = ("site", "staff", "role", "starts_on", "ends_on")

    def key_of(self, row: Any) -> str:
        """The four that tell rows apart. Raises ValidationError with all that is wrong with them."""
        values, faults = [], {}
        for name in self.get_import_id_fields():
            field = self.fields[name]
            text = row[field.column_name].strip()
            try:
                value = field.widget.clean(text, row)
                if value is None:
                    raise ValueError("入れてください。")
                values.append(field.widget.render(value))
            except ValueError as error:
                faults[name] = str(error)
        if faults:
            raise ValidationError(faults)
        return "・".join(values)

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        super().validate_instance(instance, *args, **kwargs)
        if instance._state.adding and not instance.staff.is_active:
            raise ValidationError({"staff": f"{instance.staff.name}さんは、いまは在職していません。"})


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

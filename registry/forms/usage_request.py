"""The form of a usage request."""

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet

from core.calendar import today
from core.fields import DayField
from core.forms import RegisterForm
from core.models import Department, Staff
from registry.models import Affair, Purpose, UsageRequest
from registry.services.usage_request import RequestContent, faults_of_period

_ONE_YEAR = "一つの年度（4月1日から翌年3月31日まで）の中にします。"


class OperatorsField(forms.ModelMultipleChoiceField):
    """Staff to tick, each with what tells namesakes apart."""

    widget = forms.CheckboxSelectMultiple({"class": "operators"})

    def __init__(self, **options: Any) -> None:
        super().__init__(Staff.objects.none(), **options)
        # Whoever sends the key of somebody else learns nothing about them.
        message = "選べない職員が含まれています。表示されている職員から選び直してください。"
        self.error_messages |= {"invalid_choice": message, "invalid_pk_value": message}

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{'・'.join(filter(None, (obj.kana, obj.username)))}）"


class UsageRequestForm(RegisterForm):
    """What an applicant writes of the own department's request; the operators are its lines."""

    starts_on = DayField(label="利用期間の始まり", help_text=f"{_ONE_YEAR}例：令和8年4月1日、R8.4.1")
    ends_on = DayField(label="利用期間の終わり", help_text="年度をまたぐときは、年度ごとに申請してください。")
    operators = OperatorsField(
        label="操作者",
        required=False,
        help_text="統合端末を操作する職員に印を付けます。自分の課の在職者だけを選べます。",
    )
    version = forms.IntegerField(label="状態", widget=forms.HiddenInput)

    class Meta:
        model = UsageRequest
        fields = ("affair", "legal_basis", "purpose", "purpose_note", "starts_on", "ends_on")
        widgets = {"purpose_note": forms.Textarea({"rows": 3})}
        help_texts = {
            "purpose_note": "何のために照会するかを書きます。住民の氏名や番号は書かないでください。"
            "利用目的が「その他」のときは必ず入れます。"
        }

    field_order = (
        "affair",
        "legal_basis",
        "purpose",
        "purpose_note",
        "starts_on",
        "ends_on",
        "operators",
        "version",
    )

    def __init__(self, *args: Any, department: Department | None, **options: Any) -> None:
        request: UsageRequest | None = options.get("instance")
        if request is not None:
            # By key, so that the control shows them alike each time.
            keys = request.operators.order_by("staff_id").values_list("staff_id", flat=True)
            present = {"operators": list(keys), "version": request.version}
            options["initial"] = present | options.get("initial", {})
        super().__init__(*args, **options)
        if request is None:
            del self.fields["version"]
        for name, field in self.fields.items():
            verb = "選んで" if name in ("affair", "purpose") else "入れて"
            field.error_messages["required"] = f"{field.label}を{verb}ください。"
        _limit(
            self.fields["affair"],
            _still_in_force(Affair.objects.all(), request.affair_id if request else None),
        )
        _limit(
            self.fields["purpose"],
            _still_in_force(Purpose.objects.all(), request.purpose_id if request else None),
        )
        colleagues = Staff.objects.filter(department=department, is_active=True, department__isnull=False)
        _limit(self.fields["operators"], colleagues.order_by("kana", "username"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("starts_on") and cleaned.get("ends_on"):
            for fault in faults_of_period(cleaned["starts_on"], cleaned["ends_on"]):
                self.add_error("ends_on", fault)
        return cleaned

    @property
    def content(self) -> RequestContent:
        """What was written, for the services."""
        values = {name: self.cleaned_data[name] for name in UsageRequest.CONTENT}
        return RequestContent(**values, operators=tuple(self.cleaned_data["operators"]))

    def _overtaken_message(self, names: list[str]) -> str:
        """The version rises with every change: it is told only where nothing else says what happened."""
        told = [name for name in names if name != "version"]
        if told:
            return super()._overtaken_message(told)
        return (
            "この画面を開いたあとに、ほかの人がこの申請の手続きを進めました。"
            f"いまの状態は「{self.instance.get_state_display()}」です。"
            "入力した内容は残してあります。このまま変更してよいか確かめてから、もう一度保存してください。"
        )


def _limit(field: forms.Field, rows: QuerySet) -> None:
    field = cast(forms.ModelChoiceField, field)
    field.queryset = rows
    if field.empty_label is not None:
        field.empty_label = "選んでください"


def _still_in_force(rows: QuerySet, present: int | None) -> QuerySet:
    """What can be chosen from today on, and what was chosen before."""
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()) | Q(pk=present))

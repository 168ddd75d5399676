"""The form of a usage request."""

from typing import Any

from django import forms

from core.fields import DayField
from core.forms import WorkflowForm, offer
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


class UsageRequestForm(WorkflowForm):
    """What an applicant writes of the own department's request; the operators are its lines."""

    starts_on = DayField(label="利用期間の始まり", help_text=f"{_ONE_YEAR}例：令和8年4月1日、R8.4.1")
    ends_on = DayField(label="利用期間の終わり", help_text="年度をまたぐときは、年度ごとに申請してください。")
    operators = OperatorsField(
        label="操作者",
        required=False,
        help_text="統合端末を操作する職員に印を付けます。自分の課の在職者だけを選べます。",
    )
    noun = "申請"

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
            options["initial"] = {"operators": list(keys)} | options.get("initial", {})
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            verb = "選んで" if name in ("affair", "purpose") else "入れて"
            field.error_messages["required"] = f"{field.label}を{verb}ください。"
        offer(self.fields["affair"], Affair.objects.all(), chosen=request.affair_id if request else None)
        offer(self.fields["purpose"], Purpose.objects.all(), chosen=request.purpose_id if request else None)
        colleagues = Staff.objects.filter(department=department, is_active=True, department__isnull=False)
        offer(self.fields["operators"], colleagues.order_by("kana", "username"), ended=False)

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

"""The form with which an approver names a deputy."""

from typing import Any, cast

from django import forms

from core.fields import DayField
from core.models import Staff
from registry.models import Deputy
from registry.states.usage_request import APPROVE, SEES_ALL


class DeputyField(forms.ModelChoiceField):
    """A member of staff, with what tells namesakes apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{'・'.join(str(each) for each in (obj.department, obj.username) if each)}）"


class DeputyForm(forms.ModelForm):
    """Who decides in the approver's name, and when."""

    deputy = DeputyField(
        Staff.objects.none(),
        label="代決する人",
        empty_label="選んでください",
        help_text="すべての課の利用申請を見ることができ、自分では承認の権限を持たない職員から選びます。",
        error_messages={
            "invalid_choice": "この職員は代決者にできません。表示されている職員から選び直してください。"
        },
    )
    starts_on = DayField(label="代決の始まり", help_text="例：令和8年4月1日、R8.4.1")
    ends_on = DayField(label="代決の終わり", help_text="この日まで代決できます。")

    class Meta:
        model = Deputy
        fields = ("deputy", "starts_on", "ends_on", "reason")

    def __init__(self, *args: Any, principal: Staff, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.principal = principal
        for name, field in self.fields.items():
            field.error_messages["required"] = (
                f"{field.label}を{'選んで' if name == 'deputy' else '入れて'}ください。"
            )
        able = Staff.objects.exclude(pk=principal.pk).exclude(pk__in=_keys_of_holders(APPROVE))
        for right in SEES_ALL:
            able = able.filter(pk__in=_keys_of_holders(right))
        field = cast(forms.ModelChoiceField, self.fields["deputy"])
        field.queryset = able.select_related("department").order_by("kana", "username")


def _keys_of_holders(right: str) -> Any:
    return Staff.objects.holding(right).order_by().values("pk")

"""Naming one of the staff in a form: by the number of their account, or by their name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.models import Staff
from core.search import holding
from core.text import half_width_digits
from core.validators import no_my_number

SHOWN = 5  # namesakes that a message lists


def told_apart(person: Staff, title: str = "") -> str:
    """A person so that namesakes are told apart: 「山田 花子さん（12345、地域行政部 戸籍課）」."""
    return (
        f"{person.name}{title}（{'、'.join(filter(None, (person.username, str(person.department or ''))))}）"
    )


class PersonField(forms.CharField):
    """One of the staff in office: a 職員番号, or enough of a name that it is one person's alone."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "職員番号か氏名を入れます。例：12345、山田 花子")
        widget = forms.TextInput({"autocomplete": "off"})
        super().__init__(max_length=60, widget=widget, validators=[no_my_number], **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        in_office = Staff.objects.filter(is_active=True).select_related("department").order_by("kana", "pk")
        exact = in_office.filter(username__in=[text, half_width_digits(text)]).first()
        if exact is not None:
            return exact
        found = list(in_office.filter(holding(text, "name", "kana"))[: SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                f"「{text}」という在職者はいません。職員番号か氏名を確かめてください。", code="unknown"
            )
        names = "、".join(told_apart(person) for person in found[:SHOWN])
        more = "ほか" if len(found) > SHOWN else ""
        raise ValidationError(
            f"当てはまる職員が何人かいます。職員番号で入力してください：{names}{more}", code="several"
        )

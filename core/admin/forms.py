"""The admin's sets of forms: rows that are edited in a list, and the lines of a record."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

STEP_OF_ORDER = 10  # leaves room between two lines


class LockedFormSet(forms.BaseModelFormSet):
    """The rows of a list that are being saved, locked before they are compared with what was typed."""

    refusal: ClassVar[str] = ""

    def __init__(self, data: Any = None, files: Any = None, *, queryset: Any = None, **kwargs: Any) -> None:
        if data is not None and queryset is not None:
            # By key, so that two lists which are saved at once take the locks in the same order.
            queryset = queryset.order_by("pk").select_for_update(of=("self",))
        super().__init__(data, files, queryset=queryset, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.refusal:
            raise ValidationError(self.refusal, code="refused")


class LineFormSet(forms.BaseInlineFormSet):
    """The lines of a record. A new one without a place in the order goes to the end."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance._state.adding and "order" in form.fields:
            form.fields["order"].required = False
            form.initial["order"] = None

    def clean(self) -> None:
        super().clean()
        entered = [form for form in self.forms if form.has_changed() or not form.instance._state.adding]
        last = max((form.cleaned_data.get("order") or 0 for form in entered if form.is_valid()), default=0)
        for form in entered:
            if "order" in form.fields and form.instance.order is None:
                last += STEP_OF_ORDER
                form.instance.order = last

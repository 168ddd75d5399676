"""Form fields of the admin that read what people type; the figures' and days' are in core/fields.py."""

import unicodedata
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.calendar import fiscal_year_label, parse_fiscal_year


class FiscalYearField(forms.IntegerField):
    """A fiscal year as people write it (令和4年度, R4, 2022), shown back as 「令和4年度」."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return parse_fiscal_year(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored year by its name; what was typed as it was typed."""
        return fiscal_year_label(value) if isinstance(value, int) else value


class ProseField(forms.CharField):
    """Text of several lines. Browsers send line ends as CR LF; stored and compared is LF alone, or every
    saving would look like a change of the whole text."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").rstrip()


class TimeOfDayField(forms.TimeField):
    """A time of day, full-width digits and colons as well: 「９：３０」. Shown back as 「9:30」."""

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip().replace("時", ":").removesuffix("分")
        return super().to_python(f"{value}00" if isinstance(value, str) and value.endswith(":") else value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.hour}:{value.minute:02d}" if isinstance(value, time) else value

"""Form fields that read figures and days as clerks type and paste them.

What was typed stays in the box when it is refused; what was understood is shown back in one way.
In the admin: `formfield_overrides = {models.DateField: {"form_class": DayField, "widget": DayField.widget}}`.
"""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.calendar import parse_day, wareki
from core.clock import clock, parse_clock
from core.text import parse_count, parse_decimal


class FigureInput(forms.TextInput):
    """A text box with the numeric keypad: a browser's number box would swallow 「１，０８４」 unseen."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class DecimalInput(FigureInput):
    """The same with a decimal point on the keypad."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", **(attrs or {})})


class CountField(forms.IntegerField):
    """A count: 「１，０８４件」 is 1084, blank is None. Takes what forms.IntegerField takes."""

    widget = FigureInput

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return parse_count(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored figure with its commas; what was typed as it was typed."""
        return f"{value:,}" if isinstance(value, int) else value


class DecimalCountField(forms.DecimalField):
    """A figure with decimals: 「４４．８％」 is Decimal("44.8"), blank is None.

    `decimal_places` must be given; more decimals than that are refused, never rounded.
    """

    widget = DecimalInput

    def __init__(self, *, decimal_places: int, **kwargs: Any) -> None:
        self.places = decimal_places
        super().__init__(decimal_places=decimal_places, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django has it
        if value in self.empty_values:
            return None
        try:
            return parse_decimal(str(value), self.places)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored figure with its commas; what was typed as it was typed."""
        return f"{value:,f}" if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A day in any way people write it (core.calendar.parse_day), shown back as 「令和5年3月31日」."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored day in 和暦; what was typed as it was typed."""
        return wareki(value) if isinstance(value, date) else value


class ClockField(forms.TimeField):
    """A time of the day in any way people write it (core.clock.parse_clock), shown back as 「9:30」."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        try:
            return parse_clock(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored time as 9:30; what was typed as it was typed."""
        return clock(value) if isinstance(value, time) else value

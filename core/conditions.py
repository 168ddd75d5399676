"""What a list can be filtered by. Each condition says itself in words, for the print and the access log."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django_filters.fields import RangeField
from django_filters.widgets import RangeWidget

from core.calendar import TOKYO, fiscal_year_label, parse_fiscal_year, wareki
from core.fields import DayField
from core.search import holding
from core.validators import no_my_number


def in_words(field: forms.Field, value: Any) -> str:
    """A cleaned value as people would say it."""
    match value:
        case slice():
            first, last = value.start, value.stop
            return (f"{wareki(first)}から" if first else "") + (f"{wareki(last)}まで" if last else "")
        case date():
            return wareki(value)
        case Model():
            return str(value)
        case int() if isinstance(field, FiscalYearField):
            return fiscal_year_label(value)
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))


class TextCondition(filters.CharFilter):
    """A word that stands in one of the fields, whatever its widths, kana and case."""

    def __init__(self, *fields: str, label: str = "言葉", **options: Any) -> None:
        self.fields = fields
        # What is searched for is kept in the access log when the list is printed or taken out.
        super().__init__(label=label, max_length=100, validators=[no_my_number], **options)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(holding(value, *self.fields)) if value else qs


class LineTextCondition(TextCondition):
    """A word that stands in one of a record's lines. By key: a join would count each matching line twice."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        found = qs.model._default_manager.filter(holding(value, *self.fields))
        return qs.filter(pk__in=found.order_by().values("pk"))


class ChoiceCondition(filters.ChoiceFilter):
    """One of a field's choices."""

    def __init__(self, *, choices: Iterable[tuple[Any, str]], label: str, **options: Any) -> None:
        super().__init__(choices=choices, label=label, empty_label="すべて", **options)
        self.extra["error_messages"] = {"invalid_choice": "この中から選び直してください。"}


class RecordCondition(filters.ModelChoiceFilter):
    """A record that the row points to."""

    def __init__(self, *, queryset: QuerySet | Callable[[Any], QuerySet], label: str, **options: Any) -> None:
        super().__init__(queryset=queryset, label=label, empty_label="すべて", **options)
        self.extra["error_messages"] = {"invalid_choice": "この中から選び直してください。"}


class YesNoCondition(ChoiceCondition):
    """Yes or no, each in a word of its own. `when` says what yes is where it is not the field itself."""

    def __init__(self, *, yes: str, no: str, label: str, **options: Any) -> None:
        super().__init__(choices=[("yes", yes), ("no", no)], label=label, **options)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(**{self.field_name: value == "yes"}) if value else qs


class FiscalYearField(forms.CharField):
    """A fiscal year as people write it: 令和4年度, R4, 2022."""

    def to_python(self, value: Any) -> Any:
        """The year as an int; None where nothing was typed."""
        if value in self.empty_values:
            return None
        try:
            return parse_fiscal_year(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


class FiscalYearCondition(filters.Filter):
    """Rows of a fiscal year."""

    field_class = FiscalYearField

    def __init__(self, field_name: str = "fiscal_year", *, label: str = "年度", **options: Any) -> None:
        widget = forms.TextInput({"size": 10, "placeholder": "令和4年度"})
        super().__init__(field_name, label=label, widget=widget, **options)


class DayRangeWidget(RangeWidget):
    suffixes = ["from", "to"]


class DayRangeField(RangeField):
    """The first and the last day, both included; either may be missing."""

    widget = DayRangeWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(fields=(DayField(), DayField()), **options)

    def compress(self, data_list: list[date | None]) -> slice | None:
        if not any(data_list):
            return None
        first, last = data_list
        if first and last and last < first:
            raise ValidationError(
                "終わりの日が始まりの日より前です。日付を入れ替えてください。", code="order"
            )
        return slice(first, last)


class DayRangeCondition(filters.Filter):
    """Rows of a day, from one day to another."""

    field_class = DayRangeField

    def filter(self, qs: QuerySet, value: slice | None) -> QuerySet:
        if value and value.start:
            qs = qs.filter(**{f"{self.field_name}__gte": value.start})
        if value and value.stop:
            qs = qs.filter(**{f"{self.field_name}__lte": value.stop})
        return qs


class MomentRangeCondition(filters.Filter):
    """Rows of a moment, from one day of Tokyo to another."""

    field_class = DayRangeField

    def filter(self, qs: QuerySet, value: slice | None) -> QuerySet:
        if value and value.start:
            qs = qs.filter(**{f"{self.field_name}__gte": _midnight(value.start)})
        if value and value.stop:
            qs = qs.filter(**{f"{self.field_name}__lt": _midnight(value.stop + timedelta(days=1))})
        return qs


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, TOKYO)


class InForceCondition(filters.Filter):
    """Rows in force on a day: of the registers that are ended, never deleted."""

    field_class = DayField

    def __init__(self, *, label: str = "この日に有効", **options: Any) -> None:
        super().__init__(label=label, **options)

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        return qs.in_force_on(value) if value else qs  # type: ignore[attr-defined]

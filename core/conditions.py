"""What a list can be filtered by. Each condition says itself in words, for the print and the access log."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters import FilterSet
from django_filters.fields import RangeField
from django_filters.widgets import RangeWidget

from core.calendar import fiscal_year_label, parse_fiscal_year, wareki
from core.clock import midnight
from core.fields import DayField
from core.markup import format_each
from core.options import named, options_of
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


class OptionSelect(forms.Select):
    """A select written at once: Django asks its templates for every option, which for three hundred sections
    took longer than the rest of the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        selected = flatatt({"selected": True})
        rows = ((key, selected if str(key) in chosen else "", label) for key, label in self.choices)
        options = format_each('<option value="{}"{}>{}</option>', rows, between="\n")
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>\n{}\n</select>", attributes, options)


class ChoiceCondition(filters.ChoiceFilter):
    """One of a field's choices."""

    def __init__(self, *, choices: Iterable[tuple[Any, str]], label: str, **options: Any) -> None:
        options.setdefault("widget", OptionSelect)
        super().__init__(choices=choices, label=label, empty_label="すべて", **options)
        self.extra["error_messages"] = {"invalid_choice": "この中から選び直してください。"}


class RecordChoices(BaseChoiceIterator):
    """The records that are offered, under their keys. Neither a form nor its field makes them over anew."""

    def __init__(self, records: Sequence[Model]) -> None:
        self.records = {str(record.pk): record for record in records}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "", "すべて"
        for key, record in self.records.items():
            yield key, str(record)

    def __deepcopy__(self, memo: Any) -> "RecordChoices":
        return self


class RecordField(forms.ChoiceField):
    """One of the records that are offered; its cleaned value is the record."""

    widget = OptionSelect

    def __init__(self, *, records: Sequence[Model], **options: Any) -> None:
        choices = RecordChoices(records)
        self.records = choices.records
        super().__init__(choices=choices, **options)

    def valid_value(self, value: Any) -> bool:
        return value in self.records

    def clean(self, value: Any) -> Model | None:
        return self.records.get(super().clean(value))


class RecordCondition(filters.Filter):
    """A record that the row points to, by one of `field_names`; `by_key` where that leads over its lines,
    which are several.

    The records to choose from are read together with those of the list's other conditions. Where there are
    too many to offer, a part of their name is asked for instead.
    """

    def __init__(
        self,
        field_name: str | None = None,
        *,
        queryset: QuerySet | Callable[[Any], QuerySet],
        label: str,
        field_names: Sequence[str] = (),
        by_key: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(field_name, label=label, **options)
        self.field_names = field_names
        self.by_key = by_key
        # A list copies its conditions for each request; a function it need not copy.
        self.records = queryset if callable(queryset) else lambda request: queryset.all()

    @property
    def field(self) -> forms.Field:
        if not hasattr(self, "_field"):
            self._field = self._field_of(_options(self.parent)[self])
        return self._field

    def _field_of(self, records: Sequence[Model] | None) -> forms.Field:
        if records is None:
            widget = forms.TextInput({"placeholder": "名称の一部"})
            limits: dict[str, Any] = {"max_length": 100, "validators": [no_my_number]}
            return forms.CharField(label=self.label, widget=widget, required=False, **limits)
        field = RecordField(records=records, label=self.label, required=False)
        field.error_messages["invalid_choice"] = "この中から選び直してください。"
        return field

    def filter(self, qs: QuerySet, value: Model | str | None) -> QuerySet:
        if not value:
            return qs
        found = Q()
        for name in self.field_names or (self.field_name,):
            if isinstance(value, Model):
                found |= Q(**{name: value})
            else:
                found |= Q(**{f"{name}__in": named(value, self.records(self.parent.request))})
        if self.by_key:
            found = Q(pk__in=qs.model._default_manager.filter(found).order_by().values("pk"))
        return qs.filter(found)


def _options(parent: FilterSet) -> dict[RecordCondition, list[Model] | None]:
    """The records of every RecordCondition of the list, read once; None where there are too many to offer."""
    if not hasattr(parent, "record_options"):
        offering = [each for each in parent.filters.values() if isinstance(each, RecordCondition)]
        querysets = {str(number): each.records(parent.request) for number, each in enumerate(offering)}
        records = options_of(querysets, parent.request.user)
        parent.record_options = {each: records[str(number)] for number, each in enumerate(offering)}
    return parent.record_options


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
            qs = qs.filter(**{f"{self.field_name}__gte": midnight(value.start)})
        if value and value.stop:
            qs = qs.filter(**{f"{self.field_name}__lt": midnight(value.stop + timedelta(days=1))})
        return qs


class InForceCondition(filters.Filter):
    """Rows in force on a day: of the registers that are ended, never deleted."""

    field_class = DayField

    def __init__(self, *, label: str = "この日に有効", **options: Any) -> None:
        super().__init__(label=label, **options)

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        return qs.in_force_on(value) if value else qs  # type: ignore[attr-defined]

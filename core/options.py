"""The records that the conditions of a list offer: of all its conditions together in one query."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    BooleanField,
    CharField,
    F,
    ForeignKey,
    IntegerField,
    Model,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import JSONArray

from core.models import Staff
from core.search import holding

_PLAIN = (BooleanField, CharField, ForeignKey, IntegerField, TextField)
OFFERED = 500  # more than that nobody reads through: the condition asks for a part of the name instead


def options_of(querysets: Mapping[str, QuerySet], person: Any) -> dict[str, list[Any] | None]:
    """The records of each queryset in its order, by its name; None where there are more than OFFERED.

    Each comes as one array, in the one row that is the person's: so their order is kept, and the database is
    asked once. They are whole records; what they point to is not there.
    """
    columns = map(_columns, querysets.values())
    arrays = {f"options_{number}": ArraySubquery(column) for number, column in enumerate(columns)}
    row = Staff.objects.filter(pk=person.pk).order_by().values(**arrays).first() or {}
    # A queryset of none makes no array at all.
    found = [row.get(f"options_{number}") or [] for number in range(len(querysets))]
    return {
        name: None if len(rows) > OFFERED else _records(queryset.model, rows)
        for (name, queryset), rows in zip(querysets.items(), found, strict=True)
    }


def named(text: str, queryset: QuerySet) -> QuerySet:
    """The records of the queryset in one of whose texts the text stands."""
    fields = queryset.model._meta.concrete_fields
    texts = [field.name for field in fields if isinstance(field, CharField) and not field.choices]
    return queryset.model._default_manager.filter(
        Q(pk__in=queryset.order_by().values("pk")) & holding(text, *texts)
    )


def _columns(queryset: QuerySet) -> QuerySet:
    model = queryset.model
    order = queryset.query.order_by or model._meta.ordering
    values = JSONArray(*(F(field.attname) for field in model._meta.concrete_fields))
    return queryset.order_by(*order).values(option=values)[: OFFERED + 1]


def _records(model: type[Model], rows: list[list[Any]]) -> list[Model]:
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    # JSON has texts, figures and truths; of the rest (days, decimals) it holds the text.
    others = [(place, field.to_python) for place, field in enumerate(fields) if not isinstance(field, _PLAIN)]
    for values in rows:
        for place, to_python in others:
            values[place] = to_python(values[place])
    return [model.from_db(DEFAULT_DB_ALIAS, names, values) for values in rows]

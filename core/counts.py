"""How many lines a row has, asked for the rows that are shown.

`Count` over a join counts the lines of every row there is before it knows which fifty are wanted.
"""

from typing import Any

from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def count_of(lines: type[Model] | QuerySet, field: str, **conditions: Any) -> Coalesce:
    """Annotation: how many of the lines whose `field` points to the row meet the conditions; 0 for none.

    Of a queryset, those that are in it count."""
    rows = lines if isinstance(lines, QuerySet) else lines._default_manager.all()
    found = rows.filter(**{field: OuterRef("pk")}, **conditions).order_by()
    counted = found.values(field).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))

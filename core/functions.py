"""PostgreSQL functions that constraints need. Migrations import these: do not move or rename them."""

from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, DateTimeRangeField
from django.db.models import CheckConstraint, DateField, F, Func, Q, Value


class Int8Range(Func):
    """`int8range(lower, upper, bounds)`: over one key, '[]', it says "the same row" to a GiST index."""

    function = "int8range"
    output_field = BigIntegerRangeField()


class DateRange(Func):
    """`daterange(lower, upper, bounds)`; a null bound is open."""

    function = "daterange"
    output_field = DateRangeField()


class TsTzRange(Func):
    """`tstzrange(lower, upper)`: the end is not part of it, so one may begin when another ends; null is
    open."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class MakeDate(Func):
    """`make_date(year, month, day)`."""

    function = "make_date"
    output_field = DateField()


def day_in_fiscal_year(*, name: str, day: str, message: str) -> CheckConstraint:
    """The constraint that the day stands in the row's `fiscal_year`, 1 April to 31 March; null stands too."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{day}__isnull": True})
        | Q(
            **{
                f"{day}__gte": MakeDate(F("fiscal_year"), Value(4), Value(1)),
                f"{day}__lt": MakeDate(F("fiscal_year") + 1, Value(4), Value(1)),
            }
        ),
        violation_error_message=message,
    )

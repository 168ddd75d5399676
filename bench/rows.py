"""Rows in bulk: an INSERT … SELECT over a series of numbers."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.utils import timezone

# What is there in an ordinary office, however long one of its registers grows.
DEPARTMENTS, SITES, STAFF, BODIES, CARE_CATEGORIES, SERIES = 300, 100, 1000, 10, 12, 60
AFFAIRS, PURPOSES, REQUESTS, GRANTS = 50, 5, 1001, 1000
YEARS = 35  # fiscal years of which a series has figures
DAY = "DATE '1990-01-01' + (n %% 10000)::integer"  # of the n-th row


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a model numbered n: what stands in each column, in SQL. The rest is the field's default."""

    model: type[models.Model]
    columns: dict[str, str] = field(default_factory=dict)
    join: str = ""

    def insert(self, numbers: range) -> None:
        """Enter the rows, without the table's triggers: there is nothing to audit here."""
        table = self.model._meta.db_table
        columns, parameters = dict(self.columns), []
        for each in self.model._meta.concrete_fields:
            if each.attname in columns or each.primary_key or each.generated:
                continue
            columns[each.attname] = "%s"
            parameters.append(_default_of(each))
        names = ", ".join(f'"{name}"' for name in columns)
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())}"
                f" FROM generate_series(%s, %s) AS n {self.join}",
                [*parameters, numbers.start, numbers.stop - 1],
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"VACUUM ANALYZE {table}")


def _default_of(each: Any) -> Any:
    if getattr(each, "auto_now_add", False) or getattr(each, "auto_now", False):
        return timezone.now()
    return each.get_db_prep_save(each.get_default(), connection)


def one_of(model: type[models.Model], count: int) -> str:
    """The key of one of the first `count` rows of the model, each in turn."""
    return f"(SELECT min(id) FROM {model._meta.db_table}) + n %% {count}"


def nth(model: type[models.Model]) -> str:
    """The key of the n-th row of the model."""
    return f"(SELECT min(id) FROM {model._meta.db_table}) + n - 1"

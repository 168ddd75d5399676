"""What every register's model shares."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models


class Record(models.Model):
    """A row of a register: it is ended, never deleted, so nobody can be given a right to delete it."""

    class Meta:
        abstract = True
        default_permissions: ClassVar[Sequence[str]] = ("add", "change", "view")


class RecordLine(Record):
    """A line of a record (opening hours, an agenda item): part of it, so it may be taken out again."""

    class Meta(Record.Meta):
        abstract = True
        default_permissions = ("add", "change", "delete", "view")


class InForceQuerySet(models.QuerySet):
    """Reads of rows that are in force from `starts_on` to `ends_on`, both included; open where null."""

    def in_force_on(self, day):
        """Rows in force on the day."""
        return self.in_force_during(day, day)

    def in_force_during(self, starts_on, ends_on):
        """Rows in force on at least one day of the period."""
        return self.filter(
            models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=ends_on),
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=starts_on),
        )


def ends_after_start(app: str, model: str) -> models.CheckConstraint:
    """The constraint of every dated row: it does not end before it starts."""
    return models.CheckConstraint(
        name=f"{app}_{model}_ends_after_start",
        condition=models.Q(ends_on__isnull=True)
        | models.Q(starts_on__isnull=True)
        | models.Q(ends_on__gte=models.F("starts_on")),
        violation_error_message="終了日が開始日より前になっています。日付を確かめてください。",
    )


def pair(app: str, model: str, name: str) -> models.CheckConstraint:
    """The constraint of a stamp: `<name>_at` and `<name>_by` are both set or both null."""
    at, by = f"{name}_at__isnull", f"{name}_by__isnull"
    return models.CheckConstraint(
        name=f"{app}_{model}_{name}_pair",
        condition=models.Q(**{at: True, by: True}) | models.Q(**{at: False, by: False}),
    )


def different_people(
    app: str,
    model: str,
    *names: str,
    message: str = "申請した人、審査する人、承認する人は、それぞれ別の職員でなければなりません。",
) -> list[models.CheckConstraint]:
    """The constraints that no two of the stamps were given by one person (`submitted`, `reviewed`, …)."""
    return [
        models.CheckConstraint(
            name=f"{app}_{model}_{one}_not_{other}",
            condition=models.Q(**{f"{one}_by__isnull": True})
            | models.Q(**{f"{other}_by__isnull": True})
            | ~models.Q(**{f"{one}_by": models.F(f"{other}_by")}),
            violation_error_message=message,
        )
        for index, one in enumerate(names)
        for other in names[index + 1 :]
    ]

"""What a record's own fields have against what stands in them: too long, missing, a My Number.

The forms say so already; whoever calls a service without one is told the same.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Model


def faults_of(record: Model, names: Iterable[str], *, called: str = "") -> list[str]:
    """Every fault of these fields of the record, each after the field's name or what it is `called` here."""
    fields = {field.name: field for field in record._meta.fields}
    try:
        record.clean_fields(exclude=fields.keys() - set(names))
    except ValidationError as error:
        return [
            f"{called or fields[name].verbose_name}：{message}"
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []

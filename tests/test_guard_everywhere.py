"""No text of any register takes a resident's identifier: the guard stands on every field that people type."""

from django.db import models

from core.history import tracked_models
from core.validators import no_my_number


def test_every_typed_text_of_every_register_carries_the_guard():
    bare = [
        f"{model._meta.label}.{field.name}"
        for model in tracked_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.choices is None
        and field.editable
        and field.name not in {"password", "exhibit"}
        and no_my_number not in field.validators
    ]
    assert bare == []

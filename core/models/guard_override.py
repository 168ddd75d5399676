from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F

from core.in_sql import InSql, Joined, named


@cache
def _labels() -> dict[str, str]:
    """The names of all registers, and of their fields under 「register field」."""
    labels = {}
    for model in apps.get_models():
        labels[model._meta.label_lower] = str(model._meta.verbose_name)
        for field in model._meta.get_fields():
            if hasattr(field, "verbose_name"):
                labels[f"{model._meta.label_lower} {field.name}"] = str(field.verbose_name)
    return labels


class GuardOverride(models.Model):
    """That a named person let a text stand in which the guard found what may be a My Number, and why.

    The text itself is not here: whoever must know finds the field in the record. Nobody changes or removes
    it.
    """

    append_only = True  # core/rights.py takes UPDATE, DELETE and TRUNCATE from the runtime role

    at = models.DateTimeField("日時", auto_now_add=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="職員",
        on_delete=models.PROTECT,
        related_name="guard_overrides",
    )
    staff_name = models.CharField("氏名", max_length=60)
    register = models.CharField("台帳", max_length=60)
    record_id = models.BigIntegerField("記録")
    field = models.CharField("項目", max_length=60)
    reason = models.CharField("理由", max_length=200)

    in_sql: ClassVar[InSql] = {
        "register_label": lambda way: named(F(f"{way}register"), _labels()),
        "field_label": lambda way: named(
            F(f"{way}field"), _labels(), key=Joined(F(f"{way}register"), " ", F(f"{way}field"))
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "個人番号の確認の記録"
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("override_guard", "個人番号ではないことを確かめて登録する")]
        constraints = [
            models.CheckConstraint(
                name="core_guardoverride_reason_given",
                condition=~models.Q(reason=""),
                violation_error_message="個人番号ではないと判断した理由を入れてください。",
            )
        ]

    def __str__(self):
        return f"{self.register} {self.record_id} {self.field}"

    @property
    def register_label(self) -> str:
        """The register as screens call it; one that is no more, as it was written."""
        model = self._model()
        return str(model._meta.verbose_name) if model else self.register

    @property
    def field_label(self) -> str:
        """The field as screens call it; a box that is no field of the record, as it was written."""
        model = self._model()
        try:
            field: Any = model._meta.get_field(self.field) if model else None
        except FieldDoesNotExist:
            field = None
        return str(field.verbose_name) if field else self.field

    def _model(self) -> type[models.Model] | None:
        try:
            return apps.get_model(self.register)
        except (LookupError, ValueError):
            return None

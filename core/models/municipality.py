from django.db import models

from core.models.record import Record
from core.trail import tracked
from core.validators import no_my_number


@tracked
class Municipality(Record):
    """Whose product this installation is: its name is data, so another ward needs no code. One row."""

    name = models.CharField("名称", max_length=50, help_text="例：見本市", validators=[no_my_number])
    only = models.BooleanField("唯一の行", default=True, unique=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "自治体"
        constraints = [
            models.CheckConstraint(
                name="core_municipality_only_one",
                condition=models.Q(only=True),
                violation_error_message="自治体は１つだけ登録できます。登録済みの名称を変更してください。",
            )
        ]

    def __str__(self):
        return self.name

    @classmethod
    def name_of_only(cls) -> str:
        """The name of the one municipality; nothing where it is not registered yet."""
        return cls.objects.values_list("name", flat=True).first() or ""

from django.db import models

from core.models.record import Record
from core.trail import tracked
from core.validators import no_my_number


@tracked
class CsirtDrill(Record):
    """A drill of the ward's computer security incident response team (CSIRT訓練)."""

    held_on = models.DateField("実施日", unique=True)
    place = models.CharField("実施場所", max_length=80, validators=[no_my_number])

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "CSIRT訓練"
        ordering = ["-held_on"]

    def __str__(self):
        return f"{self.held_on} {self.place}"

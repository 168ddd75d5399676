from typing import Any, ClassVar

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.in_sql import InSql, field
from core.models.record import Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number
from registry.models.site import OfSiteQuerySet, Site
from registry.models.terminal_rules import FORMER_PLACEMENT_KEPT, NO_BOOKING_LEFT


class TerminalQuerySet(OfSiteQuerySet):
    def for_list(self, day):
        """Every terminal with `site_name`, where it stood on the day, and `manager_name`, that site's manager
        then; None for nobody."""
        placements = _rows_of(self.model, "former_placements").in_force_on(day)
        former = placements.filter(terminal=OuterRef("pk")).values("site")[:1]
        custodians = _rows_of(Site, "custodians").in_force_on(day)
        managers = custodians.filter(site=OuterRef("stood_at"), role="manager", staff__is_active=True)
        return self.select_related("site").annotate(
            stood_at=Coalesce(Subquery(former), "site_id", output_field=models.BigIntegerField()),
            site_name=Subquery(Site.objects.filter(pk=OuterRef("stood_at")).values("name")),
            manager_name=Subquery(managers.values("staff__name")[:1]),
        )


def _rows_of(model, name):
    """The rows that point to the model by that name; their own model is made of this one."""
    related: Any = model._meta.get_field(name).related_model
    return related.objects.all()


@tracked
class Terminal(Record):
    """An integrated terminal of the Juki-net (統合端末)."""

    number = models.CharField(
        "端末番号", max_length=40, unique=True, help_text="例：T-001", validators=[no_my_number]
    )
    site = models.ForeignKey(
        Site, verbose_name="設置場所", on_delete=models.PROTECT, related_name="terminals"
    )
    starts_on = models.DateField("設置日", null=True, blank=True, help_text="分からないときは空欄にします。")
    placed_on = models.DateField(
        "今の設置場所に置いた日",
        null=True,
        blank=True,
        help_text="ほかの設置場所から移したときに入れます。それより前の年の記録は、前の設置場所のまま残ります。",
    )
    is_shared = models.BooleanField(
        "予約を受け付ける（共用）",
        default=False,
        help_text="住民記録事務室で、ほかの課が予約して使う端末に付けます。",
    )
    ends_on = models.DateField("撤去日", null=True, blank=True, help_text="撤去した端末に入れます。")
    remarks = models.CharField("備考", max_length=200, blank=True, validators=[no_my_number])

    in_sql: ClassVar[InSql] = {"__str__": field("number")}

    objects = TerminalQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "統合端末"
        ordering = ["number"]
        triggers = [FORMER_PLACEMENT_KEPT, NO_BOOKING_LEFT]
        constraints = [
            ends_after_start("registry", "terminal"),
            models.CheckConstraint(
                name="registry_terminal_placed_within",
                condition=(
                    models.Q(placed_on__isnull=True)
                    | models.Q(starts_on__isnull=True)
                    | models.Q(placed_on__gte=models.F("starts_on"))
                )
                & (
                    models.Q(placed_on__isnull=True)
                    | models.Q(ends_on__isnull=True)
                    | models.Q(placed_on__lte=models.F("ends_on"))
                ),
                violation_error_message="今の設置場所に置いた日は、設置日から撤去日までの間にしてください。",
            ),
        ]

    def __str__(self):
        return self.number

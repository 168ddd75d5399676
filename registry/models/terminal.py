from django.db import models

from core.models.record import Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number
from registry.models.site import OfSiteQuerySet, Site, manager_in_office


class TerminalQuerySet(OfSiteQuerySet):
    def for_list(self, day):
        """Every terminal with its site and `manager_name`, the site's manager on the day; None for nobody."""
        return self.select_related("site").annotate(
            office=manager_in_office("site__custodians", day), manager_name=models.F("office__staff__name")
        )


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
    ends_on = models.DateField("撤去日", null=True, blank=True, help_text="撤去した端末に入れます。")
    remarks = models.CharField("備考", max_length=200, blank=True, validators=[no_my_number])

    objects = TerminalQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "統合端末"
        ordering = ["site__order", "number"]
        constraints = [ends_after_start("registry", "terminal")]

    def __str__(self):
        return self.number

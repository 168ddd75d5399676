from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from core.calendar import wareki
from core.functions import Int8Range, TsTzRange
from core.models.record import Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number
from registry.models.site import OfSiteQuerySet, Site
from registry.models.terminal import Terminal


class OfTerminalQuerySet(models.QuerySet):
    """Rows that belong to a terminal are seen by those who see its site."""

    def visible_to(self, user):
        """The rows of the terminals of the sites that the person may know of."""
        if user.has_perm("registry.view_all_sites"):
            return self
        return self.filter(terminal__site__in=Site.objects.visible_to(user))


class TerminalOutageQuerySet(OfTerminalQuerySet):
    def open(self):
        """Outages that nobody has told repaired."""
        return self.filter(is_open=True)

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related("terminal__site", "reported_by")


class TerminalCheckQuerySet(OfTerminalQuerySet):
    def open(self):
        """Checks that found something which is not put right yet."""
        return self.filter(is_open=True)

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related("terminal__site", "checked_by")


_IN_ORDER = Q(wire_locked=True, screen_turned_away=True, logged_off=True)


def _whether(condition):
    """A column of the database's own, so that what is open can stand first by an index."""
    return models.GeneratedField(
        expression=models.Case(models.When(condition, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
        verbose_name="未処理",
    )


@tracked
class TerminalPlacement(Record):
    """Where a terminal stood before it was moved to where it stands now: written when its site changes.

    Where it stands now says the terminal itself (`site`, since `placed_on`).
    """

    terminal = models.ForeignKey(
        Terminal, verbose_name="統合端末", on_delete=models.PROTECT, related_name="former_placements"
    )
    site = models.ForeignKey(
        Site, verbose_name="設置場所", on_delete=models.PROTECT, related_name="former_placements"
    )
    starts_on = models.DateField("始まり", null=True)
    ends_on = models.DateField("終わり")

    objects = OfSiteQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "端末の以前の設置場所"
        ordering = ["terminal", "ends_on"]
        default_permissions = ("view",)
        constraints = [ends_after_start("registry", "terminalplacement")]

    def __str__(self):
        return f"{self.terminal} {self.site}"


@tracked(exclude=["is_open"])
class TerminalOutage(Record):
    """That a terminal is out of order (故障): while it is, nobody books it."""

    terminal = models.ForeignKey(
        Terminal, verbose_name="統合端末", on_delete=models.PROTECT, related_name="outages"
    )
    symptom = models.CharField("状況", max_length=200, validators=[no_my_number])
    starts_at = models.DateTimeField("いつから")
    ends_at = models.DateTimeField(
        "いつまで", null=True, blank=True, help_text="直る見込みが分からないときは空欄にします。"
    )
    reported_at = models.DateTimeField("登録日時", auto_now_add=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登録した人",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    remedy = models.CharField("処置", max_length=200, blank=True, validators=[no_my_number])
    is_open = _whether(Q(remedy=""))

    objects = TerminalOutageQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "端末の故障"
        ordering = ["-is_open", "-starts_at", "-id"]
        indexes = [models.Index(fields=["-is_open", "-starts_at", "-id"], name="registry_outage_open_first")]
        constraints = [
            models.CheckConstraint(
                name="registry_terminaloutage_ends_after_start",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="終わりは、始まりより後にしてください。",
            ),
            ExclusionConstraint(
                name="registry_terminaloutage_one_at_a_time",
                expressions=[
                    (Int8Range(F("terminal"), F("terminal"), Value("[]")), RangeOperators.OVERLAPS),
                    (TsTzRange(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="この端末は、その時間の故障がすでに登録されています。",
            ),
        ]

    def __str__(self):
        return f"{self.terminal} {self.symptom}"


@tracked(exclude=["is_open"])
class TerminalCheck(Record):
    """A look at a terminal where it stands: is it wired to the desk, is its screen turned away from the
    public, is it logged off when nobody sits there (設置状況の点検). What is not in order is followed to its
    remedy."""

    terminal = models.ForeignKey(
        Terminal, verbose_name="統合端末", on_delete=models.PROTECT, related_name="checks"
    )
    checked_on = models.DateField("点検日")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="点検した人",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    wire_locked = models.BooleanField("ワイヤーロックで固定されている")
    screen_turned_away = models.BooleanField("画面が来庁者から見えない向きになっている")
    logged_off = models.BooleanField("離席時にログオフされている")
    remarks = models.CharField("気付いたこと", max_length=200, blank=True, validators=[no_my_number])
    remedied_on = models.DateField("是正日", null=True, blank=True)
    remedied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="是正を確かめた人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    remedy = models.CharField("是正の内容", max_length=200, blank=True, validators=[no_my_number])
    is_open = _whether(~_IN_ORDER & Q(remedied_on__isnull=True))

    objects = TerminalCheckQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "設置状況の点検"
        ordering = ["-is_open", "-checked_on", "-id"]
        indexes = [models.Index(fields=["-is_open", "-checked_on", "-id"], name="registry_check_open_first")]
        constraints = [
            models.CheckConstraint(
                name="registry_terminalcheck_fault_is_told",
                condition=Q(wire_locked=True, screen_turned_away=True, logged_off=True) | ~Q(remarks=""),
                violation_error_message="できていない項目があるときは、気付いたことに状況を書いてください。",
            ),
            models.CheckConstraint(
                name="registry_terminalcheck_remedied_after",
                condition=Q(remedied_on__isnull=True) | Q(remedied_on__gte=F("checked_on")),
                violation_error_message="是正日が点検日より前になっています。日付を確かめてください。",
            ),
            models.CheckConstraint(
                name="registry_terminalcheck_remedied_whole",
                condition=Q(remedied_on__isnull=True, remedied_by__isnull=True)
                | Q(remedied_on__isnull=False, remedied_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.terminal} {wareki(self.checked_on)}"

    @property
    def is_in_order(self):
        """Whether the look found nothing wrong."""
        return self.wire_locked and self.screen_turned_away and self.logged_off

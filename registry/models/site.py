from typing import ClassVar

from django.db import models
from django.db.models import Case, Count, F, Q, When

from core.calendar import today
from core.in_sql import InSql, field
from core.models.department import Department
from core.models.record import InForceQuerySet, Record, ends_after_start
from core.trail import tracked
from core.validators import no_my_number


def standing_on(day, terminals=""):
    """Terminals that stand on the day where they stand now. `terminals` is the way to them
    ("terminals__")."""
    since = Q(**{f"{terminals}placed_on__lte": day}) | (
        Q(**{f"{terminals}placed_on__isnull": True})
        & (Q(**{f"{terminals}starts_on__isnull": True}) | Q(**{f"{terminals}starts_on__lte": day}))
    )
    return since & (Q(**{f"{terminals}ends_on__isnull": True}) | Q(**{f"{terminals}ends_on__gte": day}))


def _terminal_count(day):
    """How many terminals stood at the site on the day: those that stand there now and did then, and those
    that were moved away since. Distinct, for both joins multiply each other."""
    then = (Q(former_placements__starts_on__isnull=True) | Q(former_placements__starts_on__lte=day)) & Q(
        former_placements__ends_on__gte=day
    )
    return Count("terminals", filter=standing_on(day, "terminals__"), distinct=True) + Count(
        "former_placements", filter=then, distinct=True
    )


def manager_in_office(custodians, day):
    """The join to the manager of the site on the day; at most one, by the exclusion constraint."""
    return models.FilteredRelation(
        custodians,
        condition=Q(**{f"{custodians}__role": "manager", f"{custodians}__starts_on__lte": day})
        & (Q(**{f"{custodians}__ends_on__isnull": True}) | Q(**{f"{custodians}__ends_on__gte": day})),
    )


def name_in_office(office):
    """The manager's name; None where nobody is manager, and where whoever is has left the ward's service.

    A transfer ends custodianships; this is for what came another way.
    """
    return Case(When(**{f"{office}__staff__is_active": True}, then=F(f"{office}__staff__name")))


def _of_the_row(expression, **joins):
    """The expression over the lines of a site, asked for each site that is shown and not joined to all."""
    sites = Site.objects.filter(pk=models.OuterRef("pk")).order_by().annotate(**joins).values("pk")
    return models.Subquery(sites.annotate(value=expression).values("value"))


class SiteQuerySet(InForceQuerySet):
    def for_list(self, day):
        """Every site with `terminal_count` and `manager_name` as of the day; None where nobody is manager."""
        office = manager_in_office("custodians", day)
        return self.select_related("department").annotate(
            manager_name=_of_the_row(name_in_office("office"), office=office),
            terminal_count=_of_the_row(_terminal_count(day)),
        )

    def with_terminal_count(self, day):
        """Every site with `terminal_count`, how many terminals stand there on the day."""
        return self.annotate(terminal_count=_terminal_count(day))

    def visible_to(self, user, day=None):
        """The sites that the person may know of: all, or those that are the own on the day (today)."""
        if user.has_perm("registry.view_all_sites"):
            return self
        day = day or today()
        held = (
            Q(custodians__staff=user)
            & Q(custodians__starts_on__lte=day)
            & (Q(custodians__ends_on__isnull=True) | Q(custodians__ends_on__gte=day))
        )
        # By key, not by join, which would disturb the counts over other lines of the site.
        return self.filter(pk__in=Site.objects.filter(held).values("pk"))

    def with_terminals_on(self, day):
        """Sites where at least one terminal stands on the day, each with `terminal_count`."""
        counted = self.in_force_on(day).with_terminal_count(day)
        # Said here again: a query that groups does without the model's own ordering.
        return counted.filter(terminal_count__gt=0).order_by("order", "code")


class OfSiteQuerySet(InForceQuerySet):
    """Rows that belong to a site are seen by those who see the site."""

    def visible_to(self, user, day=None):
        """The rows of the sites that the person may know of on the day (today)."""
        if user.has_perm("registry.view_all_sites"):
            return self
        return self.filter(site__in=Site.objects.visible_to(user, day))


_SiteRows = models.Manager.from_queryset(SiteQuerySet)


class SiteManager(_SiteRows):
    def get_by_natural_key(self, code):
        return self.get(code=code)


@tracked
class Site(Record):
    """A place where integrated terminals stand (設置場所): 住民記録 and 22 others in the report."""

    class Kind(models.TextChoices):
        RESIDENT_RECORDS = "resident_records", "住民記録"
        BRANCH_COUNTER = "branch_counter", "総合支所くみん窓口"
        BRANCH_OFFICE = "branch_office", "出張所"
        TOWN_CENTRE = "town_centre", "まちづくりセンター"
        SECTION = "section", "本庁舎等の所管課"

    code = models.SlugField("設置場所コード", max_length=40, unique=True, validators=[no_my_number])
    name = models.CharField("設置場所", max_length=80, validators=[no_my_number])
    short_name = models.CharField(
        "略称",
        max_length=40,
        blank=True,
        help_text="報告書で並べるときの呼び名。例：上馬",
        validators=[no_my_number],
    )
    kind = models.CharField("種別", max_length=20, choices=Kind)
    department = models.ForeignKey(
        Department, verbose_name="所属", on_delete=models.PROTECT, null=True, blank=True, related_name="sites"
    )
    starts_on = models.DateField("設置日", null=True, blank=True, help_text="分からないときは空欄にします。")
    ends_on = models.DateField("廃止日", null=True, blank=True)
    remarks = models.CharField("備考", max_length=200, blank=True, validators=[no_my_number])
    order = models.PositiveSmallIntegerField("並び順", default=0)

    in_sql: ClassVar[InSql] = {"__str__": field("name")}

    objects = SiteManager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "設置場所"
        ordering = ["order", "code"]
        indexes = [models.Index(fields=["order", "code"], name="registry_site_in_order")]
        permissions = [("view_all_sites", "すべての設置場所を見る")]
        constraints = [
            ends_after_start("registry", "site"),
            models.CheckConstraint(
                name="registry_site_kind_known",
                condition=Q(
                    kind__in=["resident_records", "branch_counter", "branch_office", "town_centre", "section"]
                ),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="resident_records", ends_on__isnull=True),
                name="registry_site_one_resident_records",
                violation_error_message="住民記録の設置場所はすでに登録されています。",
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

"""The registers of the privacy review report as of its period, each read once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Prefetch, Q

from core.models import Municipality
from core.reports.kinds import Scope
from privacy_review.models import CaseCareCategory, ImplementingBody, ReviewCase
from privacy_review.models.criterion import Criterion


@dataclass(frozen=True)
class Alike:
    """Cases of the period that are alike in all that is counted: how many, and the keys of those among them
    that the report lists."""

    criterion: str
    body: int
    special_care: bool
    ordinance_special_care: bool
    withheld: bool
    count: int
    listed: tuple[int, ...]

    @property
    def is_special(self) -> bool:
        """Whether they handle special care-required information, of the law or of the ordinance."""
        return self.special_care or self.ordinance_special_care


class ReviewRegisters:
    """What the privacy review report reads.

    What is counted and what is listed come from one reading, so that they cannot disagree; the cases
    themselves are read where they are listed.
    """

    def __init__(self, scope: Scope):
        self.scope = scope

    @cached_property
    def municipality(self) -> str:
        """The municipality's name; nothing where none is registered."""
        return Municipality.name_of_only()

    @cached_property
    def bodies(self) -> list[ImplementingBody]:
        return list(ImplementingBody.objects.all())

    @cached_property
    def counted(self) -> list[Alike]:
        """Every case reviewed in the period, in groups."""
        special = Q(special_care=True) | Q(ordinance_special_care=True)
        groups = (
            ReviewCase.objects.counted_during(self.scope.starts_on, self.scope.ends_on)
            .order_by()
            .values_list(
                "criterion", "implementing_body", "special_care", "ordinance_special_care", "withheld"
            )
            .annotate(
                count=Count("pk"), listed=ArrayAgg("pk", filter=special & Q(withheld=False), default=[])
            )
        )
        return [
            Alike(criterion, body, law, ordinance, withheld, count, tuple(listed))
            for criterion, body, law, ordinance, withheld, count, listed in groups
        ]

    def counted_by(self, criterion: Criterion) -> list[Alike]:
        return [each for each in self.counted if each.criterion == criterion]

    @property
    def count(self) -> int:
        """How many cases were reviewed in the period."""
        return count_of(self.counted)

    @cached_property
    def listed(self) -> list[ReviewCase]:
        """The cases that the report lists, in its order."""
        keys = [key for each in self.counted for key in each.listed]
        categories = CaseCareCategory.objects.select_related("care_category")
        return list(
            ReviewCase.objects.filter(pk__in=keys)
            .select_related("implementing_body", "department", "holding_department", "using_department")
            .prefetch_related(Prefetch("case_care_categories", queryset=categories))
            .order_by("order", "id")
        )

    def listed_by(self, criterion: Criterion) -> list[ReviewCase]:
        return [case for case in self.listed if case.criterion == criterion]


def count_of(groups: Iterable[Alike]) -> int:
    """How many cases there are in the groups."""
    return sum(each.count for each in groups)

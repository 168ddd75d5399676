"""The registers of the privacy review report as of its period, each read once."""

from functools import cached_property

from django.db.models import Prefetch

from core.models import Municipality
from core.reports.kinds import Scope
from privacy_review.models import CaseCareCategory, ImplementingBody, ReviewCase
from privacy_review.models.criterion import Criterion


class ReviewRegisters:
    """What the privacy review report reads."""

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
    def cases(self) -> list[ReviewCase]:
        """Every case reviewed in the period."""
        categories = CaseCareCategory.objects.select_related("care_category")
        return list(
            ReviewCase.objects.counted_during(self.scope.starts_on, self.scope.ends_on)
            .select_related("implementing_body", "department", "holding_department", "using_department")
            .prefetch_related(Prefetch("case_care_categories", queryset=categories))
            .order_by("order", "id")
        )

    def cases_of(self, criterion: Criterion) -> list[ReviewCase]:
        return [case for case in self.cases if case.criterion == criterion]

"""What the lists of sites, terminals, custodians and affairs can be filtered by."""

from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet

from core.calendar import today
from core.conditions import (
    ChoiceCondition,
    InForceCondition,
    RecordCondition,
    TextCondition,
    YesNoCondition,
)
from registry.models import Custodian, Site


def visible_sites(request) -> QuerySet:
    """The sites that the person at the screen may know of."""
    return Site.objects.visible_to(request.user)


class InForceFilter(FilterSet):
    """Filters whose day also decides what the list says of other registers: those of that day, or today's."""

    def filter_queryset(self, queryset: Any) -> QuerySet:
        day = self.form.cleaned_data["in_force_on"] or today()
        return super().filter_queryset(queryset.for_list(day))


class SiteFilter(InForceFilter):
    text = TextCondition("name", "short_name", "remarks", label="名称・備考")
    kind = ChoiceCondition(choices=Site.Kind.choices, label="種別")
    manager = YesNoCondition(
        field_name="manager_name__isnull", yes="責任者がいません", no="責任者がいます", label="責任者の有無"
    )
    in_force_on = InForceCondition(label="この日の状況")


class TerminalFilter(InForceFilter):
    text = TextCondition("number", "remarks", label="端末番号・備考")
    site = RecordCondition(queryset=visible_sites, label="設置場所")
    manager = YesNoCondition(
        field_name="manager_name__isnull", yes="責任者がいません", no="責任者がいます", label="責任者の有無"
    )
    in_force_on = InForceCondition(label="この日の状況")


class CustodianFilter(FilterSet):
    text = TextCondition("staff__name", "staff__kana", "staff__username", label="氏名・職員番号")
    site = RecordCondition(queryset=visible_sites, label="設置場所")
    role = ChoiceCondition(choices=Custodian.Role.choices, label="役割")
    in_force_on = InForceCondition(label="この日に在任")


class AffairFilter(FilterSet):
    text = TextCondition("name", "code", label="事務・コード")
    in_force_on = InForceCondition()

"""What the lists of operator grants can be filtered by."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import FilterSet

from core.calendar import today
from core.conditions import ChoiceCondition, InForceCondition, RecordCondition, TextCondition
from registry.filters.places import visible_sites
from registry.models import Affair


class EndedCondition(ChoiceCondition):
    """Whether a grant is over today."""

    def __init__(self, *, label: str = "終わったかどうか", **options: Any) -> None:
        choices = [("no", "続いています"), ("yes", "終わりました")]
        super().__init__(choices=choices, label=label, **options)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        match value:
            case "yes":
                return qs.filter(ends_on__lt=today())
            case "no":
                return qs.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))
        return qs


class OperatorGrantFilter(FilterSet):
    text = TextCondition("staff__name", "staff__kana", "staff__username", label="氏名・職員番号")
    affair = RecordCondition(queryset=Affair.objects.all(), label="事務")
    site = RecordCondition(queryset=visible_sites, label="設置場所")
    in_force_on = InForceCondition(label="この日に有効")
    ended = EndedCondition()


class SiteOperatorFilter(FilterSet):
    """この日の台帳: the day is today where none is typed."""

    on = InForceCondition(label="台帳の日（空欄はきょう）")

    def filter_queryset(self, queryset: Any) -> QuerySet:
        return queryset.in_force_on(self.form.cleaned_data["on"] or today())

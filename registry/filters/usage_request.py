"""What the list of usage requests can be filtered by."""

import re
import unicodedata

from django.db.models import Q, QuerySet
from django_filters import FilterSet

from core.conditions import ChoiceCondition, FiscalYearCondition, RecordCondition, TextCondition
from core.search import holding
from registry.models import Affair
from registry.states.usage_request import State

_NUMBER = re.compile(r"[0-9]{4}-(?P<key>[0-9]{1,9})")


class NumberOrTextCondition(TextCondition):
    """A word of the request, or its number as people call it (2026-00012)."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        found = holding(value, *self.fields)
        if number := _NUMBER.fullmatch(unicodedata.normalize("NFKC", value).strip()):
            found |= Q(pk=int(number["key"]))
        return qs.filter(found)


class UsageRequestFilter(FilterSet):
    text = NumberOrTextCondition(
        "department__bureau",
        "department__section",
        "affair__name",
        "legal_basis",
        "purpose__name",
        "purpose_note",
        label="申請番号・課・事務・条文・目的",
    )
    state = ChoiceCondition(choices=State.choices, label="状態")
    affair = RecordCondition(queryset=Affair.objects.all(), label="事務")
    fiscal_year = FiscalYearCondition()

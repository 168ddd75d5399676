"""What the list of deputies can be filtered by."""

from django_filters import FilterSet

from core.conditions import InForceCondition, TextCondition


class DeputyFilter(FilterSet):
    text = TextCondition("principal__name", "deputy__name", "reason", label="氏名・理由")
    in_force_on = InForceCondition(label="この日の代決者")

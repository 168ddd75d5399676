"""The criteria of a privacy review, and what each asks of a case."""

from django.db.models import Q, TextChoices


class Criterion(TextChoices):
    """The four criteria by which a handling of personal information is reviewed (審査基準)."""

    OUTSOURCING = "outsourcing", "外部委託"
    USE_BEYOND_PURPOSE = "use_beyond_purpose", "目的外利用"
    EXTERNAL_PROVISION = "external_provision", "外部提供"
    ONLINE_LINKAGE = "online_linkage", "オンライン結合・システム導入"


# What each criterion asks for beside what every case has; in the order of the printed lists.
FIELDS_OF = {
    Criterion.OUTSOURCING: ("content", "department"),
    Criterion.USE_BEYOND_PURPOSE: ("purpose", "clause", "holding_department", "using_department"),
    Criterion.EXTERNAL_PROVISION: ("recipient", "purpose", "clause", "department"),
    Criterion.ONLINE_LINKAGE: ("linkage", "content", "department"),
}

# What a section writes of a case by the criterion, in the order of its form. Whoever hands the information to
# another, or opens a way to it, also says how it is kept safe.
WRITTEN_OF = {
    Criterion.OUTSOURCING: (
        "content",
        "processor",
        "contract_starts_on",
        "contract_ends_on",
        "safety_plan",
    ),
    Criterion.USE_BEYOND_PURPOSE: ("purpose", "clause", "holding_department", "using_department"),
    Criterion.EXTERNAL_PROVISION: ("recipient", "purpose", "clause", "safety_plan"),
    Criterion.ONLINE_LINKAGE: (
        "linkage",
        "content",
        "processor",
        "contract_starts_on",
        "contract_ends_on",
        "safety_plan",
    ),
}
NEEDS_SAFETY_PLAN = tuple(criterion for criterion, names in WRITTEN_OF.items() if "safety_plan" in names)


def complete(criterion: Criterion) -> Q:
    """A case of the criterion has every field that the criterion asks for."""
    filled = Q(criterion=criterion.value)
    for name in FIELDS_OF[criterion]:
        filled &= Q(**{f"{name}__isnull": False}) if name.endswith("department") else ~Q(**{name: ""})
    return filled

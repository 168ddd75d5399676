"""What the tests of all workflows need of a report: one in a state, and a person who may take a step."""

from django.contrib.auth.models import Group

from core.models import Report, Staff
from core.services.publication import WORKFLOW
from core.states.report import State
from tests.factories import make_report
from tests.scenes import Scene


def _drafting_this_kind(report: Report, action: str, person: Staff) -> None:
    """Who drafts another kind of report drafts this one too."""
    if action in ("submit", "take_back") and person.has_perm("core.change_report"):
        person.groups.add(Group.objects.get(name="マイナンバー担当"))
        vars(person).pop("role_names", None)
        vars(person).pop("_group_perm_cache", None)
        vars(person).pop("_perm_cache", None)


SCENES = {
    "report": Scene(
        workflow=WORKFLOW,
        model=Report,
        states=tuple(State.values),
        initial=frozenset({"draft"}),
        make=lambda state, action: make_report(state=state),
        put=_drafting_this_kind,
    ),
}

"""Every step of every workflow, from every state, by every role: what the tables draw, and no more."""

import importlib
import pkgutil

import pytest
from django.db import connection, transaction

import core.services.publication
import mynumber.states
import privacy_review.states
import registry.states
from core.errors import DomainError, NotPermittedError
from core.models import WorkflowStep
from core.roles import roles
from core.workflow import Comment
from tests.core.scenes import SCENES as OF_REPORTS
from tests.factories import make_department, make_staff
from tests.mynumber.scenes import SCENES as OF_FIGURES
from tests.privacy_review.scenes import SCENES as OF_REVIEWS
from tests.registry.scenes import SCENES as OF_THE_JUKI_NET
from tests.rules import refused_by

pytestmark = pytest.mark.django_db

SCENES = OF_THE_JUKI_NET | OF_FIGURES | OF_REVIEWS | OF_REPORTS
EVERY_STATE = [(name, state) for name, scene in SCENES.items() for state in scene.states]
DRAWN_STEPS = [
    (name, source, action)
    for name, scene in SCENES.items()
    for action, rule in scene.workflow.transitions.items()
    for source in sorted(rule.sources)
]
UNDRAWN_PAIRS = [
    (name, source, target)
    for name, scene in SCENES.items()
    for source in scene.states
    for target in scene.states
    if source != target and (source, target) not in scene.drawn
]


def people():
    """(who, their permissions, the person) for every role, a superuser (all of them) and a person of none."""
    for role in roles():
        yield role.key, role.permissions, make_staff(role.key, department=make_department())
    yield "(no role)", (), make_staff(department=make_department())
    yield "(superuser)", None, make_staff(is_superuser=True, department=make_department())


def taken(scene, action, record, person):
    """What comes of the step: the state that it led to, or the kind of the refusal."""
    required = scene.workflow.transitions[action].comment is Comment.REQUIRED
    try:
        after = scene.workflow.take(
            action,
            record,
            actor=person,
            comment="理由" if required else "",
            changes=scene.changes(action),
        )
    except NotPermittedError:
        return "not permitted"
    except DomainError:
        return "refused"
    return after.state


def test_every_workflow_has_its_scene():
    modules = [
        importlib.import_module(f"{states.__name__}.{each.name}")
        for states in (registry.states, mynumber.states, privacy_review.states)
        for each in pkgutil.iter_modules(states.__path__)
    ]
    workflows = [module.WORKFLOW for module in modules if hasattr(module, "WORKFLOW")]
    workflows.append(
        core.services.publication.WORKFLOW
    )  # models name its table, so its states cannot take it
    assert sorted(workflow.name for workflow in workflows) == sorted(SCENES)
    assert all(SCENES[workflow.name].workflow is workflow for workflow in workflows)


@pytest.mark.parametrize(("name", "state"), EVERY_STATE)
def test_step_is_taken_by_whom_and_from_where_the_table_draws_it(name, state):
    scene = SCENES[name]
    outcome, expected = {}, {}
    everybody = list(people())
    for action, rule in scene.workflow.transitions.items():
        record = scene.make(state, action)
        version = record.version
        for who, permissions, person in everybody:
            may = permissions is None or rule.permission in permissions
            drawn = may and state in rule.sources
            expected[action, who] = "not permitted" if not may else rule.target if drawn else "refused"
            with transaction.atomic():
                scene.put(record, action, person)
                outcome[action, who] = taken(scene, action, record, person)
                record.refresh_from_db()
                assert (record.state, record.version) == (rule.target if drawn else state, version + drawn)
                told = WorkflowStep.objects.of(record).values_list("action", "source", "target", "by")
                assert list(told) == ([(action, state, rule.target, person.pk)] if drawn else [])
                transaction.set_rollback(True)
            person.refresh_from_db()
    assert outcome == expected


@pytest.mark.parametrize(("name", "state", "action"), DRAWN_STEPS)
def test_step_is_not_taken_by_those_whom_the_table_keeps_from_it(name, state, action):
    scene = SCENES[name]
    rule = scene.workflow.transitions[action]
    record = scene.make(state, action)
    for field in rule.not_by:
        person = getattr(record, field)
        person.is_superuser = True
        person.save(update_fields=["is_superuser"])
        label = record._meta.get_field(field).verbose_name
        with pytest.raises(DomainError) as refused:
            scene.workflow.take(action, record, actor=person, comment="理由")
        assert (
            f"あなたはこの件の{label}なので、{rule.label}できません。別の職員が行ってください。"
            in refused.value.reasons
        )
    record.refresh_from_db()
    assert record.state == state
    assert not WorkflowStep.objects.exists()


@pytest.mark.parametrize(("name", "source", "target"), UNDRAWN_PAIRS)
def test_database_refuses_a_state_that_no_arrow_leads_to(name, source, target):
    scene = SCENES[name]
    record = scene.make(source, "")
    with refused_by(f"{scene.model._meta.db_table}_arrow_drawn"), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {scene.model._meta.db_table} SET state = %s WHERE id = %s", [target, record.pk]
        )
    record.refresh_from_db()
    assert record.state == source


@pytest.mark.parametrize(
    ("name", "state"), [(name, state) for name, state in EVERY_STATE if state not in SCENES[name].initial]
)
def test_record_begins_in_no_later_state(name, state):
    scene = SCENES[name]
    table = scene.model._meta.db_table
    columns = [field for field in scene.model._meta.concrete_fields if field.name not in ("id", "state")]
    others = [connection.ops.quote_name(field.column) for field in columns]
    record = scene.make(next(iter(scene.initial)), "")
    # The row once more, in the state: whatever else is wrong with it, the state is judged first.
    insert = f"""
        INSERT INTO {table} (state, {", ".join(others)})
        SELECT %s, {", ".join(others)} FROM {table} WHERE id = %s
    """
    with refused_by(f"{table}_starts_as_first"), connection.cursor() as cursor:
        cursor.execute(insert, [state, record.pk])


@pytest.mark.parametrize("name", SCENES)
def test_states_and_arrows_speak_of_the_same(name):
    scene = SCENES[name]
    reached = {target for _, target in scene.drawn} | scene.initial
    assert reached == set(scene.states)
    labels = [rule.label for rule in scene.workflow.transitions.values()]
    assert len(set(labels)) == len(labels)

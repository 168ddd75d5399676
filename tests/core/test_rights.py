"""The runtime role's rights, asked of the server and tried."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection, transaction

from core.models import AccessEvent, Department, GuardOverride, WorkflowStep
from core.rights import append_only_tables, grant_runtime_rights
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

RECORDS = ["core_departmentevent", "core_accessevent", "core_workflowstep", "core_guardoverride"]


@pytest.fixture
def as_owner():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield cursor


@pytest.fixture
def rows():
    """One row of the trail and of each record, written as the product writes them."""
    department = Department.objects.create(code="koseki", bureau="地域行政部", section="戸籍住民課")
    AccessEvent.objects.create(kind=AccessEvent.Kind.PRINT, subject="報告第361号")
    staff = make_staff()
    WorkflowStep.objects.create(
        register="core.department", record_id=department.pk, action="close", by=staff, by_name=staff.name
    )
    GuardOverride.objects.create(
        register="core.department",
        record_id=department.pk,
        field="section",
        staff=staff,
        staff_name=staff.name,
        reason="電話番号",
    )
    return department


def fetch(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def rights(table):
    """The rights of the runtime role on a table."""
    return {
        right
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
        if fetch("SELECT has_table_privilege(%s, %s, %s)", settings.DATABASE_RUNTIME_ROLE, table, right)[0][0]
    }


def test_tests_run_as_the_runtime_role():
    assert fetch("SELECT current_user") == [(settings.DATABASE_RUNTIME_ROLE,)]


def test_append_only_tables_are_every_event_table_and_what_is_a_record_itself():
    tracked = {model for model in apps.get_models() if hasattr(model, "pgh_event_models")}
    events = {event._meta.db_table for model in tracked for event in model.pgh_event_models.values()}
    assert "core_departmentevent" in events
    assert set(append_only_tables()) == events | {
        "core_accessevent",
        "core_edition",
        "core_editionfile",
        "core_guardoverride",
        "core_workflowstep",
    }


def test_runtime_rights_are_those_of_each_table():
    tables = set(connection.introspection.table_names())
    records = set(append_only_tables())
    assert records < tables
    changed = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
    expected = dict.fromkeys(tables, changed) | dict.fromkeys(records, frozenset({"SELECT", "INSERT"}))
    expected["django_migrations"] = {"SELECT"}
    assert {table: rights(table) for table in tables} == expected


def test_runtime_role_may_add_to_the_trail(rows):
    rows.section = "住民記録・戸籍課"
    rows.save()
    assert fetch("SELECT pgh_label, section FROM core_departmentevent ORDER BY pgh_id") == [
        ("insert", "戸籍住民課"),
        ("update", "住民記録・戸籍課"),
    ]
    assert AccessEvent.objects.count() == 1


@pytest.mark.parametrize("table", RECORDS)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_runtime_role_may_not_change_the_trail(rows, table, statement):
    count = fetch(f"SELECT count(*) FROM {table}")
    assert count != [(0,)]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        fetch(statement.format(table))
    assert fetch(f"SELECT count(*) FROM {table}") == count


def test_runtime_role_may_not_switch_a_trigger_off():
    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        fetch("ALTER TABLE core_department DISABLE TRIGGER USER")


def test_grant_runtime_rights_undoes_what_was_granted_by_hand(as_owner):
    role = connection.ops.quote_name(settings.DATABASE_RUNTIME_ROLE)
    as_owner.execute(f"GRANT UPDATE, TRUNCATE ON core_departmentevent TO {role}")
    as_owner.execute(f"REVOKE INSERT ON core_department FROM {role}")
    grant_runtime_rights()
    assert rights("core_departmentevent") == {"SELECT", "INSERT"}
    assert rights("core_department") == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_grant_runtime_rights_asks_for_a_role_that_it_may_not_make(settings):
    # Still as the runtime role, which may make none on any server.
    settings.DATABASE_RUNTIME_ROLE = "daicho_missing"
    with pytest.raises(CommandError, match=r"実行用のロール「daicho_missing」.*CREATE ROLE"):
        grant_runtime_rights()


def test_grant_runtime_rights_makes_a_missing_role_where_it_may(as_owner, settings):
    may_make_roles = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    if fetch(may_make_roles) == [(False,)]:
        pytest.skip("the embedded owner may not make roles; a real server's administrator may")
    settings.DATABASE_RUNTIME_ROLE = "daicho_missing"
    grant_runtime_rights()
    assert fetch("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'daicho_missing'") == [(False,)]
    assert rights("core_departmentevent") == {"SELECT", "INSERT"}

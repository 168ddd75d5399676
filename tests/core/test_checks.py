import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection

from core.checks import check_database_version, check_trail_is_closed

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_trail():
    """A grant that somebody made by hand."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        role = connection.ops.quote_name(settings.DATABASE_RUNTIME_ROLE)
        cursor.execute(f"GRANT DELETE ON core_departmentevent TO {role}")


def identifiers(messages):
    return [message.id for message in messages]


def test_database_checks_find_nothing_in_a_migrated_database():
    found = identifiers(run_checks(databases=["default"], include_deployment_checks=False))
    assert not {"core.E002", "core.W003", "core.E003"}.intersection(found)


def test_database_checks_are_registered(open_trail):
    assert "core.W003" in identifiers(run_checks(databases=["default"]))


def test_check_trail_is_closed_warns_of_a_grant_by_hand(open_trail):
    (message,) = check_trail_is_closed(databases=["default"])
    assert message.id == "core.W003"
    assert "変更記録の表1個を書き換えられます" in message.msg


def test_check_trail_is_closed_is_an_error_in_production(open_trail, settings):
    settings.TRAIL_MUST_BE_CLOSED = True
    assert identifiers(check_trail_is_closed(databases=["default"])) == ["core.E003"]


def test_check_trail_is_closed_sees_a_superuser_and_an_owner(settings):
    settings.DATABASE_RUNTIME_ROLE = settings.DATABASES["default"]["USER"]
    assert identifiers(check_trail_is_closed(databases=["default"])) == ["core.W003"]


def test_check_database_version_refuses_postgresql_14(monkeypatch):
    assert check_database_version(databases=["default"]) == []
    monkeypatch.setattr("core.checks.OLDEST_POSTGRESQL", connection.get_database_version()[0] + 1)
    assert identifiers(check_database_version(databases=["default"])) == ["core.E002"]

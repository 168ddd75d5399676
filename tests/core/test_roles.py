"""Roles: the groups are what the declaration says, after whatever was done to them by hand."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from core import roles
from core.roles import check_roles
from tests.factories import make_staff

ACTIONS_THAT_WRITE = ("add_", "change_", "delete_")


def names_of(group):
    return {
        f"{app}.{codename}"
        for app, codename in group.permissions.values_list("content_type__app_label", "codename")
    }


@pytest.mark.django_db
def test_groups_hold_exactly_what_the_roles_declare():
    assert {group.name: names_of(group) for group in Group.objects.all()} == {
        role.name: set(role.permissions) for role in roles.roles()
    }


@pytest.mark.django_db
def test_migrate_undoes_what_was_granted_and_taken_by_hand():
    clerk = Group.objects.get(name="実績入力")
    staff = make_staff("clerk")
    clerk.permissions.add(Permission.objects.get(codename="change_staff"))
    clerk.permissions.remove(Permission.objects.get(codename="add_flowfigure"))
    stranger = Group.objects.create(name="臨時")
    stranger.permissions.add(Permission.objects.get(codename="view_staff"))
    for config in apps.get_app_configs():
        roles.sync_groups(config)
    declared = next(role for role in roles.roles() if role.key == "clerk")
    assert names_of(clerk) == set(declared.permissions)
    assert names_of(stranger) == set()
    assert list(staff.groups.all()) == [clerk]


def test_check_finds_a_permission_that_no_model_has(monkeypatch):
    assert check_roles(None) == []
    first = roles.roles()[0]
    monkeypatch.setattr(roles, "roles", lambda: (replace(first, permissions=("registry.view_castle",)),))
    (error,) = check_roles(None)
    assert error.id == "core.E001"
    assert "registry.view_castle" in error.msg


def test_check_command_runs_the_check_of_roles(monkeypatch):
    first = roles.roles()[0]
    monkeypatch.setattr(roles, "roles", lambda: (replace(first, permissions=("registry.view_castle",)),))
    with pytest.raises(SystemCheckError, match=r"registry\.view_castle"):
        call_command("check")


def test_auditor_changes_nothing():
    auditor = next(role for role in roles.roles() if role.key == "auditor")
    written = [name for name in auditor.permissions if name.split(".")[1].startswith(ACTIONS_THAT_WRITE)]
    assert written == []


def test_administrator_touches_no_register():
    """Beside people and masters, the administrator transfers people: what their post held ends with it."""
    administrator = next(role for role in roles.roles() if role.key == "admin")
    elsewhere = {name for name in administrator.permissions if name.split(".")[0] not in ("core", "auth")}
    assert elsewhere == {"registry.add_transfer", "registry.view_transfer"}


def test_who_enters_no_register_of_the_admin_has_no_admin():
    entered_there = {
        f"{model._meta.app_label}.{action}{model._meta.model_name}"
        for model in admin.site._registry
        for action in ACTIONS_THAT_WRITE
    }
    for role in roles.roles():
        assert role.uses_admin == bool(entered_there.intersection(role.permissions)), role.key


def test_every_role_has_a_sentence():
    assert all(role.sentence.endswith("。") for role in roles.roles())
    assert len({role.key for role in roles.roles()}) == len({role.name for role in roles.roles()}) == 13

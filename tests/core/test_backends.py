"""Rights follow from roles alone, and are read with the person in one query."""

import asyncio

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.backends import RoleBackend
from core.models import Staff
from core.roles import roles
from tests import factories

pytestmark = pytest.mark.django_db


def declared(*keys):
    return {permission for role in roles() if role.key in keys for permission in role.permissions}


def test_person_comes_with_department_and_rights_in_one_query():
    person = factories.make_staff("clerk", "reviewer", department=factories.make_department())
    with CaptureQueriesContext(connection) as captured:
        found = RoleBackend().get_user(person.pk)
        assert found.get_all_permissions() == declared("clerk", "reviewer")
        assert found.has_perm("registry.add_terminal")
        assert not found.has_perm("core.view_accessevent")
        assert found.has_module_perms("mynumber")
        assert str(found.department) == str(person.department)
    assert len(captured) == 1


@pytest.mark.parametrize("key", [role.key for role in roles()])
def test_role_may_do_exactly_what_is_declared(key):
    assert factories.make_staff(key).get_all_permissions() == declared(key)


def test_person_that_was_read_otherwise_has_the_same_rights_and_reads_their_roles_once():
    person = Staff.objects.get(pk=factories.make_staff("clerk").pk)
    with CaptureQueriesContext(connection) as captured:
        assert person.has_perm("mynumber.add_flowfigure")
        assert not person.has_perm("mynumber.add_window")
    assert len(captured) == 1
    assert person.role_names == ["実績入力"]


def test_right_given_to_a_person_or_to_a_group_by_hand_grants_nothing():
    person = factories.make_staff("manager")
    right = Permission.objects.get(codename="add_terminal")
    person.user_permissions.add(right)
    person.groups.get().permissions.add(right)
    stranger = Group.objects.create(name="臨時")
    stranger.permissions.add(right)
    person.groups.add(stranger)
    found = RoleBackend().get_user(person.pk)
    assert not found.has_perm("registry.add_terminal")
    assert found.get_user_permissions() == set()
    assert found.get_group_permissions() == declared("manager")
    assert list(RoleBackend().with_perm("registry.add_terminal")) == []


def test_superuser_has_every_right_and_who_is_not_active_none():
    root = factories.make_staff(is_superuser=True)
    assert root.has_perm("registry.add_terminal")
    assert len(root.get_all_permissions()) == Permission.objects.count()
    left = factories.make_staff("clerk", is_active=False)
    assert not left.has_perm("mynumber.add_flowfigure")
    assert left.get_all_permissions() == set()
    assert not left.has_module_perms("mynumber")
    assert RoleBackend().get_user(left.pk) is None
    assert RoleBackend().get_user(0) is None
    assert RoleBackend().get_all_permissions(AnonymousUser()) == set()


def test_right_to_one_record_is_nobodys():
    person = factories.make_staff("reviewer")
    assert not person.has_perm("registry.change_site", factories.make_site())


def test_role_given_or_taken_holds_from_the_next_request(client):
    person = factories.make_staff("clerk")
    client.force_login(person)
    assert client.get("/staff/").status_code == 403
    person.groups.set([Group.objects.get(name="管理者")])
    assert client.get("/staff/").status_code == 200
    person.groups.clear()
    assert client.get("/staff/").status_code == 403


def test_log_in_still_asks_for_the_password(rf):
    person = factories.make_staff("clerk")
    credentials = {"username": person.username, "password": factories.PASSWORD}
    assert authenticate(rf.post("/login/"), **credentials) == person
    assert authenticate(rf.post("/login/"), **credentials | {"password": "wrong"}) is None


def test_people_with_a_right_are_found_by_their_roles():
    clerk, left = factories.make_staff("clerk"), factories.make_staff("clerk", is_active=False)
    both, root = factories.make_staff("clerk", "manager"), factories.make_staff(is_superuser=True)
    factories.make_staff("auditor")
    backend, right = RoleBackend(), "mynumber.add_flowfigure"
    assert set(backend.with_perm(right)) == {clerk, both, root}
    assert set(backend.with_perm(right, is_active=None, include_superusers=False)) == {clerk, both, left}
    assert set(backend.with_perm(right, is_active=False, include_superusers=False)) == {left}
    known = Permission.objects.get(codename="add_flowfigure")
    assert set(backend.with_perm(known)) == {clerk, both, root}
    assert list(backend.with_perm(right, obj=clerk)) == []
    with pytest.raises(ValueError, match=r"app\.codename"):
        backend.with_perm("add_flowfigure")


def test_asking_without_waiting_is_answered_alike():
    person = factories.make_staff("clerk")
    person.role_names  # noqa: B018  read here: another thread would not see this test's rows
    assert asyncio.run(RoleBackend().aget_group_permissions(person)) == declared("clerk")
    assert asyncio.run(RoleBackend().aget_user_permissions(person)) == set()
    assert asyncio.run(person.ahas_perm("mynumber.add_flowfigure"))

"""Roles: what groups of people may do, declared in one place and kept so.

core knows only where the declaration stands: `settings.ROLES` is a dotted path to a tuple of Role.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Role:
    """A role is a Django group with exactly these permissions ("app.codename").

    key         its name in the code, the URL table of the tests and the demo accounts
    name        its name on screens, and the group's
    sentence    what people of this role do
    uses_admin  whether they enter records in the admin, and so need Staff.is_staff
    """

    key: str
    name: str
    sentence: str
    permissions: tuple[str, ...]
    uses_admin: bool


@cache
def roles() -> tuple[Role, ...]:
    """Every role, in the order of the declaration."""
    return import_string(settings.ROLES)


def permissions_of(names: Iterable[str]) -> set[str]:
    """What the roles of these names may do together. A group that is no role may do nothing."""
    held = set(names)
    return {permission for role in roles() if role.name in held for permission in role.permissions}


def roles_with(permission: str) -> list[str]:
    """The names of the roles that have the permission."""
    return [role.name for role in roles() if permission in role.permissions]


def sync_groups(app_config: AppConfig, apps: Any = apps, using: str = "default", **kwargs: Any) -> None:
    """After every `migrate`: make the groups' permissions what the declaration says.

    What was granted or taken by hand since is undone, and a group that is not declared has no rights; who
    is in a group stays as it is. `apps` is the state of the models that the migration has reached.
    """
    if app_config is not _last_to_migrate():
        return  # the permissions of the apps after this one do not exist yet
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        known = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:
        return  # migrated backwards, to before there were groups
    permissions = {
        f"{app}.{codename}": pk
        for pk, app, codename in known.values_list("pk", "content_type__app_label", "codename")
    }
    for role in roles():
        group, _ = groups.get_or_create(name=role.name)
        # A permission that is not there yet belongs to a migration still to come, which syncs again.
        group.permissions.set(permissions[name] for name in role.permissions if name in permissions)
    for stranger in groups.exclude(name__in=[role.name for role in roles()]):
        stranger.permissions.clear()


def _last_to_migrate() -> AppConfig:
    return [app for app in apps.get_app_configs() if app.models_module][-1]


def check_roles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """System check: every permission that a role names is one that a model has."""
    known = set(_permissions())
    return [
        Error(f"The role '{role.key}' names the permission '{name}', which no model has.", id="core.E001")
        for role in roles()
        for name in role.permissions
        if name not in known
    ]


def _permissions() -> Iterator[str]:
    for model in apps.get_models():
        options = model._meta
        for action in options.default_permissions:
            yield f"{options.app_label}.{get_permission_codename(action, options)}"
        for codename, _ in options.permissions:
            yield f"{options.app_label}.{codename}"

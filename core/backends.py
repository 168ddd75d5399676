"""Who a person is and what they may do: read in one query, for rights follow from roles alone."""

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from core.models import Staff
from core.roles import permissions_of, roles_with


class RoleBackend(ModelBackend):
    """Rights as config/roles.py declares them, by the names of the person's groups.

    The groups' own rows in the database, which the admin shows, and rights given to one person grant
    nothing: nobody becomes more than their roles say by a change behind the product's back. A superuser has
    every right, whoever is not active none.
    """

    def get_user(self, user_id: Any) -> Staff | None:
        """The person with their department and the names of their roles."""
        person = Staff.objects.with_role_names().select_related("department").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None

    async def aget_user(self, user_id: Any) -> Staff | None:
        return await sync_to_async(self.get_user)(user_id)

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None but a superuser's: nobody is given a right as a person."""
        return super().get_user_permissions(user_obj, obj) if user_obj.is_superuser else set()

    async def aget_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return await sync_to_async(self.get_user_permissions)(user_obj, obj)

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The rights of the person's roles."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_group_permissions(user_obj, obj)
        return permissions_of(user_obj.role_names)

    async def aget_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return await sync_to_async(self.get_group_permissions)(user_obj, obj)

    def with_perm(
        self,
        perm: str | Permission,
        is_active: bool | None = True,
        include_superusers: bool = True,
        obj: Any = None,
    ) -> QuerySet[Staff]:
        """The people who have the right. Raises ValueError where it is not written as "app.codename"."""
        if obj is not None:
            return Staff.objects.none()
        name = f"{perm.content_type.app_label}.{perm.codename}" if isinstance(perm, Permission) else perm
        if name.count(".") != 1:
            raise ValueError('a permission is written as "app.codename"')
        holds = Staff.groups.through._default_manager.filter(group__name__in=roles_with(name))
        found = Q(pk__in=holds.values("staff_id"))
        if include_superusers:
            found |= Q(is_superuser=True)
        people = Staff.objects.filter(found)
        return people if is_active is None else people.filter(is_active=is_active)

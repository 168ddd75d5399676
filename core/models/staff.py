from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from core.in_sql import InSql, field
from core.models.department import Department
from core.models.record import Record
from core.roles import roles_with
from core.trail import tracked
from core.validators import no_my_number


class StaffQuerySet(models.QuerySet["Staff"]):
    def with_role_names(self) -> Self:
        """Each person with `role_names`, in the order of the roles' declaration."""
        held = Staff.groups.through._default_manager.filter(staff=models.OuterRef("pk")).order_by("group_id")
        return self.annotate(role_names=ArraySubquery(held.values("group__name")))


class StaffManager(BaseUserManager.from_queryset(StaffQuerySet)):  # type: ignore[misc]
    def holding(self, permission):
        """Who is in office and has the permission by one of their roles."""
        return self.filter(is_active=True, groups__name__in=roles_with(permission)).distinct()

    def create_user(self, username, password=None, **fields):
        """A member of staff who may log in; without a password nobody can until one is set."""
        staff = self.model(username=self.model.normalize_username(username), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def create_superuser(self, username, password=None, **fields):
        """The administrator of a new installation."""
        return self.create_user(username, password, **{"is_staff": True, "is_superuser": True, **fields})


@tracked(exclude=["password", "last_login"])
class Staff(AbstractBaseUser, PermissionsMixin, Record):
    """A member of the ward's staff: one person, one log-in, one department at a time."""

    username = models.CharField(
        "職員番号",
        max_length=40,
        unique=True,
        validators=[no_my_number, UnicodeUsernameValidator()],
        help_text="ログインに使います。",
        error_messages={"unique": "この職員番号はすでに登録されています。"},
    )
    name = models.CharField("氏名", max_length=60, validators=[no_my_number])
    kana = models.CharField("ふりがな", max_length=80, blank=True, validators=[no_my_number])
    email = models.EmailField("メールアドレス", blank=True, validators=[no_my_number])
    department = models.ForeignKey(
        Department, verbose_name="所属", on_delete=models.PROTECT, null=True, blank=True, related_name="staff"
    )
    is_staff = models.BooleanField("管理画面を使う", default=False)
    is_active = models.BooleanField(
        "有効", default=True, help_text="退職・異動した職員は、削除せずにこの印を外してください。"
    )
    date_joined = models.DateTimeField("登録日時", default=timezone.now, editable=False)

    in_sql: ClassVar[InSql] = {"__str__": field("name")}

    objects = StaffManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "職員"
        ordering = ["username"]

    def __str__(self):
        return self.name

    @cached_property
    def role_names(self) -> list[str]:
        """The names of the person's roles. `with_role_names` reads them with the person."""
        return list(self.groups.order_by("id").values_list("name", flat=True))

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


@tracked
class StaffRole(Staff.groups.through):  # type: ignore[name-defined]
    """That a person holds a role. It is tracked as every register is: who gave whom which right, and when."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "役割"
        default_permissions = ()

    def __str__(self):
        return str(self.group)

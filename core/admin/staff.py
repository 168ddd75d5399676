"""People and their roles. What a role may do stands in config/roles.py and is only shown here."""

from typing import Any, cast

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from core.admin.exchange import Exchange
from core.admin.register import ReadOnlyAdmin, RegisterAdmin
from core.audit import log_access
from core.forms import RegisterForm
from core.models import AccessEvent, Staff, StaffRole
from core.resources import StaffResource
from core.roles import roles
from core.services.staff import save_staff

_ACTIONS = {"view": "閲覧", "add": "登録", "change": "変更", "delete": "行の削除"}


class StaffCreationForm(AdminUserCreationForm):
    """A new member of staff, with a first password or none."""

    refusal = ""

    class Meta:
        model = Staff
        fields = ("username", "name")


class StaffChangeForm(RegisterForm, UserChangeForm):
    class Meta:
        model = Staff
        fields = "__all__"


@admin.register(Staff)
class StaffAdmin(Exchange, RegisterAdmin, UserAdmin):
    resource_classes = (StaffResource,)
    form = StaffChangeForm
    add_form = StaffCreationForm
    list_display = ("username", "name", "department", "role_names", "is_staff", "is_active")
    list_display_links = ("username", "name")
    list_filter = ("is_active", "groups", ("department", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("department",)
    search_fields = ("username", "name", "kana", "department__bureau", "department__section")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login",)
    fieldsets = (
        (None, {"fields": ("username", "name", "kana", "email", "department")}),
        ("ログイン", {"fields": ("password", "last_login")}),
        (
            "役割",
            {
                "fields": ("is_active", "is_staff", "groups"),
                "description": "できることは役割だけで決まります。一人ひとりに権限を付けることはできません。"
                "所属を変えるか「有効」の印を外すと、きょう付けの異動になり、操作権限、予約、役目、役割が"
                "すべて終わります。異動日が前のときは「人事異動」の画面で登録してください。",
            },
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("username", "name", "department", "usable_password", "password1", "password2"),
                "description": "登録したあとの画面で、役割を選びます。",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The roles stand open, each with what people of that role do."""
        sentences = {role.name: role.sentence for role in roles()}
        kwargs |= {"widget": forms.CheckboxSelectMultiple, "label": "役割", "help_text": ""}
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.label_from_instance = lambda group: f"{group.name}：{sentences.get(group.name, '')}"
        return field

    @admin.display(description="役割")
    def role_names(self, staff: Staff) -> str:
        return "、".join(group.name for group in staff.groups.all())

    def has_change_permission(self, request: HttpRequest, obj: Staff | None = None) -> bool:
        """Who may set a superuser's password is one: nobody makes oneself one that way."""
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Django's page. That somebody set another's password stands in the access log: the trail keeps no
        passwords, and whoever knows one can act in that name."""
        request.sets_password = True  # type: ignore[attr-defined]  # for log_change
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Called once something is saved; the trail holds all but the password."""
        if getattr(request, "sets_password", False):
            subject = f"{obj.name}（{obj.username}）"
            log_access(AccessEvent.Kind.PASSWORD_RESET, request=request, subject=subject)

    def history_models(self, request: HttpRequest, obj: Staff) -> list[type[Model]]:
        return [*super().history_models(request, obj), StaffRole]

    def save_model(self, request: HttpRequest, obj: Staff, form: Any, change: bool) -> None:
        """A change of post goes the way of a transfer, and the message says what ended."""
        actor = cast(Staff, request.user)
        ended = save_staff(obj, actor=actor, reason="職員の登録画面での変更")
        if ended is not None:
            # The old roles stand ticked in the form: they are gone, and those of the new post are given anew.
            form.cleaned_data.pop("groups", None)
            messages.warning(request, f"{obj}さんの異動を登録しました。{_what_ended(ended)}")

    def get_readonly_fields(self, request: HttpRequest, obj: Staff | None = None) -> Any:
        """Nobody gives oneself a role, transfers oneself, nor locks oneself out."""
        own = (
            ("department", "is_active", "is_staff", "groups")
            if obj is not None and obj.pk == request.user.pk
            else ()
        )
        return (*super().get_readonly_fields(request, obj), *own)


def _what_ended(lines: list[str]) -> str:
    if not lines:
        return "終わらせたものはありません。"
    return f"次のものを終わらせました：{'、'.join(lines)}。新しい役割は、あらためて付けてください。"


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnlyAdmin):
    """The roles, to be read: they are declared in the program, so that no right is granted by a mouse."""

    list_display = ("name", "sentence", "member_count")
    fields = ("name", "sentence", "members", "rights")
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).prefetch_related("user_set", "permissions__content_type")

    @admin.display(description="すること")
    def sentence(self, group: Group) -> str:
        return next((role.sentence for role in roles() if role.name == group.name), "")

    @admin.display(description="人数")
    def member_count(self, group: Group) -> int:
        return len(group.user_set.all())

    @admin.display(description="職員")
    def members(self, group: Group) -> str:
        return "、".join(str(staff) for staff in group.user_set.all()) or "いません"

    @admin.display(description="できること")
    def rights(self, group: Group) -> str:
        """Each register with what may be done in it, one a line."""
        by_register: dict[str, list[str]] = {}
        for permission in group.permissions.all():
            register, action = _words_of(permission)
            by_register.setdefault(register, []).append(action)
        return "\n".join(f"{register}：{'・'.join(actions)}" for register, actions in by_register.items())


def _words_of(permission: Permission) -> tuple[str, str]:
    """The register and what may be done there: Django's own names of permissions are English."""
    app, name = permission.content_type.app_label, permission.content_type.model
    model: type[Model] = apps.get_model(app, name)
    action = permission.codename.removesuffix(f"_{name}")
    return str(model._meta.verbose_name), _ACTIONS.get(action, permission.name)

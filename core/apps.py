from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate

from core.roles import check_roles, sync_groups


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "共通"

    def ready(self) -> None:
        register(check_roles)
        post_migrate.connect(sync_groups, dispatch_uid="core.roles")

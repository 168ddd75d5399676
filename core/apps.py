from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate

from core.checks import check_database_version, check_trail_is_closed
from core.rights import grant_runtime_rights
from core.roles import check_roles, sync_groups


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "共通"
    # What screens call the actions of core.audit.act. Each app names its own.
    trail_actions = {
        "edit": "画面での入力",
        "edit_list": "一覧での入力",
        "import": "ファイルの取込み",
        "load_municipality": "公開データの登録",
    }

    def ready(self) -> None:
        register(check_roles)
        register(check_database_version, Tags.database)
        register(check_trail_is_closed, Tags.database)
        # Once, not for every app: by the first signal all tables are there.
        post_migrate.connect(grant_runtime_rights, sender=self, dispatch_uid="core.rights")
        post_migrate.connect(sync_groups, dispatch_uid="core.roles")

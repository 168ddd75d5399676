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
        "submit_report": "報告書の公表前の確認への提出",
        "take_back_report": "報告書の確認の取消し",
        "return_report": "報告書の差戻し",
        "publish_report": "報告書の公表",
        "acknowledge_check": "点検の注意の確認",
        "take_back_acknowledgement": "点検の注意の確認の取消し",
        "carry_forward_report": "前の報告書からの作成",
        "write_report_title_page": "件名・前文の編集",
        "write_report_section": "節の編集",
        "add_report_section": "節の追加",
        "move_report_section": "節の移動",
        "remove_report_section": "節の削除",
        "look_at_prose_mark": "写した語の確認",
    }

    def ready(self) -> None:
        register(check_roles)
        register(check_database_version, Tags.database)
        register(check_trail_is_closed, Tags.database)
        # Once, not for every app: by the first signal all tables are there.
        post_migrate.connect(grant_runtime_rights, sender=self, dispatch_uid="core.rights")
        post_migrate.connect(sync_groups, dispatch_uid="core.roles")

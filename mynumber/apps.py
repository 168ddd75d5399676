from django.apps import AppConfig


class MyNumberConfig(AppConfig):
    name = "mynumber"
    verbose_name = "マイナンバー・セキュリティ"
    trail_actions = {"import_figures": "実績ファイルの取込み", "prepare_year": "年度の行の用意"}

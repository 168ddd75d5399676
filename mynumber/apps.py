from django.apps import AppConfig


class MyNumberConfig(AppConfig):
    name = "mynumber"
    verbose_name = "マイナンバー・セキュリティ"

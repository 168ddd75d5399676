from django.apps import AppConfig


class PrivacyReviewConfig(AppConfig):
    name = "privacy_review"
    verbose_name = "個人情報を取り扱う業務の審査"

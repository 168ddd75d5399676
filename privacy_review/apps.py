from django.apps import AppConfig


class PrivacyReviewConfig(AppConfig):
    name = "privacy_review"
    verbose_name = "個人情報を取り扱う業務の審査"
    trail_actions = {
        "draft_review_case": "審査案件の作成",
        "copy_review_case": "前の業務を写した審査案件の作成",
        "edit_review_case": "審査案件の編集",
        "revise_review_case": "内容の変更による審査案件の作成",
        "submit_review_case": "審査案件の提出",
        "confirm_review_case": "審査案件の課長の確認",
        "send_back_review_case": "審査案件の課の中での差戻し",
        "accept_review_case": "審査案件の承認",
        "accept_with_conditions_review_case": "審査案件の条件付き承認",
        "refuse_review_case": "審査案件の不承認",
        "return_review_case": "審査案件の差戻し",
        "withdraw_review_case": "審査案件の取下げ",
        "withhold_review_case": "審査案件を一覧に載せない",
        "list_review_case": "審査案件を一覧に載せる",
        "report_case_condition": "条件への対応の報告",
        "close_case_condition": "条件の確認",
        "reopen_case_condition": "条件への再度の対応の求め",
        "register_processor": "委託先の登録",
        "create_demo_reviews": "お試し用の審査案件の登録",
    }

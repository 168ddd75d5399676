from django.apps import AppConfig


class MyNumberConfig(AppConfig):
    name = "mynumber"
    verbose_name = "マイナンバー・セキュリティ"
    trail_actions = {
        "import_figures": "実績ファイルの取込み",
        "prepare_year": "年度の行の用意",
        "open_submission": "四半期の入力の開始",
        "save_figure_sheet": "四半期の実績の入力",
        "submit_submission": "実績の提出",
        "take_back_submission": "実績の提出の取消し",
        "confirm_submission": "実績の確定",
        "return_submission": "実績の差戻し",
        "reopen_submission": "実績の確定の取消し",
        "lock_submission": "実績の締切り",
        "unlock_submission": "実績の締切りの解除",
        "remind_submission": "実績の提出の催促",
        "propose_figure_correction": "実績の訂正の申出",
        "approve_figure_correction": "実績の訂正の承認",
        "reject_figure_correction": "実績の訂正の却下",
        "withdraw_figure_correction": "実績の訂正の取下げ",
        "correct_figure": "実績の訂正",
        "report_matter": "会議に報告する事項の登録",
        "adopt_proposals": "候補からの議題の追加",
        "add_agenda_item": "議題の追加",
        "write_agenda_item": "議題の記入",
        "settle_follow_up": "宿題の済み",
        "plan_improvement": "改善の方針の記入",
        "see_improvement": "改善の確認",
        "create_demo_publication": "お試し用の報告書の公表",
        "create_demo_figures": "お試し用の実績の登録",
    }

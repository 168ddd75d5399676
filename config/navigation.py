"""The main menu. A person sees the pages that their permissions open, and the groups that have one."""

from core.navigation import Group, Page

NAVIGATION = (
    Group("今日の仕事", (Page("今日の仕事", "home"),)),
    Group(
        "住基ネットの利用",
        (
            Page("利用申請", "usage_requests", "registry.view_usagerequest"),
            Page("申請の審査・承認", "usage_request_queue", "registry.return_usagerequest"),
            Page("操作権限", "operator_grants", "registry.view_operatorgrant"),
            Page("代決者", "deputies", "registry.view_deputy"),
            Page("予約カレンダー", "reservation_calendar", "registry.view_reservation"),
            Page("予約", "reservations", "registry.view_reservation"),
            Page("利用記録", "usage_records", "registry.view_usagerecord"),
        ),
    ),
    Group(
        "住基ネット",
        (
            Page("設置場所", "sites", "registry.view_site"),
            Page("統合端末", "terminals", "registry.view_terminal"),
            Page("端末機管理責任者・補助者", "custodians", "registry.view_custodian"),
            Page("台帳の提出依頼", "ledger_rounds", "registry.view_ledgerround"),
            Page("操作者管理台帳", "operator_ledgers", "registry.view_operatorledger"),
            Page("端末の故障", "terminal_outages", "registry.view_terminaloutage"),
            Page("設置状況の点検", "terminal_checks", "registry.view_terminalcheck"),
            Page("月の確認", "month_sign_offs", "registry.view_monthsignoff"),
            Page("個人番号利用事務", "affairs", "registry.view_affair"),
        ),
    ),
    Group(
        "実績",
        (
            Page("四半期の入力", "figure_sheet_today", "mynumber.view_flowfigure"),
            Page("提出状況", "submission_board", "mynumber.view_submission"),
            Page("年度の実績", "flow_figures", "mynumber.view_flowfigure"),
            Page("基準日の実績", "stock_figures", "mynumber.view_stockfigure"),
            Page("照会件数", "look_ups", "mynumber.view_flowfigure"),
            Page("推移", "figure_trends", "mynumber.view_flowfigure"),
            Page("実績の訂正", "figure_corrections", "mynumber.view_figurecorrection"),
            Page("実績項目", "series", "mynumber.view_series"),
        ),
    ),
    Group(
        "マイナンバー",
        (
            Page("取扱窓口", "windows", "mynumber.view_window"),
            Page("セキュリティ対策", "measures", "mynumber.view_measure"),
            Page("会議に報告する事項", "reportable_matters", "mynumber.view_reportablematter"),
            Page("セキュリティ会議", "meetings", "mynumber.view_meeting"),
            Page("会議の宿題", "follow_ups", "mynumber.view_agendaitem"),
            Page("監査と指摘事項", "audits", "mynumber.view_audit"),
            Page("指摘事項の改善", "open_findings", "mynumber.view_finding"),
            Page("他自治体の誤交付等", "incidents", "mynumber.view_incident"),
            Page("CSIRT訓練", "csirt_drills", "mynumber.view_csirtdrill"),
        ),
    ),
    Group(
        "個人情報の審査",
        (
            Page("個人情報を取り扱う業務", "undertakings", "privacy_review.view_undertaking"),
            Page("案件の審査", "review_case_queue", "privacy_review.accept_reviewcase"),
            Page("審査案件", "review_cases", "privacy_review.view_reviewcase"),
            Page("承認の条件", "case_conditions", "privacy_review.view_casecondition"),
            Page("審査の件数", "review_counts", "privacy_review.view_all_reviews"),
            Page("委託先", "processors", "privacy_review.view_processor"),
            Page("実施機関", "implementing_bodies", "privacy_review.view_implementingbody"),
            Page("条例要配慮個人情報の区分", "care_categories", "privacy_review.view_carecategory"),
        ),
    ),
    Group("報告書", (Page("報告書", "report_list", "core.view_report"),)),
    Group(
        "記録・設定",
        (
            Page("変更の記録", "trail", "core.view_trail"),
            Page("アクセス記録", "access_events", "core.view_accessevent"),
            Page("個人番号の確認の記録", "guard_overrides", "core.view_guardoverride"),
            Page("部課", "departments", "core.view_department"),
            Page("職員", "staff", "core.view_staff"),
            Page("人事異動", "transfers", "registry.view_transfer"),
            Page("管理画面", "admin:index", admin_only=True),
        ),
    ),
)

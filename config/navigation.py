"""The main menu. A person sees the pages that their permissions open, and the groups that have one."""

from core.navigation import Group, Page

NAVIGATION = (
    Group("今日の仕事", (Page("今日の仕事", "home"),)),
    Group(
        "住基ネット",
        (
            Page("設置場所", "sites", "registry.view_site"),
            Page("統合端末", "terminals", "registry.view_terminal"),
            Page("端末機管理責任者・補助者", "custodians", "registry.view_custodian"),
            Page("個人番号利用事務", "affairs", "registry.view_affair"),
        ),
    ),
    Group(
        "実績",
        (
            Page("年度の実績", "flow_figures", "mynumber.view_flowfigure"),
            Page("基準日の実績", "stock_figures", "mynumber.view_stockfigure"),
            Page("実績項目", "series", "mynumber.view_series"),
        ),
    ),
    Group(
        "マイナンバー",
        (
            Page("取扱窓口", "windows", "mynumber.view_window"),
            Page("セキュリティ対策", "measures", "mynumber.view_measure"),
            Page("セキュリティ会議", "meetings", "mynumber.view_meeting"),
            Page("監査と指摘事項", "audits", "mynumber.view_audit"),
            Page("他自治体の誤交付等", "incidents", "mynumber.view_incident"),
            Page("CSIRT訓練", "csirt_drills", "mynumber.view_csirtdrill"),
        ),
    ),
    Group(
        "個人情報の審査",
        (
            Page("審査案件", "review_cases", "privacy_review.view_reviewcase"),
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
            Page("部課", "departments", "core.view_department"),
            Page("職員", "staff", "core.view_staff"),
            Page("管理画面", "admin:index", admin_only=True),
        ),
    ),
)

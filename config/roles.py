"""Who may do what: every role of the office, with a sentence each. Nothing else grants a right.

After each `migrate` the groups hold exactly these permissions (core.roles.sync_groups). Whose rows a person
sees is decided beside it, by the models' `visible_to`, which ask for the `view_all_*` permissions.
"""

from core.roles import Role


def _on(*models: str, may: tuple[str, ...]) -> tuple[str, ...]:
    names = [model.split(".") for model in models]
    return tuple(f"{app}.{action}_{model}" for app, model in names for action in may)


def _view(*models: str) -> tuple[str, ...]:
    return _on(*models, may=("view",))


def _keep(*models: str) -> tuple[str, ...]:
    """To keep a register: records are entered, changed and ended, and never deleted."""
    return _on(*models, may=("view", "add", "change"))


def _keep_lines(*models: str) -> tuple[str, ...]:
    """The lines of a record may go again: a wrong line of opening hours is no history."""
    return _on(*models, may=("view", "add", "change", "delete"))


SITES = ("registry.site", "registry.terminal", "registry.custodian")
TERMINAL_CARE = ("registry.terminaloutage", "registry.terminalcheck")
PLACEMENTS = ("registry.terminalplacement",)
LEDGERS = ("registry.ledgerround", "registry.operatorledger")
LEDGER_LINES = ("registry.operatorledgerentry",)
REQUESTS = ("registry.usagerequest",)
REQUEST_LINES = ("registry.usagerequestoperator",)
GRANTS = ("registry.operatorgrant",)
USES = ("registry.reservation", "registry.usagerecord", "registry.usagelookup")
SIGN_OFFS = ("registry.monthsignoff",)
TERMS = ("registry.purpose", "registry.bookingterms", "core.officeday")
LIFE_CYCLE = (
    *TERMINAL_CARE,
    *PLACEMENTS,
    *LEDGERS,
    *LEDGER_LINES,
    *REQUESTS,
    *REQUEST_LINES,
    *GRANTS,
    *USES,
    *SIGN_OFFS,
    *TERMS,
    "registry.deputy",
    "registry.transfer",
)
FIGURES = ("mynumber.flowfigure", "mynumber.stockfigure")
SUBMISSIONS = ("mynumber.submission", "mynumber.submissionline", "mynumber.figurereason")
CORRECTIONS = ("mynumber.figurecorrection",)
SERIES = ("mynumber.series", "mynumber.seriespart")
FIGURE_TABLES = ("mynumber.figuretable", "mynumber.figuretableline")
GOVERNANCE = (
    "mynumber.window",
    "mynumber.measure",
    "mynumber.meeting",
    "mynumber.audit",
    "mynumber.incident",
    "mynumber.csirtdrill",
    "mynumber.reportablematter",
)
GOVERNANCE_LINES = (
    "mynumber.windowhours",
    "mynumber.agendaitem",
    "mynumber.finding",
    "mynumber.incidentbreakdown",
)
REVIEWS = ("privacy_review.undertaking", "privacy_review.reviewcase")
REVIEW_TERMS = (
    "privacy_review.implementingbody",
    "privacy_review.carecategory",
    "privacy_review.checkitem",
    "privacy_review.processor",
)
REVIEW_LINES = ("privacy_review.casecarecategory", "privacy_review.caseanswer")
CONDITIONS = ("privacy_review.casecondition",)
REPORT_LINES = ("core.reportdepartment", "core.section", "core.prosemark", "core.checkacknowledgement")
STAFF = ("core.department", "core.staff")

READ_REPORTS = _view("core.report", *REPORT_LINES)
DRAFT_REPORTS = _keep("core.report") + _keep_lines(*REPORT_LINES)
ALL_SITES = ("registry.view_all_sites",)
ALL_FIGURES = ("mynumber.view_all_figures",)
ALL_DEPARTMENTS = ("registry.view_all_departments",)
OVERRIDE_GUARD = ("core.override_guard",)

ROLES = (
    Role(
        key="applicant",
        name="所管課",
        sentence="自分の課の利用申請をし、操作権限のある職員は端末を予約して、利用記録を書きます。",
        permissions=(
            _view("registry.affair", "registry.site", "registry.purpose", "registry.bookingterms")
            + ALL_SITES
            + _keep(*REQUESTS)
            + _keep_lines(*REQUEST_LINES)
            + ("registry.submit_usagerequest",)
            + _view(*GRANTS, *USES, "registry.terminaloutage")
            + _on("registry.reservation", may=("add", "change"))
            + _on("registry.usagerecord", may=("add",))
        ),
        uses_admin=False,
    ),
    Role(
        key="custodian",
        name="端末機管理責任者",
        sentence="自分が受け持つ設置場所の操作者管理台帳を提出し、端末を点検し、月の利用記録を確認します。",
        permissions=(
            _view(*SITES, *LEDGERS, *LEDGER_LINES, *GRANTS, *PLACEMENTS, *SIGN_OFFS)
            + _view("registry.usagerecord", "registry.usagelookup", "registry.purpose")
            + _keep(*TERMINAL_CARE)
            + ("registry.prepare_operatorledger", "registry.sign_off_month")
        ),
        uses_admin=False,
    ),
    Role(
        key="reviewer",
        name="住民記録（審査）",
        sentence="端末、責任者、台帳の提出を受け持ち、利用申請を審査し、緊急の利用を確認します。",
        permissions=(
            _keep(*SITES, *TERMINAL_CARE, *TERMS, "registry.affair", "registry.ledgerround")
            + _view(*LIFE_CYCLE)
            + ALL_SITES
            + ALL_DEPARTMENTS
            + READ_REPORTS
            + (
                "registry.review_usagerequest",
                "registry.return_usagerequest",
                "registry.confirm_operatorledger",
                "registry.revoke_operatorgrant",
                "registry.change_reservation",
                "registry.manage_reservations",
                "registry.review_urgent_use",
            )
            + OVERRIDE_GUARD
        ),
        uses_admin=True,
    ),
    Role(
        key="approver",
        name="住民記録（承認）",
        sentence="審査の済んだ利用申請を承認し、留守のあいだの代決者を定め、操作権限を取り消します。",
        permissions=(
            _view(*SITES, "registry.affair", *LIFE_CYCLE)
            + ALL_SITES
            + ALL_DEPARTMENTS
            + READ_REPORTS
            + _on("registry.deputy", may=("add", "change"))
            + (
                "registry.approve_usagerequest",
                "registry.return_usagerequest",
                "registry.reject_usagerequest",
                "registry.revoke_operatorgrant",
                "registry.reopen_month",
                # Where a site's manager operated in the month, somebody else must sign it off.
                "registry.sign_off_month",
            )
            + OVERRIDE_GUARD
        ),
        uses_admin=False,
    ),
    Role(
        key="clerk",
        name="実績入力",
        sentence="自分の課の実績を四半期ごとに入力して提出し、訂正を申し出ます。",
        permissions=(
            _keep(*FIGURES)
            + _view(*SERIES, *SUBMISSIONS, *CORRECTIONS)
            + ("mynumber.submit_figures",)
            + READ_REPORTS
        ),
        uses_admin=True,
    ),
    Role(
        key="manager",
        name="実績確認",
        sentence="自分の課の実績を確かめて確定し、訂正を承認します。",
        permissions=(
            (*_view(*FIGURES, *SERIES, *SUBMISSIONS, *CORRECTIONS), "mynumber.confirm_figures", *READ_REPORTS)
        ),
        uses_admin=False,
    ),
    Role(
        key="mynumber",
        name="マイナンバー担当",
        sentence="窓口、対策、会議、監査、他自治体の事案、訓練、実績項目を登録し、セキュリティの報告書を起草します。",
        permissions=(
            _keep(*GOVERNANCE, "mynumber.series", "mynumber.figuretable", "mynumber.figureterms")
            + _keep_lines(*GOVERNANCE_LINES, "mynumber.seriespart", "mynumber.figuretableline")
            + _view(*FIGURES, *SUBMISSIONS, *CORRECTIONS, *SITES, "registry.affair")
            + ALL_FIGURES
            + ALL_SITES
            + DRAFT_REPORTS
            + ("mynumber.draft_annual_report", "mynumber.lock_figures", "mynumber.remind_figures")
            + OVERRIDE_GUARD
        ),
        uses_admin=True,
    ),
    Role(
        key="case_writer",
        name="個人情報審査（起案）",
        sentence="自分の課が個人情報を取り扱う業務を登録し、審査案件を書いて提出し、条件への対応を報告します。",
        permissions=(
            # Cases and processors are written by the services, for who keeps undertakings; not in the admin.
            _keep("privacy_review.undertaking")
            + _view("privacy_review.reviewcase", *REVIEW_LINES, *REVIEW_TERMS, *CONDITIONS)
            + ("privacy_review.submit_reviewcase",)
        ),
        uses_admin=False,
    ),
    Role(
        key="case_head",
        name="個人情報審査（課長）",
        sentence="自分の課の審査案件を確かめて区政情報課へ送るか、課の中で差し戻します。",
        permissions=(
            *_view(*REVIEWS, *REVIEW_LINES, *REVIEW_TERMS, *CONDITIONS),
            "privacy_review.confirm_reviewcase",
        ),
        uses_admin=False,
    ),
    Role(
        key="privacy",
        name="区政情報課",
        sentence="個人情報を取り扱う業務の審査案件を審査し、条件を確かめ、その報告書を起草します。",
        permissions=(
            _view("privacy_review.undertaking", *CONDITIONS, "privacy_review.caseanswer")
            + _keep("privacy_review.reviewcase", *REVIEW_TERMS)
            + _keep_lines("privacy_review.casecarecategory")
            + DRAFT_REPORTS
            + (
                "privacy_review.accept_reviewcase",
                "privacy_review.return_reviewcase",
                "privacy_review.withhold_reviewcase",
                "privacy_review.view_all_reviews",
                "privacy_review.draft_review_report",
            )
            + OVERRIDE_GUARD
        ),
        uses_admin=True,
    ),
    Role(
        key="publisher",
        name="公表",
        sentence="ほかの職員が起草した報告書を読み、公表します。",
        permissions=(*READ_REPORTS, "core.publish_report"),
        uses_admin=False,
    ),
    Role(
        key="auditor",
        name="監査",
        sentence="変更の記録とアクセス記録を含めて、すべてを読みます。何も変更しません。",
        permissions=(
            _view(*SITES, "registry.affair", *FIGURES, *SERIES, *FIGURE_TABLES, *SUBMISSIONS, *CORRECTIONS)
            + _view(*GOVERNANCE, *GOVERNANCE_LINES)
            + _view(*REVIEWS, *REVIEW_LINES, *REVIEW_TERMS, *CONDITIONS)
            + _view(*STAFF, "core.municipality", "core.accessevent", "core.guardoverride", "auth.group")
            + _view(*LIFE_CYCLE)
            + READ_REPORTS
            + ALL_SITES
            + ALL_FIGURES
            + ALL_DEPARTMENTS
            + ("core.view_trail", "core.view_all_reports", "privacy_review.view_all_reviews")
        ),
        uses_admin=False,
    ),
    Role(
        key="admin",
        name="管理者",
        sentence="職員とその役割、人事異動、部課、自治体の名称を登録します。何も承認しません。",
        permissions=_keep(*STAFF, "core.municipality")
        + _view("auth.group", "registry.transfer")
        + ("registry.add_transfer",),
        uses_admin=True,
    ),
)

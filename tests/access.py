"""Who may open which address: the reviewed table. tests/test_access.py walks every address as every role.

A page that is not in this table fails the walk, and so does one that answers otherwise.
"""

EVERY_ROLE = frozenset(
    {
        "applicant",
        "custodian",
        "reviewer",
        "approver",
        "clerk",
        "manager",
        "mynumber",
        "case_writer",
        "case_head",
        "privacy",
        "publisher",
        "auditor",
        "admin",
    }
)
READ_REPORTS = EVERY_ROLE - {"applicant", "custodian", "case_writer", "case_head", "admin"}
READ_DRAFTS = frozenset({"mynumber", "publisher", "auditor"})  # of report No. 361, before it is published
READ_SITES = frozenset({"applicant", "custodian", "reviewer", "approver", "mynumber", "auditor"})
READ_FIGURES = frozenset({"clerk", "manager", "mynumber", "auditor"})
READ_GOVERNANCE = frozenset({"mynumber", "auditor"})
READ_REVIEWS = frozenset({"case_writer", "case_head", "privacy", "auditor"})
READ_STAFF = frozenset({"admin", "auditor"})
READ_LEDGERS = frozenset({"custodian", "reviewer", "approver", "auditor"})
CARE_FOR_TERMINALS = frozenset({"custodian", "reviewer"})
READ_TRANSFERS = frozenset({"reviewer", "approver", "auditor", "admin"})
READ_REQUESTS = frozenset({"applicant", "reviewer", "approver", "auditor"})
DECIDE_REQUESTS = frozenset({"reviewer", "approver"})

# Lists: at their address, under print/ and under export/.
LISTS = {
    "sites": READ_SITES,
    "terminals": READ_SITES - {"applicant"},
    "custodians": READ_SITES - {"applicant"},
    "affairs": READ_SITES - {"custodian"},
    "ledger_rounds": READ_LEDGERS,
    "operator_ledgers": READ_LEDGERS,
    "operator_grants": READ_LEDGERS | {"applicant"},
    "terminal_outages": READ_LEDGERS | {"applicant"},
    "terminal_checks": READ_LEDGERS,
    "transfers": READ_TRANSFERS,
    "usage_requests": READ_REQUESTS,
    "reservations": READ_REQUESTS,
    "usage_records": READ_REQUESTS | {"custodian"},
    "month_sign_offs": READ_LEDGERS,
    "deputies": READ_REQUESTS - {"applicant"},
    "windows": READ_GOVERNANCE,
    "flow_figures": READ_FIGURES,
    "stock_figures": READ_FIGURES,
    "series": READ_FIGURES,
    "look_ups": READ_FIGURES,
    "submission_board": READ_FIGURES,
    "figure_corrections": READ_FIGURES,
    "measures": READ_GOVERNANCE,
    "reportable_matters": READ_GOVERNANCE,
    "meetings": READ_GOVERNANCE,
    "follow_ups": READ_GOVERNANCE,
    "audits": READ_GOVERNANCE,
    "open_findings": READ_GOVERNANCE,
    "incidents": READ_GOVERNANCE,
    "csirt_drills": READ_GOVERNANCE,
    "undertakings": READ_REVIEWS,
    "review_cases": READ_REVIEWS,
    "case_conditions": READ_REVIEWS,
    "processors": READ_REVIEWS,
    "implementing_bodies": READ_REVIEWS,
    "care_categories": READ_REVIEWS,
    "access_events": frozenset({"auditor"}),
    "guard_overrides": frozenset({"auditor"}),
    "departments": READ_STAFF,
    "staff": READ_STAFF,
}

PAGES = {
    "home": EVERY_ROLE,
    "password_change": EVERY_ROLE,
    "password_change_done": EVERY_ROLE,
    "notices": EVERY_ROLE,
    "trail": frozenset({"auditor"}),
    # Of the applicant's own department: those of others are 404 (tests/registry/test_usage_request_pages.py).
    "usage_request": READ_REQUESTS,
    "usage_request_decision": READ_REQUESTS,
    "usage_request_new": frozenset({"applicant"}),
    "usage_request_edit": frozenset({"applicant"}),
    "usage_request_copy": frozenset({"applicant"}),
    "usage_request_queue": DECIDE_REQUESTS,
    "deputy": READ_REQUESTS - {"applicant"},
    "deputy_new": frozenset({"approver"}),
    "deputy_end": frozenset({"approver"}),  # the principal's own
    # Bookings and uses of the applicant's own: those of others are 404 (tests/registry/test_*_pages.py).
    "reservation_calendar": READ_REQUESTS,
    "reservation": READ_REQUESTS,
    "reservation_new": frozenset({"applicant"}),
    "reservation_move": frozenset({"applicant", "reviewer"}),
    "reservation_record": frozenset({"applicant"}),
    "usage_record": READ_REQUESTS | {"custodian"},
    "urgent_use": frozenset({"applicant"}),
    "own_site_use": frozenset({"applicant"}),
    "usage_record_correct": frozenset({"applicant"}),
    "month_sheet": READ_LEDGERS,
    "month_sheet_print": READ_LEDGERS,
    "month_sign_off": READ_LEDGERS,
    "month_reopen": frozenset({"approver"}),
    # A custodian's are those of the own site: those of others are 404.
    "site": READ_SITES,
    "site_operators": READ_LEDGERS,
    "site_operators_print": READ_LEDGERS,
    "site_operators_export": READ_LEDGERS,
    "terminal": READ_SITES - {"applicant"},
    "terminal_move": frozenset({"reviewer"}),
    "terminal_retire": frozenset({"reviewer"}),
    "terminal_outage_new": CARE_FOR_TERMINALS,
    "terminal_outage": READ_LEDGERS | {"applicant"},
    "terminal_outage_repair": CARE_FOR_TERMINALS,
    "terminal_check_new": CARE_FOR_TERMINALS,
    "terminal_check": READ_LEDGERS,
    "terminal_check_remedy": CARE_FOR_TERMINALS,
    "custodian": READ_SITES - {"applicant"},
    "custodian_new": frozenset({"reviewer"}),
    "custodian_end": frozenset({"reviewer"}),
    "custodian_replace": frozenset({"reviewer"}),
    "ledger_round": READ_LEDGERS,
    "ledger_round_new": frozenset({"reviewer"}),
    "ledger_round_close": frozenset({"reviewer"}),
    "operator_ledger": READ_LEDGERS,
    "operator_ledger_edit": frozenset({"custodian"}),
    "operator_grant": READ_LEDGERS | {"applicant"},
    "operator_grant_end": frozenset({"reviewer", "approver"}),
    "transfer": READ_TRANSFERS,
    "transfer_choice": frozenset({"admin"}),
    "staff_transfer": frozenset({"admin"}),
    # Of the own department: those of others are 404 (tests/mynumber/test_correction_pages.py).
    # Of the own department: those of others are 404 (tests/mynumber/test_figure_sheet_page.py).
    "figure_sheet": READ_FIGURES,
    "figure_correction": READ_FIGURES,
    "figure_trends": READ_FIGURES,
    "figure_trends_print": READ_FIGURES,
    "figure_correction_new_flow": frozenset({"clerk"}),
    "figure_correction_new_stock": frozenset({"clerk"}),
    "figure_correction_new_year": frozenset({"clerk"}),
    "reportable_matter": READ_GOVERNANCE,
    "meeting_detail": READ_GOVERNANCE,
    "meeting_agenda_print": READ_GOVERNANCE,
    "meeting_follow_ups_print": READ_GOVERNANCE,
    "agenda_item_new": frozenset({"mynumber"}),
    "agenda_item_edit": frozenset({"mynumber"}),
    "agenda_item_settle": frozenset({"mynumber"}),
    "audit_detail": READ_GOVERNANCE,
    "audit_improvement": frozenset({"mynumber"}),
    "finding_plan": frozenset({"mynumber"}),
    # Of the own department: those of others are 404 (tests/privacy_review/test_undertaking_pages.py).
    "undertaking": READ_REVIEWS,
    "undertaking_new": frozenset({"case_writer"}),
    "undertaking_rename": frozenset({"case_writer"}),
    "undertaking_copy": frozenset({"case_writer"}),
    "review_case_new": frozenset({"case_writer"}),
    "review_case": READ_REVIEWS,
    "review_case_edit": frozenset({"case_writer"}),
    "review_case_revise": frozenset({"case_writer"}),
    "review_case_queue": frozenset({"privacy"}),
    "review_case_return": frozenset({"privacy"}),
    "review_case_accept_with_conditions": frozenset({"privacy"}),
    "review_case_withhold": frozenset({"privacy"}),
    "case_condition": READ_REVIEWS,
    "review_counts": frozenset({"privacy", "auditor"}),
    "processor": READ_REVIEWS,
    "processor_new": frozenset({"case_writer"}),
    "report_list": READ_REPORTS,
    "report_detail": READ_DRAFTS,
    "report_print": READ_DRAFTS,
    # Reports are written by those who draft their kind; here it is report No. 361.
    "report_outline": frozenset({"mynumber"}),
    "report_title_page": frozenset({"mynumber"}),
    "report_carry_forward": frozenset({"mynumber"}),
    "report_section_new": frozenset({"mynumber"}),
    "report_section_edit": frozenset({"mynumber"}),
    "report_section_remove": frozenset({"mynumber"}),
    "report_checks": READ_DRAFTS,
    "report_publication": READ_DRAFTS,
    "report_edition_file": READ_REPORTS,
    "report_edition_stylesheet": READ_REPORTS,
    "report_errata_print": READ_REPORTS,
    "report_errata_csv": READ_REPORTS,
    "report_comparison": READ_DRAFTS,
    "report_pdf": READ_DRAFTS,
    "exhibits_xlsx": READ_DRAFTS,
    "exhibits_zip": READ_DRAFTS,
    "exhibit_detail": READ_DRAFTS,
    "exhibit_csv": READ_DRAFTS,
}
# To whom a page's record is as if it were not (404), though they open the page of another: the draft.
UNSEEN = {
    **{name: READ_REPORTS - READ_DRAFTS for name, who in PAGES.items() if who is READ_DRAFTS},
    **dict.fromkeys(
        (
            "report_outline",
            "report_title_page",
            "report_carry_forward",
            "report_section_new",
            "report_section_edit",
            "report_section_remove",
        ),
        frozenset({"privacy"}),
    ),
}

# Addresses of the menu that lead on to a page of the person's own (302).
WAYS = {"figure_sheet_today": READ_FIGURES}

# Open without a log-in, or answering a POST alone.
OPEN_PAGES = {
    "login",
    "logout",
    "notices_read",
    "usage_request_step",
    "operator_ledger_step",
    "ledger_round_remind",
    "meeting_adopt",
    "figure_correction_step",
    "figure_sheet_step",
    "submission_remind",
    "submission_lock",
    "reservation_step",
    "review_case_step",
    "case_condition_step",
    "undertaking_step",
    "report_section_move",
    "report_section_preview",
    "report_check_acknowledge",
    "report_publication_step",
    "report_check_take_back",
}
# A person's own and nobody else's, whatever the role (404): tests/core/views/test_notices.py.
OWN_PAGES = {"notice"}

# The admin: who keeps a register there, and who may look at it there. Nobody deletes.
ENTERS_RECORDS = frozenset({"reviewer", "clerk", "mynumber", "privacy", "admin"})
KEEPERS = {
    "core.accessevent": frozenset(),
    "core.department": frozenset({"admin"}),
    "core.municipality": frozenset({"admin"}),
    "core.officeday": frozenset({"reviewer"}),
    "core.report": frozenset({"mynumber", "privacy"}),
    "core.section": frozenset(),
    "core.staff": frozenset({"admin"}),
    "auth.group": frozenset(),
    "registry.site": frozenset({"reviewer"}),
    "registry.terminal": frozenset({"reviewer"}),
    "registry.custodian": frozenset({"reviewer"}),
    "registry.affair": frozenset({"reviewer"}),
    "registry.purpose": frozenset({"reviewer"}),
    "registry.bookingterms": frozenset({"reviewer"}),
    "mynumber.series": frozenset({"mynumber"}),
    "mynumber.figuretable": frozenset({"mynumber"}),
    "mynumber.figureterms": frozenset({"mynumber"}),
    "mynumber.flowfigure": frozenset({"clerk"}),
    "mynumber.stockfigure": frozenset({"clerk"}),
    "mynumber.window": frozenset({"mynumber"}),
    "mynumber.measure": frozenset({"mynumber"}),
    "mynumber.reportablematter": frozenset({"mynumber"}),
    "mynumber.meeting": frozenset({"mynumber"}),
    "mynumber.audit": frozenset({"mynumber"}),
    "mynumber.incident": frozenset({"mynumber"}),
    "mynumber.csirtdrill": frozenset({"mynumber"}),
    "privacy_review.implementingbody": frozenset({"privacy"}),
    "privacy_review.carecategory": frozenset({"privacy"}),
    "privacy_review.processor": frozenset({"privacy"}),
    "privacy_review.checkitem": frozenset({"privacy"}),
    "privacy_review.reviewcase": frozenset({"privacy"}),
}
# Who looks at a register in the admin without keeping it.
ADMIN_READERS = {
    "auth.group": frozenset({"admin"}),
    "core.report": frozenset({"reviewer", "clerk"}),
    "core.section": frozenset({"reviewer", "clerk", "mynumber", "privacy"}),  # written at the report desk
    "mynumber.flowfigure": frozenset({"mynumber"}),
    "mynumber.series": frozenset({"clerk"}),
    "mynumber.stockfigure": frozenset({"mynumber"}),
    "registry.affair": frozenset({"mynumber"}),
    "registry.custodian": frozenset({"mynumber"}),
    "registry.site": frozenset({"mynumber"}),
    "registry.terminal": frozenset({"mynumber"}),
}
# Of these, who sees no row of the walk's: it is a draft of a kind that is not theirs.
ADMIN_READERS_OF_OTHERS = {
    "core.report": frozenset({"reviewer", "clerk", "privacy"}),
    "core.section": frozenset({"reviewer", "clerk", "privacy"}),
}
# Registers of which a person may see some rows and not others: the others are as if they were not (404).
SCOPED = {
    "core.report",
    "core.section",
    "privacy_review.reviewcase",
    "registry.site",
    "registry.terminal",
    "registry.custodian",
    "mynumber.series",
    "mynumber.flowfigure",
    "mynumber.stockfigure",
}
# Pages that a register's admin has beside the usual ones: for its keepers alone, and for its readers too.
ADMIN_EXTRA_OF_KEEPERS = {"import", "process_import", "prepare_year"}
ADMIN_EXTRA_OF_READERS = {"export"}
ADMIN_EXTRA = ADMIN_EXTRA_OF_KEEPERS | ADMIN_EXTRA_OF_READERS
# The admin's own pages that no model's right guards: they show what the person may see, or nothing.
ADMIN_FRAME = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "view_on_site",
    "app_list",
    "auth_user_password_change",
}

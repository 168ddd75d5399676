"""The addresses of the Juki-net's registers."""

from django.urls import path

from core.decisions import workflow_urls
from core.lists import list_urls
from registry.views.affair import AffairList
from registry.views.custodian import (
    CustodianEnd,
    CustodianList,
    CustodianNew,
    CustodianPage,
    CustodianReplace,
)
from registry.views.deputy import DeputyEnd, DeputyList, DeputyNew, DeputyPage
from registry.views.ledger_round import (
    LedgerRoundClose,
    LedgerRoundList,
    LedgerRoundNew,
    LedgerRoundPage,
    LedgerRoundRemind,
)
from registry.views.month_sign_off import (
    MonthReopen,
    MonthSheet,
    MonthSheetPrint,
    MonthSignOffList,
    MonthSignOffPage,
)
from registry.views.operator_grant import (
    OperatorGrantEnd,
    OperatorGrantList,
    OperatorGrantPage,
    SiteOperatorList,
)
from registry.views.operator_ledger import OperatorLedgerEdit, OperatorLedgerList, OperatorLedgerPage
from registry.views.reservation import ReservationList, ReservationMove, ReservationNew, ReservationPage
from registry.views.reservation_calendar import ReservationCalendar
from registry.views.site import SiteList, SitePage
from registry.views.terminal import TerminalList, TerminalMove, TerminalPage, TerminalRetire
from registry.views.terminal_check import (
    TerminalCheckList,
    TerminalCheckNew,
    TerminalCheckPage,
    TerminalCheckRemedy,
)
from registry.views.terminal_outage import (
    TerminalOutageList,
    TerminalOutageNew,
    TerminalOutagePage,
    TerminalOutageRepair,
)
from registry.views.transfer import TransferChoice, TransferList, TransferNew, TransferPage
from registry.views.usage_record import UsageRecordList, UsageRecordPage
from registry.views.usage_recording import OwnSiteUse, ReservationRecord, UrgentUse, UsageCorrection
from registry.views.usage_request import UsageRequestDecision, UsageRequestList, UsageRequestPage
from registry.views.usage_request_queue import UsageRequestQueue
from registry.views.usage_request_writing import UsageRequestCopy, UsageRequestEdit, UsageRequestNew

urlpatterns = [
    *list_urls("sites/", SiteList),
    path("sites/<int:pk>/", SitePage.as_view(), name="site"),
    path("sites/<int:pk>/operators/", SiteOperatorList.as_view(), name="site_operators"),
    path(
        "sites/<int:pk>/operators/print/",
        SiteOperatorList.as_view(output="print"),
        name="site_operators_print",
    ),
    path(
        "sites/<int:pk>/operators/export/",
        SiteOperatorList.as_view(output="export"),
        name="site_operators_export",
    ),
    *list_urls("terminals/", TerminalList),
    path("terminals/<int:pk>/", TerminalPage.as_view(), name="terminal"),
    path("terminals/<int:pk>/move/", TerminalMove.as_view(), name="terminal_move"),
    path("terminals/<int:pk>/retire/", TerminalRetire.as_view(), name="terminal_retire"),
    path("terminals/<int:pk>/outage/", TerminalOutageNew.as_view(), name="terminal_outage_new"),
    path("terminals/<int:pk>/check/", TerminalCheckNew.as_view(), name="terminal_check_new"),
    *list_urls("terminal-outages/", TerminalOutageList),
    path("terminal-outages/<int:pk>/", TerminalOutagePage.as_view(), name="terminal_outage"),
    path("terminal-outages/<int:pk>/repair/", TerminalOutageRepair.as_view(), name="terminal_outage_repair"),
    *list_urls("terminal-checks/", TerminalCheckList),
    path("terminal-checks/<int:pk>/", TerminalCheckPage.as_view(), name="terminal_check"),
    path("terminal-checks/<int:pk>/remedy/", TerminalCheckRemedy.as_view(), name="terminal_check_remedy"),
    *list_urls("custodians/", CustodianList),
    path("custodians/new/", CustodianNew.as_view(), name="custodian_new"),
    path("custodians/<int:pk>/", CustodianPage.as_view(), name="custodian"),
    path("custodians/<int:pk>/end/", CustodianEnd.as_view(), name="custodian_end"),
    path("custodians/<int:pk>/replace/", CustodianReplace.as_view(), name="custodian_replace"),
    *list_urls("ledger-rounds/", LedgerRoundList),
    path("ledger-rounds/new/", LedgerRoundNew.as_view(), name="ledger_round_new"),
    path("ledger-rounds/<int:pk>/", LedgerRoundPage.as_view(), name="ledger_round"),
    path("ledger-rounds/<int:pk>/remind/", LedgerRoundRemind.as_view(), name="ledger_round_remind"),
    path("ledger-rounds/<int:pk>/close/", LedgerRoundClose.as_view(), name="ledger_round_close"),
    *list_urls("ledgers/", OperatorLedgerList),
    path("ledgers/<int:pk>/edit/", OperatorLedgerEdit.as_view(), name="operator_ledger_edit"),
    *workflow_urls("ledgers/", "operator_ledger", OperatorLedgerPage),
    *list_urls("operator-grants/", OperatorGrantList),
    path("operator-grants/<int:pk>/", OperatorGrantPage.as_view(), name="operator_grant"),
    path("operator-grants/<int:pk>/end/", OperatorGrantEnd.as_view(), name="operator_grant_end"),
    *list_urls("transfers/", TransferList),
    path("transfers/new/", TransferChoice.as_view(), name="transfer_choice"),
    path("transfers/<int:pk>/", TransferPage.as_view(), name="transfer"),
    path("staff/<int:pk>/transfer/", TransferNew.as_view(), name="staff_transfer"),
    *list_urls("affairs/", AffairList),
    *list_urls("usage-requests/", UsageRequestList),
    path("usage-requests/new/", UsageRequestNew.as_view(), name="usage_request_new"),
    path("usage-requests/queue/", UsageRequestQueue.as_view(), name="usage_request_queue"),
    path("usage-requests/<int:pk>/edit/", UsageRequestEdit.as_view(), name="usage_request_edit"),
    path("usage-requests/<int:pk>/copy/", UsageRequestCopy.as_view(), name="usage_request_copy"),
    path("usage-requests/<int:pk>/decision/", UsageRequestDecision.as_view(), name="usage_request_decision"),
    *workflow_urls("usage-requests/", "usage_request", UsageRequestPage),
    *list_urls("deputies/", DeputyList),
    path("deputies/new/", DeputyNew.as_view(), name="deputy_new"),
    path("deputies/<int:pk>/", DeputyPage.as_view(), name="deputy"),
    path("deputies/<int:pk>/end/", DeputyEnd.as_view(), name="deputy_end"),
    *list_urls("reservations/", ReservationList),
    path("reservations/calendar/", ReservationCalendar.as_view(), name="reservation_calendar"),
    path("reservations/new/", ReservationNew.as_view(), name="reservation_new"),
    path("reservations/<int:pk>/move/", ReservationMove.as_view(), name="reservation_move"),
    path("reservations/<int:pk>/record/", ReservationRecord.as_view(), name="reservation_record"),
    *workflow_urls("reservations/", "reservation", ReservationPage),
    *list_urls("usage-records/", UsageRecordList),
    path("usage-records/urgent/", UrgentUse.as_view(), name="urgent_use"),
    path("usage-records/own-site/", OwnSiteUse.as_view(), name="own_site_use"),
    path("usage-records/<int:pk>/", UsageRecordPage.as_view(), name="usage_record"),
    path("usage-records/<int:pk>/correct/", UsageCorrection.as_view(), name="usage_record_correct"),
    *list_urls("month-sign-offs/", MonthSignOffList),
    path("month-sign-offs/<int:pk>/", MonthSignOffPage.as_view(), name="month_sign_off"),
    path("month-sign-offs/<int:pk>/reopen/", MonthReopen.as_view(), name="month_reopen"),
    path("month-sign-offs/<int:pk>/<int:year>-<int:month>/", MonthSheet.as_view(), name="month_sheet"),
    path(
        "month-sign-offs/<int:pk>/<int:year>-<int:month>/print/",
        MonthSheetPrint.as_view(),
        name="month_sheet_print",
    ),
]

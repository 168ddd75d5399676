"""The addresses of figures, windows, measures and governance."""

from django.urls import path

from core.decisions import workflow_urls
from core.lists import list_urls
from mynumber.views.agenda_item import AgendaItemEdit, AgendaItemNew, AgendaItemSettle, FollowUpList
from mynumber.views.audit import AuditDetail, AuditImprovement, AuditList, FindingPlan, OpenFindingList
from mynumber.views.csirt_drill import CsirtDrillList
from mynumber.views.figure_correction import (
    FigureCorrectionList,
    FigureCorrectionNewOfFlow,
    FigureCorrectionNewOfStock,
    FigureCorrectionPage,
)
from mynumber.views.figure_sheet import figure_sheet_urls
from mynumber.views.figure_trends import figure_trends_urls
from mynumber.views.flow_figure import FlowFigureList
from mynumber.views.incident import IncidentList
from mynumber.views.look_ups import look_ups_urls
from mynumber.views.measure import MeasureList
from mynumber.views.meeting import (
    MeetingAdopt,
    MeetingAgendaPrint,
    MeetingDetail,
    MeetingFollowUpsPrint,
    MeetingList,
)
from mynumber.views.reportable_matter import ReportableMatterList, ReportableMatterPage
from mynumber.views.series import SeriesList
from mynumber.views.stock_figure import StockFigureList
from mynumber.views.submission_board import submission_board_urls
from mynumber.views.window import WindowList

urlpatterns = [
    *list_urls("windows/", WindowList),
    *list_urls("flow-figures/", FlowFigureList),
    *list_urls("stock-figures/", StockFigureList),
    *list_urls("series/", SeriesList),
    *look_ups_urls("look-ups/"),
    *figure_sheet_urls("figure-sheets/"),
    *submission_board_urls("submissions/"),
    *figure_trends_urls("trends/"),
    *list_urls("figure-corrections/", FigureCorrectionList),
    path(
        "figure-corrections/new/flow/<int:pk>/<int:quarter>/",
        FigureCorrectionNewOfFlow.as_view(),
        name="figure_correction_new_flow",
    ),
    path(
        "figure-corrections/new/year/<int:pk>/",
        FigureCorrectionNewOfFlow.as_view(),
        name="figure_correction_new_year",
    ),
    path(
        "figure-corrections/new/stock/<int:pk>/",
        FigureCorrectionNewOfStock.as_view(),
        name="figure_correction_new_stock",
    ),
    *workflow_urls("figure-corrections/", "figure_correction", FigureCorrectionPage),
    *list_urls("measures/", MeasureList),
    *list_urls("meetings/", MeetingList),
    path("meetings/<int:pk>/", MeetingDetail.as_view(), name="meeting_detail"),
    path("meetings/<int:pk>/adopt/", MeetingAdopt.as_view(), name="meeting_adopt"),
    path("meetings/<int:pk>/agenda/print/", MeetingAgendaPrint.as_view(), name="meeting_agenda_print"),
    path(
        "meetings/<int:pk>/follow-ups/print/",
        MeetingFollowUpsPrint.as_view(),
        name="meeting_follow_ups_print",
    ),
    path("meetings/<int:pk>/items/new/", AgendaItemNew.as_view(), name="agenda_item_new"),
    path("agenda-items/<int:pk>/edit/", AgendaItemEdit.as_view(), name="agenda_item_edit"),
    path("agenda-items/<int:pk>/settle/", AgendaItemSettle.as_view(), name="agenda_item_settle"),
    *list_urls("follow-ups/", FollowUpList),
    *list_urls("reportable-matters/", ReportableMatterList),
    path("reportable-matters/<int:pk>/", ReportableMatterPage.as_view(), name="reportable_matter"),
    *list_urls("audits/", AuditList),
    path("audits/<int:pk>/", AuditDetail.as_view(), name="audit_detail"),
    path("audits/<int:pk>/improvement/", AuditImprovement.as_view(), name="audit_improvement"),
    *list_urls("findings/", OpenFindingList),
    path("findings/<int:pk>/plan/", FindingPlan.as_view(), name="finding_plan"),
    *list_urls("incidents/", IncidentList),
    *list_urls("csirt-drills/", CsirtDrillList),
]

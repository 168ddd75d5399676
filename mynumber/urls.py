"""The addresses of figures, windows, measures and governance."""

from django.urls import path

from core.lists import list_urls
from mynumber.views.audit import AuditDetail, AuditList
from mynumber.views.csirt_drill import CsirtDrillList
from mynumber.views.flow_figure import FlowFigureList
from mynumber.views.incident import IncidentList
from mynumber.views.look_ups import look_ups_urls
from mynumber.views.measure import MeasureList
from mynumber.views.meeting import MeetingDetail, MeetingList
from mynumber.views.series import SeriesList
from mynumber.views.stock_figure import StockFigureList
from mynumber.views.window import WindowList

urlpatterns = [
    *list_urls("windows/", WindowList),
    *list_urls("flow-figures/", FlowFigureList),
    *list_urls("stock-figures/", StockFigureList),
    *list_urls("series/", SeriesList),
    *look_ups_urls("look-ups/"),
    *list_urls("measures/", MeasureList),
    *list_urls("meetings/", MeetingList),
    path("meetings/<int:pk>/", MeetingDetail.as_view(), name="meeting_detail"),
    *list_urls("audits/", AuditList),
    path("audits/<int:pk>/", AuditDetail.as_view(), name="audit_detail"),
    *list_urls("incidents/", IncidentList),
    *list_urls("csirt-drills/", CsirtDrillList),
]

"""The admin of the My Number scheme and of the annual report's figures, a file for each group of nouns."""

from mynumber.admin.figure_table import FigureTableAdmin
from mynumber.admin.figure_terms import FigureTermsAdmin
from mynumber.admin.flow_figure import FlowFigureAdmin
from mynumber.admin.governance import (
    AuditAdmin,
    CsirtDrillAdmin,
    MeasureAdmin,
    MeetingAdmin,
    ReportableMatterAdmin,
)
from mynumber.admin.incident import IncidentAdmin
from mynumber.admin.series import SeriesAdmin
from mynumber.admin.stock_figure import StockFigureAdmin
from mynumber.admin.window import WindowAdmin

__all__ = [
    "AuditAdmin",
    "CsirtDrillAdmin",
    "FigureTableAdmin",
    "FigureTermsAdmin",
    "FlowFigureAdmin",
    "IncidentAdmin",
    "MeasureAdmin",
    "MeetingAdmin",
    "ReportableMatterAdmin",
    "SeriesAdmin",
    "StockFigureAdmin",
    "WindowAdmin",
]

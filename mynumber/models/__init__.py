"""The My Number scheme's nouns, and those of the annual security report."""

from mynumber.models.audit import Audit, Finding
from mynumber.models.csirt_drill import CsirtDrill
from mynumber.models.figure import FlowFigure, StockFigure
from mynumber.models.figure_table import FigureTable, FigureTableLine
from mynumber.models.incident import Incident, IncidentBreakdown
from mynumber.models.measure import Measure
from mynumber.models.meeting import AgendaItem, Meeting
from mynumber.models.series import Series, SeriesPart
from mynumber.models.window import Window, WindowHours

__all__ = [
    "AgendaItem",
    "Audit",
    "CsirtDrill",
    "FigureTable",
    "FigureTableLine",
    "Finding",
    "FlowFigure",
    "Incident",
    "IncidentBreakdown",
    "Measure",
    "Meeting",
    "Series",
    "SeriesPart",
    "StockFigure",
    "Window",
    "WindowHours",
]

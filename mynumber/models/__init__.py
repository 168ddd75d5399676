"""The My Number scheme's nouns, and those of the annual security report."""

from mynumber.models.audit import Audit, Finding
from mynumber.models.correction import FigureCorrection
from mynumber.models.csirt_drill import CsirtDrill
from mynumber.models.figure import FlowFigure, StockFigure
from mynumber.models.figure_table import FigureTable, FigureTableLine
from mynumber.models.figure_terms import FigureTerms
from mynumber.models.incident import Incident, IncidentBreakdown
from mynumber.models.matter import ReportableMatter
from mynumber.models.measure import Measure
from mynumber.models.meeting import AgendaItem, Meeting
from mynumber.models.series import Series, SeriesPart
from mynumber.models.submission import FigureReason, Submission, SubmissionLine
from mynumber.models.window import Window, WindowHours

__all__ = [
    "AgendaItem",
    "Audit",
    "CsirtDrill",
    "FigureCorrection",
    "FigureReason",
    "FigureTable",
    "FigureTableLine",
    "FigureTerms",
    "Finding",
    "FlowFigure",
    "Incident",
    "IncidentBreakdown",
    "Measure",
    "Meeting",
    "ReportableMatter",
    "Series",
    "SeriesPart",
    "StockFigure",
    "Submission",
    "SubmissionLine",
    "Window",
    "WindowHours",
]

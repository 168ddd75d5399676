"""The shared ground's nouns. Nothing here knows a register."""

from core.models.access_event import AccessEvent
from core.models.department import Department
from core.models.municipality import Municipality
from core.models.report import Report, ReportDepartment
from core.models.section import Section
from core.models.staff import Staff, StaffRole

__all__ = [
    "AccessEvent",
    "Department",
    "Municipality",
    "Report",
    "ReportDepartment",
    "Section",
    "Staff",
    "StaffRole",
]

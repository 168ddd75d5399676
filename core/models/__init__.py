"""The shared ground's nouns. Nothing here knows a register."""

from core.models.access_event import AccessEvent
from core.models.department import Department
from core.models.edition import Edition, EditionFile
from core.models.guard_override import GuardOverride
from core.models.municipality import Municipality
from core.models.notice import Notice
from core.models.office_day import OfficeDay
from core.models.report import Report, ReportDepartment
from core.models.report_review import CheckAcknowledgement, ProseMark
from core.models.section import Section
from core.models.staff import Staff, StaffRole
from core.models.workflow_step import WorkflowStep

__all__ = [
    "AccessEvent",
    "CheckAcknowledgement",
    "Department",
    "Edition",
    "EditionFile",
    "GuardOverride",
    "Municipality",
    "Notice",
    "OfficeDay",
    "ProseMark",
    "Report",
    "ReportDepartment",
    "Section",
    "Staff",
    "StaffRole",
    "WorkflowStep",
]

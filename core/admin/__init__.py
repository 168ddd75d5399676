"""The admin of the shared ground, and what every register's admin is made of (register.py)."""

from core.admin.access_event import AccessEventAdmin
from core.admin.department import DepartmentAdmin
from core.admin.municipality import MunicipalityAdmin
from core.admin.office_day import OfficeDayAdmin
from core.admin.report import ReportAdmin
from core.admin.section import SectionAdmin
from core.admin.staff import RoleAdmin, StaffAdmin

__all__ = [
    "AccessEventAdmin",
    "DepartmentAdmin",
    "MunicipalityAdmin",
    "OfficeDayAdmin",
    "ReportAdmin",
    "RoleAdmin",
    "SectionAdmin",
    "StaffAdmin",
]

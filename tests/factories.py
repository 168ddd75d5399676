"""Records for tests, as small as the rules allow: plain functions, every value can be said.

Each makes what it needs around it. Numbers run on, so that two records never collide.
"""

from datetime import date, time
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from core.models import AccessEvent, Department, Municipality, Report, Section, Staff
from core.roles import roles
from mynumber.models import (
    AgendaItem,
    Audit,
    CsirtDrill,
    FigureTable,
    Finding,
    FlowFigure,
    Incident,
    IncidentBreakdown,
    Measure,
    Meeting,
    Series,
    SeriesPart,
    StockFigure,
    Window,
    WindowHours,
)
from mynumber.models.scheme import Scheme
from privacy_review.models import CareCategory, CaseCareCategory, ImplementingBody, ReviewCase
from privacy_review.models.review_case import Criterion
from registry.models import Affair, Custodian, Site, Terminal

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def _next() -> int:
    return next(_numbers)


# --- core --------------------------------------------------------------------------------------------------


def make_municipality(name: str = "試験区") -> Municipality:
    return Municipality.objects.create(name=name)


def make_department(**fields: Any) -> Department:
    number = _next()
    return Department.objects.create(
        **{"code": f"department-{number}", "bureau": "地域行政部", "section": f"第{number}課"} | fields
    )


def make_staff(*role_keys: str, **fields: Any) -> Staff:
    """A member of staff in the groups of the roles; who uses the admin may log in there."""
    number = _next()
    held = [role for role in roles() if role.key in role_keys]
    assert len(held) == len(role_keys), f"unknown role among {role_keys}"
    staff = Staff.objects.create_user(
        **{
            "username": f"staff-{number}",
            "password": PASSWORD,
            "name": f"職員{number}",
            "is_staff": any(role.uses_admin for role in held),
        }
        | fields
    )
    staff.groups.set(Group.objects.get(name=role.name) for role in held)
    return staff


def make_report(**fields: Any) -> Report:
    """A draft of the annual security report of 令和4年度."""
    return Report.objects.create(
        **{
            "kind": "annual_security",
            "number": 1000 + _next() % 30000,
            "title": "セキュリティ対策の実施状況",
            "fiscal_year": 2022,
            "starts_on": date(2022, 4, 1),
            "ends_on": date(2023, 3, 31),
            "issued_on": date(2023, 9, 1),
            "preamble": "条例の規定により報告する。",
        }
        | fields
    )


def make_access_event(**fields: Any) -> AccessEvent:
    """Somebody of the staff has logged in."""
    staff = fields.pop("staff", None) or make_staff()
    return AccessEvent.objects.create(**{"kind": AccessEvent.Kind.LOGIN, "staff": staff} | fields)


def make_section(**fields: Any) -> Section:
    report = fields.pop("report", None) or make_report()
    return Section.objects.create(
        **{"report": report, "slug": f"section-{_next()}", "heading": "概要"} | fields
    )


# --- registry ----------------------------------------------------------------------------------------------


def make_site(**fields: Any) -> Site:
    number = _next()
    return Site.objects.create(
        **{"code": f"site-{number}", "name": f"第{number}出張所", "kind": Site.Kind.BRANCH_OFFICE} | fields
    )


def make_terminal(**fields: Any) -> Terminal:
    site = fields.pop("site", None) or make_site()
    return Terminal.objects.create(**{"number": f"T-{_next():05}", "site": site} | fields)


def make_custodian(**fields: Any) -> Custodian:
    """The manager of a site of its own since April 2022."""
    site = fields.pop("site", None) or make_site()
    staff = fields.pop("staff", None) or make_staff()
    return Custodian.objects.create(
        **{
            "site": site,
            "staff": staff,
            "role": Custodian.Role.MANAGER,
            "starts_on": date(2022, 4, 1),
        }
        | fields
    )


def make_affair(**fields: Any) -> Affair:
    number = _next()
    return Affair.objects.create(**{"code": f"affair-{number}", "name": f"事務{number}"} | fields)


# --- mynumber: figures -------------------------------------------------------------------------------------


def make_series(**fields: Any) -> Series:
    """A flow in 件."""
    number = _next()
    return Series.objects.create(
        **{
            "code": f"series_{number}",
            "name": f"項目{number}",
            "kind": Series.Kind.FLOW,
            "unit": "件",
            "order": number % 30000,
        }
        | fields
    )


def make_sum(*parts: Series, **fields: Any) -> Series:
    """A series that is the sum of the parts."""
    whole = make_series(**{"kind": parts[0].kind} | fields)
    for part in parts:
        SeriesPart.objects.create(whole=whole, part=part)
    return whole


def make_flow_figure(**fields: Any) -> FlowFigure:
    """Four quarters of 令和4年度 unless said otherwise: 10, 20, 30 and 40."""
    series = fields.pop("series", None) or make_series()
    figures = {} if "whole_year" in fields else {"q1": 10, "q2": 20, "q3": 30, "q4": 40}
    figure = FlowFigure.objects.create(**{"series": series, "fiscal_year": 2022} | figures | fields)
    figure.refresh_from_db()
    return figure


def make_stock_figure(**fields: Any) -> StockFigure:
    series = fields.pop("series", None) or make_series(kind=Series.Kind.STOCK, unit="枚")
    return StockFigure.objects.create(**{"series": series, "as_of": date(2023, 3, 31), "value": 100} | fields)


def make_figure_table(**fields: Any) -> FigureTable:
    number = _next()
    return FigureTable.objects.create(
        **{
            "slug": f"table-{number}",
            "title": f"表{number}",
            "stub_heading": "種類",
            "basis": FigureTable.Basis.FLOW,
        }
        | fields
    )


# --- mynumber: windows and governance ----------------------------------------------------------------------


def make_window(**fields: Any) -> Window:
    return Window.objects.create(**{"name": f"第{_next()}窓口", "at_issuance": True} | fields)


def make_window_hours(**fields: Any) -> WindowHours:
    window = fields.pop("window", None) or make_window()
    return WindowHours.objects.create(
        **{"window": window, "days": "月～金", "opens_at": time(9), "closes_at": time(17)} | fields
    )


def make_measure(**fields: Any) -> Measure:
    return Measure.objects.create(
        **{"heading": Measure.Heading.HUMAN, "text": f"研修その{_next()}を行う。"} | fields
    )


def make_meeting(**fields: Any) -> Meeting:
    """A meeting of 令和4年度 on the Juki-net."""
    return Meeting.objects.create(
        **{
            "scheme": Scheme.JUKI_NET,
            "fiscal_year": 2022,
            "number": _next() % 30000 + 1,
            "held_on": date(2022, 7, 1),
        }
        | fields
    )


def make_agenda_item(**fields: Any) -> AgendaItem:
    meeting = fields.pop("meeting", None) or make_meeting()
    return AgendaItem.objects.create(
        **{"meeting": meeting, "kind": AgendaItem.Kind.REPORT, "title": f"報告その{_next()}"} | fields
    )


def make_audit(**fields: Any) -> Audit:
    """An audit of a day of its own in 令和4年度."""
    day = date(2022, 4, 1).toordinal() + _next() % 365
    return Audit.objects.create(
        **{"scheme": Scheme.JUKI_NET, "fiscal_year": 2022, "held_on": date.fromordinal(day)} | fields
    )


def make_finding(**fields: Any) -> Finding:
    audit = fields.pop("audit", None) or make_audit()
    return Finding.objects.create(**{"audit": audit, "text": f"指摘その{_next()}"} | fields)


def make_incident(**fields: Any) -> Incident:
    return Incident.objects.create(
        **{
            "fiscal_year": 2022,
            "known_on": date(2023, 3, 27),
            "municipality": f"第{_next()}市",
            "event": "別人の証明書が発行された。",
        }
        | fields
    )


def make_incident_breakdown(**fields: Any) -> IncidentBreakdown:
    incident = fields.pop("incident", None) or make_incident()
    return IncidentBreakdown.objects.create(
        **{"incident": incident, "certificate": "住民票の写し", "count": 1} | fields
    )


def make_csirt_drill(**fields: Any) -> CsirtDrill:
    day = date(2022, 4, 1).toordinal() + _next() % 30000
    return CsirtDrill.objects.create(**{"held_on": date.fromordinal(day), "place": "第１庁舎"} | fields)


# --- privacy_review ----------------------------------------------------------------------------------------


def make_body(**fields: Any) -> ImplementingBody:
    number = _next()
    return ImplementingBody.objects.create(**{"code": f"body-{number}", "name": f"機関{number}"} | fields)


def make_care_category(**fields: Any) -> CareCategory:
    number = _next()
    return CareCategory.objects.create(**{"code": f"care-{number}", "name": f"区分{number}"} | fields)


def make_case(*care_categories: CareCategory, **fields: Any) -> ReviewCase:
    """An outsourcing of the fiscal year 2023, with the categories that it handles."""
    defaults: dict[str, Any] = {"criterion": Criterion.OUTSOURCING, "reviewed_on": date(2023, 6, 1)}
    if not fields.get("counted_only"):
        defaults |= {"content": f"委託その{_next()}"}
        if "department" not in fields:
            defaults |= {"department": make_department()}
    body = fields.pop("implementing_body", None) or make_body()
    case = ReviewCase.objects.create(implementing_body=body, **defaults | fields)
    for category in care_categories:
        CaseCareCategory.objects.create(case=case, care_category=category)
    return case

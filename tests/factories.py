"""Records for tests, as small as the rules allow: plain functions, every value can be said.

Each makes what it needs around it. Numbers run on, so that two records never collide.
"""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from core.calendar import TOKYO, fiscal_year_of, fiscal_year_period, is_business_day, today
from core.models import (
    AccessEvent,
    CheckAcknowledgement,
    Department,
    Edition,
    EditionFile,
    GuardOverride,
    Municipality,
    Notice,
    OfficeDay,
    ProseMark,
    Report,
    Section,
    Staff,
)
from core.reports.document import Document
from core.reports.edition import freeze
from core.roles import roles
from mynumber.models import (
    AgendaItem,
    Audit,
    CsirtDrill,
    FigureCorrection,
    FigureReason,
    FigureTable,
    FigureTerms,
    Finding,
    FlowFigure,
    Incident,
    IncidentBreakdown,
    Measure,
    Meeting,
    ReportableMatter,
    Series,
    SeriesPart,
    StockFigure,
    Submission,
    SubmissionLine,
    Window,
    WindowHours,
)
from mynumber.models.scheme import Scheme
from privacy_review.models import (
    CareCategory,
    CaseCareCategory,
    CheckItem,
    ImplementingBody,
    Processor,
    ReviewCase,
    Undertaking,
)
from privacy_review.models.criterion import Criterion
from privacy_review.states.review_case import State as CaseState
from registry.models import (
    Affair,
    Custodian,
    Deputy,
    LedgerRound,
    MonthSignOff,
    OperatorGrant,
    OperatorLedger,
    OperatorLedgerEntry,
    Purpose,
    Reservation,
    Site,
    Terminal,
    TerminalCheck,
    TerminalOutage,
    Transfer,
    UsageLookup,
    UsageRecord,
    UsageRequest,
    UsageRequestOperator,
)

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


REPORT_STEPS = {
    "draft": [],
    "in_review": ["in_review"],
    "returned": ["in_review", "returned"],
    "published": ["in_review", "published"],
}
_REPORT_STAMPS = {"in_review": "submitted", "returned": "returned", "published": "published"}


def make_report(*, state: str = "draft", **fields: Any) -> Report:
    """The annual security report of 令和4年度, walked to the state by people of its own.

    `submitted_by` and the like may be said. Parts are added while it is a draft: see `advance_report`.
    """
    people = {stamp: fields.pop(f"{stamp}_by", None) for stamp in _REPORT_STAMPS.values()}
    report = Report.objects.create(
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
    return advance_report(report, state, **people)


def advance_report(report: Report, state: str, **people: Staff | None) -> Report:
    """Walk a draft to the state by raw updates, each step by a person of its own unless said (`submitted`,
    `returned`, `published`). A published one gets an edition without files: see `publish`."""
    _walk(report, state, people)
    if state == "published":
        make_edition(report=report)
    return report


def _walk(report: Report, state: str, people: dict[str, Staff | None]) -> Report:
    for step in REPORT_STEPS[state]:
        stamp = _REPORT_STAMPS[step]
        given = {f"{stamp}_at": timezone.now(), f"{stamp}_by": people.get(stamp) or make_staff()}
        Report.objects.filter(pk=report.pk).update(state=step, **given)
    report.refresh_from_db()
    return report


def make_access_event(**fields: Any) -> AccessEvent:
    """Somebody of the staff has logged in."""
    staff = fields.pop("staff", None) or make_staff()
    return AccessEvent.objects.create(**{"kind": AccessEvent.Kind.LOGIN, "staff": staff} | fields)


def make_guard_override(**fields: Any) -> GuardOverride:
    """Somebody has let a number stand in the name of a department."""
    staff = fields.pop("staff", None) or make_staff()
    return GuardOverride.objects.create(
        **{
            "staff": staff,
            "staff_name": staff.name,
            "register": "core.department",
            "record_id": make_department().pk,
            "field": "section",
            "reason": "契約番号であることを契約書で確かめた",
        }
        | fields
    )


def make_notice(**fields: Any) -> Notice:
    recipient = fields.pop("recipient", None) or make_staff()
    return Notice.objects.create(**{"recipient": recipient, "title": "お知らせ", "url": "/"} | fields)


def make_office_day(**fields: Any) -> OfficeDay:
    """A closed day of its own."""
    day = date(2030, 1, 1) + timedelta(days=_next() % 30000)
    return OfficeDay.objects.create(**{"day": day, "note": "臨時の閉庁"} | fields)


def make_section(**fields: Any) -> Section:
    report = fields.pop("report", None) or make_report()
    return Section.objects.create(
        **{"report": report, "slug": f"section-{_next()}", "heading": "概要"} | fields
    )


def make_prose_mark(**fields: Any) -> ProseMark:
    """A year in the heading of a section of its own, at which nobody has looked."""
    section = fields.pop("section", None) or make_section(heading="令和3年度の概要")
    return ProseMark.objects.create(
        **{
            "report": section.report,
            "section": section,
            "field": "heading",
            "words": "令和3年度",
            "context": section.heading,
        }
        | fields
    )


def make_acknowledgement(**fields: Any) -> CheckAcknowledgement:
    """Somebody knows of a warning of the checks."""
    report = fields.pop("report", None) or make_report()
    return CheckAcknowledgement.objects.create(
        **{
            "report": report,
            "check_name": "swing",
            "place": "１（１）",
            "sentence": "前年度から大きく増えています。",
            "reason": "窓口を増やしたため",
            "given_by": fields.pop("given_by", None) or make_staff(),
        }
        | fields
    )


def make_edition(**fields: Any) -> Edition:
    """What a report of its own, or one that has just been published, said then; without files."""
    report = fields.pop("report", None) or _walk(make_report(), "published", {})
    report.refresh_from_db()
    return Edition.objects.create(
        **{
            "report": report,
            "published_at": timezone.now(),
            "published_by": report.published_by,
            "published_by_name": report.published_by.name,
            "digest": "0" * 64,
        }
        | fields
    )


def publish(report: Report, **people: Staff | None) -> Edition:
    """Walk a draft to its publication by raw updates, and freeze what it says now."""
    with transaction.atomic():
        return freeze(Document(_walk(report, "published", people)))


def make_edition_file(**fields: Any) -> EditionFile:
    edition = fields.pop("edition", None) or make_edition()
    return EditionFile.objects.create(
        **{
            "edition": edition,
            "name": "report.html",
            "media_type": "text/html",
            "content": b"<p>",
            "digest": "0" * 64,
        }
        | fields
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


# --- registry: who may use the terminals, and who did
# ---------------------------------------------------------


def business_day(after: int = 1) -> date:
    """The first day of the office at least so many days from today."""
    day = today() + timedelta(days=after)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the day in Tokyo."""
    return datetime.combine(day, time(hour, minute), TOKYO)


def make_purpose(**fields: Any) -> Purpose:
    number = _next()
    return Purpose.objects.create(**{"code": f"purpose-{number}", "name": f"目的{number}"} | fields)


REQUEST_STAMPS = ("submitted", "reviewed", "approved", "returned", "rejected", "withdrawn")
REQUEST_STEPS = {
    "draft": [],
    "submitted": ["submitted"],
    "reviewed": ["submitted", "reviewed"],
    "approved": ["submitted", "reviewed", "approved"],
    "returned": ["submitted", "returned"],
    "rejected": ["submitted", "rejected"],
    "withdrawn": ["withdrawn"],
}


def make_usage_request(*operators: Staff, state: str = "draft", **fields: Any) -> UsageRequest:
    """A request of a section of its own for the present fiscal year, walked to the state by people of its
    own.

    Without operators it names one of the section's staff; `submitted_by` and the like may be said.
    """
    people = {name: fields.pop(f"{name}_by", None) for name in ("drafted", *REQUEST_STAMPS)}
    department = fields.pop("department", None) or (
        operators[0].department if operators else make_department()
    )
    first, last = fiscal_year_period(fiscal_year_of(today()))
    drafted_by = people["drafted"] or make_staff(department=department)
    affair = fields.pop("affair", None) or make_affair()
    purpose = fields.pop("purpose", None) or make_purpose()
    starts_on = fields.pop("starts_on", first)
    request = UsageRequest.objects.create(
        department=department,
        drafted_by=drafted_by,
        affair=affair,
        purpose=purpose,
        starts_on=starts_on,
        **{"legal_basis": "住基法第30条の11", "fiscal_year": fiscal_year_of(starts_on), "ends_on": last}
        | fields,
    )
    for staff in operators or [make_staff(department=department)]:
        UsageRequestOperator.objects.create(request=request, staff=staff)
    for step in REQUEST_STEPS[state]:
        by = people[step] or (drafted_by if step in ("submitted", "withdrawn") else make_staff())
        stamp = {"state": step, f"{step}_at": timezone.now(), f"{step}_by": by}
        UsageRequest.objects.filter(pk=request.pk).update(**stamp)
    request.refresh_from_db()
    return request


def make_grant(**fields: Any) -> OperatorGrant:
    """The grant of an approved request for this fiscal year, of one operator in a section of their own."""
    staff = fields.pop("staff", None) or make_staff(department=make_department())
    request = fields.pop("usage_request", None) or make_usage_request(
        staff, state="approved", **({"affair": fields.pop("affair")} if "affair" in fields else {})
    )
    return OperatorGrant.objects.create(
        **{
            "staff": staff,
            "department": staff.department,
            "usage_request": request,
            "affair": request.affair,
            "starts_on": request.starts_on,
            "ends_on": request.ends_on,
            "granted_by": request.approved_by,
        }
        | fields
    )


def make_ledger_round(**fields: Any) -> LedgerRound:
    opened_by = fields.pop("opened_by", None) or make_staff()
    return LedgerRound.objects.create(
        **{
            "reason": LedgerRound.Reason.PERSONNEL_CHANGE,
            "title": f"第{_next()}回の提出",
            "as_of": today(),
            "due_on": today() + timedelta(days=14),
            "opened_by": opened_by,
        }
        | fields
    )


LEDGER_STEPS = {
    "open": [],
    "prepared": ["prepared"],
    "submitted": ["submitted"],
    "confirmed": ["submitted", "confirmed"],
    "returned": ["submitted", "returned"],
}


def make_ledger(*joining: Staff, state: str = "open", **fields: Any) -> OperatorLedger:
    """A site's ledger of a round of its own, in which the people join, walked to the state by people of
    its own."""
    people = {
        name: fields.pop(f"{name}_by", None) for name in ("prepared", "submitted", "confirmed", "returned")
    }
    site = fields.pop("site", None) or make_site()
    ledger = OperatorLedger.objects.create(
        round=fields.pop("round", None) or make_ledger_round(), site=site, **fields
    )
    for staff in joining:
        make_ledger_entry(ledger=ledger, staff=staff)
    for step in LEDGER_STEPS[state]:
        stamp = {"state": step, f"{step}_at": timezone.now(), f"{step}_by": people[step] or make_staff()}
        OperatorLedger.objects.filter(pk=ledger.pk).update(**stamp)
    ledger.refresh_from_db()
    return ledger


def make_ledger_entry(**fields: Any) -> OperatorLedgerEntry:
    ledger = fields.pop("ledger", None) or make_ledger()
    staff = fields.pop("staff", None) or make_staff()
    return OperatorLedgerEntry.objects.create(
        **{"ledger": ledger, "staff": staff, "change": "joins"} | fields
    )


def make_site_grant(**fields: Any) -> OperatorGrant:
    """The grant of a confirmed ledger since today, of one operator at a site of their own."""
    staff = fields.pop("staff", None) or make_staff(department=make_department())
    site = fields.pop("site", None) or make_site()
    ledger = make_ledger(staff, site=site, state="confirmed")
    return OperatorGrant.objects.create(
        **{
            "staff": staff,
            "department": staff.department,
            "site": site,
            "ledger_entry": ledger.entries.get(),
            "starts_on": today(),
            "granted_by": ledger.confirmed_by,
        }
        | fields
    )


def make_shared_terminal(**fields: Any) -> Terminal:
    return make_terminal(**{"is_shared": True} | fields)


def make_reservation(*, state: str = "booked", **fields: Any) -> Reservation:
    """An hour from ten o'clock at a shared terminal of its own, on the next day of the office."""
    grant = fields.pop("grant", None) or make_grant(ends_on=business_day() + timedelta(days=400))
    starts_at = fields.pop("starts_at", None) or at(business_day(), 10)
    terminal = fields.pop("terminal", None) or make_shared_terminal()
    reservation = Reservation.objects.create(
        **{
            "grant": grant,
            "operator": grant.staff,
            "department": grant.department,
            "terminal": terminal,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            "booked_by": grant.staff,
        }
        | fields
    )
    if state != "booked":
        stamp = {"cancelled_at": timezone.now(), "cancelled_by": grant.staff} if state == "cancelled" else {}
        Reservation.objects.filter(pk=reservation.pk).update(state=state, **stamp)
        reservation.refresh_from_db()
    return reservation


def make_usage_record(lookups: int | None = 3, **fields: Any) -> UsageRecord:
    """Yesterday's use of a shared terminal, without a reservation (urgent), with look-ups of the grant's
    affair."""
    grant = fields.pop("grant", None) or make_grant()
    terminal = fields.pop("terminal", None) or make_shared_terminal()
    purpose = fields.pop("purpose", None) or make_purpose()
    started_at = fields.pop("started_at", None) or at(today() - timedelta(days=1), 10)
    urgent = {} if "kind" in fields else {"kind": "urgent", "urgent_reason": "窓口で急に必要になった"}
    record = UsageRecord.objects.create(
        **{
            "grant": grant,
            "operator": grant.staff,
            "department": grant.department,
            "terminal": terminal,
            "site": terminal.site,
            "started_at": started_at,
            "ended_at": started_at + timedelta(minutes=30),
            "purpose": purpose,
            "recorded_by": grant.staff,
        }
        | urgent
        | fields
    )
    if lookups is not None:
        UsageLookup.objects.create(record=record, affair=grant.affair or make_affair(), count=lookups)
    return record


def make_sign_off(**fields: Any) -> MonthSignOff:
    """The sign-off of a month long past."""
    site = fields.pop("site", None) or make_site()
    signed_by = fields.pop("signed_by", None) or make_staff()
    return MonthSignOff.objects.create(
        **{
            "site": site,
            "month": date(2023, 4, 1),
            "record_count": 0,
            "lookup_count": 0,
            "signed_by": signed_by,
        }
        | fields
    )


def make_deputy(**fields: Any) -> Deputy:
    """Somebody decides in an approver's name for a week from today."""
    principal = fields.pop("principal", None) or make_staff("approver")
    return Deputy.objects.create(
        **{
            "principal": principal,
            "deputy": fields.pop("deputy", None) or make_staff("reviewer"),
            "starts_on": today(),
            "ends_on": today() + timedelta(days=7),
            "reason": "出張のため",
            "appointed_by": principal,
        }
        | fields
    )


def make_outage(**fields: Any) -> TerminalOutage:
    """A terminal of its own is out of order since yesterday."""
    terminal = fields.pop("terminal", None) or make_terminal()
    return TerminalOutage.objects.create(
        **{
            "terminal": terminal,
            "symptom": "起動しない",
            "starts_at": at(today() - timedelta(days=1), 9),
            "reported_by": fields.pop("reported_by", None) or make_staff(),
        }
        | fields
    )


def make_check(**fields: Any) -> TerminalCheck:
    """A terminal of its own was looked at today, and all is in order."""
    terminal = fields.pop("terminal", None) or make_terminal()
    return TerminalCheck.objects.create(
        **{
            "terminal": terminal,
            "checked_on": today(),
            "checked_by": fields.pop("checked_by", None) or make_staff(),
            "wire_locked": True,
            "screen_turned_away": True,
            "logged_off": True,
        }
        | fields
    )


def make_transfer(**fields: Any) -> Transfer:
    staff = fields.pop("staff", None) or make_staff()
    return Transfer.objects.create(
        **{
            "staff": staff,
            "effective_on": today(),
            "reason": "人事異動",
            "carried_out_by": fields.pop("carried_out_by", None) or make_staff("admin"),
        }
        | fields
    )


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


def make_figure_terms(**fields: Any) -> FigureTerms:
    """The office's own terms: due 15 days after the quarter."""
    return FigureTerms.objects.create(**{"due_days": 15} | fields)


SUBMISSION_STEPS = {
    "open": [],
    "submitted": ["submitted"],
    "returned": ["submitted", "returned"],
    "confirmed": ["submitted", "confirmed"],
    "locked": ["submitted", "confirmed", "locked"],
}


def make_submission(*, state: str = "open", **fields: Any) -> Submission:
    """令和4年度第1四半期 of a department of its own, without lines, walked to the state by people of its own.

    `submitted_by` and the like may be said. Lines are added while it is open: see `advance_submission`.
    """
    stamps = ("submitted", "returned", "confirmed", "locked")
    people = {stamp: fields.pop(f"{stamp}_by", None) for stamp in stamps}
    department = fields.pop("department", None) or make_department()
    submission = Submission.objects.create(
        department=department, **{"fiscal_year": 2022, "quarter": 1} | fields
    )
    return advance_submission(submission, state, **people)


def advance_submission(submission: Submission, state: str, **people: Staff | None) -> Submission:
    """Walk an open submission to the state by raw updates, each step by a person of its own unless said
    (`submitted`, `confirmed` and the like)."""
    for step in SUBMISSION_STEPS[state]:
        given = {f"{step}_at": timezone.now(), f"{step}_by": people.get(step) or make_staff()}
        Submission.objects.filter(pk=submission.pk).update(state=step, **given)
    submission.refresh_from_db()
    return submission


def reopen_submission(submission: Submission) -> Submission:
    """Take the confirmation back by a raw update, by a person of its own."""
    cleared = {f"{stamp}_{part}": None for stamp in ("submitted", "confirmed") for part in ("at", "by")}
    given = {"reopened_at": timezone.now(), "reopened_by": make_staff()}
    Submission.objects.filter(pk=submission.pk).update(state="open", **cleared, **given)
    submission.refresh_from_db()
    return submission


def make_submission_line(**fields: Any) -> SubmissionLine:
    """What an open submission of its own says of a flow of its department: 10."""
    submission = fields.pop("submission", None) or make_submission()
    series = fields.pop("series", None) or make_series(department=submission.department)
    return SubmissionLine.objects.create(**{"submission": submission, "series": series, "value": 10} | fields)


def make_figure_reason(**fields: Any) -> FigureReason:
    """Why a flow of an open submission of its own has swung."""
    submission = fields.pop("submission", None) or make_submission()
    series = fields.pop("series", None) or make_series(department=submission.department)
    return FigureReason.objects.create(
        **{
            "submission": submission,
            "series": series,
            "expectation": "swing",
            "warning": "前年の同じ四半期から622％増えています。",
            "reason": "窓口を増やしたため",
            "given_by": fields.pop("given_by", None) or make_staff(),
        }
        | fields
    )


def make_correction(*, state: str = "proposed", **fields: Any) -> FigureCorrection:
    """What the first quarter of a flow of its own says is proposed to be two more; or what a stock says.

    Decided by people of its own; `proposed_by` and the like may be said. The figure is not changed.
    """
    stock = fields.pop("stock_figure", None)
    flow = fields.pop("flow_figure", None) or (None if stock else make_flow_figure())
    quarter = fields.pop("quarter", None if stock else 1)
    figure = flow or stock
    of_flow = f"q{quarter}" if quarter else "whole_year"
    before = fields.pop("before") if "before" in fields else getattr(figure, of_flow if flow else "value")
    decided_by = fields.pop(f"{state}_by", None) if state != "proposed" else None
    correction = FigureCorrection.objects.create(
        **{
            "series": figure.series,
            "flow_figure": flow,
            "quarter": quarter,
            "stock_figure": stock,
            "before": before,
            "after": before + 2,
            "reason": "数え違い",
            "proposed_by": fields.pop("proposed_by", None) or make_staff(),
        }
        | fields
    )
    if state != "proposed":
        stamp = {f"{state}_at": timezone.now(), f"{state}_by": decided_by or make_staff()}
        FigureCorrection.objects.filter(pk=correction.pk).update(state=state, **stamp)
    correction.refresh_from_db()
    return correction


def correct_figure(figure: FlowFigure | StockFigure, *, reason: str = "数え違い", **value: Any) -> None:
    """The figure says `value` (`q1=12`) by a correction that was approved just now."""
    ((column, after),) = value.items()
    figure.refresh_from_db()
    cell: dict[str, Any] = {"flow_figure" if isinstance(figure, FlowFigure) else "stock_figure": figure}
    if column.startswith("q"):
        cell["quarter"] = int(column[1])
    elif column == "whole_year":
        cell["quarter"] = None
    make_correction(**cell, before=getattr(figure, column), after=after, reason=reason, state="approved")
    type(figure)._default_manager.filter(pk=figure.pk).update(**value)


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


def make_matter(**fields: Any) -> ReportableMatter:
    """A training that both meetings are to be told of."""
    return ReportableMatter.objects.create(
        **{
            "happened_on": date(2022, 7, 1),
            "kind": ReportableMatter.Kind.TRAINING,
            "title": f"研修その{_next()}",
        }
        | fields
    )


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
    """An outsourcing reviewed on paper in the fiscal year 2023, with the categories that it handles."""
    defaults: dict[str, Any] = {
        "criterion": Criterion.OUTSOURCING,
        "state": CaseState.RECORDED,
        "reviewed_on": date(2023, 6, 1),
        "ordinance_special_care": bool(care_categories),
    }
    if not fields.get("counted_only"):
        defaults |= {"content": f"委託その{_next()}"}
        if "department" not in fields:
            defaults |= {"department": make_department()}
    body = fields.pop("implementing_body", None) or make_body()
    case = ReviewCase.objects.create(implementing_body=body, **defaults | fields)
    for category in care_categories:
        CaseCareCategory.objects.create(case=case, care_category=category)
    return case


def make_check_item(**fields: Any) -> CheckItem:
    number = _next()
    defaults: dict[str, Any] = {
        "code": f"check-{number}",
        "criterion": Criterion.OUTSOURCING,
        "question": f"必要なものだけを扱うか（その{number}）",
    }
    return CheckItem.objects.create(**defaults | fields)


def make_processor(**fields: Any) -> Processor:
    number = _next()
    return Processor.objects.create(**{"name": f"架空事務センター{number}"} | fields)


def make_undertaking(**fields: Any) -> Undertaking:
    defaults: dict[str, Any] = {"name": f"架空給付金その{_next()}"}
    if "department" not in fields:
        defaults["department"] = make_department()
    if "drafted_by" not in fields:
        defaults["drafted_by"] = make_staff(department=fields.get("department") or defaults["department"])
    return Undertaking.objects.create(**defaults | fields)


def make_draft_case(*care_categories: CareCategory, **fields: Any) -> ReviewCase:
    """A section's draft of an outsourcing that lacks nothing but answers to the check list."""
    undertaking = fields.pop("undertaking", None) or make_undertaking()
    defaults: dict[str, Any] = {
        "undertaking": undertaking,
        "department": undertaking.department,
        "drafted_at": timezone.now(),
        "drafted_by": undertaking.drafted_by,
        "state": CaseState.DRAFT,
        "reviewed_on": None,
        "safety_plan": "庁舎の中だけで扱い、終わったら消す。",
    }
    return make_case(*care_categories, **defaults | fields)

"""Rows in bulk for the registers: what an office has around them, and a register of any size."""

from bench.life_cycle import (
    checks,
    deputies,
    grants,
    ledgers,
    outages,
    overrides,
    purposes,
    requests,
    reservations,
    rounds,
    sign_offs,
    transfers,
    usage_records,
)
from bench.rows import (
    AFFAIRS,
    BODIES,
    CARE_CATEGORIES,
    DAY,
    DEPARTMENTS,
    GRANTS,
    PURPOSES,
    REQUESTS,
    SERIES,
    SITES,
    STAFF,
    YEARS,
    Rows,
    nth,
    one_of,
)
from core.models import AccessEvent, Department, Staff
from mynumber.models import (
    AgendaItem,
    Audit,
    CsirtDrill,
    Finding,
    FlowFigure,
    Incident,
    IncidentBreakdown,
    Measure,
    Meeting,
    Series,
    StockFigure,
    Window,
    WindowHours,
)
from privacy_review.models import CareCategory, CaseCareCategory, ImplementingBody, ReviewCase
from registry.models import (
    Affair,
    Custodian,
    Site,
    Terminal,
)

_ORDER = {"order": "n %% 1000"}
_SCHEME = "CASE n %% 2 WHEN 0 THEN 'juki_net' ELSE 'my_number' END"
_SITE_N = f"JOIN {Site._meta.db_table} site ON site.code = 'site-' || n"

departments = Rows(
    Department,
    {
        "code": "'department-' || n",
        "bureau": "'第' || n %% 20 || '部'",
        "section": "'第' || n || '課'",
        **_ORDER,
    },
)
staff = Rows(
    Staff,
    {
        "username": "'bench-' || n",
        "name": "'職員' || n",
        "kana": "'しょくいん' || n",
        "department_id": one_of(Department, DEPARTMENTS),
    },
)
roles = Rows(
    Staff.groups.through,
    {"staff_id": "person.id", "group_id": "(SELECT min(id) FROM auth_group) + n %% 11"},
    f"JOIN {Staff._meta.db_table} person ON person.username = 'bench-' || n",
)
access_events = Rows(
    AccessEvent,
    {
        "at": "TIMESTAMPTZ '2022-04-01' + n * INTERVAL '1 minute'",
        "kind": "'print'",
        "staff_name": "'職員' || n",
        "department_name": "'第1部 第2課'",
        "subject": "'設置場所'",
        "detail": """'{"rows": 12, "conditions": {"種別": "出張所"}}'::jsonb""",
        "sentences": "ARRAY['件数：12件', '条件：種別＝出張所']",
        "ip_address": "'10.0.0.1'::inet",
    },
)
sites = Rows(
    Site,
    {
        "code": "'site-' || n",
        "name": "'第' || n || '出張所'",
        "kind": "'branch_office'",
        "department_id": one_of(Department, DEPARTMENTS),
        "starts_on": "DATE '2020-04-01'",
        **_ORDER,
    },
)
terminals_of_sites = Rows(
    Terminal, {"number": "'T-' || n", "site_id": "site.id", "starts_on": "DATE '2020-04-01'"}, _SITE_N
)
managers = Rows(
    Custodian,
    {
        "site_id": "site.id",
        "staff_id": one_of(Staff, STAFF),
        "role": "'manager'",
        "starts_on": "DATE '2020-04-01'",
    },
    _SITE_N,
)
terminals = Rows(
    Terminal,
    {"number": "'U-' || n", "site_id": one_of(Site, SITES), "starts_on": "DATE '2020-04-01'"},
)
assistants = Rows(
    Custodian,
    {
        "site_id": one_of(Site, SITES),
        "staff_id": one_of(Staff, STAFF),
        "role": "'assistant'",
        "starts_on": DAY,
    },
)
affairs = Rows(Affair, {"code": "'affair-' || n", "name": "'事務' || n", **_ORDER})
series = Rows(
    Series,
    {
        "code": "'series_' || n",
        "name": "'項目' || n",
        "kind": "'flow'",
        "unit": "'件'",
        "opening_balance": "0",
        "department_id": one_of(Department, DEPARTMENTS),
        **_ORDER,
    },
)
flow_figures = Rows(
    FlowFigure,
    {
        "series_id": "series.id",
        "fiscal_year": f"1990 + n %% {YEARS}",
        "q1": "10",
        "q2": "20",
        "q3": "30",
        "q4": "40",
    },
    f"JOIN {Series._meta.db_table} series ON series.code = 'series_' || n / {YEARS} + 1",
)
stock_figures = Rows(
    StockFigure,
    {"series_id": "series.id", "as_of": f"DATE '1990-01-01' + (n / {SERIES})::integer", "value": "n"},
    f"JOIN {Series._meta.db_table} series ON series.code = 'series_' || n %% {SERIES} + 1",
)
windows = Rows(Window, {"name": "'第' || n || '窓口'", "at_issuance": "true", **_ORDER})
hours = Rows(
    WindowHours,
    {"window_id": nth(Window), "days": "'月～金'", "opens_at": "TIME '09:00'", "closes_at": "TIME '17:00'"},
)
measures = Rows(Measure, {"heading": "'human'", "text": "'研修その' || n || 'を行う。'", **_ORDER})
meetings = Rows(
    Meeting,
    {
        "scheme": _SCHEME,
        "fiscal_year": "1990 + n / 2 %% 100",
        "number": "n / 200 + 1",
        "held_on": "make_date((1990 + n / 2 %% 100)::integer, 7, 1)",
    },
)
agenda_items = Rows(AgendaItem, {"meeting_id": nth(Meeting), "kind": "'report'", "title": "'報告その' || n"})
audits = Rows(Audit, {"scheme": _SCHEME, "fiscal_year": "1990 + n / 2 %% 100"})
findings = Rows(Finding, {"audit_id": nth(Audit), "text": "'指摘その' || n", "asks_improvement": "true"})
incidents = Rows(
    Incident,
    {
        "fiscal_year": "2022",
        "known_on": DAY,
        "municipality": "'第' || n || '市'",
        "event": "'別人の証明書が発行された。'",
    },
)
breakdowns = Rows(
    IncidentBreakdown, {"incident_id": nth(Incident), "certificate": "'住民票の写し'", "count": "2"}
)
drills = Rows(CsirtDrill, {"held_on": "DATE '1900-01-01' + n::integer", "place": "'第１庁舎'"})
bodies = Rows(ImplementingBody, {"code": "'body-' || n", "name": "'機関' || n", **_ORDER})
care_categories = Rows(CareCategory, {"code": "'care-' || n", "name": "'区分' || n", **_ORDER})
cases = Rows(
    ReviewCase,
    {
        "criterion": "'outsourcing'",
        "implementing_body_id": one_of(ImplementingBody, BODIES),
        "department_id": one_of(Department, DEPARTMENTS),
        "reviewed_on": DAY,
        "content": "'委託その' || n",
        "state": "'recorded'",
        "special_care": "true",
        **_ORDER,
    },
)
care_of_cases = Rows(
    CaseCareCategory,
    {"case_id": nth(ReviewCase), "care_category_id": one_of(CareCategory, CARE_CATEGORIES)},
)

# The list's address → what is entered for it, one of each for every row, and how many were there already.
REGISTERS: dict[str, tuple[tuple[Rows, ...], int]] = {
    "access_events": ((access_events,), 0),
    "staff": ((staff, roles), STAFF),
    "departments": ((departments,), DEPARTMENTS),
    "sites": ((sites, terminals_of_sites, managers), SITES),
    "terminals": ((terminals,), 0),
    "custodians": ((assistants,), 0),
    "affairs": ((affairs,), AFFAIRS),
    "series": ((series,), SERIES),
    "flow_figures": ((flow_figures,), 0),
    "stock_figures": ((stock_figures,), 0),
    "windows": ((windows, hours), 0),
    "measures": ((measures,), 0),
    "meetings": ((meetings, agenda_items), 0),
    "audits": ((audits, findings), 0),
    "incidents": ((incidents, breakdowns), 0),
    "csirt_drills": ((drills,), 0),
    "implementing_bodies": ((bodies,), BODIES),
    "care_categories": ((care_categories,), CARE_CATEGORIES),
    "review_cases": ((cases, care_of_cases), 0),
    "usage_requests": ((requests,), REQUESTS),
    "operator_grants": ((grants,), GRANTS),
    "reservations": ((reservations,), 0),
    "usage_records": ((usage_records,), 0),
    "month_sign_offs": ((sign_offs,), 0),
    "transfers": ((transfers,), 0),
    "terminal_checks": ((checks,), 0),
    "terminal_outages": ((outages,), 0),
    "deputies": ((deputies,), 0),
    "ledger_rounds": ((rounds,), 0),
    "operator_ledgers": ((ledgers,), 0),
    "guard_overrides": ((overrides,), 0),
}


def fill_office() -> None:
    """What every benchmark finds around it."""
    ordinary = {
        departments: DEPARTMENTS,
        staff: STAFF,
        roles: STAFF,
        sites: SITES,
        terminals_of_sites: SITES,
        managers: SITES,
        series: SERIES,
        bodies: BODIES,
        care_categories: CARE_CATEGORIES,
        affairs: AFFAIRS,
        purposes: PURPOSES,
        requests: REQUESTS,
        grants: GRANTS,
    }
    for rows, count in ordinary.items():
        rows.insert(range(1, count + 1))


def grow(register: str, *, present: int, rows: int) -> None:
    """Fill the register of a list from `present` rows to `rows`."""
    if register == "flow_figures":  # which need their series
        series.insert(range(max(SERIES, present // YEARS + 1) + 1, rows // YEARS + 2))
    if register == "operator_ledgers":
        rounds.insert(range(present // SITES + 1, rows // SITES + 2))
    for each in REGISTERS[register][0]:
        each.insert(range(present + 1, rows + 1))

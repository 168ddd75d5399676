"""Lists take a fixed number of queries: as many with ten rows as with one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.access import LISTS
from tests.privacy_review.cases import case_in, make_condition
from tests.query_counts import QUERY_COUNTS

pytestmark = pytest.mark.django_db


def make_row(name):
    """One more row of the list, with lines and all that it points to."""
    department = factories.make_department()
    series = {"department": department, "opening_balance": 1}
    match name:
        case "sites" | "terminals" | "custodians":
            custodian = factories.make_custodian(site=factories.make_site(department=department))
            factories.make_terminal(site=custodian.site)
        case "affairs":
            factories.make_affair()
        case "ledger_rounds" | "operator_ledgers":
            custodian = factories.make_custodian(site=factories.make_site(department=department))
            factories.make_ledger(factories.make_staff(), site=custodian.site, state="submitted")
        case "operator_grants":
            factories.make_site_grant(staff=factories.make_staff(department=department))
        case "terminal_outages":
            factories.make_outage()
        case "terminal_checks":
            factories.make_check(wire_locked=False, remarks="外れている")
        case "transfers":
            factories.make_transfer(from_department=department, to_department=factories.make_department())
        case "usage_requests":
            factories.make_usage_request(state="submitted", department=department)
        case "reservations":
            factories.make_reservation()
        case "usage_records":
            factories.make_usage_record()
        case "month_sign_offs":
            factories.make_sign_off()
            factories.make_usage_record(started_at=factories.at(date(2026, 4, 10), 10))
        case "deputies":
            deputy = factories.make_staff("reviewer", department=department)
            factories.make_deputy(deputy=deputy)
        case "windows":
            factories.make_window_hours(window=factories.make_window())
        case "flow_figures":
            factories.make_flow_figure(series=factories.make_series(**series))
        case "stock_figures":
            stock = factories.make_series(kind="stock", department=department)
            factories.make_stock_figure(series=stock)
        case "series":
            factories.make_sum(factories.make_series(**series), factories.make_series(**series))
        case "look_ups":
            record = factories.make_usage_record()
            look_ups = {"affair": record.grant.affair, "department": record.department}
            factories.make_flow_figure(series=factories.make_series(**look_ups))
        case "submission_board":
            handed_in = factories.make_submission(department=department, state="locked", fiscal_year=2026)
            factories.make_series(**series)
            stock = factories.make_series(kind="stock", department=department)
            factories.make_stock_figure(series=stock, as_of=date(2026, 9, 30))
            factories.make_flow_figure(
                series=factories.make_series(department=department), fiscal_year=2026, q1=None
            )
            assert handed_in.locked_by is not None
        case "figure_corrections":
            flow = factories.make_flow_figure(series=factories.make_series(**series))
            factories.make_correction(flow_figure=flow, state="approved")
            stock = factories.make_series(kind="stock", department=department)
            factories.make_correction(stock_figure=factories.make_stock_figure(series=stock))
        case "measures":
            factories.make_measure()
        case "meetings":
            factories.make_agenda_item()
        case "audits":
            factories.make_finding()
        case "reportable_matters":
            factories.make_agenda_item(source=f"matter:{factories.make_matter().pk}")
        case "follow_ups":
            factories.make_agenda_item(follow_up="調べる")
        case "open_findings":
            factories.make_finding(asks_improvement=True)
        case "incidents":
            factories.make_incident_breakdown()
        case "csirt_drills":
            factories.make_csirt_drill()
        case "undertakings":
            case_in("submitted", undertaking=factories.make_undertaking(department=department))
        case "review_cases":
            factories.make_case(factories.make_care_category(), department=department)
        case "case_conditions":
            make_condition(
                case_in("conditional", undertaking=factories.make_undertaking(department=department))
            )
        case "processors":
            factories.make_processor()
        case "implementing_bodies":
            factories.make_body()
        case "care_categories":
            factories.make_care_category()
        case "departments":
            pass
        case "staff":
            factories.make_staff("clerk", department=department)
        case "access_events":
            factories.make_access_event()
        case "guard_overrides":
            factories.make_guard_override()


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        b"".join(answer)
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize("output", ["", "_print", "_export"])
@pytest.mark.parametrize("name", LISTS)
def test_list_takes_as_many_queries_with_ten_rows_as_with_one(client, name, output):
    client.force_login(factories.make_staff(*{"auditor"} & LISTS[name] or LISTS[name]))
    address = reverse(name + output)
    make_row(name)
    one = queries_of(client, address)
    for _ in range(9):
        make_row(name)
    assert (one, queries_of(client, address)) == (QUERY_COUNTS[name + output],) * 2


def test_table_of_query_counts_knows_every_list():
    assert set(QUERY_COUNTS) == {f"{name}{output}" for name in LISTS for output in ("", "_print", "_export")}

"""Every address as every role: 200 for those of the table, 403 for the others, the log-in for strangers."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from core.models import Report, Staff
from privacy_review.models import CaseCondition, Undertaking
from privacy_review.states.review_case import State as CaseState
from registry.models import (
    BookingTerms,
    Deputy,
    MonthSignOff,
    Reservation,
    Site,
    UsageRecord,
    UsageRequest,
)
from tests import access, factories
from tests.privacy_review.cases import case_in

pytestmark = pytest.mark.django_db

ONE_ROW = ("core.municipality", "registry.bookingterms", "mynumber.figureterms")


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """(namespace, name, pattern) of every address."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, each.namespace or namespace)
        else:
            yield namespace, each.name or "", each


def list_pages() -> dict[str, frozenset[str]]:
    return {
        f"{name}{suffix}": who for name, who in access.LISTS.items() for suffix in ("", "_print", "_export")
    }


@pytest.fixture
def people() -> dict[str, Client]:
    """A browser for each role, its person in a department of their own."""
    browsers = {}
    for key in sorted(access.EVERY_ROLE):
        browsers[key] = Client()
        browsers[key].force_login(factories.make_staff(key, department=factories.make_department()))
    return browsers


@pytest.fixture
def records(people) -> dict[str, object]:
    """A record of every register; the figures are those of the clerk's department."""
    from core.models import AccessEvent, Staff

    clerk = Staff.objects.get(groups__name="実績入力")
    applicants = Staff.objects.get(groups__name="所管課").department
    for state in ("approved", "returned"):
        factories.make_usage_request(state=state, department=applicants)
    factories.make_deputy(principal=Staff.objects.get(groups__name="住民記録（承認）"))
    custodian = Staff.objects.get(groups__name="端末機管理責任者")
    site = factories.make_custodian(staff=custodian).site
    terminal = factories.make_terminal(site=site)
    operator = factories.make_staff(department=applicants)
    use_terminals(Staff.objects.get(groups__name="所管課"), site)
    Staff.objects.filter(groups__name="実績確認").update(department=clerk.department)
    series = factories.make_series(department=clerk.department)
    flow = factories.make_flow_figure(series=series)
    stock = factories.make_series(kind="stock", department=clerk.department)
    section = factories.make_section()
    factories.publish(factories.make_report(issued_on=date(2022, 9, 1)))
    return {
        "core.accessevent": AccessEvent.objects.first(),
        "core.department": factories.make_department(),
        "core.municipality": factories.make_municipality(),
        "core.report": section.report,
        "core.section": section,
        "core.officeday": factories.make_office_day(),
        "core.staff": factories.make_staff(),
        "auth.group": clerk.groups.get(),
        "registry.site": site,
        "registry.terminal": terminal,
        "registry.custodian": site.custodians.get(),
        "registry.affair": factories.make_affair(),
        "registry.purpose": factories.make_purpose(),
        "registry.bookingterms": BookingTerms.objects.create(),
        "registry.operatorledger": factories.make_ledger(site=site),
        "registry.operatorgrant": factories.make_site_grant(site=site, staff=operator),
        "registry.terminaloutage": factories.make_outage(terminal=terminal),
        "registry.terminalcheck": factories.make_check(
            terminal=terminal, wire_locked=False, remarks="外れている"
        ),
        "registry.transfer": factories.make_transfer(),
        "mynumber.series": series,
        "mynumber.figuretable": factories.make_figure_table(),
        "mynumber.flowfigure": flow,
        "mynumber.figurecorrection": factories.make_correction(flow_figure=flow),
        "mynumber.figureterms": factories.make_figure_terms(),
        "mynumber.stockfigure": factories.make_stock_figure(series=stock),
        "mynumber.window": factories.make_window(),
        "mynumber.measure": factories.make_measure(),
        "mynumber.reportablematter": factories.make_matter(),
        "mynumber.meeting": factories.make_meeting(),
        "mynumber.agendaitem": factories.make_agenda_item(follow_up="調べる"),
        "mynumber.audit": factories.make_audit(),
        "mynumber.finding": factories.make_finding(asks_improvement=True),
        "mynumber.incident": factories.make_incident(),
        "mynumber.csirtdrill": factories.make_csirt_drill(),
        "privacy_review.implementingbody": factories.make_body(),
        "privacy_review.carecategory": factories.make_care_category(),
        "privacy_review.checkitem": factories.make_check_item(),
        "privacy_review.processor": factories.make_processor(),
        "privacy_review.reviewcase": factories.make_case(),
        "privacy_review.undertaking": make_cases_of_the_writer(),
    }


# Pages of one record, and whose key they take.
OF_ONE = {
    "site": "registry.site",
    "site_operators": "registry.site",
    "site_operators_print": "registry.site",
    "site_operators_export": "registry.site",
    "terminal": "registry.terminal",
    "terminal_move": "registry.terminal",
    "terminal_retire": "registry.terminal",
    "terminal_outage_new": "registry.terminal",
    "terminal_outage": "registry.terminaloutage",
    "terminal_outage_repair": "registry.terminaloutage",
    "terminal_check_new": "registry.terminal",
    "terminal_check": "registry.terminalcheck",
    "terminal_check_remedy": "registry.terminalcheck",
    "custodian": "registry.custodian",
    "custodian_end": "registry.custodian",
    "custodian_replace": "registry.custodian",
    "operator_ledger": "registry.operatorledger",
    "operator_ledger_edit": "registry.operatorledger",
    "operator_grant": "registry.operatorgrant",
    "operator_grant_end": "registry.operatorgrant",
    "transfer": "registry.transfer",
    "staff_transfer": "core.staff",
    "reportable_matter": "mynumber.reportablematter",
    "meeting_agenda_print": "mynumber.meeting",
    "meeting_follow_ups_print": "mynumber.meeting",
    "agenda_item_new": "mynumber.meeting",
    "agenda_item_edit": "mynumber.agendaitem",
    "agenda_item_settle": "mynumber.agendaitem",
    "audit_improvement": "mynumber.audit",
    "finding_plan": "mynumber.finding",
    "figure_correction": "mynumber.figurecorrection",
    "undertaking": "privacy_review.undertaking",
    "undertaking_rename": "privacy_review.undertaking",
    "undertaking_copy": "privacy_review.undertaking",
    "review_case_new": "privacy_review.undertaking",
    "processor": "privacy_review.processor",
    "figure_correction_new_stock": "mynumber.stockfigure",
    "figure_correction_new_year": "mynumber.flowfigure",
}


# Pages of a review case, and the state in which it has one.
CASES = {
    "edit": CaseState.RETURNED,
    "revise": CaseState.ACCEPTED,
    "return": CaseState.CONFIRMED,
    "accept_with_conditions": CaseState.CONFIRMED,
    "withhold": CaseState.ACCEPTED,
}


def make_cases_of_the_writer() -> Undertaking:
    """An undertaking of the section that writes cases: one was returned, one waits, two are accepted."""
    department = Staff.objects.get(groups__name="個人情報審査（起案）").department
    Staff.objects.filter(groups__name="個人情報審査（課長）").update(department=department)
    undertaking = factories.make_undertaking(department=department)
    for state in (CaseState.RETURNED, CaseState.CONFIRMED, CaseState.ACCEPTED):
        case_in(state, undertaking=undertaking)
    case_in(CaseState.ACCEPTED_WITH_CONDITIONS, undertaking=undertaking)
    return undertaking


def use_terminals(applicant: Staff, site: Site) -> None:
    """The applicant has a booking to come, one that has begun, and a use at the site; one of its months is
    signed off."""
    grant = factories.make_site_grant(staff=applicant, site=site, starts_on=date(2026, 1, 1))
    terminal = factories.make_shared_terminal(site=site)
    factories.make_reservation(grant=grant, terminal=terminal)
    begun = timezone.now() - timedelta(minutes=1)
    factories.make_reservation(grant=grant, terminal=terminal, starts_at=begun)
    factories.make_usage_record(grant=grant, terminal=terminal)
    factories.make_sign_off(site=site)


def arguments(name: str, records: dict[str, object]) -> dict[str, object]:
    """What the address of the name is made of."""
    number = Report.objects.first().number
    if name == "report_list":
        return {}
    if name in (
        "report_edition_file",
        "report_edition_stylesheet",
        "report_errata_print",
        "report_errata_csv",
    ):
        more = {
            "report_edition_file": {"name": "report.html"},
            "report_errata_csv": {"encoding": "cp932"},
        }
        return {"number": Report.objects.get(state="published").number, **more.get(name, {})}
    if name in ("report_section_edit", "report_section_remove"):
        return {"number": number, "slug": records["core.section"].slug}
    if name.startswith(("report_", "exhibit")):
        more = {"exhibit_detail": {"slug": "terminals"}, "exhibit_csv": {"slug": "terminals"}}.get(name, {})
        encoding = {"encoding": "cp932"} if name in ("exhibits_zip", "exhibit_csv") else {}
        return {"number": number, **more, **encoding}
    if name in ("usage_request", "usage_request_decision", "usage_request_edit", "usage_request_copy"):
        state = "returned" if name == "usage_request_edit" else "approved"
        return {"pk": UsageRequest.objects.get(state=state).pk}
    if name in ("deputy", "deputy_end"):
        return {"pk": Deputy.objects.get().pk}
    if name in ("ledger_round", "ledger_round_close"):
        return {"pk": records["registry.operatorledger"].round_id}
    if name in ("reservation", "reservation_move", "reservation_record"):
        begun = "lte" if name == "reservation_record" else "gt"
        return {"pk": Reservation.objects.get(**{f"starts_at__{begun}": timezone.now()}).pk}
    if name in ("usage_record", "usage_record_correct"):
        return {"pk": UsageRecord.objects.get().pk}
    if name in ("month_sign_off", "month_reopen"):
        return {"pk": MonthSignOff.objects.get().pk}
    if name in ("month_sheet", "month_sheet_print"):
        return {"pk": records["registry.site"].pk, "year": 2023, "month": 4}
    if name == "figure_sheet":
        return {"pk": records["mynumber.series"].department_id, "fiscal_year": 2023, "quarter": 1}
    if name == "figure_correction_new_flow":
        return {"pk": records["mynumber.flowfigure"].pk, "quarter": 2}
    if name.startswith("review_case_") and name.removeprefix("review_case_") in CASES:
        cases = records["privacy_review.undertaking"].cases
        return {"pk": cases.get(state=CASES[name.removeprefix("review_case_")]).pk}
    if name == "review_case":
        return {"pk": records["privacy_review.undertaking"].cases.get(state=CaseState.ACCEPTED).pk}
    if name == "case_condition":
        return {"pk": CaseCondition.objects.get().pk}
    if label := OF_ONE.get(name):
        return {"pk": records[label].pk}
    if name.endswith("_detail"):
        return {"pk": records[f"mynumber.{name.removesuffix('_detail')}"].pk}
    return {}


def admin_pages(records: dict[str, object]) -> Iterator[tuple[str, frozenset[str], set[int]]]:
    """(address, who may open it, how it refuses others) of every page that the admin has for a register."""
    for model in admin.site._registry:
        label = model._meta.label_lower
        keepers = access.KEEPERS[label]
        readers = keepers | access.ADMIN_READERS.get(label, frozenset())
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        one = [records[label].pk]
        of_one = {403, 404} if label in access.SCOPED else {403}
        readers_of_one = readers - access.ADMIN_READERS_OF_OTHERS.get(label, frozenset())
        yield reverse(f"{name}_changelist"), readers, {403}
        yield reverse(f"{name}_change", args=one), readers_of_one, of_one
        yield reverse(f"{name}_history", args=one), readers_of_one, of_one
        # The one row is there already.
        yield reverse(f"{name}_add"), frozenset() if label in ONE_ROW else keepers, {403}
        yield reverse(f"{name}_delete", args=one), frozenset(), of_one


def test_every_address_has_its_line_in_the_table():
    known = {*access.PAGES, *access.WAYS, *access.OPEN_PAGES, *access.OWN_PAGES, *list_pages()}
    labels = {model._meta.label_lower for model in admin.site._registry}
    assert labels == set(access.KEEPERS)
    usual = {"changelist", "add", "change", "history", "delete"} | access.ADMIN_EXTRA
    admins = {f"{label.replace('.', '_', 1)}_{page}" for label in labels for page in usual}
    unknown = [
        f"{namespace}:{name} {pattern.pattern}"
        for namespace, name, pattern in patterns(get_resolver())
        if name not in (access.ADMIN_FRAME | admins | {""} if namespace == "admin" else known)
    ]
    assert unknown == []


def test_every_page_opens_for_its_roles_alone(people, records):
    table = {**access.PAGES, **list_pages()}
    wrong = []
    for name, who in table.items():
        address = reverse(name, kwargs=arguments(name, records))
        for key, browser in people.items():
            status = browser.get(address).status_code
            refusal = 404 if key in access.UNSEEN.get(name, ()) else 403
            if status != (200 if key in who else refusal):
                wrong.append((key, address, status))
    assert not wrong, wrong


def test_every_way_of_the_menu_leads_its_roles_to_a_page_that_is_open(people, records):
    wrong = []
    for name, who in access.WAYS.items():
        for key, browser in people.items():
            answer = browser.get(reverse(name), follow=True)
            if (answer.status_code, bool(answer.redirect_chain)) != (
                (200, True) if key in who else (403, False)
            ):
                wrong.append((key, name, answer.status_code))
    assert not wrong, wrong


def test_every_admin_page_opens_for_its_roles_alone(people, records):
    wrong = []
    for address, who, refusals in admin_pages(records):
        for key, browser in people.items():
            status = browser.get(address).status_code
            # Who enters no records has no admin at all.
            refused = refusals if key in access.ENTERS_RECORDS else {403}
            if status not in ({200} if key in who else refused):
                wrong.append((key, address, status))
    assert not wrong, wrong


def test_every_page_beside_a_register_in_the_admin_opens_for_its_roles_alone(people, records):
    wrong = []
    for namespace, name, _ in patterns(get_resolver()):
        label = next((each for each in records if name.startswith(f"{each.replace('.', '_', 1)}_")), None)
        if namespace != "admin" or label is None:
            continue
        page = name.removeprefix(f"{label.replace('.', '_', 1)}_")
        if page not in access.ADMIN_EXTRA:
            continue
        keepers = access.KEEPERS[label]
        who = keepers
        if page in access.ADMIN_EXTRA_OF_READERS:
            who = keepers | access.ADMIN_READERS.get(label, frozenset())
        for key, browser in people.items():
            ask = browser.post if page == "process_import" else browser.get  # it is only ever sent to
            refused = ask(reverse(f"admin:{name}")).status_code == 403
            if refused != (key not in who):
                wrong.append((key, name))
    assert not wrong, wrong


def test_admin_frame_opens_for_those_who_enter_records(people, records):
    for address in (reverse("admin:index"), reverse("admin:jsi18n"), reverse("admin:password_change")):
        for key, browser in people.items():
            expected = 200 if key in access.ENTERS_RECORDS else 403
            assert browser.get(address).status_code == expected, (key, address)
    password = reverse("admin:auth_user_password_change", args=[records["core.staff"].pk])
    for key, browser in people.items():
        assert browser.get(password).status_code == (200 if key == "admin" else 403), key


def test_superuser_deletes_no_record_either(records):
    root = Client()
    root.force_login(factories.make_staff(is_staff=True, is_superuser=True))
    for label, record in ((label, records[label]) for label in access.KEEPERS):
        address = reverse(f"admin:{label.replace('.', '_', 1)}_delete", args=[record.pk])
        for status in (root.get(address).status_code, root.post(address, {"post": "yes"}).status_code):
            assert status == 403, (label, status)


def test_admin_has_no_log_in_of_its_own(people):
    for key, browser in people.items():
        answer = browser.get(reverse("admin:login"))
        assert answer.status_code == (302 if key in access.ENTERS_RECORDS else 403), key
    answer = Client().get(reverse("admin:login"))
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/admin/login/")


def test_stranger_is_sent_to_log_in_everywhere(records):
    stranger = Client()
    pages = {**access.PAGES, **access.WAYS, **list_pages()}
    addresses = [reverse(name, kwargs=arguments(name, records)) for name in pages]
    addresses += [address for address, *_ in admin_pages(records)]
    for address in addresses:
        answer = stranger.get(address)
        assert answer.status_code == 302, address
        assert "/login/" in answer["Location"], address


def test_figures_of_another_department_are_as_if_they_were_not(people):
    theirs = factories.make_flow_figure(
        series=factories.make_series(name="よその項目", department=factories.make_department())
    )
    clerk = people["clerk"]
    for page in ("change", "history"):
        answer = clerk.get(reverse(f"admin:mynumber_flowfigure_{page}", args=[theirs.pk]))
        assert answer.status_code == 404
        assert "よその項目" not in answer.content.decode()
    for address in ("/flow-figures/", "/flow-figures/export/?format=csv", "/flow-figures/print/", "/series/"):
        body = b"".join(clerk.get(address)).decode()
        assert "よその項目" not in body, address
    assert "よその項目" in people["mynumber"].get("/flow-figures/?fiscal_year=2022").content.decode()


def test_custodian_knows_the_own_site_alone(people):
    from core.models import Staff

    mine = factories.make_site(name="わたしの出張所")
    factories.make_site(name="よその出張所")
    factories.make_custodian(site=mine, staff=Staff.objects.get(groups__name="端末機管理責任者"))
    body = people["custodian"].get("/sites/").content.decode()
    assert "わたしの出張所" in body
    assert "よその出張所" not in body

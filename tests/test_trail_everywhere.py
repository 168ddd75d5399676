"""The trail tells every register's changes in words a clerk reads, whatever the register."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from core.history import BLANK, history_of, tracked_models, trail
from registry.models import Transfer, UsageRequest
from registry.states.usage_request import WORKFLOW
from tests import factories
from tests.mynumber.scenes import SCENES as OF_FIGURES
from tests.privacy_review.cases import make_condition
from tests.privacy_review.scenes import SCENES as OF_REVIEWS
from tests.registry.scenes import SCENES as OF_THE_JUKI_NET

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[1]

# What makes a row of the register, with as much in it as there can be.
MAKERS = {
    "core.checkacknowledgement": factories.make_acknowledgement,
    "core.department": factories.make_department,
    "core.municipality": factories.make_municipality,
    "core.officeday": lambda: factories.make_office_day(is_open=True),
    "core.prosemark": factories.make_prose_mark,
    "core.report": factories.make_report,
    "core.reportdepartment": lambda: factories.make_report().report_departments.create(
        department=factories.make_department()
    ),
    "core.section": factories.make_section,
    "core.staff": lambda: factories.make_staff(department=factories.make_department()),
    "core.staffrole": lambda: factories.make_staff("clerk"),
    "mynumber.agendaitem": factories.make_agenda_item,
    "mynumber.audit": factories.make_audit,
    "mynumber.csirtdrill": factories.make_csirt_drill,
    "mynumber.figurecorrection": lambda: factories.make_correction(state="approved"),
    "mynumber.figurereason": factories.make_figure_reason,
    "mynumber.figuretable": factories.make_figure_table,
    "mynumber.figuretableline": lambda: factories.make_figure_table().lines.create(
        series=factories.make_series()
    ),
    "mynumber.figureterms": factories.make_figure_terms,
    "mynumber.finding": factories.make_finding,
    "mynumber.flowfigure": factories.make_flow_figure,
    "mynumber.incident": factories.make_incident,
    "mynumber.incidentbreakdown": factories.make_incident_breakdown,
    "mynumber.measure": factories.make_measure,
    "mynumber.meeting": factories.make_meeting,
    "mynumber.reportablematter": factories.make_matter,
    "mynumber.series": factories.make_series,
    "mynumber.seriespart": lambda: factories.make_sum(factories.make_series()),
    "mynumber.stockfigure": factories.make_stock_figure,
    "mynumber.submission": lambda: factories.make_submission(state="locked"),
    "mynumber.submissionline": factories.make_submission_line,
    "mynumber.window": factories.make_window,
    "mynumber.windowhours": factories.make_window_hours,
    "privacy_review.carecategory": factories.make_care_category,
    "privacy_review.casecarecategory": lambda: factories.make_case(factories.make_care_category()),
    "privacy_review.caseanswer": lambda: factories.make_draft_case().answers.create(
        item=factories.make_check_item(), answer="yes", reason="契約書の案で確かめた。"
    ),
    "privacy_review.casecondition": make_condition,
    "privacy_review.checkitem": factories.make_check_item,
    "privacy_review.implementingbody": factories.make_body,
    "privacy_review.processor": factories.make_processor,
    "privacy_review.reviewcase": factories.make_case,
    "privacy_review.undertaking": factories.make_undertaking,
    "registry.affair": factories.make_affair,
    "registry.bookingterms": lambda: apps.get_model("registry.bookingterms").objects.create(),
    "registry.custodian": factories.make_custodian,
    "registry.deputy": factories.make_deputy,
    "registry.ledgerround": factories.make_ledger_round,
    "registry.monthsignoff": factories.make_sign_off,
    "registry.operatorgrant": factories.make_grant,
    "registry.operatorledger": lambda: factories.make_ledger(state="confirmed"),
    "registry.operatorledgerentry": factories.make_ledger_entry,
    "registry.purpose": factories.make_purpose,
    "registry.reservation": lambda: factories.make_reservation(state="cancelled"),
    "registry.site": factories.make_site,
    "registry.terminal": factories.make_terminal,
    "registry.terminalcheck": factories.make_check,
    "registry.terminaloutage": factories.make_outage,
    "registry.terminalplacement": lambda: factories.make_terminal().former_placements.create(
        site=factories.make_site(), ends_on=factories.today()
    ),
    "registry.transfer": lambda: factories.make_transfer(
        consequences=["操作権限を1件終わらせました。", "予約を2件取り消しました。"]
    ),
    "registry.usagelookup": factories.make_usage_record,
    "registry.usagerecord": factories.make_usage_record,
    "registry.usagerequest": lambda: factories.make_usage_request(state="approved"),
    "registry.usagerequestoperator": factories.make_usage_request,
}
# What a program would write and a clerk does not read.
RAW = re.compile(r"None|True|False|[\[\]{}]|\d{4}-\d{2}-\d{2}T|\+00:00|<|object")
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def test_every_tracked_register_is_tried():
    assert set(MAKERS) == {model._meta.label_lower for model in tracked_models()}


@pytest.mark.parametrize("label", MAKERS)
def test_events_of_a_register_are_told_in_words(label):
    MAKERS[label]()
    registers = [each for each in tracked_models() if each._meta.label_lower == label]
    steps, _ = trail(registers=registers)
    changes = [change for step in steps for change in step.changes]
    assert changes, f"no event of {label}"
    for change in changes:
        assert change.done in ("登録", "変更", "削除")
        assert change.line.startswith(f"{registers[0]._meta.verbose_name}「")
        assert not RAW.search(change.line), change.line
        for field in change.fields:
            assert JAPANESE.search(field.label), f"{label}: {field.label}"
            for text in (field.before, field.after):
                assert text is None or not RAW.search(text), f"{label} {field.label}: {text}"
            assert field.label not in ("版", "唯一の行")


def test_states_and_people_and_moments_are_told_as_screens_show_them():
    applicant = factories.make_staff(name="申請 太郎")
    request = factories.make_usage_request(state="submitted", submitted_by=applicant)
    reviewer = factories.make_staff("reviewer", name="審査 花子")
    WORKFLOW.take("review", request, actor=reviewer, comment="問題なし")
    step = history_of(UsageRequest.objects.get())[0]
    assert (step.who, step.action, step.reason) == ("審査 花子", "利用申請の審査", "問題なし")
    (change,) = step.changes
    told = {field.label: (field.before, field.after) for field in change.fields}
    assert told["状態"] == ("審査待ち", "承認待ち")
    assert told["審査した人"] == (BLANK, "審査 花子")
    assert set(told) == {"状態", "審査日時", "審査した人"}


def test_what_followed_from_a_transfer_is_told_as_sentences():
    MAKERS["registry.transfer"]()
    (change,) = history_of(Transfer.objects.get())[0].changes
    told = {field.label: field.after for field in change.fields}
    assert told["したこと"] == "操作権限を1件終わらせました。予約を2件取り消しました。"
    assert "異動先" not in told


def test_reservation_is_named_by_its_time_in_tokyo():
    reservation = factories.make_reservation(starts_at=factories.at(factories.business_day(), 9, 30))
    assert str(reservation).endswith("日 9:30")
    reservation.refresh_from_db()
    assert str(reservation).endswith("日 9:30")


def test_every_action_of_every_workflow_has_its_words():
    labels = {}
    for config in apps.get_app_configs():
        labels |= getattr(config, "trail_actions", {})
    actions = {
        f"{action}_{scene.workflow.name}"
        for scene in (*OF_THE_JUKI_NET.values(), *OF_FIGURES.values(), *OF_REVIEWS.values())
        for action in scene.workflow.transitions
    }
    assert actions - set(labels) == set()
    assert all(JAPANESE.search(label) for label in labels.values())


def test_every_act_that_the_code_names_has_its_words():
    labels = {}
    for config in apps.get_app_configs():
        labels |= getattr(config, "trail_actions", {})
    named = set()
    for room in ("core", "registry", "mynumber", "privacy_review"):
        for path in (ROOT / room).rglob("*.py"):
            named |= set(re.findall(r'\bact\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    assert named - set(labels) == set()

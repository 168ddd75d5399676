"""A text like a My Number stands by a named person's decision alone, and the number is not kept."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AccessEvent, GuardOverride
from registry.models import Site, UsageRequest
from tests.core.test_my_number_guard import VALID
from tests.factories import (
    make_affair,
    make_agenda_item,
    make_department,
    make_meeting,
    make_purpose,
    make_site,
    make_staff,
    make_usage_request,
    make_window,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

FULL_WIDTH = "１２３４５６７８９０１８"
WRITTEN = [VALID, FULL_WIDTH, "1234 5678 9018", "１２３４－５６７８－９０１８", "1234 - 5678 - 9018"]
REASON = "契約書の管理番号であることを、契約書で確かめた"
BOX = "個人番号ではないことを確かめた理由"
ASK = "住民記録の担当か、この台帳を受け持つ課の職員に、登録を頼んでください"
REFUSED = "個人番号は登録できません"


def desk_of(*roles, **fields):
    desk = Client()
    desk.person = make_staff(*roles, department=make_department(), **fields)
    desk.force_login(desk.person)
    return desk


def kept():
    return list(
        GuardOverride.objects.order_by("id").values_list(
            "register", "record_id", "field", "staff", "staff_name", "reason"
        )
    )


def nowhere(number):
    """The digits stand in no row of the decisions, the access log and the notices of what was done."""
    rows = [*GuardOverride.objects.values(), *AccessEvent.objects.values()]
    return number not in json.dumps(rows, default=str, ensure_ascii=False)


# --- On the product's own pages ----------------------------------------------------------------------------


@pytest.fixture
def applicant():
    """Applies, and may let a number stand."""
    return desk_of("applicant", "reviewer")


def write(desk, note, **typed):
    page = "/usage-requests/new/"
    content = {
        "affair": make_affair().pk,
        "legal_basis": "住基法第30条の11",
        "purpose": make_purpose().pk,
        "purpose_note": note,
    }
    return desk.post(page, form_of(desk.get(page), "form") | content | typed)


@pytest.mark.parametrize("number", WRITTEN)
def test_refusal_offers_the_box_to_who_may_and_repeats_the_reason_never_the_record(applicant, number):
    answer = write(applicant, f"契約番号 {number}")
    assert answer.status_code == 200
    assert REFUSED in text_of(answer)
    assert BOX in text_of(answer)
    assert (UsageRequest.objects.count(), kept()) == (0, [])


@pytest.mark.parametrize("number", WRITTEN)
def test_text_stands_with_a_reason_by_who_may(applicant, number):
    answer = write(applicant, f"契約番号 {number}", guard_reason=REASON)
    assert answer.status_code == 302
    request = UsageRequest.objects.get()
    assert request.purpose_note == f"契約番号 {number}"
    assert kept() == [
        (
            "registry.usagerequest",
            request.pk,
            "purpose_note",
            applicant.person.pk,
            applicant.person.name,
            REASON,
        )
    ]
    assert nowhere(number)
    assert number not in text_of(applicant.get("/notices/"))  # where the message after saving stands


def test_every_text_that_stands_has_its_own_row(applicant):
    write(applicant, VALID, legal_basis=f"条文 {VALID}", guard_reason=REASON)
    assert {(register, field) for register, _, field, *_ in kept()} == {
        ("registry.usagerequest", "purpose_note"),
        ("registry.usagerequest", "legal_basis"),
    }


@pytest.mark.parametrize(
    "reason", ["", "  ", f"番号は{VALID}", "番号は１２３４ ５６７８ ９０１８", "あ" * 201]
)
def test_text_does_not_stand_without_a_reason_that_is_one(applicant, reason):
    answer = write(applicant, VALID, guard_reason=reason)
    assert answer.status_code == 200
    assert REFUSED in text_of(answer)
    assert BOX in text_of(answer)
    assert (UsageRequest.objects.count(), kept()) == (0, [])


def test_who_may_not_is_told_whom_to_ask_and_a_forged_reason_does_nothing():
    desk = desk_of("applicant")
    for forged in ({}, {"guard_reason": REASON}):
        answer = write(desk, VALID, **forged)
        assert answer.status_code == 200
        assert ASK in text_of(answer)
        assert BOX not in text_of(answer)
        assert REASON not in text_of(answer)
        assert (UsageRequest.objects.count(), kept()) == (0, [])


def test_reason_without_a_refusal_is_kept_nowhere(applicant):
    assert write(applicant, "説明", guard_reason=REASON).status_code == 302
    assert kept() == []


def test_what_else_is_wrong_keeps_the_reason_and_saves_nothing(applicant):
    answer = write(applicant, VALID, guard_reason=REASON, starts_on="令和99年99月99日")
    assert answer.status_code == 200
    assert REASON in text_of(answer)
    assert (UsageRequest.objects.count(), kept()) == (0, [])


def test_guard_stands_again_after_it_was_lifted(applicant):
    write(applicant, VALID, guard_reason=REASON)
    assert write(applicant, VALID).status_code == 200
    assert UsageRequest.objects.count() == 1


def test_text_that_stands_is_not_asked_about_again_while_it_is_left_as_it_is():
    applicant = desk_of("applicant")
    request = make_usage_request(
        department=applicant.person.department, drafted_by=applicant.person, purpose_note=VALID
    )
    page = f"/usage-requests/{request.pk}/edit/"
    typed = form_of(applicant.get(page), "form") | {"legal_basis": "別の条文"}
    assert REFUSED in text_of(applicant.post(page, typed))  # it came another way
    GuardOverride.objects.create(
        register="registry.usagerequest",
        record_id=request.pk,
        field="purpose_note",
        staff=make_staff(),
        staff_name="",
        reason=REASON,
    )
    assert applicant.post(page, typed).status_code == 302
    request.refresh_from_db()
    assert (request.legal_basis, request.purpose_note) == ("別の条文", VALID)
    changed = form_of(applicant.get(page), "form") | {"purpose_note": f"ほかの番号 {VALID}"}
    assert REFUSED in text_of(applicant.post(page, changed))


def test_comment_of_a_step_is_refused_whatever_reason_is_sent():
    reviewer = desk_of("reviewer")
    request = make_usage_request(state="submitted")
    comment = {"version": 1, "comment": f"番号{VALID}", "guard_reason": REASON}
    assert reviewer.post(f"/usage-requests/{request.pk}/return/", comment).status_code == 422
    request.refresh_from_db()
    assert (request.state, kept()) == ("submitted", [])


# --- In the admin ------------------------------------------------------------------------------------------


def edit(desk, record, **typed):
    model = record._meta.model_name
    url = reverse(f"admin:{record._meta.app_label}_{model}_change", args=[record.pk])
    return desk.post(url, form_of(desk.get(url), f"{model}_form") | typed)


@pytest.mark.parametrize("number", WRITTEN)
def test_text_stands_in_the_admin_with_a_reason(number):
    reviewer, site = desk_of("reviewer"), make_site()
    answer = edit(reviewer, site, remarks=f"回線 {number}")
    assert REFUSED in text_of(answer)
    assert BOX in text_of(answer)
    assert edit(reviewer, site, remarks=f"回線 {number}", guard_reason=REASON).status_code == 302
    site.refresh_from_db()
    assert site.remarks == f"回線 {number}"
    assert kept() == [("registry.site", site.pk, "remarks", reviewer.person.pk, reviewer.person.name, REASON)]
    assert nowhere(number)


def test_new_record_stands_in_the_admin_under_its_own_key():
    reviewer = desk_of("reviewer")
    url = reverse("admin:registry_site_add")
    typed = {"code": "new", "name": "新しい出張所", "kind": "branch_office", "remarks": VALID, "order": "1"}
    page = form_of(reviewer.get(url), "site_form")
    assert reviewer.post(url, page | typed | {"guard_reason": REASON}).status_code == 302
    site = Site.objects.get(code="new")
    assert [(register, key, field) for register, key, field, *_ in kept()] == [
        ("registry.site", site.pk, "remarks")
    ]


def test_line_of_a_record_stands_under_its_own_key():
    mynumber = desk_of("mynumber")
    meeting = make_meeting()
    old = make_agenda_item(meeting=meeting)
    typed = {
        "agenda_items-TOTAL_FORMS": "2",
        "agenda_items-0-title": f"番号 {VALID}",
        "agenda_items-1-kind": "report",
        "agenda_items-1-title": f"番号 {FULL_WIDTH}",
    }
    answer = edit(mynumber, meeting, **typed)
    assert answer.status_code == 200
    assert BOX in text_of(answer)
    assert edit(mynumber, meeting, **typed, guard_reason=REASON).status_code == 302
    new = meeting.agenda_items.exclude(pk=old.pk).get()
    assert [(register, key, field) for register, key, field, *_ in kept()] == [
        ("mynumber.agendaitem", old.pk, "title"),
        ("mynumber.agendaitem", new.pk, "title"),
    ]


@pytest.mark.parametrize("reason", ["", f"番号は{VALID}"])
def test_admin_takes_no_text_without_a_reason_that_is_one(reason):
    reviewer, site = desk_of("reviewer"), make_site(remarks="もとの備考")
    assert edit(reviewer, site, remarks=VALID, guard_reason=reason).status_code == 200
    site.refresh_from_db()
    assert (site.remarks, kept()) == ("もとの備考", [])


def test_admin_does_not_look_at_a_forged_reason():
    admin = desk_of("admin")
    department = make_department(section="戸籍課")
    answer = edit(admin, department, section=VALID, guard_reason=REASON)
    assert answer.status_code == 200
    assert ASK in text_of(answer)
    assert BOX not in text_of(answer)
    department.refresh_from_db()
    assert (department.section, kept()) == ("戸籍課", [])


def test_admin_saves_nothing_where_something_else_is_wrong():
    mynumber, window = desk_of("mynumber"), make_window(name="もとの窓口")
    answer = edit(mynumber, window, name="", remarks=VALID, guard_reason=REASON)
    assert answer.status_code == 200
    assert REASON in text_of(answer)
    window.refresh_from_db()
    assert (window.name, window.remarks, kept()) == ("もとの窓口", "", [])


# --- Who reads it ------------------------------------------------------------------------------------------


def test_auditor_reads_who_let_what_stand_and_why():
    reviewer, site = desk_of("reviewer", name="確認 花子"), make_site()
    edit(reviewer, site, remarks=VALID, guard_reason=REASON)
    body = text_of(desk_of("auditor").get("/guard-overrides/"))
    for words in ("確認 花子", "設置場所", str(site.pk), "備考", REASON):
        assert words in body
    assert VALID not in body


def test_what_is_no_field_of_the_record_is_called_as_it_was_written():
    override = GuardOverride(register="registry.site", field="理由")
    assert (override.register_label, override.field_label) == ("設置場所", "理由")
    gone = GuardOverride(register="old.thing", field="note")
    assert (gone.register_label, gone.field_label) == ("old.thing", "note")

"""The pages of the usage records and of the month's sign-off: forms, corrections, scope, paper."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.calendar import today
from core.models import AccessEvent
from registry.models import MonthSignOff, UsageRecord
from registry.month_sheet import month_of
from tests.factories import (
    at,
    make_affair,
    make_custodian,
    make_department,
    make_grant,
    make_purpose,
    make_reservation,
    make_shared_terminal,
    make_site,
    make_site_grant,
    make_staff,
    make_terminal,
    make_usage_record,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

YESTERDAY = today() - timedelta(days=1)
LAST = month_of(today().replace(day=1) - timedelta(days=1))
LONG_AGO = date(LAST.year - 1, LAST.month, 1)
SECRETS = ("秘密", "他課")


@pytest.fixture
def operator():
    return make_staff("applicant", department=make_department(), name="見本 花子")


@pytest.fixture
def grant(operator):
    return make_grant(staff=operator, starts_on=LONG_AGO, affair=make_affair(name="住民税"))


@pytest.fixture
def site():
    return make_site(name="住民記録事務室")


@pytest.fixture
def terminal(site):
    return make_shared_terminal(number="T-901", site=site)


@pytest.fixture
def purpose():
    return make_purpose(name="課税の確認")


@pytest.fixture
def desk(client, operator):
    client.force_login(operator)
    return client


@pytest.fixture
def theirs(terminal):
    staff = make_staff("applicant", department=make_department(section="秘密課"), name="他課 次郎")
    grant = make_grant(staff=staff, starts_on=LONG_AGO, affair=make_affair(name="秘密の事務"))
    return make_usage_record(grant=grant, terminal=terminal, urgent_reason="秘密の理由")


def desk_of(*roles, **fields):
    client = Client()
    client.force_login(make_staff(*roles, **fields))
    return client


def told(purpose, grant, count="１，２３４", **changes):
    return {
        "starts": "９：３５",
        "ends": "10:20",
        "purpose": purpose.pk,
        "purpose_note": "",
        f"lookups_{grant.affair_id}": count,
    } | changes


# --- Recording ----------------------------------------------------------------------------------------


def test_record_of_a_booking_is_written_from_its_form(desk, grant, terminal, purpose):
    booked = make_reservation(grant=grant, terminal=terminal, starts_at=at(YESTERDAY, 9))
    address = f"/reservations/{booked.pk}/record/"
    page = text_of(desk.get(address))
    assert "住民の氏名、住所、番号は、どの欄にも書かないでください。" in page
    form = form_of(desk.get(address), "form")
    assert (form["starts"], form["ends"]) == ("9:00", "10:00")
    answer = desk.post(address, form | told(purpose, grant))
    record = UsageRecord.objects.get()
    assert answer["Location"] == f"/usage-records/{record.pk}/"
    assert (record.started_at, record.ended_at) == (at(YESTERDAY, 9, 35), at(YESTERDAY, 10, 20))
    assert record.lookups.get().count == 1234
    page = text_of(desk.get(answer["Location"]))
    assert "1,234件" in page
    # The second window finds the booking used, and is told so.
    assert "「利用済み」のものは" in text_of(desk.post(address, form | told(purpose, grant)))
    assert UsageRecord.objects.count() == 1
    assert desk.get(address)["Location"] == f"/reservations/{booked.pk}/"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts": "24:10"}, "24:10という時刻はありません"),
        ({"purpose": "x"}, "表示されている利用目的から選び直してください"),
        ({"purpose_note": "123456789018"}, "個人番号（マイナンバー）と思われる"),
        ({"count": "-1"}, "負の数は入力できません"),
        ({"count": "1.5"}, "整数で入力してください"),
        ({"count": ""}, "照会しなかったときは0を入れます"),
        ({"ends": "9:00"}, "終了時刻は、開始時刻より後にしてください"),
    ],
)
def test_record_says_what_is_wrong_and_keeps_what_was_typed(
    desk, grant, terminal, purpose, changes, sentence
):
    booked = make_reservation(grant=grant, terminal=terminal, starts_at=at(YESTERDAY, 9))
    sent = told(purpose, grant, starts="9:05") | changes
    if "count" in changes:
        sent[f"lookups_{grant.affair_id}"] = changes["count"]
    answer = desk.post(f"/reservations/{booked.pk}/record/", sent)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    form = form_of(answer, "form")
    assert form["starts"] == changes.get("starts", "9:05")
    assert form[f"lookups_{grant.affair_id}"] == changes.get("count", "１，２３４")
    assert not UsageRecord.objects.exists()
    booked.refresh_from_db()
    assert booked.state == "booked"


def test_record_offers_the_affairs_of_the_person_s_grants_alone(desk, grant, terminal, theirs):
    booked = make_reservation(grant=grant, terminal=terminal, starts_at=at(YESTERDAY, 9))
    page = text_of(desk.get(f"/reservations/{booked.pk}/record/"))
    assert "住民税" in page
    assert "秘密の事務" not in page


def test_stolen_affair_in_a_record_is_not_looked_at(desk, grant, terminal, purpose, theirs):
    booked = make_reservation(grant=grant, terminal=terminal, starts_at=at(YESTERDAY, 15))
    sent = told(purpose, grant, starts="15:05", ends="15:30") | {f"lookups_{theirs.grant.affair_id}": "7"}
    desk.post(f"/reservations/{booked.pk}/record/", sent)
    record = UsageRecord.objects.get(reservation=booked)
    assert list(record.lookups.values_list("affair", flat=True)) == [grant.affair_id]


def test_urgent_use_is_written_and_waits_for_its_review(desk, grant, terminal, purpose):
    form = form_of(desk.get("/usage-records/urgent/"), "form")
    assert form["terminal"] == str(terminal.pk)
    sent = form | told(purpose, grant) | {"day": YESTERDAY.isoformat(), "urgent_reason": "窓口で急に"}
    answer = desk.post("/usage-records/urgent/", sent, follow=True)
    assert "緊急・未確認" in text_of(answer)
    record = UsageRecord.objects.get()
    assert (record.kind, record.urgent_reason) == ("urgent", "窓口で急に")
    assert "利用記録が、すでにあります" in text_of(desk.post("/usage-records/urgent/", sent))


def test_own_site_use_is_for_who_stands_in_a_ledger(desk, operator, grant, purpose):
    assert "どの設置場所の端末にもありません" in text_of(desk.get("/usage-records/own-site/"))
    assert "/usage-records/own-site/" not in text_of(desk.get("/usage-records/"))
    held = make_site_grant(staff=operator, starts_on=LONG_AGO)
    own = make_terminal(site=held.site)
    form = form_of(desk.get("/usage-records/own-site/"), "form")
    assert form["terminal"] == str(own.pk)
    desk.post("/usage-records/own-site/", form | told(purpose, grant) | {"day": YESTERDAY.isoformat()})
    assert UsageRecord.objects.get().kind == "own_site"
    assert "/usage-records/own-site/" in text_of(desk.get("/usage-records/"))


# --- Correction, side by side -------------------------------------------------------------------------


def test_correction_shows_both_side_by_side(desk, grant, terminal):
    record = make_usage_record(120, grant=grant, terminal=terminal)
    address = f"/usage-records/{record.pk}/correct/"
    form = form_of(desk.get(address), "form")
    assert (form["starts"], form[f"lookups_{grant.affair_id}"]) == ("10:00", "120")
    sent = form | {f"lookups_{grant.affair_id}": "12", "reason": "数え違いのため"}
    answer = desk.post(address, sent, follow=True)
    correction = UsageRecord.objects.get(corrects=record)
    assert answer.redirect_chain == [(f"/usage-records/{correction.pk}/", 302)]
    for shown in (record, correction):
        page = desk.get(f"/usage-records/{shown.pk}/")
        lines = {line.label: (line.before, line.after) for line in page.context["pair"]["lines"]}
        assert lines["照会件数：住民税"] == ("120件", "12件")
        assert text_of(page).count('class="differs"') == 1
        assert "訂正の理由：数え違いのため" in text_of(page)
    assert "訂正前" in text_of(desk.get(f"/usage-records/{record.pk}/"))
    # The original is not corrected once more.
    answer = desk.get(address, follow=True)
    assert "この記録はすでに訂正されています。" in text_of(answer)
    assert "この記録はすでに訂正されています。" in text_of(desk.post(address, sent))


def test_correction_of_a_booked_use_asks_for_no_day(desk, grant, terminal):
    booked = make_reservation(grant=grant, terminal=terminal, starts_at=at(YESTERDAY, 10), state="used")
    record = make_usage_record(3, kind="reserved", reservation=booked, grant=grant, terminal=terminal)
    address = f"/usage-records/{record.pk}/correct/"
    form = form_of(desk.get(address), "form")
    assert "day" not in form
    sent = form | {f"lookups_{grant.affair_id}": "4", "reason": "数え違いのため"}
    assert "訂正しました。" in text_of(desk.post(address, sent, follow=True))
    correction = UsageRecord.objects.get(corrects=record)
    assert (correction.reservation, correction.started_at) == (booked, record.started_at)
    assert correction.lookups.get().count == 4


def test_correction_without_a_change_or_a_reason_is_refused(desk, grant, terminal):
    record = make_usage_record(120, grant=grant, terminal=terminal)
    address = f"/usage-records/{record.pk}/correct/"
    form = form_of(desk.get(address), "form")
    assert "元の記録と同じ内容です" in text_of(desk.post(address, form | {"reason": "訂正"}))
    assert desk.post(address, form | {"reason": ""}).status_code == 200
    assert UsageRecord.objects.count() == 1


# --- Review -------------------------------------------------------------------------------------------


def test_review_is_a_button_with_a_comment(theirs):
    reviewer = desk_of("reviewer", department=make_department())
    waiting = reviewer.get("/usage-records/?standing=urgent")
    assert [row.record.pk for row in waiting.context["table"].rows] == [theirs.pk]
    answer = reviewer.post(f"/usage-records/{theirs.pk}/", {"comment": "窓口で確かめた"}, follow=True)
    assert "緊急の利用を確認しました。" in text_of(answer)
    assert "窓口で確かめた" in text_of(answer)
    assert "review-form" not in text_of(answer)
    assert reviewer.get("/usage-records/?standing=urgent").context["table"].row_count == 0
    again = reviewer.post(f"/usage-records/{theirs.pk}/", {"comment": ""})
    assert again.status_code == 422
    assert "すでに確認されています" in text_of(again)


def test_review_keeps_a_comment_that_is_refused(theirs):
    reviewer = desk_of("reviewer")
    answer = reviewer.post(f"/usage-records/{theirs.pk}/", {"comment": "123456789018 を確認"})
    assert answer.status_code == 422
    assert form_of(answer, "review-form")["comment"] == "123456789018 を確認"
    theirs.refresh_from_db()
    assert theirs.urgent_reviewed_at is None


def test_review_is_for_reviewers_and_not_of_one_s_own(desk, grant, terminal):
    record = make_usage_record(grant=grant, terminal=terminal)
    assert desk.post(f"/usage-records/{record.pk}/", {"comment": ""}).status_code == 403
    both = make_staff("reviewer", "applicant", department=make_department())
    own = make_usage_record(grant=make_grant(staff=both, starts_on=LONG_AGO))
    client = Client()
    client.force_login(both)
    assert "自分の緊急の利用を、自分で確認することはできません" in text_of(
        client.get(f"/usage-records/{own.pk}/")
    )
    assert client.post(f"/usage-records/{own.pk}/", {"comment": ""}).status_code == 422


# --- Scope --------------------------------------------------------------------------------------------


def test_record_of_another_department_is_as_if_it_were_not(desk, grant, theirs):
    for page in ("", "correct/"):
        answer = desk.get(f"/usage-records/{theirs.pk}/{page}")
        assert answer.status_code == 404
        assert not any(secret in text_of(answer) for secret in SECRETS)
    for address in ("/usage-records/", "/usage-records/print/", "/usage-records/export/?format=csv"):
        page = b"".join(desk.get(address)).decode()
        assert "他課" not in page
        assert "秘密の理由" not in page


def test_custodian_sees_the_uses_of_the_own_site_alone(site, theirs):
    elsewhere = make_usage_record()
    custodian = make_staff("custodian", department=make_department())
    make_custodian(site=site, staff=custodian)
    client = Client()
    client.force_login(custodian)
    assert [row.record.pk for row in client.get("/usage-records/").context["table"].rows] == [theirs.pk]
    assert client.get(f"/usage-records/{elsewhere.pk}/").status_code == 404
    assert client.get(f"/usage-records/{theirs.pk}/correct/").status_code == 403


def test_list_filters_and_sums_what_is_asked(desk, grant, terminal):
    first = make_usage_record(120, grant=grant, terminal=terminal)
    make_usage_record(
        12,
        grant=grant,
        terminal=terminal,
        started_at=first.started_at,
        corrects=first,
        correction_reason="数え違い",
    )

    def rows(**query):
        return [row.record.lookup_count for row in desk.get("/usage-records/", query).context["table"].rows]

    assert sorted(rows()) == [12, 120]
    assert rows(standing="current") == [12]
    assert rows(standing="superseded") == [120]
    assert sorted(rows(affair=grant.affair_id)) == [12, 120]
    assert rows(affair=make_affair().pk) == []
    assert rows(kind="own_site") == []
    export = b"".join(desk.get("/usage-records/export/?standing=current&format=csv")).decode("utf-8-sig")
    header, line = export.splitlines()
    assert header.split(",")[:4] == ["開始", "終了", "端末", "操作者"]
    assert "訂正の理由" in header
    assert "住民税 12件" in line
    assert "数え違い" in line


# --- The month ----------------------------------------------------------------------------------------


@pytest.fixture
def manager(site):
    staff = make_staff("custodian", department=make_department(), name="管理 太郎")
    make_custodian(site=site, staff=staff, starts_on=LONG_AGO)
    return staff


@pytest.fixture
def office(manager):
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def used(grant, terminal):
    return make_usage_record(
        grant=grant,
        terminal=terminal,
        started_at=at(LAST.replace(day=10), 10),
        urgent_reviewed_at=timezone.now(),
        urgent_reviewed_by=make_staff(),
    )


def sheet(site, month=LAST):
    return f"/month-sign-offs/{site.pk}/{month.year}-{month.month}/"


def test_manager_finds_the_month_looks_it_over_and_signs_it_off(office, site, used):
    waiting = text_of(office.get("/month-sign-offs/"))
    assert sheet(site) in waiting
    assert sheet(site) in text_of(office.get("/"))
    page = office.get(sheet(site))
    assert "住民税 3件" in text_of(page)
    form = form_of(page, "form")
    answer = office.post(sheet(site), form | {"note": "異常なし"})
    signed = MonthSignOff.objects.get()
    assert answer["Location"] == f"/month-sign-offs/{signed.pk}/"
    assert (signed.record_count, signed.lookup_count, signed.note) == (1, 3, "異常なし")
    assert "異常なし" in text_of(office.get(answer["Location"]))
    assert sheet(site) not in text_of(office.get("/month-sign-offs/"))
    assert sheet(site) not in text_of(office.get("/"))
    assert "確認済み" in text_of(office.get(sheet(site)))
    assert "この月は、すでに確認を終えています。" in text_of(office.post(sheet(site), form))


def test_sheet_that_changed_under_the_manager_is_shown_anew(office, site, used, grant, terminal):
    form = form_of(office.get(sheet(site)), "form")
    make_usage_record(grant=grant, terminal=terminal, started_at=at(LAST.replace(day=11), 10))
    answer = office.post(sheet(site), form | {"note": "異常なし"})
    assert "この月の利用記録が変わりました" in text_of(answer)
    assert not MonthSignOff.objects.exists()


def test_sheet_says_what_has_to_be_done_first(office, site, used, grant, terminal):
    make_reservation(grant=grant, terminal=terminal, starts_at=at(LAST.replace(day=12), 13))
    page = text_of(office.get(sheet(site)))
    assert "の予約（見本 花子さん）に利用記録がありません。" in page
    assert 'id="form"' not in page


def test_sheet_is_printed_and_the_log_says_so(office, site, used, manager):
    page = text_of(office.get(f"{sheet(site)}print/"))
    assert "sheet-landscape" in page
    assert "この月は、まだ確認されていません。" in page
    event = AccessEvent.objects.get(kind="print")
    assert (event.staff, event.detail) == (manager, {"rows": 1})
    assert event.subject == f"{site} {page.split('<title>')[1].split('｜')[0].split(' ', 1)[1]}"


def test_sheet_of_another_site_is_as_if_it_were_not(office, used):
    other = make_site(name="秘密の設置場所")
    for address in (sheet(other), f"{sheet(other)}print/"):
        answer = office.get(address)
        assert answer.status_code == 404
        assert "秘密" not in text_of(answer)
    assert office.post(sheet(other), {"seen": "0-0-0"}).status_code == 404
    assert "秘密" not in text_of(office.get("/month-sign-offs/"))


@pytest.mark.parametrize("month", ["2026-13", "2026-0", "1999-5", "9999-1"])
def test_sheet_of_no_month_is_not_found(office, site, month):
    assert office.get(f"/month-sign-offs/{site.pk}/{month}/").status_code == 404


def test_assistant_looks_and_has_no_button(site, used, manager):
    assistant = make_staff("custodian", department=make_department())
    make_custodian(site=site, staff=assistant, role="assistant")
    client = Client()
    client.force_login(assistant)
    page = text_of(client.get(sheet(site)))
    assert "確認は、この設置場所の端末機管理責任者が行ってください。" in page
    assert 'id="form"' not in page
    assert sheet(site) not in text_of(client.get("/"))
    auditor = desk_of("auditor")
    assert auditor.get(sheet(site)).status_code == 200
    assert auditor.post(sheet(site), {"seen": "1-3-1"}).status_code == 403


def test_month_is_reopened_by_the_approver_with_a_reason(office, site, used):
    office.post(sheet(site), form_of(office.get(sheet(site)), "form"))
    signed = MonthSignOff.objects.get()
    address = f"/month-sign-offs/{signed.pk}/reopen/"
    assert office.get(address).status_code == 403
    approver = desk_of("approver")
    assert address in text_of(approver.get(f"/month-sign-offs/{signed.pk}/"))
    assert approver.post(address, {"reason": ""}).status_code == 200
    answer = approver.post(address, {"reason": "件数を訂正するため"}, follow=True)
    assert "確認を戻しました。" in text_of(answer)
    assert "件数を訂正するため" in text_of(answer)
    assert sheet(site) in text_of(office.get("/"))


# --- What waits -----------------------------------------------------------------------------------------


def test_home_page_tells_what_waits_for_an_operator(desk, grant, terminal):
    missing = make_reservation(grant=grant, terminal=terminal, starts_at=timezone.now() - timedelta(hours=50))
    soon = make_reservation(
        grant=make_grant(staff=grant.staff, ends_on=today() + timedelta(days=400)),
        starts_at=timezone.now() + timedelta(minutes=1),
    )
    make_reservation(starts_at=timezone.now() + timedelta(minutes=1))
    page = text_of(desk.get("/"))
    assert f"/reservations/{missing.pk}/record/" in page
    assert "書くまで、新しい予約はできません。" in page
    assert f'href="/reservations/{soon.pk}/"' in page
    assert page.count("端末を予約しています") == 1


def test_home_page_tells_reviewers_of_urgent_uses_of_others(theirs):
    both = make_staff("reviewer", "applicant", department=make_department())
    make_usage_record(grant=make_grant(staff=both, starts_on=LONG_AGO))
    client = Client()
    client.force_login(both)
    page = text_of(client.get("/"))
    assert "確認を待っている緊急の利用が1件あります" in page
    assert "他課 次郎の利用です。" in page


def test_home_page_tells_the_approver_of_months_in_which_the_manager_operated(site, manager, terminal):
    own = make_grant(staff=manager, starts_on=LONG_AGO)
    make_usage_record(
        grant=own,
        terminal=terminal,
        started_at=at(LAST.replace(day=10), 10),
        urgent_reviewed_at=timezone.now(),
        urgent_reviewed_by=make_staff(),
    )
    approver = desk_of("approver")
    assert sheet(site) in text_of(approver.get("/"))
    form = form_of(approver.get(sheet(site)), "form")
    assert approver.post(sheet(site), form).status_code == 302
    client = Client()
    client.force_login(manager)
    assert sheet(site) not in text_of(client.get("/"))

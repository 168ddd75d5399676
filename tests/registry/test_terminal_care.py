"""Terminals out of order and looked at: by the custodian of the site, and nobody of another."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.calendar import today, wareki
from core.errors import DomainError, NotPermittedError
from core.work import work_of
from registry.models import TerminalCheck, TerminalOutage
from registry.services.terminal_check import record_check, record_remedy
from registry.services.terminal_outage import repair_outage, report_outage
from tests.factories import at, make_check, make_custodian, make_outage, make_staff, make_terminal
from tests.pages import form_of, text_of
from tests.rules import refused_by

pytestmark = pytest.mark.django_db

EVE, DAY = today() - timedelta(days=1), today()


@pytest.fixture
def reviewer():
    return make_staff("reviewer")


@pytest.fixture
def terminal():
    return make_terminal(number="T-001", starts_on=date(2023, 4, 1))


@pytest.fixture
def keeper(terminal):
    """The custodian of the terminal's site."""
    return make_custodian(site=terminal.site, staff=make_staff("custodian")).staff


# --- Out of order -----------------------------------------------------------------------------------


def test_outage_is_reported_and_repaired_by_the_custodian(terminal, keeper):
    outage = report_outage(terminal, symptom="起動しない", starts_at=at(EVE, 9), ends_at=None, actor=keeper)
    assert list(TerminalOutage.objects.open()) == [outage]
    with pytest.raises(DomainError, match="その時間の故障がすでに登録されています。"):
        report_outage(terminal, symptom="また", starts_at=at(EVE, 10), ends_at=None, actor=keeper)
    repaired = repair_outage(outage, ends_at=at(EVE, 12), remedy="電源を交換", actor=keeper)
    assert (repaired.ends_at, repaired.remedy) == (at(EVE, 12), "電源を交換")
    assert not TerminalOutage.objects.open().exists()
    with pytest.raises(DomainError, match="すでに直ったと登録されています。"):
        repair_outage(outage, ends_at=at(EVE, 13), remedy="もう一度", actor=keeper)


def test_outage_refuses_impossible_times(terminal, keeper):
    later = timezone.now() + timedelta(hours=1)
    with pytest.raises(DomainError) as refused:
        report_outage(
            terminal, symptom="x", starts_at=later, ends_at=later - timedelta(minutes=1), actor=keeper
        )
    assert len(refused.value.reasons) == 2
    outage = make_outage(terminal=terminal)
    with pytest.raises(DomainError) as refused:
        repair_outage(outage, ends_at=outage.starts_at, remedy="", actor=keeper)
    assert refused.value.reasons == (
        "直った時刻が、故障の始まりより前になっています。日時を確かめてください。",
        "処置を入れてください。",
    )


def test_outage_is_reported_and_repaired_on_the_pages(client, terminal, keeper):
    client.force_login(keeper)
    address = f"/terminals/{terminal.pk}/outage/"
    typed = form_of(client.get(address), "form") | {
        "symptom": "画面が映らない",
        "day": wareki(EVE),
        "clock_time": "９時３０分",
    }
    done = client.post(address, typed, follow=True)
    assert "故障を登録しました。" in text_of(done)
    outage = TerminalOutage.objects.get()
    assert (outage.starts_at, outage.ends_at, outage.reported_by) == (at(EVE, 9, 30), None, keeper)
    address = f"/terminal-outages/{outage.pk}/repair/"
    typed = form_of(client.get(address), "form") | {
        "day": wareki(EVE),
        "clock_time": "25:00",
        "remedy": "交換",
    }
    refused = text_of(client.post(address, typed))
    assert "25:00という時刻はありません。" in refused
    assert 'value="25:00"' in refused
    client.post(address, typed | {"clock_time": "13:00"})
    outage.refresh_from_db()
    assert (outage.ends_at, outage.remedy) == (at(EVE, 13), "交換")


# --- Looking at terminals ---------------------------------------------------------------------------


def look(terminal, keeper, **changes):
    values = {
        "checked_on": DAY,
        "wire_locked": True,
        "screen_turned_away": True,
        "logged_off": True,
        "remarks": "",
    }
    return record_check(terminal, actor=keeper, **values | changes)


def test_check_in_order_needs_no_remark_and_a_fault_does(terminal, keeper):
    assert look(terminal, keeper).is_in_order
    with pytest.raises(DomainError, match="気付いたことに状況を書いてください。"):
        look(terminal, keeper, wire_locked=False, remarks=" ")
    look(terminal, keeper, wire_locked=False, remarks="外れている")
    with refused_by("registry_terminalcheck_fault_is_told"):
        TerminalCheck.objects.filter(wire_locked=False).update(remarks="")


def test_fault_is_open_until_its_remedy(terminal, keeper, reviewer):
    check = look(terminal, keeper, logged_off=False, remarks="離席中も開いていた")
    for person in (keeper, reviewer):
        (task,) = (each for each in work_of(person, DAY) if "是正" in each.title)
        assert task.title == "点検で見つかった是正の必要な項目が1件あります"
        assert task.url == "/terminal-checks/?is_open=yes"
    with pytest.raises(DomainError) as refused:
        record_remedy(check, remedied_on=DAY + timedelta(days=1), remedy="", actor=keeper)
    assert len(refused.value.reasons) == 2
    record_remedy(check, remedied_on=DAY, remedy="注意した", actor=keeper)
    check.refresh_from_db()
    assert (check.remedied_by, check.remedy) == (keeper, "注意した")
    assert not TerminalCheck.objects.open().exists()
    assert not [each for each in work_of(keeper, DAY) if "是正" in each.title]
    with pytest.raises(DomainError, match="に是正済みです。"):
        record_remedy(check, remedied_on=DAY, remedy="もう一度", actor=keeper)


def test_check_of_a_day_on_which_it_did_not_stand_there_is_refused(terminal, keeper, reviewer):
    for day in (date(2023, 3, 31), DAY + timedelta(days=1)):
        with pytest.raises(DomainError):
            look(terminal, keeper, checked_on=day)
    assert not TerminalCheck.objects.exists()


def test_open_faults_come_first_in_the_lists(client, reviewer):
    make_check(terminal=make_terminal(number="T-OK"), checked_on=DAY)
    make_check(
        terminal=make_terminal(number="T-BAD"), checked_on=EVE, wire_locked=False, remarks="外れている"
    )
    make_outage(terminal=make_terminal(number="T-DONE"), remedy="交換", ends_at=at(EVE, 12))
    make_outage(terminal=make_terminal(number="T-BROKEN"), starts_at=at(EVE - timedelta(days=9), 9))
    client.force_login(reviewer)
    checks = text_of(client.get("/terminal-checks/"))
    assert checks.index("T-BAD") < checks.index("T-OK")
    assert '<span class="badge badge-warning">是正が必要</span>' in checks
    outages = text_of(client.get("/terminal-outages/"))
    assert outages.index("T-BROKEN") < outages.index("T-DONE")
    assert "T-DONE" not in text_of(client.get("/terminal-outages/?is_open=yes"))
    assert "是正が必要" in b"".join(client.get("/terminal-checks/export/?format=csv")).decode()


def test_lists_lead_to_the_terminals_whoever_may_record_there(client, keeper):
    client.force_login(keeper)
    assert "端末を選んで点検を記録する" in text_of(client.get("/terminal-checks/"))
    assert "端末を選んで故障を登録する" in text_of(client.get("/terminal-outages/"))
    client.force_login(make_staff("applicant"))
    assert "端末を選んで" not in text_of(client.get("/terminal-outages/"))


def test_check_is_recorded_on_the_page(client, terminal, keeper):
    client.force_login(keeper)
    address = f"/terminals/{terminal.pk}/check/"
    page = form_of(client.get(address), "form")
    refused = client.post(address, page | {"in_order": ["wire_locked"], "remarks": ""})
    assert "気付いたことに状況を書いてください。" in text_of(refused)
    done = client.post(
        address, page | {"in_order": ["wire_locked", "logged_off"], "remarks": "通路から見える"}, follow=True
    )
    assert "点検を記録しました。是正したら" in text_of(done)
    check = TerminalCheck.objects.get()
    assert (check.screen_turned_away, check.checked_by, check.checked_on) == (False, keeper, DAY)


# --- Whose terminals --------------------------------------------------------------------------------


def test_custodian_cares_for_the_own_sites_terminals_alone(client, terminal, keeper):
    other = make_terminal(number="T-OTHER")
    outage = make_outage(terminal=other, symptom="よその故障")
    check = make_check(terminal=other, wire_locked=False, remarks="よその不備")
    with pytest.raises(NotPermittedError):
        report_outage(other, symptom="x", starts_at=at(EVE, 9), ends_at=None, actor=keeper)
    with pytest.raises(NotPermittedError):
        repair_outage(outage, ends_at=timezone.now(), remedy="x", actor=keeper)
    with pytest.raises(NotPermittedError):
        look(other, keeper)
    with pytest.raises(NotPermittedError):
        record_remedy(check, remedied_on=DAY, remedy="x", actor=keeper)
    client.force_login(keeper)
    assert client.get(f"/terminals/{terminal.pk}/").status_code == 200
    for address in (
        f"/terminals/{other.pk}/",
        f"/terminals/{other.pk}/check/",
        f"/terminals/{other.pk}/outage/",
        f"/terminal-outages/{outage.pk}/",
        f"/terminal-outages/{outage.pk}/repair/",
        f"/terminal-checks/{check.pk}/",
        f"/terminal-checks/{check.pk}/remedy/",
    ):
        assert client.get(address).status_code == 404, address
    for address in ("/terminals/", "/terminal-outages/", "/terminal-checks/", "/terminal-checks/print/"):
        body = text_of(client.get(address))
        for word in ("T-OTHER", "よその故障", "よその不備", str(other.site)):
            assert word not in body, (address, word)
    for address in (f"/terminals/{terminal.pk}/move/", f"/terminals/{terminal.pk}/retire/"):
        assert client.get(address).status_code == 403

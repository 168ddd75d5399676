"""Terminals in daily work: moved, taken away, out of order, looked at; and what earlier years say of them."""

from datetime import date, timedelta

import pytest

from core.calendar import today, wareki
from core.errors import DomainError, NotPermittedError
from core.models import Notice
from core.reports.kinds import Scope
from mynumber.registers import AnnualRegisters
from registry.models import Reservation, Site, Terminal
from registry.services.terminal import move_terminal, retire_terminal
from tests.factories import (
    business_day,
    make_check,
    make_custodian,
    make_outage,
    make_reservation,
    make_shared_terminal,
    make_site,
    make_staff,
    make_terminal,
)
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


def move(terminal, site, reviewer, placed_on=DAY):
    return move_terminal(terminal, site=site, placed_on=placed_on, reason="窓口の移転", actor=reviewer)


def counts(day):
    return {site.pk: site.terminal_count for site in Site.objects.with_terminals_on(day)}


# --- Moving -----------------------------------------------------------------------------------------


def test_moved_terminal_stays_at_its_former_site_for_the_days_before(terminal, reviewer):
    former, new = terminal.site, make_site()
    move(terminal, new, reviewer)
    assert counts(EVE) == {former.pk: 1}
    assert counts(DAY) == {new.pk: 1}
    assert counts(date(2023, 3, 31)) == {}
    listed = {site.pk: site.terminal_count for site in Site.objects.for_list(EVE)}
    assert (listed[former.pk], listed[new.pk]) == (1, 0)
    placement = terminal.former_placements.get()
    assert (placement.site, placement.starts_on, placement.ends_on) == (former, date(2023, 4, 1), EVE)
    assert terminal.events.last().pgh_context["action"] == "move_terminal"


def test_terminal_that_comes_back_is_counted_once_a_day(reviewer):
    terminal = make_terminal(site=make_site())
    first, second = terminal.site, make_site()
    make_terminal(site=first)
    make_terminal(site=first)
    for site, ago in ((second, 30), (first, 20), (second, 10), (first, 5)):
        terminal = move(terminal, site, reviewer, DAY - timedelta(days=ago))
    for ago, expected in ((31, (3, 0)), (30, (2, 1)), (20, (3, 0)), (10, (2, 1)), (5, (3, 0)), (0, (3, 0))):
        found = counts(DAY - timedelta(days=ago))
        assert (found[first.pk], found.get(second.pk, 0)) == expected, ago


def test_report_of_last_year_does_not_change_when_a_terminal_is_moved_this_year(reviewer):
    former = make_site(name="前の出張所")
    terminal = make_terminal(site=former, starts_on=date(2020, 4, 1))
    new = make_site(name="新しい出張所")

    def told(fiscal_year):
        registers = AnnualRegisters(Scope.of_fiscal_year(fiscal_year))
        return [(site.name, site.terminal_count) for site in registers.sites]

    before = told(2024)
    assert before == [("前の出張所", 1)]
    move(terminal, new, reviewer)
    assert told(2024) == before
    assert told(2026) == [("新しい出張所", 1)]  # its year ends after the move


def test_admin_counts_as_of_today(client, terminal, reviewer):
    former = terminal.site
    former.name = "前の出張所"
    former.save()
    move(terminal, make_site(name="新しい出張所"), reviewer)
    client.force_login(reviewer)
    body = text_of(client.get("/admin/registry/site/"))
    row_of = {
        name: row for row in body.split("<tr>") for name in ("前の出張所", "新しい出張所") if name in row
    }
    assert ">0台<" in row_of["前の出張所"]
    assert ">1台<" in row_of["新しい出張所"]


def test_list_of_a_day_shows_where_a_terminal_stood_then_and_who_answered_for_it(client, terminal, reviewer):
    make_custodian(site=terminal.site, staff=make_staff(name="前の 責任者"))
    new = make_site(name="新しい出張所")
    make_custodian(site=new, staff=make_staff(name="いまの 責任者"))
    former = terminal.site.name
    move(terminal, new, reviewer)
    client.force_login(reviewer)
    days = (
        (EVE, (former, "前の 責任者"), "いまの 責任者"),
        (DAY, (new.name, "いまの 責任者"), "前の 責任者"),
    )
    for day, shown, hidden in days:
        (row,) = (
            row
            for row in text_of(client.get("/terminals/", {"in_force_on": wareki(day)})).split("<tr")
            if "T-001" in row
        )
        assert all(words in row for words in shown)
        assert hidden not in row


def test_moving_refuses_with_every_reason(terminal, reviewer):
    with pytest.raises(DomainError) as refused:
        move_terminal(
            terminal, site=terminal.site, placed_on=DAY + timedelta(days=1), reason=" ", actor=reviewer
        )
    assert refused.value.reasons == (
        f"端末T-001は、すでに{terminal.site}に置かれています。移す先を選び直してください。",
        "移した日がこれからの日になっています。移してから登録してください。",
        "移す理由を入れてください。",
    )
    with pytest.raises(DomainError, match="それより後の日を入れてください。"):
        move(terminal, make_site(), reviewer, date(2023, 4, 1))
    with pytest.raises(DomainError, match="その日には設置場所として使われていません。"):
        move(terminal, make_site(ends_on=EVE), reviewer)
    with pytest.raises(NotPermittedError):
        move(terminal, make_site(), make_staff("custodian"))


def test_terminal_does_not_move_without_a_day_by_sql(terminal):
    with refused_by("registry_terminal_moved_on_a_day"):
        Terminal.objects.filter(pk=terminal.pk).update(site=make_site())


def test_terminal_is_moved_on_its_page(client, terminal, reviewer):
    new = make_site(name="新しい出張所")
    former = terminal.site
    client.force_login(reviewer)
    address = f"/terminals/{terminal.pk}/move/"
    typed = form_of(client.get(address), "form") | {
        "site": new.pk,
        "placed_on": wareki(DAY),
        "reason": "移転",
    }
    done = client.post(address, typed, follow=True)
    assert "統合端末 T-001 を新しい出張所に移したことを登録しました。" in text_of(done)
    assert former.name in text_of(done)
    refused = client.post(address, typed | {"placed_on": "令和8年2月30日", "site": "x"})
    assert "2月30日という日付はありません。" in text_of(refused)
    assert "この中から選び直してください。" in text_of(refused)


# --- Taking away ------------------------------------------------------------------------------------


def retire(terminal, reviewer, **changes):
    values = {"ends_on": DAY, "reason": "機器の更新", "cancel_reservations": False} | changes
    return retire_terminal(terminal, actor=reviewer, **values)


def test_retiring_is_refused_while_bookings_remain_and_lists_them(reviewer):
    reservation = make_reservation()
    with pytest.raises(DomainError, match="その日より後の予約が1件あります") as refused:
        retire(reservation.terminal, reviewer)
    assert wareki(business_day()) in refused.value.reasons[0]
    reservation.terminal.refresh_from_db()
    assert reservation.terminal.ends_on is None


def test_retiring_cancels_what_was_booked_and_tells_whom_it_concerns(reviewer):
    booker = make_staff()
    reservation = make_reservation(booked_by=booker)
    kept = make_reservation()
    retirement = retire(reservation.terminal, reviewer, cancel_reservations=True)
    reservation.refresh_from_db()
    kept.refresh_from_db()
    assert (reservation.state, reservation.cancelled_by, kept.state) == ("cancelled", reviewer, "booked")
    assert reservation.cancel_reason == f"端末{reservation.terminal}の撤去：機器の更新"
    assert retirement.terminal.ends_on == DAY
    assert {each.recipient for each in Notice.objects.all()} == {reservation.operator, booker}


def test_booking_until_the_last_day_stays(reviewer):
    reservation = make_reservation()
    assert retire(reservation.terminal, reviewer, ends_on=business_day()).cancelled == ()
    reservation.refresh_from_db()
    assert reservation.state == "booked"


def test_nobody_is_left_with_a_booking_of_a_terminal_that_is_gone():
    """Round the service: by SQL, from either side."""
    reservation = make_reservation()
    terminal = Terminal.objects.filter(pk=reservation.terminal_id)
    for change in ({"ends_on": DAY}, {"is_shared": False}):
        with refused_by("registry_reservation_terminal_shared"):
            terminal.update(**change)
    gone = make_shared_terminal(ends_on=DAY)
    with refused_by("registry_reservation_terminal_shared"):
        Reservation.objects.filter(pk=reservation.pk).update(terminal=gone)


def test_terminal_is_retired_on_its_page_once_the_bookings_were_shown(client, reviewer):
    reservation = make_reservation()
    address = f"/terminals/{reservation.terminal_id}/retire/"
    client.force_login(reviewer)
    typed = form_of(client.get(address), "form") | {"ends_on": wareki(DAY), "reason": "機器の更新"}
    foretold = client.post(address, typed)
    assert f"{reservation.operator.name}さん {wareki(business_day())} 10:00～11:00" in text_of(foretold)
    reservation.terminal.refresh_from_db()
    assert reservation.terminal.ends_on is None
    done = client.post(address, form_of(foretold, "form"), follow=True)
    assert "予約1件を取り消し、関係する職員に知らせました。" in text_of(done)
    reservation.refresh_from_db()
    assert reservation.state == "cancelled"


# --- The page ---------------------------------------------------------------------------------------


def test_page_tells_where_it_stood_and_what_happened(client, terminal, reviewer):
    former = terminal.site
    make_outage(terminal=terminal, symptom="起動しない")
    make_check(terminal=terminal, wire_locked=False, remarks="外れている")
    move(terminal, make_site(name="新しい出張所"), reviewer)
    client.force_login(reviewer)
    body = text_of(client.get(f"/terminals/{terminal.pk}/"))
    for words in (former.name, "新しい出張所", "起動しない", "外れている", "端末の移設", "窓口の移転"):
        assert words in body, words

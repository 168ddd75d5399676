"""Many press for one time at once: exactly one has it, and everybody else is told why not."""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from registry.models import OperatorGrant, Reservation, Terminal
from registry.services.reservation import book, cancel, move
from tests.factories import (
    at,
    business_day,
    make_department,
    make_grant,
    make_reservation,
    make_shared_terminal,
    make_staff,
)
from tests.registry.at_once import begun, pressing
from tests.rules import refused_by

pytestmark = pytest.mark.django_db(transaction=True)

DAY = business_day()
PRESSING = 8
HOURS = range(9, 17)


def make_operator_s_grant(staff=None):
    staff = staff or make_staff("applicant", department=make_department())
    return make_grant(staff=staff, ends_on=DAY + timedelta(days=400))


def booking(grant, terminal, hour):
    return lambda: book(
        actor=grant.staff, terminal=terminal, grant=grant, starts_at=at(DAY, hour), ends_at=at(DAY, hour + 1)
    )


def moving(reservation, grant, terminal, hour):
    return lambda: move(
        reservation=reservation,
        actor=grant.staff,
        terminal=terminal,
        grant=grant,
        starts_at=at(DAY, hour),
        ends_at=at(DAY, hour + 1),
    )


def won_by_one(outcomes, sentence):
    assert sorted(outcomes).count("won") == 1, outcomes
    assert all(sentence in outcome for outcome in outcomes if outcome != "won"), outcomes


def test_eight_people_press_for_one_time_and_one_has_it():
    grants = [make_operator_s_grant() for _ in range(PRESSING)]
    terminal = make_shared_terminal()
    for hour in HOURS:
        won_by_one(pressing([booking(grant, terminal, hour) for grant in grants]), "ほかの課が予約しています")
    assert Reservation.objects.count() == len(HOURS)


def test_one_person_presses_at_eight_terminals_and_has_one():
    grant = make_operator_s_grant()
    terminals = [make_shared_terminal() for _ in range(PRESSING)]
    for hour in HOURS:
        won_by_one(pressing([booking(grant, terminal, hour) for terminal in terminals]), "重ならない時間を")
    assert Reservation.objects.count() == len(HOURS)


def test_bookings_and_moves_across_terminals_and_people_never_lock_each_other_out():
    """Everybody moves to the time of the others while new ones press for it: no deadlock, no overlap."""
    grants = [make_operator_s_grant() for _ in range(4)]
    terminals = [make_shared_terminal() for _ in range(4)]
    booked = [
        make_reservation(grant=grant, terminal=terminal, starts_at=at(DAY, 9))
        for grant, terminal in zip(grants, terminals, strict=True)
    ]

    for hour in range(10, 16):
        pressing(
            [
                moving(booked[number], grants[number], terminals[(number + hour) % 4], hour)
                for number in range(4)
            ]
            + [booking(grants[number], terminals[number], hour) for number in range(4)]
        )
        assert overlaps() == []


def test_time_that_is_given_back_while_others_press_is_taken_once():
    grants = [make_operator_s_grant() for _ in range(PRESSING - 1)]
    for hour in HOURS:
        first = make_reservation(grant=make_operator_s_grant(), starts_at=at(DAY, hour))
        giving_back = [lambda first=first: cancel(reservation=first, actor=first.operator)]
        pressing(giving_back + [booking(grant, first.terminal, hour) for grant in grants])
        assert Reservation.objects.filter(starts_at=at(DAY, hour)).standing().count() <= 1
        first.refresh_from_db()
        assert first.state == "cancelled"
    assert overlaps() == []


@pytest.mark.parametrize("what", ["book", "move"])
def test_grant_that_ends_behind_the_services_is_refused_in_words(what):
    """Whoever ends it in the database itself takes none of the services' locks: the trigger waits for them,
    and its sentence is told."""
    grant, terminal = make_operator_s_grant(), make_shared_terminal()
    act = booking(grant, terminal, 10)
    if what == "move":
        own = make_operator_s_grant(grant.staff)
        act = moving(make_reservation(grant=own, starts_at=at(DAY, 13)), grant, terminal, 10)
    with transaction.atomic():
        OperatorGrant.objects.filter(pk=grant.pk).update(ends_on=DAY - timedelta(days=1))
        outcomes = begun(act)
    told = "その日には、この操作権限がありません。日を改めるか、利用申請をしてください。"
    assert outcomes.result() == [told]
    assert not Reservation.objects.filter(terminal=terminal).exists()


def test_terminal_that_goes_meanwhile_takes_no_booking_past_the_services():
    grant, terminal = make_operator_s_grant(), make_shared_terminal()
    with transaction.atomic():
        Terminal.objects.filter(pk=terminal.pk).update(is_shared=False)
        outcomes = begun(lambda: make_reservation(grant=grant, terminal=terminal))
    with refused_by("registry_reservation_terminal_shared"):
        outcomes.result()


def overlaps():
    """Pairs of standing bookings of one terminal or one person that share a time."""
    rows = list(Reservation.objects.standing().order_by("starts_at"))
    return [
        (one.pk, other.pk)
        for number, one in enumerate(rows)
        for other in rows[number + 1 :]
        if one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        and (one.terminal_id == other.terminal_id or one.operator_id == other.operator_id)
    ]


# --- Processes of their own ---------------------------------------------------------------------------


def pressing_processes(wishes):
    root = Path(settings.BASE_DIR)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.testing", "PYTHONPATH": str(root)}
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                str(root / "tests/registry/pressing.py"),
                str(connection.settings_dict["NAME"]),
                str(grant.staff_id),
                str(terminal.pk),
                str(grant.pk),
                at(DAY, hour).isoformat(),
                at(DAY, hour + 1).isoformat(),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=root,
        )
        for grant, terminal, hour in wishes
    ]
    ready = [process.stdout.readline().strip() for process in processes]
    said = [process.communicate("go\n", timeout=60) for process in processes]
    assert ready == ["ready"] * len(wishes), said
    assert [process.returncode for process in processes] == [0] * len(wishes), said
    return [out.strip() for out, _ in said]


def test_two_processes_press_for_one_time_and_one_has_it():
    terminal = make_shared_terminal()
    wishes = [(make_operator_s_grant(), terminal, 10) for _ in range(2)]
    won_by_one(pressing_processes(wishes), "ほかの課が予約しています")
    assert Reservation.objects.count() == 1


def test_one_person_in_two_processes_has_one_of_two_terminals():
    grant = make_operator_s_grant()
    wishes = [(grant, make_shared_terminal(), 10) for _ in range(2)]
    won_by_one(pressing_processes(wishes), "重ならない時間を")
    assert Reservation.objects.count() == 1


# --- Over HTTP ----------------------------------------------------------------------------------------


class Browser:
    """A person at a browser of their own: cookies, and the token of the form that they were shown."""

    def __init__(self, address, staff):
        client = Client()
        client.force_login(staff)
        self.address = f"{address}/reservations/new/"
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value
        answer = self._ask(None, "")
        (cookie,) = re.findall(r"csrftoken=(\w+)", answer.headers["Set-Cookie"])
        page = answer.read().decode()
        (self.token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        self.cookie = cookie
        self.outcome = None

    def _ask(self, data, cookie):
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={cookie}"
        request = urllib.request.Request(  # noqa: S310  the test's own server
            self.address, data=data, headers={"Cookie": cookies, "Referer": self.address}
        )
        return urllib.request.build_opener(Stay).open(request, timeout=60)

    def press(self, **form):
        data = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": self.token}).encode()
        try:
            answer = self._ask(data, self.cookie)
        except urllib.error.HTTPError as answered:
            answer = answered
        self.outcome = (answer.status, answer.read().decode())


class Stay(urllib.request.HTTPRedirectHandler):
    """Where one is sent after booking is not opened: 302 is what counts."""

    def redirect_request(self, *args, **kwargs):
        return None


def test_eight_browsers_press_for_one_time_and_one_has_it(live_server):
    grants = [make_operator_s_grant() for _ in range(PRESSING)]
    terminal = make_shared_terminal()
    browsers = [Browser(live_server.url, grant.staff) for grant in grants]
    acts = [
        lambda browser=browser, grant=grant: browser.press(
            terminal=terminal.pk,
            day=DAY.isoformat(),
            starts="10:00",
            ends="１１：００",
            grant=grant.pk,
            note="",
        )
        for browser, grant in zip(browsers, grants, strict=True)
    ]
    pressing(acts)
    statuses = sorted(browser.outcome[0] for browser in browsers)
    assert statuses == [200] * (PRESSING - 1) + [302]
    for browser in browsers:
        status, page = browser.outcome
        assert ("ほかの課が予約しています" in page) == (status == 200)
    assert Reservation.objects.count() == 1

"""The pages of the bookings: who sees what, what a refusal keeps, and that two windows overwrite nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.clock import short_day
from core.models import Staff
from registry.models import Reservation
from tests.factories import (
    at,
    business_day,
    make_affair,
    make_department,
    make_grant,
    make_outage,
    make_reservation,
    make_shared_terminal,
    make_staff,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

DAY = business_day()
FAR = DAY + timedelta(days=400)


@pytest.fixture
def operator():
    return make_staff("applicant", department=make_department(), name="見本 花子")


@pytest.fixture
def grant(operator):
    return make_grant(staff=operator, ends_on=FAR, affair=make_affair(name="住民税"))


@pytest.fixture
def terminal():
    return make_shared_terminal(number="T-901")


@pytest.fixture
def desk(client, operator):
    client.force_login(operator)
    return client


@pytest.fixture
def theirs():
    """A booking of another department, whose names nobody else may read."""
    staff = make_staff("applicant", department=make_department(section="秘密課"), name="他課 次郎")
    grant = make_grant(staff=staff, ends_on=FAR, affair=make_affair(name="秘密の事務"))
    return make_reservation(grant=grant, starts_at=at(DAY, 11), note="秘密の連絡")


SECRETS = ("秘密", "他課")


def desk_of(*roles, **fields):
    client = Client()
    client.force_login(make_staff(*roles, **fields))
    return client


def wish(terminal, grant, **changes):
    return {
        "terminal": terminal.pk,
        "day": DAY.isoformat(),
        "starts": "10:00",
        "ends": "11:00",
        "grant": grant.pk,
        "note": "",
    } | changes


# --- Booking ------------------------------------------------------------------------------------------


def test_booking_form_reads_full_width_and_any_way_of_days(desk, terminal, grant):
    year, month, day = DAY.year - 2018, DAY.month, DAY.day
    answer = desk.post(
        "/reservations/new/",
        wish(terminal, grant, day=f"令和{year}年{month}月{day}日", starts="９：３０", ends="1030"),
    )
    booked = Reservation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/reservations/{booked.pk}/")
    assert (booked.starts_at, booked.ends_at) == (at(DAY, 9, 30), at(DAY, 10, 30))
    page = text_of(desk.get(answer["Location"]))
    assert f"{short_day(DAY)}9:30から10:30まで、端末T-901を予約しました。" in page


def test_booking_form_chooses_what_is_alone(desk, terminal, grant):
    form = form_of(desk.get("/reservations/new/"), "form")
    assert (form["terminal"], form["grant"]) == (str(terminal.pk), str(grant.pk))


def test_booking_form_keeps_all_that_was_typed_and_tells_every_reason(desk, terminal, grant, theirs):
    typed = wish(theirs.terminal, grant, starts="7:00", ends="12:00", note="印刷もします")
    answer = desk.post("/reservations/new/", typed)
    page = text_of(answer)
    assert answer.status_code == 200
    assert "予約できる時間は8:30から17:15までです" in page
    assert "1回に予約できるのは4時間までです" in page
    assert f"端末{theirs.terminal}は、{short_day(DAY)}11:00から12:00まで、ほかの課が予約しています" in page
    assert not any(secret in page for secret in SECRETS)
    form = form_of(answer, "form")
    assert (form["starts"], form["ends"], form["note"]) == ("7:00", "12:00", "印刷もします")
    assert Reservation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "令和8年2月30日"}, "令和8年2月は28日までです"),
        ({"starts": "25:00"}, "25:00という時刻はありません"),
        ({"starts": "朝"}, "時刻として読めません"),
        ({"ends": "10:00"}, "終わりの時刻は、始まりの時刻より後にしてください"),
        ({"terminal": "0"}, "表示されているものから選び直してください"),
        ({"terminal": "x"}, "表示されているものから選び直してください"),
        ({"note": "123456789018"}, "個人番号（マイナンバー）と思われる"),
        ({"note": "あ" * 101}, "100"),
    ],
)
def test_booking_form_says_what_cannot_be_read(desk, terminal, grant, changes, sentence):
    answer = desk.post("/reservations/new/", wish(terminal, grant) | changes)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert not Reservation.objects.exists()


def test_booking_form_takes_no_grant_of_another(desk, terminal, grant, theirs):
    answer = desk.post("/reservations/new/", wish(terminal, grant) | {"grant": theirs.grant_id})
    assert "表示されているものから選び直してください" in text_of(answer)
    assert not any(secret in text_of(answer) for secret in SECRETS)
    assert Reservation.objects.count() == 1


def test_booking_form_shows_what_has_to_be_done_first(desk, terminal, grant):
    old = make_reservation(grant=grant, starts_at=timezone.now() - timedelta(hours=30))
    page = text_of(desk.get("/reservations/new/"))
    assert f'href="/reservations/{old.pk}/record/"' in page
    assert "書くまで、新しい予約はできません" in page


def test_booking_form_says_so_where_there_is_no_grant(desk, terminal):
    page = text_of(desk.get("/reservations/new/"))
    assert "予約に使える操作権限がありません。" in page


def test_booking_warns_of_a_fault_that_should_be_over(desk, terminal, grant):
    make_outage(terminal=terminal, starts_at=at(DAY - timedelta(days=9), 0), ends_at=at(DAY, 9))
    page = text_of(desk.post("/reservations/new/", wish(terminal, grant), follow=True))
    assert "に直る見込みです。" in page
    assert "予約しました。" in page


@pytest.mark.parametrize(
    "query", ["terminal=x&day=y&starts=z", "terminal=999999&day=２&ends=<b>", "terminal=²"]
)
def test_booking_form_stands_whatever_the_link_says(desk, terminal, grant, query):
    assert desk.get(f"/reservations/new/?{query}").status_code == 200


# --- Moving, and two windows --------------------------------------------------------------------------


def moving(reservation):
    return f"/reservations/{reservation.pk}/move/"


def test_moving_form_shows_the_booking_and_moves_it(desk, grant):
    booked = make_reservation(grant=grant)
    form = form_of(desk.get(moving(booked)), "form")
    assert (form["starts"], form["ends"]) == ("10:00", "11:00")
    answer = desk.post(moving(booked), form | {"starts": "14:00", "ends": "15:00"})
    assert answer["Location"] == f"/reservations/{booked.pk}/"
    booked.refresh_from_db()
    assert (booked.starts_at, booked.version) == (at(DAY, 14), 2)


def test_second_window_does_not_overwrite_what_the_first_has_moved(desk, grant):
    booked = make_reservation(grant=grant)
    first, second = (form_of(desk.get(moving(booked)), "form") for _ in range(2))
    desk.post(moving(booked), first | {"starts": "14:00", "ends": "15:00"})
    answer = desk.post(moving(booked), second | {"note": "二つ目の画面"})
    page = text_of(answer)
    assert "見本 花子がこの記録を変更しました（始まり：10:00 → 14:00、終わり：11:00 → 15:00）" in page
    booked.refresh_from_db()
    assert (booked.starts_at, booked.note) == (at(DAY, 14), "")
    # What was typed is kept; sent once more it is a decision.
    kept = form_of(answer, "form")
    assert (kept["starts"], kept["note"]) == ("14:00", "二つ目の画面")
    assert desk.post(moving(booked), kept).status_code == 302
    booked.refresh_from_db()
    assert (booked.starts_at, booked.note) == (at(DAY, 14), "二つ目の画面")


def test_second_window_does_not_cancel_what_the_first_has_moved(desk, grant):
    booked = make_reservation(grant=grant)
    version = {"version": "1"}
    form = form_of(desk.get(moving(booked)), "form")
    desk.post(moving(booked), form | {"starts": "14:00", "ends": "15:00"})
    answer = desk.post(f"/reservations/{booked.pk}/cancel/", version | {"comment": "不要になった"})
    assert answer.status_code == 422
    assert "ほかの人が内容か状態を変更しました" in text_of(answer)
    booked.refresh_from_db()
    assert booked.state == "booked"


def test_second_window_does_not_move_what_the_first_has_cancelled(desk, grant):
    booked = make_reservation(grant=grant)
    form = form_of(desk.get(moving(booked)), "form")
    assert desk.post(f"/reservations/{booked.pk}/cancel/", {"version": "1"}).status_code == 302
    answer = desk.post(moving(booked), form | {"starts": "14:00", "ends": "15:00"})
    assert "「取消し」のものは、変更できません" in text_of(answer)
    booked.refresh_from_db()
    assert (booked.state, booked.starts_at) == ("cancelled", at(DAY, 10))


def test_moving_form_sends_away_who_may_not(desk, operator, grant):
    colleague = make_staff("applicant", department=operator.department)
    booked = make_reservation(grant=make_grant(staff=colleague, ends_on=FAR))
    answer = desk.get(moving(booked), follow=True)
    assert answer.redirect_chain == [(f"/reservations/{booked.pk}/", 302)]
    assert "ほかの職員の予約です。" in text_of(answer)


def test_keeper_s_form_offers_the_grants_of_the_operator(grant, theirs):
    keeper = desk_of("reviewer", department=make_department())
    form = form_of(keeper.get(moving(theirs)), "form")
    assert form["grant"] == str(theirs.grant_id)
    page = text_of(keeper.get(moving(theirs)))
    assert "他課 次郎さんの予約を変更する" in page
    assert "住民税" not in page
    answer = keeper.post(moving(theirs), form | {"starts": "14:00", "ends": "15:00"})
    assert answer.status_code == 302
    theirs.refresh_from_db()
    assert (theirs.starts_at, theirs.operator.name) == (at(DAY, 14), "他課 次郎")


def test_cancelling_by_its_button(desk, grant):
    booked = make_reservation(grant=grant)
    page = text_of(desk.get(f"/reservations/{booked.pk}/"))
    assert f'action="/reservations/{booked.pk}/cancel/"' in page
    assert f'href="/reservations/{booked.pk}/move/"' in page
    answer = desk.post(
        f"/reservations/{booked.pk}/cancel/", {"version": "1", "comment": "不要になった"}, follow=True
    )
    assert "の予約を取り消しました。" in text_of(answer)
    assert "不要になった" in text_of(answer)
    assert "/cancel/" not in text_of(answer)


def test_step_with_a_page_of_its_own_is_none_of_the_buttons(desk, grant):
    booked = make_reservation(grant=grant, starts_at=timezone.now() - timedelta(hours=2))
    page = text_of(desk.get(f"/reservations/{booked.pk}/"))
    assert f'action="/reservations/{booked.pk}/leave_unused/"' in page
    assert f'href="/reservations/{booked.pk}/record/"' in page
    assert desk.get(f"/reservations/{booked.pk}/leave_unused/")["Location"] == f"/reservations/{booked.pk}/"
    assert desk.post(f"/reservations/{booked.pk}/burn/", {"version": "1"}).status_code == 400


# --- Scope --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "move/", "record/"])
def test_booking_of_another_department_is_as_if_it_were_not(desk, grant, theirs, page):
    answer = desk.get(f"/reservations/{theirs.pk}/{page}")
    assert answer.status_code == 404
    assert not any(secret in text_of(answer) for secret in SECRETS)


@pytest.mark.parametrize("action", ["cancel", "leave_unused"])
def test_step_of_another_department_s_booking_is_not_found(desk, theirs, action):
    assert desk.post(f"/reservations/{theirs.pk}/{action}/", {"version": "1"}).status_code == 404
    assert Staff.objects.filter(pk=theirs.operator_id).exists()
    theirs.refresh_from_db()
    assert theirs.state == "booked"


def test_list_print_export_and_filter_leak_no_other_department(desk, grant, theirs):
    own = make_reservation(grant=grant)
    for address in (
        "/reservations/",
        "/reservations/print/",
        "/reservations/export/?format=csv",
        f"/reservations/?terminal={theirs.terminal_id}",
        "/reservations/?text=秘密",
    ):
        page = b"".join(desk.get(address)).decode()
        page = page.replace("?text=秘密", "").replace('value="秘密"', "")
        assert not any(secret in page for secret in SECRETS), address
    assert f"/reservations/{own.pk}/" in text_of(desk.get("/reservations/"))
    everyone = desk_of("auditor")
    assert "他課 次郎" in text_of(everyone.get("/reservations/"))


def test_list_and_file_say_terminal_as_the_pages_do(desk, grant):
    make_reservation(grant=grant)
    assert desk.get("/reservations/").context["table"].columns["terminal"].header == "端末"
    header = b"".join(desk.get("/reservations/export/?format=csv")).decode("utf-8-sig").splitlines()[0]
    assert header.split(",")[:4] == ["始まり", "終わり", "端末", "事務"]


def test_list_filters_what_is_asked(desk, operator, grant):
    make_reservation(grant=grant, note="午前")
    make_reservation(grant=grant, starts_at=at(DAY, 13), state="cancelled")
    old = make_reservation(grant=grant, starts_at=timezone.now() - timedelta(hours=30))
    colleague = make_staff("applicant", department=operator.department)
    make_reservation(grant=make_grant(staff=colleague, ends_on=FAR), starts_at=at(DAY, 10))

    def count(**query):
        return desk.get("/reservations/", query).context["table"].row_count

    assert count() == 4
    assert count(whose="mine") == 3
    assert count(state="cancelled") == 1
    assert count(text="午前") == 1
    assert count(starts_at_from=DAY.isoformat()) == 3
    assert count(starts_at_to=(DAY - timedelta(days=1)).isoformat()) == 1
    assert count(record="missing") == 1
    assert count(terminal=old.terminal_id) == 1

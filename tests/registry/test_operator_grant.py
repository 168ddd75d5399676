"""Ending operator grants: what was booked on them goes with them, or nothing happens at all."""

import multiprocessing
import os
import signal
from datetime import timedelta

import pytest
from django.db import connection, connections

from core.calendar import today, wareki
from core.errors import DomainError, NotPermittedError
from core.models import Notice, Staff, WorkflowStep
from registry.models import OperatorGrant, Reservation
from registry.services.operator_grant import end_grant, end_grants, ending_of
from tests.factories import (
    at,
    business_day,
    make_affair,
    make_department,
    make_grant,
    make_reservation,
    make_site_grant,
    make_staff,
    make_usage_request,
)
from tests.pages import form_of, text_of
from tests.rules import refused_by

pytestmark = pytest.mark.django_db

SOON = business_day(3)
FAR = SOON + timedelta(days=400)


@pytest.fixture
def reviewer():
    return make_staff("reviewer", name="審査 次郎", department=make_department())


@pytest.fixture
def grant():
    return make_grant(ends_on=FAR)


def booked(grant, day=SOON, **fields):
    return make_reservation(grant=grant, starts_at=at(day, 10), **fields)


def end(grant, reviewer, ends_on=None, **changes):
    values = {"reason": "revoked", "note": "担当替えのため"} | changes
    return end_grant(grant, ends_on=ends_on or today(), actor=reviewer, **values)


# --- The service ----------------------------------------------------------------------------------


def test_end_cancels_what_was_booked_afterwards_and_leaves_the_rest(grant, reviewer):
    kept = booked(grant, business_day(1))
    lost = booked(grant)
    ending = end(grant, reviewer, ends_on=SOON - timedelta(days=1))
    grant.refresh_from_db()
    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (grant.ends_on, grant.end_reason, grant.end_note, grant.ended_by) == (
        SOON - timedelta(days=1),
        "revoked",
        "担当替えのため",
        reviewer,
    )
    assert (kept.state, kept.version) == ("booked", 1)
    assert (lost.state, lost.version, lost.cancelled_by) == ("cancelled", 2, reviewer)
    assert lost.cancel_reason == "取消し（操作権限の終了）担当替えのため"
    assert [each.pk for each in ending.cancelled] == [lost.pk]
    step = WorkflowStep.objects.of(lost).get()
    assert (step.action, step.by, step.target) == ("cancel", reviewer, "cancelled")
    assert grant.events.last().pgh_context["action"] == "end_operator_grant"


def test_end_on_the_day_of_a_booking_keeps_it(grant, reviewer):
    reservation = booked(grant)
    assert end(grant, reviewer, ends_on=SOON).cancelled == ()
    reservation.refresh_from_db()
    assert reservation.state == "booked"


def test_booking_that_another_grant_of_the_affair_covers_is_moved_onto_it(grant, reviewer):
    other = make_grant(staff=grant.staff, affair=grant.affair, ends_on=FAR)
    make_grant(staff=grant.staff, ends_on=FAR)  # of another affair
    reservation = booked(grant)
    ending = end(grant, reviewer)
    reservation.refresh_from_db()
    assert (reservation.state, reservation.grant, reservation.version) == ("booked", other, 2)
    assert [(each.pk, to.pk) for each, to in ending.moved] == [(reservation.pk, other.pk)]
    assert "別の操作権限に付け替えました" in Notice.objects.get(recipient=grant.staff).detail


def test_booking_is_not_moved_onto_a_grant_of_another_affair_or_person(grant, reviewer):
    make_grant(staff=grant.staff, ends_on=FAR)
    make_grant(affair=grant.affair, ends_on=FAR)
    reservation = booked(grant)
    end(grant, reviewer)
    reservation.refresh_from_db()
    assert reservation.state == "cancelled"


def test_grants_that_end_together_do_not_carry_each_others_bookings(grant, reviewer):
    other = make_grant(staff=grant.staff, affair=grant.affair, ends_on=FAR)
    reservation = booked(grant)
    ending = end_grants([grant, other], ends_on=today(), reason="transfer", note="異動", actor=reviewer)
    reservation.refresh_from_db()
    assert reservation.state == "cancelled"
    assert len(ending.grants) == 2


def test_operator_and_booker_are_told(grant, reviewer):
    keeper = make_staff("reviewer")
    booked(grant, booked_by=keeper)
    end(grant, reviewer)
    mine = Notice.objects.get(recipient=grant.staff)
    assert mine.title == f"操作権限「{grant.affair}」が終わります"
    assert (
        f"{wareki(today())}で終了です。次の予約は取り消されました：{wareki(SOON)} 10:00～11:00" in mine.detail
    )
    theirs = Notice.objects.get(recipient=keeper)
    assert theirs.title == f"{grant.staff.name}さんの予約1件が取り消されました"


def test_grant_that_has_not_begun_is_called_off(reviewer):
    later = today() + timedelta(days=30)
    grant = make_grant(starts_on=later, ends_on=FAR)
    end(grant, reviewer, ends_on=later - timedelta(days=1))
    grant.refresh_from_db()
    assert grant.ends_on == later - timedelta(days=1)
    assert not OperatorGrant.objects.in_force_on(later).filter(pk=grant.pk).exists()


def test_end_refuses_with_every_reason(grant, reviewer):
    with pytest.raises(DomainError) as refused:
        end(grant, reviewer, ends_on=FAR, note=" ")
    assert refused.value.reasons == (
        f"この操作権限は{wareki(FAR)}で終わります。それより前の日を入れてください。",
        "終わらせる事情を入れてください。",
    )


def test_end_needs_the_right(grant):
    for key in ("applicant", "custodian", "auditor", "admin"):
        with pytest.raises(NotPermittedError):
            end(grant, make_staff(key))
    grant.refresh_from_db()
    assert grant.end_reason == ""


def test_one_may_end_the_own_grant(reviewer):
    grant = make_grant(staff=reviewer, ends_on=FAR)
    end(grant, reviewer)
    grant.refresh_from_db()
    assert grant.ended_by == reviewer


def test_foretold_is_what_is_done(grant, reviewer):
    booked(grant)
    foretold = ending_of([grant], ends_on=today()).sentences()
    assert foretold == [
        f"操作権限「{grant.affair}」：{wareki(today())}で終了",
        f"予約 {wareki(SOON)} 10:00～11:00 端末{Reservation.objects.get().terminal}：取消し",
    ]
    assert end(grant, reviewer).sentences() == foretold


def test_grant_does_not_end_under_a_booking_by_sql(grant):
    booked(grant)
    with refused_by("registry_operatorgrant_no_orphaned_reservation"):
        OperatorGrant.objects.filter(pk=grant.pk).update(ends_on=today())


# --- Something happens in between ------------------------------------------------------------------


def test_nothing_has_happened_where_an_error_comes_in_between(grant, reviewer, monkeypatch):
    reservation = booked(grant)

    def fail(self, **kwargs):
        assert Reservation.objects.get(pk=reservation.pk).state == "cancelled"  # the first half was done
        raise RuntimeError("in between")

    monkeypatch.setattr(OperatorGrant, "save", fail)
    with pytest.raises(RuntimeError):
        end(grant, reviewer)
    reservation.refresh_from_db()
    grant.refresh_from_db()
    assert (reservation.state, reservation.version, grant.end_reason) == ("booked", 1, "")
    assert not Notice.objects.exists()


def _end_and_die(grant_pk, actor_pk):
    """Ends the grant in a process of its own, which is killed once the bookings are cancelled."""
    connections.close_all()
    original = OperatorGrant.save

    def die(self, *args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM registry_reservation")
            assert cursor.fetchall() == [("cancelled",)]
        os.kill(os.getpid(), signal.SIGKILL)
        original(self, *args, **kwargs)

    OperatorGrant.save = die
    end_grants(
        [OperatorGrant.objects.get(pk=grant_pk)],
        ends_on=today(),
        reason="revoked",
        note="途中で止まる",
        actor=Staff.objects.get(pk=actor_pk),
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_has_happened_where_the_process_is_killed_in_between():
    reviewer = make_staff("reviewer")
    grant = make_grant(ends_on=FAR)
    reservation = booked(grant)
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_end_and_die, args=(grant.pk, reviewer.pk))
    process.start()
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    reservation.refresh_from_db()
    grant.refresh_from_db()
    assert (reservation.state, reservation.version) == ("booked", 1)
    assert (grant.ends_on, grant.end_reason) == (FAR, "")
    # Nobody waits for a dead process: the locks went with it.
    end(grant, reviewer)
    reservation.refresh_from_db()
    assert reservation.state == "cancelled"


# --- The pages --------------------------------------------------------------------------------------


def test_page_lists_what_will_be_cancelled_before_it_is_done(client, grant, reviewer):
    booked(grant)
    client.force_login(reviewer)
    address = f"/operator-grants/{grant.pk}/end/"
    typed = form_of(client.get(address), "form") | {"ends_on": wareki(today()), "note": "担当替え"}
    foretold = client.post(address, typed)
    assert f"予約 {wareki(SOON)} 10:00～11:00" in text_of(foretold)
    assert "まだ何もしていません。" in text_of(foretold)
    grant.refresh_from_db()
    assert grant.end_reason == ""
    done = client.post(address, form_of(foretold, "form"), follow=True)
    assert "操作権限を終わらせ、予約1件を取り消して、関係する職員に知らせました。" in text_of(done)
    grant.refresh_from_db()
    assert (grant.ends_on, grant.ended_by) == (today(), reviewer)


def test_page_foretells_once_more_where_something_was_booked_meanwhile(client, grant, reviewer):
    client.force_login(reviewer)
    address = f"/operator-grants/{grant.pk}/end/"
    typed = form_of(client.get(address), "form") | {"ends_on": wareki(today()), "note": "担当替え"}
    foretold = client.post(address, typed)
    booked(grant)
    again = client.post(address, form_of(foretold, "form"))
    assert "もう一度確かめてください。" in text_of(again)
    assert Reservation.objects.get().state == "booked"
    client.post(address, form_of(again, "form"))
    assert Reservation.objects.get().state == "cancelled"


def test_grants_are_seen_by_those_of_the_department_and_site_alone(client):
    mine = make_department()
    applicant = make_staff("applicant", department=mine, name="申請 花子")
    make_grant(staff=make_staff(department=mine, name="同じ 課子"))
    other = make_grant(staff=make_staff(department=make_department(), name="よその 課男"))
    at_site = make_site_grant(staff=make_staff(name="出張 所子"))
    client.force_login(applicant)
    for address in ("/operator-grants/", "/operator-grants/print/", "/operator-grants/export/?format=csv"):
        body = b"".join(client.get(address)).decode()
        assert "同じ 課子" in body
        assert "よその 課男" not in body
        assert "出張 所子" not in body
    assert client.get(f"/operator-grants/{other.pk}/").status_code == 404
    assert client.get(f"/operator-grants/{at_site.pk}/").status_code == 404
    assert client.get(f"/operator-grants/{other.pk}/end/").status_code == 403


def test_grants_are_filtered_by_person_affair_day_and_end(client, reviewer):
    affair = make_affair(name="住民税")
    staff = make_staff(name="山田 花子", department=make_department())
    request = make_usage_request(staff, affair=affair, state="approved")
    make_grant(staff=staff, usage_request=request, ends_on=FAR)
    over = make_grant(
        staff=make_staff(name="終了 太郎", department=make_department()), ends_on=today() - timedelta(days=1)
    )
    client.force_login(reviewer)

    def shown(query):
        return text_of(client.get(f"/operator-grants/?{query}"))

    assert "終了 太郎" not in shown("text=山田")
    assert "山田 花子" in shown(f"affair={affair.pk}")
    assert "終了 太郎" not in shown(f"affair={affair.pk}")
    assert "終了 太郎" not in shown("ended=no")
    assert "山田 花子" not in shown("ended=yes")
    assert "終了 太郎" in shown(f"in_force_on={wareki(over.ends_on)}")
    assert "終了 太郎" not in shown(f"in_force_on={wareki(today())}")

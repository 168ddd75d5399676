"""Custodians: appointed, ended, replaced; one manager a site, whoever presses at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from core.calendar import today, wareki
from core.errors import DomainError, NotPermittedError
from core.models import Notice, Staff
from core.work import work_of
from registry.models import Custodian
from registry.services.custodian import appoint_custodian, end_custodian, replace_manager
from tests.factories import make_custodian, make_department, make_site, make_staff, make_terminal
from tests.pages import form_of, text_of
from tests.rules import refused_by

pytestmark = pytest.mark.django_db

EVE, DAY, NEXT = today() - timedelta(days=1), today(), today() + timedelta(days=1)
ONE_MANAGER = "この設置場所には、同じ期間に端末機管理責任者がすでにいます。前任者の退任日を入れてください。"


@pytest.fixture
def reviewer():
    return make_staff("reviewer")


def appoint(actor, site, staff=None, **changes):
    values = {"role": "manager", "starts_on": DAY} | changes
    return appoint_custodian(site=site, staff=staff or make_staff(), actor=actor, **values)


# --- The services -----------------------------------------------------------------------------------


def test_manager_is_appointed_and_told(reviewer):
    site, person = make_site(name="上町"), make_staff()
    custodian = appoint(reviewer, site, person)
    assert (custodian.site, custodian.staff, custodian.role, custodian.ends_on) == (
        site,
        person,
        "manager",
        None,
    )
    assert Notice.objects.get(recipient=person).title == "上町の端末機管理責任者になりました"
    assert custodian.events.get().pgh_context["action"] == "appoint_custodian"


def test_second_manager_is_refused_with_the_sentence(reviewer):
    first = make_custodian()
    with pytest.raises(DomainError) as refused:
        appoint(reviewer, first.site)
    assert refused.value.reasons == (ONE_MANAGER,)
    appoint(reviewer, first.site, role="assistant")
    assert first.site.custodians.count() == 2


def test_appointing_refuses_with_every_reason(reviewer):
    site = make_site(ends_on=EVE)
    gone = make_staff(name="退職 二郎", is_active=False)
    with pytest.raises(DomainError) as refused:
        appoint(reviewer, site, gone)
    assert refused.value.reasons == (
        "退職 二郎さんは、いまは在職していません。ほかの職員を選んでください。",
        f"{site}は{wareki(EVE)}に廃止されています。設置場所か就任日を確かめてください。",
    )


def test_only_resident_records_appoints_and_ends():
    custodian = make_custodian()
    for key in ("custodian", "approver", "admin", "auditor"):
        with pytest.raises(NotPermittedError):
            appoint(make_staff(key), make_site())
        with pytest.raises(NotPermittedError):
            end_custodian(custodian, ends_on=DAY, reason="担当替え", actor=make_staff(key))
    assert Custodian.objects.get().ends_on is None


def test_office_is_ended_on_a_day_or_called_off_before_it_begins(reviewer):
    held = end_custodian(make_custodian(), ends_on=DAY, reason="担当替え", actor=reviewer)
    assert held.ends_on == DAY
    assert held.events.last().pgh_context["reason"] == "担当替え"
    coming = make_custodian(starts_on=NEXT)
    end_custodian(coming, ends_on=DAY, reason="人選を改める", actor=reviewer)
    assert not coming.site.custodians.in_force_on(NEXT).exists()
    appoint(reviewer, coming.site, starts_on=NEXT)  # the place is free again
    with pytest.raises(DomainError, match="就任を取りやめるときは"):
        end_custodian(make_custodian(starts_on=NEXT), ends_on=EVE, reason="x", actor=reviewer)
    with pytest.raises(DomainError, match="に退任しています。"):
        end_custodian(make_custodian(ends_on=EVE), ends_on=DAY, reason="x", actor=reviewer)


def test_office_that_ends_before_its_eve_is_refused_by_the_database():
    with refused_by("registry_custodian_ends_after_start"):
        make_custodian(role="assistant", starts_on=date(2023, 4, 1), ends_on=date(2023, 3, 30))


def test_manager_is_replaced_in_one_go(reviewer):
    former = make_custodian()
    new = make_staff()
    following = replace_manager(former, staff=new, starts_on=DAY, reason="人事異動", actor=reviewer)
    former.refresh_from_db()
    assert (former.ends_on, following.starts_on, following.staff) == (EVE, DAY, new)
    assert {each.recipient for each in Notice.objects.all()} == {former.staff, new}


def test_replacing_is_both_or_neither(reviewer):
    former = make_custodian()
    gone = make_staff(is_active=False)
    with pytest.raises(DomainError):
        replace_manager(former, staff=gone, starts_on=DAY, reason="人事異動", actor=reviewer)
    former.refresh_from_db()
    assert former.ends_on is None
    with pytest.raises(DomainError, match="後任の職員を選んでください。"):
        replace_manager(former, staff=former.staff, starts_on=DAY, reason="人事異動", actor=reviewer)
    assistant = make_custodian(role="assistant")
    with pytest.raises(DomainError, match="交代できるのは端末機管理責任者です。"):
        replace_manager(assistant, staff=make_staff(), starts_on=DAY, reason="人事異動", actor=reviewer)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_appoint_at_once_one_wins_and_the_others_are_told():
    site, actor = make_site(), make_staff("reviewer")
    people = [make_staff() for _ in range(8)]
    begin = threading.Barrier(8)
    won, told = [], []

    def press(person):
        begin.wait()
        try:
            won.append(appoint(actor, site, person).staff_id)
        except DomainError as error:
            told.append(error.reasons)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(won) == 1
    assert told == [(ONE_MANAGER,)] * 7
    assert Custodian.objects.get().staff_id == won[0]


# --- Who is missing ---------------------------------------------------------------------------------


def test_manager_whose_account_is_inactive_counts_as_none(client, reviewer):
    site = make_terminal(site=make_site(name="上町出張所")).site
    custodian = make_custodian(site=site, staff=make_staff(name="退職 二郎"))
    assert work_of(reviewer, DAY) == []
    # What came another way than by a transfer: the database itself lets nobody leave so.
    with refused_by("core_staff_post_left_clean"):
        Staff.objects.filter(pk=custodian.staff_id).update(is_active=False)
    inactive = make_staff(name="無効 三郎", is_active=False)
    Custodian.objects.filter(pk=custodian.pk).update(staff=inactive)
    (task,) = work_of(reviewer, DAY)
    assert task.detail.startswith("上町出張所。")
    client.force_login(reviewer)
    for address in ("/sites/?manager=yes", "/terminals/?manager=yes"):
        body = text_of(client.get(address))
        assert "上町出張所" in body
        assert "責任者がいません" in body
    assert "在職していません" in text_of(client.get(f"/sites/{site.pk}/"))


# --- The pages --------------------------------------------------------------------------------------


def test_page_tells_the_history_of_the_site(client, reviewer):
    site = make_site()
    make_custodian(site=site, staff=make_staff(name="初代 一子"), ends_on=date(2023, 3, 31))
    now = make_custodian(site=site, staff=make_staff(name="二代 二子"), starts_on=date(2023, 4, 1))
    make_custodian(staff=make_staff(name="よその 人"))
    client.force_login(reviewer)
    body = text_of(client.get(f"/custodians/{now.pk}/"))
    assert "初代 一子" in body
    assert "よその 人" not in body


def test_manager_is_appointed_on_the_page_by_number_or_name(client, reviewer):
    site = make_site()
    make_staff(username="1001", name="山田 花子", department=make_department(section="戸籍課"))
    make_staff(username="1002", name="山田 太郎")
    client.force_login(reviewer)
    typed = form_of(client.get(f"/custodians/new/?site={site.pk}"), "form") | {
        "role": "manager",
        "starts_on": wareki(DAY),
        "staff": "山田",
    }
    assert typed["site"] == str(site.pk)
    several = text_of(client.post("/custodians/new/", typed))
    assert "職員番号で入力してください：山田 花子（1001、" in several
    assert "「よそ者」という在職者はいません。" in text_of(
        client.post("/custodians/new/", typed | {"staff": "よそ者"})
    )
    foretold = client.post("/custodians/new/", typed | {"staff": "１００１"})
    assert "山田 花子さん（1001、地域行政部 戸籍課）が、" in text_of(foretold)
    assert not Custodian.objects.exists()
    client.post("/custodians/new/", form_of(foretold, "form"))
    assert Custodian.objects.get().staff.name == "山田 花子"


def test_manager_is_replaced_on_the_page(client, reviewer):
    former = make_custodian()
    new = make_staff(name="後任 花子")
    client.force_login(reviewer)
    address = f"/custodians/{former.pk}/replace/"
    typed = form_of(client.get(address), "form") | {
        "staff": "後任 花子",
        "starts_on": wareki(DAY),
        "reason": "人事異動のため",
    }
    foretold = client.post(address, typed)
    done = client.post(address, form_of(foretold, "form"), follow=True)
    assert f"{former.site}の端末機管理責任者を後任 花子さんに交代し、二人に知らせました。" in text_of(done)
    assert former.site.custodians.in_force_on(DAY).get().staff == new


def test_custodians_of_other_sites_are_as_if_they_were_not(client):
    person = make_staff("custodian")
    make_custodian(staff=person)
    other = make_custodian(staff=make_staff(name="よその 人"))
    client.force_login(person)
    assert client.get(f"/custodians/{other.pk}/").status_code == 404
    assert client.get(f"/sites/{other.site_id}/").status_code == 404
    assert client.get(f"/custodians/{other.pk}/end/").status_code == 403
    assert "よその 人" not in text_of(client.get("/custodians/"))

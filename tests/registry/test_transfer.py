"""Transfers: every authority that came with the old post ends with it, on every way."""

from datetime import date, timedelta

import pytest

from core.calendar import today, wareki
from core.errors import DomainError, NotPermittedError
from core.models import Notice, Staff, StaffRole
from registry.models import Custodian, LedgerRound, OperatorGrant, Transfer
from registry.services.transfer import consequences_of, transfer
from tests.factories import (
    at,
    business_day,
    make_custodian,
    make_department,
    make_deputy,
    make_grant,
    make_ledger,
    make_ledger_entry,
    make_reservation,
    make_site,
    make_site_grant,
    make_staff,
)
from tests.pages import form_of, text_of
from tests.rules import refused_by

pytestmark = pytest.mark.django_db

EVE, DAY = today() - timedelta(days=1), today()
FAR = business_day() + timedelta(days=400)


@pytest.fixture
def administrator():
    return make_staff("admin", name="管理 太郎", department=make_department())


@pytest.fixture
def person():
    """Somebody with all that a post can bring."""
    return make_staff(
        "applicant", "custodian", "clerk", name="山田 花子", department=make_department(section="戸籍課")
    )


@pytest.fixture
def site():
    return make_site(name="上町出張所")


@pytest.fixture
def elsewhere():
    return make_department(section="税務課")


def move(person, administrator, to, effective_on=DAY, reason="令和8年11月24日付け人事異動"):
    return transfer(person, to=to, effective_on=effective_on, reason=reason, actor=administrator)


# --- What ends ---------------------------------------------------------------------------------------


def test_everything_of_the_old_post_ends_with_it(person, administrator, site, elsewhere):
    grant = make_grant(staff=person, ends_on=FAR)
    reservation = make_reservation(grant=grant)
    site_grant = make_site_grant(staff=person, site=site, starts_on=date(2026, 4, 1))
    coming = make_grant(staff=person, starts_on=DAY + timedelta(days=90), ends_on=FAR)
    custodian = make_custodian(staff=person, site=site)
    deputy = make_deputy(deputy=person)
    old = person.department
    done = move(person, administrator, elsewhere)
    for each in (grant, reservation, site_grant, coming, custodian, deputy, person):
        each.refresh_from_db()
    assert (grant.ends_on, grant.end_reason, grant.ended_by) == (EVE, "transfer", administrator)
    assert (reservation.state, reservation.cancelled_by) == ("cancelled", administrator)
    assert (site_grant.ends_on, site_grant.end_reason) == (EVE, "transfer")
    assert coming.ends_on == DAY + timedelta(days=89)  # it never begins
    assert custodian.ends_on == EVE
    assert deputy.ended_by == administrator
    assert (person.department, person.is_active, person.is_staff) == (elsewhere, True, False)
    assert list(person.groups.all()) == []
    assert (done.from_department, done.to_department, done.carried_out_by) == (old, elsewhere, administrator)
    assert done.consequences == [
        f"操作権限「{grant.affair}」：{wareki(EVE)}で終了",
        f"操作権限「上町出張所」：{wareki(EVE)}で終了",
        f"操作権限「{coming.affair}」：始まらないまま取りやめ",
        f"予約 {wareki(business_day())} 10:00～11:00 端末{reservation.terminal}：取消し",
        f"上町出張所の端末機管理責任者：{wareki(EVE)}で退任",
        f"代決（{deputy.principal.name}さんに代わって山田 花子さん、{wareki(deputy.ends_on)}まで）：終了",
        "役割「所管課」：取外し",
        "役割「端末機管理責任者」：取外し",
        "役割「実績入力」：取外し",
        "管理画面の利用：停止",
        "上町出張所の操作者管理台帳：提出を依頼し、「外れる」と記入",
    ]


def test_foretold_is_what_is_done(person, administrator, site, elsewhere):
    make_reservation(grant=make_grant(staff=person, ends_on=FAR))
    make_site_grant(staff=person, site=site)
    make_custodian(staff=person)
    foretold = consequences_of(person, effective_on=DAY).sentences()
    assert OperatorGrant.objects.filter(end_reason="").count() == 2  # nothing is written by it
    assert move(person, administrator, elsewhere).consequences == foretold


def test_who_leaves_is_inactive_and_keeps_the_last_department(person, administrator):
    make_grant(staff=person, ends_on=FAR)
    old = person.department
    done = move(person, administrator, None)
    person.refresh_from_db()
    assert (person.is_active, person.department, done.to_department) == (False, old, None)
    assert person.grants.get().ends_on == EVE


def test_transfer_of_some_days_ago_ends_authority_then(person, administrator, elsewhere):
    grant = make_grant(staff=person, ends_on=FAR)
    passed = make_reservation(grant=grant, starts_at=at(DAY - timedelta(days=2), 10))
    before = make_reservation(grant=grant, starts_at=at(DAY - timedelta(days=12), 10))
    move(person, administrator, elsewhere, DAY - timedelta(days=10))
    for each in (grant, passed, before):
        each.refresh_from_db()
    assert grant.ends_on == DAY - timedelta(days=11)
    assert (passed.state, before.state) == ("cancelled", "booked")
    told = Transfer.objects.get().consequences
    assert any("時間が始まっていますが、利用記録がありません" in line for line in told)


def test_office_that_was_to_begin_is_called_off(person, administrator, elsewhere):
    coming = make_custodian(staff=person, starts_on=DAY + timedelta(days=30))
    done = move(person, administrator, elsewhere)
    coming.refresh_from_db()
    assert coming.ends_on == DAY + timedelta(days=29)
    assert done.consequences[0] == f"{coming.site}の端末機管理責任者：就任しないまま取りやめ"
    make_custodian(site=coming.site, starts_on=coming.starts_on)  # the place is free


# --- The ledgers of the sites -------------------------------------------------------------------------


def test_person_is_put_into_the_open_ledger_of_the_site(person, administrator, site, elsewhere):
    make_site_grant(staff=person, site=site)
    ledger = make_ledger(site=site)
    make_ledger_entry(ledger=ledger, staff=person, change="stays", remarks="主担当")
    make_ledger_entry(ledger=ledger)
    manager = make_custodian(site=site).staff
    rounds = LedgerRound.objects.count()
    move(person, administrator, elsewhere)
    entry = ledger.entries.get(staff=person)
    ledger.refresh_from_db()
    assert (entry.change, ledger.version, ledger.entries.count()) == ("leaves", 2, 2)
    assert LedgerRound.objects.count() == rounds
    notice = Notice.objects.get(recipient=manager)
    assert notice.title == "山田 花子さんが異動しました：上町出張所の台帳に記入しました"
    assert notice.url == f"/ledgers/{ledger.pk}/"


def test_round_is_opened_where_the_site_has_no_open_ledger(person, administrator, site, elsewhere):
    make_site_grant(staff=person, site=site)
    colleague = make_site_grant(site=site).staff
    make_ledger(site=site, state="submitted")
    manager = make_custodian(site=site).staff
    move(person, administrator, elsewhere, reason="12月の異動")
    opened = LedgerRound.objects.get(reason="transfer")
    assert (opened.as_of, opened.opened_by, opened.note) == (DAY, administrator, "12月の異動")
    ledger = opened.ledgers.get()
    assert {each.staff: each.change for each in ledger.entries.all()} == {
        person: "leaves",
        colleague: "stays",
    }
    assert Notice.objects.filter(recipient=manager, url=f"/ledgers/{ledger.pk}/").exists()


def test_those_who_appoint_are_told_that_a_manager_is_missing(person, administrator, site, elsewhere):
    make_custodian(staff=person, site=site)
    assistant = make_custodian(site=site, role="assistant").staff
    reviewer = make_staff("reviewer")
    move(person, administrator, elsewhere)
    for each in (assistant, reviewer):
        assert Notice.objects.get(recipient=each).title == (
            "上町出張所の端末機管理責任者（山田 花子さん）が異動しました"
        )
    own = Notice.objects.filter(recipient=person)
    assert any(notice.title == f"異動が登録されました：{elsewhere}" for notice in own)


# --- What is refused ----------------------------------------------------------------------------------


def test_transfer_refuses_with_every_reason(person, administrator):
    with pytest.raises(DomainError) as refused:
        move(person, administrator, person.department, DAY + timedelta(days=1), " ")
    assert refused.value.reasons == (
        "異動日がこれからの日になっています。異動日になってから登録してください。",
        f"山田 花子さんは、すでに{person.department}の職員です。異動先を選び直してください。",
        "理由を入れてください。例：令和8年4月1日付け人事異動",
    )
    with pytest.raises(DomainError, match="からの日にしてください。"):
        move(person, administrator, make_department(), DAY - timedelta(days=61))
    with pytest.raises(DomainError, match="部課として設置されていません。"):
        move(person, administrator, make_department(ends_on=EVE))
    with pytest.raises(DomainError, match="すでに在職していません。"):
        move(make_staff(is_active=False), administrator, None)
    assert not Transfer.objects.exists()


def test_nobody_transfers_oneself_nor_a_superuser(administrator, elsewhere):
    with pytest.raises(DomainError, match="自分自身の異動は登録できません。"):
        move(administrator, administrator, elsewhere)
    root = make_staff(is_superuser=True)
    with pytest.raises(DomainError, match="全権の管理者だけが登録できます。"):
        move(root, administrator, elsewhere)
    with pytest.raises(DomainError, match="自分自身の異動は登録できません。"):
        move(root, root, None)
    other = make_staff(is_superuser=True)
    move(root, other, elsewhere)
    root.refresh_from_db()
    assert root.is_superuser is False


def test_only_the_administrator_transfers(person, elsewhere):
    for key in ("reviewer", "approver", "custodian", "auditor", "applicant"):
        with pytest.raises(NotPermittedError):
            move(person, make_staff(key), elsewhere)


def test_post_is_not_left_by_any_other_way(person, elsewhere):
    make_custodian(staff=person)
    for change in ({"department": elsewhere}, {"is_active": False}):
        with refused_by("core_staff_post_left_clean"):
            Staff.objects.filter(pk=person.pk).update(**change)
    Custodian.objects.filter(staff=person).update(ends_on=EVE)
    Staff.objects.filter(pk=person.pk).update(department=elsewhere)


def test_all_or_nothing(person, administrator, elsewhere, monkeypatch):
    grant = make_grant(staff=person, ends_on=FAR)
    reservation = make_reservation(grant=grant)

    def fail(**kwargs):
        raise RuntimeError("at the end")

    monkeypatch.setattr(Transfer.objects, "create", fail)
    with pytest.raises(RuntimeError):
        move(person, administrator, elsewhere)
    for each in (grant, reservation, person):
        each.refresh_from_db()
    assert (grant.ends_on, reservation.state) == (FAR, "booked")
    assert person.department != elsewhere
    assert person.groups.count() == 3
    assert not Notice.objects.exists()


# --- The pages ----------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def test_page_lists_what_will_end_before_and_what_ended_after(desk, person, elsewhere):
    reservation = make_reservation(grant=make_grant(staff=person, ends_on=FAR))
    address = f"/staff/{person.pk}/transfer/"
    typed = form_of(desk.get(address), "form") | {
        "kind": "moves",
        "to": elsewhere.pk,
        "effective_on": wareki(DAY),
        "reason": "人事異動",
    }
    foretold = desk.post(address, typed)
    cancelled = f"予約 {wareki(business_day())} 10:00～11:00 端末{reservation.terminal}：取消し"
    assert cancelled in text_of(foretold)
    assert "役割「所管課」：取外し" in text_of(foretold)
    assert not Transfer.objects.exists()
    done = desk.post(address, form_of(foretold, "form"), follow=True)
    assert cancelled in text_of(done)
    assert done.redirect_chain == [(f"/transfers/{Transfer.objects.get().pk}/", 302)]
    assert "山田 花子" in text_of(desk.get("/transfers/"))


def test_person_is_chosen_by_number_or_name(desk, person):
    answer = desk.post("/transfers/new/", {"staff": "山田　花子"})
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/{person.pk}/transfer/")
    assert "という在職者はいません。" in text_of(desk.post("/transfers/new/", {"staff": "いない人"}))


def test_page_says_what_is_missing_and_keeps_what_was_typed(desk, person, elsewhere):
    address = f"/staff/{person.pk}/transfer/"
    typed = {"kind": "moves", "to": "", "effective_on": "令和8年13月1日", "reason": "異動の理由"}
    body = text_of(desk.post(address, typed))
    for words in ("異動先を選んでください。", "13月という月はありません。", "異動の理由", "令和8年13月1日"):
        assert words in body
    typed |= {"kind": "leaves", "to": elsewhere.pk, "effective_on": wareki(DAY)}
    assert "退職のときは、異動先を" in text_of(desk.post(address, typed))
    assert desk.get("/staff/99999999/transfer/").status_code == 404


def test_roles_of_transferred_people_are_told_in_the_trail(person, administrator, elsewhere):
    move(person, administrator, elsewhere)
    gone = StaffRole.events.rel.related_model.objects.filter(pgh_label="delete", staff_id=person.pk)
    assert gone.count() == 3
    assert {each.pgh_context["action"] for each in gone} == {"transfer_staff"}

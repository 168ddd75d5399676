"""Rounds of operator ledgers: asking, who has not answered, reminding, closing."""

from datetime import date, timedelta

import pytest

from core.calendar import today, wareki
from core.errors import DomainError, NotPermittedError
from core.models import Notice
from registry.models import LedgerRound, OperatorLedger
from registry.services.ledger_round import close_round, open_round, remind
from tests.factories import (
    make_custodian,
    make_ledger,
    make_ledger_round,
    make_site,
    make_site_grant,
    make_staff,
    make_terminal,
)
from tests.pages import form_of, text_of
from tests.rules import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_staff("reviewer", name="審査 次郎")


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


def ask(actor, *sites, **changes):
    values = {
        "reason": "personnel_change",
        "title": "令和9年4月人事異動",
        "as_of": today(),
        "due_on": today() + timedelta(days=14),
        "note": "よろしくお願いします。",
    }
    return open_round(sites=sites, actor=actor, **values | changes)


# --- Opening --------------------------------------------------------------------------------------


def test_round_asks_every_site_with_a_terminal_on_the_day(reviewer):
    standing = make_terminal().site
    moved = make_terminal(starts_on=today() + timedelta(days=30)).site
    make_terminal(ends_on=today() - timedelta(days=1))
    make_site()
    assert {each.site for each in ask(reviewer).ledgers.all()} == {standing}
    later = ask(reviewer, as_of=today() + timedelta(days=30), due_on=today() + timedelta(days=60))
    assert {each.site for each in later.ledgers.all()} == {standing, moved}


def test_round_asks_the_chosen_sites(reviewer):
    make_terminal()
    site = make_site()
    assert [each.site for each in ask(reviewer, site).ledgers.all()] == [site]


def test_ledger_begins_with_those_who_operate_there(reviewer):
    grant = make_site_grant()
    gone = make_site_grant(site=grant.site, ends_on=today() - timedelta(days=1), starts_on=date(2026, 4, 1))
    elsewhere = make_site_grant()
    ledger = ask(reviewer, grant.site).ledgers.get()
    assert [(each.staff, each.change) for each in ledger.entries.all()] == [(grant.staff, "stays")]
    assert ledger.state == "open"
    assert gone.staff != elsewhere.staff


def test_custodians_of_the_sites_are_told(reviewer):
    manager = make_custodian()
    assistant = make_custodian(site=manager.site, role="assistant")
    over = make_custodian(site=manager.site, role="assistant", ends_on=today() - timedelta(days=1))
    stranger = make_custodian()
    ledger = ask(reviewer, manager.site).ledgers.get()
    told = Notice.objects.all()
    assert {each.recipient for each in told} == {manager.staff, assistant.staff}
    assert told[0].title == f"操作者管理台帳を提出してください：{manager.site}"
    assert told[0].url == f"/ledgers/{ledger.pk}/"
    assert over.staff not in {each.recipient for each in told}
    assert stranger.staff not in {each.recipient for each in told}


def test_round_refuses_with_every_reason(reviewer):
    with pytest.raises(DomainError) as refused:
        ask(reviewer, due_on=today() - timedelta(days=1))
    assert refused.value.reasons == (
        "提出期限が過ぎた日になっています。今日か、これからの日にしてください。",
        "基準日に端末のある設置場所がありません。基準日を確かめるか、設置場所を選んでください。",
    )
    assert not LedgerRound.objects.exists()


def test_only_resident_records_asks(reviewer):
    for key in ("custodian", "approver", "applicant", "auditor", "admin"):
        with pytest.raises(NotPermittedError):
            ask(make_staff(key), make_site())
    assert not LedgerRound.objects.exists()


def test_round_is_opened_on_its_page(desk, reviewer):
    site = make_terminal(site=make_site(name="上町出張所")).site
    typed = form_of(desk.get("/ledger-rounds/new/"), "form") | {
        "reason": "personnel_change",
        "title": "４月の異動",
        "as_of": "令和８年１２月１日",
        "due_on": "R99.12.14",
        "note": "",
    }
    done = desk.post("/ledger-rounds/new/", typed, follow=True)
    assert "1か所に台帳の提出を依頼しました。" in text_of(done)
    opened = LedgerRound.objects.get()
    assert (opened.as_of, opened.opened_by, opened.title) == (date(2026, 12, 1), reviewer, "４月の異動")
    assert opened.ledgers.get().site == site
    assert opened.events.last().pgh_context["action"] == "open_ledger_round"


def test_nothing_typed_is_lost_where_a_day_cannot_be_read(desk):
    typed = {"reason": "other", "title": "題", "as_of": "2月30日", "due_on": "令和8年2月31日", "note": "連絡"}
    body = text_of(desk.post("/ledger-rounds/new/", typed))
    for word in ("2月30日", "令和8年2月31日", "連絡", "日付として読めません"):
        assert word in body
    assert not LedgerRound.objects.exists()


# --- The board --------------------------------------------------------------------------------------


def test_board_shows_state_manager_and_counts(desk):
    round_ = make_ledger_round(due_on=today() - timedelta(days=1))
    make_ledger(make_staff(), make_staff(), round=round_, site=make_site(name="上町"), state="submitted")
    make_ledger(round=round_, site=make_site(name="奥沢"))
    make_custodian(
        site=OperatorLedger.objects.get(site__name="上町").site, staff=make_staff(name="責任 者子")
    )
    body = text_of(desk.get(f"/ledger-rounds/{round_.pk}/"))
    assert "責任 者子" in body
    assert "責任者がいません" in body
    assert "未回答・期限切れ" in body
    assert "提出していない1か所すべてに催促する" in body
    assert '<td class="number">2</td>' in body
    assert body.index("奥沢") < body.index("上町")  # who is waited for comes first


def test_custodian_sees_the_own_site_on_the_board_alone(client):
    person = make_staff("custodian")
    round_ = make_ledger_round()
    own = make_ledger(round=round_, site=make_site(name="わたしの出張所"))
    make_ledger(round=round_, site=make_site(name="よその出張所"))
    make_custodian(site=own.site, staff=person)
    client.force_login(person)
    body = text_of(client.get(f"/ledger-rounds/{round_.pk}/"))
    assert "わたしの出張所" in body
    assert "よその出張所" not in body
    assert "催促" not in body.replace("催促</th>", "")
    others = make_ledger().round
    assert client.get(f"/ledger-rounds/{others.pk}/").status_code == 404
    assert client.post(f"/ledger-rounds/{round_.pk}/remind/", {"ledger": "all"}).status_code == 403
    assert client.get(f"/ledger-rounds/{round_.pk}/close/").status_code == 403
    assert str(others) not in text_of(client.get("/ledger-rounds/"))
    assert ">1<" in text_of(client.get("/ledger-rounds/"))  # the other site is not even counted


# --- Reminding --------------------------------------------------------------------------------------


def test_one_or_all_are_reminded_with_one_click(desk):
    round_ = make_ledger_round()
    first, second = (make_ledger(round=round_, site=make_custodian().site) for _ in range(2))
    answered = make_ledger(round=round_, site=make_custodian().site, state="submitted")
    desk.post(f"/ledger-rounds/{round_.pk}/remind/", {"ledger": first.pk})
    assert [each.recipient for each in Notice.objects.all()] == [first.site.custodians.get().staff]
    done = desk.post(f"/ledger-rounds/{round_.pk}/remind/", {"ledger": "all"}, follow=True)
    assert "2か所に催促しました。" in text_of(done)
    assert Notice.objects.count() == 3
    for ledger, reminded in ((first, True), (second, True), (answered, False)):
        ledger.refresh_from_db()
        assert (ledger.reminded_at is not None) == reminded


def test_site_without_custodian_is_told_and_not_taken_for_reminded(desk):
    ledger = make_ledger(site=make_site(name="無人出張所"))
    done = desk.post(f"/ledger-rounds/{ledger.round_id}/remind/", {"ledger": "all"}, follow=True)
    assert "無人出張所には、端末機管理責任者も補助者もいないため、催促できませんでした。" in text_of(done)
    ledger.refresh_from_db()
    assert ledger.reminded_at is None


@pytest.mark.parametrize("ledger", ["", "x", "²", "-1", "1.5"])
def test_made_up_ledger_is_a_bad_request(desk, ledger):
    round_ = make_ledger().round
    answer = desk.post(f"/ledger-rounds/{round_.pk}/remind/", {"ledger": ledger})
    assert answer.status_code == 400


def test_ledger_of_another_round_is_not_reminded_here(desk):
    round_ = make_ledger().round
    other = make_ledger(site=make_custodian().site)
    desk.post(f"/ledger-rounds/{round_.pk}/remind/", {"ledger": other.pk})
    assert not Notice.objects.exists()


def test_nobody_is_reminded_who_has_answered(reviewer):
    ledger = make_ledger(state="submitted", site=make_custodian().site)
    with pytest.raises(DomainError, match="提出を待っている台帳がありません。"):
        remind([ledger], actor=reviewer)


# --- Closing ----------------------------------------------------------------------------------------


def test_round_is_closed_when_all_are_confirmed(reviewer):
    round_ = make_ledger(state="confirmed").round
    close_round(round_, reason="", actor=reviewer)
    round_.refresh_from_db()
    assert (round_.closed_by, round_.closed_at is not None) == (reviewer, True)
    with pytest.raises(DomainError, match="すでに締め切られています。"):
        close_round(round_, reason="", actor=reviewer)


def test_submitted_ledger_is_confirmed_before_the_round_closes(reviewer):
    ledger = make_ledger(state="submitted", site=make_site(name="上町"))
    with pytest.raises(DomainError, match=r"確認を待っている台帳が1件あります（上町）。"):
        close_round(ledger.round, reason="もう待てない", actor=reviewer)


def test_round_with_silent_sites_wants_a_reason_and_closes_their_ledgers(desk, reviewer):
    ledger = make_ledger(site=make_site(name="無言出張所"))
    address = f"/ledger-rounds/{ledger.round_id}/close/"
    foretold = desk.post(address, form_of(desk.get(address), "form"))
    assert "無言出張所：提出がないまま締め切り" in text_of(foretold)
    refused = desk.post(address, form_of(foretold, "form"))
    assert "それでも締め切るときは、理由を入れてください。" in text_of(refused)
    foretold = desk.post(address, form_of(refused, "form") | {"reason": "廃止が決まったため"})
    done = desk.post(address, form_of(foretold, "form"), follow=True)
    assert "提出依頼を締め切りました。" in text_of(done)
    assert ledger.round.events.last().pgh_context["reason"] == "廃止が決まったため"
    assert not OperatorLedger.objects.unanswered().exists()


def test_closing_is_stamped_by_somebody_in_the_database():
    round_ = make_ledger_round()
    with refused_by("registry_ledgerround_closed_pair"):
        LedgerRound.objects.filter(pk=round_.pk).update(closed_by=make_staff())


# --- Today's work -----------------------------------------------------------------------------------


def test_late_sites_and_open_ledgers_are_todays_work(reviewer):
    from core.work import work_of

    person = make_staff("custodian")
    ledger = make_ledger(
        round=make_ledger_round(title="４月の異動", due_on=today() - timedelta(days=1)),
        site=make_custodian(staff=person).site,
    )
    make_ledger(site=make_custodian().site)
    (mine,) = work_of(person, today())
    assert mine.title == f"{ledger.site}の操作者管理台帳を提出してください"
    assert (mine.url, mine.due) == (f"/ledgers/{ledger.pk}/", wareki(ledger.round.due_on))
    assert "提出期限を過ぎています。" in mine.detail
    (late,) = work_of(reviewer, today())
    assert late.title == "操作者管理台帳の提出が遅れている設置場所が1か所あります"
    assert late.detail.startswith(f"４月の異動：{ledger.site}。")
    OperatorLedger.objects.filter(pk=ledger.pk).update(
        state="submitted", submitted_by=person, submitted_at="2026-11-24T00:00Z"
    )
    assert work_of(person, today()) == []
    (waiting,) = work_of(reviewer, today())
    assert waiting.title == "確認を待っている操作者管理台帳が1件あります"

"""Operator ledgers: written by the site, confirmed by 住民記録, and authority follows."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from core.calendar import today
from core.errors import DomainError, NotPermittedError, OvertakenError
from core.models import Notice, Staff, WorkflowStep
from registry.models import OperatorGrant, OperatorLedger
from registry.services.ledger_round import close_round
from registry.services.operator_ledger import Line, lines_of, take_step, write_ledger
from tests.factories import (
    make_custodian,
    make_department,
    make_ledger,
    make_ledger_entry,
    make_ledger_round,
    make_site,
    make_site_grant,
    make_staff,
)
from tests.rules import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_staff("reviewer", name="審査 次郎")


@pytest.fixture
def site():
    return make_site(name="上町出張所", department=make_department(section="上町出張所"))


@pytest.fixture
def manager(site):
    return make_custodian(site=site, staff=make_staff("custodian", name="責任 者子")).staff


@pytest.fixture
def assistant(site):
    return make_custodian(site=site, role="assistant", staff=make_staff("custodian", name="補助 者男")).staff


@pytest.fixture
def ledger(site, manager):
    return make_ledger(site=site)


def submitted(ledger, manager, *lines):
    written = write_ledger(ledger, lines=lines, version=ledger.version, actor=manager) if lines else ledger
    return take_step("submit", written, actor=manager)


# --- Writing --------------------------------------------------------------------------------------


def test_lines_become_what_is_said(ledger, manager):
    stays, leaves, joins = make_site_grant(site=ledger.site), make_site_grant(site=ledger.site), make_staff()
    make_ledger_entry(ledger=ledger, staff=stays.staff, change="stays")
    make_ledger_entry(ledger=ledger, staff=leaves.staff, change="stays")
    wrong = make_ledger_entry(ledger=ledger)
    said = [
        Line(stays.staff_id, "stays", "主担当"),
        Line(leaves.staff_id, "leaves"),
        Line(joins.pk, "joins"),
    ]
    write_ledger(ledger, lines=said, version=1, actor=manager)
    ledger.refresh_from_db()
    assert lines_of(ledger) == said
    assert (ledger.version, ledger.prepared_by, ledger.state) == (2, manager, "open")
    assert wrong.staff_id not in {line.staff_id for line in lines_of(ledger)}
    assert ledger.events.last().pgh_context["action"] == "write_operator_ledger"


def test_writing_nothing_new_changes_nothing(ledger, manager):
    write_ledger(ledger, lines=[], version=1, actor=manager)
    ledger.refresh_from_db()
    assert (ledger.version, ledger.prepared_by) == (1, None)


def test_only_who_answers_for_the_site_writes(ledger, reviewer):
    former = make_custodian(
        site=ledger.site, role="assistant", staff=make_staff("custodian"), ends_on=today() - timedelta(days=1)
    ).staff
    for person in (
        make_custodian(staff=make_staff("custodian")).staff,
        former,
        reviewer,
        make_staff("admin"),
    ):
        with pytest.raises(NotPermittedError):
            write_ledger(ledger, lines=[Line(person.pk, "joins")], version=1, actor=person)
    assert not ledger.entries.exists()


def test_older_version_is_refused(ledger, manager, assistant):
    write_ledger(ledger, lines=[Line(make_staff().pk, "joins")], version=1, actor=assistant)
    with pytest.raises(OvertakenError):
        write_ledger(ledger, lines=[], version=1, actor=manager)
    assert ledger.entries.count() == 1


def test_writing_refuses_with_every_reason(ledger, manager):
    holder = make_site_grant(site=ledger.site, staff=make_staff(name="権限 一子")).staff
    gone = make_staff(name="退職 二郎", is_active=False)
    stranger = make_staff(name="新人 三郎")
    lines = [
        Line(gone.pk, "joins"),
        Line(stranger.pk, "stays", "連絡先 123456789018"),
        Line(stranger.pk, "joins"),
        Line(99_999_999, "joins"),
    ]
    with pytest.raises(DomainError) as refused:
        write_ledger(ledger, lines=lines, version=1, actor=manager)
    beginnings = (
        f"{holder.name}さんには、この設置場所の操作権限があります。",
        "同じ職員が２度あります。",
        "退職 二郎さんは、いまは在職していません。",
        "新人 三郎さんには、この設置場所の操作権限がありません。",
        "新人 三郎さんの行：個人番号（マイナンバー）",
        "選んだ職員が見つかりません。",
    )
    for reason, beginning in zip(refused.value.reasons, beginnings, strict=True):
        assert reason.startswith(beginning)
    assert not ledger.entries.exists()


def test_submitted_or_closed_ledger_is_not_written(ledger, manager, reviewer):
    take_step("submit", ledger, actor=manager)
    with pytest.raises(DomainError, match="「確認待ち」の台帳は直せません。"):
        write_ledger(ledger, lines=[Line(manager.pk, "joins")], version=2, actor=manager)
    with refused_by("registry_operatorledgerentry_stays"):
        make_ledger_entry(ledger=ledger)
    other = make_ledger(site=ledger.site)
    close_round(other.round, reason="取りやめ", actor=reviewer)
    with pytest.raises(DomainError, match="締め切られています。"):
        write_ledger(other, lines=[Line(manager.pk, "joins")], version=1, actor=manager)
    with pytest.raises(DomainError, match="締め切られています。"):
        take_step("submit", other, actor=manager)


# --- The steps ------------------------------------------------------------------------------------


def test_assistant_prepares_and_the_manager_submits(ledger, manager, assistant, reviewer):
    take_step("prepare", ledger, actor=assistant)
    with pytest.raises(DomainError, match="端末機管理責任者が行ってください。"):
        take_step("submit", ledger, actor=assistant)
    take_step("submit", ledger, actor=manager, comment="異動がありました")
    ledger.refresh_from_db()
    assert (ledger.state, ledger.prepared_by, ledger.submitted_by) == ("submitted", assistant, manager)
    notice = Notice.objects.get(recipient=reviewer)
    assert notice.title == f"操作者管理台帳が提出されました：{ledger}"
    assert (notice.detail, notice.url) == ("異動がありました", f"/ledgers/{ledger.pk}/")


def test_returned_ledger_comes_back_to_who_wrote_it(ledger, manager, assistant, reviewer):
    take_step("prepare", ledger, actor=assistant)
    take_step("submit", ledger, actor=manager)
    with pytest.raises(DomainError, match="直してほしいことを入れてください。"):
        take_step("return", ledger, actor=reviewer)
    take_step("return", ledger, actor=reviewer, comment="転入者がいません")
    ledger.refresh_from_db()
    assert ledger.state == "returned"
    for person in (manager, assistant):
        assert Notice.objects.get(recipient=person).detail == "転入者がいません（審査 次郎）"
    take_step("submit", ledger, actor=manager)


def test_confirming_grants_and_ends_by_the_difference(ledger, manager, reviewer):
    stays, leaves = make_site_grant(site=ledger.site), make_site_grant(site=ledger.site)
    elsewhere = make_site_grant(staff=leaves.staff)
    joins = make_staff(department=make_department())
    submitted(
        ledger,
        manager,
        Line(stays.staff_id, "stays"),
        Line(leaves.staff_id, "leaves"),
        Line(joins.pk, "joins"),
    )
    take_step("confirm", ledger, actor=reviewer)
    given = OperatorGrant.objects.get(staff=joins)
    assert (given.site, given.starts_on, given.ends_on, given.granted_by, given.department) == (
        ledger.site,
        today(),
        None,
        reviewer,
        joins.department,
    )
    assert given.ledger_entry == ledger.entries.get(staff=joins)
    for grant in (stays, leaves, elsewhere):
        grant.refresh_from_db()
    assert (stays.ends_on, elsewhere.ends_on) == (None, None)
    assert (leaves.ends_on, leaves.end_reason, leaves.ended_by) == (
        today() - timedelta(days=1),
        "ledger",
        reviewer,
    )
    assert Notice.objects.filter(
        recipient=manager, title__startswith="操作者管理台帳が確認されました"
    ).exists()
    assert WorkflowStep.objects.of(ledger).last().content["外れる"].startswith(leaves.staff.name)


def test_ledger_of_a_day_to_come_counts_from_that_day(site, manager, reviewer):
    as_of = today() + timedelta(days=20)
    ledger = make_ledger(site=site, round=make_ledger_round(as_of=as_of))
    leaves = make_site_grant(site=site)
    joins = make_staff()
    submitted(ledger, manager, Line(leaves.staff_id, "leaves"), Line(joins.pk, "joins"))
    take_step("confirm", ledger, actor=reviewer)
    leaves.refresh_from_db()
    assert leaves.ends_on == as_of - timedelta(days=1)
    assert OperatorGrant.objects.get(staff=joins).starts_on == as_of


def test_authority_is_not_backdated(site, manager, reviewer):
    ledger = make_ledger(site=site, round=make_ledger_round(as_of=date(2026, 4, 1)))
    joins = make_staff()
    submitted(ledger, manager, Line(joins.pk, "joins"))
    take_step("confirm", ledger, actor=reviewer)
    assert OperatorGrant.objects.get(staff=joins).starts_on == today()


def test_who_joins_with_a_grant_in_force_keeps_it_and_gets_no_second(ledger, manager, reviewer):
    held = make_site_grant(site=ledger.site)
    submitted(ledger, manager, Line(held.staff_id, "joins"))
    take_step("confirm", ledger, actor=reviewer)
    assert OperatorGrant.objects.filter(staff=held.staff).get() == held


def test_who_wrote_or_joins_does_not_confirm(site, manager, assistant, reviewer):
    writer = make_staff("custodian", "reviewer")
    make_custodian(site=site, role="assistant", staff=writer)
    ledger = make_ledger(site=site)
    submitted(ledger, manager)
    other = make_ledger(site=site)
    write_ledger(other, lines=[Line(assistant.pk, "joins")], version=1, actor=writer)
    take_step("submit", other, actor=manager)
    with pytest.raises(DomainError, match="別の職員が行ってください。"):
        take_step("confirm", other, actor=writer)
    own = make_ledger(site=site)
    submitted(own, manager, Line(reviewer.pk, "joins"))
    with pytest.raises(DomainError, match="あなた自身に操作権限を付ける台帳です。"):
        take_step("confirm", own, actor=reviewer)
    for person in (manager, assistant):
        with pytest.raises(NotPermittedError):
            take_step("confirm", ledger, actor=person)
    assert not OperatorGrant.objects.exists()


def test_manager_who_is_superuser_does_not_confirm_the_own_ledger(site):
    root = make_staff(is_superuser=True)
    make_custodian(site=site, staff=root)
    ledger = take_step("submit", make_ledger(site=site), actor=root)
    with pytest.raises(DomainError, match="提出した人"):
        take_step("confirm", ledger, actor=root)
    with refused_by("registry_operatorledger_submitted_not_confirmed"):
        OperatorLedger.objects.filter(pk=ledger.pk).update(
            state="confirmed", confirmed_at="2026-11-24T00:00Z", confirmed_by=root
        )


def test_who_left_office_is_not_granted(ledger, manager, reviewer):
    joins = make_staff(name="退職 二郎")
    submitted(ledger, manager, Line(joins.pk, "joins"))
    Staff.objects.filter(pk=joins.pk).update(is_active=False)
    with pytest.raises(DomainError, match="退職 二郎は、いまは在職していません。"):
        take_step("confirm", ledger, actor=reviewer)
    assert not OperatorGrant.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_ledgers_confirmed_at_once_give_one_grant():
    site = make_site()
    manager = make_custodian(site=site, staff=make_staff("custodian")).staff
    joins = make_staff()
    ledgers = [make_ledger(joins, site=site, state="submitted", submitted_by=manager) for _ in range(2)]
    reviewers = [make_staff("reviewer") for _ in ledgers]
    begin = threading.Barrier(2)

    def confirm(ledger, actor):
        begin.wait()
        try:
            take_step("confirm", ledger, actor=actor)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=pair) for pair in zip(ledgers, reviewers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(OperatorLedger.objects.values_list("state", flat=True)) == {"confirmed"}
    assert OperatorGrant.objects.filter(staff=joins).count() == 1

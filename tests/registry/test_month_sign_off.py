"""The month's sign-off: who signs what, what stands in the way, and what is closed afterwards."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from core.calendar import today
from core.clock import moment_in_words
from core.errors import DomainError, NotPermittedError, OvertakenError
from core.models import Notice, Staff
from registry.models import MonthSignOff, UsageRecord
from registry.month_sheet import following, month_of, months_of_managers, sheet_of, waiting_months
from registry.services.month_sign_off import reopen, sign_off
from tests.factories import (
    at,
    make_custodian,
    make_department,
    make_grant,
    make_purpose,
    make_reservation,
    make_shared_terminal,
    make_sign_off,
    make_site,
    make_staff,
    make_usage_record,
)
from tests.registry.at_once import begun
from tests.rules import refused_by, trigger_off

LAST = month_of(today().replace(day=1) - timedelta(days=1))
DAY = LAST.replace(day=10)
LONG_AGO = date(LAST.year - 1, LAST.month, 1)

db = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site(name="住民記録事務室")


@pytest.fixture
def manager(site):
    staff = make_staff("custodian", department=make_department(), name="管理 太郎")
    make_custodian(site=site, staff=staff, starts_on=LONG_AGO)
    return staff


@pytest.fixture
def terminal(site):
    return make_shared_terminal(site=site, number="T-901")


@pytest.fixture
def grant():
    return make_grant(
        staff=make_staff("applicant", department=make_department(), name="見本 花子"), starts_on=LONG_AGO
    )


def used(terminal, grant, count=3, day=DAY, reviewed=True, **fields):
    stamp = {"urgent_reviewed_at": timezone.now(), "urgent_reviewed_by": make_staff()} if reviewed else {}
    told = {"terminal": terminal, "grant": grant, "started_at": at(day, 10)}
    return make_usage_record(count, **told | stamp | fields)


def refused(act=sign_off, **asked):
    with pytest.raises(DomainError) as error:
        act(**asked)
    return list(error.value.reasons)


@db
def test_manager_signs_the_month_off_and_it_is_closed(site, manager, terminal, grant):
    used(terminal, grant, 3)
    corrected = used(terminal, grant, 50, day=DAY + timedelta(days=1))
    used(
        terminal,
        grant,
        5,
        day=DAY + timedelta(days=1),
        corrects=corrected,
        correction_reason="件数の誤り",
    )
    signed = sign_off(site=site, month=LAST, actor=manager, note="異常なし", seen=sheet_of(site, LAST).seen)
    assert (signed.record_count, signed.lookup_count, signed.note) == (2, 8, "異常なし")
    assert (signed.signed_by, signed.reopened_at) == (manager, None)
    with refused_by("registry_usagerecord_month_open"):
        used(terminal, grant, day=DAY + timedelta(days=2))
    # The month after is open.
    used(terminal, grant, day=following(LAST))
    assert refused(site=site, month=LAST, actor=manager) == ["この月は、すでに確認を終えています。"]


@db
def test_sign_off_refuses_a_sheet_that_has_changed_since(site, manager, terminal, grant):
    used(terminal, grant)
    seen = sheet_of(site, LAST).seen
    used(terminal, grant, day=DAY + timedelta(days=1))
    with pytest.raises(OvertakenError):
        sign_off(site=site, month=LAST, actor=manager, seen=seen)
    assert not MonthSignOff.objects.exists()


@db
def test_sign_off_names_all_that_stands_in_the_way(site, manager, terminal, grant):
    booked = make_reservation(grant=grant, terminal=terminal, starts_at=at(DAY, 13))
    urgent = used(terminal, grant, reviewed=False)
    assert refused(site=site, month=LAST, actor=manager, note="あ" * 201) == [
        f"{moment_in_words(booked.starts_at)}の端末T-901の予約（見本 花子さん）に"
        "利用記録がありません。本人に記入を頼んでください。",
        f"{moment_in_words(urgent.started_at)}の緊急の利用（見本 花子さん）が、まだ確認されていません。"
        "住民記録に確認を頼んでください。",
        "所見は200字までにしてください。",
    ]


@db
def test_sign_off_is_of_months_that_are_over(site, manager):
    (reason,) = refused(site=site, month=month_of(today()), actor=manager)
    assert "はまだ終わっていません" in reason


@db
def test_month_without_uses_may_be_signed_off_and_waits_for_nobody(site, manager):
    assert waiting_months([site.pk], month_of(today())) == []
    signed = sign_off(site=site, month=LAST, actor=manager)
    assert (signed.record_count, signed.lookup_count) == (0, 0)


@db
def test_assistants_strangers_and_former_managers_do_not_sign(site, manager):
    assistant = make_staff("custodian")
    make_custodian(site=site, staff=assistant, role="assistant")
    other = make_staff("custodian")
    make_custodian(staff=other)
    former = make_staff("custodian")
    until = LONG_AGO - timedelta(days=1)
    make_custodian(site=site, staff=former, starts_on=until - timedelta(days=300), ends_on=until)
    for person in (assistant, other, former):
        assert refused(site=site, month=LAST, actor=person) == [
            "確認は、この設置場所の端末機管理責任者が行ってください。"
        ]
    approver = make_staff("approver")
    assert refused(site=site, month=LAST, actor=approver) == [
        "確認は、この設置場所の端末機管理責任者（管理 太郎さん）が行ってください。"
    ]
    with pytest.raises(NotPermittedError):
        sign_off(site=site, month=LAST, actor=make_staff("reviewer"))


@db
def test_manager_who_operated_does_not_sign_and_the_approver_does(site, manager, terminal):
    own = make_grant(staff=manager, starts_on=LONG_AGO)
    used(terminal, own)
    (reason,) = refused(site=site, month=LAST, actor=manager)
    assert "自分の利用を自分で確認することはできません" in reason
    assert months_of_managers(month_of(today()), today()) == [(LAST, site.pk, site.name)]
    approver = make_staff("approver")
    assert sign_off(site=site, month=LAST, actor=approver).signed_by == approver
    assert months_of_managers(month_of(today()), today()) == []


@db
def test_approver_who_operated_does_not_sign_either(site, manager, terminal):
    approver = make_staff("approver", department=make_department())
    used(terminal, make_grant(staff=manager, starts_on=LONG_AGO))
    used(terminal, make_grant(staff=approver, starts_on=LONG_AGO), day=DAY + timedelta(days=1))
    (reason,) = refused(site=site, month=LAST, actor=approver)
    assert "自分の利用を自分で確認することはできません" in reason


@db
def test_approver_signs_where_nobody_is_manager(site, terminal, grant):
    make_custodian(starts_on=LONG_AGO)  # of another site
    used(terminal, grant)
    assert sign_off(site=site, month=LAST, actor=make_staff("approver")).record_count == 1


@db
def test_approver_signs_where_the_manager_has_left(site, manager):
    # Nobody leaves who is a manager; should it have happened before that rule, the month does not hang on it.
    with trigger_off("registry.PostHolder:post_left_clean"):
        Staff.objects.filter(pk=manager.pk).update(is_active=False)
    approver = make_staff("approver")
    assert sign_off(site=site, month=LAST, actor=approver).signed_by == approver


@db
def test_month_turns_at_midnight_in_tokyo(site, manager, terminal, grant):
    first, after = at(LAST, 0), at(following(LAST), 0)
    record = used(terminal, grant, started_at=first)
    used(terminal, grant, started_at=after)
    assert [each.pk for each in sheet_of(site, LAST).records] == [record.pk]
    sign_off(site=site, month=LAST, actor=manager)
    with refused_by("registry_usagerecord_month_open"):
        used(terminal, grant, started_at=first + timedelta(minutes=30))
    used(terminal, grant, started_at=after + timedelta(minutes=30))


@db
def test_database_refuses_the_sign_off_of_one_s_own_use(site, terminal, manager):
    used(terminal, make_grant(staff=manager, starts_on=LONG_AGO))
    with refused_by("registry_monthsignoff_not_own_use"):
        MonthSignOff.objects.create(site=site, month=LAST, record_count=1, lookup_count=3, signed_by=manager)


@db
def test_reopening_needs_a_reason_and_another_person(site, manager, terminal, grant):
    used(terminal, grant)
    signed = sign_off(site=site, month=LAST, actor=manager)
    approver = make_staff("approver", name="承認 次郎")
    assert refused(reopen, sign_off=signed, actor=approver, reason=" ") == ["戻す理由を入れてください。"]
    with pytest.raises(NotPermittedError):
        reopen(sign_off=signed, actor=manager, reason="訂正のため")
    reopened = reopen(sign_off=signed, actor=approver, reason="件数を訂正するため")
    assert (reopened.reopened_by, reopened.reopen_reason) == (approver, "件数を訂正するため")
    notice = Notice.objects.get()
    assert notice.recipient == manager
    assert notice.url == f"/month-sign-offs/{site.pk}/{LAST.year}-{LAST.month}/"
    used(terminal, grant, day=DAY + timedelta(days=1))
    assert refused(reopen, sign_off=signed, actor=approver, reason="もう一度") == [
        "この確認は、すでに戻されています。"
    ]
    assert sign_off(site=site, month=LAST, actor=manager).record_count == 2


@db
def test_reopening_is_not_by_who_signed(site, terminal, grant):
    approver = make_staff("approver")
    signed = sign_off(site=site, month=LAST, actor=approver)
    (reason,) = refused(reopen, sign_off=signed, actor=approver, reason="訂正のため")
    assert reason == "あなたが確認した月です。別の職員が戻してください。"


@db
def test_reopening_says_why_without_a_my_number_and_in_few_words(site):
    signed = make_sign_off(site=site, month=LAST)
    long = "123456789018" + "あ" * 189
    assert refused(reopen, sign_off=signed, actor=make_staff("approver"), reason=long) == [
        "戻す理由は200字までにしてください。",
        "戻す理由に個人番号（マイナンバー）と思われる12桁の数字があります。消してください。",
    ]


@db
def test_reopening_tells_who_signed_and_who_manages_the_site_now(site, manager):
    approver, signer = make_staff("approver"), make_staff("custodian")
    reopen(sign_off=make_sign_off(site=site, month=LAST, signed_by=signer), actor=approver, reason="訂正")
    assert {each.recipient for each in Notice.objects.all()} == {signer, manager}


@db
def test_reopening_tells_nobody_what_they_did_themselves(site):
    both = make_staff("approver", "custodian")
    make_custodian(site=site, staff=both, starts_on=LONG_AGO)
    signed = make_sign_off(site=site, month=LAST)
    reopen(sign_off=signed, actor=both, reason="訂正")
    assert [each.recipient for each in Notice.objects.all()] == [signed.signed_by]


@db
def test_months_wait_by_site_from_the_oldest(site, terminal, grant, django_assert_num_queries):
    other = make_shared_terminal()
    used(terminal, grant)
    used(other, grant, day=LONG_AGO)
    make_reservation(grant=grant, terminal=terminal, starts_at=at(LONG_AGO, 13))
    used(terminal, grant, day=today())
    before = month_of(today())
    with django_assert_num_queries(1):
        found = waiting_months([site.pk, other.site_id], before)
    assert found == [
        *sorted([(LONG_AGO, site.pk, site.name), (LONG_AGO, other.site_id, other.site.name)]),
        (LAST, site.pk, site.name),
    ]
    make_sign_off(site=other.site, month=LONG_AGO)
    make_sign_off(
        site=site, month=LAST, reopened_at=timezone.now(), reopened_by=make_staff(), reopen_reason="訂正"
    )
    assert waiting_months([other.site_id], before) == []
    assert len(waiting_months([site.pk], before)) == 2


@db
def test_sheet_is_read_in_a_fixed_number_of_queries(site, terminal, grant, django_assert_num_queries):
    for number in range(5):
        used(terminal, grant, day=DAY + timedelta(days=number))
    make_reservation(grant=grant, terminal=terminal, starts_at=at(DAY, 13))
    with django_assert_num_queries(3):
        sheet = sheet_of(site, LAST)
        assert [each.lookup_count for each in sheet.records] == [3] * 5
        assert {each.lookup_lines for each in sheet.records} == {f"{grant.affair} 3件"}
        assert sheet.affairs == [(grant.affair.name, 15)]
        assert [each.terminal.number for each in sheet.unrecorded] == ["T-901"]


@pytest.mark.django_db(transaction=True)
def test_record_that_is_being_written_is_counted_or_refused():
    """The sign-off waits for who is writing a record of the site; who comes after it is refused."""
    site = make_site()
    manager = make_staff("custodian")
    make_custodian(site=site, staff=manager, starts_on=LONG_AGO)
    terminal = make_shared_terminal(site=site)
    grants = [
        make_grant(staff=make_staff(department=make_department()), starts_on=LONG_AGO) for _ in range(6)
    ]
    reviewer, purpose = make_staff(), make_purpose()
    start = threading.Barrier(len(grants) + 1)

    def writing(grant):
        try:
            start.wait(timeout=30)
            with transaction.atomic():
                make_usage_record(
                    None,
                    grant=grant,
                    terminal=terminal,
                    purpose=purpose,
                    started_at=at(DAY, 10),
                    urgent_reviewed_at=timezone.now(),
                    urgent_reviewed_by=reviewer,
                )
        except IntegrityError:
            return "refused"
        finally:
            connections.close_all()
        return "written"

    def signing():
        try:
            start.wait(timeout=30)
            return sign_off(site=site, month=LAST, actor=manager).record_count
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(grants) + 1) as pool:
        outcomes = [pool.submit(writing, grant) for grant in grants]
        counted = pool.submit(signing).result()
        written = [each.result() for each in outcomes].count("written")
    assert UsageRecord.objects.count() == written == counted


@pytest.mark.django_db(transaction=True)
def test_sign_off_waits_for_a_record_that_is_not_written_out_yet(site, manager, terminal, grant):
    with transaction.atomic():
        used(terminal, grant)
        outcomes = begun(lambda: sign_off(site=site, month=LAST, actor=manager))
    assert outcomes.result() == ["won"]
    assert MonthSignOff.objects.get().record_count == 1


@pytest.mark.django_db(transaction=True)
def test_record_waits_for_a_sign_off_that_is_not_written_out_yet(site, manager, terminal, grant):
    with transaction.atomic():
        sign_off(site=site, month=LAST, actor=manager)
        outcomes = begun(lambda: used(terminal, grant))
    with refused_by("registry_usagerecord_month_open"):
        outcomes.result()
    assert not UsageRecord.objects.exists()

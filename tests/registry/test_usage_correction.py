"""Correcting uses and reviewing urgent ones: what is written, and every reason why not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.calendar import today
from core.clock import short_day
from core.errors import NotPermittedError
from core.models import Notice
from registry.models import UsageLookup, UsageRecord
from registry.services.usage_record import (
    correct_use,
    record_urgent_use,
    record_use,
    review_urgent_use,
)
from tests.factories import (
    at,
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
from tests.registry.uses import YESTERDAY, lookups_of, refused, urgent, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return make_staff("applicant", department=make_department(), name="見本 花子")


@pytest.fixture
def grant(operator):
    return make_grant(staff=operator, starts_on=today() - timedelta(days=300))


@pytest.fixture
def terminal():
    return make_shared_terminal(number="T-901")


@pytest.fixture
def purpose():
    return make_purpose(name="課税の確認")


@pytest.fixture
def booked(grant, terminal):
    return make_reservation(grant=grant, terminal=terminal, starts_at=at(YESTERDAY, 10))


# --- Correcting ---------------------------------------------------------------------------------------


@pytest.fixture
def record(booked, grant, purpose):
    return record_use(reservation=booked, actor=grant.staff, use=use(purpose, {grant.affair: 120}))


def test_correction_stands_beside_the_original(record, booked, grant, purpose):
    after = correct_use(
        record=record, actor=grant.staff, use=use(purpose, {grant.affair: 12}), reason="件数の誤り"
    )
    record.refresh_from_db()
    booked.refresh_from_db()
    assert (record.superseded, after.superseded, after.corrects) == (True, False, record)
    assert (after.kind, after.reservation, after.correction_reason) == ("reserved", booked, "件数の誤り")
    assert (lookups_of(record), lookups_of(after)) == ({grant.affair_id: 120}, {grant.affair_id: 12})
    assert booked.state == "used"
    assert list(UsageRecord.objects.current()) == [after]


def test_correction_of_a_correction_is_of_the_last_one(record, grant, purpose):
    after = correct_use(
        record=record, actor=grant.staff, use=use(purpose, {grant.affair: 12}), reason="件数の誤り"
    )
    again = {"actor": grant.staff, "use": use(purpose, {grant.affair: 13}), "reason": "数え直し"}
    (reason,) = refused(correct_use, record=record, **again)
    assert reason.startswith("この記録はすでに訂正されています。")
    assert correct_use(record=after, **again).corrects == after


def test_correction_is_refused_with_all_reasons_at_once(record, grant, purpose):
    told = use(purpose, {grant.affair: 120})
    assert refused(correct_use, record=record, actor=grant.staff, use=told, reason="") == [
        "訂正の理由を入れてください。",
        "元の記録と同じ内容です。誤っていたところを直してください。",
    ]
    other_day = use(purpose, {grant.affair: 12}, day=YESTERDAY - timedelta(days=1))
    assert refused(correct_use, record=record, actor=grant.staff, use=other_day, reason="日の誤り") == [
        f"予約の日（{short_day(YESTERDAY)}）の時刻を入れてください。"
    ]


def test_correction_says_why_without_a_my_number_and_in_few_words(record, grant, purpose):
    told = use(purpose, {grant.affair: 12})
    long = "123456789018" + "あ" * 189
    assert refused(correct_use, record=record, actor=grant.staff, use=told, reason=long) == [
        "訂正の理由は200字までにしてください。",
        "訂正の理由に個人番号（マイナンバー）と思われる12桁の数字があります。消してください。",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"started_at": at(YESTERDAY, 10, 6)},
        {"ended_at": at(YESTERDAY, 10, 41)},
        {"purpose_note": "電話の照会"},
        {"purpose": "another"},
    ],
)
def test_correction_may_be_of_anything_that_was_told(record, grant, purpose, changes):
    if "purpose" in changes:
        changes = {"purpose": make_purpose()}
    told = replace(use(purpose, {grant.affair: 120}), **changes)
    after = correct_use(record=record, actor=grant.staff, use=told, reason="記入の誤り")
    assert {name: getattr(after, name) for name in changes} == changes


def test_correction_of_an_urgent_use_stands_on_a_grant_of_its_day(grant, terminal, purpose):
    first = record_urgent_use(**urgent(grant, terminal, use(purpose, {grant.affair: 1})))
    before = make_grant(
        staff=grant.staff,
        starts_on=grant.starts_on - timedelta(days=9),
        ends_on=grant.starts_on - timedelta(days=1),
    )
    asked = {"record": first, "actor": grant.staff, "reason": "日の誤り"}
    earlier, day = before.starts_on - timedelta(days=1), before.ends_on
    assert refused(correct_use, use=use(purpose, {before.affair: 1}, day=earlier), **asked)[0] == (
        f"{short_day(earlier)}には操作権限がありません。日を確かめてください。"
    )
    assert correct_use(use=use(purpose, {before.affair: 1}, day=day), **asked).grant == before


def test_correction_of_the_day_is_of_the_site_where_the_terminal_stood_then(grant, terminal, purpose):
    before = terminal.site
    terminal.site, terminal.placed_on = make_site(), YESTERDAY
    terminal.save()
    first = record_urgent_use(**urgent(grant, terminal, use(purpose, {grant.affair: 1})))
    told = use(purpose, {grant.affair: 1}, day=YESTERDAY - timedelta(days=1))
    after = correct_use(record=first, actor=grant.staff, use=told, reason="日の誤り")
    assert (first.site, after.site) == (terminal.site, before)


def test_correction_is_for_whoever_used_it(record, grant, purpose):
    colleague = make_staff("applicant", department=grant.department)
    told = use(purpose, {grant.affair: 12})
    (reason,) = refused(correct_use, record=record, actor=colleague, use=told, reason="誤り")
    assert reason == "ほかの職員の利用記録です。利用した本人が訂正してください。"


def test_correction_in_a_closed_month_is_refused(record, grant, purpose):
    make_sign_off(site=record.site, month=YESTERDAY.replace(day=1))
    told = use(purpose, {grant.affair: 12})
    (reason,) = refused(correct_use, record=record, actor=grant.staff, use=told, reason="誤り")
    assert "月の確認を戻してもらってください" in reason


def test_correction_of_an_urgent_use_may_mend_its_day_and_is_reviewed_anew(grant, terminal, purpose):
    first = record_urgent_use(**urgent(grant, terminal, use(purpose, {grant.affair: 1})))
    review_urgent_use(record=first, actor=make_staff("reviewer"))
    day = YESTERDAY - timedelta(days=1)
    after = correct_use(
        record=first, actor=grant.staff, use=use(purpose, {grant.affair: 1}, day=day), reason="日の誤り"
    )
    assert after.started_at == at(day, 10, 5)
    assert (after.urgent_reason, after.urgent_reviewed_at) == (first.urgent_reason, None)
    assert list(UsageRecord.objects.awaiting_review()) == [after]


# --- Reviewing urgent uses ----------------------------------------------------------------------------


def test_review_is_stamped_once_and_the_operator_is_told():
    record = make_usage_record()
    reviewer = make_staff("reviewer", name="住民 記録")
    reviewed = review_urgent_use(record=record, actor=reviewer, comment="窓口で確かめた")
    assert (reviewed.urgent_reviewed_by, reviewed.urgent_reviewed_at is not None) == (reviewer, True)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.detail) == (
        record.operator,
        "確認した人：住民 記録。コメント：窓口で確かめた",
    )
    event = UsageRecord.pgh_event_model.objects.filter(pgh_label="update").get()
    assert (event.pgh_context["action"], event.pgh_context["reason"]) == (
        "review_urgent_usage",
        "窓口で確かめた",
    )
    assert refused(review_urgent_use, record=record, actor=reviewer) == [
        "この緊急の利用は、すでに確認されています。"
    ]


def test_review_is_of_the_record_that_stands(grant, terminal, purpose):
    first = record_urgent_use(**urgent(grant, terminal, use(purpose, {grant.affair: 1})))
    told = use(purpose, {grant.affair: 2})
    after = correct_use(record=first, actor=grant.staff, use=told, reason="件数の誤り")
    reviewer = make_staff("reviewer")
    assert refused(review_urgent_use, record=first, actor=reviewer, comment="あ" * 201) == [
        "この記録は訂正されています。訂正後の記録を確認してください。",
        "コメントは200字までにしてください。",
    ]
    assert review_urgent_use(record=after, actor=reviewer).urgent_reviewed_by == reviewer


def test_review_is_not_of_one_s_own_nor_of_what_needs_none(booked, grant, purpose):
    both = make_staff("reviewer", "applicant", department=make_department())
    own = make_usage_record(grant=make_grant(staff=both))
    (reason,) = refused(review_urgent_use, record=own, actor=both)
    assert reason.startswith("自分の緊急の利用を、自分で確認することはできません。")
    usual = record_use(reservation=booked, actor=grant.staff, use=use(purpose, {grant.affair: 1}))
    assert refused(review_urgent_use, record=usual, actor=both) == [
        "緊急の利用ではないので、確認は要りません。"
    ]
    with pytest.raises(NotPermittedError):
        review_urgent_use(record=own, actor=make_staff("approver"))
    assert UsageLookup.objects.count() == 2

"""Writing uses down: what is written, and every reason why not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from core.calendar import today
from core.clock import short_day, stretch_in_words
from core.errors import NotPermittedError, OvertakenError
from registry.models import UsageRecord
from registry.services.usage_record import (
    correct_use,
    record_own_site_use,
    record_urgent_use,
    record_use,
)
from registry.services.use_rules import site_on
from tests.factories import (
    at,
    make_affair,
    make_department,
    make_grant,
    make_purpose,
    make_reservation,
    make_shared_terminal,
    make_sign_off,
    make_site,
    make_site_grant,
    make_staff,
    make_terminal,
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


# --- Of a booking -------------------------------------------------------------------------------------


def test_recording_writes_the_use_and_the_booking_is_used(booked, grant, purpose):
    record = record_use(
        reservation=booked, actor=grant.staff, use=use(purpose, {grant.affair: 12}), version=1
    )
    booked.refresh_from_db()
    assert (booked.state, booked.version) == ("used", 2)
    stored = UsageRecord.objects.get()
    assert stored == record
    assert (stored.kind, stored.reservation, stored.grant) == ("reserved", booked, grant)
    assert (stored.terminal, stored.site) == (booked.terminal, booked.terminal.site)
    assert (stored.operator, stored.recorded_by, stored.department) == (
        grant.staff,
        grant.staff,
        grant.department,
    )
    assert (stored.started_at, stored.ended_at) == (at(YESTERDAY, 10, 5), at(YESTERDAY, 10, 40))
    assert lookups_of(stored) == {grant.affair_id: 12}
    event = UsageRecord.pgh_event_model.objects.get()
    assert (event.pgh_context["action"], event.pgh_context["name"]) == ("record_usage", "見本 花子")


def test_recording_takes_no_look_ups_as_0(booked, grant, purpose):
    record = record_use(reservation=booked, actor=grant.staff, use=use(purpose, {grant.affair: 0}))
    assert lookups_of(record) == {grant.affair_id: 0}


def test_recording_twice_is_refused(booked, grant, purpose):
    record_use(reservation=booked, actor=grant.staff, use=use(purpose, {grant.affair: 1}))
    reasons = refused(record_use, reservation=booked, actor=grant.staff, use=use(purpose, {grant.affair: 1}))
    assert reasons == ["「利用済み」のものは、利用記録の記入できません。画面を開き直してください。"]
    assert UsageRecord.objects.count() == 1


def test_recording_is_refused_with_all_reasons_at_once(booked, grant):
    purpose = make_purpose(name="その他", needs_note=True)
    strange = make_affair(name="年金")
    reasons = refused(
        record_use,
        reservation=booked,
        actor=grant.staff,
        use=use(
            purpose,
            {strange: 1},
            started_at=timezone.now() + timedelta(days=400),
            ended_at=timezone.now() + timedelta(days=399),
        ),
    )
    assert [reason.split("。")[0] for reason in reasons] == [
        f"予約の日（{short_day(YESTERDAY)}）の時刻を入れてください",
        "終了時刻は、開始時刻より後にしてください",
        "これからの時刻は記入できません",
        "利用目的が「その他」のときは、利用目的の説明を入れてください",
        reasons[4].split("。")[0],
    ]
    assert "「年金」の操作権限がありません" in reasons[4]
    booked.refresh_from_db()
    assert booked.state == "booked"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"lookups": {}}, "照会件数を入れてください。照会しなかったときは0を"),
        ({"purpose_note": "対象 123456789018"}, "個人番号（マイナンバー）と思われる"),
        ({"purpose_note": "あ" * 201}, "200字まで"),
        ({"ended_at": at(today(), 0, 10)}, "開始と終了は、同じ日に"),
    ],
)
def test_recording_says_what_is_wrong(booked, grant, purpose, changes, sentence):
    told = replace(use(purpose, {grant.affair: 1}), **changes)
    (reason,) = refused(record_use, reservation=booked, actor=grant.staff, use=told)
    assert sentence in reason


def test_recording_is_for_whoever_used_it(booked, grant, purpose):
    colleague = make_staff("applicant", department=grant.department)
    told = use(purpose, {grant.affair: 1})
    assert refused(record_use, reservation=booked, actor=colleague, use=told) == [
        "利用した本人が記入してください。"
    ]
    with pytest.raises(NotPermittedError):
        record_use(reservation=booked, actor=make_staff("reviewer"), use=told)


def test_recording_refuses_a_booking_that_has_changed_since(booked, grant, purpose):
    with pytest.raises(OvertakenError):
        record_use(reservation=booked, actor=grant.staff, use=use(purpose, {grant.affair: 1}), version=7)
    assert not UsageRecord.objects.exists()


def test_recording_is_of_the_site_where_the_terminal_stood_that_day(booked, grant, purpose):
    """So are an urgent use, a use at the own site and a correction."""
    terminal, before = booked.terminal, booked.terminal.site
    terminal.site, terminal.placed_on = make_site(), today()
    terminal.save()
    first = record_use(reservation=booked, actor=grant.staff, use=use(purpose, {grant.affair: 1}))
    corrected = correct_use(
        record=first, actor=grant.staff, use=use(purpose, {grant.affair: 2}), reason="件数の誤り"
    )
    told = use(purpose, {grant.affair: 1}, starts=(13, 0), ends=(14, 0))
    urgent_use = record_urgent_use(**urgent(grant, terminal, told))
    held = make_site_grant(staff=grant.staff, starts_on=YESTERDAY, site=before)
    terminal.is_shared = False
    terminal.save()
    told = use(purpose, {grant.affair: 1}, starts=(15, 0), ends=(16, 0))
    own_site = record_own_site_use(terminal=terminal, actor=grant.staff, use=told)
    assert [each.site for each in (first, corrected, urgent_use, own_site)] == [before] * 4
    assert own_site.grant == held


def test_recording_what_has_not_begun_is_refused(grant, purpose):
    coming = make_reservation(grant=make_grant(staff=grant.staff, ends_on=today() + timedelta(days=400)))
    reasons = refused(record_use, reservation=coming, actor=grant.staff, use=use(purpose, {grant.affair: 1}))
    assert reasons == ["予約の時間がまだ始まっていません。"]


# --- Urgent, and at the own site ----------------------------------------------------------------------


def test_urgent_use_stands_on_the_grant_of_its_look_ups(grant, terminal, purpose):
    other = make_grant(staff=grant.staff, starts_on=today() - timedelta(days=300))
    told = use(purpose, {grant.affair: 3, other.affair: 8})
    record = record_urgent_use(**urgent(grant, terminal, told))
    assert (record.kind, record.grant, record.reservation) == ("urgent", other, None)
    assert (record.urgent_reason, record.urgent_reviewed_at) == ("窓口で急に必要になったため", None)
    assert lookups_of(record) == {grant.affair_id: 3, other.affair_id: 8}


def test_urgent_use_says_why_and_is_of_a_shared_terminal(grant, purpose):
    reasons = refused(
        record_urgent_use,
        **urgent(grant, make_terminal(number="T-902"), use(purpose, {grant.affair: 1}), reason=" "),
    )
    assert reasons == [
        "予約できなかった理由を入れてください。",
        "端末T-902は共用の端末ではありません。「設置場所の利用」に記入してください。",
    ]


def test_urgent_use_says_why_without_a_my_number_and_in_few_words(grant, terminal, purpose):
    told = use(purpose, {grant.affair: 1})
    reasons = refused(record_urgent_use, **urgent(grant, terminal, told, reason="123456789018" + "あ" * 189))
    assert reasons == [
        "予約できなかった理由は200字までにしてください。",
        "予約できなかった理由に個人番号（マイナンバー）と思われる12桁の数字があります。消してください。",
    ]


def test_urgent_use_without_a_grant_that_day_is_refused(operator, terminal, purpose):
    grant = make_grant(staff=operator, starts_on=today())
    reasons = refused(record_urgent_use, **urgent(grant, terminal, use(purpose, {grant.affair: 1})))
    assert reasons[0] == f"{short_day(YESTERDAY)}には操作権限がありません。日を確かめてください。"


def test_urgent_use_that_is_sent_twice_is_written_once(grant, terminal, purpose):
    told = use(purpose, {grant.affair: 1})
    first = record_urgent_use(**urgent(grant, terminal, told))
    (reason,) = refused(record_urgent_use, **urgent(grant, terminal, told))
    assert reason.startswith(f"あなたの{stretch_in_words(first.started_at, first.ended_at)}の端末T-901")
    assert UsageRecord.objects.count() == 1


def test_own_site_use_covers_every_affair_in_force(operator, purpose):
    grant = make_site_grant(staff=operator, starts_on=YESTERDAY)
    affairs = [make_affair(), make_affair(), make_affair(ends_on=YESTERDAY - timedelta(days=1))]
    terminal = make_terminal(site=grant.site)
    record = record_own_site_use(
        terminal=terminal, actor=operator, use=use(purpose, {affairs[0]: 4, affairs[1]: 6})
    )
    assert (record.kind, record.grant, record.site) == ("own_site", grant, grant.site)
    (reason,) = refused(
        record_own_site_use,
        terminal=terminal,
        actor=operator,
        use=use(purpose, {affairs[2]: 4}, starts=(13, 0), ends=(14, 0)),
    )
    assert f"「{affairs[2]}」の操作権限がありません" in reason


def test_own_site_use_at_another_site_or_a_shared_terminal_is_refused(grant, terminal, purpose):
    elsewhere = make_terminal()
    told = use(purpose, {grant.affair: 1})
    (reason,) = refused(record_own_site_use, terminal=elsewhere, actor=grant.staff, use=told)
    assert f"「{elsewhere.site}」の操作権限がありません" in reason
    reasons = refused(record_own_site_use, terminal=terminal, actor=grant.staff, use=told)
    assert reasons[0].startswith("端末T-901は共用の端末です。")


def test_own_site_use_needs_a_grant_of_one_s_own_that_day(operator, purpose):
    before = YESTERDAY - timedelta(days=1)
    past = make_site_grant(staff=operator, starts_on=before, ends_on=before)
    make_site_grant(site=past.site, starts_on=before)  # somebody else's
    terminal, told = make_terminal(site=past.site), use(purpose, {make_affair(): 1})
    reasons = refused(record_own_site_use, terminal=terminal, actor=operator, use=told)
    assert reasons[0] == (
        f"{short_day(YESTERDAY)}には「{past.site}」の操作権限がありません。日を確かめてください。"
    )


def test_use_belongs_to_the_site_where_the_terminal_stood_that_day(operator):
    before, now = make_site(), make_site()
    terminal = make_terminal(site=before)
    terminal.site, terminal.placed_on = now, today()
    terminal.save()
    assert (site_on(terminal, YESTERDAY), site_on(terminal, today())) == (before, now)


def test_use_of_a_terminal_that_was_not_there_is_refused(grant, purpose):
    terminal = make_shared_terminal(number="T-903", starts_on=today())
    (reason,) = refused(record_urgent_use, **urgent(grant, terminal, use(purpose, {grant.affair: 1})))
    assert reason.startswith(f"端末T-903は、{short_day(YESTERDAY)}には設置されていません。")


def test_use_in_a_month_that_is_signed_off_is_refused(grant, terminal, purpose):
    make_sign_off(site=terminal.site, month=YESTERDAY.replace(day=1))
    (reason,) = refused(record_urgent_use, **urgent(grant, terminal, use(purpose, {grant.affair: 1})))
    assert "端末機管理責任者が確認を終えています" in reason

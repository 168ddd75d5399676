"""Uses are written, corrected and reviewed by several presses at once: one counts, the others are told."""

from datetime import timedelta

import pytest

from core.calendar import today
from registry.models import UsageRecord
from registry.services.usage_record import correct_use, record_urgent_use, record_use, review_urgent_use
from registry.services.use_rules import Use
from tests.factories import (
    at,
    make_department,
    make_grant,
    make_purpose,
    make_reservation,
    make_shared_terminal,
    make_staff,
    make_usage_record,
)
from tests.registry.at_once import pressing

pytestmark = pytest.mark.django_db(transaction=True)

YESTERDAY = today() - timedelta(days=1)
WINDOWS = 6


@pytest.fixture
def grant():
    staff = make_staff("applicant", department=make_department())
    return make_grant(staff=staff, starts_on=today() - timedelta(days=300))


def use(grant, count=1):
    return Use(at(YESTERDAY, 10), at(YESTERDAY, 10, 30), make_purpose(), lookups={grant.affair_id: count})


def counts_once(act, sentence):
    outcomes = pressing([act] * WINDOWS)
    assert outcomes.count("won") == 1, outcomes
    assert all(sentence in each for each in outcomes if each != "won"), outcomes


def test_booking_is_recorded_once(grant):
    booked = make_reservation(grant=grant, starts_at=at(YESTERDAY, 10))
    told = use(grant)
    counts_once(lambda: record_use(reservation=booked, actor=grant.staff, use=told), "「利用済み」のものは")
    assert UsageRecord.objects.count() == 1


def test_urgent_use_is_recorded_once(grant):
    terminal, told = make_shared_terminal(), use(grant)
    counts_once(
        lambda: record_urgent_use(terminal=terminal, actor=grant.staff, use=told, urgent_reason="急用"),
        "利用記録が、すでにあります",
    )
    assert UsageRecord.objects.count() == 1


def test_record_is_corrected_once(grant):
    record, told = make_usage_record(3, grant=grant, started_at=at(YESTERDAY, 10)), use(grant, 4)
    counts_once(
        lambda: correct_use(record=record, actor=grant.staff, use=told, reason="件数の誤り"),
        "すでに訂正されています",
    )
    assert UsageRecord.objects.current().get().corrects == record


def test_urgent_use_is_reviewed_once():
    record = make_usage_record()
    reviewers = iter([make_staff("reviewer") for _ in range(WINDOWS)])
    counts_once(lambda: review_urgent_use(record=record, actor=next(reviewers)), "すでに確認されています")

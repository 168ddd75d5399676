"""The rules of a use that is written down, where they just hold and just do not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.calendar import today, wareki_month
from core.clock import short_day
from registry.services.use_rules import Use, affairs_open_to, grant_for, reasons_against_use
from tests.factories import (
    at,
    make_affair,
    make_department,
    make_grant,
    make_purpose,
    make_shared_terminal,
    make_sign_off,
    make_site_grant,
    make_staff,
    make_usage_record,
)

pytestmark = pytest.mark.django_db

YESTERDAY = today() - timedelta(days=1)
BEFORE = YESTERDAY - timedelta(days=1)
LONG_AGO = today() - timedelta(days=300)


@pytest.fixture
def operator():
    return make_staff("applicant", department=make_department(), name="見本 花子")


@pytest.fixture
def grant(operator):
    return make_grant(staff=operator, starts_on=LONG_AGO)


@pytest.fixture
def terminal():
    return make_shared_terminal(number="T-901")


def use(grant, starts=(10, 0), ends=(10, 30), **fields):
    return Use(
        **{
            "started_at": at(YESTERDAY, *starts),
            "ended_at": at(YESTERDAY, *ends),
            "purpose": fields.pop("purpose", None) or make_purpose(name="課税の確認"),
            "lookups": {grant.affair_id: 1},
        }
        | fields
    )


def reasons(told, grant, terminal, **fields):
    asked = {"operator": grant.staff, "terminal": terminal, "site": terminal.site, "now": timezone.now()}
    return reasons_against_use(told, **asked | fields)


# --- Times --------------------------------------------------------------------------------------------


def test_use_lasts_at_least_a_minute(grant, terminal):
    assert reasons(use(grant, (10, 0), (10, 0)), grant, terminal) == [
        "終了時刻は、開始時刻より後にしてください。"
    ]


def test_use_is_written_once_it_is_over(grant, terminal):
    told = use(grant)
    assert reasons(told, grant, terminal, now=at(YESTERDAY, 10, 30)) == []
    assert reasons(told, grant, terminal, now=at(YESTERDAY, 10, 29)) == [
        "これからの時刻は記入できません。実際に利用した時刻を入れてください。"
    ]


def test_use_up_to_midnight_is_of_two_days(grant, terminal):
    assert reasons(use(grant, ended_at=at(YESTERDAY, 23, 59)), grant, terminal) == []
    (reason,) = reasons(use(grant, ended_at=at(today(), 0)), grant, terminal)
    assert reason.startswith("開始と終了は、同じ日にしてください。")


# --- The terminal and the purpose ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "day", "refused"),
    [
        ("starts_on", YESTERDAY, False),
        ("starts_on", today(), True),
        ("ends_on", YESTERDAY, False),
        ("ends_on", BEFORE, True),
    ],
)
def test_terminal_and_purpose_are_used_on_their_own_days(grant, terminal, field, day, refused):
    dated = make_shared_terminal(number="T-902", **{field: day})
    told = f"端末T-902は、{short_day(YESTERDAY)}には設置されていません。端末か日を確かめてください。"
    assert reasons(use(grant), grant, dated) == ([told] if refused else [])
    purpose = make_purpose(name="住所の確認", **{field: day})
    told = f"利用目的「住所の確認」は、{short_day(YESTERDAY)}には使われていません。選び直してください。"
    assert reasons(use(grant, purpose=purpose), grant, terminal) == ([told] if refused else [])


def test_purpose_that_needs_a_note_has_one(grant, terminal):
    purpose = make_purpose(name="その他", needs_note=True)
    assert reasons(use(grant, purpose=purpose, purpose_note=" "), grant, terminal) == [
        "利用目的が「その他」のときは、利用目的の説明を入れてください。"
    ]
    assert reasons(use(grant, purpose=purpose, purpose_note="電話の照会"), grant, terminal) == []


# --- Look-ups and grants ------------------------------------------------------------------------------


def test_look_ups_are_never_fewer_than_none(grant, terminal):
    assert reasons(use(grant, lookups={grant.affair_id: -1}), grant, terminal) == [
        "照会件数は0以上の数にしてください。"
    ]


@pytest.mark.parametrize(
    ("field", "day", "is_open"),
    [
        ("starts_on", YESTERDAY, True),
        ("starts_on", today(), False),
        ("ends_on", YESTERDAY, True),
        ("ends_on", BEFORE, False),
    ],
)
def test_affair_is_open_on_the_days_of_the_grant(operator, terminal, field, day, is_open):
    grant = make_grant(**{"staff": operator, "starts_on": LONG_AGO, field: day})
    assert affairs_open_to(operator, site=terminal.site, day=YESTERDAY) == (
        {grant.affair_id} if is_open else set()
    )
    assert grant_for(operator, use(grant), site=terminal.site) == (grant if is_open else None)


def test_grants_of_others_and_of_other_sites_open_nothing(grant, terminal):
    """Nor does a use stand on them."""
    newcomer = make_staff("applicant", department=make_department())
    make_site_grant(staff=newcomer, starts_on=LONG_AGO)
    assert affairs_open_to(newcomer, site=terminal.site, day=YESTERDAY) == set()
    assert grant_for(newcomer, use(grant), site=terminal.site) is None
    (reason,) = reasons(use(grant), grant, terminal, operator=newcomer)
    assert f"「{grant.affair}」の操作権限がありません。" in reason


def test_use_stands_on_the_grant_of_the_site_where_none_is_of_its_affairs(grant, terminal):
    of_the_site = make_site_grant(staff=grant.staff, site=terminal.site, starts_on=LONG_AGO)
    make_grant(staff=grant.staff, starts_on=LONG_AGO)  # newer, and of an affair that was not looked up
    elsewhere = use(grant, lookups={make_affair().pk: 5})
    assert grant_for(grant.staff, elsewhere, site=terminal.site) == of_the_site
    assert grant_for(grant.staff, use(grant, lookups={grant.affair_id: 0}), site=terminal.site) == grant


# --- Two uses at once ---------------------------------------------------------------------------------


def test_person_sits_at_one_terminal_at_a_time(grant, terminal):
    make_usage_record(grant=grant, terminal=terminal, started_at=at(YESTERDAY, 10))
    elsewhere = make_shared_terminal()
    (reason,) = reasons(use(grant, (10, 29), (11, 0)), grant, elsewhere)
    assert reason.startswith(
        f"あなたの{short_day(YESTERDAY)}10:00から10:30までの端末T-901の利用記録が、すでに"
    )
    for starts, ends in (((9, 30), (10, 0)), ((10, 30), (11, 0))):
        assert reasons(use(grant, starts, ends), grant, elsewhere) == []


def test_use_of_a_colleague_is_no_hindrance(grant, terminal):
    make_usage_record(started_at=at(YESTERDAY, 10), terminal=terminal)
    assert reasons(use(grant), grant, terminal) == []


def test_record_that_was_corrected_is_no_hindrance_nor_the_one_to_be_corrected(grant, terminal):
    first = make_usage_record(grant=grant, terminal=terminal, started_at=at(YESTERDAY, 10))
    standing = make_usage_record(
        grant=grant,
        terminal=terminal,
        started_at=at(YESTERDAY, 14),
        corrects=first,
        correction_reason="時刻の誤り",
    )
    assert reasons(use(grant), grant, terminal) == []
    afternoon = use(grant, (14, 0), (15, 0))
    assert len(reasons(afternoon, grant, terminal)) == 1
    assert reasons(afternoon, grant, terminal, corrected=standing) == []


def test_use_told_backwards_is_compared_with_no_other(grant, terminal):
    make_usage_record(grant=grant, terminal=terminal, started_at=at(YESTERDAY, 9), ended_at=at(YESTERDAY, 12))
    assert reasons(use(grant, (11, 0), (10, 0)), grant, terminal) == [
        "終了時刻は、開始時刻より後にしてください。"
    ]


# --- Months that are closed ---------------------------------------------------------------------------


def test_month_is_closed_for_its_site_alone_and_until_it_is_reopened(grant, terminal):
    month = YESTERDAY.replace(day=1)
    make_sign_off(month=month)
    make_sign_off(
        site=terminal.site,
        month=month,
        reopened_at=timezone.now(),
        reopened_by=make_staff(),
        reopen_reason="件数の誤り",
    )
    assert reasons(use(grant), grant, terminal) == []
    make_sign_off(site=terminal.site, month=month)
    assert reasons(use(grant), grant, terminal) == [
        f"{terminal.site}の{wareki_month(month)}の利用記録は、端末機管理責任者が確認を終えています。"
        "直すときは、月の確認を戻してもらってください。"
    ]

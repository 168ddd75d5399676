"""What was done at the terminals, and the months that are closed."""

from datetime import timedelta

from django.utils import timezone

from core.calendar import TOKYO, today
from registry.models import MonthSignOff, UsageLookup, UsageRecord
from tests.factories import (
    at,
    make_affair,
    make_grant,
    make_reservation,
    make_shared_terminal,
    make_sign_off,
    make_site_grant,
    make_staff,
    make_usage_record,
)


def change(record, **values):
    """A raw UPDATE."""
    UsageRecord.objects.filter(pk=record.pk).update(**values)


def month_of(record):
    return record.started_at.astimezone(TOKYO).date().replace(day=1)


def correction_of(record, **fields):
    """A record in the place of another."""
    return make_usage_record(
        **{
            "grant": record.grant,
            "terminal": record.terminal,
            "started_at": record.started_at,
            "corrects": record,
            "correction_reason": "時刻の誤り",
        }
        | fields
    )


def in_a_closed_month():
    record = make_usage_record()
    make_sign_off(site=record.site, month=month_of(record))
    make_usage_record(grant=record.grant, terminal=record.terminal)


def lookup_in_a_closed_month():
    record = make_usage_record(lookups=None)
    make_sign_off(site=record.site, month=month_of(record))
    UsageLookup.objects.create(record=record, affair=record.grant.affair, count=1)


def reservation_recorded_twice():
    reservation = make_reservation()
    for hour in range(2):
        make_usage_record(
            grant=reservation.grant,
            terminal=reservation.terminal,
            reservation=reservation,
            kind="reserved",
            started_at=timezone.now() - timedelta(hours=hour),
        )


def reviewed_by_the_operator():
    record = make_usage_record()
    change(record, urgent_reviewed_at=timezone.now(), urgent_reviewed_by=record.operator)


def affair_twice():
    record = make_usage_record()
    UsageLookup.objects.create(record=record, affair=record.grant.affair, count=1)


def signed_off_twice():
    sign_off = make_sign_off()
    make_sign_off(site=sign_off.site)


def own_use_signed_off():
    """The use began with the month in Tokyo, when it was still the month before in UTC."""
    day = today() - timedelta(days=1)
    record = make_usage_record(started_at=at(day.replace(day=1), 0))
    make_sign_off(site=record.site, month=month_of(record), signed_by=record.operator)


def reopened_by_the_signer():
    sign_off = make_sign_off()
    stamp = {"reopened_at": timezone.now(), "reopened_by": sign_off.signed_by, "reopen_reason": "記入もれ"}
    MonthSignOff.objects.filter(pk=sign_off.pk).update(**stamp)


def reopened(**values):
    sign_off = make_sign_off()
    MonthSignOff.objects.filter(pk=sign_off.pk).update(**values)


BREACHES = {
    "registry_monthsignoff_first_day": lambda: make_sign_off(month="2023-04-02"),
    "registry_monthsignoff_not_own_use": own_use_signed_off,
    "registry_monthsignoff_once": signed_off_twice,
    "registry_monthsignoff_reopened_by_another": reopened_by_the_signer,
    "registry_monthsignoff_reopened_pair": lambda: reopened(
        reopened_at=timezone.now(), reopen_reason="記入もれ"
    ),
    "registry_monthsignoff_reopened_says_why": lambda: reopened(
        reopened_at=timezone.now(), reopened_by=make_staff()
    ),
    "registry_monthsignoff_stays": lambda: reopened(lookup_count=7),
    "registry_usagelookup_covered": lambda: UsageLookup.objects.create(
        record=make_usage_record(), affair=make_affair(), count=1
    ),
    "registry_usagelookup_month_open": lookup_in_a_closed_month,
    "registry_usagelookup_once": affair_twice,
    "registry_usagelookup_stays": lambda: UsageLookup.objects.filter(record=make_usage_record()).update(
        count=0
    ),
    "registry_usagerecord_correction_says_why": lambda: correction_of(
        make_usage_record(), correction_reason=""
    ),
    "registry_usagerecord_ends_after_start": lambda: make_usage_record(
        ended_at=timezone.now() - timedelta(days=9)
    ),
    "registry_usagerecord_kind_known": lambda: make_usage_record(kind="secret"),
    "registry_usagerecord_month_open": in_a_closed_month,
    "registry_usagerecord_one_of_reservation": reservation_recorded_twice,
    "registry_usagerecord_reserved_has_reservation": lambda: make_usage_record(kind="reserved"),
    "registry_usagerecord_stays": lambda: change(
        make_usage_record(), ended_at=timezone.now() + timedelta(days=1)
    ),
    "registry_usagerecord_urgent_reviewed_by_another": reviewed_by_the_operator,
    "registry_usagerecord_urgent_reviewed_pair": lambda: change(
        make_usage_record(), urgent_reviewed_at=timezone.now()
    ),
    "registry_usagerecord_urgent_says_why": lambda: make_usage_record(kind="urgent"),
}


def superseded_by_nothing():
    """The same rule: a record that goes out of the sums without a correction in its place."""
    change(make_usage_record(), superseded=True)


def superseded_no_more():
    record = make_usage_record()
    correction_of(record)
    change(record, superseded=False)


def lookup_taken_out():
    UsageLookup.objects.filter(record=make_usage_record()).delete()


def looked_up_on(grant, **fields):
    """A look-up of the grant's affair in yesterday's use of somebody, told by `fields`."""
    record = make_usage_record(lookups=None, grant=grant, **fields)
    UsageLookup.objects.create(record=record, affair=grant.affair or make_affair(), count=1)


def lookup_before_the_grant():
    looked_up_on(make_grant(starts_on=today()))


def lookup_after_the_grant():
    day = today() - timedelta(days=2)
    looked_up_on(make_grant(starts_on=day, ends_on=day))


def lookup_on_the_grant_of_another():
    looked_up_on(make_grant(), operator=make_staff())


def lookup_elsewhere_on_a_grant_of_a_site():
    looked_up_on(make_site_grant(starts_on=today() - timedelta(days=9)))


def lookups_on_the_first_and_the_last_day():
    """No breach: the days are those of Tokyo, and a grant of the site covers every affair there."""
    day = today() - timedelta(days=1)
    for grant in (make_grant(starts_on=day, ends_on=day), make_site_grant(starts_on=day, ends_on=day)):
        terminal = make_shared_terminal(**{"site": grant.site} if grant.site else {})
        for hour in (0, 23):
            looked_up_on(grant, terminal=terminal, started_at=at(day, hour))


def in_a_month_that_was_reopened():
    """No breach: what was reopened is open, and so is the same month at another site."""
    record = make_usage_record()
    month = month_of(record)
    stamp = {"reopened_at": timezone.now(), "reopened_by": make_staff(), "reopen_reason": "記入もれ"}
    make_sign_off(site=record.site, month=month, **stamp)
    make_sign_off(month=month)
    make_usage_record(grant=record.grant, terminal=record.terminal)


def signed_off_where_one_did_nothing():
    """No breach: the own use was of another month or another site, or a correction has set it elsewhere."""
    record = make_usage_record()
    month, signer = month_of(record), record.operator
    make_sign_off(site=record.site, signed_by=signer)
    make_sign_off(month=month, signed_by=signer)
    correction_of(record, started_at=record.started_at - timedelta(days=40))
    make_sign_off(site=record.site, month=month, signed_by=signer)


def reopened_twice():
    """The same as a sign-off that is changed: what was reopened stays so."""
    sign_off = make_sign_off()
    for _ in range(2):
        stamp = {"reopened_at": timezone.now(), "reopened_by": make_staff(), "reopen_reason": "記入もれ"}
        MonthSignOff.objects.filter(pk=sign_off.pk).update(**stamp)

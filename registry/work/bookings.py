"""What waits of an operator's bookings, and the urgent uses that wait for their review."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from core.calendar import TOKYO
from core.clock import clock, day_of, stretch_in_words
from core.models import Staff
from core.work import Task, some_of
from registry.models import Reservation, UsageRecord
from registry.states.reservation import State


def missing_records(person: Staff, day: date) -> Iterator[Task]:
    """The person's bookings that are over and have no record; the oldest first. Until then nothing new is
    booked."""
    if not person.has_perm("registry.add_usagerecord"):
        return
    missing = Reservation.objects.filter(operator=person).without_record(timezone.now())
    for booked in missing.select_related("terminal").order_by("ends_at"):
        yield Task(
            title=f"{stretch_in_words(booked.starts_at, booked.ends_at)}の利用記録を書いてください",
            detail=f"端末{booked.terminal}。書くまで、新しい予約はできません。",
            url=reverse("reservation_record", args=[booked.pk]),
            day=day_of(booked.starts_at),
        )


def coming_bookings(person: Staff, day: date) -> Iterator[Task]:
    """The person's own bookings of today and tomorrow that are not over."""
    if not person.has_perm("registry.view_reservation"):
        return
    until = datetime.combine(day + timedelta(days=2), time.min, TOKYO)
    coming = Reservation.objects.filter(
        operator=person, state=State.BOOKED, ends_at__gt=timezone.now(), starts_at__lt=until
    )
    for booked in coming.select_related("terminal__site", "grant__affair", "grant__site").order_by(
        "starts_at"
    ):
        when = "今日" if day_of(booked.starts_at) == day else "明日"
        yield Task(
            title=f"{when}{clock(booked.starts_at)}から{clock(booked.ends_at)}まで、端末を予約しています",
            detail=f"端末{booked.terminal}（{booked.terminal.site}）、{booked.grant.basis}",
            url=reverse("reservation", args=[booked.pk]),
            day=day_of(booked.starts_at),
        )


def urgent_uses(person: Staff, day: date) -> Iterator[Task]:
    """For whoever reviews: the urgent uses of others that wait, as one task."""
    if not person.has_perm("registry.review_urgent_use"):
        return
    waiting = UsageRecord.objects.visible_to(person).awaiting_review().exclude(operator=person)
    found = list(
        waiting.select_related("operator").order_by("started_at").only("started_at", "operator__name")
    )
    if found:
        names = list(dict.fromkeys(each.operator.name for each in found))
        yield Task(
            title=f"確認を待っている緊急の利用が{len(found)}件あります",
            detail=f"{some_of(names)}の利用です。",
            url=f"{reverse('usage_records')}?standing=urgent",
            day=day_of(found[0].started_at),
        )

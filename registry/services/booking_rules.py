"""Why a time at a shared terminal cannot be booked: every reason at once, each with what to do about it.

What the rules need is read in two queries, however much stands on the calendar; the database holds the
hardest of them again (registry/models/reservation.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection

from core.calendar import NO_OVERRIDES, TOKYO, is_business_day, wareki, why_closed
from core.clock import clock, day_of, moment_in_words, short_day, stretch_in_words
from core.models import Staff
from registry.models import BookingTerms, Terminal


@dataclass(frozen=True)
class Wish:
    """What is to be booked: who operates, where, by which grant, from when to when.

    asked_by   who asks and reads the reasons: the operator, or whoever moves the booking for them
    moved_id   the booking that is to take this time instead of its own; 0 for a new one
    """

    operator_id: int
    terminal_id: int
    grant_id: int
    starts_at: datetime
    ends_at: datetime
    asked_by: Staff
    moved_id: int = 0

    @property
    def day(self) -> date:
        return day_of(self.starts_at)

    @property
    def is_own(self) -> bool:
        return self.operator_id == self.asked_by.pk


class Ground(NamedTuple):
    """What the registers say of the operator, the terminal, the grant and the day."""

    is_active: bool
    terminal_number: str
    is_shared: bool
    terminal_starts_on: date | None
    terminal_ends_on: date | None
    terminal_site_id: int
    staff_id: int | None
    starts_on: date
    ends_on: date | None
    site_id: int | None
    affair_starts_on: date | None
    affair_ends_on: date | None
    basis: str
    opens_at: time | None
    closes_at: time | None
    days_ahead: int | None
    longest_minutes: int | None
    day_is_open: bool | None
    day_note: str | None


class Obstacle(NamedTuple):
    """What stands on the calendar in the way: a booking (`taken`), a fault (`outage`), or an older use
    without its record (`unrecorded`)."""

    kind: str
    starts_at: datetime
    ends_at: datetime | None  # None: a fault of which nobody knows when it ends
    terminal_id: int
    operator_id: int | None
    department_id: int | None


# The person is locked before the terminal: the order in which they are named. NO KEY: what only points to
# them is still written meanwhile.
_GROUND = """
SELECT person.is_active, terminal.number, terminal.is_shared, terminal.starts_on, terminal.ends_on,
    terminal.site_id, held.staff_id, held.starts_on, held.ends_on, held.site_id,
    affair.starts_on, affair.ends_on, COALESCE(affair.name, site.name),
    terms.opens_at, terms.closes_at, terms.days_ahead, terms.longest_minutes, office.is_open, office.note
FROM core_staff AS person
    JOIN registry_terminal AS terminal ON terminal.id = %(terminal)s
    LEFT JOIN registry_operatorgrant AS held ON held.id = %(grant)s
    LEFT JOIN registry_affair AS affair ON affair.id = held.affair_id
    LEFT JOIN registry_site AS site ON site.id = held.site_id
    LEFT JOIN registry_bookingterms AS terms ON true
    LEFT JOIN core_officeday AS office ON office.day = %(day)s
WHERE person.id = %(operator)s
FOR NO KEY UPDATE OF person, terminal
"""

# A booking is of one day, so what overlaps began at most a day before.
_OBSTACLES = """
SELECT 'taken', starts_at, ends_at, terminal_id, operator_id, department_id
FROM registry_reservation
WHERE starts_at > %(starts_at)s::timestamptz - interval '1 day' AND starts_at < %(ends_at)s
    AND ends_at > %(starts_at)s AND state IN ('booked', 'used')
    AND (terminal_id = %(terminal)s OR operator_id = %(operator)s) AND id <> %(moved)s
UNION ALL
SELECT 'outage', starts_at, ends_at, terminal_id, NULL, NULL
FROM registry_terminaloutage
WHERE terminal_id = %(terminal)s AND starts_at < %(ends_at)s AND (ends_at IS NULL OR ends_at > %(starts_at)s)
UNION ALL (
    SELECT 'unrecorded', starts_at, ends_at, terminal_id, NULL, NULL
    FROM registry_reservation
    WHERE operator_id = %(operator)s AND state = 'booked' AND ends_at <= %(now)s AND %(moved)s = 0
    ORDER BY ends_at LIMIT 1
)
ORDER BY 1, 2
"""


def reasons_against_booking(wish: Wish, *, now: datetime) -> list[str]:
    """Every reason why the time cannot be booked; none where it can. Within a transaction, for the operator
    and the terminal are locked in it.

    That the person may book at all is the caller's to ask. Where the start is not before the end, nothing is
    said of what else lies in that time.
    """
    return reasons_on(locked_ground(wish), wish, now=now)


def locked_ground(wish: Wish) -> Ground | None:
    """What the registers say, the operator and the terminal being locked for this transaction: whoever else
    presses for either waits here. None where there is no such person or terminal."""
    values: dict[str, Any] = {
        "operator": wish.operator_id,
        "terminal": wish.terminal_id,
        "grant": wish.grant_id,
        "day": wish.day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GROUND, values)
        row = cursor.fetchone()
    return Ground(*row) if row else None


def reasons_on(ground: Ground | None, wish: Wish, *, now: datetime) -> list[str]:
    """The same as `reasons_against_booking`, on a ground that is locked already."""
    if ground is None:
        return ["選んだ端末が見つかりません。画面を開き直して、選び直してください。"]
    backwards = wish.ends_at <= wish.starts_at
    reasons = ["終わりの時刻は、始まりの時刻より後にしてください。"] if backwards else []
    reasons += _against_grant(wish, ground)
    reasons += _against_day(wish, ground, now)
    reasons += _against_hours(wish, ground, now)
    reasons += _against_terminal(wish, ground)
    if not backwards:
        reasons += _against_overlap(wish, now)
    return list(dict.fromkeys(reasons))


def _against_overlap(wish: Wish, now: datetime) -> list[str]:
    values: dict[str, Any] = {
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "terminal": wish.terminal_id,
        "operator": wish.operator_id,
        "moved": wish.moved_id,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OBSTACLES, values)
        obstacles = [Obstacle(*row) for row in cursor.fetchall()]
    if not obstacles:
        return []
    # How they are called is asked for where something is in the way, and not for every booking.
    numbers = Terminal.objects.in_bulk({wish.terminal_id, *(each.terminal_id for each in obstacles)})
    people = Staff.objects.in_bulk({each.operator_id for each in obstacles if each.operator_id})
    return [
        _told(wish, each, numbers[each.terminal_id].number, people.get(each.operator_id or 0))
        for each in obstacles
    ]


# --- The rules, each with its sentence ---------------------------------------------------------------------


def _against_grant(wish: Wish, ground: Ground) -> Iterator[str]:
    whose = "あなた" if wish.is_own else "操作者"
    if not ground.is_active:
        yield "この操作者は、いまは在職していません。予約を取り消してください。"
    if ground.staff_id != wish.operator_id:
        yield f"選んだ操作権限は、{whose}のものではありません。選び直してください。"
        return
    day = wish.day
    if day < ground.starts_on or (ground.ends_on is not None and day > ground.ends_on):
        yield (
            f"「{ground.basis}」の操作権限は、{_period(ground)}です。{short_day(day)}には使えません。"
            "日を改めるか、利用申請をしてください。"
        )
    elif (ground.affair_starts_on and day < ground.affair_starts_on) or (
        ground.affair_ends_on and day > ground.affair_ends_on
    ):
        yield f"「{ground.basis}」は、{short_day(day)}には行われていない事務です。事務か日を改めてください。"
    if ground.site_id is not None and ground.site_id != ground.terminal_site_id:
        yield (
            f"選んだ操作権限は「{ground.basis}」の端末だけに使えます。"
            "その設置場所の端末か、事務の操作権限を選んでください。"
        )


def _period(ground: Ground) -> str:
    if ground.ends_on is None:
        return f"{wareki(ground.starts_on)}から"
    if ground.ends_on < ground.starts_on:
        return "始まる前に終わったもの"
    return f"{wareki(ground.starts_on)}から{wareki(ground.ends_on)}まで"


def _against_day(wish: Wish, ground: Ground, now: datetime) -> Iterator[str]:
    day = wish.day
    overrides = NO_OVERRIDES if ground.day_is_open is None else {day: ground.day_is_open}
    if not is_business_day(day, overrides):
        why = ground.day_note or why_closed(day)
        yield f"{short_day(day)}は閉庁日です（{why}）。開庁日を選んでください。"
    ahead = _or_default(ground.days_ahead, "days_ahead")
    last = day_of(now) + timedelta(days=ahead)
    if day > last:
        yield f"予約できるのは{ahead}日先（{short_day(last)}）までです。それより前の日を選んでください。"


def _against_hours(wish: Wish, ground: Ground, now: datetime) -> Iterator[str]:
    # To the minute: whoever types the present time is not late.
    if wish.starts_at < now.replace(second=0, microsecond=0):
        yield "過ぎた時刻からは予約できません。これからの時刻を入れてください。"
    opens_at = _or_default(ground.opens_at, "opens_at")
    closes_at = _or_default(ground.closes_at, "closes_at")
    if (
        _clock_of(wish.starts_at) < opens_at
        or _clock_of(wish.ends_at) > closes_at
        or wish.day != day_of(wish.ends_at)
    ):
        hours = f"{clock(opens_at)}から{clock(closes_at)}まで"
        yield f"予約できる時間は{hours}です。その中の時刻を入れてください。"
    longest = _or_default(ground.longest_minutes, "longest_minutes")
    if wish.ends_at - wish.starts_at > timedelta(minutes=longest):
        yield f"1回に予約できるのは{_length(longest)}までです。短くするか、分けて予約してください。"


def _clock_of(moment: datetime) -> time:
    """The time of the day in Tokyo."""
    return moment.astimezone(TOKYO).time()


def _or_default(value: Any, name: str) -> Any:
    """The office's own term; the default where nobody has entered any."""
    return getattr(BookingTerms(), name) if value is None else value


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return (f"{hours}時間" if hours else "") + (f"{rest}分" if rest else "")


def _against_terminal(wish: Wish, ground: Ground) -> Iterator[str]:
    number, day = ground.terminal_number, wish.day
    if not ground.is_shared:
        yield f"端末{number}は予約を受け付けていません。共用の端末を選んでください。"
    elif ground.terminal_starts_on and day < ground.terminal_starts_on:
        since = wareki(ground.terminal_starts_on)
        yield f"端末{number}は、{since}に設置されます。ほかの端末か日を選んでください。"
    elif ground.terminal_ends_on and day > ground.terminal_ends_on:
        until = wareki(ground.terminal_ends_on)
        yield f"端末{number}は、{until}に撤去されます。ほかの端末か日を選んでください。"


def _told(wish: Wish, obstacle: Obstacle, number: str, person: Staff | None) -> str:
    match obstacle.kind:
        case "unrecorded":
            return (
                f"{_time_of(obstacle)}の端末{number}の予約に、"
                "利用記録がまだありません。利用記録を書いてから予約してください。"
            )
        case "outage":
            return f"端末{number}は、{_fault_in_words(obstacle)}。ほかの端末か時間を選んでください。"
    time_taken = _time_of(obstacle)
    if obstacle.terminal_id == wish.terminal_id:
        return (
            f"端末{number}は、{time_taken}、{_whose(wish, obstacle, person)}が予約しています。"
            "空いている時間か、ほかの端末を選んでください。"
        )
    whose = "あなた" if wish.is_own else "この操作者"
    return f"{whose}は、{time_taken}、端末{number}を予約しています。重ならない時間を選んでください。"


def _time_of(booking: Obstacle) -> str:
    return stretch_in_words(booking.starts_at, booking.ends_at or booking.starts_at)


def _fault_in_words(fault: Obstacle) -> str:
    since = moment_in_words(fault.starts_at)
    if fault.ends_at is None:
        return f"{since}から故障していて、直る時期が決まっていません"
    return f"{since}から{moment_in_words(fault.ends_at)}まで故障のため使えません"


def _whose(wish: Wish, obstacle: Obstacle, person: Staff | None) -> str:
    """Who has the time, as far as the person who asks may know."""
    asks = wish.asked_by
    if obstacle.operator_id == asks.pk:
        return "あなた"
    if asks.has_perm("registry.view_all_departments") or (
        obstacle.department_id is not None and obstacle.department_id == asks.department_id
    ):
        return f"{person}さん"
    return "ほかの課"

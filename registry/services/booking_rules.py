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
from registry.models import BookingTerms, Reservation, Terminal


@dataclass(frozen=True)
class Wish:
    """What is to be booked: who operates, where, by which grant, from when to when.

    asked_by   who asks and reads the reasons: the operator, or whoever moves the booking for them
    moved      the booking that is to take this time instead of its own
    """

    operator: Staff
    terminal: Terminal
    grant_id: int
    starts_at: datetime
    ends_at: datetime
    asked_by: Staff
    moved: Reservation | None = None

    @property
    def day(self) -> date:
        return day_of(self.starts_at)

    @property
    def is_own(self) -> bool:
        return self.operator.pk == self.asked_by.pk


class Ground(NamedTuple):
    """What the office's registers say of the grant and of the day."""

    staff_id: int
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
    terminal_number: str
    operator_id: int | None
    operator_name: str
    department_id: int | None


_GROUND = """
SELECT held.staff_id, held.starts_on, held.ends_on, held.site_id, affair.starts_on, affair.ends_on,
    COALESCE(affair.name, site.name),
    terms.opens_at, terms.closes_at, terms.days_ahead, terms.longest_minutes,
    office.is_open, office.note
FROM registry_operatorgrant AS held
    LEFT JOIN registry_affair AS affair ON affair.id = held.affair_id
    LEFT JOIN registry_site AS site ON site.id = held.site_id
    LEFT JOIN registry_bookingterms AS terms ON true
    LEFT JOIN core_officeday AS office ON office.day = %(day)s
WHERE held.id = %(grant)s
"""

# A booking is of one day, so what overlaps began at most a day before.
_OBSTACLES = """
SELECT 'taken', booked.starts_at, booked.ends_at, terminal.id, terminal.number, person.id, person.name,
    booked.department_id
FROM registry_reservation AS booked
    JOIN registry_terminal AS terminal ON terminal.id = booked.terminal_id
    JOIN core_staff AS person ON person.id = booked.operator_id
WHERE booked.starts_at > %(starts_at)s::timestamptz - interval '1 day' AND booked.starts_at < %(ends_at)s
    AND booked.ends_at > %(starts_at)s AND booked.state IN ('booked', 'used')
    AND (booked.terminal_id = %(terminal)s OR booked.operator_id = %(operator)s)
    AND booked.id <> %(moved)s
UNION ALL
SELECT 'outage', fault.starts_at, fault.ends_at, fault.terminal_id, '', NULL, fault.symptom, NULL
FROM registry_terminaloutage AS fault
WHERE fault.terminal_id = %(terminal)s AND fault.starts_at < %(ends_at)s
    AND (fault.ends_at IS NULL OR fault.ends_at > %(starts_at)s)
UNION ALL (
    SELECT 'unrecorded', older.starts_at, older.ends_at, terminal.id, terminal.number, NULL, '', NULL
    FROM registry_reservation AS older JOIN registry_terminal AS terminal ON terminal.id = older.terminal_id
    WHERE older.operator_id = %(operator)s AND older.state = 'booked' AND older.ends_at <= %(now)s
        AND %(moved)s = 0
    ORDER BY older.ends_at LIMIT 1
)
ORDER BY 1, 2
"""


def reasons_against_booking(wish: Wish, *, now: datetime) -> list[str]:
    """Every reason why the time cannot be booked; none where it can.

    That the person may book at all is the caller's to ask. Where the start is not before the end, nothing is
    said of what else lies in that time.
    """
    backwards = wish.ends_at <= wish.starts_at
    ground = _ground(wish)
    if ground is None:
        return ["選んだ操作権限が見つかりません。画面を開き直して、選び直してください。"]
    reasons = ["終わりの時刻は、始まりの時刻より後にしてください。"] if backwards else []
    reasons += _against_grant(wish, ground)
    reasons += _against_day(wish, ground, now)
    reasons += _against_hours(wish, ground, now)
    reasons += _against_terminal(wish)
    if not backwards:
        reasons += [_told(wish, obstacle) for obstacle in _obstacles(wish, now)]
    return list(dict.fromkeys(reasons))


def _ground(wish: Wish) -> Ground | None:
    with connection.cursor() as cursor:
        cursor.execute(_GROUND, {"grant": wish.grant_id, "day": wish.day})
        row = cursor.fetchone()
    return Ground(*row) if row else None


def _obstacles(wish: Wish, now: datetime) -> list[Obstacle]:
    values: dict[str, Any] = {
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "terminal": wish.terminal.pk,
        "operator": wish.operator.pk,
        "moved": wish.moved.pk if wish.moved else 0,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OBSTACLES, values)
        return [Obstacle(*row) for row in cursor.fetchall()]


# --- The rules, each with its sentence ---------------------------------------------------------------------


def _against_grant(wish: Wish, ground: Ground) -> Iterator[str]:
    whose = "あなた" if wish.is_own else "操作者"
    if not wish.operator.is_active:
        yield "この操作者は、いまは在職していません。予約を取り消してください。"
    if ground.staff_id != wish.operator.pk:
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
    if ground.site_id is not None and ground.site_id != wish.terminal.site_id:
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


def _against_terminal(wish: Wish) -> Iterator[str]:
    terminal, day = wish.terminal, wish.day
    if not terminal.is_shared:
        yield f"端末{terminal.number}は予約を受け付けていません。共用の端末を選んでください。"
    elif terminal.starts_on and day < terminal.starts_on:
        since = wareki(terminal.starts_on)
        yield f"端末{terminal.number}は、{since}に設置されます。ほかの端末か日を選んでください。"
    elif terminal.ends_on and day > terminal.ends_on:
        until = wareki(terminal.ends_on)
        yield f"端末{terminal.number}は、{until}に撤去されます。ほかの端末か日を選んでください。"


def _told(wish: Wish, obstacle: Obstacle) -> str:
    number = obstacle.terminal_number
    match obstacle.kind:
        case "unrecorded":
            return (
                f"{_time_of(obstacle)}の端末{number}の予約に、"
                "利用記録がまだありません。利用記録を書いてから予約してください。"
            )
        case "outage":
            fault = _fault_in_words(obstacle)
            return f"端末{wish.terminal.number}は、{fault}。ほかの端末か時間を選んでください。"
    time_taken = _time_of(obstacle)
    if obstacle.terminal_id == wish.terminal.pk:
        return (
            f"端末{number}は、{time_taken}、{_whose(wish, obstacle)}が予約しています。"
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


def _whose(wish: Wish, obstacle: Obstacle) -> str:
    """Who has the time, as far as the person who asks may know."""
    asks = wish.asked_by
    if obstacle.operator_id == asks.pk:
        return "あなた"
    if asks.has_perm("registry.view_all_departments") or (
        obstacle.department_id is not None and obstacle.department_id == asks.department_id
    ):
        return f"{obstacle.operator_name}さん"
    return "ほかの課"

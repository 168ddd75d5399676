"""Times of the day as an office types and writes them: 9:30, 11月24日（火）9:30.

All moments are told in Tokyo's time. Nothing here reads a clock.
"""

import re
from datetime import date, datetime, time

from core.calendar import TOKYO, wareki
from core.text import half_width_digits

_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2})(?::00)?|時(?:([0-9]{1,2})分?)?)")
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")
_WEEKDAYS = "月火水木金土日"


def parse_clock(text: str) -> time:
    """Read a time of the day as people type it: 9:30, ９：３０, 9時30分, 930.

    Raises ValueError with a Japanese sentence that says what to write instead.
    """
    compact = "".join(half_width_digits(text).replace("：", ":").split())
    if match := _CLOCK.fullmatch(compact):
        hour, minute = int(match[1]), int(match[2] or match[3] or 0)
    elif match := _DIGITS.fullmatch(compact):
        hour, minute = int(match[1]), int(match[2])
    else:
        raise ValueError("時刻として読めません。「9:30」のように入力してください。")
    if hour > 23 or minute > 59:
        raise ValueError(f"{hour}:{minute:02}という時刻はありません。0:00から23:59までで入力してください。")
    return time(hour, minute)


def clock(value: time | datetime) -> str:
    """「9:30」; a moment in Tokyo's time."""
    local = value.astimezone(TOKYO) if isinstance(value, datetime) else value
    return f"{local.hour}:{local.minute:02}"


def short_day(day: date) -> str:
    """「11月24日（火）」: a day of these months, whose year nobody doubts."""
    return f"{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def moment_in_words(moment: datetime) -> str:
    """「11月24日（火）9:30」"""
    return f"{short_day(day_of(moment))}{clock(moment)}"


def full_moment(moment: datetime) -> str:
    """「令和8年11月24日 9:30」: a moment of any year."""
    return f"{wareki(day_of(moment))} {clock(moment)}"


def moment_on_paper(moment: datetime) -> str:
    """「令和8年11月24日 09:30」: as the trail and the printed sheets write it, below each other."""
    local = moment.astimezone(TOKYO)
    return f"{wareki(local.date())} {local:%H:%M}"


def stretch_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """「11月24日（火）9:30から10:30まで」"""
    end = clock(ends_at) if day_of(starts_at) == day_of(ends_at) else moment_in_words(ends_at)
    return f"{moment_in_words(starts_at)}から{end}まで"


def day_of(moment: datetime) -> date:
    """The day in Tokyo of the moment."""
    return moment.astimezone(TOKYO).date()


def at(day: date, clock_time: time) -> datetime:
    """The moment of the day in Tokyo."""
    return datetime.combine(day, clock_time, TOKYO)


def midnight(day: date) -> datetime:
    """The moment at which the day begins in Tokyo."""
    return at(day, time.min)

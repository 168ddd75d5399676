"""Days as a Japanese office counts and writes them: 和暦, fiscal years, quarters, business days.

Days are parameters. Only `today` reads a clock.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Self
from zoneinfo import ZoneInfo

import jpholiday

TOKYO = ZoneInfo("Asia/Tokyo")


def today() -> date:
    """The day it is in Japan."""
    return datetime.now(TOKYO).date()


def a_year_later(day: date) -> date:
    """The same day of the next year; 28 February where it has no 29th."""
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def overlaps(starts_on: date | None, ends_on: date | None, first: date, last: date) -> bool:
    """Whether what lasts from one day to the other (open where None) lasts on a day of the stretch."""
    return (starts_on is None or starts_on <= last) and (ends_on is None or ends_on >= first)


# --- Eras --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Era:
    """An era and its days, both inclusive. The letter is the one of forms and spreadsheets (R5.3.31)."""

    name: str
    letter: str
    starts_on: date
    ends_on: date

    def year_label(self, western_year: int) -> str:
        """「令和5年」; the first year is 元年."""
        number = western_year - self.starts_on.year + 1
        return f"{self.name}{'元' if number == 1 else number}年"


# 1912-07-30 and 1926-12-25 belong to two eras each: the new one began in the course of the day.
ERAS = (
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", date(2019, 5, 1), date.max),
)
FIRST_DAY = ERAS[0].starts_on
LAST_DAY = date(ERAS[-1].starts_on.year + 98, 12, 31)  # 令和99年; a later day is a slip of the finger (2203)


def era_of(day: date) -> Era:
    """The era of `day`; the newer one where two share it. Raises ValueError before 明治."""
    for era in reversed(ERAS):
        if era.starts_on <= day:
            return era
    raise ValueError("明治より前の日付は和暦で書けません。")


# --- Writing -----------------------------------------------------------------------------------------------


def wareki(day: date) -> str:
    """「令和5年3月31日」. Raises ValueError before 明治, as all writing of 和暦 does."""
    return f"{wareki_month(day)}{day.day}日"


def wareki_month(day: date) -> str:
    """「平成24年7月」"""
    return f"{wareki_year(day)}{day.month}月"


def wareki_short_month(day: date) -> str:
    """「H28.1」; the first year is 1."""
    era = era_of(day)
    return f"{era.letter}{day.year - era.starts_on.year + 1}.{day.month}"


def wareki_year(day: date) -> str:
    """「令和5年」: the calendar year of `day`."""
    return era_of(day).year_label(day.year)


def date_with_western_year(day: date) -> str:
    """「令和5年3月31日（2023-03-31）」"""
    return f"{wareki(day)}（{day.isoformat()}）"


# --- Fiscal years and quarters -----------------------------------------------------------------------------


def fiscal_year_of(day: date) -> int:
    """The western year in whose April the fiscal year of `day` begins."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_period(fiscal_year: int) -> tuple[date, date]:
    """Its first and its last day."""
    return date(fiscal_year, 4, 1), date(fiscal_year + 1, 3, 31)


def fiscal_year_label(fiscal_year: int) -> str:
    """「令和4年度」. A fiscal year bears one name throughout: that of the era in its middle, 1 October.

    So 2019年度 is 令和元年度 from its first day, as the government decided for itself
    (「改元に伴う元号による年表示の取扱いについて」平成31年4月2日 関係省庁連絡会議申合せ), and 1988年度 stays
    昭和63年度, though its last months lie in 平成.
    """
    return f"{era_of(date(fiscal_year, 10, 1)).year_label(fiscal_year)}度"


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a fiscal year: number 1 is April to June, 4 is January to March."""

    fiscal_year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError("四半期は1から4までの数で指定してください。")

    @property
    def starts_on(self) -> date:
        if self.number == 4:
            return date(self.fiscal_year + 1, 1, 1)
        return date(self.fiscal_year, 1 + 3 * self.number, 1)

    @property
    def ends_on(self) -> date:
        return self.next().starts_on - timedelta(days=1)

    @property
    def label(self) -> str:
        """「令和4年度第1四半期（4～6月）」"""
        months = f"{self.starts_on.month}～{self.ends_on.month}月"
        return f"{fiscal_year_label(self.fiscal_year)}第{self.number}四半期（{months}）"

    def next(self) -> Self:
        if self.number == 4:
            return type(self)(self.fiscal_year + 1, 1)
        return type(self)(self.fiscal_year, self.number + 1)

    def previous(self) -> Self:
        if self.number == 1:
            return type(self)(self.fiscal_year - 1, 4)
        return type(self)(self.fiscal_year, self.number - 1)


def quarter_of(day: date) -> Quarter:
    """The quarter in which `day` lies."""
    return Quarter(fiscal_year_of(day), (day.month - 4) % 12 // 3 + 1)


# --- Reading -----------------------------------------------------------------------------------------------

_ERA_BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.name[0], era.letter)}
_ERA_MARKS = "|".join(sorted(_ERA_BY_MARK, key=len, reverse=True))
_YEAR = rf"(?:西暦)?(?P<era>{_ERA_MARKS})?(?P<year>元|[0-9]{{1,4}})"
_MARK = r"[./・\-‐‑‒–—―−ー]"
_DAY = re.compile(
    rf"{_YEAR}(?:年|{_MARK})(?P<month>[0-9]{{1,2}})(?:月|{_MARK})(?P<day>[0-9]{{1,2}})日?", re.IGNORECASE
)
_EIGHT_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_FISCAL_YEAR = re.compile(rf"{_YEAR}(?:年度?)?", re.IGNORECASE)
_MIDNIGHT = re.compile(r"[\sT]0{1,2}:00(?::00)?\s*$")  # a spreadsheet's way of writing a day
_REMARK = re.compile(r"(?P<written>[^()]+)\((?P<remark>[^()]+)\)")
_OUT_OF_RANGE = f"{FIRST_DAY:%Y-%m-%d}から{LAST_DAY:%Y-%m-%d}までの日付を入力してください。"
_WEEKDAYS = "月火水木金土日"
_WEEKDAY = re.compile(rf"(?P<weekday>[{_WEEKDAYS}])(?:曜日?)?")


def parse_day(text: str) -> date:
    """Read a day in any of the ways people write it.

    令和5年3月31日, 令和元年5月1日, R5.3.31, r5/3/31, 令5.3.31, ㋿5年3月31日, 2023-03-31, 2023/3/31,
    2023.3.31, 20230331, 2023年3月31日; full-width and with spaces inside (令 和 ５ 年 ３ 月 ３ １ 日);
    followed by the weekday or by the same day once more in brackets, which must then agree.

    Raises ValueError with a Japanese sentence that says what to write instead, for what is no day, for days
    outside their era (平成32年4月1日) and for those before 明治 or after 令和99年.
    """
    compact = _compact(_MIDNIGHT.sub("", unicodedata.normalize("NFKC", text)))
    if remarked := _REMARK.fullmatch(compact):
        return _checked_against(_read_day(remarked["written"]), remarked["remark"])
    return _read_day(compact)


def parse_fiscal_year(text: str) -> int:
    """Read a fiscal year: 「令和4年度」, "R4", "2022", 「令和４」.

    In the year of a change both names are read: 平成31年度 and 令和元年度 are 2019. Raises ValueError with a
    Japanese sentence for what is no fiscal year and for years outside their era.
    """
    match = _FISCAL_YEAR.fullmatch(_compact(text))
    if not match:
        raise ValueError("年度として読めません。「令和4年度」または「2022」のように入力してください。")
    era, year = _read_year(match)
    if era and year > era.ends_on.year:
        raise ValueError(
            f"{era.name}{year - era.starts_on.year + 1}年度はありません。{fiscal_year_label(year)}です。"
        )
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise ValueError(f"年度は{FIRST_DAY.year}から{LAST_DAY.year}までの間で入力してください。")
    return year


def _compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _read_year(match: re.Match[str]) -> tuple[Era | None, int]:
    """The era, if one was written, and the western year."""
    mark, written = match["era"], match["year"]
    if mark:
        if len(written) > 2:
            raise ValueError(
                "年号のあとの年が大きすぎます。年号を付けるか西暦で書くか、どちらかにしてください。"
            )
        number = 1 if written == "元" else int(written)
        if number == 0:
            raise ValueError("年号の最初の年は0年ではなく元年（1年）です。")
        era = _ERA_BY_MARK[mark.upper()]
        return era, era.starts_on.year + number - 1
    if len(written) != 4:
        raise ValueError("年の前に年号（令和など）を付けるか、西暦を4桁で入力してください。")
    return None, int(written)


def _read_day(compact: str) -> date:
    if match := _EIGHT_DIGITS.fullmatch(compact):
        era, year = None, int(match["year"])
    elif match := _DAY.fullmatch(compact):
        era, year = _read_year(match)
    else:
        raise ValueError(
            "日付として読めません。「令和5年3月31日」または「2023-03-31」のように入力してください。"
        )
    day = _existing_day(era, year, int(match["month"]), int(match["day"]))
    if day < FIRST_DAY:
        raise ValueError(_OUT_OF_RANGE)
    if era and not era.starts_on <= day <= era.ends_on:
        raise ValueError(
            f"{era.year_label(year)}{day.month}月{day.day}日は{era.name}の日付ではありません。{wareki(day)}と書いてください。"
        )
    return day


def _existing_day(era: Era | None, year: int, month: int, day: int) -> date:
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise ValueError(_OUT_OF_RANGE)
    written_year = era.year_label(year) if era else f"{year}年"
    if not 1 <= month <= 12:
        raise ValueError(f"{month}月という月はありません。1月から12月までで入力してください。")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ValueError(
            f"{written_year}{month}月{day}日という日付はありません。{written_year}{month}月は{last}日までです。"
        )
    return date(year, month, day)


def _checked_against(day: date, remark: str) -> date:
    if weekday := _WEEKDAY.fullmatch(remark):
        right = _WEEKDAYS[day.weekday()]
        if weekday["weekday"] != right:
            raise ValueError(f"{wareki(day)}は{right}曜日です。日付か曜日を直してください。")
    elif (other := _read_day(remark)) != day:
        raise ValueError(f"{wareki(day)}と{wareki(other)}とが食い違っています。どちらかに直してください。")
    return day


# --- Business days -----------------------------------------------------------------------------------------

NO_OVERRIDES: Mapping[date, bool] = MappingProxyType({})


def is_business_day(day: date, overrides: Mapping[date, bool] = NO_OVERRIDES) -> bool:
    """Whether the ward office is open: not on weekends, national holidays, nor from 29 December to 3 January
    (年末年始). `overrides` says otherwise for single days: True is open, False is closed.
    """
    if day in overrides:
        return overrides[day]
    return day.weekday() < 5 and not _is_year_end(day) and not jpholiday.is_holiday(day)


def why_closed(day: date) -> str:
    """What the calendar calls a day on which the office is closed: 「勤労感謝の日」, 「年末年始」,
    「土曜日」; "" for a day on which it is open. Single days of the office's own (臨時の閉庁) are not known
    here."""
    if holiday := jpholiday.is_holiday_name(day):
        return str(holiday)
    if _is_year_end(day):
        return "年末年始"
    return f"{_WEEKDAYS[day.weekday()]}曜日" if day.weekday() >= 5 else ""


def _is_year_end(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def next_business_day(day: date, overrides: Mapping[date, bool] = NO_OVERRIDES) -> date:
    """The first business day after `day`; never `day` itself."""
    following = day + timedelta(days=1)
    while not is_business_day(following, overrides):
        following += timedelta(days=1)
    return following

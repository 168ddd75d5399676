"""Every day from 明治 to 令和99年, and every fiscal year, in every way that is read: it comes back."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import (
    ERAS,
    FIRST_DAY,
    LAST_DAY,
    Era,
    era_of,
    fiscal_year_label,
    parse_day,
    parse_fiscal_year,
    wareki,
)
from core.text import to_full_width

SQUARE = dict(zip((era.name for era in ERAS), "㍾㍽㍼㍻㋿", strict=True))
SEPARATORS = "./・-‐‑‒–—―−ー／．－"
WEEKDAYS = "月火水木金土日"
MIDNIGHTS = (" 0:00", " 00:00:00", "T00:00:00", "　0：00")
DISGUISES = (str, to_full_width, " ".join, "　".join, lambda text: f"　{text}\n")
DAYS = (LAST_DAY - FIRST_DAY).days + 1


@cache
def marks_of(era: Era) -> list[str]:
    """How people begin a year of the era."""
    wide = chr(ord(era.letter) + ord("Ａ") - ord("A"))
    letters = [era.letter, era.letter.lower(), wide, wide.lower()]
    return [era.name, era.name[0], SQUARE[era.name], *letters]


@cache
def numbers_of(era: Era, year: int) -> list[str]:
    number = year - era.starts_on.year + 1
    return [str(number), f"{number:02}", to_full_width(str(number)), *(["元"] if number == 1 else [])]


def eras_of(day: date) -> list[Era]:
    """Two on the days that the old emperor and the new one share."""
    return [era for era in ERAS if era.starts_on <= day <= era.ends_on]


def written(year: str, day: date, separator: str) -> str:
    """The day of the year, with 年, 月 and 日 for the separator "年"."""
    if separator == "年":
        return f"{year}年{day.month}月{day.day}日"
    return f"{year}{separator}{day.month:02}{separator}{day.day}"


def ways(day: date) -> Iterator[str]:
    yield f"{day:%Y%m%d}"
    years = [str(day.year), f"西暦{day.year}", to_full_width(str(day.year))]
    for era in eras_of(day):
        years += ["".join(parts) for parts in product(marks_of(era), numbers_of(era, day.year))]
    for year, separator in product(years, ["年", *SEPARATORS]):
        yield written(year, day, separator)


def test_every_day_reads_back_in_one_way_after_another():
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        era = eras_of(day)[number % len(eras_of(day))]
        marks, numbers = marks_of(era), numbers_of(era, day.year)
        year = marks[number % len(marks)] + numbers[number // 2 % len(numbers)]
        separator = (["年", *SEPARATORS])[number % (len(SEPARATORS) + 1)]
        assert parse_day(written(year, day, separator)) == day
        assert parse_day(written(str(day.year), day, separator)) == day
        assert parse_day(wareki(day)) == day


@given(st.dates(FIRST_DAY, LAST_DAY), st.data())
def test_day_reads_back_in_any_disguise_and_with_any_remark(day, data):
    weekday = WEEKDAYS[day.weekday()]
    remarks = (
        "",
        f"（{weekday}）",
        f"({weekday}曜)",
        f"（{weekday}曜日）",
        f"（{day.isoformat()}）",
        f"({wareki(day)})",
    )
    text = data.draw(st.sampled_from(list(ways(day)))) + data.draw(st.sampled_from(remarks))
    assert parse_day(data.draw(st.sampled_from(DISGUISES))(text)) == day


@given(st.dates(FIRST_DAY, LAST_DAY), st.sampled_from(MIDNIGHTS), st.sampled_from("-/."))
def test_day_reads_back_from_a_spreadsheet_that_adds_midnight(day, midnight, separator):
    assert parse_day(written(str(day.year), day, separator) + midnight) == day


EDGES = {edge for era in ERAS for edge in (era.starts_on, min(era.ends_on, LAST_DAY))}


@pytest.mark.parametrize("edge", sorted(EDGES))
def test_days_about_a_change_of_era_read_back_in_every_way(edge):
    for step in (-1, 0, 1):
        day = min(max(edge + timedelta(days=step), FIRST_DAY), LAST_DAY)
        for text in ways(day):
            assert parse_day(text) == day


def test_day_of_two_eras_has_both_names():
    shared = [edge for edge in EDGES if len(eras_of(edge)) == 2]
    assert sorted(shared) == [date(1912, 7, 30), date(1926, 12, 25)]


@pytest.mark.parametrize("era", ERAS, ids=lambda era: era.letter)
def test_first_year_reads_back_as_gannen_and_as_one(era):
    last = min(era.ends_on, date(era.starts_on.year, 12, 31))
    for day in (era.starts_on, last):
        for number in ("元", "1", "01", "１"):
            assert parse_day(f"{era.name}{number}年{day.month}月{day.day}日") == day
            assert parse_day(f"{era.letter}{number}.{day.month}.{day.day}") == day
    assert wareki(era.starts_on).startswith(f"{era.name}元年")


@given(st.dates(FIRST_DAY, LAST_DAY), st.sampled_from(ERAS))
def test_day_told_in_an_era_that_it_is_not_of_is_refused_with_its_right_name(day, era):
    number = day.year - era.starts_on.year + 1
    if era in eras_of(day) or not 1 <= number <= 99:
        return
    with pytest.raises(ValueError, match=f"は{era.name}の日付ではありません。{wareki(day)}と書いてください"):
        parse_day(f"{era.name}{number}年{day.month}月{day.day}日")


def fiscal_year_ways(year: int) -> Iterator[str]:
    """The year of a change goes by both of its names."""
    years = [str(year), f"西暦{year}"]
    for era in ERAS:
        if era.starts_on.year <= year <= era.ends_on.year:
            years += ["".join(parts) for parts in product(marks_of(era), numbers_of(era, year))]
    yield from ("".join(parts) for parts in product(years, ("", "年", "年度")))


def test_every_fiscal_year_reads_back_in_every_way():
    for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
        assert parse_fiscal_year(fiscal_year_label(year)) == year
        for place, text in enumerate(fiscal_year_ways(year)):
            assert parse_fiscal_year(DISGUISES[place % len(DISGUISES)](text)) == year


def test_every_era_has_its_days_among_them():
    assert {era_of(FIRST_DAY + timedelta(days=number)) for number in range(0, DAYS, 300)} == set(ERAS)

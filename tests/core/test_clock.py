"""Times of the day as people type them and as the office writes them."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import TOKYO, why_closed
from core.clock import (
    at,
    clock,
    day_of,
    full_moment,
    midnight,
    moment_in_words,
    moment_on_paper,
    parse_clock,
    stretch_in_words,
)
from core.fields import ClockField


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("９：３０", time(9, 30)),
        (" 9 : 30 ", time(9, 30)),
        ("9:30:00", time(9, 30)),
        ("9時30分", time(9, 30)),
        ("9時", time(9)),
        ("930", time(9, 30)),
        ("１３０５", time(13, 5)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_clock_reads_what_people_type(typed, expected):
    assert parse_clock(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "9", "朝", "9:3", "9:30:15", "9-30", "９時半", "²:30", "-9:30", "9:30pm"]
)
def test_clock_refuses_what_is_no_time(typed):
    with pytest.raises(ValueError, match=r"「9:30」のように"):
        parse_clock(typed)


@pytest.mark.parametrize("typed", ["24:00", "9:60", "99:99", "2500"])
def test_clock_says_that_there_is_no_such_time(typed):
    with pytest.raises(ValueError, match="という時刻はありません"):
        parse_clock(typed)


@given(st.times().map(lambda value: value.replace(second=0, microsecond=0)))
def test_clock_reads_back_what_it_writes(value):
    assert parse_clock(clock(value)) == value


def test_clock_writes_moments_in_tokyo_s_time():
    late = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    assert (clock(late), day_of(late)) == ("0:30", date(2026, 11, 24))
    assert moment_in_words(late) == "11月24日（火）0:30"
    assert full_moment(late) == "令和8年11月24日 0:30"
    assert at(date(2026, 11, 24), time(0, 30)) == late


def test_stretch_names_the_day_once_where_it_is_one():
    begins = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)
    assert stretch_in_words(begins, begins.replace(hour=10)) == "11月24日（火）9:00から10:00まで"
    assert stretch_in_words(begins, begins.replace(day=25)) == "11月24日（火）9:00から11月25日（水）9:00まで"


class ClockForm(forms.Form):
    starts = ClockField()


def test_clock_field_keeps_what_was_typed_and_shows_back_one_way():
    wrong = ClockForm({"starts": "２５：００"})
    assert wrong.errors["starts"] == ["25:00という時刻はありません。0:00から23:59までで入力してください。"]
    assert 'value="２５：００"' in str(wrong["starts"])
    assert ClockForm({"starts": "０９３０"}).is_valid()
    assert 'value="9:05"' in str(ClockForm(initial={"starts": time(9, 5)})["starts"])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 23), "勤労感謝の日"),
        (date(2026, 11, 24), ""),
        (date(2026, 11, 28), "土曜日"),
        (date(2026, 12, 29), "年末年始"),
        (date(2027, 1, 1), "元日"),
        (date(2027, 1, 3), "年末年始"),
    ],
)
def test_calendar_says_why_the_office_is_closed(day, expected):
    assert why_closed(day) == expected


def test_day_begins_at_midnight_in_tokyo():
    assert midnight(date(2026, 11, 24)) == datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_moment_on_paper_has_its_hours_below_each_other():
    assert moment_on_paper(datetime(2026, 11, 24, 0, 5, tzinfo=UTC)) == "令和8年11月24日 09:05"

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import calendar
from core.calendar import (
    ERAS,
    FIRST_DAY,
    LAST_DAY,
    TOKYO,
    Quarter,
    date_with_western_year,
    era_of,
    fiscal_year_label,
    fiscal_year_of,
    fiscal_year_period,
    is_business_day,
    next_business_day,
    parse_day,
    parse_fiscal_year,
    quarter_of,
    today,
    wareki,
    wareki_month,
    wareki_short_month,
    wareki_year,
)
from core.text import to_full_width

days = st.dates(FIRST_DAY, LAST_DAY) | st.sampled_from(
    [day for era in ERAS for day in (era.starts_on, min(era.ends_on, LAST_DAY))]
)


def refusal(read, text):
    with pytest.raises(ValueError, match="。") as caught:
        read(text)
    return str(caught.value)


# --- Writing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(1868, 1, 25), "明治元年1月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(2023, 3, 31), "令和5年3月31日"),
    ],
)
def test_wareki_changes_era_on_the_day(day, written):
    assert wareki(day) == written


def test_wareki_in_its_other_forms():
    assert wareki_month(date(2012, 7, 9)) == "平成24年7月"
    assert wareki_year(date(2019, 12, 31)) == "令和元年"
    assert wareki_short_month(date(2016, 1, 1)) == "H28.1"
    assert wareki_short_month(date(2019, 5, 1)) == "R1.5"
    assert date_with_western_year(date(2023, 3, 31)) == "令和5年3月31日（2023-03-31）"


def test_wareki_before_meiji_is_refused():
    assert "明治より前" in refusal(wareki, FIRST_DAY - timedelta(days=1))


def test_eras_leave_no_day_out():
    for earlier, later in pairwise(ERAS):
        assert later.starts_on - earlier.ends_on <= timedelta(days=1)


# --- Fiscal years and quarters -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fiscal_year", "label"),
    [
        (2022, "令和4年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
    ],
)
def test_fiscal_year_label_has_one_name_a_year(fiscal_year, label):
    assert fiscal_year_label(fiscal_year) == label


def test_fiscal_year_runs_from_april_to_march():
    assert fiscal_year_period(2022) == (date(2022, 4, 1), date(2023, 3, 31))
    assert fiscal_year_of(date(2022, 4, 1)) == 2022
    assert fiscal_year_of(date(2022, 3, 31)) == 2021


@given(days)
def test_quarter_of_holds_the_day_and_lies_in_its_fiscal_year(day):
    quarter = quarter_of(day)
    first, last = fiscal_year_period(quarter.fiscal_year)

    assert first <= quarter.starts_on <= day <= quarter.ends_on <= last
    assert quarter.fiscal_year == fiscal_year_of(day)
    assert quarter.next().previous() == quarter
    assert quarter.next().starts_on == quarter.ends_on + timedelta(days=1)
    assert quarter < quarter.next()


def test_quarter_label_names_its_months():
    assert [Quarter(2022, number).label for number in (1, 2, 3, 4)] == [
        "令和4年度第1四半期（4～6月）",
        "令和4年度第2四半期（7～9月）",
        "令和4年度第3四半期（10～12月）",
        "令和4年度第4四半期（1～3月）",
    ]


def test_quarter_five_is_refused():
    with pytest.raises(ValueError, match="1から4"):
        Quarter(2022, 5)


# --- Reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "令和5年3月31日",
        "令和５年３月３１日",
        "令和05年03月31日",
        "令和5年3月31",
        "R5.3.31",
        "r5/3/31",
        "R5-03-31",
        "Ｒ５．３．３１",
        "R5年3月31日",
        "令5.3.31",
        "令5・3・31",
        "㋿5年3月31日",
        "2023-03-31",
        "2023−03−31",
        "２０２３ー３ー３１",
        "2023/3/31",
        "2023.3.31",
        "20230331",
        "２０２３０３３１",
        "2023年3月31日",
        "西暦2023年3月31日",
        " 令和5年3月31日\n",
        "令 和 ５ 年 ３ 月 ３ １ 日",
        "令　和　５　年　３　月　３　１　日",
        "令和5年3月31日（金）",
        "令和5年3月31日(金曜日)",
        "2023/3/31 0:00",
        "2023-03-31 00:00:00",
        "2023-03-31T00:00:00",
    ],
)
def test_parse_day_reads_every_way_of_writing(text):
    assert parse_day(text) == date(2023, 3, 31)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("S64.1.7", date(1989, 1, 7)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("T15.12.25", date(1926, 12, 25)),
        ("明治元年1月25日", FIRST_DAY),
        ("令和6年2月29日", date(2024, 2, 29)),
        ("令 和 ５ 年 １ ０ 月 ２ ７ 日", date(2023, 10, 27)),
    ],
)
def test_parse_day_reads_the_edges_of_the_eras(text, day):
    assert parse_day(text) == day


@given(days, st.data())
def test_parse_day_reads_back_whatever_is_written(day, data):
    era = era_of(day)
    number = day.year - era.starts_on.year + 1
    number_written = data.draw(st.sampled_from([str(number), f"{number:02}"] + ["元"] * (number == 1)))
    writings = [
        wareki(day),
        date_with_western_year(day),
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{wareki(day)}（{'月火水木金土日'[day.weekday()]}）",
    ]
    for mark in (era.name, era.name[0], era.letter, era.letter.lower()):
        for separator in "./-・－":
            writings.append(f"{mark}{number_written}{separator}{day.month}{separator}{day.day}")
        writings.append(f"{mark}{number_written}年{day.month}月{day.day}日")
    writing = data.draw(st.sampled_from(writings))
    disguise = data.draw(st.sampled_from([str, to_full_width, "　".join, " ".join]))

    assert parse_day(disguise(writing)) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("令和5年2月30日", "令和5年2月30日という日付はありません。令和5年2月は28日までです。"),
        ("2023-04-31", "2023年4月31日という日付はありません。2023年4月は30日までです。"),
        ("R5.13.1", "13月という月はありません。1月から12月までで入力してください。"),
        (
            "平成32年4月1日",
            "平成32年4月1日は平成の日付ではありません。令和2年4月1日と書いてください。",
        ),
        ("平成31年5月1日", "平成31年5月1日は平成の日付ではありません。令和元年5月1日と書いてください。"),
        ("令和元年4月30日", "令和元年4月30日は令和の日付ではありません。平成31年4月30日と書いてください。"),
        ("昭和64年1月8日", "昭和64年1月8日は昭和の日付ではありません。平成元年1月8日と書いてください。"),
        ("令和5年3月31日（土）", "令和5年3月31日は金曜日です。日付か曜日を直してください。"),
        (
            "令和5年3月31日（2022-03-31）",
            "令和5年3月31日と令和4年3月31日とが食い違っています。どちらかに直してください。",
        ),
        ("5.3.31", "年の前に年号（令和など）を付けるか、西暦を4桁で入力してください。"),
        ("令和0年3月31日", "年号の最初の年は0年ではなく元年（1年）です。"),
        ("2203-03-31", "1868-01-25から2117-12-31までの日付を入力してください。"),
        ("明治元年1月24日", "1868-01-25から2117-12-31までの日付を入力してください。"),
        ("0000-01-01", "1868-01-25から2117-12-31までの日付を入力してください。"),
    ],
)
def test_parse_day_says_what_is_wrong_and_what_to_write(text, sentence):
    assert refusal(parse_day, text) == sentence


def test_parse_day_refuses_a_western_year_behind_an_era():
    assert "どちらかにしてください" in refusal(parse_day, "令和2023年3月31日")


@pytest.mark.parametrize("text", ["", "  ", "未定", "3月31日", "2023-03", "2023-3-31 9:30", "123456789018"])
def test_parse_day_refuses_what_is_no_day(text):
    assert refusal(parse_day, text) == (
        "日付として読めません。「令和5年3月31日」または「2023-03-31」のように入力してください。"
    )


@given(st.text(alphabet="令和平成元年月日RHST0123456789０９./-－（）() 　金", max_size=16))
def test_parse_day_answers_with_a_day_or_a_sentence(text):
    try:
        day = parse_day(text)
    except ValueError as error:
        sentence = str(error)
        assert sentence.endswith("。")
    else:
        assert FIRST_DAY <= day <= LAST_DAY


@pytest.mark.parametrize(
    ("text", "fiscal_year"),
    [
        ("令和4年度", 2022),
        ("令和４", 2022),
        ("令4", 2022),
        ("R4", 2022),
        ("r４年度", 2022),
        ("2022", 2022),
        ("２０２２年度", 2022),
        ("令 和 ４ 年 度", 2022),
        ("令和元年度", 2019),
        ("平成31年度", 2019),
        ("昭和64年度", 1989),
    ],
)
def test_parse_fiscal_year_reads_every_way_of_writing(text, fiscal_year):
    assert parse_fiscal_year(text) == fiscal_year


@given(st.integers(FIRST_DAY.year, LAST_DAY.year))
def test_parse_fiscal_year_reads_back_its_label(fiscal_year):
    assert parse_fiscal_year(fiscal_year_label(fiscal_year)) == fiscal_year
    assert parse_fiscal_year(to_full_width(str(fiscal_year))) == fiscal_year


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("平成32年度", "平成32年度はありません。令和2年度です。"),
        ("4", "年の前に年号（令和など）を付けるか、西暦を4桁で入力してください。"),
        ("1700", "年度は1868から2117までの間で入力してください。"),
        ("昨年度", "年度として読めません。「令和4年度」または「2022」のように入力してください。"),
        ("", "年度として読めません。「令和4年度」または「2022」のように入力してください。"),
    ],
)
def test_parse_fiscal_year_says_what_is_wrong(text, sentence):
    assert refusal(parse_fiscal_year, text) == sentence


# --- Business days -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2023, 3, 31), True),  # a Friday
        (date(2023, 4, 1), False),  # a Saturday
        (date(2023, 5, 3), False),  # 憲法記念日
        (date(2023, 1, 2), False),  # 振替休日
        (date(2022, 12, 28), True),  # 御用納め
        (date(2022, 12, 29), False),
        (date(2024, 1, 3), False),  # a Wednesday, no national holiday
        (date(2024, 1, 4), True),
    ],
)
def test_is_business_day_knows_weekends_holidays_and_the_turn_of_the_year(day, open_):
    assert is_business_day(day) is open_


def test_is_business_day_yields_to_overrides():
    saturday, friday = date(2023, 4, 1), date(2023, 3, 31)

    assert is_business_day(saturday, {saturday: True})
    assert not is_business_day(friday, {friday: False})


def test_next_business_day_is_never_the_day_itself():
    assert next_business_day(date(2023, 3, 30)) == date(2023, 3, 31)
    assert next_business_day(date(2022, 12, 28)) == date(2023, 1, 4)
    assert next_business_day(date(2023, 3, 31), {date(2023, 4, 1): True}) == date(2023, 4, 1)


def test_today_is_the_day_in_tokyo(monkeypatch):
    class LateInLondon(datetime):
        @classmethod
        def now(cls, tz=None):
            moment = datetime.fromisoformat("2023-03-31T20:00:00+00:00")
            return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)

    monkeypatch.setattr(calendar, "datetime", LateInLondon)

    assert today() == date(2023, 4, 1)
    assert TOKYO.key == "Asia/Tokyo"

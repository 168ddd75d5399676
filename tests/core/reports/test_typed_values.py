"""What is typed in prose and grows old is found, all of it; what cites a law or stands in braces is not."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import FIRST_DAY, fiscal_year_label, wareki, wareki_month, wareki_short_month
from core.reports.typed_values import AROUND, LONGEST, still_typed, typed_values
from core.text import full_width_number, half_width_digits, to_full_width

WIDTHS = st.sampled_from([to_full_width, str])
DAYS = st.dates(FIRST_DAY, date(2117, 12, 31))
YEARS = st.integers(1868, 2116)
COUNTS = st.integers(0, 999_999_999)
# Words that hold no value of their own and do not run into one.
WORDS = st.text("区は窓口でカードを交付した。（、）「」\n\u3000", max_size=20)


def words_of(text):
    return [value.words for value in typed_values(text)]


# --- What must be found ------------------------------------------------------------------------------------


@given(DAYS, WIDTHS, WORDS, WORDS)
def test_a_day_is_found_whole_wherever_it_stands(day, width, before, after):
    written = width(wareki(day))
    assert words_of(f"{before}{written}{after}") == [written]


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "西暦%Y年%m月"]), WIDTHS)
def test_a_western_day_is_found_whole(day, written, width):
    text = width(day.strftime(written)).replace("，", ",")
    assert words_of(f"区は{text}に") == [text]


@given(DAYS, WIDTHS)
def test_months_and_short_years_are_found_whole(day, width):
    for written in (
        width(wareki_month(day)),
        wareki_short_month(day),
        to_full_width(wareki_short_month(day)),
    ):
        assert words_of(f"開始：{written}から") == [written]


@given(YEARS, WIDTHS)
def test_a_fiscal_year_is_found_with_its_first(year, width):
    written = width(fiscal_year_label(year))
    assert words_of(f"{written}の実績") == [written]


@given(COUNTS, st.sampled_from(["", "件", "か所", "ヶ所", "箇所", "人", "枚", "％", "自治体"]), WORDS)
def test_a_figure_is_found_with_what_it_counts(count, counted, before):
    for written in (full_width_number(count), f"{count:,}", str(count)):
        assert words_of(f"{before}{written}{counted}") == [f"{written}{counted}"]


@given(st.decimals(0, 100, places=1))
def test_a_decimal_is_one_figure(figure):
    written = full_width_number(Decimal(figure))
    assert words_of(f"人口比は{written}％") == [f"{written}％"]


@given(DAYS, DAYS, st.sampled_from("～〜~"), WIDTHS)
def test_two_days_with_a_wave_between_are_one(first, last, wave, width):
    written = f"{width(wareki(first))}{wave}{width(wareki(last))}"
    assert words_of(f"期間は{written}まで") == [written]


@given(st.text("区の窓口0123456789０１２３４５６７８９,，.．:：/～、。 \u3000年月日件か所\n", max_size=60))
def test_no_digit_is_left_over(text):
    found = {place for value in typed_values(text) for place in range(value.start, value.end)}
    # The marks of a list are the prose's own: 「1. 」.
    digits = {place for place, letter in enumerate(text) if half_width_digits(letter) in "0123456789"}
    left = {place for place in digits - found if text[: place + 1].split("\n")[-1].strip(" 0123456789")}
    assert left == set()


@given(st.text(max_size=80))
def test_values_lie_in_order_beside_each_other(text):
    values = typed_values(text)
    for value in values:
        assert value.words == text[value.start : value.end][:LONGEST]
        assert value.start < value.end
        assert len(value.context) <= 2 * AROUND + LONGEST + 2
    assert all(one.end <= other.start for one, other in pairwise(values))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("昭和六十四年一月七日", ["昭和六十四年一月七日"]),
        ("平成元年１月８日と令和元年度", ["平成元年１月８日", "令和元年度"]),
        ("㋿5年、令5.3.31、Ｒ５年度、H28.1", ["㋿5年", "令5.3.31", "Ｒ５年度", "H28.1"]),
        ("二月三日に", ["二月三日"]),
        ("（平成２９年７月～試行運用、平成２９年１１月～本格運用）", ["平成２９年７月", "平成２９年１１月"]),
        ("（６月下旬～７月下旬）", ["６月下旬～７月下旬"]),
        ("全国３４４自治体／１，７８８", ["３４４自治体", "１，７８８"]),
        ("１か所と２つの窓口", ["１か所", "２つ"]),
        ("第１回と第２四半期", ["第１回", "第２四半期"]),
        ("報告第３６１号、議案第５号", ["第３６１", "第５"]),
        ("項番７（３）参照", ["７", "３"]),
        ("3項目、２号館", ["3項目", "２"]),
        ("9:30～17:15", ["9:30～17:15"]),
        ("5Gの3D", ["5", "3"]),
        ("{{ fiscal_year }}の３件", ["３件"]),
    ],
)
def test_values_of_every_spelling_are_found(text, found):
    assert words_of(text) == found


# --- What must not -----------------------------------------------------------------------------------------

FIGURES = st.integers(1, 999).flatmap(
    lambda number: st.sampled_from([str(number), to_full_width(str(number))])
)


@given(FIGURES, FIGURES, FIGURES, WORDS)
def test_a_citation_of_a_law_is_no_value(article, paragraph, item, before):
    for cited in (
        f"第{article}条第{paragraph}項",
        f"第{article}条第{paragraph}項第{item}号",
        f"第{article}条の{paragraph}第{item}項",
        f"{article}条の{paragraph}～{item}",
        f"第{article}条～第{paragraph}条",
        f"第{item}号",
        f"別表第{paragraph}",
        f"様式第{item}号",
        f"法律第{article}号",
        f"世田谷区条例第{article}号",
    ):
        assert words_of(f"{before}条例{cited}の規定により") == [], cited


@given(YEARS, FIGURES, st.sampled_from(["法律", "政令", "総務省令", "世田谷区条例", "内閣府告示"]))
def test_the_year_of_a_law_is_the_laws(year, number, law):
    written = to_full_width(fiscal_year_label(year).removesuffix("度"))
    assert words_of(f"（{written}{law}第{number}号。以下「法」という。）") == []


@given(
    st.text("abc_.0123456789: ", max_size=30), st.sampled_from(["", "令和", "第"]), st.sampled_from("年件")
)
def test_nothing_within_braces_is_a_value(name, before, after):
    assert words_of(f"{before}{{{{ {name} }}}}{after}") == []


@pytest.mark.parametrize(
    "text",
    [
        "住基法３０条の１０～１５",
        "平成二十五年法律第二十七号第二条第五項",
        "平成26年総務省令第85号 第5条",
        "ISO27001、COVID-19、Ａ４",
        "1. 一つめ\n2. 二つめ",
        "J-LISのWEB",
        "十分に、土日と毎月、四半期、二つ",
        "同年度と本年度",
        "",
    ],
)
def test_what_only_looks_like_a_value_is_none(text):
    assert words_of(text) == []


# --- Whether it is still there ------------------------------------------------------------------------------


def marked(text):
    return [(value.words, value.context) for value in typed_values(text)]


BEFORE = "令和４年度は１２件、令和５年度は１２件だった。"


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (BEFORE, [True, True, True, True]),
        ("はじめに。" + BEFORE, [True, True, True, True]),
        ("令和５年度は１２件だった。", [False, True, True, False]),
        ("令和４年度は１３件、令和５年度は１２件だった。", [True, True, True, False]),
        ("令和４年度は１２件だった。", [True, True, False, False]),
        ("令和４年度は{{ total:x }}件。", [True, False, False, False]),
        ("", [False, False, False, False]),
    ],
)
def test_a_mark_is_gone_when_its_words_are(now, stands):
    assert still_typed(marked(BEFORE), now) == stands


def test_of_two_with_the_same_words_the_one_stays_whose_surroundings_stayed():
    text = (
        "一つめの窓口では職員が１２件を受け付け、"
        + "―" * 2 * AROUND
        + "二つめの窓口では職員が１２件を受け付けた。"
    )
    first, last = text.split("―" * 2 * AROUND)
    changed = first.replace("１２", "９") + "―" * 2 * AROUND + last
    assert still_typed(marked(text), changed) == [False, True]


def test_twelve_is_not_found_in_a_hundred_and_twelve():
    assert still_typed(marked("１２件"), "１１２件") == [False]

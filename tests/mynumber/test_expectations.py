"""What a figure is expected to say, and what it cannot say: the sentences, with their numbers."""

from datetime import date
from decimal import Decimal

import pytest

from core.calendar import Quarter
from mynumber.asked import CellKey
from mynumber.expectations import change_in_words, expectations_of, faults_of, read_figure, swings
from mynumber.models import FigureTerms, Series
from mynumber.sheet import sheet_of
from tests.factories import (
    at,
    make_affair,
    make_department,
    make_figure_table,
    make_flow_figure,
    make_grant,
    make_series,
    make_stock_figure,
    make_sum,
    make_usage_record,
)

db = pytest.mark.django_db

Q1, Q2, Q4 = Quarter(2023, 1), Quarter(2023, 2), Quarter(2023, 4)
MARCH_31, APRIL_1 = date(2024, 3, 31), date(2024, 4, 1)


@pytest.fixture
def department():
    return make_department()


def told(series, quarter, value, as_of=None, terms=None):
    """The expectations that the value would not meet."""
    key = CellKey(series.pk, as_of)
    sheet = sheet_of(series.department, quarter).with_typed({key: Decimal(value)})
    return [(each.slug, each.sentence) for each in expectations_of(sheet.by_key[key], terms or FigureTerms())]


# --- Swings ------------------------------------------------------------------------------------------------


@db
@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        (111, 2, "前年同期の111件から2件に減っています（−98％）。"),
        (176, 1084, "前年同期の176件から1,084件に増えています（+516％）。"),
        (359, 2591, "前年同期の359件から2,591件に増えています（+622％）。"),
        (2379, 5, "前年同期の2,379件から5件に減っています（−99％）。"),
        (50, 0, "前年同期の50件から0件に減っています（−100％）。"),
        (0, 20, "前年同期の0件から20件に増えています。"),
    ],
)
def test_swing_asks_for_a_reason_with_its_numbers(department, before, now, sentence):
    series = make_series(department=department)
    make_flow_figure(series=series, fiscal_year=2022, q1=before, q2=None, q3=None, q4=None)
    assert told(series, Q1, now) == [("swing", sentence)]


@pytest.mark.parametrize(
    ("value", "base", "swung"),
    [(150, 100, False), (151, 100, True), (50, 100, False), (49, 100, True), (19, 0, False), (20, 0, True)],
)
def test_swing_is_more_than_the_percentage_and_at_least_the_difference(value, base, swung):
    assert swings(value, base, percent=50, least=20) is swung


@db
def test_small_differences_ask_for_nothing(department):
    series = make_series(department=department)
    make_flow_figure(series=series, fiscal_year=2022, q1=5, q2=None, q3=None, q4=None)
    assert told(series, Q1, 24) == []
    assert [slug for slug, _ in told(series, Q1, 24, terms=FigureTerms(swing_least=19))] == ["swing"]


@db
def test_series_has_its_own_limit(department):
    series = make_series(department=department, swing_percent=10)
    make_flow_figure(series=series, fiscal_year=2022, q1=1000, q2=None, q3=None, q4=None)
    assert told(series, Q1, 1100) == []
    assert told(series, Q1, 1101) == [("swing", "前年同期の1,000件から1,101件に増えています（+10％）。")]
    assert told(series, Q1, 1101, terms=FigureTerms(swing_percent=99))


@db
def test_figure_is_held_against_the_quarter_before_where_a_year_ago_is_unknown(department):
    series = make_series(department=department)
    make_flow_figure(series=series, fiscal_year=2022, whole_year=4)
    assert told(series, Q1, 1000) == []
    make_flow_figure(series=series, fiscal_year=2023, q1=100, q2=None, q3=None, q4=None)
    assert told(series, Q2, 30) == [("swing", "前の四半期の100件から30件に減っています（−70％）。")]


@db
def test_stock_is_held_against_the_same_day_of_the_year_before(department):
    series = make_series(kind="stock", unit="枚", department=department)
    make_figure_table(basis="fiscal_year_end").lines.create(series=series)
    make_stock_figure(series=series, as_of=date(2023, 3, 31), value=526379)
    sentence = "前年同日の526,379枚から1,768,966枚に増えています（+236％）。"
    assert told(series, Q4, 1768966, as_of=MARCH_31) == [("swing", sentence)]
    # That a stock has fallen is no swing by itself.
    assert told(series, Q4, 526378, as_of=MARCH_31) == []


@db
def test_sums_and_shares_that_are_computed_ask_for_nothing(department):
    part = make_series(department=department)
    whole = make_sum(part, department=department)
    make_flow_figure(series=part, fiscal_year=2022, q1=1000, q2=None, q3=None, q4=None)
    sheet = sheet_of(department, Q1).with_typed({CellKey(part.pk): Decimal(1)})
    assert expectations_of(sheet.by_key[CellKey(whole.pk)], FigureTerms()) == []


@db
def test_blank_figure_asks_for_nothing(department):
    series = make_series(department=department)
    make_flow_figure(series=series, fiscal_year=2022, q1=1000, q2=None, q3=None, q4=None)
    assert expectations_of(sheet_of(department, Q1).rows[0], FigureTerms()) == []


@pytest.mark.parametrize(
    ("value", "base", "words"),
    [(100, 100, "±0％"), (1001, 1000, "±0％"), (0, 100, "−100％"), (1, 1000, "−99％"), (11, 0, "")],
)
def test_change_is_told_in_whole_per_cent(value, base, words):
    assert change_in_words(value, base) == words


# --- Usage records -----------------------------------------------------------------------------------------


@db
def test_difference_to_the_usage_records_asks_for_a_reason(department):
    series = make_series(department=department, affair=make_affair())
    assert told(series, Q1, 129) == []  # of the quarter nothing is on record: that is not 0
    grant = make_grant(affair=series.affair, starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31))
    make_usage_record(120, grant=grant, started_at=at(date(2023, 5, 1), 9))
    sentence = "利用記録の計は120件です。実績の129件と9件違います。"
    assert told(series, Q1, 129) == [("records", sentence)]
    assert told(series, Q1, 120) == []


# --- Reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "decimals", "expected"),
    [
        ("１，０８４件", "件", 0, 1084),
        (" 1,084 ", "件", 0, 1084),
        ("12台", "台", 0, 12),
        ("12件", "台", 0, 12),
        ("１２世帯", "世帯", 0, 12),
        ("４４．８％", "％", 1, Decimal("44.8")),
        ("44.8", "％", 1, Decimal("44.8")),
        ("0", "件", 0, 0),
        ("", "件", 0, None),
        ("　", "件", 0, None),
    ],
)
def test_figure_is_read_as_clerks_type_it(text, unit, decimals, expected):
    assert read_figure(text, Series(unit=unit, decimals=decimals)) == expected


@pytest.mark.parametrize(
    ("text", "decimals", "sentence"),
    [
        ("-3", 0, "負の数は入力できません。"),
        ("あいう", 0, "数として読めません。"),
        ("件", 0, "数として読めません。"),
        ("1.5", 0, "小数や割合は入力できません。"),
        ("1.55", 1, "小数は1桁までで入力してください。"),
        ("1234567890", 0, "数が大きすぎます。"),
    ],
)
def test_what_is_no_figure_is_told_with_its_rule(text, decimals, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_figure(text, Series(unit="件", decimals=decimals))


# --- What cannot be ----------------------------------------------------------------------------------------


def faults(department, quarter, typed, neighbours=()):
    sheet = sheet_of(department, quarter).with_typed(
        {CellKey(series.pk, day): Decimal(value) for series, day, value in typed}
    )
    beside = {}
    for series, day, value in neighbours:
        beside.setdefault(series.pk, []).append((day, Decimal(value)))
    found = faults_of(sheet, [CellKey(series.pk, day) for series, day, _ in typed], beside)
    return {(sheet.by_key[key].series.name, key.as_of): sentences for key, sentences in found.items()}


@db
def test_what_never_falls_is_not_below_an_earlier_day_nor_above_a_later_one(department):
    series = make_series(kind="stock", name="累計", unit="枚", department=department, may_fall=False)
    for basis in ("fiscal_year_end", "next_day"):
        make_figure_table(basis=basis).lines.create(series=series)
    others = [(series, date(2023, 3, 31), 1000), (series, date(2025, 3, 31), 3000)]
    both = [(series, MARCH_31, 2000), (series, APRIL_1, 2000)]
    assert faults(department, Q4, both, others) == {}
    rule = "この項目は、減ることがありません。"
    assert faults(department, Q4, [(series, MARCH_31, 999)], others) == {
        ("累計", MARCH_31): [f"{rule}令和5年3月31日の1,000枚より小さい数は入れられません。"]
    }
    assert faults(department, Q4, [(series, APRIL_1, 3001)], others) == {
        ("累計", APRIL_1): [f"{rule}令和7年3月31日の3,000枚より大きい数は入れられません。"]
    }
    assert faults(department, Q4, [(series, MARCH_31, 2001), (series, APRIL_1, 2000)]) == {
        ("累計", MARCH_31): [f"{rule}令和6年4月1日の2,000枚より大きい数は入れられません。"],
        ("累計", APRIL_1): [f"{rule}令和6年3月31日の2,001枚より小さい数は入れられません。"],
    }


@db
def test_what_may_fall_falls(department):
    series = make_series(kind="stock", department=department)
    make_stock_figure(series=series, as_of=date(2023, 3, 31), value=1000)
    assert faults(department, Q4, [(series, MARCH_31, 1)], [(series, date(2023, 3, 31), 1000)]) == {}


@db
def test_numerator_is_not_above_its_denominator_though_it_is_a_sum(department):
    active = make_series(kind="stock", name="運用中", unit="枚", department=department, order=1)
    suspended = make_series(kind="stock", name="一時停止", unit="枚", department=department, order=2)
    valid = make_sum(active, suspended, name="有効", unit="枚", department=department)
    people = make_series(kind="stock", name="人口", unit="人", department=department)
    share = make_series(kind="stock", department=department, numerator=valid, denominator=people)
    make_figure_table(basis="next_day").lines.create(series=share)
    typed = [(active, APRIL_1, 90), (suspended, APRIL_1, 10), (people, APRIL_1, 100)]
    assert faults(department, Q4, typed) == {}
    sentence = "「有効」の101枚が「人口」の100人より大きくなります。割合の分子は、分母より大きくなりません。"
    typed[1] = (suspended, APRIL_1, 11)
    assert faults(department, Q4, typed) == {
        (name, APRIL_1): [sentence] for name in ("運用中", "一時停止", "人口")
    }


@db
def test_share_is_not_above_the_whole(department):
    cards = make_series(kind="stock", department=department)
    people = make_series(kind="stock", department=department)
    share = make_series(
        kind="stock", name="人口比", decimals=1, department=department, numerator=cards, denominator=people
    )
    other = make_series(kind="stock", name="件数", department=department)
    assert faults(department, Q4, [(share, MARCH_31, "100.0"), (other, MARCH_31, 101)]) == {}
    assert faults(department, Q4, [(share, MARCH_31, "100.1")]) == {
        ("人口比", MARCH_31): ["割合は、100％より大きくなりません。"]
    }

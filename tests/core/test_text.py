from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, full_width_number, half_width_digits, parse_count, parse_decimal, to_full_width

counts = st.integers(0, 999_999_999)


def refusal(text, read=parse_count, *arguments):
    with pytest.raises(ValueError, match="。") as caught:
        read(text, *arguments)
    return str(caught.value)


# --- Digit widths ------------------------------------------------------------------------------------------


def test_to_full_width_widens_digits_commas_and_periods_alone():
    assert to_full_width("1,084件 44.8% No.2-1 (H28) IC") == "１，０８４件 ４４．８% No．２-１ (H２８) IC"


def test_full_width_number_prints_as_the_ward_does():
    assert full_width_number(1084) == "１，０８４"
    assert full_width_number(0) == "０"
    assert full_width_number(Decimal("44.8")) == "４４．８"
    assert full_width_number(Decimal("44.0")) == "４４．０"
    assert full_width_number(Decimal("1E+3")) == "１，０００"
    assert full_width_number(-98) == "－９８"


def test_half_width_digits_leaves_all_else():
    assert half_width_digits("１，０８４件") == "1，084件"


# --- Figures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["1084", "1,084", "１０８４", "１，０８４", "１,０８４", "1、084", " 1,084　", "1,084件", "１，０８４ 件",
     "1084通", "1084枚", "1084人", "1084か所", "1084ヶ所", "1084箇所", "01084"],
)  # fmt: skip
def test_parse_count_reads_every_way_of_writing(text):
    assert parse_count(text) == 1084


@pytest.mark.parametrize("text", ["", " ", "　", "\n"])
def test_parse_count_of_nothing_is_not_zero(text):
    assert parse_count(text) is None
    assert parse_decimal(text, 1) is None
    assert parse_count("０") == 0


@given(counts, st.data())
def test_parse_count_reads_back_whatever_is_written(value, data):
    written = data.draw(st.sampled_from([str(value), f"{value:,}", full_width_number(value)]))
    counter = data.draw(st.sampled_from(["", "件", "通", "枚", "人", "か所", " 件"]))

    assert parse_count(f" {written}{counter}　") == value


@given(counts, st.data())
def test_parse_count_reads_back_digits_and_commas_of_any_widths_mixed(value, data):
    pairs = dict(zip("0123456789", "０１２３４５６７８９", strict=True)) | {",": "，"}
    plain = data.draw(st.sampled_from([str(value), f"{value:,}", f"{value:010}"[-9:]]))
    mixed = "".join(data.draw(st.sampled_from([each, pairs[each]])) for each in plain)
    if data.draw(st.booleans()):
        mixed = mixed.replace("，", "、")
    counters = ["", "件", "通", "枚", "人", "か所", "カ所", "ケ所", "ヵ所", "ヶ所", "箇所"]
    counter = data.draw(st.sampled_from(counters))
    gap, before, after = (data.draw(st.text(" 　\t\n", max_size=2)) for _ in range(3))
    assert parse_count(f"{before}{mixed}{gap if counter else ''}{counter}{after}") == value


@pytest.mark.parametrize("text", ["-1", "－1", "−1", "‐1", "△1", "▲１，０８４"])
def test_parse_count_refuses_negatives(text):
    assert refusal(text) == "負の数は入力できません。0以上の数を入力してください。"


@pytest.mark.parametrize("text", ["44.8", "４４．８", "44.8%", "50％"])
def test_parse_count_refuses_decimals_and_shares(text):
    assert refusal(text) == "小数や割合は入力できません。整数で入力してください。"


@pytest.mark.parametrize(
    "text", ["1,23", "1,0840", ",084", "1084,", "1,,084", "0,123", "1 084", "²", "①", "十", "1O84", "件",
             "1084円", "1e3", "+5", "1_000", "٣", "約100件", "―", "1084件件"],
)  # fmt: skip
def test_parse_count_refuses_what_is_no_number(text):
    assert refusal(text) == "数として読めません。「1,084」のように、数字だけで入力してください。"


@pytest.mark.parametrize("text", ["1234567890", "123456789018", "１２３４５６７８９０１８件", "9" * 5000])
def test_parse_count_refuses_more_than_nine_digits_without_repeating_them(text):
    assert refusal(text) == "数が大きすぎます。9桁までの数を入力してください。"


@pytest.mark.parametrize(
    ("text", "places", "value"),
    [
        ("44.8", 1, "44.8"),
        ("４４．８％", 1, "44.8"),
        ("44.8 %", 2, "44.80"),
        ("44", 1, "44.0"),
        ("1,084.5", 1, "1084.5"),
        ("0", 0, "0"),
        ("12件", 1, "12.0"),
    ],
)
def test_parse_decimal_has_exactly_its_places(text, places, value):
    assert str(parse_decimal(text, places)) == value


@given(st.decimals(0, 999_999_999, places=2), st.sampled_from(["", "%", "％"]))
def test_parse_decimal_reads_back_whatever_is_written(value, mark):
    assert parse_decimal(full_width_number(value) + mark, 2) == value


def test_parse_decimal_never_rounds():
    assert refusal("44.85", parse_decimal, 1) == "小数は1桁までで入力してください。"


@pytest.mark.parametrize("text", [".5", "44.", "4.4.8", "1,23.4", "abc", "²"])
def test_parse_decimal_refuses_what_is_no_number(text):
    assert refusal(text, parse_decimal, 1).startswith("数として読めません。")


def test_parse_decimal_refuses_negatives():
    assert refusal("▲44.8", parse_decimal, 1).startswith("負の数は入力できません。")


# --- Search ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spellings",
    [
        ("か所", "カ所", "ヶ所", "ケ所", "ヵ所", "箇所", "ｶ所", "ヶ 所"),
        ("４ヶ月", "4か月", "4箇月"),
        ("システム", "ｼｽﾃﾑ", "しすてむ", "シ ス テ ム"),
        ("ガイド", "ｶﾞｲﾄﾞ", "がいど"),
        ("ＩＣカード", "ic かーど", "ICカ－ド", "IC・カード"),
        ("サーバ室", "サ―バ室", "サ−バ室", "サ—バ室"),
        ("9:30～16:00", "９：３０〜１６：００"),
        ("No.1", "Ｎｏ．１"),
        ("㈱台帳", "(株)台帳"),
    ],
)
def test_fold_makes_spellings_equal(spellings):
    assert len({fold(spelling) for spelling in spellings}) == 1


def test_fold_keeps_apart_what_is_different():
    assert fold("はは") != fold("ばば")
    assert fold("所管課が所有") == "所管課が所有"
    assert fold("ケース") == "け-す"


@given(st.text() | st.text(alphabet="ヶケヵカかが箇゛ﾞ゜ 　所月ｶﾊー-・ワヷß"))
def test_fold_is_idempotent(text):
    assert fold(fold(text)) == fold(text)

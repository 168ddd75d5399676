from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from hypothesis import given
from hypothesis import strategies as st

from core.text import find_my_numbers, has_my_number, may_hold_resident_record_code, to_full_width
from core.validators import no_my_number

VALID = "123456789018"
SEPARATORS = ["", " ", "　", "-", "－", "‐", "−", "ー", "・", "\N{NO-BREAK SPACE}", "\u200b"]


@st.composite
def my_numbers(draw):
    """The check digit by 平成26年総務省令第85号 第5条, written out once more: from the left, the weights are
    6 5 4 3 2 7 6 5 4 3 2."""
    body = draw(st.text("0123456789", min_size=11, max_size=11))
    remainder = sum(int(d) * w for d, w in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + str(0 if remainder <= 1 else 11 - remainder)


@given(my_numbers(), st.data())
def test_guard_finds_every_valid_number_however_it_is_written(number, data):
    written = number[0] + "".join(data.draw(st.sampled_from(SEPARATORS)) + digit for digit in number[1:])
    written = data.draw(st.sampled_from([str, to_full_width]))(written)
    before = data.draw(st.sampled_from(["", "番号は", "㍻", "A:", "（", "3\n", "1件, "]))
    after = data.draw(st.sampled_from(["", "番", "です", ":5", "）", "\n3", ", 1件"]))

    text = before + written + after

    assert [text[start:end] for start, end in find_my_numbers(text)] == [written]


@given(my_numbers(), st.data())
def test_guard_finds_the_cards_fours_further_apart(number, data):
    gap = st.text(st.sampled_from(SEPARATORS[1:-1]), min_size=1, max_size=3)
    written = number[:4] + data.draw(gap) + number[4:8] + data.draw(gap) + number[8:]
    written = data.draw(st.sampled_from([str, to_full_width]))(written)
    before = data.draw(st.sampled_from(["", "番号は", "A: ", "（ ", "3\n", "1件, "]))
    after = data.draw(st.sampled_from(["", " 番", "です", " ）", "\n3", ", 1件"]))

    text = before + written + after

    assert [text[start:end] for start, end in find_my_numbers(text)] == [written]


@given(st.data())
def test_guard_lets_rows_of_figures_pass_that_are_set_apart(data):
    """Columns of a table, two or three spaces apart: four figures or more, or figures of other lengths."""
    gap = data.draw(st.sampled_from(["  ", "   ", " - ", "　　"]))
    fours = st.lists(st.from_regex(r"[0-9]{4}", fullmatch=True), min_size=4, max_size=8)
    others = st.lists(st.from_regex(r"[0-9]{1,3}|[0-9]{5,8}", fullmatch=True), min_size=2, max_size=8)
    assert find_my_numbers(gap.join(data.draw(fours | others))) == []


@given(
    st.lists(st.dates() | st.times(), max_size=6), st.sampled_from(["  ", "   ", " - ", "～", " ～ ", "、"])
)
def test_guard_lets_days_and_times_pass_that_are_set_apart(moments, gap):
    texts = [f"{each:%H:%M}" if isinstance(each, time) else f"{each:%Y-%m-%d}" for each in moments]
    assert find_my_numbers(gap.join(texts)) == []


@given(my_numbers(), st.integers(0, 9))
def test_guard_refuses_a_wrong_check_digit(number, check):
    assert has_my_number(number[:-1] + str(check)) == (check == int(number[-1]))


@given(my_numbers(), st.data())
def test_guard_never_takes_part_of_a_longer_or_shorter_run(number, data):
    separator = data.draw(st.sampled_from(["", "-", " "]))
    extra = data.draw(st.sampled_from("0123456789"))
    for run in (number[:-1], number[1:], extra + number, number + extra):
        assert not has_my_number(separator.join(run))
        assert not has_my_number(f"番号{to_full_width(run)}番")


@pytest.mark.parametrize(
    "text",
    [
        VALID,
        "1234-5678-9018",
        "1234 5678 9018",
        "1234.5678.9018",
        "1234 - 5678 - 9018",
        "1234  5678  9018",
        "1234　　5678　　9018",
        "1234--5678-9018",
        "１２３４ － ５６７８ －９０１８",
        "3 件：1234  5678  9018",
        "１２３４－５６７８－９０１８",
        "氏名の番号は１２３４５６７８９０１８です",
        f"2023-03-31 {VALID}",
        f"3 {VALID} 4",
        f"1,{VALID},2",
    ],
)
def test_guard_finds_the_number_in_its_usual_clothes(text):
    assert has_my_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789017",
        "1234\n5678\n9018",
        "1234,5678,9018",
        "123.456.789.018",  # an address of a terminal
        "1,084件 9,254件",
        "1234    5678    9018",  # four spaces: columns of a table
        "1234  5678  9018  3456",
        "3  1234  5678  9018",
        "1234  5678  9018   3",
        "1234 \n 5678 \n 9018",
        "12 - 3456 - 789018",
        "123456  -  789018",
        "1234-5678-9018-3",
        "²²²²²²²²²²²",
        "a1b2c3d4e5f6g7h8i9j0k1l8",
    ],
)
def test_guard_lets_other_figures_pass(text):
    assert find_my_numbers(text) == []


def test_guard_finds_several_in_order():
    text = f"甲{VALID}乙１２３４ ５６７８ ９０１８"

    assert find_my_numbers(text) == [(1, 13), (14, 28)]


def test_resident_record_code_is_eleven_digits_on_their_own():
    assert may_hold_resident_record_code("コード１２３４５６７８９０１")
    assert may_hold_resident_record_code("1234-5678-901")
    assert not may_hold_resident_record_code("1234567890")
    assert not may_hold_resident_record_code(VALID)


def test_no_my_number_refuses_and_keeps_the_value_to_itself():
    with pytest.raises(ValidationError) as caught:
        no_my_number(f"番号は{VALID}")

    assert caught.value.code == "my_number"
    assert "個人番号は登録できません" in caught.value.message
    assert VALID not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_no_my_number_lets_other_text_pass():
    no_my_number("上馬まちづくりセンター 03-1234-5678")


def test_no_my_number_stands_in_migrations_by_its_name():
    assert MigrationWriter.serialize(no_my_number) == (
        "core.validators.no_my_number",
        {"import core.validators"},
    )

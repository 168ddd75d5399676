from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.guard import guard_formula, unguard_formula

cell_texts = st.text() | st.text(alphabet="'=+-@\t\r1A", max_size=5)


@pytest.mark.parametrize("text", ["=1+1", "+81", "-98", "@SUM(A1)", "\t=1", "\r=1"])
def test_guard_formula_puts_an_apostrophe_before_formulas(text):
    assert guard_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1=1", "－９８", "― ", "'quoted'", "令和5年3月31日"])
def test_guard_formula_leaves_other_text(text):
    assert guard_formula(text) == text


@given(st.integers() | st.decimals(allow_nan=False) | st.none() | st.booleans() | st.dates())
def test_guard_formula_never_touches_what_is_no_text(value):
    assert guard_formula(value) is value


def test_guard_formula_leaves_negative_numbers_numbers():
    assert guard_formula(-98) == -98
    assert guard_formula(Decimal("-0.5")) == Decimal("-0.5")


@given(cell_texts)
def test_unguard_formula_gives_the_text_back(text):
    guarded = guard_formula(text)

    assert unguard_formula(guarded) == text
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))

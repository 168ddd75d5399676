import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reports.text_comparison import compare_lines


def marked(lines):
    """The lines with what changed in brackets."""
    return ["".join(f"[{run.text}]" if run.is_changed else run.text for run in line) for line in lines]


def compared(before, after):
    found = compare_lines(before, after)
    return marked(found.before), marked(found.after)


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        # A figure is one word, whatever digits of it are alike.
        ("１３，６３０件", "１３，９３０件", "[１３，６３０]件", "[１３，９３０]件"),
        ("令和４年度の実績", "令和５年度の実績", "令和[４]年度の実績", "令和[５]年度の実績"),
        (
            "統合端末を設置した。",
            "統合端末を新たに設置した。",
            "統合端末を設置した。",
            "統合端末を[新たに]設置した。",
        ),
        ("住民記録課が行う。", "市民課が行う。", "[住民記録課]が行う。", "[市民課]が行う。"),
        # 「の」 between two words that both changed is chance.
        ("区の条例による。", "国の法律による。", "[区の条例]による。", "[国の法律]による。"),
        ("J-LISへ申請する。", "JPKIへ申請する。", "[J-LIS]へ申請する。", "[JPKI]へ申請する。"),
    ],
)
def test_words_that_changed_are_marked_on_both_sides(before, after, left, right):
    assert compared([before], [after]) == ([left], [right])


def test_line_that_was_added_or_taken_out_is_marked_whole():
    before, after = compared(["一つめ。", "二つめ。"], ["一つめ。", "新しい行。", "二つめ。"])
    assert before == ["一つめ。", "二つめ。"]
    assert after == ["一つめ。", "[新しい行。]", "二つめ。"]


def test_lines_that_changed_together_stay_lines():
    before, after = compared(
        ["・甲を行う。", "・乙を行う。"], ["・丙を行う。", "・丁を行う。", "・戊を行う。"]
    )
    assert [line.replace("[", "").replace("]", "") for line in before] == ["・甲を行う。", "・乙を行う。"]
    assert len(after) == 3


def test_same_text_is_the_same():
    assert compare_lines(["甲", "乙"], ["甲", "乙"]).is_same
    assert not compare_lines(["甲"], ["甲", "乙"]).is_same
    assert not compare_lines(["甲"], []).is_same


_LINES = st.lists(st.text(alphabet="令和５4年度の実績は、ヶ所。件ABC", min_size=1, max_size=12), max_size=6)


@given(_LINES, _LINES)
def test_both_texts_are_read_back_whole_and_nothing_is_marked_where_they_are_alike(before, after):
    found = compare_lines(before, after)
    assert ["".join(run.text for run in line) for line in found.before] == before
    assert ["".join(run.text for run in line) for line in found.after] == after
    kept = [
        "".join(run.text for line in side for run in line if not run.is_changed)
        for side in (found.before, found.after)
    ]
    assert kept[0] == kept[1]
    assert found.is_same == (before == after)

import pytest

from core.reports.prose import Block, Span, blocks, fact_names, fill


def answer(name, parameter):
    return f"<{name}{'|' if parameter else ''}{parameter}>"


def text_of(block):
    return ["".join(span.text for span in line) for line in block.lines]


def test_prose_fills_facts_and_their_parameters():
    filled = fill("住民記録のほか{{ other_sites.count }}か所、{{section:town-centres}}参照", answer)
    assert filled == "住民記録のほか<other_sites.count>か所、<section|town-centres>参照"


def test_prose_joins_wrapped_japanese_lines_without_a_space():
    (block,) = blocks("統合端末を設置\nしている。", answer)
    assert text_of(block) == ["統合端末を設置している。"]


def test_prose_keeps_a_hard_line_break():
    (block,) = blocks("全国\\\n東京都", answer)
    assert text_of(block) == ["全国", "東京都"]


def test_prose_reads_lists_with_their_notes():
    (listed,) = blocks("- 一\n- 二\n\n  ※注", answer)
    first, second = listed.items
    assert [text_of(block) for block in first] == [["一"]]
    assert [text_of(block) for block in second] == [["二"], ["※注"]]
    assert second[1].is_note


def test_prose_marks_strong_text():
    (block,) = blocks("これは**大切**です", answer)
    assert block.lines == ((Span("これは"), Span("大切", strong=True), Span("です")),)


@pytest.mark.parametrize(
    "text", ["住基ネット*1とカード*2は別の制度である。", "_注_は**太字**の中の*印*も", "a*b"]
)
def test_prose_loses_no_letter_of_what_was_typed(text):
    (block,) = blocks(text, answer)
    assert text_of(block) == [text.replace("**", "")]


def test_prose_leaves_html_as_text():
    (block,) = blocks("<script>alert(1)</script>", answer)
    assert block == Block(lines=((Span("<script>alert(1)</script>"),),))


def test_prose_takes_braces_that_are_no_fact_for_an_unknown_one():
    assert list(fact_names("{{ __import__('os') }} {{ fiscal_year }}")) == [
        ("__import__('os')", ""),
        ("fiscal_year", ""),
    ]


def test_prose_evaluates_nothing_in_a_fact():
    assert fill("{{ 1+1 }}", answer) == "<1+1>"

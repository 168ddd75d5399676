"""Years, days and numbers that stand typed in prose, and so do not move by themselves from year to year.

Pure functions. What stands in `{{ }}` is a fact and moves; what cites a law or a form stays true.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.calendar import ERAS
from core.reports.prose import BRACES

AROUND = 24  # characters before and after, which tell one ２ from another
LONGEST = 60  # characters of a value that are kept of it
FACT_IN_CONTEXT = "［項目］"  # for `{{ total:card_issued }}`, which would be most of the context
HIDDEN = "\0"  # stands for each character of what is not looked at, so that places stay the same


@dataclass(frozen=True)
class TypedValue:
    """A value as it was typed (at most LONGEST characters), where it stands in its text, and the words around
    it in one line."""

    words: str
    start: int
    end: int
    context: str


# --- What a value looks like -------------------------------------------------------------------------------

_D = "[0-9０-９]"
_K = "[〇零一二三四五六七八九十百千]+"  # 漢数字 are values before 年, 月 and 日 alone
_S = "[ 　]*"
_LETTERS = "A-Za-zＡ-Ｚａ-ｚ"
# Not within a name of Latin letters (ISO27001, COVID-19), and never from the middle of a number on.
_BEFORE = rf"(?<![{_LETTERS}0-9０-９])(?<![{_LETTERS}][\-－])"
# 1,084 and 44.8, 2023-03-31 and 5/3/31, 9:30, １万２千: one number, whatever stands between its digits.
_FIGURE = rf"{_D}+(?:[,，.．:：/／\-－‐−万億千百]{_D}+)*[万億千百]?"
_NUMBER = rf"(?:{_BEFORE}{_FIGURE})"
_ANY = rf"(?:{_NUMBER}|{_K})"

_ERA_NAMES = "|".join(era.name for era in ERAS)
_ERA_MARKS = "".join(era.name[0] + era.letter + chr(ord(era.letter) + 0xFEE0) for era in ERAS)  # 令, R, Ｒ
_ERA = rf"(?:(?:{_ERA_NAMES}|[㍾㍽㍼㍻㋿]){_S}|(?<![{_LETTERS}])[{_ERA_MARKS}](?={_D}|元年))"
_IN_ERA = rf"{_ERA}(?:{_FIGURE}|元|{_K})"
_MONTH = rf"{_ANY}{_S}月(?:上旬|中旬|下旬|末)?"
_DAY = rf"{_ANY}{_S}日"
_YEAR = rf"(?:西暦)?(?:{_IN_ERA}(?:{_S}年度?)?|{_ANY}{_S}年度?)"
_DATE = rf"{_YEAR}(?:{_S}{_MONTH}(?:{_S}{_DAY})?)?|{_MONTH}(?:{_S}{_DAY})?|{_DAY}"
# What is counted belongs to the words: 「１か所」 tells more than 「１」.
_COUNTED = (
    "[かカケヵヶ箇][所月国年条]|自治体|団体|世帯|種類|項目|時間|週間|ポイント"
    "|[％%件人名通枚台回つ円点部校館歳時分秒倍割]"
)
_VALUE = rf"(?:{_DATE}|第?{_NUMBER}(?:{_COUNTED}|四半期)?)"
_TYPED = re.compile(rf"{_VALUE}(?:{_S}[～〜~]{_S}{_VALUE})*")

# --- What is none, though it has digits ------------------------------------------------------------------

_N = rf"(?:{_D}+|{_K})"
_UP_TO = rf"(?:[～〜~]第?{_N})?"  # 第５条～第８条
_BRANCH = rf"(?:の{_N})*"  # ３０条の１０
_ARTICLE = rf"{_N}{_UP_TO}条{_BRANCH}{_UP_TO}"
_PARAGRAPH = rf"{_N}{_UP_TO}項(?!目){_BRANCH}{_UP_TO}"
_ITEM = rf"{_N}{_UP_TO}号(?![機館車棟室線]){_BRANCH}{_UP_TO}"
_LAW = r"(?:法律|政令|[一-鿿]{1,9}[省府庁]令|[一-鿿]{0,6}(?:条例|規則|規程|告示|訓令|要綱))"
_CITED = re.compile(
    "|".join(
        (
            # 平成２５年法律第２７号: its year is the law's.
            rf"{_IN_ERA}{_S}年(?:{_S}{_MONTH}{_S}{_DAY})?{_S}{_LAW}第{_N}号",
            rf"{_LAW}第{_N}号",
            rf"第?{_ARTICLE}(?:第?{_PARAGRAPH})?(?:第?{_ITEM})?",
            rf"第{_PARAGRAPH}(?:第?{_ITEM})?",
            # What the council numbers (報告第３６１号) is new every year.
            rf"(?<!報告)(?<!議案)(?<!陳情)(?<!請願)第{_ITEM}",
            rf"第{_N}[編章節款](?!目)",
            rf"(?:別表|別記|様式|附則)第?{_N}",
        )
    )
)
# The numbers of a list are the prose's own: they print as they are counted.
_LIST_MARK = re.compile(r"^[ ]{0,3}[0-9]{1,2}[.)](?=[ \t])", re.MULTILINE)


def typed_values(text: str) -> list[TypedValue]:
    """Every year, day and number that is typed in the text, in order, none lying over another.

    Found are figures of both widths, 和暦 of every era with 元年, 年度, days in every spelling, 漢数字 before
    年, 月 and 日; two of them with a ～ between are one. Not found: what stands in `{{ }}`, citations of laws
    (第１３条第２項, 別表第２, 平成２５年法律第２７号), the marks of lists, digits within a name of Latin
    letters (ISO27001).
    """
    visible = text
    for hidden in (BRACES, _LIST_MARK, _CITED):
        visible = hidden.sub(lambda found: HIDDEN * len(found.group()), visible)
    return [_value(text, *found.span()) for found in _TYPED.finditer(visible)]


def _value(text: str, start: int, end: int) -> TypedValue:
    words = text[start : min(end, start + LONGEST)]
    before, after = (BRACES.sub(FACT_IN_CONTEXT, each) for each in (text[:start], text[start + len(words) :]))
    around = " ".join(f"{before[-AROUND:]}{words}{after[:AROUND]}".split())
    context = f"{'…' if len(before) > AROUND else ''}{around}{'…' if len(after) > AROUND else ''}"
    return TypedValue(words, start, end, context)


def still_typed(marked: Sequence[tuple[str, str]], text: str) -> list[bool]:
    """Of each value of an earlier text, as (words, context), whether the text has it still.

    Where it has the same words less often than before, those are there whose context is as it was.
    """
    left = typed_values(text)
    answers = [False] * len(marked)
    for by_context in (True, False):
        for index, (words, context) in enumerate(marked):
            if answers[index]:
                continue
            for value in left:
                if value.words == words and (value.context == context or not by_context):
                    left.remove(value)
                    answers[index] = True
                    break
    return answers

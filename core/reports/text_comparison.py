"""Two texts side by side, with the words marked that were taken out and put in.

Japanese has no spaces: a word is a run of one script (a compound of kanji, a katakana word, a figure), which
is what a reader takes in at a glance.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(
    r"[0-9０-９]+(?:[,.，．][0-9０-９]+)*"
    r"|[一-鿿々〆]+|[ァ-ヺー]+|[ぁ-ゖ]+|[A-Za-zＡ-Ｚａ-ｚ]+|\n|.",
    re.DOTALL,
)
# So few letters alike between two changes are chance: 「の」 between two words that both changed.
_CHANCE = 2


@dataclass(frozen=True)
class Run:
    """A run of text in a line; `is_changed` where the other text has it otherwise or not at all."""

    text: str
    is_changed: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True)
class ComparedText:
    """The lines of the two texts."""

    before: tuple[Line, ...]
    after: tuple[Line, ...]

    @property
    def is_same(self) -> bool:
        return not any(run.is_changed for line in (*self.before, *self.after) for run in line)


def compare_lines(before: Sequence[str], after: Sequence[str]) -> ComparedText:
    """Line by line; where lines differ, word by word."""
    old: list[Line] = []
    new: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            old += [(Run(line),) for line in before[first:last]]
            new += [(Run(line),) for line in after[new_first:new_last]]
        elif tag == "replace":
            ours, theirs = _compare_words("\n".join(before[first:last]), "\n".join(after[new_first:new_last]))
            old += ours
            new += theirs
        else:
            old += [(Run(line, is_changed=True),) for line in before[first:last]]
            new += [(Run(line, is_changed=True),) for line in after[new_first:new_last]]
    return ComparedText(tuple(old), tuple(new))


def _compare_words(before: str, after: str) -> tuple[list[Line], list[Line]]:
    old: list[Run] = []
    new: list[Run] = []
    for is_changed, ours, theirs in _joined(before, after):
        old.append(Run(ours, is_changed))
        new.append(Run(theirs, is_changed))
    return list(_lines(old)), list(_lines(new))


def _joined(before: str, after: str) -> Iterator[tuple[bool, str, str]]:
    """(whether it differs, the old words, the new words) in turn, without chance likenesses between."""
    ours, theirs = _WORD.findall(before), _WORD.findall(after)
    pieces = [
        (tag != "equal", "".join(ours[first:last]), "".join(theirs[new_first:new_last]))
        for tag, first, last, new_first, new_last in SequenceMatcher(
            None, ours, theirs, autojunk=False
        ).get_opcodes()
    ]
    pending: tuple[bool, str, str] | None = None
    for index, (is_changed, one, other) in enumerate(pieces):
        between = 0 < index < len(pieces) - 1 and "\n" not in one
        piece = (is_changed or (between and len(one) <= _CHANCE), one, other)
        if pending is not None and pending[0] == piece[0]:
            pending = (piece[0], pending[1] + one, pending[2] + other)
            continue
        if pending is not None:
            yield pending
        pending = piece
    if pending is not None:
        yield pending


def _lines(runs: list[Run]) -> Iterator[Line]:
    """The runs, parted at line ends."""
    line: list[Run] = []
    for run in runs:
        first, *following = run.text.split("\n")
        line.append(Run(first, run.is_changed))
        for text in following:
            yield tuple(each for each in line if each.text)
            line = [Run(text, run.is_changed)]
    yield tuple(each for each in line if each.text)

"""The two encodings of Japanese offices: UTF-8 with BOM, which Excel opens rightly, and CP932, which older
systems ask for. Never `shift_jis`, which lacks ① and ㈱.
"""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Self

from core.errors import DomainError


class Encoding(StrEnum):
    """The values are Python's codec names."""

    UTF_8_SIG = "utf-8-sig"
    CP932 = "cp932"

    @property
    def label(self) -> str:
        return {Encoding.UTF_8_SIG: "UTF-8", Encoding.CP932: "CP932（Shift_JIS）"}[self]


# --- Reading -----------------------------------------------------------------------------------------------

# Bytes that Windows assigns no character; Python's codec reads them all the same.
_UNASSIGNED_IN_CP932 = ("\x80", "\uf8f0", "\uf8f1", "\uf8f2", "\uf8f3")


def decode_strictly(data: bytes) -> tuple[str, Encoding]:
    """The text of a file and the encoding it was in: UTF-8 with or without BOM, else CP932.

    Raises DomainError naming, for each encoding considered, the line and the byte where reading failed.
    A file with UTF-8's BOM is not tried as CP932: one broken byte must not turn all of it into nonsense.
    """
    try:
        return data.decode(Encoding.UTF_8_SIG), Encoding.UTF_8_SIG
    except UnicodeDecodeError as error:
        # The codec counts from behind the BOM.
        offset = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        reasons = [_unreadable(data, Encoding.UTF_8_SIG, error.start + offset)]
    if not data.startswith(codecs.BOM_UTF8):
        try:
            text = data.decode(Encoding.CP932)
        except UnicodeDecodeError as error:
            reasons.append(_unreadable(data, Encoding.CP932, error.start))
        else:
            found = [text.index(mark) for mark in _UNASSIGNED_IN_CP932 if mark in text]
            if not found:
                return text, Encoding.CP932
            reasons.append(_unreadable(data, Encoding.CP932, len(text[: min(found)].encode(Encoding.CP932))))
    reasons.append("文字コードをUTF-8またはCP932（Shift_JIS）にして保存し直してください。")
    raise DomainError.from_reasons(reasons)


def _unreadable(data: bytes, encoding: Encoding, position: int) -> str:
    # The byte at fault itself counts as something, so that a fault at a line's start lies in that line.
    line = len((data[:position] + b"?").splitlines())
    return f"{encoding.label}としては、{line}行目（先頭から{position + 1}バイト目）が読めません。"


# --- Writing -----------------------------------------------------------------------------------------------

MOST_PLACES = 1000  # that are told of one file; of a million rows nobody reads more

_CP932_MARKS = str.maketrans({"—": "―", "–": "－", "¥": "￥", "\N{NO-BREAK SPACE}": " "})


@dataclass(frozen=True)
class UnencodableCharacter:
    """A character that the encoding lacks, and where it stands; row and column count from 1."""

    character: str
    row: int
    column: int

    def __str__(self) -> str:
        code = ord(self.character)
        # Half of a surrogate pair cannot be shown either.
        shown = "" if 0xD800 <= code <= 0xDFFF else f"「{self.character}」"
        return f"{self.row}行{self.column}列目：{shown}（U+{code:04X}）"


class UnencodableTextError(DomainError):
    """Text holds characters that the encoding lacks. `characters` lists them, MOST_PLACES at most."""

    characters: tuple[UnencodableCharacter, ...] = ()

    @classmethod
    def of(cls, characters: Iterable[UnencodableCharacter], encoding: Encoding) -> Self:
        """The error that names each of `characters`, of which there is at least one."""
        first = tuple(islice(characters, MOST_PLACES + 1))
        more = (
            [f"ほかにもあります。はじめの{MOST_PLACES:,}件だけを示しています。"]
            if len(first) > MOST_PLACES
            else []
        )
        characters = first[:MOST_PLACES]
        advice = "文字を置き換えてください。"
        if encoding is Encoding.CP932:
            advice = "文字を置き換えるか、UTF-8で書き出してください。"
        error = cls(f"{encoding.label}で書けない文字があります。{advice}", *map(str, characters), *more)
        error.characters = characters
        return error


def map_marks(text: str, encoding: Encoding) -> str:
    """For CP932 the four common marks it lacks become their Japanese counterparts: — – ¥ and the no-break
    space. For UTF-8 nothing changes.
    """
    return text.translate(_CP932_MARKS) if encoding is Encoding.CP932 else text


def encode_for(text: str, encoding: Encoding) -> bytes:
    """`text` with its marks mapped, as a whole file in `encoding` (UTF-8 with its BOM).

    Raises UnencodableTextError; its rows are lines, its columns characters.
    """
    text = map_marks(text, encoding)
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        raise UnencodableTextError.of(
            (
                UnencodableCharacter(character, row, column)
                for row, line in enumerate(text.split("\n"), start=1)
                for column, character in enumerate(line, start=1)
                if not is_encodable(character, encoding)
            ),
            encoding,
        ) from None


def is_encodable(text: str, encoding: Encoding) -> bool:
    """Whether `text`, its marks already mapped, can be written in `encoding`."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

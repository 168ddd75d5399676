"""Japanese text as people type and search it: digit widths, figures, the My Number guard, search folding.

Pure functions. A ValueError raised here carries a Japanese sentence fit for the screen, which never repeats
what was typed: that might be somebody's My Number.
"""

import re
import unicodedata
from decimal import Decimal

# --- Digit widths ------------------------------------------------------------------------------------------

_TO_FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
_TO_HALF_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def to_full_width(text: str) -> str:
    """Digits, commas and periods full-width, as the ward prints figures; letters and all else stay."""
    return text.translate(_TO_FULL_WIDTH)


def full_width_number(value: int | Decimal) -> str:
    """A figure as the ward prints it: 1084 -> 「１，０８４」, Decimal("44.8") -> 「４４．８」."""
    # "f": a Decimal such as 1E+3 must print as a number that people read.
    return to_full_width(f"{value:,d}" if isinstance(value, int) else f"{value:,f}").replace("-", "－")


def half_width_digits(text: str) -> str:
    """Full-width digits half-width; all else stays."""
    return text.translate(_TO_HALF_WIDTH_DIGITS)


# --- Figures -----------------------------------------------------------------------------------------------

# Not NFKC, which makes 2 of 「²」 and 1 of 「①」: what is no plain digit is refused.
_FIGURE_MARKS = str.maketrans("０１２３４５６７８９，、．％", "0123456789,,.%")
_COUNTER = r"\s*(?:件|通|枚|人|[かカケヵヶ箇]所)"
_WHOLE_NUMBER = r"[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+"
_COUNT = re.compile(rf"({_WHOLE_NUMBER})(?:{_COUNTER})?")
_DECIMAL = re.compile(rf"({_WHOLE_NUMBER})(?:\.([0-9]+))?(?:{_COUNTER}|\s*%)?")
_NEGATIVE = re.compile(r"[-－−‐‑–—―△▲][0-9]")
_MOST_DIGITS = 9  # a count fits PostgreSQL's integer, and no identifier of a resident passes for one

_NEGATIVE_REFUSED = "負の数は入力できません。0以上の数を入力してください。"
_TOO_LARGE = f"数が大きすぎます。{_MOST_DIGITS}桁までの数を入力してください。"


def parse_count(text: str) -> int | None:
    """Read a count as clerks type and paste it: 「１，０８４件」, " 1,084 ", "1084". Blank is None, not 0.

    Raises ValueError with a Japanese sentence for decimals, negatives, misplaced commas, more than nine
    digits and whatever else is no count.
    """
    figure = text.strip().translate(_FIGURE_MARKS)
    if not figure:
        return None
    if match := _COUNT.fullmatch(figure):
        return int(_digits(match[1]))
    if _NEGATIVE.match(figure):
        raise ValueError(_NEGATIVE_REFUSED)
    if _DECIMAL.fullmatch(figure):
        raise ValueError("小数や割合は入力できません。整数で入力してください。")
    raise ValueError("数として読めません。「1,084」のように、数字だけで入力してください。")


def parse_decimal(text: str, places: int) -> Decimal | None:
    """Read a decimal figure: 「４４．８％」, "44.8". Blank is None. The value has exactly `places` decimals.

    Raises ValueError as parse_count does, and for more decimals than `places`: people decide how to round.
    """
    figure = text.strip().translate(_FIGURE_MARKS)
    if not figure:
        return None
    match = _DECIMAL.fullmatch(figure)
    if not match:
        if _NEGATIVE.match(figure):
            raise ValueError(_NEGATIVE_REFUSED)
        raise ValueError("数として読めません。「44.8」のように、数字だけで入力してください。")
    fraction = match[2] or ""
    if len(fraction) > places:
        raise ValueError(f"小数は{places}桁までで入力してください。")
    return Decimal(f"{_digits(match[1])}.{fraction:0<{places}}")


def _digits(whole_number: str) -> str:
    digits = whole_number.replace(",", "")
    if len(digits) > _MOST_DIGITS:
        raise ValueError(_TOO_LARGE)
    return digits


# --- The My Number guard -----------------------------------------------------------------------------------

# Between the digits of one number. Not commas, colons and line ends: they part figures, times and rows, which
# would make twelve digits too.
_SEPARATOR = r"[ \t_・･·\-‐‑‒–—―−ー]"
_TWELVE_DIGITS = (
    # nothing but these twelve digits, however they are grouped
    re.compile(rf"(?<![0-9])(?<![0-9]{_SEPARATOR})[0-9](?:{_SEPARATOR}?[0-9]){{11}}(?!{_SEPARATOR}?[0-9])"),
    # solid, beside other numbers
    re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])"),
    # in fours, as on the card, further apart: 「1234 - 5678 - 9018」. Nothing but these three: a row of
    # figures has more of them, or of other lengths
    re.compile(
        rf"(?<![0-9])(?<![0-9]{_SEPARATOR})(?<![0-9]{_SEPARATOR}{{2}})(?<![0-9]{_SEPARATOR}{{3}})"
        rf"[0-9]{{4}}{_SEPARATOR}{{1,3}}[0-9]{{4}}{_SEPARATOR}{{1,3}}[0-9]{{4}}(?!{_SEPARATOR}{{0,3}}[0-9])"
    ),
    # in fours; periods and slashes part dates and addresses of machines too, but not in fours
    re.compile(r"(?<![0-9])(?<![0-9][./])[0-9]{4}([./])[0-9]{4}\1[0-9]{4}(?![./]?[0-9])"),
)
_ELEVEN_DIGITS = re.compile(
    rf"(?<![0-9])(?<![0-9]{_SEPARATOR})[0-9](?:{_SEPARATOR}?[0-9]){{10}}(?!{_SEPARATOR}?[0-9])"
)


def find_my_numbers(text: str) -> list[tuple[int, int]]:
    """Where `text` holds what may be a My Number: (start, end) of each, in order, as slices of `text`.

    Twelve digits of any width with a valid check digit (平成26年総務省令第85号 第5条), at most one space,
    hyphen or the like between two of them; in fours, as the card has them, up to three. One in ten random
    twelve-digit strings passes too: a hit is a reason to refuse and ask, never a proof.
    """
    plain, origins = _plain_with_origins(text)
    spans = {
        (origins[match.start()], origins[match.end() - 1] + 1)
        for pattern in _TWELVE_DIGITS
        for match in pattern.finditer(plain)
        if _check_digit_holds([int(digit) for digit in match[0] if digit in "0123456789"])
    }
    return sorted(spans)


def has_my_number(text: str) -> bool:
    """Whether find_my_numbers finds any."""
    return bool(find_my_numbers(text))


def may_hold_resident_record_code(text: str) -> bool:
    """Whether `text` holds eleven digits on their own, as a resident record code has.

    Its check digit's formula is not known here, and a mobile telephone number has eleven digits as well: good
    for a warning, not for a refusal.
    """
    return bool(_ELEVEN_DIGITS.search(_plain_with_origins(text)[0]))


def _plain_with_origins(text: str) -> tuple[str, list[int]]:
    """NFKC of `text` without invisible characters, and for each of its characters the index in `text`."""
    plain: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
            continue  # zero-width spaces and the like come along from web pages
        normal = unicodedata.normalize("NFKC", character)
        plain.append(normal)
        origins.extend([index] * len(normal))
    return "".join(plain), origins


def _check_digit_holds(digits: list[int]) -> bool:
    *body, check = digits
    remainder = sum(p * (n + 1 if n <= 6 else n - 5) for n, p in enumerate(reversed(body), start=1)) % 11
    return check == (0 if remainder <= 1 else 11 - remainder)


# --- Search ------------------------------------------------------------------------------------------------

# core/search.py says the same to PostgreSQL, from these.
_DASHES = "‐‑‒–—―−－ー-"
ONE_SPELLING = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        "〜": "~",  # CP932 files bring ～ for 〜 and ∥ for ‖
        "‖": "∥",
        "・": None,
        "·": None,
        "ヶ": "か",
        "ヵ": "か",
    }
)
COUNTER_KA = re.compile(r"[ケカ箇](?=[所月国年条])")
HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def fold(text: str) -> str:
    """The key under which texts that people take for the same are equal; for searching, never for showing.

    Width, case, kana, spaces, middle dots, dashes and the spelling of か所 (ヶ所, ケ所, カ所, 箇所) do not
    count. fold(fold(x)) == fold(x).
    """
    key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    key = "".join(key.split()).translate(ONE_SPELLING)
    key = COUNTER_KA.sub("か", key).translate(HIRAGANA)
    # Once more: without the space between them, a letter and its sound mark (か ゛) become one.
    return unicodedata.normalize("NFKC", key)


def shortened(text: str, longest: int) -> str:
    """The text, or its beginning with 「…」 for the rest: no longer than `longest`."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"

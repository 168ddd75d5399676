"""Searching text in the database as people take it: 「ﾏｲﾅﾝﾊﾞｰ」 finds 「マイナンバー」.

The folding of core.text.fold, said to PostgreSQL, so that no table is read into Python to be searched.
"""

from django.db.models import CharField, Q, TextField, Transform

from core.text import COUNTER_KA, HIRAGANA, ONE_SPELLING, fold

_DELETED = "".join(chr(code) for code, other in ONE_SPELLING.items() if other is None)
_RESPELT = {chr(code): other for code, other in ONE_SPELLING.items() if other is not None}
_KATAKANA = "".join(chr(code) for code in HIRAGANA)


@CharField.register_lookup
@TextField.register_lookup
class Folded(Transform):
    """`name__folded__contains=fold(text)`. Case is PostgreSQL's lower(): ß and its like are not unfolded."""

    lookup_name = "folded"
    template = (
        "normalize(translate(regexp_replace(translate("
        r"regexp_replace(lower(normalize(%(expressions)s, NFKC)), '\s+', '', 'g'), "
        f"'{''.join(_RESPELT)}{_DELETED}', '{''.join(_RESPELT.values())}'), "
        f"'{COUNTER_KA.pattern}', 'か', 'g'), "
        f"'{_KATAKANA}', '{''.join(map(chr, HIRAGANA.values()))}'), NFKC)"
    )
    output_field = TextField()


def holding(text: str, *fields: str) -> Q:
    """Rows where one of the fields holds the text, whatever its widths, case, kana and spaces."""
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__folded__contains": fold(text)})
    return found

"""Pages of rows by key: how a list that grows for ever is turned over.

A page begins after a row, not after a number of rows: the next page costs what the first does, however far
one has come, and what is entered or taken out between two clicks shows no row twice and hides none. Where one
is travels in the address as a signed text: what was altered or belongs to another order is the first page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import (
    CharField,
    F,
    Field,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.expressions import BaseExpression, OrderBy
from django.db.models.functions import Left

COUNTED = 10_000  # rows that are counted one by one; beyond, that there are more says enough
LAST = "last"
_SALT = "core.paging"
# Longer texts are ordered by their beginning: what travels in an address has to be short.
_ORDERING_CHARACTERS = 60


@dataclass(frozen=True)
class Key:
    """One part of an order: a path from the row, or the name of an annotation."""

    path: str
    descending: bool = False
    nulls_first: bool = False
    nullable: bool = True
    cut: bool = False

    @property
    def expression(self) -> F | Left:
        return Left(self.path, _ORDERING_CHARACTERS) if self.cut else F(self.path)

    @property
    def term(self) -> OrderBy:
        # Said only where PostgreSQL would do otherwise: an index serves no order that says more than it.
        if not self.nullable or self.nulls_first == self.descending:
            return OrderBy(self.expression, descending=self.descending)
        first = {"nulls_first": True} if self.nulls_first else {"nulls_last": True}
        return OrderBy(self.expression, descending=self.descending, **first)

    @property
    def reversed(self) -> "Key":
        return replace(self, descending=not self.descending, nulls_first=not self.nulls_first)

    def equal(self, alias: str, value: Any) -> Q:
        return Q(**{f"{alias}__isnull": True}) if value is None else Q(**{alias: value})

    def beyond(self, alias: str, value: Any) -> list[Q]:
        """What comes after the value, each part a range that an index can begin at."""
        empty = Q(**{f"{alias}__isnull": True})
        if value is None:
            return [~empty] if self.nulls_first else []
        further = Q(**{f"{alias}__{'lt' if self.descending else 'gt'}": value})
        return [further, empty] if self.nullable and not self.nulls_first else [further]


def settled(rows: QuerySet, columns: Sequence[str] = ()) -> list[Key]:
    """The keys of a total order: the columns, what is empty last; where rows are equal there, the model's own
    order; last the primary key."""
    model = rows.model
    keys: list[Key] = []
    wanted = [_column_key(rows, name) for name in columns]
    for name in (*(model._meta.ordering or ()), "pk"):
        wanted += _own_keys(rows, name)
    for key in wanted:
        if key.path in {known.path for known in keys}:
            continue
        keys.append(key)
        if _is_unique(model, key.path):
            break
    return keys


def in_order(rows: QuerySet, keys: Sequence[Key]) -> QuerySet:
    return rows.order_by(*(key.term for key in keys))


def salt_of(rows: QuerySet, keys: Sequence[Key]) -> str:
    """What the words of this order are signed with: those of another one are none of its."""
    directions = ",".join(f"{'+-'[key.descending]}{'lf'[key.nulls_first]}{key.path}" for key in keys)
    return f"{_SALT}:{rows.model._meta.label}:{directions}"


@dataclass(frozen=True)
class Page:
    """Some rows, which of how many they are, and the words of the address for the pages around them.

    `first` is the number of the first row where it is known. `total` counts up to `most` rows; then
    `uncounted` says that there are more. A word is None where there is no such page.
    """

    rows: list[Any]
    total: int
    first: int | None = None
    previous_word: str | None = None
    next_word: str | None = None
    most: int = COUNTED

    @property
    def uncounted(self) -> bool:
        return self.total > self.most

    @property
    def counted(self) -> int:
        return min(self.total, self.most)

    @property
    def last(self) -> int | None:
        """The number of the last row."""
        return None if self.first is None else self.first + len(self.rows) - 1

    @property
    def is_only(self) -> bool:
        return self.previous_word is None and self.next_word is None

    last_word = LAST


def page_of(rows: QuerySet, keys: Sequence[Key], word: str, size: int, *, most: int | None = None) -> Page:
    """The page that the word of the address names: "" is the first, "last" the last.

    One query, which counts too, up to `most` rows (COUNTED where it is not said); one more where what was
    turned to is not there any longer.
    """
    return _Pages(rows, list(keys), size, COUNTED if most is None else most).at(word)


class _CountOf(Subquery):
    """How many rows a query has: asked once for all the rows that it stands beside."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class _Pages:
    def __init__(self, rows: QuerySet, keys: list[Key], size: int, most: int) -> None:
        self.keys, self.size, self.most = keys, size, most
        # Under names of their own the keys can be compared, and read from a row, wherever they come from.
        self.aliases = [f"_key_{number}" for number in range(len(keys))]
        counted = _CountOf(rows.order_by().values("pk")[: most + 1])
        expressions = {alias: key.expression for alias, key in zip(self.aliases, keys, strict=True)}
        self.rows = rows.annotate(_total=counted, **expressions)
        self.salt = salt_of(rows, keys)

    def at(self, word: str) -> Page:
        if word == LAST:
            return self._last()
        position = self._read(word)
        if position is None:
            return self._first()
        backwards, number, values = position
        rows, more = self._beyond(values, backwards=backwards)
        if not rows:
            return self._first() if backwards else self._last()
        if backwards:
            first = 1 if not more else (number - len(rows) if number and number - len(rows) > 1 else None)
            return self._page(rows, first, has_previous=more, has_next=True)
        total = rows[0]._total
        if not more and total <= self.most:
            number = total - len(rows) + 1
        return self._page(rows, number, has_previous=True, has_next=more)

    def _first(self) -> Page:
        found = list(in_order(self.rows, self.keys)[: self.size + 1])
        return self._page(found[: self.size], 1, has_previous=False, has_next=len(found) > self.size)

    def _last(self) -> Page:
        found = list(in_order(self.rows, self._keys(backwards=True))[: self.size + 1])
        total = found[0]._total if found else 0
        if total > self.most:
            return self._page(found[: self.size][::-1], None, has_previous=True, has_next=False)
        # As many as turning over from the first page would leave.
        rows = found[: total % self.size or self.size][::-1]
        first = total - len(rows) + 1
        return self._page(rows, first, has_previous=first > 1, has_next=False)

    def _beyond(self, values: list[Any], *, backwards: bool) -> tuple[list[Any], bool]:
        """The rows after the values, or before them, and whether there are more.

        Rows are beyond where the first key is, or it is equal and the second is, and so on. Each of these
        is a range of its own that an index finds at once; one condition for all of them would be a search.
        """
        keys = self._keys(backwards=backwards)
        equal = Q()
        ranges: list[Q] = []
        for key, alias, value in zip(keys, self.aliases, values, strict=True):
            ranges = [equal & further for further in key.beyond(alias, value)] + ranges
            equal &= key.equal(alias, value)
        ends = [in_order(self.rows.filter(each), keys).values("pk")[: self.size + 1] for each in ranges]
        nearest = ends[0].union(*ends[1:], all=True) if len(ends) > 1 else ends[0]
        rows = list(in_order(self.rows.filter(pk__in=nearest), keys)[: self.size + 1])
        more = len(rows) > self.size
        return (rows[: self.size][::-1] if backwards else rows[: self.size]), more

    def _keys(self, *, backwards: bool) -> list[Key]:
        return [key.reversed for key in self.keys] if backwards else self.keys

    def _page(self, rows: list[Any], first: int | None, *, has_previous: bool, has_next: bool) -> Page:
        return Page(
            rows,
            rows[0]._total if rows else 0,
            first if rows else None,
            self._word(rows[0], first, backwards=True) if has_previous else None,
            self._word(rows[-1], first and first + len(rows), backwards=False) if has_next else None,
            self.most,
        )

    # --- Words of the address ---------------------------------------------------------------------------

    def _word(self, row: Any, number: int | None, *, backwards: bool) -> str:
        values = [_plain(getattr(row, alias)) for alias in self.aliases]
        return signing.dumps([backwards, number, *values], salt=self.salt, compress=True)

    def _read(self, word: str) -> tuple[bool, int | None, list[Any]] | None:
        if not word:
            return None
        try:
            backwards, number, *texts = signing.loads(word, salt=self.salt)
            return backwards, number, [self._value(*pair) for pair in zip(self.aliases, texts, strict=True)]
        except (signing.BadSignature, ValidationError, TypeError, ValueError):
            return None

    def _value(self, alias: str, text: Any) -> Any:
        return None if text is None else self.rows.query.annotations[alias].output_field.to_python(text)


def _plain(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, str | int | float):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


# --- Keys --------------------------------------------------------------------------------------------------


def _column_key(rows: QuerySet, name: str) -> Key:
    return _key(rows, name.removeprefix("-"), name.startswith("-"), nulls_first=False)


def _own_keys(rows: QuerySet, name: Any) -> list[Key]:
    """A name of Meta.ordering; PostgreSQL puts what is empty at the larger end."""
    if isinstance(name, BaseExpression | F):
        raise TypeError("Meta.ordering is to hold names: a page by key needs to know what it compares")
    path, descending = name.removeprefix("-"), name.startswith("-")
    field = _fields(rows.model, path)[-1]
    if field.is_relation and path.split("__")[-1] == field.name:
        # As Django has it: by the order of what it points to.
        related = cast(type[Model], field.related_model)._meta
        order = [str(each) for each in (*(related.ordering or ()), "pk")]
        names = [f"{path}__{each.removeprefix('-')}" for each in order]
        turned = [each.startswith("-") != descending for each in order]
        return [_key(rows, *pair, nulls_first=pair[1]) for pair in zip(names, turned, strict=True)]
    return [_key(rows, path, descending, nulls_first=descending)]


def _key(rows: QuerySet, path: str, descending: bool, *, nulls_first: bool) -> Key:
    if path in rows.query.annotations:
        return Key(path, descending, nulls_first)
    fields = _fields(rows.model, path)
    *before, last = path.split("__")
    path = "__".join([*before, fields[-1].attname if last == "pk" else last])
    long = isinstance(fields[-1], TextField) or (
        isinstance(fields[-1], CharField) and (fields[-1].max_length or 0) > 2 * _ORDERING_CHARACTERS
    )
    return Key(path, descending, nulls_first, nullable=any(field.null for field in fields), cut=long)


def _fields(model: type[Model], path: str) -> list[Any]:
    """The fields that the path goes along. Raises FieldDoesNotExist."""
    fields: list[Any] = []
    for name in path.split("__"):
        if fields:
            model = cast(type[Model], fields[-1].related_model)
        fields.append(model._meta.pk if name == "pk" else model._meta.get_field(name))
    return fields


def _is_unique(model: type[Model], path: str) -> bool:
    """No two rows of the model are equal there."""
    try:
        field = cast(Field, _fields(model, path)[-1])
    except FieldDoesNotExist:
        return False
    return "__" not in path and field.unique and not field.null

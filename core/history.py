"""The trail of one record, in words a clerk reads: who, when, what, before and after."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from core.calendar import fiscal_year_label, wareki
from core.clock import moment_on_paper
from core.models import Staff

BLANK = "（空欄）"
SYSTEM = "（システム）"
# What counts or finds and tells nobody anything; a model names its own beside these (`bookkeeping`).
_BOOKKEEPING = frozenset({"version", "only"})
_DONE = {"insert": "登録", "update": "変更", "delete": "削除"}


@dataclass(frozen=True)
class FieldChange:
    """A field of a record: its name on screens, and its value before and after. `before` is None where the
    record was new, `after` where it was deleted."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Change:
    """What happened to one row: to the record itself, or to a line of it (then `line` names the line)."""

    done: str
    line: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Step:
    """What one person did in one go."""

    at: datetime
    who: str
    action: str
    reason: str
    changes: tuple[Change, ...]


def history_of(record: models.Model, line_models: Iterable[type[models.Model]] = ()) -> list[Step]:
    """Every step of the record and of its lines, the newest first.

    `line_models` have a foreign key to the record; lines that were deleted since are told too. The number
    of queries depends on the number of models, not on that of events.
    """
    events = _events_of(type(record), pgh_obj_id=record.pk)
    for line_model in line_models:
        key = _key_to(line_model, type(record))
        events += _events_of(line_model, **{key.attname: record.pk}, parent=key.name)
    return _steps(events, type(record))


def _steps(events: list["_Event"], model: type[models.Model] | None) -> list[Step]:
    """The events in steps, the newest first."""
    names = _Names(events)
    # By time alone, and stable: in one moment what was written first, comes first.
    events.sort(key=lambda event: event.row.pgh_created_at)
    together: dict[tuple[Any, ...], list[_Event]] = {}
    for event in events:
        context = event.row.pgh_context or {}
        # One transaction may hold several acts: a transfer that ends grants.
        act = (context.get("action"), context.get("reason"))
        together.setdefault((event.row.pgh_created_at, event.row.pgh_context_id, *act), []).append(event)
    steps = [_step(key[0], changed, names, model) for key, changed in together.items()]
    return steps[::-1]


# --- The trail of every register ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Position:
    """A place in the trail: after it stands what is older. Travels in an address as text."""

    at: datetime
    register: str
    pgh_id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.register}~{self.pgh_id}"

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Raises ValueError where the text is no position."""
        at, register, pgh_id = text.split("~")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("a position without a time zone")
        return cls(moment, register, int(pgh_id))


def tracked_models() -> list[type[models.Model]]:
    """Every register of which the trail keeps the changes, by its label."""
    tracked = (getattr(model, "pgh_tracked_model", None) for model in apps.get_models())
    return sorted((model for model in tracked if model), key=lambda model: model._meta.label_lower)


def trail(
    *, registers: Sequence[type[models.Model]], after: Position | None = None, limit: int = 50
) -> tuple[list[Step], Position | None]:
    """The newest `limit` changes of the registers that are older than `after`, and where the next ones begin.

    Reads at most `limit` rows of each register by index, however long the trail is; the number of queries
    depends on how many registers the page touches.
    """
    by_label = {model._meta.label_lower: model for model in registers}
    branches = [_newest(label, model, after, limit + 1) for label, model in sorted(by_label.items())]
    newest = branches[0]
    if len(branches) > 1:
        newest = newest.union(*branches[1:], all=True)
        newest = newest.order_by("-pgh_created_at", "-register", "-pgh_id")[: limit + 1]
    places = [Position(*row) for row in newest]
    page = places[:limit]
    events = _events_at(page, by_label)
    return _steps(events, None), page[-1] if len(places) > limit else None


def _newest(label: str, model: type[models.Model], after: Position | None, limit: int) -> models.QuerySet:
    rows = event_model_of(model)._default_manager.annotate(
        register=models.Value(label, output_field=models.CharField())
    )
    if after is not None:
        older = models.Q(pgh_created_at__lt=after.at)
        if label < after.register:
            older |= models.Q(pgh_created_at=after.at)
        elif label == after.register:
            older |= models.Q(pgh_created_at=after.at, pgh_id__lt=after.pgh_id)
        rows = rows.filter(older)
    ordered = rows.order_by("-pgh_created_at", "-pgh_id")
    return ordered.values_list("pgh_created_at", "register", "pgh_id")[:limit]


def _events_at(places: Sequence[Position], by_label: dict[str, type[models.Model]]) -> list["_Event"]:
    """The events at the places, each with the one before it of the same record."""
    wanted: dict[str, list[int]] = {}
    for place in places:
        wanted.setdefault(place.register, []).append(place.pgh_id)
    events = {}
    for label, keys in wanted.items():
        rows = event_model_of(by_label[label])._default_manager
        earlier = rows.filter(pgh_obj_id=models.OuterRef("pgh_obj_id"), pgh_id__lt=models.OuterRef("pgh_id"))
        previous_id = models.Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
        present = list(rows.filter(pk__in=keys).annotate(previous_id=previous_id))
        before = rows.in_bulk([row.previous_id for row in present if row.previous_id is not None])
        for row in present:
            events[label, row.pgh_id] = _Event(by_label[label], row, before.get(row.previous_id), "")
    return [events[place.register, place.pgh_id] for place in reversed(places)]


def event_model_of(model: type[models.Model]) -> Any:
    """The model of the trail's rows of a tracked model."""
    return model.events.rel.related_model  # type: ignore[attr-defined]


@dataclass(frozen=True)
class _Event:
    model: type[models.Model]
    row: Any
    previous: Any
    parent: str

    @property
    def fields(self) -> Iterator[models.Field]:
        kept = {field.name for field in self.row._meta.get_fields()}
        kept -= _BOOKKEEPING | frozenset(getattr(self.model, "bookkeeping", ()))
        for field in self.model._meta.concrete_fields:
            if field.name in kept and not field.primary_key and field.name != self.parent:
                yield field


def _events_of(model: type[models.Model], parent: str = "", **lookup: Any) -> list[_Event]:
    rows = event_model_of(model)._default_manager.filter(**lookup).order_by("pgh_id")
    latest: dict[Any, Any] = {}
    events = []
    for row in rows:
        events.append(_Event(model, row, latest.get(row.pgh_obj_id), parent))
        latest[row.pgh_obj_id] = row
    return events


def _key_to(line_model: type[models.Model], model: type[models.Model]) -> models.ForeignKey:
    """The line's own key to the record. Of several, the first that must be filled."""
    keys = [
        field
        for field in line_model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]
    return next((key for key in keys if not key.null), keys[0])


class _Names:
    """The names of every person and record that the events point to, each table read once."""

    def __init__(self, events: Sequence[_Event]):
        wanted: dict[type[models.Model], set[Any]] = {}
        for event in events:
            wanted.setdefault(event.model, set()).add(event.row.pgh_obj_id)
            user = (event.row.pgh_context or {}).get("user")
            if user is not None:
                wanted.setdefault(Staff, set()).add(user)
            for field in event.fields:
                if isinstance(field, models.ForeignKey):
                    keys = wanted.setdefault(field.related_model, set())
                    keys |= {getattr(row, field.attname) for row in (event.row, event.previous) if row}
        self._records = {
            # With what they point to: a record's name is often made of others'.
            model: model._default_manager.select_related(*_keys_of(model)).in_bulk(keys - {None})
            for model, keys in wanted.items()
        }

    def record(self, model: type[models.Model], key: Any) -> str:
        found = self._records[model].get(key)
        return str(found) if found else f"（{model._meta.verbose_name} {key}）"

    def person(self, context: dict[str, Any]) -> str:
        """The name as it was then, else that of today."""
        user = context.get("user")
        return context.get("name") or (self.record(Staff, user) if user is not None else SYSTEM)


def _keys_of(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _step(at: datetime, events: list[_Event], names: _Names, model: type[models.Model] | None) -> Step:
    context = events[0].row.pgh_context or {}
    return Step(
        at=at,
        who=names.person(context),
        action=_action_label(context.get("action", "")),
        reason=context.get("reason", ""),
        changes=tuple(_change(event, names, model) for event in events),
    )


def _change(event: _Event, names: _Names, model: type[models.Model] | None) -> Change:
    label = event.row.pgh_label
    fields = []
    for field in event.fields:
        now = _shown(field, getattr(event.row, field.attname), names)
        before = _shown(field, getattr(event.previous, field.attname), names) if event.previous else None
        if label == "update" and before != now:
            fields.append(FieldChange(_label(field), before, now))
        elif label != "update" and now != BLANK and field.name != "order":  # its place says nothing yet
            new = label == "insert"
            fields.append(FieldChange(_label(field), None if new else now, now if new else None))
    line = "" if event.model is model else str(event.model._meta.verbose_name)
    if model is None:  # the trail of many records says which one
        line = f"{line}「{names.record(event.model, event.row.pgh_obj_id)}」"
    return Change(_DONE.get(label, label), line, tuple(fields))


def _label(field: models.Field) -> str:
    """The field's name. Keys that nobody has named, as a line's key to its record and those that Django makes
    up for a many-to-many, are named by what they point to."""
    unnamed = field.verbose_name == field.name.replace("_", " ")
    if isinstance(field, models.ForeignKey) and (unnamed or field.model._meta.auto_created):
        return str(field.related_model._meta.verbose_name)
    return str(field.verbose_name)


def _shown(field: models.Field, value: Any, names: _Names) -> str:
    """The value as screens show it."""
    if value is None or value == "":
        return BLANK
    if isinstance(field, models.ForeignKey):
        return names.record(field.related_model, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.name == "fiscal_year":
        return fiscal_year_label(value)
    return _plain(value)


def _plain(value: Any) -> str:
    match value:
        case bool():
            return "はい" if value else "いいえ"
        case int() | Decimal():
            return f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,d}"
        case datetime():
            return moment_on_paper(value)
        case date():
            return wareki(value)
        case time():
            return f"{value:%H:%M}"
        case list():
            texts = [_plain(each) for each in value]
            return ("" if all(text.endswith("。") for text in texts) else "、").join(texts) or BLANK
        case dict():
            return "、".join(f"{key}：{_plain(each)}" for key, each in value.items()) or BLANK
    return str(value)


def _action_label(action: str) -> str:
    """What the app that declares the action calls it (`trail_actions` of its AppConfig)."""
    for config in apps.get_app_configs():
        if label := getattr(config, "trail_actions", {}).get(action):
            return label
    return action

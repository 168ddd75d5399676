"""The trail of one record, in words a clerk reads: who, when, what, before and after."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from core.calendar import TOKYO, fiscal_year_label, wareki
from core.models import Staff

BLANK = "（空欄）"
SYSTEM = "（システム）"
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
    names = _Names(events)
    # By time alone, and stable: in one moment what was written first, comes first.
    events.sort(key=lambda event: event.row.pgh_created_at)
    together: dict[tuple[datetime, Any], list[_Event]] = {}
    for event in events:
        together.setdefault((event.row.pgh_created_at, event.row.pgh_context_id), []).append(event)
    steps = [_step(at, changed, names, type(record)) for (at, _), changed in together.items()]
    return steps[::-1]


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
            user = (event.row.pgh_context or {}).get("user")
            if user is not None:
                wanted.setdefault(Staff, set()).add(user)
            for field in event.fields:
                if isinstance(field, models.ForeignKey):
                    keys = wanted.setdefault(field.related_model, set())
                    keys |= {getattr(row, field.attname) for row in (event.row, event.previous) if row}
        self._records = {
            model: model._default_manager.in_bulk([key for key in keys if key is not None])
            for model, keys in wanted.items()
        }

    def record(self, model: type[models.Model], key: Any) -> str:
        found = self._records[model].get(key)
        return str(found) if found else f"（{model._meta.verbose_name} {key}）"

    def person(self, context: dict[str, Any]) -> str:
        """The name as it was then, else that of today."""
        user = context.get("user")
        return context.get("name") or (self.record(Staff, user) if user is not None else SYSTEM)


def _step(at: datetime, events: list[_Event], names: _Names, model: type[models.Model]) -> Step:
    context = events[0].row.pgh_context or {}
    return Step(
        at=at,
        who=names.person(context),
        action=_action_label(context.get("action", "")),
        reason=context.get("reason", ""),
        changes=tuple(_change(event, names, model) for event in events),
    )


def _change(event: _Event, names: _Names, model: type[models.Model]) -> Change:
    label = event.row.pgh_label
    fields = []
    for field in event.fields:
        now = _shown(field, getattr(event.row, field.attname), names)
        before = _shown(field, getattr(event.previous, field.attname), names) if event.previous else None
        if label == "update" and before != now:
            fields.append(FieldChange(str(field.verbose_name), before, now))
        elif label != "update" and now != BLANK and field.name != "order":  # its place says nothing yet
            new = label == "insert"
            fields.append(FieldChange(str(field.verbose_name), None if new else now, now if new else None))
    line = "" if event.model is model else f"{event.model._meta.verbose_name}"
    return Change(_DONE.get(label, label), line, tuple(fields))


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
    match value:
        case bool():
            return "はい" if value else "いいえ"
        case int() | Decimal():
            return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
        case datetime():
            local = value.astimezone(TOKYO)
            return f"{wareki(local.date())} {local:%H:%M}"
        case date():
            return wareki(value)
        case time():
            return f"{value:%H:%M}"
    return str(value)


def _action_label(action: str) -> str:
    """What the app that declares the action calls it (`trail_actions` of its AppConfig)."""
    for config in apps.get_app_configs():
        if label := getattr(config, "trail_actions", {}).get(action):
            return label
    return action

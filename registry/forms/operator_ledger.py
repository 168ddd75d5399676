"""The form of an operator ledger: a line for each person, and people to add."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict

from core.models import Staff
from core.search import holding
from core.validators import no_my_number
from registry.models import OperatorLedger, OperatorLedgerEntry
from registry.services.operator_ledger import Line, holders_of, ledger_before, lines_of

Change = OperatorLedgerEntry.Change
GONE = "gone"  # a line that is taken out again
CANDIDATES = 50


@dataclass(frozen=True)
class Row:
    """A person's line as the page shows it: what the last ledger said, and the two controls."""

    person: Staff
    before: str
    is_new: bool
    change: Any
    remarks: Any


class LedgerForm(forms.Form):
    """The lines of a ledger. A person who is ticked below becomes a line of it at once, and is saved with the
    others.

    `version` is the ledger's, and `seen` what its lines were, when the page was opened: where somebody else
    has changed them since, `refreshed` keeps what this person typed.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    search = forms.CharField(
        label="職員を探す",
        required=False,
        max_length=60,
        validators=[no_my_number],
        help_text="氏名、ふりがな、職員番号の一部を入れて「探す」を押します。",
    )

    def __init__(self, data: Any = None, *, instance: OperatorLedger) -> None:
        present = {line.staff_id: line for line in lines_of(instance)}
        super().__init__(data, initial={"version": instance.version, "seen": _packed(present.values())})
        self.instance = instance
        self.holders = holders_of(instance)
        # Who was granted since the ledger was opened stands in it too.
        lines = {key: Line(key, Change.STAYS) for key in sorted(self.holders)} | present
        joined = _keys(data, "joined") | _keys(data, "add") if data else set()
        self.people = Staff.objects.select_related("department").in_bulk({*lines, *joined})
        self.joined = [
            key for key in sorted(joined - set(lines)) if key in self.people and self.people[key].is_active
        ]
        lines |= {key: Line(key, Change.JOINS) for key in self.joined}
        self.keys = sorted(lines, key=lambda key: (self.people[key].kana, self.people[key].username))
        for key in self.keys:
            self._add_line(lines[key])
        # A box that was ticked for the first time sends no control of its line yet.
        if data is not None:
            self.data = data = data.copy()
            for key in self.joined:
                data.setdefault(f"change-{key}", Change.JOINS)
                data.setdefault(f"remarks-{key}", "")

    def _add_line(self, line: Line) -> None:
        person = self.people[line.staff_id]
        self.fields[f"change-{person.pk}"] = forms.ChoiceField(
            label=f"{person.name}さん",
            choices=self._choices(person, line),
            initial=line.change,
            widget=forms.RadioSelect,
            error_messages={
                "required": "どうするかを選んでください。",
                "invalid_choice": "この中から選び直してください。",
            },
        )
        self.fields[f"remarks-{person.pk}"] = forms.CharField(
            label=f"{person.name}さんの備考",
            required=False,
            max_length=100,
            validators=[no_my_number],
            initial=line.remarks,
        )

    def _choices(self, person: Staff, line: Line) -> list[tuple[str, str]]:
        leaves = (str(Change.LEAVES), "外れる")
        if not person.is_active:
            return [leaves]
        if person.pk in self.holders:
            return [(str(Change.STAYS), "続ける"), leaves]
        if line.change == Change.LEAVES:
            return [leaves, (str(Change.JOINS), "加わる")]
        return [(str(Change.JOINS), "加わる"), (GONE, "取りやめる")]

    # --- What the page shows ---------------------------------------------------------------------------

    @property
    def rows(self) -> list[Row]:
        last = ledger_before(self.instance)
        before = {line.staff_id: line.change for line in lines_of(last)} if last else {}
        labels = {Change.STAYS: "あり", Change.JOINS: "あり", Change.LEAVES: "外れた"}
        return [
            Row(
                person=self.people[key],
                before=labels[Change(before[key])] if key in before else "",
                is_new=key in self.joined,
                change=self[f"change-{key}"],
                remarks=self[f"remarks-{key}"],
            )
            for key in self.keys
        ]

    @property
    def candidates(self) -> list[Staff]:
        """Who can be added: whoever is found, else the department's own; one more than is shown."""
        free = Staff.objects.filter(is_active=True).exclude(pk__in=self.keys).select_related("department")
        if text := self.searched:
            free = free.filter(holding(text, "name", "kana", "username"))
        elif self.instance.site.department_id is not None:
            free = free.filter(department=self.instance.site.department_id)
        else:
            return []
        return list(free.order_by("kana", "username")[: CANDIDATES + 1])

    @property
    def searched(self) -> str:
        return (self.data.get("search") or "").strip() if self.is_bound else ""

    # --- What was written ------------------------------------------------------------------------------

    @property
    def lines(self) -> list[Line]:
        """The lines as they were written, for the service."""
        return [
            Line(key, self.cleaned_data[f"change-{key}"], self.cleaned_data[f"remarks-{key}"])
            for key in self.keys
            if self.cleaned_data[f"change-{key}"] != GONE
        ]

    def refreshed(self) -> tuple["LedgerForm", list[str]]:
        """The form over the ledger as it is now, with what this person typed, and what was changed since."""
        ledger = self.instance
        ledger.refresh_from_db()
        seen = {line.staff_id: line for line in _unpacked(self.data.get("seen", ""))}
        present = {line.staff_id: line for line in lines_of(ledger)}
        data = cast(QueryDict, self.data).copy()
        data["version"], data["seen"] = str(ledger.version), _packed(present.values())
        for key, line in present.items():
            old = seen.get(key)
            for name, now in (("change", line.change), ("remarks", line.remarks)):
                control = f"{name}-{key}"
                untouched = old is not None and data.get(control) == getattr(old, name)
                if untouched or control not in data:
                    data[control] = now
        for key in seen.keys() - present.keys():
            # Taken out by somebody else: it stays out, unless this person has just written on it.
            touched = data.get(f"remarks-{key}", "") != seen[key].remarks
            touched |= data.get(f"change-{key}") not in (seen[key].change, None)
            if touched:
                data.appendlist("joined", str(key))
        return type(self)(data, instance=ledger), _differences(seen, present)


def _keys(data: Any, name: str) -> set[int]:
    return {int(each) for each in data.getlist(name) if each.isascii() and each.isdigit() and len(each) < 19}


def _packed(lines: Iterable[Line]) -> str:
    return json.dumps([[line.staff_id, line.change, line.remarks] for line in lines], ensure_ascii=False)


def _unpacked(text: str) -> list[Line]:
    """The lines that the page showed; none where what was sent back is no such list."""
    try:
        return [Line(int(key), str(change), str(remarks)) for key, change, remarks in json.loads(text)]
    except (TypeError, ValueError):
        return []


def _differences(seen: dict[int, Line], present: dict[int, Line]) -> list[str]:
    """What somebody else has changed, in words."""
    people = Staff.objects.in_bulk({*seen, *present})
    labels = dict(Change.choices)
    found = []
    for key in sorted({*seen, *present}):
        old, new = seen.get(key), present.get(key)
        name = people[key].name if key in people else "？"
        if old == new:
            continue
        if old is None and new is not None:
            found.append(f"{name}：追加（{labels.get(new.change, '')}）")
        elif new is None:
            found.append(f"{name}：取りやめ")
        elif old is not None and old.change != new.change:
            found.append(f"{name}：{labels.get(old.change, '')} → {labels.get(new.change, '')}")
        else:
            found.append(f"{name}：備考")
    return found

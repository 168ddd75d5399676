"""Forms that overwrite nobody's work, in the admin and on the product's own pages.

Two people open the same record; the one who saves last must not undo what the first has saved. Each control
carries in a hidden one what it showed at first (Django's `show_hidden_initial`). What differs from that was
changed by this person; where the record itself differs from that, somebody else has changed it since.
"""

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from core.calendar import today
from core.history import BLANK, SYSTEM, history_of
from core.overrides import forgive_overridden


class RegisterForm(forms.ModelForm):
    """A model form that refuses to save over a change of somebody else, and says what was changed.

    What the person has typed stays, everything else shows the present values: saving once more is a
    decision and no accident. Within a transaction the row must be locked before the form is made.
    """

    refusal: ClassVar[str] = ""  # why the database refused what this form had found right

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for field in self.fields.values():
                field.show_hidden_initial = not field.disabled

    def _post_clean(self) -> None:  # Django's hook for the model's rules
        """Where the record is no longer what this person saw, that comes first: a rule that judged the stale
        values would mislead."""
        typed = set(self.changed_data)
        overtaken = [name for name in self._guarded() if self._shown(name) != self._present(name)]
        if overtaken:
            self.errors.clear()
            message = self._overtaken_message(overtaken)
            self._show_present(typed)
            if typed:
                self.add_error(NON_FIELD_ERRORS, ValidationError(message, code="overtaken"))
        else:
            super()._post_clean()  # type: ignore[misc]  # not in the stubs
            forgive_overridden(self)
        if self.refusal:
            self.add_error(NON_FIELD_ERRORS, ValidationError(self.refusal, code="refused"))

    def _guarded(self) -> list[str]:
        return [name for name, field in self.fields.items() if field.show_hidden_initial]

    def _shown(self, name: str) -> Any:
        """What the control showed at first, as text; None where the request does not say."""
        bound = self[name]
        widget = bound.field.hidden_widget()
        raw = widget.value_from_datadict(self.data, self.files, bound.html_initial_name)
        return _one_line_end(raw)

    def _present(self, name: str) -> Any:
        """What the control would show now."""
        bound = self[name]
        value = bound.field.prepare_value(self.get_initial_for_field(bound.field, name))
        return _one_line_end(_as_posted(bound.field, value))

    def _overtaken_message(self, names: list[str]) -> str:
        last = next(iter(history_of(self.instance)), None)
        who = last.who if last and last.who != SYSTEM else "ほかの人"
        what = "、".join(self._described(name) for name in names)
        return (
            f"この画面を開いたあとに、{who}がこの記録を変更しました（{what}）。"
            "入力した内容は残してあります。確かめてから、もう一度保存してください。"
        )

    def _described(self, name: str) -> str:
        field = self.fields[name]
        if isinstance(field.widget, forms.Textarea) or isinstance(field, forms.ModelMultipleChoiceField):
            return str(field.label)
        before, now = (_words(field, value) for value in (self._shown(name), self._present(name)))
        return f"{field.label}：{before} → {now}"

    def _show_present(self, typed: set[str]) -> None:
        """Make the form show the present values wherever nothing was typed, and take them for its start.

        What it read is forgotten: a record that this person has not touched is left as it is.
        """
        self.data = data = cast(QueryDict, self.data).copy()
        for name in self._guarded():
            self.cleaned_data.pop(name, None)
            bound, present = self[name], self._present(name)
            for html_name in (bound.html_initial_name, *([] if name in typed else [bound.html_name])):
                data.pop(html_name, None)
                if isinstance(present, list):
                    data.setlist(html_name, present)
                elif html_name == bound.html_name and isinstance(bound.field, forms.BooleanField):
                    if present == "True":
                        data[html_name] = "on"
                else:
                    data[html_name] = present


class WorkflowForm(RegisterForm):
    """A form of a record that has a workflow: a step that somebody took meanwhile is told too.

    noun   what the record is called in that sentence
    """

    version = forms.IntegerField(label="状態", widget=forms.HiddenInput)
    noun: ClassVar[str] = "記録"

    def __init__(self, *args: Any, **options: Any) -> None:
        instance = options.get("instance")
        if instance is not None:
            options["initial"] = {"version": instance.version} | options.get("initial", {})
        super().__init__(*args, **options)
        if instance is None:
            del self.fields["version"]

    def _overtaken_message(self, names: list[str]) -> str:
        """The version rises with every change: it is told only where nothing else says what happened."""
        told = [name for name in names if name != "version"]
        if told:
            return super()._overtaken_message(told)
        return (
            f"この画面を開いたあとに、ほかの人がこの{self.noun}の手続きを進めました。"
            f"いまの状態は「{self.instance.get_state_display()}」です。"
            "入力した内容は残してあります。このまま変更してよいか確かめてから、もう一度保存してください。"
        )


def offer(field: forms.Field, rows: QuerySet, *, chosen: int | None = None, ended: bool = True) -> None:
    """Let the control offer the rows; where they are ended and not deleted, those that are in use from today
    on, and the one that was chosen before (`chosen`, its key)."""
    choice = cast(forms.ModelChoiceField, field)
    if ended:
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()) | Q(pk=chosen))
    choice.queryset = rows
    if choice.empty_label is not None:
        choice.empty_label = "選んでください"


def _as_posted(field: forms.Field, value: Any) -> Any:
    """The value as a hidden control sends it."""
    formatted = field.hidden_widget().format_value(value)
    if isinstance(formatted, list):
        return [str(each) for each in formatted]
    return "" if formatted is None else str(formatted)


def _one_line_end(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _words(field: forms.Field, value: str | None) -> str:
    """The value as people read it: a choice by its label."""
    for key, label in getattr(field, "choices", ()):
        if str(key) == value:
            return str(label) if value else BLANK
    return {"True": "はい", "False": "いいえ"}.get(value or "", value or BLANK)

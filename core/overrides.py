"""Letting a text stand in which the guard found what may be a My Number: by a named person, with a reason.

One random number of twelve digits in ten looks like a My Number. Whoever has made sure that it is none, and
has the right, says why; kept is who, when, where and why (GuardOverride), and never the number.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model

from core.guard import guard_lifted
from core.models import GuardOverride, Staff
from core.validators import no_my_number

CODE = "my_number"
NAME = "guard_reason"
PERMISSION = "core.override_guard"
_LONGEST = GuardOverride._meta.get_field("reason").max_length


class GuardReasonForm(forms.Form):
    """The one box: why this is no My Number. It stands beside a form that the guard has refused."""

    guard_reason = forms.CharField(
        label="個人番号ではないことを確かめた理由",
        max_length=_LONGEST,
        required=False,
        validators=[no_my_number],
        help_text="例：契約書の管理番号であることを、契約書で確かめた。番号そのものは書かないでください。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )


@dataclass(frozen=True)
class Guard:
    """What a person may do about texts that the guard has refused.

    refused    the texts, as (the form's prefix, the field)
    form       the box for the reason; None for those without the right
    is_given   whether the reason was given, by somebody who may, and is a reason
    """

    actor: Staff
    refused: frozenset[tuple[str | None, str]]
    form: GuardReasonForm | None
    is_given: bool

    @property
    def scope(self) -> AbstractContextManager[None]:
        """Within it the texts are taken, where a reason was given."""
        return guard_lifted() if self.is_given else nullcontext()

    def record(self, form: forms.BaseForm, record: Model) -> None:
        """Keep whose decision it was: a row for each of the form's texts that had been refused. To be called
        in the transaction that has saved them."""
        if not self.is_given or self.form is None:
            return
        GuardOverride.objects.bulk_create(
            GuardOverride(
                staff=self.actor,
                staff_name=self.actor.name,
                register=record._meta.label_lower,
                record_id=record.pk,
                field=_name_of(form, name, record),
                reason=self.form.cleaned_data[NAME],
            )
            for name in form.fields
            if (form.prefix, name) in self.refused
        )


def guard_of(data: Any, actor: Staff, found_wanting: Iterable[forms.BaseForm]) -> Guard | None:
    """What may be done about the forms; None where the guard refused nothing in them.

    What somebody without the right sends as a reason is not looked at.
    """
    refused = frozenset((form.prefix, name) for form in found_wanting for name in _refused_names(form))
    if not refused:
        return None
    if not actor.has_perm(PERMISSION):
        return Guard(actor, refused, None, False)
    if NAME not in data:
        return Guard(actor, refused, GuardReasonForm(), False)
    form = GuardReasonForm(data)
    return Guard(actor, refused, form, form.is_valid() and bool(form.cleaned_data[NAME]))


def saving(form: Any, guard: Guard | None) -> AbstractContextManager[None]:
    """Within it the services take the texts that the form, which is valid, has taken."""
    is_given = guard is not None and guard.is_given
    forgiven: frozenset[str] = getattr(form, "forgiven", frozenset())
    return guard_lifted() if is_given or forgiven else nullcontext()


def forgive_overridden(form: Any) -> None:
    """Take back the refusal of what stands in the record already, unchanged, by an earlier decision.

    So whoever changes another field is not asked for a reason that somebody has given.
    """
    unchanged = [name for name in _refused_names(form) if name not in form.changed_data]
    if not unchanged or form.instance._state.adding:
        return
    known = GuardOverride.objects.filter(
        register=form.instance._meta.label_lower, record_id=form.instance.pk, field__in=unchanged
    )
    form.forgiven = frozenset(known.values_list("field", flat=True))
    for name in form.forgiven:
        errors = form.errors[name]
        errors.data = [error for error in errors.as_data() if error.code != CODE]
        if not errors.data:
            del form.errors[name]
            form.cleaned_data[name] = getattr(form.instance, name)


def _refused_names(form: forms.BaseForm) -> list[str]:
    return [
        name
        for name, errors in form.errors.as_data().items()
        if any(isinstance(error, ValidationError) and error.code == CODE for error in errors)
    ]


def _name_of(form: Any, name: str, record: Model) -> str:
    """The field of the record; a box of the form's own by its label."""
    try:
        record._meta.get_field(name)
    except FieldDoesNotExist:
        return str(form.fields[name].label or name)[:60]
    return name

"""Workflows: which steps a record may take, who may take them, and the one way to take one.

A workflow is a table of Transition, declared beside the app's states. The same table decides which buttons a
person sees, what the service does, and (through `arrows`) what the database lets happen to the state.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import act
from core.constraints import sentence_of
from core.errors import DomainError, NotPermittedError, OvertakenError, refuse
from core.models import Staff, WorkflowStep
from core.text import has_my_number
from core.transitions import Comment, Transition, arrows

__all__ = ["Comment", "TakeStep", "Transition", "Workflow", "refuse_overtaken", "take_each"]

# Takes one step of a record: (action, record, *, actor, version, …) → the record as it then is.
TakeStep = Callable[..., Any]


@dataclass(frozen=True)
class Workflow:
    """The table of a model's transitions, by action. `name` goes into the trail: `<action>_<name>`.

    The model has `state` (with choices), `version` (an integer that every change raises) and the stamps that
    the table names; where it has `in_words()`, what that says is kept with each step.
    """

    name: str
    transitions: Mapping[str, Transition]

    def authority(self, action: str, actor: Staff) -> tuple[bool, Staff | None]:
        """(whether the person may take the step at all, in whose name)."""
        rule = self.transitions[action]
        if actor.is_active and actor.has_perm(rule.permission):
            return True, None
        principal = rule.deputising(actor) if rule.deputising and actor.is_active else None
        return principal is not None, principal

    def reasons_against(self, action: str, record: Any, actor: Staff) -> list[str]:
        """Every reason why the person, who has the right, may not take this step of this record now."""
        rule = self.transitions[action]
        if record.state not in rule.sources:
            return [
                f"「{record.get_state_display()}」のものは、{rule.label}できません。画面を開き直してください。"
            ]
        reasons = [
            _not_oneself(rule, record, name)
            for name in rule.not_by
            if getattr(record, f"{name}_id") == actor.pk
        ]
        reasons += [reason for requirement in rule.requires if (reason := requirement(record, actor))]
        return list(dict.fromkeys(reasons))

    def offered(self, record: Any, actor: Staff) -> list[dict[str, Any]]:
        """The steps that stand open in the record's state to a person with the right, for the buttons.

        Each with `action`, `rule` and `reasons`: a button that may not be pressed says why.
        """
        return [
            {"action": action, "rule": rule, "reasons": self.reasons_against(action, record, actor)}
            for action, rule in self.transitions.items()
            if record.state in rule.sources and self.authority(action, actor)[0]
        ]

    @transaction.atomic
    def take(
        self,
        action: str,
        record: Any,
        *,
        actor: Staff,
        version: int | None = None,
        comment: str = "",
        changes: Mapping[str, Any] | None = None,
        write_lines: Callable[[Any], None] | None = None,
        faults: Iterable[str] = (),
    ) -> Any:
        """Walk one arrow; answers the record as it then is.

        `version` is the one that the person saw (None: whatever it is). `changes` are fields that the step
        writes besides; `write_lines` writes the record's lines once the new state lets them be written, so
        that what is kept with the step tells of them too; `faults` are what the service has against what is
        to be written, told with all other reasons. Raises NotPermittedError without the right,
        OvertakenError where the record is no longer what the person saw, DomainError with every other reason
        at once. What depends on the step is the caller's, in the same transaction.
        """
        rule = self.transitions[action]
        may, principal = self.authority(action, actor)
        if not may:
            raise NotPermittedError(f"{rule.label}する権限がありません。")
        # Lock first, judge second: two people pressing at once must not both pass.
        record = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        refuse_overtaken(record, version)
        reasons = self.reasons_against(action, record, actor) + _faults_of(comment, rule)
        refuse([*reasons, *faults])
        return self._walk(action, record, actor, principal, comment, changes or {}, write_lines)

    @transaction.atomic
    def entail(
        self,
        action: str,
        record: Any,
        *,
        actor: Staff,
        comment: str,
        changes: Mapping[str, Any] | None = None,
    ) -> Any:
        """Walk one arrow because something else was decided: a grant ended, and with it what was booked.

        Neither the person's right nor what the step requires is asked: whoever may decide the one causes the
        other. `comment` says what it was. The record is locked by the caller. Raises DomainError where no
        arrow leads from its state.
        """
        rule = self.transitions[action]
        if record.state not in rule.sources:
            raise DomainError(f"{record}は「{record.get_state_display()}」なので、{rule.label}できません。")
        return self._walk(action, record, actor, None, comment, changes or {}, None)

    def _walk(
        self,
        action: str,
        record: Any,
        actor: Staff,
        principal: Staff | None,
        comment: str,
        changes: Mapping[str, Any],
        write_lines: Callable[[Any], None] | None,
    ) -> Any:
        """Write the step and keep it; what speaks against it was asked before."""
        rule = self.transitions[action]
        source = record.state
        written = _write(rule, record, actor, principal, changes)
        with act(f"{action}_{self.name}", by=actor, reason=comment):
            record.save(update_fields=written)
            if write_lines is not None:
                write_lines(record)
            WorkflowStep.objects.create(
                register=record._meta.label_lower,
                record_id=record.pk,
                action=action,
                label=rule.label,
                source=source,
                target=rule.target,
                by=actor,
                by_name=actor.name,
                on_behalf_of=principal,
                reason=comment,
                content=record.in_words() if hasattr(record, "in_words") else {},
            )
        return record

    def arrows(self, app: str, model: str, *, initial: Iterable[str]) -> pgtrigger.Trigger:
        """The trigger that refuses a state which no arrow of this table leads to, whoever writes it."""
        return arrows(self.transitions, app, model, initial=initial)


def refuse_overtaken(record: Any, version: int | None) -> None:
    """Raise OvertakenError where the record, which is locked, is not the version that the person saw."""
    if version is not None and record.version != version:
        raise OvertakenError(
            "この画面を開いたあとに、ほかの人が内容か状態を変更しました。"
            "今の内容を確かめてから、もう一度操作してください。"
        )


def take_each(
    action: str, chosen: Iterable[tuple[Any, int]], take: TakeStep, *, actor: Staff
) -> tuple[list[Any], list[tuple[Any, tuple[str, ...]]]]:
    """Take the step of each (record, version that the actor saw) by its service, in a transaction of its own:
    what stands in the way of one does not stop the others. Answers those that took it, and the others with
    their reasons."""
    taken, refused = [], []
    for record, version in chosen:
        try:
            taken.append(take(action, record, actor=actor, version=version))
        except DomainError as error:
            refused.append((record, error.reasons))
        except IntegrityError as error:
            refused.append((record, (sentence_of(error),)))
    return taken, refused


def _not_oneself(rule: Transition, record: Any, name: str) -> str:
    label = record._meta.get_field(name).verbose_name
    return f"あなたはこの件の{label}なので、{rule.label}できません。別の職員が行ってください。"


def _faults_of(comment: str, rule: Transition) -> list[str]:
    if rule.comment is Comment.REQUIRED and not comment.strip():
        return [f"{rule.comment_label}を入れてください。"]
    if len(comment) > _longest_comment():
        return [f"{rule.comment_label}は{_longest_comment()}字までにしてください。"]
    if has_my_number(comment):
        return [
            f"{rule.comment_label}に個人番号（マイナンバー）と思われる12桁の数字があります。消してください。"
        ]
    return []


def _longest_comment() -> int:
    return WorkflowStep._meta.get_field("reason").max_length or 0


def _write(
    rule: Transition, record: Any, actor: Staff, principal: Staff | None, changes: Mapping[str, Any]
) -> list[str]:
    """Set what the step changes; answers the names of the fields."""
    values: dict[str, Any] = {"state": rule.target, "version": record.version + 1}
    for stamp in rule.clears:
        values |= {f"{stamp}_at": None, f"{stamp}_by": None}
    if rule.stamp:
        values |= {f"{rule.stamp}_at": timezone.now(), f"{rule.stamp}_by": actor}
    if rule.deputising:
        values[f"{rule.stamp}_for"] = principal
    values |= changes
    for name, value in values.items():
        setattr(record, name, value)
    return list(values)

"""Rules across tables, which no constraint can say: triggers that refuse a row with a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

import pgtrigger


@dataclass(frozen=True)
class Refusal:
    """Why a row is refused: the rule's name as a constraint's, a Japanese sentence, and the SQL condition
    over NEW (and OLD where it is an update)."""

    constraint: str
    sentence: str
    when: str


def refusing(
    name: str,
    *refusals: Refusal,
    operation: pgtrigger.Operation = pgtrigger.Insert | pgtrigger.Update,
    first: str = "",
) -> pgtrigger.Trigger:
    """The trigger that raises the first refusal whose condition holds, as a violated check constraint.

    core.constraints.sentence_of reads the sentence back. `first` is a statement that goes before the
    conditions, such as taking a lock.
    """
    checks = [
        f"IF {refusal.when} THEN RAISE EXCEPTION '{refusal.sentence}' "
        f"USING ERRCODE = 'check_violation', CONSTRAINT = '{refusal.constraint}'; END IF;"
        for refusal in refusals
    ]
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        func="\n".join([*filter(None, [first]), *checks, "RETURN NEW;"]),
    )


def lines_frozen(
    constraint: str, sentence: str, *, parent: str, key: str, editable: Iterable[str]
) -> pgtrigger.Trigger:
    """The trigger that lets the lines of a record be written only while its `state` is one of `editable`.

    `parent` is the record's table and `key` the lines' column that points to it. The record's row is locked
    against change, so that no step of its workflow slips in between.
    """
    states = ", ".join(f"'{state}'" for state in editable)
    return pgtrigger.Trigger(
        name="lines_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("at_state", "text")],
        # A line that moves from one record to another is written in both.
        func=f"""
            FOR at_state IN
                SELECT state FROM {parent} WHERE id IN (OLD.{key}, NEW.{key}) ORDER BY id FOR SHARE
            LOOP
                IF at_state NOT IN ({states}) THEN
                    RAISE EXCEPTION '{sentence}'
                        USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
                END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608  made of names of ours alone
    )

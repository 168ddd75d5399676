"""Rules across tables, which no constraint can say: triggers that refuse a row with a sentence."""

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
) -> pgtrigger.Trigger:
    """The trigger that raises the first refusal whose condition holds, as a violated check constraint.

    core.constraints.sentence_of reads the sentence back.
    """
    checks = [
        f"IF {refusal.when} THEN RAISE EXCEPTION '{refusal.sentence}' "
        f"USING ERRCODE = 'check_violation', CONSTRAINT = '{refusal.constraint}'; END IF;"
        for refusal in refusals
    ]
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=operation, func="\n".join([*checks, "RETURN NEW;"])
    )

"""What holds between a review case, its lines and its state: the database's part of the workflow."""

import pgtrigger

from core.refusals import Refusal, lines_frozen, refusing
from privacy_review.states.review_case import EDITABLE_STATES, UNFINISHED_STATES, State


def _listed(states: tuple[State, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


# What was handed in was read by others. What is changed afterwards was not.
CONTENT_STAYS = refusing(
    "content_stays",
    Refusal(
        "privacy_review_reviewcase_content_reviewed",
        "提出した案件の内容は変更できません。差し戻してもらうか、新しく審査を受けてください。",
        f"""OLD.state NOT IN ({_listed((*EDITABLE_STATES, State.RECORDED))})
        AND (OLD.criterion, OLD.implementing_body_id, OLD.department_id, OLD.undertaking_id, OLD.content,
             OLD.purpose, OLD.clause, OLD.recipient, OLD.linkage, OLD.holding_department_id,
             OLD.using_department_id, OLD.processor_id, OLD.contract_starts_on, OLD.contract_ends_on,
             OLD.safety_plan, OLD.special_care, OLD.ordinance_special_care, OLD.drafted_by_id)
            IS DISTINCT FROM
            (NEW.criterion, NEW.implementing_body_id, NEW.department_id, NEW.undertaking_id, NEW.content,
             NEW.purpose, NEW.clause, NEW.recipient, NEW.linkage, NEW.holding_department_id,
             NEW.using_department_id, NEW.processor_id, NEW.contract_starts_on, NEW.contract_ends_on,
             NEW.safety_plan, NEW.special_care, NEW.ordinance_special_care, NEW.drafted_by_id)""",
    ),
    operation=pgtrigger.Update,
)

OF_ITS_SECTION = refusing(
    "of_its_section",
    Refusal(
        "privacy_review_reviewcase_of_its_section",
        "業務と案件の担当部課が違います。業務の担当部課の案件にしてください。",
        """NEW.undertaking_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM privacy_review_undertaking AS undertaking
            WHERE undertaking.id = NEW.undertaking_id AND undertaking.department_id = NEW.department_id
        )""",
    ),
)

_FIT = f"""
    IF EXISTS (
        SELECT FROM privacy_review_reviewcase AS reviewed
        WHERE reviewed.id = {{key}} AND reviewed.state NOT IN ({_listed(UNFINISHED_STATES)})
            AND reviewed.ordinance_special_care <> EXISTS (
                SELECT FROM privacy_review_casecarecategory AS line WHERE line.case_id = reviewed.id
            )
    ) THEN
        RAISE EXCEPTION '条例要配慮個人情報の「有」「無」と、その内容とが合っていません。'
            '「有」のときは内容を1つ以上選び、「無」のときは内容を外してください。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_reviewcase_categories_fit';
    END IF;
"""  # noqa: S608  made of names of ours alone


def _at_the_end(name: str, operation: pgtrigger.Operation, *keys: str) -> pgtrigger.Trigger:
    """Flag and lines are written one after the other, so that it is asked at the end of the transaction."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func="\n".join([*(_FIT.format(key=key) for key in keys), "RETURN NULL;"]),
    )


CATEGORIES_FIT = _at_the_end("categories_fit", pgtrigger.Insert | pgtrigger.Update, "NEW.id")
CATEGORY_FITS = _at_the_end(
    "category_fits", pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete, "OLD.case_id", "NEW.case_id"
)

# Conditions are written with the step that sets them.
HAS_CONDITIONS = pgtrigger.Trigger(
    name="has_conditions",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Q(new__state=State.ACCEPTED_WITH_CONDITIONS.value),
    func="""
        IF NOT EXISTS (SELECT FROM privacy_review_casecondition WHERE case_id = NEW.id) THEN
            RAISE EXCEPTION '条件付きで承認するときは、条件を1つ以上入れてください。'
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'privacy_review_reviewcase_conditional_has_conditions';
        END IF;
        RETURN NULL;
    """,
)

_STAYS = "提出した案件の内容は変更できません。差し戻してもらうか、新しく審査を受けてください。"


def lines_of_case_frozen(model: str, *also: State) -> pgtrigger.Trigger:
    """A case's lines are written while its section writes it."""
    return lines_frozen(
        f"privacy_review_{model}_stays",
        _STAYS,
        parent="privacy_review_reviewcase",
        key="case_id",
        editable=(*EDITABLE_STATES, *also),
    )


# A condition is set with the decision, and with nothing else.
SET_BY_DECISION = refusing(
    "set_by_decision",
    Refusal(
        "privacy_review_casecondition_set_by_decision",
        "条件は、条件付きで承認した案件にだけ付けられます。",
        f"""NOT EXISTS (
            SELECT FROM privacy_review_reviewcase AS reviewed
            WHERE reviewed.id = NEW.case_id AND reviewed.state = '{State.ACCEPTED_WITH_CONDITIONS}'
        )""",
    ),
    operation=pgtrigger.Insert,
)

CONDITION_STAYS = refusing(
    "condition_stays",
    Refusal(
        "privacy_review_casecondition_stays",
        "付けた条件は変更できません。",
        """(OLD.case_id, OLD.text, OLD.due_on, OLD.set_by_id)
            IS DISTINCT FROM (NEW.case_id, NEW.text, NEW.due_on, NEW.set_by_id)""",
    ),
    operation=pgtrigger.Update,
)

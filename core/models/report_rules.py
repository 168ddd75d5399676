"""What holds of a report that others are reading or have read: it stays as it is, whoever writes."""

import pgtrigger

from core.refusals import Refusal, lines_frozen, refusing

_STAYS = "確認中か公表済みの報告書は変えられません。起草に戻すか、正誤表で訂正してください。"

# All but its steps: a report under review goes back to its drafters by one of them.
_OF_STEPS = (
    "ARRAY['state', 'version', 'submitted_at', 'submitted_by_id', 'returned_at', 'returned_by_id', "
    "'published_at', 'published_by_id']"
)

REPORT_STAYS = refusing(
    "report_stays",
    Refusal(
        "core_report_published_stays",
        "公表した報告書は変えられません。訂正は正誤表に載ります。",
        "OLD.state = 'published'",
    ),
    Refusal(
        "core_report_in_review_stays",
        _STAYS,
        f"""OLD.state NOT IN ('draft', 'returned')
            AND to_jsonb(OLD) - {_OF_STEPS} IS DISTINCT FROM to_jsonb(NEW) - {_OF_STEPS}""",
    ),
    operation=pgtrigger.Update,
)


_WITHOUT_EDITION = "報告書は、公表した版といっしょに公表します。「公表と正誤表」の画面で公表してください。"

# State and edition come one after the other, so that it is asked at the end of the transaction.
REPORT_HAS_EDITION = pgtrigger.Trigger(
    name="report_has_edition",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Q(new__state="published"),
    func=f"""
        IF NOT EXISTS (SELECT FROM core_edition WHERE report_id = NEW.id) THEN
            RAISE EXCEPTION '{_WITHOUT_EDITION}'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'core_report_published_has_edition';
        END IF;
        RETURN NULL;
    """,
)


def parts_frozen(model: str) -> pgtrigger.Trigger:
    """A part of a report is written only while the report is being drafted."""
    return lines_frozen(
        f"core_{model}_frozen", _STAYS, parent="core_report", key="report_id", editable=("draft", "returned")
    )


# A warning is acknowledged, and an acknowledgement taken back, until the report is published.
ACKNOWLEDGEMENTS_FROZEN = lines_frozen(
    "core_checkacknowledgement_frozen",
    "公表した報告書の、注意の確認は変えられません。訂正は正誤表に載ります。",
    parent="core_report",
    key="report_id",
    editable=("draft", "returned", "in_review"),
)


_MOVED = (
    "(TG_OP = 'INSERT' OR NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.report_id <> OLD.report_id)"
)

# A section that is below itself, or in another report than what is above it, would print nowhere.
SECTION_TREE = refusing(
    "section_tree",
    Refusal(
        "core_section_parent_of_own_report",
        "上位の節は、同じ報告書から選んでください。",
        f"""{_MOVED} AND (
            EXISTS (SELECT FROM core_section WHERE id = NEW.parent_id AND report_id <> NEW.report_id)
            OR EXISTS (SELECT FROM core_section WHERE parent_id = NEW.id AND report_id <> NEW.report_id)
        )""",  # noqa: S608  made of words of ours alone
    ),
    Refusal(
        "core_section_not_below_itself",
        "この節より下にある節を、上位の節にすることはできません。",
        f"""{_MOVED} AND NEW.parent_id <> NEW.id AND EXISTS (
            WITH RECURSIVE above (id, parent_id) AS (
                SELECT id, parent_id FROM core_section WHERE id = NEW.parent_id
                UNION
                SELECT section.id, section.parent_id
                FROM core_section section JOIN above ON section.id = above.parent_id
            )
            SELECT FROM above WHERE parent_id = NEW.id
        )""",  # noqa: S608  made of words of ours alone
    ),
    # One after the other: of two sections that move below each other at once, each would find the other where
    # it was. Not the report's row, which both have locked for sharing already.
    first=f"""IF {_MOVED} THEN
        PERFORM pg_advisory_xact_lock('core_section'::regclass::oid::integer, NEW.report_id::integer);
    END IF;""",
)

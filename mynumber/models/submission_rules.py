"""What holds of figures that a department has handed in: they stand, and only a correction changes one.

The rules reach over tables, so triggers hold them, whoever writes: the sheet, the admin, a file, a shell.
"""

import pgtrigger

from core.refusals import Refusal, lines_frozen, refusing

EDITABLE = "'open', 'returned'"  # mynumber.states.submission.EDITABLE_STATES, as SQL

_FROZEN = "この四半期は提出されています。提出や確定を取り消すか、訂正を申し出てください。"

# A submission's own lines and reasons are written only while its figures may be.
LINES_FROZEN = lines_frozen(
    "mynumber_submissionline_frozen",
    _FROZEN,
    parent="mynumber_submission",
    key="submission_id",
    editable=("open", "returned"),
)
REASONS_FROZEN = lines_frozen(
    "mynumber_figurereason_frozen",
    _FROZEN,
    parent="mynumber_submission",
    key="submission_id",
    editable=("open", "returned"),
)


def _handed_in(fiscal_year: str, quarter: str, corrections_key: str) -> str:
    """Whether the row's series is part of a quarter that was handed in, and no correction lets it change.

    It is part of it by what its department answers for now, or by what was handed in then. The submission's
    row is locked, so that no step slips in between. Of the corrections the last that was approved counts,
    where it says just this change and was approved since: not for what was handed in anew after it.
    """
    return f"""EXISTS (
        SELECT FROM mynumber_submission AS handed
        WHERE handed.fiscal_year = {fiscal_year} AND handed.quarter = {quarter}
            AND handed.state NOT IN ({EDITABLE})
            AND (
                handed.department_id = (SELECT department_id FROM mynumber_series WHERE id = NEW.series_id)
                OR EXISTS (
                    SELECT FROM mynumber_submissionline AS line
                    WHERE line.submission_id = handed.id AND line.series_id = NEW.series_id
                )
            )
            AND NOT COALESCE((
                SELECT correction.before IS NOT DISTINCT FROM cell.was
                    AND correction.after IS NOT DISTINCT FROM cell.now
                    AND correction.approved_at > handed.submitted_at
                FROM mynumber_figurecorrection AS correction
                WHERE correction.{corrections_key} = NEW.id
                    AND correction.quarter IS NOT DISTINCT FROM cell.quarter
                    AND correction.state = 'approved'
                ORDER BY correction.approved_at DESC, correction.id DESC LIMIT 1
            ), FALSE)
        FOR SHARE
    )"""  # noqa: S608  made of names of ours alone


FLOW_STANDS = refusing(
    "flow_stands",
    Refusal(
        "mynumber_flowfigure_stands",
        _FROZEN,
        f"""EXISTS (
            SELECT FROM unnest(
                ARRAY[1, 2, 3, 4],
                ARRAY[OLD.q1, OLD.q2, OLD.q3, OLD.q4],
                ARRAY[NEW.q1, NEW.q2, NEW.q3, NEW.q4]
            ) AS cell(quarter, was, now)
            WHERE cell.was IS DISTINCT FROM cell.now
                AND {_handed_in("NEW.fiscal_year", "cell.quarter", "flow_figure_id")}
        )""",  # noqa: S608
    ),
    Refusal(
        "mynumber_flowfigure_row_stays",
        "登録済みの行の項目と年度は変えられません。別の行を登録してください。",
        "TG_OP = 'UPDATE' AND (OLD.series_id, OLD.fiscal_year) <> (NEW.series_id, NEW.fiscal_year)",
    ),
)

# A stock of a day belongs to the quarter of the day before: 31 March and 1 April both to the fourth.
_STOCK_YEAR = "(EXTRACT(YEAR FROM NEW.as_of - 1 - INTERVAL '3 months'))::int"
_STOCK_QUARTER = "(EXTRACT(QUARTER FROM NEW.as_of - 1 - INTERVAL '3 months'))::int"

STOCK_STANDS = refusing(
    "stock_stands",
    Refusal(
        "mynumber_stockfigure_stands",
        _FROZEN,
        f"""EXISTS (
            SELECT FROM (SELECT NULL::int, OLD.value, NEW.value) AS cell(quarter, was, now)
            WHERE cell.was IS DISTINCT FROM cell.now
                AND {_handed_in(_STOCK_YEAR, _STOCK_QUARTER, "stock_figure_id")}
        )""",  # noqa: S608
    ),
    Refusal(
        "mynumber_stockfigure_row_stays",
        "登録済みの行の項目と基準日は変えられません。別の行を登録してください。",
        "TG_OP = 'UPDATE' AND (OLD.series_id, OLD.as_of) <> (NEW.series_id, NEW.as_of)",
    ),
)

_OF_DECISION = (
    "ARRAY['state', 'version', 'approved_at', 'approved_by_id', 'rejected_at', 'rejected_by_id', "
    "'withdrawn_at', 'withdrawn_by_id']"
)
# What was proposed stays what it is: it is approved, rejected or withdrawn as it stands.
CORRECTION_STAYS = refusing(
    "correction_stays",
    Refusal(
        "mynumber_figurecorrection_stays",
        "申し出た訂正の内容は変えられません。取り下げて、申し出直してください。",
        f"to_jsonb(OLD) - {_OF_DECISION} IS DISTINCT FROM to_jsonb(NEW) - {_OF_DECISION}",
    ),
    Refusal(
        "mynumber_figurecorrection_decided",
        "この訂正は、すでに決まっています。新しく申し出てください。",
        "OLD.state <> 'proposed'",
    ),
    operation=pgtrigger.Update,
)

# What cannot be true of a stock, whoever enters it.
STOCK_POSSIBLE = refusing(
    "stock_possible",
    Refusal(
        "mynumber_stockfigure_does_not_fall",
        "この項目は減ることがありません。前の基準日の数より小さい数や、後の基準日の数より大きい数は入れられません。",
        """EXISTS (
            SELECT FROM mynumber_stockfigure AS other
            JOIN mynumber_series AS series ON series.id = other.series_id
            WHERE other.series_id = NEW.series_id AND NOT series.may_fall AND other.id <> COALESCE(NEW.id, 0)
                AND ((other.as_of < NEW.as_of AND other.value > NEW.value)
                    OR (other.as_of > NEW.as_of AND other.value < NEW.value))
        )""",
    ),
    Refusal(
        "mynumber_stockfigure_part_within_whole",
        "割合の分子の数が、分母の数より大きくなります。両方の数を確かめてください。",
        """EXISTS (
            SELECT FROM mynumber_series AS share
            JOIN mynumber_stockfigure AS other ON other.as_of = NEW.as_of
            WHERE (share.numerator_id = NEW.series_id AND share.denominator_id = other.series_id
                    AND NEW.value > other.value AND other.value > 0)
                OR (share.denominator_id = NEW.series_id AND share.numerator_id = other.series_id
                    AND NEW.value < other.value AND NEW.value > 0)
        )""",
    ),
)

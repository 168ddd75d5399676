"""What holds of figures that a department has handed in: they stand, and only a correction changes one.

The rules reach over tables, so triggers hold them, whoever writes: the sheet, the admin, a file, a shell.
"""

import pgtrigger

from core.refusals import Refusal, lines_frozen, refusing

ANNUAL_REPORT = "annual_security"  # the kind of report in which a year's figures are published

EDITABLE = "'open', 'returned'"  # mynumber.states.submission.EDITABLE_STATES, as SQL
STANDING = "'confirmed', 'locked'"  # and its STANDING_STATES

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

_GOES_BACK = (
    "(OLD.state = 'confirmed' AND NEW.state = 'open' OR OLD.state = 'locked' AND NEW.state = 'confirmed')"
)
_YEARS_REPORT = f"core_report WHERE kind = '{ANNUAL_REPORT}' AND fiscal_year = OLD.fiscal_year"

# Figures that were published stay confirmed. The reports of the year are locked in every state, so that none
# is published meanwhile.
PUBLISHED_STANDS = refusing(
    "published_stands",
    Refusal(
        "mynumber_submission_published_stands",
        "この年度の報告書が公表されています。確定の取消しと締切りの解除はできません。"
        "数が違うときは、訂正を申し出てください。",
        f"{_GOES_BACK} AND EXISTS (SELECT FROM {_YEARS_REPORT} AND state = 'published')",
    ),
    operation=pgtrigger.UpdateOf("state"),
    first=f"IF {_GOES_BACK} THEN PERFORM FROM {_YEARS_REPORT} ORDER BY id FOR SHARE; END IF;",
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


def _shares_with(value: str) -> str:
    """The shares of the day for which the row's series counts, as the CTE `share_of_day` (id, above, below),
    were `value` what the row says; those of which one side is not known are left out.

    Both sides are summed over what people enter, as mynumber.statistics sums them: a part that has ended, or
    not begun, is left out, unless it has a figure.
    """
    return f"""RECURSIVE side (share_id, is_above, series_id) AS (
            SELECT share.id, made_of.is_above, made_of.series_id
            FROM mynumber_series AS share
            CROSS JOIN LATERAL (
                VALUES (TRUE, share.numerator_id), (FALSE, share.denominator_id)
            ) AS made_of (is_above, series_id)
            WHERE share.numerator_id IS NOT NULL
            UNION ALL
            SELECT side.share_id, side.is_above, line.part_id
            FROM side JOIN mynumber_seriespart AS line ON line.whole_id = side.series_id
        ), leaf AS (
            SELECT side.share_id, side.is_above, series.id = NEW.series_id AS is_own,
                CASE WHEN series.id = NEW.series_id THEN {value} ELSE figure.value END AS value,
                COALESCE(series.started_on <= NEW.as_of, TRUE)
                    AND COALESCE(series.ended_on >= NEW.as_of, TRUE) AS in_force
            FROM side
            JOIN mynumber_series AS series ON series.id = side.series_id
            LEFT JOIN mynumber_stockfigure AS figure
                ON figure.series_id = series.id AND figure.as_of = NEW.as_of
            WHERE NOT EXISTS (SELECT FROM mynumber_seriespart WHERE whole_id = series.id)
        ), share_of_day (id, above, below) AS (
            SELECT share_id, sum(value) FILTER (WHERE is_above), sum(value) FILTER (WHERE NOT is_above)
            FROM leaf GROUP BY share_id
            HAVING bool_or(is_own) AND bool_and(value IS NOT NULL OR NOT in_force)
        )"""  # noqa: S608  made of names of ours alone


STOCK_STANDS = refusing(
    "stock_stands",
    # First, so that a correction learns of it when it is proposed (mynumber.services.correction).
    Refusal(
        "mynumber_stockfigure_share_stands",
        "同じ日の割合が、入力された数で確定しています。この数を入れると、計算した割合に変わります。"
        "先に、割合の訂正を、計算した数で申し出てください。",
        f"""EXISTS (
            WITH {_shares_with("NEW.value")}
            SELECT FROM share_of_day AS computed
            JOIN mynumber_series AS share ON share.id = computed.id
            JOIN mynumber_stockfigure AS entered
                ON entered.series_id = share.id AND entered.as_of = NEW.as_of
            JOIN mynumber_submission AS standing ON standing.state IN ({STANDING})
                AND standing.fiscal_year = {_STOCK_YEAR} AND standing.quarter = {_STOCK_QUARTER}
                AND (standing.department_id = share.department_id OR EXISTS (
                    SELECT FROM mynumber_submissionline AS line
                    WHERE line.submission_id = standing.id AND line.series_id = share.id
                ))
            WHERE computed.below > 0
                AND entered.value <> CASE share.rounding
                    WHEN 'half_up' THEN round(computed.above * 100 / computed.below, share.decimals)
                    ELSE trunc(computed.above * 100 / computed.below, share.decimals)
                END
                AND NOT EXISTS (
                    WITH {_shares_with("OLD.value")}
                    SELECT FROM share_of_day AS before WHERE before.id = computed.id AND before.below > 0
                )
        )""",  # noqa: S608
    ),
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
        f"""EXISTS (
            WITH {_shares_with("NEW.value")}
            SELECT FROM share_of_day WHERE above > below AND below > 0
        )""",
    ),
    Refusal(
        "mynumber_stockfigure_share_within_whole",
        "割合は、100％より大きくなりません。",
        """NEW.value > 100
            AND EXISTS (SELECT FROM mynumber_series WHERE id = NEW.series_id AND numerator_id IS NOT NULL)""",
    ),
)

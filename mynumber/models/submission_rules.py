"""What holds of figures that a department has handed in: they stand, and only a correction changes one.

The rules reach over tables, so triggers hold them, whoever writes: the sheet, the admin, a file, a shell.
"""

import pgtrigger

from core.refusals import Refusal, lines_frozen, refusing

ANNUAL_REPORT = "annual_security"  # the kind of report in which a year's figures are published

EDITABLE = "'open', 'returned'"  # mynumber.states.submission.EDITABLE_STATES, as SQL
STANDING = "'confirmed', 'locked'"  # and its STANDING_STATES

_FROZEN = "この四半期は提出されています。提出や確定を取り消すか、訂正を申し出てください。"
_PUBLISHED = "この数は、公表された報告書に載っています。変えるときは、訂正を申し出てください。"

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

# Which department's and which quarter it is stays: every rule below asks by these three.
QUARTER_STAYS = refusing(
    "quarter_stays",
    Refusal(
        "mynumber_submission_quarter_stays",
        "提出の所管・年度・四半期は変えられません。正しい四半期の画面で入力してください。",
        "(OLD.department_id, OLD.fiscal_year, OLD.quarter) "
        "IS DISTINCT FROM (NEW.department_id, NEW.fiscal_year, NEW.quarter)",
    ),
    operation=pgtrigger.UpdateOf("department_id", "fiscal_year", "quarter"),
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


def _corrected(corrections_key: str, since: str) -> str:
    """Whether the last approved correction of the cell says just this change, and was approved since: what
    was handed in or published anew after it is not meant by it."""
    return f"""COALESCE((
        SELECT correction.before IS NOT DISTINCT FROM cell.was
            AND correction.after IS NOT DISTINCT FROM cell.now
            AND correction.approved_at > {since}
        FROM mynumber_figurecorrection AS correction
        WHERE correction.{corrections_key} = NEW.id
            AND correction.quarter IS NOT DISTINCT FROM cell.quarter
            AND correction.state = 'approved'
        ORDER BY correction.approved_at DESC, correction.id DESC LIMIT 1
    ), FALSE)"""  # noqa: S608  made of names of ours alone


def _reports_showing(fiscal_year: str) -> str:
    """The annual reports that tell of the figures of the year: its own, and every later one, whose columns
    and cumulatives go back to the first year."""
    of_kind = f"core_report AS report WHERE report.kind = '{ANNUAL_REPORT}'"
    return f"{of_kind} AND report.fiscal_year >= {fiscal_year}"


def _published(fiscal_year: str, corrections_key: str) -> str:
    """Whether a published report shows what the cell was, and no correction lets it change. What the report
    did not know may still be entered."""
    return f"""EXISTS (
        SELECT FROM {_reports_showing(fiscal_year)}
            AND report.state = 'published' AND cell.was IS NOT NULL
            AND NOT {_corrected(corrections_key, "report.published_at")}
    )"""


def _reports_locked(condition: str, fiscal_year: str) -> str:
    """The statement that locks the reports which show the year where the condition holds, in every state: so
    that none is published while what it shows changes."""
    return (
        f"IF {condition} THEN PERFORM FROM {_reports_showing(fiscal_year)} "
        "ORDER BY report.id FOR SHARE; END IF;"
    )


def _handed_in(fiscal_year: str, quarter: str, corrections_key: str) -> str:
    """Whether the row's series is part of a quarter that was handed in, and no correction lets it change.

    It is part of it by what its department answers for now, or by what was handed in then. The submission's
    row is locked, so that no step slips in between.
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
            AND NOT {_corrected(corrections_key, "handed.submitted_at")}
        FOR SHARE
    )"""  # noqa: S608  made of names of ours alone


# The fifth cell is the year that is known as a whole alone: it is part of no quarter, and of every report.
_FLOW_CELLS = """unnest(
    ARRAY[1, 2, 3, 4, NULL],
    ARRAY[OLD.q1, OLD.q2, OLD.q3, OLD.q4, OLD.whole_year],
    ARRAY[NEW.q1, NEW.q2, NEW.q3, NEW.q4, NEW.whole_year]
) AS cell(quarter, was, now)"""


def _of_changed_flow(condition: str) -> str:
    return f"""EXISTS (
        SELECT FROM {_FLOW_CELLS} WHERE cell.was IS DISTINCT FROM cell.now AND {condition}
    )"""  # noqa: S608  made of names of ours alone


FLOW_STANDS = refusing(
    "flow_stands",
    Refusal(
        "mynumber_flowfigure_stands",
        _FROZEN,
        _of_changed_flow(_handed_in("NEW.fiscal_year", "cell.quarter", "flow_figure_id")),
    ),
    Refusal(
        "mynumber_flowfigure_published_stands",
        _PUBLISHED,
        _of_changed_flow(_published("NEW.fiscal_year", "flow_figure_id")),
    ),
    Refusal(
        "mynumber_flowfigure_row_stays",
        "登録済みの行の項目と年度は変えられません。別の行を登録してください。",
        "TG_OP = 'UPDATE' AND (OLD.series_id, OLD.fiscal_year) <> (NEW.series_id, NEW.fiscal_year)",
    ),
    first=_reports_locked(_of_changed_flow("cell.was IS NOT NULL"), "NEW.fiscal_year"),
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


# The shares of the day that somebody entered, and that would be computed of what the row now says, as
# another number: (series_id, department_id).
_SHARES_MOVED = f"""EXISTS (
    WITH {_shares_with("NEW.value")}, moved AS (
        SELECT share.id AS series_id, share.department_id
        FROM share_of_day AS computed
        JOIN mynumber_series AS share ON share.id = computed.id
        JOIN mynumber_stockfigure AS entered
            ON entered.series_id = share.id AND entered.as_of = NEW.as_of
        WHERE computed.below > 0
            AND entered.value <> CASE share.rounding
                WHEN 'half_up' THEN round(computed.above * 100 / computed.below, share.decimals)
                ELSE trunc(computed.above * 100 / computed.below, share.decimals)
            END
            AND NOT EXISTS (
                WITH {_shares_with("OLD.value")}
                SELECT FROM share_of_day AS before WHERE before.id = computed.id AND before.below > 0
            )
    ), holding AS MATERIALIZED (
        SELECT submission.state FROM moved
        JOIN mynumber_submission AS submission
            ON submission.fiscal_year = {_STOCK_YEAR} AND submission.quarter = {_STOCK_QUARTER}
            AND (submission.department_id = moved.department_id OR EXISTS (
                SELECT FROM mynumber_submissionline AS line
                WHERE line.submission_id = submission.id AND line.series_id = moved.series_id
            ))
        FOR SHARE OF submission
    ), showing AS MATERIALIZED (
        SELECT report.state FROM {_reports_showing(_STOCK_YEAR)} AND EXISTS (SELECT FROM moved)
        FOR SHARE OF report
    )
    SELECT 1 FROM holding WHERE state IN ({STANDING})
    UNION ALL
    SELECT 1 FROM showing WHERE state = 'published'
)"""  # noqa: S608  made of names of ours alone

_STOCK_CELL = "(SELECT NULL::int, OLD.value, NEW.value) AS cell(quarter, was, now)"


def _of_changed_stock(condition: str) -> str:
    return f"EXISTS (SELECT FROM {_STOCK_CELL} WHERE cell.was IS DISTINCT FROM cell.now AND {condition})"  # noqa: S608


STOCK_STANDS = refusing(
    "stock_stands",
    # First, so that a correction learns of it when it is proposed (mynumber.services.correction). The other
    # department's quarter and the reports are locked whatever their state, which is looked at once they are:
    # so that no step slips in between.
    Refusal(
        "mynumber_stockfigure_share_stands",
        "同じ日の割合が、入力された数で確定しているか、公表されています。この数を入れると、計算した割合に"
        "変わります。先に、割合の訂正を、計算した数で申し出てください。",
        _SHARES_MOVED,
    ),
    Refusal(
        "mynumber_stockfigure_stands",
        _FROZEN,
        _of_changed_stock(_handed_in(_STOCK_YEAR, _STOCK_QUARTER, "stock_figure_id")),
    ),
    Refusal(
        "mynumber_stockfigure_published_stands",
        _PUBLISHED,
        _of_changed_stock(_published(_STOCK_YEAR, "stock_figure_id")),
    ),
    Refusal(
        "mynumber_stockfigure_row_stays",
        "登録済みの行の項目と基準日は変えられません。別の行を登録してください。",
        "TG_OP = 'UPDATE' AND (OLD.series_id, OLD.as_of) <> (NEW.series_id, NEW.as_of)",
    ),
    first=_reports_locked(_of_changed_stock("cell.was IS NOT NULL"), _STOCK_YEAR),
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

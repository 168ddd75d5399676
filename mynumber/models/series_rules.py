"""What holds between series, their parts and their figures. It reaches over tables, so triggers hold it."""

import pgtrigger

from core.refusals import Refusal, refusing

# A quotient stands on plain series: so computing one comes to an end.
QUOTIENTS_OF_PLAIN_SERIES = refusing(
    "quotients_of_plain_series",
    Refusal(
        "mynumber_series_quotient_of_plain_series",
        "割合の項目を、ほかの割合の分子・分母や、合計とその内訳に使うことはできません。",
        """NEW.numerator_id IS NOT NULL AND (
            NEW.id IN (NEW.numerator_id, NEW.denominator_id)
            OR EXISTS (
                SELECT FROM mynumber_series
                WHERE id IN (NEW.numerator_id, NEW.denominator_id) AND numerator_id IS NOT NULL
            )
            OR EXISTS (SELECT FROM mynumber_series WHERE NEW.id IN (numerator_id, denominator_id))
            OR EXISTS (SELECT FROM mynumber_seriespart WHERE NEW.id IN (whole_id, part_id))
        )""",
    ),
)

# Its figures and sums were judged by the kind that it had.
KIND_STAYS = refusing(
    "kind_stays",
    Refusal(
        "mynumber_series_kind_stays",
        "数や内訳が登録されている項目の種類は、変えられません。新しい項目を追加してください。",
        """OLD.kind <> NEW.kind AND (
            EXISTS (SELECT FROM mynumber_flowfigure WHERE series_id = NEW.id)
            OR EXISTS (SELECT FROM mynumber_stockfigure WHERE series_id = NEW.id)
            OR EXISTS (SELECT FROM mynumber_seriespart WHERE NEW.id IN (whole_id, part_id))
        )""",
    ),
    operation=pgtrigger.UpdateOf("kind"),
)

# What is a sum is never typed in, is a sum of its own kind, and not of itself however far down.
SUMS_HOLD = refusing(
    "sums_hold",
    Refusal(
        "mynumber_seriespart_whole_has_no_figures",
        "数が入力されている項目を、合計の項目にすることはできません。",
        """EXISTS (SELECT FROM mynumber_flowfigure WHERE series_id = NEW.whole_id)
            OR EXISTS (SELECT FROM mynumber_stockfigure WHERE series_id = NEW.whole_id)""",
    ),
    Refusal(
        "mynumber_seriespart_of_one_kind",
        "合計と内訳は、フローどうし、ストックどうしにしてください。",
        """(
            SELECT count(DISTINCT kind) FROM mynumber_series WHERE id IN (NEW.whole_id, NEW.part_id)
        ) > 1""",
    ),
    Refusal(
        "mynumber_seriespart_of_no_quotient",
        "割合の項目は、足し合わせられません。",
        """EXISTS (
            SELECT FROM mynumber_series WHERE id IN (NEW.whole_id, NEW.part_id) AND numerator_id IS NOT NULL
        )""",
    ),
    Refusal(
        "mynumber_seriespart_no_circle",
        "内訳をたどると、もとの合計に戻ってしまいます。内訳を選び直してください。",
        """EXISTS (
            WITH RECURSIVE below AS (
                SELECT part_id FROM mynumber_seriespart WHERE whole_id = NEW.part_id
                UNION
                SELECT lower.part_id
                FROM mynumber_seriespart lower JOIN below ON lower.whole_id = below.part_id
            )
            SELECT FROM below WHERE part_id = NEW.whole_id
        )""",
    ),
)


def of_typed_in_series(kind: str) -> pgtrigger.Trigger:
    """A figure stands in a series of its kind that is not a sum of others."""
    return refusing(
        f"{kind}_of_typed_in_series",
        Refusal(
            f"mynumber_{kind}figure_of_typed_in_series",
            "合計の項目か、種類の違う項目です。この数は入力できません。",
            f"NOT EXISTS (SELECT FROM mynumber_series WHERE id = NEW.series_id AND kind = '{kind}') "  # noqa: S608
            "OR EXISTS (SELECT FROM mynumber_seriespart WHERE whole_id = NEW.series_id)",
        ),
    )

"""Two reports beside each other, as plain values: figures, tables of words, sections."""

from decimal import Decimal

from core.exhibits import NOT_APPLICABLE, UNKNOWN, Align, Column, Exhibit, Row
from core.reports.comparison import compare
from core.reports.reading import ReadSection, ReportReading


def reading(year, *exhibits, sections=()):
    return ReportReading(
        name="報告", label="年度", fiscal_year=year, sections=tuple(sections), exhibits=tuple(exhibits)
    )


def table(years, *rows, cumulative=False):
    columns = [Column("label", "種類"), *(Column(str(y), f"{y}年度", align=Align.NUMBER) for y in years)]
    if cumulative:
        columns.append(Column("cumulative", "累計", align=Align.NUMBER))
    return Exhibit("moves", "届出の実績", tuple(columns), tuple(rows))


def row(code, label, unit="件", **cells):
    values = {name.removeprefix("y"): value for name, value in cells.items()}
    return Row({"label": label, **values}, unit=unit, code=code)


def lines(comparison):
    (figures,) = comparison.figures
    return [
        [(line.label, line.before, line.after, line.difference, line.percent) for line in group.lines]
        for group in figures.groups
    ]


def test_each_reports_own_year_stands_beside_the_other_with_the_difference():
    before = reading(2022, table([2021, 2022], row("out", "転出", y2021=9254, y2022=13630)))
    after = reading(2023, table([2022, 2023], row("out", "転出", y2022=13630, y2023=13000)))
    comparison = compare(before, after)
    assert lines(comparison) == [[("転出", 13630, 13000, -630, Decimal("-4.6"))]]
    (group,) = comparison.figures[0].groups
    assert (group.heading_before, group.heading_after) == ("2022年度", "2023年度")
    assert comparison.disagreements == ()
    assert not comparison.figures[0].is_same


def test_cumulative_is_compared_with_the_cumulative():
    before = reading(2022, table([2022], row("out", "転出", y2022=5, cumulative=100), cumulative=True))
    after = reading(2023, table([2023], row("out", "転出", y2023=7, cumulative=107), cumulative=True))
    assert lines(compare(before, after))[1] == [("転出", 100, 107, 7, Decimal("7.0"))]


def test_rows_are_matched_by_their_code_and_without_one_by_their_words():
    before = reading(2022, table([2022], row("out", "特例転出", y2022=1), row("", "計", y2022=1)))
    after = reading(2023, table([2023], row("", "計", y2023=2), row("out", "転出", y2023=2)))
    assert [line[0] for line in lines(compare(before, after))[0]] == ["計", "転出"]


def test_row_of_one_report_alone_says_so_and_has_no_difference():
    before = reading(2022, table([2022], row("out", "転出", y2022=1), row("old", "廃止", y2022=3)))
    after = reading(2023, table([2023], row("out", "転出", y2023=1), row("new", "新設", y2023=4)))
    (group,) = compare(before, after).figures[0].groups
    assert [(line.label, line.only, line.before, line.after, line.difference) for line in group.lines] == [
        ("転出", "", 1, 1, 0),
        ("廃止", "before", 3, NOT_APPLICABLE, UNKNOWN),
        ("新設", "after", NOT_APPLICABLE, 4, UNKNOWN),
    ]


def test_share_differs_in_points_and_growth_from_nothing_has_no_per_cent():
    share = row("share", "人口比", "％", y2022=Decimal("44.8"))
    before = reading(2022, table([2022], share, row("new", "新規", y2022=0)))
    share = row("share", "人口比", "％", y2023=Decimal("58.6"))
    after = reading(2023, table([2023], share, row("new", "新規", y2023=5)))
    (group,) = compare(before, after).figures[0].groups
    first, second = group.lines
    assert (first.is_share, first.difference, first.percent) == (True, Decimal("13.8"), NOT_APPLICABLE)
    assert (second.difference, second.percent) == (5, NOT_APPLICABLE)


def test_former_figure_that_this_report_tells_otherwise_is_a_disagreement():
    before = reading(2022, table([2021, 2022], row("out", "転出", y2021=9254, y2022=13630)))
    after = reading(2023, table([2022, 2023], row("out", "転出", y2022=13665, y2023=13000)))
    comparison = compare(before, after)
    (found,) = comparison.disagreements
    assert (found.title, found.label, found.heading) == ("届出の実績", "転出", "2022年度")
    assert (found.before, found.after, found.unit) == (13630, 13665, "件")
    (line,) = comparison.figures[0].groups[0].lines
    assert (line.before, line.now, line.disagrees) == (13630, 13665, True)


def test_former_figure_that_is_blank_now_is_a_disagreement():
    before = reading(2022, table([2022], row("out", "転出", y2022=13630)))
    after = reading(2023, table([2022, 2023], row("out", "転出", y2022=UNKNOWN, y2023=1)))
    assert [each.after for each in compare(before, after).disagreements] == [UNKNOWN]


def test_every_year_that_both_tables_show_is_held_against_the_other():
    before = reading(2022, table([2020, 2021, 2022], row("out", "転出", y2020=1, y2021=2, y2022=3)))
    after = reading(2023, table([2021, 2022, 2023], row("out", "転出", y2021=9, y2022=3, y2023=4)))
    assert [(each.heading, each.before, each.after) for each in compare(before, after).disagreements] == [
        ("2021年度", 2, 9)
    ]


def test_figures_that_are_the_same_are_folded():
    before = reading(2022, table([2022], row("out", "転出", y2022=5)))
    after = reading(2023, table([2022, 2023], row("out", "転出", y2022=5, y2023=5)))
    assert compare(before, after).figures[0].is_same


def test_counts_of_a_period_that_is_no_year_are_compared_column_by_column():
    columns = (Column("body", "実施機関"), Column("count", "件数", align=Align.NUMBER))
    before = reading(
        None, Exhibit("counts", "件数", columns, (Row({"body": "区長", "count": 5}, unit="件"),))
    )
    after = reading(None, Exhibit("counts", "件数", columns, (Row({"body": "区長", "count": 8}, unit="件"),)))
    assert lines(compare(before, after)) == [[("区長", 5, 8, 3, Decimal("60.0"))]]


def test_table_of_one_report_alone_says_so():
    comparison = compare(reading(2022), reading(2023, table([2023], row("out", "転出", y2023=5))))
    assert [(each.title, each.only) for each in comparison.figures] == [("届出の実績", "after")]


# --- Words -------------------------------------------------------------------------------------------------


def outline(*rows):
    columns = (Column("heading", "区分"), Column("item", "対策"), Column("asks", "改善を求める"))
    return Exhibit("measures", "対策", columns, rows)


def measure(heading, item, note="", asks=False):
    return Row({"heading": heading, "item": item, "asks": asks}, headings=(heading,), note=note)


def said(text):
    return ["".join(f"[{run.text}]" if run.is_changed else run.text for run in line) for line in text]


def test_table_of_words_is_compared_line_by_line_under_its_headings():
    before = reading(2022, outline(measure("技術的", "ログを見る。"), measure("人的", "研修を行う。")))
    after = reading(
        2023, outline(measure("技術的", "ログを見る。", asks=True), measure("人的", "研修を行う。", "毎年"))
    )
    (words,) = compare(before, after).words
    assert said(words.text.before) == ["技術的", "・ログを見る。", "人的", "・研修を行う。"]
    assert said(words.text.after) == [
        "技術的",
        "・ログを見る。[　（改善を求める）]",
        "人的",
        "・研修を行う。[　毎年]",
    ]
    assert not words.is_same


def test_list_in_which_numbers_stand_too_is_one_of_words():
    columns = (Column("day", "日"), Column("place", "場所"), Column("count", "件数", align=Align.NUMBER))
    exhibit = Exhibit("incidents", "経過", columns, (Row({"day": "５月", "place": "甲市", "count": 2}),))
    comparison = compare(reading(2022, exhibit), reading(2023, exhibit))
    assert comparison.figures == ()
    assert comparison.words[0].is_same
    assert said(comparison.words[0].text.after) == ["５月　甲市　２"]


def section(slug, place, heading, *lines):
    return ReadSection(slug, place, heading, lines)


def test_sections_are_matched_by_their_name_and_one_that_is_gone_stands_where_it_stood():
    before = reading(
        2022,
        sections=[section("a", "１", "概要"), section("b", "２", "方式", "文。"), section("c", "３", "窓口")],
    )
    after = reading(
        2023,
        sections=[
            section("n", "１", "新設", "今年度から。"),
            section("a", "２", "概要"),
            section("c", "３", "窓口等"),
        ],
    )
    found = compare(before, after).sections
    assert [(each.slug, each.only, each.is_same, each.has_moved) for each in found] == [
        ("n", "after", False, False),
        ("a", "", True, True),
        ("b", "before", False, False),
        ("c", "", False, False),
    ]
    assert said(found[3].heading.after) == ["窓口[等]"] or said(found[3].heading.after) == ["[窓口等]"]

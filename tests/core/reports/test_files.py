from datetime import date, time
from decimal import Decimal

from core.exhibits import NOT_APPLICABLE, UNKNOWN, Align, Column, Exhibit, Row
from core.reports.files import exhibit_csv, file_table


def test_file_table_holds_bare_figures_and_the_unit_in_its_own_column():
    exhibit = Exhibit(
        slug="x",
        title="表",
        columns=(Column("label", "状況"), Column("2022", "令和４年度", "令和4年度(2022年度)", Align.NUMBER)),
        rows=(
            Row({"label": "有効", "2022": 537246}, unit="枚", code="card_valid"),
            Row(
                {"label": "人口比", "2022": Decimal("58.6")},
                unit="％",
                code="card_valid_share",
                part_of="有効",
            ),
        ),
    )
    table = file_table(exhibit)
    assert table.header == ("コード", "状況", "令和4年度(2022年度)", "内訳の元", "単位")
    assert table.rows == (
        ("card_valid", "有効", 537246, "", "枚"),
        ("card_valid_share", "人口比", Decimal("58.6"), "有効", "％"),
    )


def test_file_table_tells_nothing_from_zero_and_from_not_applicable():
    exhibit = Exhibit(
        slug="x",
        title="表",
        columns=(Column("a", "甲"), Column("b", "乙"), Column("c", "丙")),
        rows=(Row({"a": 0, "b": UNKNOWN, "c": NOT_APPLICABLE}),),
    )
    assert file_table(exhibit).rows == ((0, None, "―"),)


def test_file_table_gives_a_day_in_both_calendars():
    exhibit = Exhibit(
        slug="x",
        title="表",
        columns=(Column("day", "開催日"), Column("opens_at", "開始")),
        rows=(
            Row({"day": date(2022, 8, 18), "opens_at": time(9)}),
            Row({"day": UNKNOWN, "opens_at": UNKNOWN}),
        ),
    )
    table = file_table(exhibit)
    assert table.header == ("開催日", "開催日（和暦）", "開始")
    assert table.rows == ((date(2022, 8, 18), "令和4年8月18日", "09:00"), (None, None, None))


def test_exhibit_csv_is_utf8_with_bom_and_crlf():
    exhibit = Exhibit(slug="x", title="表", columns=(Column("a", "甲"),), rows=(Row({"a": "=1+1"}),))
    assert exhibit_csv(exhibit) == "\ufeff甲\r\n'=1+1\r\n".encode()

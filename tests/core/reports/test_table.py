from decimal import Decimal

from core.exhibits import UNKNOWN, Align, Column, Exhibit, Row
from core.reports.table import lay_out

COLUMNS = (Column("label", "状況"), Column("2022", "令和４年度", align=Align.NUMBER))


def exhibit(*rows, columns=COLUMNS):
    return Exhibit(slug="x", title="表", columns=columns, rows=rows)


def lines(row):
    return [cell.lines for cell in row]


def test_table_prints_full_width_figures_with_their_unit():
    table = lay_out(exhibit(Row({"label": "交付申請", "2022": 768966}, unit="件")))
    assert lines(table.bodies[0][0]) == [("交付申請",), ("７６８，９６６件",)]


def test_table_prints_nothing_for_what_is_not_known_and_zero_for_zero():
    table = lay_out(
        exhibit(Row({"label": "a", "2022": UNKNOWN}, unit="件"), Row({"label": "b", "2022": 0}, unit="件"))
    )
    assert lines(table.bodies[0][0])[1] == ("",)
    assert lines(table.bodies[1][0])[1] == ("０件",)


def test_table_binds_a_breakdown_with_one_upright_cell():
    table = lay_out(
        exhibit(
            Row({"label": "前設定済", "2022": 3}),
            Row({"label": "交付済", "2022": 2}, bracket="内訳"),
            Row({"label": "未交付", "2022": 1}, bracket="内訳"),
        )
    )
    assert table.head[0].colspan == 2
    assert table.bodies[0][0][0].colspan == 2
    first, second = table.bodies[1]
    assert (first[0].lines, first[0].rowspan, first[0].upright) == (("内訳",), 2, True)
    assert lines(second) == [("未交付",), ("１",)]


def test_table_prints_a_row_beside_another_in_brackets():
    table = lay_out(
        exhibit(
            Row({"label": "有効カード枚数", "2022": 537246}, unit="枚"),
            Row({"label": "人口比", "2022": Decimal("58.6")}, unit="％", note="※", beside=True),
        )
    )
    assert lines(table.bodies[0][0]) == [
        ("有効カード枚数", "※（人口比）"),
        ("５３７，２４６枚", "（５８．６％）"),
    ]


def test_table_merges_a_column_over_its_group():
    columns = (Column("label", "窓口"), Column("hours", "受付時間", merged=True))
    table = lay_out(
        exhibit(
            Row({"label": "上馬", "hours": "8:30"}, group="a"),
            Row({"label": "梅丘", "hours": "8:30"}, group="a"),
            Row({"label": "奥沢", "hours": "9:00"}, group="b"),
            columns=columns,
        )
    )
    assert [[cell.rowspan for cell in row] for body in table.bodies for row in body] == [[1, 2], [1], [1, 1]]

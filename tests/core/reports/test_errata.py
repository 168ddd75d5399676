"""The 正誤表: what differs between the edition and the registers of today, where, and why."""

from datetime import date

import pytest

from core.calendar import today
from core.reports.edition import PublishedDocument
from core.reports.errata import Erratum, errata_of
from mynumber.models import FigureTable, FigureTableLine, FlowFigure, StockFigure
from tests.factories import (
    correct_figure,
    make_correction,
    make_figure_table,
    make_flow_figure,
    make_incident,
    make_incident_breakdown,
    make_measure,
    make_municipality,
    make_report,
    make_section,
    make_series,
    make_stock_figure,
    make_sum,
    publish,
)

pytestmark = pytest.mark.django_db

TABLE = "１　届出の実績"


@pytest.fixture
def moves():
    """Moves out and in of fiscal 2022, and their sum: 100 each, 200 together."""
    make_municipality("見本市")
    out = make_series(code="out", name="転出", opening_balance=1000)
    into = make_series(code="in", name="転入", opening_balance=0)
    make_sum(out, into, code="both", name="転出入")
    make_flow_figure(series=out)
    make_flow_figure(series=into)
    table = make_figure_table(
        slug="moves", title="届出の実績", years=1, cumulative_heading="累計", total_label="合計"
    )
    for order, series in enumerate((out, into)):
        FigureTableLine.objects.create(table=table, series=series, order=order)
    return {"out": out, "in": into}


def published(
    body="転出は{{ total:out }}件、転入は{{ total:in }}件でした。あわせて{{ total:both }}件です。", **fields
):
    section = make_section(
        report=make_report(), **{"heading": "届出", "body": body, "exhibit": "moves"} | fields
    )
    return PublishedDocument(publish(section.report))


def correct(series, after, quarter=1, reason="数え違い"):
    """A correction that was proposed and approved, and the figure as it then is."""
    figure = FlowFigure.objects.get(series=series, fiscal_year=2022)
    correct_figure(figure, reason=reason, **{f"q{quarter}": after})


def told(errata):
    return [(each.place, each.row, each.column, each.wrong, each.right) for each in errata]


def test_nothing_is_told_where_nothing_differs(moves):
    assert errata_of(published()) == []


def test_corrected_figure_is_told_wherever_the_report_shows_it(moves):
    report = published()
    correct(moves["out"], 15)
    errata = errata_of(report)
    assert told(errata) == [
        (
            "１　届出",
            "本文",
            "",
            "転出は１００件、転入は１００件でした。",
            "転出は１０５件、転入は１００件でした。",
        ),
        ("１　届出", "本文", "", "あわせて２００件です。", "あわせて２０５件です。"),
        (TABLE, "転出", "令和４年度", "１００件", "１０５件"),
        (TABLE, "転出", "累計", "１，１００件", "１，１０５件"),
        (TABLE, "合計", "令和４年度", "２００件", "２０５件"),
        (TABLE, "合計", "累計", "１，２００件", "１，２０５件"),
    ]
    assert {(each.reason, each.corrected_on) for each in errata} == {("数え違い", today())}


def test_reasons_of_several_corrections_stand_together_where_they_meet(moves):
    report = published(body="")
    correct(moves["out"], 15)
    correct(moves["in"], 9, quarter=2, reason="二重に数えた")
    reasons = {(each.row, each.column): each.reason for each in errata_of(report)}
    assert reasons == {
        ("転出", "令和４年度"): "数え違い",
        ("転出", "累計"): "数え違い",
        ("転入", "令和４年度"): "二重に数えた",
        ("転入", "累計"): "二重に数えた",
        ("合計", "令和４年度"): "数え違い／二重に数えた",
        ("合計", "累計"): "数え違い／二重に数えた",
    }


def test_change_without_a_correction_has_no_reason_of_its_own(moves):
    """What was not known of a year is entered without one."""
    entered = FlowFigure.objects.filter(series=moves["in"])
    entered.update(q4=None)
    report = published(body="")
    entered.update(q4=41)
    first = errata_of(report)[0]
    assert first == Erratum(TABLE, "転入", "令和４年度", "６０件", "１０１件", "台帳の変更", None)


def test_correction_from_before_the_publication_explains_nothing(moves):
    FlowFigure.objects.filter(series=moves["out"]).update(q4=None)
    correct(moves["out"], 15)
    report = published(body="")
    assert errata_of(report) == []
    FlowFigure.objects.filter(series=moves["out"]).update(q4=40)
    assert {each.reason for each in errata_of(report)} == {"台帳の変更"}


def test_correction_of_another_year_explains_the_cumulative_alone(moves):
    figure = make_flow_figure(series=moves["out"], fiscal_year=2021)
    report = published(body="")
    correct_figure(figure, q1=20, reason="前の年度の誤り")
    errata = errata_of(report)
    assert told(errata) == [
        (TABLE, "転出", "累計", "１，２００件", "１，２１０件"),
        (TABLE, "合計", "累計", "１，３００件", "１，３１０件"),
    ]
    assert {each.reason for each in errata} == {"前の年度の誤り"}


def test_correction_of_a_year_known_as_a_whole_explains_its_column_and_the_cumulative(moves):
    figure = make_flow_figure(series=moves["out"], fiscal_year=2021, whole_year=50)
    FigureTable.objects.update(years=2)
    report = published(body="")
    correct_figure(figure, whole_year=60, reason="転記の誤り")
    told_of = {(each.row, each.column): (each.wrong, each.right, each.reason) for each in errata_of(report)}
    assert told_of["転出", "令和３年度"] == ("５０件", "６０件", "転記の誤り")
    assert told_of["転出", "累計"] == ("１，１５０件", "１，１６０件", "転記の誤り")


@pytest.mark.parametrize(
    ("basis", "as_of"), [("fiscal_year_end", date(2023, 3, 31)), ("next_day", date(2023, 4, 1))]
)
def test_corrected_stock_is_told_in_the_table_of_its_day(basis, as_of):
    series = make_series(kind="stock", unit="枚", code="cards", name="有効枚数")
    stocks = {
        day: make_stock_figure(series=series, as_of=day) for day in (date(2023, 3, 31), date(2023, 4, 1))
    }
    table = make_figure_table(slug="moves", title="枚数", basis=FigureTable.Basis(basis), years=1)
    FigureTableLine.objects.create(table=table, series=series)
    report = published(body="")
    for day, stock in stocks.items():
        make_correction(stock_figure=stock, after=90, state="approved", reason=f"{day}の誤り")
    StockFigure.objects.update(value=90)
    (erratum,) = errata_of(report)
    assert (erratum.row, erratum.wrong, erratum.right) == ("有効枚数", "１００枚", "９０枚")
    assert erratum.reason == f"{as_of}の誤り"


def test_share_of_a_corrected_figure_has_its_reason():
    valid = make_series(kind="stock", unit="枚", code="valid", name="有効枚数")
    people = make_series(kind="stock", unit="人", code="people", name="人口")
    share = make_series(
        kind="stock", unit="％", code="share", name="人口比", decimals=1, numerator=valid, denominator=people
    )
    stock = make_stock_figure(series=valid, value=50)
    make_stock_figure(series=people, value=100)
    table = make_figure_table(slug="moves", basis=FigureTable.Basis.FISCAL_YEAR_END, years=1)
    FigureTableLine.objects.create(table=table, series=share)
    report = published(body="")
    make_correction(
        stock_figure=stock, before=50, after=45, state="approved", reason="失効を除いていなかった"
    )
    StockFigure.objects.filter(pk=stock.pk).update(value=45)
    (erratum,) = errata_of(report)
    assert (erratum.row, erratum.wrong, erratum.right) == ("人口比", "５０．０％", "４５．０％")
    assert erratum.reason == "失効を除いていなかった"


def test_figure_that_was_blank_is_told_as_blank(moves):
    FlowFigure.objects.filter(series=moves["in"]).delete()
    report = published(body="")
    make_flow_figure(series=moves["in"])
    wrong = {(each.row, each.column): (each.wrong, each.right) for each in errata_of(report)}
    assert wrong["転入", "令和４年度"] == ("（空欄）", "１００件")


def test_changed_new_and_removed_rows_of_words_are_told():
    changed = make_measure(text="研修を行う。", order=1)
    removed = make_measure(text="持出しを禁じる。", order=2)
    report = published(body="", exhibit="measures")
    changed.text = "研修を年２回行う。"
    changed.save()
    assert [each[3:] for each in told(errata_of(report))] == [("研修を行う。", "研修を年２回行う。")]
    removed.starts_on = date(2030, 4, 1)
    removed.save()
    assert told(errata_of(report))[-1][3:] == ("人的対策について　持出しを禁じる。", "（削除）")
    make_measure(text="鍵を掛ける。", order=0)
    assert [each[3:] for each in told(errata_of(report))] == [
        ("（空欄）", "人的対策について　鍵を掛ける。（追加）"),
        ("研修を行う。", "研修を年２回行う。"),
        ("人的対策について　持出しを禁じる。", "（削除）"),
    ]


def test_new_row_at_the_end_is_told_as_added():
    make_measure(text="研修を行う。", order=1)
    report = published(body="", exhibit="measures")
    make_measure(text="鍵を掛ける。", order=2)
    (erratum,) = errata_of(report)
    assert (erratum.wrong, erratum.right) == ("（空欄）", "人的対策について　鍵を掛ける。（追加）")


def test_cell_that_is_one_on_paper_is_told_once():
    incident = make_incident(event="別人の証明書が発行された。")
    for name in ("住民票の写し", "印鑑登録証明書"):
        make_incident_breakdown(incident=incident, certificate=name)
    report = published(body="", exhibit="incidents")
    incident.event = "別人の証明書が印刷された。"
    incident.save()
    (erratum,) = errata_of(report)
    assert (erratum.column, erratum.wrong, erratum.right) == (
        "事案",
        "別人の証明書が発行された。",
        "別人の証明書が印刷された。",
    )


def test_changed_heading_of_a_column_is_told(moves):
    report = published(body="")
    FigureTable.objects.update(cumulative_heading="始めからの累計")
    assert told(errata_of(report)) == [(TABLE, "列の見出し", "累計", "累計", "始めからの累計")]


def test_table_that_is_gone_is_told(moves):
    report = published(body="")
    FigureTable.objects.update(slug="renamed")
    assert told(errata_of(report)) == [(TABLE, "", "", "表の全体", "（削除）")]


def test_exhibit_that_no_section_shows_is_told_too(moves):
    report = published(body="", exhibit="")
    correct(moves["out"], 15)
    assert told(errata_of(report))[0] == ("届出の実績", "転出", "令和４年度", "１００件", "１０５件")


def test_renamed_department_is_no_erratum(moves):
    report = published(body="")
    report.report.report_departments.update()
    assert errata_of(report) == []


def test_erratum_as_a_line_of_a_file():
    erratum = Erratum("表", "行", "列", "１件", "２件", "数え違い", date(2024, 5, 1))
    assert erratum.cells == (
        "表",
        "行",
        "列",
        "１件",
        "２件",
        "数え違い",
        date(2024, 5, 1),
        "令和6年5月1日",
    )
    assert Erratum("表", "行", "列", "１件", "２件").cells[-2:] == (None, None)

"""Figures from a file: all of it or nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError
from core.models import Report
from mynumber.models import FlowFigure, Series, StockFigure
from mynumber.services.import_figures import import_figures
from tests.factories import (
    advance_report,
    advance_submission,
    make_department,
    make_flow_figure,
    make_report,
    make_series,
    make_staff,
    make_stock_figure,
    make_submission,
    make_submission_line,
    make_sum,
)

pytestmark = pytest.mark.django_db

FLOWS = "series,fiscal_year,quarter,value\n"
STOCKS = "series,as_of,value\n"


@pytest.fixture(autouse=True)
def series():
    """`move_out` and `lookups` are flows, `cards` and `share` stocks, `all_moves` and `all_cards` sums."""
    move_out = make_series(code="move_out")
    make_series(code="lookups")
    cards = make_series(code="cards", kind=Series.Kind.STOCK)
    make_series(code="share", kind=Series.Kind.STOCK, decimals=1)
    make_sum(move_out, code="all_moves")
    make_sum(cards, code="all_cards")


def flow(code="move_out", year=2022):
    return FlowFigure.objects.get(series__code=code, fiscal_year=year)


def faults_of(text, encoding="utf-8"):
    """Every fault of the file; that nothing has changed is part of the claim."""
    before = list(FlowFigure.objects.values()), list(StockFigure.objects.values())
    with pytest.raises(DomainError) as refused:
        import_figures(text if isinstance(text, bytes) else text.encode(encoding))
    assert (list(FlowFigure.objects.values()), list(StockFigure.objects.values())) == before
    return list(refused.value.reasons)


# --- What is taken over ---------------------------------------------------------------------------


def test_quarters_and_whole_years_are_added():
    imported = import_figures(
        (FLOWS + "move_out,2022,1,10\nmove_out,2022,4,0\nmove_out,2021,,500\n").encode()
    )
    assert str(imported) == "追加2件、変更0件、変更なし0件"
    assert (flow().q1, flow().q2, flow().q4, flow().total) == (10, None, 0, 10)
    assert (flow(year=2021).whole_year, flow(year=2021).total) == (500, 500)


def test_rows_are_changed_where_the_file_differs_and_else_left():
    move_out = Series.objects.get(code="move_out")
    make_flow_figure(series=move_out, fiscal_year=2022, note="台風のため")
    same = make_flow_figure(series=move_out, fiscal_year=2021)
    events = same.events.count()
    imported = import_figures((FLOWS + "move_out,2022,4,44\nmove_out,2021,1,10\n").encode())
    assert (imported.added, imported.changed, imported.unchanged) == (0, 1, 1)
    figure = flow()
    # What the file does not name stays.
    assert (figure.q1, figure.q4, figure.total, figure.note) == (10, 44, 104, "台風のため")
    assert same.events.count() == events


def test_stocks_are_added_and_changed():
    make_stock_figure(series=Series.objects.get(code="cards"), as_of=date(2023, 3, 31), value=100)
    imported = import_figures((STOCKS + "cards,2023-03-31,101\nshare,2023-04-01,58.6\n").encode())
    assert (imported.added, imported.changed, imported.unchanged) == (1, 1, 0)
    values = dict(StockFigure.objects.values_list("series__code", "value"))
    assert values == {"cards": Decimal("101.00"), "share": Decimal("58.60")}


def test_columns_may_stand_in_any_order():
    import_figures(b"value,quarter,series,fiscal_year\n7,2,move_out,2022\n")
    assert flow().q2 == 7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_years_days_and_figures_are_read_as_people_write_them(encoding):
    import_figures((FLOWS + 'move_out,令和４年度,１,"１，０８４件"\n').encode(encoding))
    assert flow().q1 == 1084
    import_figures((STOCKS + "share,令和５年３月３１日,４４．８％\n").encode(encoding))
    figure = StockFigure.objects.get()
    assert (figure.as_of, figure.value) == (date(2023, 3, 31), Decimal("44.80"))


def test_trail_names_the_import_the_file_and_the_person():
    staff = make_staff(name="入力 花子")
    import_figures((FLOWS + "move_out,2022,1,10\n").encode(), actor=staff, source="第1四半期.csv")
    context = flow().events.get().pgh_context
    assert context == {
        "action": "import_figures",
        "reason": "第1四半期.csv",
        "user": staff.pk,
        "name": "入力 花子",
    }


def test_queries_do_not_grow_with_the_file():
    def queries(lines):
        with CaptureQueriesContext(connection) as captured:
            import_figures((FLOWS + "\n".join(lines)).encode())
        return len(captured)

    few = queries(["move_out,2022,1,10", "lookups,2022,1,10"])
    many = queries([f"move_out,{year},{quarter},5" for year in range(1990, 2020) for quarter in (1, 2, 3)])
    assert many == few


# --- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("strange,2022,1,5", "「strange」という実績項目コードはありません。"),
        (",2022,1,5", "実績項目コード（series）が空です。"),
        ("all_moves,2022,1,5", "「all_moves」は合計の項目です。"),
        ("cards,2022,1,5", "「cards」はストック（ある日の数）の項目です。"),
        ("move_out,2022,1,-5", "負の数は入力できません。0以上の数を入力してください。"),
        ("move_out,2022,1,△5", "負の数は入力できません。0以上の数を入力してください。"),
        ("move_out,2022,1,五", "数として読めません。"),
        ("move_out,2022,1,1.5", "小数や割合は入力できません。整数で入力してください。"),
        ("move_out,2022,1,", "数（value）が空です。"),
        ("move_out,2022,5,5", "四半期（quarter）は1から4までです。"),
        ("move_out,2022,Q1,5", "四半期（quarter）は1から4までです。"),
        ("move_out,1988,1,5", "年度は1989から2100までの間で入れてください。"),
        ("move_out,来年,1,5", "年度として読めません。"),
        ("move_out,平成32年度,1,5", "平成32年度はありません。令和2年度です。"),
    ],
)
def test_line_of_flows_that_cannot_be_is_refused(line, sentence):
    (fault,) = faults_of(FLOWS + "lookups,2022,1,1\n" + line)
    assert fault.startswith(f"3行目: {sentence}")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("all_cards,2023-03-31,5", "「all_cards」は合計の項目です。"),
        ("move_out,2023-03-31,5", "「move_out」はフロー（期間の件数）の項目です。"),
        ("cards,2023-02-29,5", "2023年2月29日という日付はありません。"),
        ("cards,きのう,5", "日付として読めません。"),
        ("cards,,5", "日付として読めません。"),
        ("cards,2023-03-31,-5", "負の数は入力できません。"),
        ("cards,2023-03-31,1.5", ""),
        ("share,2023-03-31,44.81", ""),
        ("cards,2023-03-31,", "数（value）が空です。"),
    ],
)
def test_line_of_stocks_that_cannot_be_is_refused(line, sentence):
    (fault,) = faults_of(STOCKS + "share,2022-03-31,1\n" + line)
    assert fault.startswith(f"3行目: {sentence}")


def test_every_fault_is_named_at_once_with_its_line():
    text = FLOWS + "strange,令和,9,-1\nmove_out,2022,1,10\n\nall_moves,2022,1,x\n"
    faults = faults_of(text)
    assert [fault.split(":")[0] for fault in faults] == ["2行目"] * 4 + ["5行目"] * 2


def test_duplicate_is_named_with_the_line_it_repeats():
    faults = faults_of(FLOWS + "move_out,2022,1,10\nlookups,2022,1,1\nmove_out,R4,１,10\n")
    assert faults == ["4行目: 2行目と同じ実績項目の同じ四半期です。どちらか一方にしてください。"]
    faults = faults_of(STOCKS + "cards,2023-03-31,1\ncards,R5.3.31,2\n")
    assert faults == ["3行目: 2行目と同じ実績項目の同じ基準日です。どちらか一方にしてください。"]


def test_year_beside_its_quarters_in_the_file_is_refused():
    faults = faults_of(FLOWS + "move_out,2022,1,10\nmove_out,2022,,100\n")
    assert faults == ["3行目: 同じ実績項目の同じ年度に、四半期の数と年間の数の両方があります。"]


def test_year_beside_its_quarters_in_the_register_is_refused():
    make_flow_figure(series=Series.objects.get(code="move_out"))
    make_flow_figure(series=Series.objects.get(code="lookups"), whole_year=100)
    faults = faults_of(FLOWS + "move_out,2022,,100\nlookups,2022,1,10\n")
    assert faults == [
        "2行目: この年度には四半期の数が登録されています。年間の数は入れられません。",
        "3行目: この年度には年間の数が登録されています。四半期の数は入れられません。",
    ]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("series,fiscal_year,value", "見出しに「quarter」がありません。"),
        ("series,as_of,value,memo", "「memo」という列は使えません。"),
        ("実績項目,年度,数", "見出しがありません。"),
    ],
)
def test_wrong_header_is_refused(header, sentence):
    assert any(sentence in fault for fault in faults_of(f"{header}\nmove_out,2022,1\n"))


def test_undecodable_bytes_are_refused_with_their_line():
    faults = faults_of(FLOWS.encode() + "move_out,2022,1,10\nlookups,令和".encode() + b"\xff\xfe\n")
    assert any("3行目" in fault for fault in faults)


def test_empty_file_is_refused():
    assert faults_of("") == ["ファイルが空です。見出しの行とデータの行を入れてください。"]


# --- The command ----------------------------------------------------------------------------------


def test_command_tells_what_it_did(tmp_path, capsys):
    file = tmp_path / "figures.csv"
    file.write_bytes((FLOWS + "move_out,2022,1,10\n").encode("cp932"))
    call_command("import_figures", file)
    assert capsys.readouterr().out == f"{file} を取り込みました：追加1件、変更0件、変更なし0件\n"
    assert flow().events.get().pgh_context["reason"] == "figures.csv"


def test_command_lists_every_fault_and_fails(tmp_path):
    file = tmp_path / "figures.csv"
    file.write_text(FLOWS + "strange,2022,1,10\nmove_out,2022,1,-1\n")
    with pytest.raises(CommandError) as failed:
        call_command("import_figures", file)
    first, *faults = str(failed.value).splitlines()
    assert first == f"{file} は取り込みませんでした。次の2件を直してください。"
    assert [fault[:4] for fault in faults] == ["2行目:", "3行目:"]
    assert failed.value.returncode == 1
    assert not FlowFigure.objects.exists()


def test_command_says_that_there_is_no_such_file(tmp_path):
    with pytest.raises(CommandError, match="を読めません"):
        call_command("import_figures", tmp_path / "missing.csv")


# --- What was handed in ---------------------------------------------------------------------------


@pytest.fixture
def handed_in():
    """令和4年度 of a department: the first quarter was submitted, the fourth confirmed."""
    department = make_department()
    Series.objects.filter(code__in=["move_out", "cards"]).update(department=department)
    make_flow_figure(series=Series.objects.get(code="move_out"))
    make_stock_figure(series=Series.objects.get(code="cards"))
    people = {"submitted_by": make_staff(name="入力 花子"), "confirmed_by": make_staff(name="確認 一郎")}
    for quarter, state in ((1, "submitted"), (2, "returned"), (4, "confirmed")):
        make_submission(department=department, quarter=quarter, state=state, **people)


def test_line_that_would_change_what_stands_is_refused_with_its_line(handed_in):
    faults = faults_of(FLOWS + "move_out,2022,1,11\nmove_out,2022,2,21\nmove_out,2022,4,41\n")
    first, fourth = faults
    assert first.startswith("2行目: この四半期は提出済みです（入力 花子、令和")
    assert first.endswith("変えるときは、提出を取り消してください。")
    assert fourth.startswith("4行目: この四半期は確定済みです（確認 一郎、令和")
    assert fourth.endswith("変えるときは、訂正を申し出てください。")


def test_stocks_of_both_days_at_the_year_s_end_stand_with_the_fourth_quarter(handed_in):
    faults = faults_of(STOCKS + "cards,2023-03-31,101\ncards,2023-04-01,102\n")
    assert [fault[:11] for fault in faults] == ["2行目: この四半期は", "3行目: この四半期は"]


def test_file_that_says_what_stands_is_taken(handed_in):
    flows = import_figures((FLOWS + "move_out,2022,1,10\nmove_out,2022,4,40\nmove_out,2022,3,31\n").encode())
    assert str(flows) == "追加0件、変更1件、変更なし0件"
    stocks = import_figures((STOCKS + "cards,2023-03-31,100\ncards,2023-04-02,90\n").encode())
    assert str(stocks) == "追加1件、変更0件、変更なし1件"
    assert flow().q3 == 31


def test_series_that_went_to_another_department_stands_by_what_was_handed_in():
    series = Series.objects.get(code="move_out")
    make_flow_figure(series=series)
    submission = make_submission(quarter=3)
    make_submission_line(submission=submission, series=series, value=30)
    advance_submission(submission, "locked")
    (fault,) = faults_of(FLOWS + "move_out,2022,3,31\n")
    assert fault.startswith("2行目: この四半期は締切り済みです（")


def test_asking_what_was_handed_in_takes_as_many_queries_for_a_long_file(handed_in):
    def queries(lines):
        with CaptureQueriesContext(connection) as captured:
            import_figures((FLOWS + "".join(lines)).encode())
        return len(captured)

    few = queries(["lookups,2022,1,1\n"])
    assert queries([f"lookups,{year},1,1\n" for year in range(2000, 2023)]) == few


# --- What was published ---------------------------------------------------------------------------


def test_line_that_would_change_what_was_published_is_refused_and_what_was_not_known_is_taken():
    number = make_report(state="draft").number
    series = Series.objects.get(code="move_out")
    make_flow_figure(series=series, fiscal_year=2021, whole_year=100)
    make_flow_figure(series=series, q4=None)
    make_stock_figure(series=Series.objects.get(code="cards"))
    advance_report(Report.objects.get(), "published")
    why = f"報告第{number}号で公表した数です。変えるときは、訂正を申し出てください。"
    lines = "move_out,2021,,110\nmove_out,2022,1,11\nmove_out,2022,2,20\n"
    assert faults_of(FLOWS + lines) == [f"2行目: {why}", f"3行目: {why}"]
    assert faults_of(STOCKS + "cards,2023-03-31,101\n") == [f"2行目: {why}"]
    import_figures((FLOWS + "move_out,2022,4,40\nlookups,2021,,7\nmove_out,2023,1,5\n").encode())
    assert (flow().q4, flow("lookups", 2021).whole_year) == (40, 7)

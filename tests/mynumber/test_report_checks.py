"""What the annual security report's own checks find in its figures, meetings and audits."""

from datetime import date

import pytest

from core.models import Report
from core.reports.checks import Severity, findings_of
from core.reports.document import Document
from mynumber.models import FigureTableLine, FlowFigure, StockFigure
from mynumber.models.scheme import Scheme
from tests import factories

pytestmark = pytest.mark.django_db

YEAR_END = date(2023, 3, 31)


@pytest.fixture
def department():
    return factories.make_department(bureau="市民部", section="市民課")


@pytest.fixture
def report():
    return factories.make_report()


def show(report, *series, **table):
    """A section of the report with a table of the series, by default of this year alone."""
    shown = factories.make_figure_table(**{"title": "届出", "years": 1} | table)
    for order, each in enumerate(series):
        FigureTableLine.objects.create(table=shown, series=each, order=order)
    factories.make_section(report=report, heading="実績", exhibit=shown.slug)
    return shown


def found(report, *check_names):
    document = Document(Report.objects.get(pk=report.pk))
    return [finding for finding in findings_of(document) if finding.check_name in check_names]


def told(findings):
    return [(finding.place, finding.sentence) for finding in findings]


def confirm(figures, *, quarters=(1, 2, 3, 4), stocks=(), state="confirmed", department):
    """The department has handed in these flows (and in the fourth quarter these stocks)."""
    for quarter in quarters:
        submission = factories.make_submission(department=department, quarter=quarter)
        for figure in figures:
            factories.make_submission_line(submission=submission, series=figure.series)
        for stock in stocks if quarter == 4 else ():
            factories.make_submission_line(submission=submission, series=stock.series, as_of=stock.as_of)
        factories.advance_submission(submission, state)


# --- Empty quarters ----------------------------------------------------------------------------------------


def test_quarter_without_a_figure_is_an_error_of_its_sheet(report, department):
    moves = factories.make_series(name="特例転出", department=department)
    others = [factories.make_series(name=f"項目{name}", department=department) for name in "ABC"]
    factories.make_flow_figure(series=moves, q2=None)
    show(report, moves, *others)
    first, second, *_ = found(report, "empty_quarter")
    assert told([first, second]) == [
        (
            "市民部 市民課 令和4年度第1四半期（4～6月）",
            "「項目A、項目B、項目C」の数がありません。なかったのなら0を入れてください。",
        ),
        (
            "市民部 市民課 令和4年度第2四半期（7～9月）",
            "「特例転出、項目A、項目Bほか1件」の数がありません。なかったのなら0を入れてください。",
        ),
    ]
    assert first.severity is Severity.ERROR
    FlowFigure.objects.update(q2=0)
    for each in others:
        factories.make_flow_figure(series=each)
    assert not found(report, "empty_quarter")


def test_quarter_before_a_series_began_or_after_it_ended_is_not_asked_for(report, department):
    begun = factories.make_series(started_on=date(2022, 11, 1), department=department)
    ended = factories.make_series(ended_on=date(2022, 9, 30), department=department)
    factories.make_flow_figure(series=begun, q1=None, q2=None)
    factories.make_flow_figure(series=ended, q3=None, q4=None)
    show(report, begun, ended)
    assert not found(report, "empty_quarter")
    begun.started_on = date(2022, 9, 30)
    begun.save()
    assert len(found(report, "empty_quarter")) == 1


def test_year_known_as_a_whole_alone_has_no_empty_quarter(report, department):
    series = factories.make_series(department=department)
    factories.make_flow_figure(series=series, whole_year=100)
    show(report, series)
    assert not found(report, "empty_quarter", "unconfirmed_figure")


def test_series_that_no_table_shows_is_not_asked_for(report):
    factories.make_series()
    assert not found(report, "empty_quarter")


def test_series_that_the_prose_alone_names_is_asked_for(report, department):
    factories.make_series(code="moves", name="特例転出", department=department)
    factories.make_section(report=report, body="{{ cumulative:moves }}件")
    assert len(found(report, "empty_quarter")) == 4


def test_part_of_a_sum_is_asked_for_and_not_the_sum(report, department):
    parts = [factories.make_series(name=name, department=department) for name in ("窓口", "コンビニ")]
    factories.make_flow_figure(series=parts[0])
    show(report, factories.make_sum(*parts, name="証明書"))
    assert {finding.sentence.split("」")[0] for finding in found(report, "empty_quarter")} == {"「コンビニ"}


def test_earlier_year_with_a_gap_between_its_quarters_is_an_error_where_it_is_shown(report, department):
    series = factories.make_series(department=department)
    factories.make_flow_figure(series=series)
    factories.make_flow_figure(series=series, fiscal_year=2021, q3=None)
    table = show(report, series)
    assert not found(report, "empty_quarter")
    table.years = 2
    table.save()
    assert [finding.place for finding in found(report, "empty_quarter")] == [
        "市民部 市民課 令和3年度第3四半期（10～12月）"
    ]


def test_stock_of_the_last_day_comes_with_the_fourth_quarter(report, department):
    cards = factories.make_series(kind="stock", name="有効カード", department=department)
    show(report, cards, basis="next_day")
    assert told(found(report, "empty_quarter")) == [
        (
            "市民部 市民課 令和4年度第4四半期（1～3月）",
            "「有効カード（令和5年4月1日）」の数がありません。なかったのなら0を入れてください。",
        )
    ]
    factories.make_stock_figure(series=cards, as_of=date(2023, 4, 1))
    assert not found(report, "empty_quarter")


# --- Confirmed figures -------------------------------------------------------------------------------------


def test_figure_that_nobody_confirmed_is_an_error(report, department):
    figure = factories.make_flow_figure(series=factories.make_series(name="転出", department=department))
    show(report, figure.series)
    assert told(found(report, "unconfirmed_figure"))[0] == (
        "市民部 市民課 令和4年度第1四半期（4～6月）",
        "「転出」が確定していません。所管の課に、提出と確認をしてもらってください。",
    )
    confirm([figure], quarters=(1, 2, 3), department=department)
    confirm([figure], quarters=(4,), state="submitted", department=department)
    assert told(found(report, "unconfirmed_figure")) == [
        (
            "市民部 市民課 令和4年度第4四半期（1～3月）",
            "「転出」が確定していません。提出されています。所管の課の確認を待ってください。",
        )
    ]


@pytest.mark.parametrize("state", ["confirmed", "locked"])
def test_confirmed_and_locked_figures_stand(report, department, state):
    figure = factories.make_flow_figure(series=factories.make_series(department=department))
    stock = factories.make_stock_figure(series=factories.make_series(kind="stock", department=department))
    show(report, figure.series)
    show(report, stock.series, basis="fiscal_year_end")
    assert len(found(report, "unconfirmed_figure")) == 4
    confirm([figure], stocks=[stock], state=state, department=department)
    assert not found(report, "unconfirmed_figure")


def test_series_added_after_its_quarter_was_confirmed_is_an_error(report, department):
    figure = factories.make_flow_figure(series=factories.make_series(department=department))
    later = factories.make_flow_figure(series=factories.make_series(name="転入", department=department))
    show(report, figure.series, later.series)
    confirm([figure], department=department)
    sentences = {finding.sentence for finding in found(report, "unconfirmed_figure")}
    assert sentences == {
        "「転入」が確定していません。確定したあとに加わった項目です。確定を取り消して、提出し直してください。"
    }


def test_confirmation_holds_for_a_series_that_another_department_answers_for_now(report, department):
    figure = factories.make_flow_figure(series=factories.make_series(department=department))
    show(report, figure.series)
    confirm([figure], department=department)
    figure.series.department = factories.make_department()
    figure.series.save()
    assert not found(report, "unconfirmed_figure")


def test_figures_without_a_department_cannot_be_confirmed_and_say_why(report):
    figure = factories.make_flow_figure(series=factories.make_series(name="転出"))
    show(report, figure.series)
    first, *_ = found(report, "unconfirmed_figure")
    assert first.place == "所管のない項目 令和4年度第1四半期（4～6月）"
    assert first.sentence.endswith(
        "所管の課が決まっていないので、提出できません。実績項目に所管を入れてください。"
    )


def test_whole_year_of_a_year_of_this_system_is_unconfirmed(report, department):
    whole = factories.make_flow_figure(
        series=factories.make_series(name="転出", department=department), whole_year=100
    )
    stock = factories.make_stock_figure(series=factories.make_series(kind="stock", department=department))
    show(report, whole.series)
    show(report, stock.series, basis="fiscal_year_end")
    assert not found(report, "unconfirmed_figure")  # the year is from before this system
    factories.make_submission(department=department)
    assert told(found(report, "unconfirmed_figure"))[0] == (
        "市民部 市民課 令和4年度",
        "「転出」は「年間のみ判明」の数なので、確定できません。四半期ごとの数を入れて、提出してください。",
    )
    assert len(found(report, "unconfirmed_figure")) == 2  # the stock too


def test_submission_of_a_later_year_makes_no_older_figure_unconfirmed(report, department):
    whole = factories.make_flow_figure(series=factories.make_series(department=department), whole_year=100)
    show(report, whole.series)
    factories.make_submission(department=department, fiscal_year=2023)
    assert not found(report, "unconfirmed_figure")


# --- Sums --------------------------------------------------------------------------------------------------


def test_total_with_an_unknown_row_is_an_error(report):
    known, unknown = factories.make_series(name="転出"), factories.make_series(name="転入")
    factories.make_flow_figure(series=known, whole_year=5)
    show(report, known, unknown, total_label="合計")
    assert told(found(report, "uncomputed_sum")) == [
        ("表「届出」", "計算できない数があります：「合計」の令和4年度。もとの数を入れてください。")
    ]
    factories.make_flow_figure(series=unknown, whole_year=0)
    assert not found(report, "uncomputed_sum")


def test_cumulative_that_is_not_known_says_why(report):
    series = factories.make_series(name="転出")
    factories.make_flow_figure(series=series, fiscal_year=2020, whole_year=5)
    factories.make_flow_figure(series=series, whole_year=5)
    show(report, series, cumulative_heading="累計")
    (finding,) = found(report, "uncomputed_sum")
    assert "「転出」の累計（「開始時の累計」がありません）" in finding.sentence
    series.opening_balance = 0
    series.save()
    (finding,) = found(report, "uncomputed_sum")
    assert "「転出」の累計（令和3年度の数がありません）" in finding.sentence
    factories.make_flow_figure(series=series, fiscal_year=2021, whole_year=5)
    assert not found(report, "uncomputed_sum")


def test_share_without_its_denominator_is_an_error(report):
    cards = factories.make_series(kind="stock", name="カード")
    people = factories.make_series(kind="stock", name="人口")
    share = factories.make_series(
        kind="stock", name="人口比", unit="％", decimals=1, numerator=cards, denominator=people
    )
    factories.make_stock_figure(series=cards, as_of=YEAR_END, value=50)
    show(report, share, basis="fiscal_year_end")
    (finding,) = found(report, "uncomputed_sum")
    assert "「人口比」の令和4年度（「人口」か、この割合そのものの数がありません）" in finding.sentence
    StockFigure.objects.create(series=people, as_of=YEAR_END, value=100)
    assert not found(report, "uncomputed_sum")


def test_blank_of_an_earlier_year_is_a_warning_unless_there_was_nothing_to_count(report):
    series = factories.make_series(name="転出", started_on=date(2022, 4, 1))
    factories.make_flow_figure(series=series, whole_year=5)
    show(report, series, years=2)
    assert not found(report, "blank_former_figure")
    series.started_on = None
    series.save()
    (finding,) = found(report, "blank_former_figure")
    assert finding.severity is Severity.WARNING
    assert finding.sentence == "前の年度の数が空欄です：「転出」の令和3年度。分かるなら入れてください。"


# --- Corrections -------------------------------------------------------------------------------------------


def test_correction_that_waits_is_a_warning(report, department):
    figure = factories.make_flow_figure(series=factories.make_series(name="転出", department=department))
    show(report, figure.series)
    correction = factories.make_correction(flow_figure=figure, quarter=2)
    (finding,) = found(report, "open_correction")
    assert (finding.severity, finding.place) == (Severity.WARNING, "転出 令和4年度第2四半期")
    assert finding.sentence == (
        "20を22に直す訂正が、承認を待っています。承認か却下が決まってから公表してください。"
    )
    factories.make_correction(flow_figure=factories.make_flow_figure())  # of what the report does not show
    assert len(found(report, "open_correction")) == 1
    type(correction).objects.filter(pk=correction.pk).update(
        state="rejected", rejected_at=factories.at(YEAR_END, 9), rejected_by=factories.make_staff()
    )
    assert not found(report, "open_correction")


def test_correction_of_a_later_year_does_not_wait_for_this_report(report, department):
    figure = factories.make_flow_figure(series=factories.make_series(department=department))
    later = factories.make_flow_figure(series=figure.series, fiscal_year=2023)
    show(report, figure.series)
    factories.make_correction(flow_figure=later)
    assert not found(report, "open_correction")


# --- Meetings and audits -----------------------------------------------------------------------------------


def test_meeting_without_items_is_an_error_where_the_report_shows_meetings(report):
    meeting = factories.make_meeting(number=2)
    assert not found(report, "meeting_without_items")
    factories.make_section(report=report, heading="会議", exhibit="juki_net_meetings")
    (finding,) = found(report, "meeting_without_items")
    assert (finding.severity, finding.place) == (Severity.ERROR, "１ 会議")
    assert finding.sentence.startswith(
        "令和4年度第2回住民基本台帳ネットワークシステムセキュリティ会議に議題がありません。"
    )
    factories.make_agenda_item(meeting=meeting)
    assert not found(report, "meeting_without_items")


def test_finding_that_asks_for_improvement_without_a_plan_is_an_error(report):
    factories.make_section(report=report, heading="監査", exhibit="juki_net_audits")
    finding = factories.make_finding(text="鍵の管理が不十分である。", asks_improvement=True)
    (found_now,) = found(report, "finding_without_plan")
    assert (found_now.severity, found_now.place) == (Severity.ERROR, "１ 監査")
    assert found_now.sentence == (
        "指摘事項「鍵の管理が不十分である。」に改善の方針がありません。だれが何をするかを登録してください。"
    )
    finding.plan = "市民課が鍵の台帳を作る。"
    finding.save()
    assert not found(report, "finding_without_plan")


def test_finding_of_the_other_scheme_is_not_told_where_the_report_does_not_show_it(report):
    factories.make_section(report=report, heading="監査", exhibit="my_number_audits")
    factories.make_finding(asks_improvement=True)
    assert not found(report, "finding_without_plan")


def test_finding_of_an_earlier_year_without_improvement_is_a_warning(report):
    factories.make_section(report=report, heading="監査", exhibit="juki_net_audits")
    asked = factories.make_finding(
        audit=factories.make_audit(fiscal_year=2021, held_on=date(2022, 2, 1)),
        text="盗難防止措置漏れ",
        asks_improvement=True,
        plan="ワイヤーで固定する。",
    )
    (finding,) = found(report, "finding_not_improved")
    assert finding.severity is Severity.WARNING
    assert "指摘事項「盗難防止措置漏れ」の改善を、その後の監査で確認していません。" in finding.sentence
    seen = factories.make_finding(audit=factories.make_audit(held_on=date(2023, 2, 1)))
    asked.improvement = seen
    asked.save()
    assert not found(report, "finding_not_improved")


def test_audit_without_findings_is_a_warning(report):
    factories.make_section(report=report, heading="監査", exhibit=f"{Scheme.JUKI_NET.value}_audits")
    audit = factories.make_audit()
    assert len(found(report, "audit_without_findings")) == 1
    factories.make_finding(audit=audit)
    assert not found(report, "audit_without_findings")

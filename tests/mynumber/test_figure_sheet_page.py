"""The entry sheet's page: who sees it, what it shows, and that nothing typed is lost."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.calendar import quarter_of, today
from core.clock import moment_on_paper
from mynumber.models import FigureReason, FlowFigure, StockFigure, Submission
from tests.factories import (
    at,
    make_affair,
    make_department,
    make_figure_reason,
    make_figure_table,
    make_flow_figure,
    make_grant,
    make_series,
    make_staff,
    make_stock_figure,
    make_submission,
    make_sum,
    make_usage_record,
)
from tests.mynumber.sheets import Q4, address, line_of, sheet_for, type_in
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

MARCH_31 = date(2024, 3, 31)


@pytest.fixture
def department():
    return make_department(section="住民課")


@pytest.fixture
def clerk(department):
    return make_staff("clerk", name="入力 花子", department=department)


@pytest.fixture
def manager(department):
    return make_staff("manager", name="確認 一郎", department=department)


@pytest.fixture
def moves(department):
    return make_series(name="特例転出", department=department, order=1)


# --- Who sees it -------------------------------------------------------------------------------------------


def test_sheet_is_typed_by_the_clerk_and_read_by_others(client, department, clerk, manager, moves):
    assert 'name="cell-' in text_of(sheet_for(client, clerk, department))
    for reader in (manager, make_staff("mynumber"), make_staff("auditor")):
        page = sheet_for(client, reader, department)
        assert page.status_code == 200
        assert "特例転出" in text_of(page)
        assert 'name="cell-' not in text_of(page)
        assert "sheet.js" not in text_of(page)
        assert client.post(address(department), {}).status_code == 403


def test_sheet_of_another_department_is_as_if_it_were_not(client, clerk, manager):
    other = make_department()
    make_series(department=other)
    for person in (clerk, manager):
        assert sheet_for(client, person, other).status_code == 404
        assert client.post(address(other), {}).status_code == 404
        assert client.post(address(other, step="submit/"), {"version": "1"}).status_code == 404
    assert not Submission.objects.exists()


def test_who_reads_no_figures_reads_no_sheet(client, department):
    assert sheet_for(client, make_staff("applicant", department=department), department).status_code == 403


def test_what_is_no_quarter_is_not_there(client, department, clerk):
    client.force_login(clerk)
    running = quarter_of(today())
    after = running.next()
    there = [(1989, 1), (2023, 4), (running.fiscal_year, running.number)]
    absent = [(1988, 4), (2023, 0), (2023, 5), (2101, 1), (after.fiscal_year, after.number)]
    assert [client.get(address(department, *each)).status_code for each in there] == [200] * 3
    assert [client.get(address(department, *each)).status_code for each in absent] == [404] * 5
    assert sheet_for(client, make_staff("auditor"), department).status_code == 200
    assert client.get("/figure-sheets/999999/2023/1/").status_code == 404


def test_sheet_leads_to_the_quarters_beside_it(client, department, clerk):
    page = text_of(sheet_for(client, clerk, department))
    assert f'href="{address(department, 2022, 4)}" rel="prev"' in page
    assert f'href="{address(department, 2023, 2)}" rel="next"' in page
    running = quarter_of(today())
    page = text_of(sheet_for(client, clerk, department, year=running.fiscal_year, quarter=running.number))
    assert 'rel="next"' not in page
    assert "この四半期に入力する項目がありません。" in page


# --- What it shows -----------------------------------------------------------------------------------------


def test_row_stands_beside_what_there_was(client, department, clerk, moves):
    moves.opening_balance = 1000
    moves.save()
    make_flow_figure(series=moves, fiscal_year=2022, q1=1111, q2=20, q3=30, q4=40)
    make_flow_figure(series=moves, fiscal_year=2023, q1=1200, q2=None, q3=None, q4=None)
    page = sheet_for(client, clerk, department)
    assert line_of(page, "特例転出") == "特例転出 件 40 30 20 1,111 +8％ 1,200 3,401"
    assert form_of(page, "sheet")[f"cell-{moves.pk}"] == "1,200"
    assert form_of(page, "sheet")[f"seen-{moves.pk}"] == "1200"
    assert 'aria-label="特例転出 令和5年度第1四半期"' in text_of(page)
    assert "1項目のうち1項目に数が入っています。" in text_of(page)


def test_year_that_is_known_as_a_whole_has_a_column_of_its_own(client, department, clerk, moves):
    assert "前年度計" not in text_of(sheet_for(client, clerk, department))
    make_flow_figure(series=moves, fiscal_year=2022, whole_year=500)
    page = sheet_for(client, clerk, department)
    assert '前年度計<span class="sheet-below">令和4年度' in text_of(page)
    assert line_of(page, "特例転出") == "特例転出 件 500 ―"


def test_row_of_a_whole_year_says_why_it_takes_nothing(client, department, clerk, moves):
    make_flow_figure(series=moves, fiscal_year=2023, whole_year=500)
    assert "年間の数だけが登録されています" in line_of(sheet_for(client, clerk, department), "特例転出")


def test_sum_is_shown_and_not_typed(client, department, clerk, moves):
    make_sum(moves, name="合計", department=department)
    make_flow_figure(series=moves, fiscal_year=2023)
    page = sheet_for(client, clerk, department, quarter=2)
    assert line_of(page, "合計") == "合計 20 件 計算 10 前期比+100％ 30 ―"
    assert form_of(page, "sheet").keys() == {"csrfmiddlewaretoken", f"cell-{moves.pk}", f"seen-{moves.pk}"}


def test_look_ups_stand_beside_the_usage_records(client, department, clerk):
    series = make_series(name="照会", department=department, affair=make_affair())
    assert "利用記録" in text_of(sheet_for(client, clerk, department))
    grant = make_grant(affair=series.affair, starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31))
    make_usage_record(120, grant=grant, started_at=at(date(2023, 5, 1), 9))
    make_flow_figure(series=series, fiscal_year=2023, q1=129, q2=None, q3=None, q4=None)
    page = sheet_for(client, clerk, department)
    assert line_of(page, "照会").endswith("120 −9")
    assert "利用記録の計は120件です。実績の129件と9件違います。" in text_of(page)


def test_sheet_without_look_ups_has_no_columns_of_them(client, department, clerk, moves):
    assert "利用記録" not in text_of(sheet_for(client, clerk, department))


def test_late_quarter_says_until_when_it_was_due(client, department, clerk, moves):
    page = text_of(sheet_for(client, clerk, department))
    assert "提出期限 令和5年7月20日" in page
    assert "期限を過ぎています" in page
    make_submission(department=department, fiscal_year=2023, quarter=1, state="submitted")
    assert "期限を過ぎています" not in text_of(sheet_for(client, clerk, department))


# --- Saving ------------------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_and_told(client, department, clerk, moves):
    form = form_of(sheet_for(client, clerk, department), "sheet")
    done = client.post(address(department), form | {f"cell-{moves.pk}": "１，０８４件"}, follow=True)
    assert done.redirect_chain == [(address(department), 302)]
    assert "保存しました（数1個）。" in text_of(done)
    assert FlowFigure.objects.get().q1 == 1084
    again = client.post(address(department), form_of(done, "sheet"), follow=True)
    assert "変わったところはありませんでした。" in text_of(again)


def test_what_is_refused_stays_in_its_box_with_the_rule_beside_it(client, department, clerk, moves):
    other = make_series(name="証明書", unit="通", department=department, order=2)
    form = form_of(sheet_for(client, clerk, department), "sheet")
    typed = form | {f"cell-{moves.pk}": "12件くらい", f"cell-{other.pk}": "７"}
    page = client.post(address(department), typed)
    assert page.status_code == 422
    assert "まだ保存していません。入力した内容は残してあります。" in text_of(page)
    assert "特例転出：数として読めません。「1,084」のように、数字だけで入力してください。" in text_of(page)
    kept = form_of(page, "sheet")
    assert (kept[f"cell-{moves.pk}"], kept[f"cell-{other.pk}"]) == ("12件くらい", "７")
    assert len(re.findall('aria-invalid="true"', text_of(page))) == 1
    assert f'aria-describedby="notes-{moves.pk}" aria-invalid="true"' in text_of(page)
    assert not FlowFigure.objects.exists()
    mended = client.post(address(department), kept | {f"cell-{moves.pk}": "12"})
    assert mended.status_code == 302
    assert list(FlowFigure.objects.order_by("pk").values_list("q1", flat=True)) == [12, 7]


def test_what_two_have_typed_is_shown_to_the_second_who_then_decides(client, department, clerk, moves):
    other = make_series(name="証明書", department=department, order=2)
    form = form_of(sheet_for(client, clerk, department), "sheet")
    type_in(make_staff("clerk", name="入力 次郎", department=department), {moves: "10", other: "20"})
    page = client.post(address(department), form | {f"cell-{moves.pk}": "11"})
    assert page.status_code == 422
    assert "入力 次郎さんが10件に変えました。あなたの入力は11件です。" in text_of(page)
    kept = form_of(page, "sheet")
    assert (kept[f"cell-{moves.pk}"], kept[f"seen-{moves.pk}"]) == ("11", "10")
    assert (kept[f"cell-{other.pk}"], kept[f"seen-{other.pk}"]) == ("20", "20")  # theirs, untouched
    assert client.post(address(department), kept).status_code == 302
    assert list(FlowFigure.objects.order_by("pk").values_list("q1", flat=True)) == [11, 20]


def test_what_came_too_late_is_told_so_that_it_is_not_lost(client, department, clerk, moves):
    form = form_of(sheet_for(client, clerk, department), "sheet")
    submission = make_submission(
        department=department,
        fiscal_year=2023,
        quarter=1,
        state="submitted",
        submitted_by=make_staff(name="次郎"),
    )
    page = client.post(address(department), form | {f"cell-{moves.pk}": "12"})
    assert page.status_code == 422
    at_words = moment_on_paper(submission.submitted_at)
    assert f"次郎さんが{at_words}に提出しました。いまは入力できません。" in text_of(page)
    assert "保存していない入力：特例転出 12" in text_of(page)
    assert 'name="cell-' not in text_of(page)


def test_reason_is_asked_for_below_the_figure_and_kept(client, department, clerk, moves):
    make_flow_figure(series=moves, fiscal_year=2022, q1=111, q2=None, q3=None, q4=None)
    type_in(clerk, {moves: "2"})
    page = sheet_for(client, clerk, department)
    sentence = "前年同期の111件から2件に減っています（−98％）。"
    assert sentence in text_of(page)
    assert '<span class="badge badge-warning">−98％</span>' in text_of(page)
    assert "理由の要る数が1件あります。" in text_of(page)
    form = form_of(page, "sheet")
    assert form[f"asked-{moves.pk}-swing"] == sentence
    done = client.post(
        address(department), form | {f"reason-{moves.pk}-swing": "窓口を減らしたため"}, follow=True
    )
    assert "保存しました（理由1件）。" in text_of(done)
    assert FigureReason.objects.get().reason == "窓口を減らしたため"
    assert form_of(done, "sheet")[f"reason-{moves.pk}-swing"] == "窓口を減らしたため"
    assert "理由の要る数が" not in text_of(done)
    changed = form_of(done, "sheet") | {f"cell-{moves.pk}": "3"}
    done = client.post(address(department), changed, follow=True)
    assert form_of(done, "sheet")[f"reason-{moves.pk}-swing"] == ""
    assert "数が変わる前の理由：窓口を減らしたため" in text_of(done)


def test_reason_with_a_my_number_stays_in_its_box(client, department, clerk, moves):
    make_flow_figure(series=moves, fiscal_year=2022, q1=111, q2=None, q3=None, q4=None)
    type_in(clerk, {moves: "2"})
    form = form_of(sheet_for(client, clerk, department), "sheet")
    typed = form | {f"reason-{moves.pk}-swing": "1234 5678 9018の件", f"cell-{moves.pk}": "3"}
    page = client.post(address(department), typed)
    assert page.status_code == 422
    kept = form_of(page, "sheet")
    assert (kept[f"reason-{moves.pk}-swing"], kept[f"cell-{moves.pk}"]) == ("1234 5678 9018の件", "3")
    assert FlowFigure.objects.get(fiscal_year=2023).q1 == 2


def test_stocks_of_two_days_have_a_box_each(client, department, clerk):
    counted = make_series(kind="stock", name="在庫", unit="枚", department=department)
    for basis in ("fiscal_year_end", "next_day"):
        make_figure_table(basis=basis).lines.create(series=counted)
    form = form_of(sheet_for(client, clerk, department, quarter=4), "sheet")
    boxes = {f"cell-{counted.pk}-2024-03-31": "100", f"cell-{counted.pk}-2024-04-01": "101"}
    assert set(boxes) < set(form)
    client.post(address(department, quarter=4), form | boxes)
    assert list(StockFigure.objects.order_by("as_of").values_list("value", flat=True)) == [100, 101]


# --- Queries -----------------------------------------------------------------------------------------------


def test_page_takes_as_many_queries_with_twenty_series_as_with_one(client, department, clerk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(department, quarter=4)).status_code == 200
        return len(captured)

    client.force_login(clerk)
    first = make_series(department=department, affair=make_affair(), opening_balance=1)
    submission = type_in(clerk, {first: "5"}, quarter=Q4).submission
    make_figure_reason(submission=submission, series=first)
    one = queries()
    for _ in range(20):
        series = make_series(department=department, opening_balance=1)
        for year in range(2014, 2024):
            make_flow_figure(series=series, fiscal_year=year)
        stock = make_series(kind="stock", department=department)
        make_stock_figure(series=stock, as_of=MARCH_31)
        make_figure_reason(submission=submission, series=series)
    # The frame's three; the quarter; what the sheet reads, in eight; its steps; its history in three.
    assert (one, queries()) == (17, 17)

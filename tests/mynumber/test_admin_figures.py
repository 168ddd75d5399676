"""Entering figures in the admin: the product's main job."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.admin.filters import year_to_enter
from mynumber.models import FlowFigure, Series, StockFigure
from mynumber.services.prepare_year import prepare_year
from tests.factories import (
    make_department,
    make_flow_figure,
    make_series,
    make_staff,
    make_stock_figure,
    make_sum,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

LIST = "/admin/mynumber/flowfigure/"
ADD = "/admin/mynumber/flowfigure/add/"
STOCKS = "/admin/mynumber/stockfigure/"
PREPARE = "/admin/mynumber/flowfigure/prepare-year/"


def change_page(figure):
    return reverse(f"admin:mynumber_{figure._meta.model_name}_change", args=[figure.pk])


@pytest.fixture
def department():
    return make_department()


@pytest.fixture
def clerk(department):
    return make_staff("clerk", department=department, name="入力 花子")


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def colleague(department):
    """The same office's other window."""
    other = Client()
    other.force_login(make_staff("clerk", department=department, name="同僚 太郎"))
    return other


@pytest.fixture
def series(department):
    return make_series(name="特例転出", department=department, opening_balance=1000)


def save_list(client, typed, path=LIST, page=None):
    page = page if page is not None else form_of(client.get(path), "changelist-form")
    return client.post(path, page | typed | {"_save": "保存"})


def rows_of(page):
    """The row's number in the page by the figure's key."""
    return {int(value): name.split("-")[1] for name, value in page.items() if name.endswith("-id")}


# --- A quarter on one page ------------------------------------------------------------------------


def test_list_takes_a_quarter_of_all_series_in_full_width(desk, series, department):
    other = make_series(department=department)
    first = make_flow_figure(series=series, q1=1, q2=2, q3=3, q4=None)
    second = make_flow_figure(series=other, q1=4, q2=5, q3=6, q4=None)
    page = form_of(desk.get(LIST), "changelist-form")
    row = rows_of(page)
    response = save_list(
        desk,
        {f"form-{row[first.pk]}-q4": "１，０８４件", f"form-{row[second.pk]}-q4": " 2,000 "},
        page=page,
    )
    assert response.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.q4, first.total) == (1084, 1090)
    assert (second.q4, second.total) == (2000, 2015)


def test_list_shows_total_and_cumulative(desk, series):
    make_flow_figure(series=series, fiscal_year=2021, whole_year=500)
    make_flow_figure(series=series, fiscal_year=2022)
    text = text_of(desk.get(LIST))
    assert '<td class="field-total_shown">100</td>' in text
    assert '<td class="field-cumulative_shown">1,600</td>' in text


def test_list_leaves_blank_what_is_not_known(desk, series):
    """Nothing is not 0: a year without figures has no total, and no cumulative comes after it."""
    make_flow_figure(series=series, fiscal_year=2021, q1=None, q2=None, q3=None, q4=None)
    make_flow_figure(series=series, fiscal_year=2022)
    text = text_of(desk.get(LIST))
    assert '<td class="field-cumulative_shown"></td>' in text


def test_list_names_every_box(desk, series):
    """Boxes in a table have no label of their own."""
    make_flow_figure(series=series)
    assert 'aria-label="特例転出 令和4年度 第1四半期（4～6月）"' in text_of(desk.get(LIST))


def test_list_keeps_the_boxes_of_a_year_without_quarters_shut(desk, series):
    make_flow_figure(series=series, whole_year=500)
    assert text_of(desk.get(LIST)).count(" readonly") == 4


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5", "負の数は入力できません。0以上の数を入力してください。"),
        ("たくさん", "数として読めません。"),
        ("12.5", "小数や割合は入力できません。整数で入力してください。"),
    ],
)
def test_list_refuses_what_is_no_figure_and_keeps_it(desk, series, typed, sentence):
    figure = make_flow_figure(series=series)
    response = save_list(desk, {"form-0-q1": typed})
    assert response.status_code == 200
    assert sentence in text_of(response)
    assert f'value="{typed}"' in text_of(response)
    figure.refresh_from_db()
    assert figure.q1 == 10


def test_list_reads_each_table_once_however_many_rows(desk, department):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(LIST)
        return len(captured)

    make_flow_figure(series=make_series(department=department))
    few = queries()
    for _ in range(20):
        make_flow_figure(series=make_series(department=department))
    assert queries() == few


# --- One record -----------------------------------------------------------------------------------


def test_form_adds_a_year_and_tells_total_and_cumulative(desk, series):
    page = form_of(desk.get(ADD), "flowfigure_form")
    typed = {"series": series.pk, "fiscal_year": "令和４年度", "q1": "２３４件", "q2": "1,000"}
    response = desk.post(ADD, page | typed | {"_save": "保存"})
    assert response.status_code == 302
    figure = FlowFigure.objects.get()
    assert (figure.fiscal_year, figure.q1, figure.q2, figure.q3) == (2022, 234, 1000, None)
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert told[0] == "特例転出 令和4年度は、年度計１，２３４件、累計２，２３４件になりました。"


def test_form_says_which_years_keep_the_cumulative_back(desk, series):
    make_flow_figure(series=series, fiscal_year=2019)
    figure = make_flow_figure(series=series, fiscal_year=2022)
    page = form_of(desk.get(change_page(figure)), "flowfigure_form")
    response = desk.post(change_page(figure), page | {"q1": "11"})
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert told[0] == (
        "特例転出 令和4年度は、年度計１０１件になりました。"
        "累計は、令和2年度・令和3年度の数が入ると計算されます。"
    )


def test_form_shows_the_computed_figures(desk, series):
    figure = make_flow_figure(series=series, q4=12_345)
    text = text_of(desk.get(change_page(figure)))
    assert '<div class="readonly">12,405</div>' in text
    assert '<div class="readonly">13,405</div>' in text


def test_form_refuses_a_year_beside_its_quarters(desk, series):
    figure = make_flow_figure(series=series)
    page = form_of(desk.get(change_page(figure)), "flowfigure_form")
    response = desk.post(change_page(figure), page | {"whole_year": "100"})
    assert response.status_code == 200
    assert "四半期と「年間のみ判明」の両方に数があります。" in text_of(response)


def test_form_refuses_a_second_row_of_the_year(desk, series):
    make_flow_figure(series=series)
    page = form_of(desk.get(ADD), "flowfigure_form")
    response = desk.post(ADD, page | {"series": series.pk, "fiscal_year": "R4"})
    assert "この項目のこの年度は、すでに登録されています。" in text_of(response)
    assert FlowFigure.objects.count() == 1


def test_form_offers_neither_sums_nor_stocks_nor_other_departments(desk, series, department):
    make_sum(series, name="合計の項目", department=department)
    make_series(name="ある日の数", kind=Series.Kind.STOCK, department=department)
    make_series(name="よその項目", department=make_department())
    text = text_of(desk.get(ADD))
    assert "特例転出" in text
    for other in ("合計の項目", "ある日の数", "よその項目"):
        assert other not in text


def test_saving_stands_in_the_trail_with_who_and_how(desk, series, clerk):
    figure = make_flow_figure(series=series)
    save_list(desk, {"form-0-q1": "11"})
    event = figure.events.order_by("-pgh_id").first()
    assert (event.pgh_label, event.q1) == ("update", 11)
    assert event.pgh_context["action"] == "edit_list"
    assert (event.pgh_context["user"], event.pgh_context["name"]) == (clerk.pk, "入力 花子")


def test_history_says_what_was_changed_in_words(desk, series):
    figure = make_flow_figure(series=series)
    save_list(desk, {"form-0-q1": "１，０８４"})
    text = text_of(desk.get(reverse("admin:mynumber_flowfigure_history", args=[figure.pk])))
    assert "入力 花子" in text
    assert "一覧での入力" in text
    assert "第1四半期（4～6月）：10 → 1,084" in text
    assert "第2四半期（7～9月）：20 →" not in text


# --- Whose figures --------------------------------------------------------------------------------


def test_clerk_sees_the_own_departments_figures_alone(desk, series):
    make_flow_figure(series=series)
    make_flow_figure(series=make_series(name="よその項目", department=make_department()))
    text = text_of(desk.get(LIST))
    assert "特例転出" in text
    assert "よその項目" not in text


@pytest.mark.parametrize("view", ["change", "history"])
@pytest.mark.parametrize("make", [make_flow_figure, make_stock_figure])
def test_figure_of_another_department_is_not_there(desk, make, view):
    figure = make()
    figure.series.department = make_department()
    figure.series.save()
    name = f"admin:mynumber_{figure._meta.model_name}_{view}"
    assert desk.get(reverse(name, args=[figure.pk])).status_code == 404


def test_series_of_another_department_is_no_choice(desk):
    strange = make_series(department=make_department())
    response = desk.post(ADD, {"series": strange.pk, "fiscal_year": "2022", "q1": "1"})
    assert response.status_code == 200
    assert not FlowFigure.objects.exists()


def test_row_of_another_department_is_not_saved_through_the_list(desk, series):
    make_flow_figure(series=series)
    strange = make_flow_figure(series=make_series(department=make_department()))
    response = save_list(desk, {"form-0-id": strange.pk, "form-0-q1": "999"})
    assert response.status_code == 400
    strange.refresh_from_db()
    assert strange.q1 == 10


def test_person_of_the_scheme_reads_all_figures_and_changes_none(client):
    figure = make_flow_figure(series=make_series(name="よその項目", department=make_department()))
    client.force_login(make_staff("mynumber"))
    assert "よその項目" in text_of(client.get(LIST))
    assert client.get(change_page(figure)).status_code == 200
    assert client.post(change_page(figure), {"q1": "1"}).status_code == 403
    assert client.post(LIST, {"_save": "保存"}).status_code in (200, 403)
    figure.refresh_from_db()
    assert figure.q1 == 10


def test_figures_are_deleted_by_nobody(client):
    figure = make_flow_figure()
    client.force_login(make_staff(is_staff=True, is_superuser=True))
    url = reverse("admin:mynumber_flowfigure_delete", args=[figure.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert 'value="delete_selected"' not in text_of(client.get(LIST))
    assert FlowFigure.objects.filter(pk=figure.pk).exists()


# --- Two windows on one row -----------------------------------------------------------------------


def test_list_refuses_to_overwrite_what_a_colleague_saved(desk, colleague, series):
    figure = make_flow_figure(series=series)
    page = form_of(desk.get(LIST), "changelist-form")
    save_list(colleague, {"form-0-q1": "11"})
    response = save_list(desk, {"form-0-q1": "12"}, page=page)
    assert response.status_code == 200
    text = text_of(response)
    assert "同僚 太郎がこの記録を変更しました（第1四半期（4～6月）：10 → 11）。" in text
    assert 'name="form-0-q1" value="12"' in text
    figure.refresh_from_db()
    assert figure.q1 == 11


def test_list_saves_over_a_colleague_on_second_thoughts(desk, colleague, series):
    figure = make_flow_figure(series=series)
    page = form_of(desk.get(LIST), "changelist-form")
    save_list(colleague, {"form-0-q1": "11", "form-0-q2": "21"})
    refused = save_list(desk, {"form-0-q1": "12"}, page=page)
    again = save_list(desk, {}, page=form_of(refused, "changelist-form"))
    assert again.status_code == 302
    figure.refresh_from_db()
    # What was typed is saved; what was not typed is the colleague's.
    assert (figure.q1, figure.q2) == (12, 21)


def test_list_leaves_rows_alone_that_were_not_touched(desk, colleague, series, department):
    """A row saved elsewhere since does not go back to what this window shows."""
    mine = make_flow_figure(series=make_series(department=department, order=1))
    theirs = make_flow_figure(series=series)
    page = form_of(desk.get(LIST), "changelist-form")
    row = rows_of(page)
    save_list(colleague, {f"form-{row[theirs.pk]}-q1": "11"})
    response = save_list(desk, {f"form-{row[mine.pk]}-q1": "99"}, page=page)
    assert response.status_code == 302
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.q1, theirs.q1) == (99, 11)


def test_form_refuses_to_overwrite_what_a_colleague_saved(desk, colleague, series):
    figure = make_flow_figure(series=series)
    page = form_of(desk.get(change_page(figure)), "flowfigure_form")
    save_list(colleague, {"form-0-q1": "11"})
    response = desk.post(change_page(figure), page | {"q2": "99"})
    assert response.status_code == 200
    assert "同僚 太郎がこの記録を変更しました" in text_of(response)
    figure.refresh_from_db()
    assert (figure.q1, figure.q2) == (11, 20)


def test_request_that_does_not_say_what_it_saw_is_refused(desk, series):
    figure = make_flow_figure(series=series)
    desk.post(change_page(figure), {"q1": "1", "q2": "", "q3": "", "q4": "", "whole_year": "", "note": ""})
    figure.refresh_from_db()
    assert figure.q1 == 10


# --- A new year -----------------------------------------------------------------------------------


def test_new_year_gets_a_row_for_every_flow_typed_in(desk, series, department):
    make_sum(series, department=department)
    make_series(kind=Series.Kind.STOCK, department=department)
    make_series(department=make_department())
    make_series(department=department, started_on=date(2023, 4, 1))
    make_flow_figure(series=make_series(department=department), fiscal_year=2022)
    response = desk.post(PREPARE, {"fiscal_year": "令和４年度"})
    assert response["Location"] == f"{LIST}?fiscal_year=2022"
    added = FlowFigure.objects.exclude(q1=10)
    assert [(figure.series, figure.fiscal_year, figure.total) for figure in added] == [(series, 2022, None)]


def test_new_year_twice_is_once(clerk, series):
    assert prepare_year(fiscal_year=2022, actor=clerk) == 1
    assert prepare_year(fiscal_year=2022, actor=clerk) == 0
    assert FlowFigure.objects.count() == 1


def test_new_year_is_not_made_by_looking(desk, series):
    assert desk.get(PREPARE).status_code == 200
    assert not FlowFigure.objects.exists()


@pytest.mark.parametrize("typed", ["", "来年", "平成32年度"])
def test_new_year_must_be_one(desk, series, typed):
    response = desk.post(PREPARE, {"fiscal_year": typed})
    assert response.status_code == 200
    assert "errorlist" in text_of(response)
    assert not FlowFigure.objects.exists()


def test_new_year_is_for_those_who_enter(client):
    client.force_login(make_staff("mynumber"))
    assert client.post(PREPARE, {"fiscal_year": "2022"}).status_code == 403


# --- Which year the list opens with ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2023, 3, 31), 2022),  # the third quarter's figures are entered
        (date(2023, 4, 1), 2022),  # those of January to March belong to the year that has just ended
        (date(2023, 6, 30), 2022),
        (date(2023, 7, 1), 2023),
        (date(2026, 11, 1), 2023),  # nothing was prepared since
        (date(2020, 7, 1), 2022),  # all lies ahead
    ],
)
def test_list_opens_with_the_year_to_enter(day, year):
    assert year_to_enter([2022, 2023], day) == year


def test_list_opens_with_no_year_where_there_is_none():
    assert year_to_enter([], date(2023, 4, 1)) is None


def test_list_shows_one_year_and_all_on_request(desk, series):
    make_flow_figure(series=series, fiscal_year=2021)
    make_flow_figure(series=series, fiscal_year=2022)
    assert len(rows_of(form_of(desk.get(LIST), "changelist-form"))) == 1
    assert len(rows_of(form_of(desk.get(LIST, {"fiscal_year": "all"}), "changelist-form"))) == 2
    assert desk.get(LIST, {"fiscal_year": "x"}).status_code == 302


# --- Stocks ---------------------------------------------------------------------------------------


def test_stock_is_read_in_japanese_and_shown_with_its_own_decimals(desk, department):
    share = make_series(name="人口比", kind=Series.Kind.STOCK, unit="％", decimals=1, department=department)
    page = form_of(desk.get(f"{STOCKS}add/"), "stockfigure_form")
    response = desk.post(
        f"{STOCKS}add/", page | {"series": share.pk, "as_of": "Ｒ５．４．１", "value": "５８．６％"}
    )
    assert response.status_code == 302
    figure = StockFigure.objects.get()
    assert (figure.as_of, str(figure.value)) == (date(2023, 4, 1), "58.60")
    assert 'name="form-0-value" value="58.6"' in text_of(desk.get(STOCKS))


def test_stock_refuses_more_decimals_than_its_series_has(desk, department):
    cards = make_series(kind=Series.Kind.STOCK, unit="枚", department=department)
    page = form_of(desk.get(f"{STOCKS}add/"), "stockfigure_form")
    response = desk.post(f"{STOCKS}add/", page | {"series": cards.pk, "as_of": "R5.4.1", "value": "1.5"})
    assert "整数で入力してください。" in text_of(response)
    assert not StockFigure.objects.exists()


def test_stock_list_refuses_to_overwrite_what_a_colleague_saved(desk, colleague, department):
    cards = make_series(kind=Series.Kind.STOCK, unit="枚", department=department)
    figure = make_stock_figure(series=cards)
    page = form_of(desk.get(STOCKS), "changelist-form")
    save_list(colleague, {"form-0-value": "200"}, path=STOCKS)
    response = save_list(desk, {"form-0-value": "300"}, path=STOCKS, page=page)
    assert "（数：100 → 200）" in text_of(response)
    figure.refresh_from_db()
    assert figure.value == 200


def test_stock_list_refuses_a_part_above_its_whole_though_it_is_a_sum(desk, department):
    parts = [make_series(kind=Series.Kind.STOCK, unit="枚", department=department) for _ in range(2)]
    people = make_series(kind=Series.Kind.STOCK, unit="人")
    make_series(kind=Series.Kind.STOCK, numerator=make_sum(*parts), denominator=people)
    make_stock_figure(series=people, value=100)
    first, second = (make_stock_figure(series=part, value=40) for part in parts)
    page = form_of(desk.get(STOCKS), "changelist-form")
    response = save_list(desk, {f"form-{rows_of(page)[second.pk]}-value": "61"}, path=STOCKS)
    assert "割合の分子の数が、分母の数より大きくなります。両方の数を確かめてください。" in text_of(response)
    second.refresh_from_db()
    assert (first.value, second.value) == (40, 40)


# --- Series ---------------------------------------------------------------------------------------


def test_series_with_figures_does_not_become_a_sum(client):
    """The trigger's refusal comes back as a sentence in the form, with what was typed."""
    figure = make_flow_figure()
    part = make_series()
    client.force_login(make_staff("mynumber"))
    url = reverse("admin:mynumber_series_change", args=[figure.series.pk])
    page = form_of(client.get(url), "series_form")
    typed = {"parts-TOTAL_FORMS": "1", "parts-0-whole": figure.series.pk, "parts-0-part": part.pk}
    response = client.post(url, page | typed | {"name": "新しい名前"})
    assert response.status_code == 200
    assert "数が入力されている項目を、合計の項目にすることはできません。" in text_of(response)
    assert 'value="新しい名前"' in text_of(response)
    figure.series.refresh_from_db()
    assert not figure.series.parts.exists()
    assert figure.series.name != "新しい名前"

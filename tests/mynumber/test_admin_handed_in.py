"""Figures that were handed in, in the admin: shut, with who did it and what to do instead."""

import pytest
from django.urls import reverse

from mynumber.models import FigureTerms, FlowFigure, StockFigure
from mynumber.services.correction import propose_correction, take_step
from tests.factories import (
    advance_submission,
    make_flow_figure,
    make_report,
    make_series,
    make_staff,
    make_submission,
)
from tests.mynumber.offices import make_office
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

LIST = "/admin/mynumber/flowfigure/?fiscal_year=2022"
STOCKS = "/admin/mynumber/stockfigure/"
TERMS = "/admin/mynumber/figureterms/"
PUBLISHED = "この数は、公表された報告書に載っています。変えるときは、訂正を申し出てください。"
STANDS = "この四半期は提出されています。提出や確定を取り消すか、訂正を申し出てください。"


def change_page(figure):
    return reverse(f"admin:mynumber_{figure._meta.model_name}_change", args=[figure.pk])


@pytest.fixture
def office():
    """Whose first quarter is confirmed and whose second is submitted."""
    made = make_office()
    made.hand_in(1)
    made.hand_in(2, "submitted")
    return made


@pytest.fixture
def desk(client, office):
    client.force_login(office.clerk)
    return client


def box(page, name):
    """The tag of the control."""
    (tag,) = [part for part in text_of(page).split("<input") if f'name="{name}"' in part]
    return tag.split(">")[0]


# --- The list ----------------------------------------------------------------------------------------------


def test_box_of_what_was_handed_in_is_shut_and_says_why_and_by_whom(desk, office):
    page = desk.get(LIST)
    confirmed, submitted, third = (box(page, f"form-0-q{number}") for number in (1, 2, 3))
    assert " readonly" in confirmed
    assert 'title="この四半期は確定済みです（確認 一郎、令和' in confirmed
    assert "変えるときは、訂正を申し出てください。" in confirmed
    assert 'aria-label="住民課の申請 令和4年度 第1四半期（4～6月）（この四半期は確定済みです（' in confirmed
    assert 'title="この四半期は提出済みです（入力 花子、令和' in submitted
    assert "readonly" not in third
    assert 'aria-label="住民課の申請 令和4年度 第3四半期（10～12月）"' in third


def test_open_quarters_are_saved_beside_shut_ones(desk, office):
    page = form_of(desk.get(LIST), "changelist-form")
    desk.post(LIST, page | {"form-0-q3": "31", "_save": "保存"})
    assert FlowFigure.objects.get().q3 == 31


def test_what_is_typed_there_all_the_same_is_refused_and_nothing_else_is_lost(desk, office):
    page = form_of(desk.get(LIST), "changelist-form")
    answer = desk.post(LIST, page | {"form-0-q1": "11", "form-0-q3": "31", "_save": "保存"})
    assert answer.status_code == 200
    assert STANDS in text_of(answer)
    assert 'value="11"' in box(answer, "form-0-q1")
    assert "readonly" not in box(answer, "form-0-q1")  # so that it can be taken back
    assert 'value="31"' in box(answer, "form-0-q3")
    again = form_of(answer, "changelist-form") | {"form-0-q1": "10", "_save": "保存"}
    assert desk.post(LIST, again).status_code == 302
    figure = FlowFigure.objects.get()
    assert (figure.q1, figure.q3) == (10, 31)


def test_quarter_handed_in_while_somebody_types_is_refused(desk, office):
    """The sheet was sent while the list stood open in another window."""
    page = form_of(desk.get(LIST), "changelist-form")
    office.hand_in(3, "submitted")
    answer = desk.post(LIST, page | {"form-0-q3": "31", "_save": "保存"})
    assert STANDS in text_of(answer)
    assert 'value="31"' in box(answer, "form-0-q3")
    assert FlowFigure.objects.get().q3 == 30


def test_returned_quarter_is_open_again(desk, office):
    submission = office.hand_in(3, "open")
    advance_submission(submission, "returned")
    assert "readonly" not in box(desk.get(LIST), "form-0-q3")


def test_list_asks_once_what_was_handed_in_however_many_rows(
    desk, office, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40) as few:
        desk.get(LIST)
    for _ in range(10):
        figure = make_flow_figure(series=make_series())
        figure.series.department = office.department
        figure.series.save()
    with django_assert_num_queries(len(few)):
        desk.get(LIST)


# --- The form ----------------------------------------------------------------------------------------------


def test_form_shuts_what_was_handed_in_and_leads_to_a_correction(desk, office):
    page = desk.get(change_page(office.flow))
    assert " readonly" in box(page, "q1")
    body = text_of(page)
    assert "変えるときは、訂正を申し出てください。<a " in body
    assert f'href="/figure-corrections/new/flow/{office.flow.pk}/1/"' in body
    assert f'href="/figure-corrections/new/flow/{office.flow.pk}/2/"' not in body  # only submitted
    assert "変えるときは、提出を取り消してください。" in body
    assert "readonly" not in box(page, "q3")


def test_form_that_tries_all_the_same_gets_the_sentence_and_keeps_what_was_typed(desk, office):
    page = form_of(desk.get(change_page(office.flow)), "flowfigure_form")
    answer = desk.post(change_page(office.flow), page | {"q1": "11", "note": "数え直した"})
    assert STANDS in text_of(answer)
    assert 'value="11"' in box(answer, "q1")
    assert 'value="数え直した"' in box(answer, "note")
    assert FlowFigure.objects.get().q1 == 10


def test_new_row_in_a_quarter_that_was_handed_in_is_refused(desk, office):
    series = make_series(department=office.department)
    page = form_of(desk.get("/admin/mynumber/flowfigure/add/"), "flowfigure_form")
    typed = page | {"series": str(series.pk), "fiscal_year": "R4", "q1": "7"}
    answer = desk.post("/admin/mynumber/flowfigure/add/", typed)
    assert STANDS in text_of(answer)
    assert not FlowFigure.objects.filter(series=series).exists()
    assert desk.post("/admin/mynumber/flowfigure/add/", typed | {"q1": "", "q4": "7"}).status_code == 302


def test_year_known_as_a_whole_stays_open_until_a_report_shows_it(desk, office):
    old = make_flow_figure(series=make_series(department=office.department), whole_year=100)
    page = form_of(desk.get(change_page(old)), "flowfigure_form")
    desk.post(change_page(old), page | {"whole_year": "110"})
    old.refresh_from_db()
    assert old.whole_year == 110
    report = make_report(state="published")
    page = desk.get(change_page(old))
    assert " readonly" in box(page, "whole_year")
    why = f"報告第{report.number}号で公表した数です。変えるときは、訂正を申し出てください。"
    link = f'<a href="/figure-corrections/new/year/{old.pk}/">訂正を申し出る</a>'
    assert f"{why}{link}" in text_of(page)
    answer = desk.post(change_page(old), form_of(page, "flowfigure_form") | {"whole_year": "120"})
    assert PUBLISHED in text_of(answer)
    assert 'value="120"' in box(answer, "whole_year")
    old.refresh_from_db()
    assert old.whole_year == 110


def test_figures_that_nobody_handed_in_are_shut_once_they_were_published(desk, office):
    FlowFigure.objects.update(q4=None)
    make_report(state="published")
    page = desk.get(LIST)
    assert " readonly" in box(page, "form-0-q3")
    assert "で公表した数です。" in box(page, "form-0-q3")
    assert "readonly" not in box(page, "form-0-q4")  # which no report knew
    answer = desk.post(LIST, form_of(page, "changelist-form") | {"form-0-q3": "31", "_save": "保存"})
    assert PUBLISHED in text_of(answer)
    stock = desk.get(change_page(office.stock))
    assert " readonly" in box(stock, "value")
    assert f'<a href="/figure-corrections/new/stock/{office.stock.pk}/">訂正を申し出る</a>' in text_of(stock)


# --- Stocks ------------------------------------------------------------------------------------------------


def test_stock_is_shut_in_the_list_and_in_its_form(desk, office):
    assert "readonly" not in box(desk.get(STOCKS), "form-0-value")
    office.hand_in(4, "locked", locked_by=make_staff("mynumber", name="締切 三郎"))
    shut = box(desk.get(STOCKS), "form-0-value")
    assert " readonly" in shut
    assert 'title="この四半期は締切り済みです（締切 三郎、令和' in shut
    page = desk.get(change_page(office.stock))
    assert f'href="/figure-corrections/new/stock/{office.stock.pk}/"' in text_of(page)
    answer = desk.post(change_page(office.stock), form_of(page, "stockfigure_form") | {"value": "99"})
    assert STANDS in text_of(answer)
    assert StockFigure.objects.get().value == 100


# --- What was corrected ------------------------------------------------------------------------------------


def test_history_of_the_figure_tells_the_correction_with_the_old_value(desk, office):
    correction = propose_correction(
        office.flow, quarter=1, before=10, after=12, reason="数え違い", actor=office.clerk
    )
    take_step("approve", correction, actor=office.manager)
    body = text_of(desk.get(reverse("admin:mynumber_flowfigure_history", args=[office.flow.pk])))
    assert "実績の訂正の申出" in body
    assert "実績の訂正の承認" in body
    assert "数え違い" in body
    assert "第1四半期（4～6月）：10 → 12" in body


# --- The terms ---------------------------------------------------------------------------------------------


def test_terms_are_one_row_that_is_changed(client):
    client.force_login(make_staff("mynumber"))
    page = form_of(client.get(f"{TERMS}add/"), "figureterms_form")
    assert (page["due_days"], page["swing_percent"], page["swing_least"]) == ("20", "50", "20")
    assert client.post(f"{TERMS}add/", page | {"due_days": "１５"}).status_code == 302
    assert FigureTerms.current().due_days == 15
    assert client.get(f"{TERMS}add/").status_code == 403
    assert "四半期の終わりから15日以内" in text_of(client.get(TERMS))


def test_departments_own_quarters_alone_shut_their_figures(desk, office):
    make_submission(quarter=3, state="locked")  # of another department
    assert "readonly" not in box(desk.get(LIST), "form-0-q3")

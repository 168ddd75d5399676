"""The entry sheet's page: the steps of its quarter on it, and the ways to it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.calendar import quarter_of, today, wareki
from core.models import Notice
from mynumber.models import Submission
from mynumber.services.figure_sheet import SheetRefusedError
from mynumber.services.submission import take_step
from tests.factories import (
    advance_submission,
    make_department,
    make_figure_reason,
    make_flow_figure,
    make_report,
    make_series,
    make_staff,
    make_stock_figure,
    make_submission,
    make_submission_line,
)
from tests.mynumber.sheets import address, line_of, sheet_for, type_in
from tests.pages import text_of

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


# --- Steps -------------------------------------------------------------------------------------------------


def press(client, department, step, **said):
    version = re.search(r'name="version" value="(\d+)"', text_of(client.get(address(department))))[1]
    return client.post(address(department, step=f"{step}/"), {"version": version, **said}, follow=True)


def test_quarter_goes_its_way_on_the_page(client, department, clerk, manager, moves):
    client.force_login(clerk)
    page = press(client, department, "submit")
    assert page.status_code == 422
    missing = "特例転出に数が入っていません。0件のときは0を入れてください。"
    assert missing in text_of(page)
    assert "まだ何もしていません。次のことを確かめてください。" in text_of(page)
    assert f'aria-describedby="notes-{moves.pk}" aria-invalid="true"' in text_of(page)
    type_in(clerk, {moves: "10"})
    page = press(client, department, "submit", comment="お願いします。")
    assert "提出しました。実績確認の職員に知らせました。" in text_of(page)
    assert "お願いします。" in text_of(page)
    client.force_login(manager)
    assert "確定しました。提出した人に知らせました。" in text_of(press(client, department, "confirm"))
    page = text_of(client.get(address(department)))
    assert "手続きの経過" in page
    assert "四半期の実績の入力" in page
    client.force_login(make_staff("mynumber"))
    assert "締め切りました。これからは、訂正だけができます。" in text_of(press(client, department, "lock"))


NOBODY = (
    "知らせる相手がいません。この課に、ほかに実績確認の職員がいないためです。"
    "実績確認の職員がいないことを、この台帳の管理者に知らせてください。"
)


@pytest.mark.parametrize("who_confirms", ["nobody", "the clerk alone", "who has left"])
def test_who_submits_where_nobody_else_confirms_is_told_so(client, department, moves, who_confirms):
    if who_confirms == "who has left":
        make_staff("manager", department=department, is_active=False)
    roles = ("clerk", "manager") if who_confirms == "the clerk alone" else ("clerk",)
    clerk = make_staff(*roles, department=department)
    type_in(clerk, {moves: "10"})
    client.force_login(clerk)
    page = text_of(press(client, department, "submit"))
    assert f'<div class="message message-warning" role="status">{NOBODY}</div>' in page
    assert '<div class="message message-success" role="status">提出しました。</div>' in page
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("action", "done"),
    [("return", "差し戻しました。"), ("confirm", "確定しました。"), ("reopen", "確定を取り消しました。")],
)
def test_step_does_not_claim_to_have_told_who_has_left(client, department, manager, moves, action, done):
    type_in(make_staff("clerk", department=department), {moves: "10"})
    gone = make_staff("clerk", department=department, is_active=False)
    state = "confirmed" if action == "reopen" else "submitted"
    advance_submission(Submission.objects.get(), state, submitted=gone, confirmed=manager)
    client.force_login(manager)
    page = text_of(press(client, department, action, comment="数え直してください"))
    assert f'<div class="message message-success" role="status">{done}</div>' in page
    asks = "提出した人には知らせていません。数を直す職員に、直接伝えてください。"
    assert (asks in page) == (action != "confirm")


def test_stranger_to_a_step_is_refused(client, department, clerk, moves):
    client.force_login(clerk)
    make_submission(department=department, fiscal_year=2023, quarter=1, state="submitted")
    step = address(department, step="confirm/")
    assert client.post(step, {"version": "1"}).status_code == 403
    assert client.post(address(department, step="no-such/"), {"version": "1"}).status_code == 400
    assert client.get(step).headers["Location"] == address(department)


def test_unexplained_figure_is_marked_where_submitting_was_refused(client, department, clerk, moves):
    make_flow_figure(series=moves, fiscal_year=2022, q1=111, q2=None, q3=None, q4=None)
    type_in(clerk, {moves: "2"})
    client.force_login(clerk)
    page = press(client, department, "submit")
    assert "特例転出：前年同期の111件から2件に減っています（−98％）。理由を入れてください。" in text_of(page)
    assert 'aria-label="特例転出の理由" aria-invalid="true"' in text_of(page)


def test_figure_that_stands_says_why_and_by_whom_and_leads_to_its_correction(
    client, department, clerk, moves
):
    stock = make_series(kind="stock", name="在庫", unit="枚", department=department, order=2)
    flow = make_flow_figure(series=moves, fiscal_year=2023, q1=10, q2=None, q3=None, q4=None)
    counted = make_stock_figure(series=stock, as_of=date(2023, 6, 30), value=5)
    submission = make_submission(department=department, fiscal_year=2023, quarter=1)
    make_submission_line(submission=submission, series=moves, value=9)
    advance_submission(submission, "confirmed", submitted=clerk, confirmed=make_staff(name="確認 二郎"))
    page = sheet_for(client, clerk, department)
    assert line_of(page, "特例転出").startswith(
        "特例転出 10 件 確定済み：確認 二郎 提出時は9件 訂正を申し出る"
    )
    assert line_of(page, "在庫").startswith("在庫 6月30日 5 枚 確定済み：確認 二郎 訂正を申し出る")
    for link in (
        reverse("figure_correction_new_flow", args=[flow.pk, 1]),
        reverse("figure_correction_new_stock", args=[counted.pk]),
    ):
        assert f'href="{link}"' in text_of(page)
        assert client.get(link).status_code == 200
    assert "確定：確認 二郎" in text_of(page)
    reader = sheet_for(client, make_staff("auditor"), department)
    assert "訂正を申し出る" not in line_of(reader, "特例転出")


def test_reasons_are_read_by_who_confirms(client, department, clerk, manager, moves):
    make_flow_figure(series=moves, fiscal_year=2022, q1=111, q2=None, q3=None, q4=None)
    type_in(clerk, {moves: "2"})
    submission = Submission.objects.get()
    sentence = "前年同期の111件から2件に減っています（−98％）。"
    make_figure_reason(
        submission=submission, series=moves, warning=sentence, reason="窓口を減らしたため", given_by=clerk
    )
    make_figure_reason(
        submission=submission,
        series=moves,
        expectation="records",
        warning="利用記録の計は3件です。",
        reason="漏れがあったため",
        given_by=clerk,
    )
    take_step("submit", submission, actor=clerk)
    page = text_of(sheet_for(client, manager, department))
    assert f'{sentence} <span class="sheet-given">理由：窓口を減らしたため</span>' in page
    assert "提出のとき：利用記録の計は3件です。" in page
    assert '理由：漏れがあったため</span> <span class="sheet-by">入力 花子' in page


# --- The ways to it ----------------------------------------------------------------------------------------


def test_admin_leads_clerks_to_the_quarters_that_are_due_and_to_the_running_one(client, clerk, moves):
    client.force_login(clerk)
    page = text_of(client.get("/admin/"))
    running = quarter_of(today())
    due = running.previous()
    assert "四半期の実績を入力する" in page
    assert page.index(due.label) < page.index(running.label)
    assert f"提出期限 {wareki(due.ends_on + timedelta(days=20))}" in page
    for quarter in (due, running):
        link = address(clerk.department, quarter.fiscal_year, quarter.number)
        assert f'href="{link}"' in page
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("key", ["mynumber", "reviewer", "clerk"])
def test_admin_leads_nobody_there_who_enters_none(client, key):
    client.force_login(make_staff(key, department=make_department()))
    assert "四半期の実績を入力する" not in text_of(client.get("/admin/"))


def test_menu_leads_to_the_quarter_that_is_to_be_worked_on(client, department, clerk, moves):
    client.force_login(clerk)
    running = quarter_of(today())
    due = running.previous()
    here = client.get("/figure-sheets/")
    assert here.headers["Location"] == address(department, due.fiscal_year, due.number)
    make_submission(department=department, fiscal_year=due.fiscal_year, quarter=due.number, state="confirmed")
    here = client.get("/figure-sheets/")
    assert here.headers["Location"] == address(department, running.fiscal_year, running.number)
    assert 'href="/figure-sheets/" aria-current="page"' in text_of(client.get(here.headers["Location"]))


@pytest.mark.parametrize("fields", [{}, {"of_department": True}])
def test_menu_leads_who_has_none_to_enter_to_the_board(client, fields):
    department = make_department() if fields else None
    client.force_login(make_staff("auditor", department=department))
    assert client.get("/figure-sheets/").headers["Location"] == reverse("submission_board")


def test_figure_that_was_published_takes_a_correction_though_its_quarter_is_open(
    client, department, clerk, moves
):
    """It is from before this system: nobody has handed the quarter in."""
    empty = make_series(name="住所変更", department=department, order=2)
    old = make_series(name="旧い申請", department=department, order=3)
    flow = make_flow_figure(series=moves, fiscal_year=2023, q1=10, q2=None, q3=None, q4=None)
    whole = make_flow_figure(series=old, fiscal_year=2023, whole_year=100)
    year = {"fiscal_year": 2023, "starts_on": date(2023, 4, 1), "ends_on": date(2024, 3, 31)}
    report = make_report(state="published", **year)
    page = sheet_for(client, clerk, department)
    assert line_of(page, "特例転出").startswith(
        f"特例転出 10 件 報告第{report.number}号で公表 訂正を申し出る"
    )
    assert line_of(page, "旧い申請").startswith("旧い申請 件 年間の数だけが登録されています 訂正を申し出る")
    assert f'name="cell-{empty.pk}"' in text_of(page)
    assert f'name="cell-{moves.pk}"' not in text_of(page)
    for link in (
        reverse("figure_correction_new_flow", args=[flow.pk, 1]),
        reverse("figure_correction_new_year", args=[whole.pk]),
    ):
        assert f'href="{link}"' in text_of(page)
    type_in(clerk, {empty: "5"})
    with pytest.raises(SheetRefusedError) as refused:
        type_in(clerk, {moves: "11"})
    assert refused.value.reasons == (
        f"特例転出：報告第{report.number}号で公表した数です。変えるときは、訂正を申し出てください。",
    )


def test_quarter_of_published_figures_is_handed_in_with_them(client, department, clerk, moves):
    make_flow_figure(series=moves, fiscal_year=2023, q1=10, q2=None, q3=None, q4=None)
    year = {"fiscal_year": 2023, "starts_on": date(2023, 4, 1), "ends_on": date(2024, 3, 31)}
    make_report(state="published", **year)
    client.force_login(clerk)
    press(client, department, "submit")
    submission = Submission.objects.get()
    assert submission.state == "submitted"
    assert [(line.series, line.value) for line in submission.lines.all()] == [(moves, 10)]

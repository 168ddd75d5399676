"""The pages of corrections: proposing one, deciding on it, the list and its files."""

from datetime import date

import pytest

from core.models import GuardOverride, Notice, Staff
from mynumber.models import FigureCorrection, FlowFigure
from tests.factories import (
    make_correction,
    make_department,
    make_flow_figure,
    make_report,
    make_series,
    make_staff,
    make_stock_figure,
)
from tests.mynumber.offices import make_office
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    made = make_office()
    made.hand_in(1)
    return made


def new_page(figure, quarter=1):
    return f"/figure-corrections/new/flow/{figure.pk}/{quarter}/"


# --- Proposing ---------------------------------------------------------------------------------------------


def test_page_shows_the_present_value_and_who_confirmed_it(client, office):
    client.force_login(office.clerk)
    body = text_of(client.get(new_page(office.flow)))
    assert "<h1>住民課の申請 令和4年度第1四半期の訂正を申し出る</h1>" in body
    assert '<dd class="correction-present">10件</dd>' in body
    assert "<dt>この四半期を確定した人</dt><dd>確認 一郎（令和" in body
    assert f'href="/figure-sheets/{office.department.pk}/2022/1/">やめて戻る' in body
    assert "正しい数（件）" in body


def test_correction_is_proposed_as_people_type_and_the_page_of_it_follows(client, office):
    client.force_login(office.clerk)
    page = new_page(office.flow)
    typed = form_of(client.get(page), "form") | {"after": "１，２３４件", "reason": "数え違い"}
    done = client.post(page, typed, follow=True)
    correction = FigureCorrection.objects.get()
    assert (correction.before, correction.after) == (10, 1234)
    assert done.redirect_chain == [(f"/figure-corrections/{correction.pk}/", 302)]
    body = text_of(done)
    assert "訂正を申し出ました。実績確認の職員に知らせました。" in body
    assert "<dt>訂正前</dt><dd>10件</dd>" in body
    assert "<dt>訂正後</dt><dd>1,234件</dd>" in body
    assert "<dt>差</dt><dd>+1,224件</dd>" in body
    assert "<dt>この四半期を確定した人</dt><dd>確認 一郎（令和" in body
    assert "<dt>申し出た人</dt><dd>入力 花子</dd>" in body


def test_who_proposes_where_nobody_else_approves_is_told_so(client, office):
    Staff.objects.filter(pk=office.manager.pk).update(is_active=False)
    client.force_login(office.clerk)
    page = new_page(office.flow)
    typed = form_of(client.get(page), "form") | {"after": "12", "reason": "数え違い"}
    body = text_of(client.post(page, typed, follow=True))
    assert '<div class="message message-success" role="status">訂正を申し出ました。</div>' in body
    assert (
        '<div class="message message-warning" role="status">知らせる相手がいません。'
        "この課に、ほかに実績確認の職員がいないためです。"
        "実績確認の職員がいないことを、この台帳の管理者に知らせてください。</div>"
    ) in body
    assert not Notice.objects.exists()


def test_reason_that_stands_by_a_decision_is_found_in_the_correction(client, office):
    client.force_login(make_staff("clerk", "reviewer", department=office.department))
    page = new_page(office.flow)
    typed = {"after": "12", "reason": "受付番号1234 5678 9018の分", "guard_reason": "受付番号と確かめた"}
    client.post(page, form_of(client.get(page), "form") | typed)
    decided = GuardOverride.objects.get()
    correction = FigureCorrection.objects.get()
    assert (decided.register, decided.record_id) == ("mynumber.figurecorrection", correction.pk)


def test_stock_is_corrected_on_its_own_page(client):
    office = make_office()
    office.hand_in(4)
    client.force_login(office.clerk)
    page = f"/figure-corrections/new/stock/{office.stock.pk}/"
    body = client.get(page)
    assert "令和5年3月31日" in text_of(body)
    client.post(page, form_of(body, "form") | {"after": "99", "reason": "数え違い"})
    assert FigureCorrection.objects.get().after == 99


def test_year_known_as_a_whole_is_corrected_on_its_own_page(client, office):
    old = make_flow_figure(series=make_series(name="古い申請", department=office.department), whole_year=100)
    report = make_report(state="published")
    page = f"/figure-corrections/new/year/{old.pk}/"
    client.force_login(office.clerk)
    body = text_of(client.get(page))
    assert "<h1>古い申請 令和4年度（年間）の訂正を申し出る</h1>" in body
    assert '<dd class="correction-present">100件</dd>' in body
    assert f"<dt>この数が載った報告書</dt><dd>報告第{report.number}号（令和" in body
    assert "この四半期を確定した人" not in body
    client.post(page, form_of(client.get(page), "form") | {"after": "110", "reason": "転記の誤り"})
    correction = FigureCorrection.objects.get()
    client.force_login(office.manager)
    address = f"/figure-corrections/{correction.pk}/"
    assert f"<dt>この数が載った報告書</dt><dd>報告第{report.number}号（令和" in text_of(client.get(address))
    done = text_of(client.post(f"{address}approve/", {"version": 1, "comment": ""}, follow=True))
    assert "訂正を承認しました。古い申請 令和4年度（年間）は110件になりました。" in done
    old.refresh_from_db()
    assert old.whole_year == 110


def test_refusal_keeps_what_was_typed(client, office):
    client.force_login(office.clerk)
    page = new_page(office.flow)
    typed = form_of(client.get(page), "form")
    body = text_of(client.post(page, typed | {"after": "10", "reason": "念のためもう一度数えました"}))
    assert "訂正後の数が、今の数と同じです。" in body
    assert "念のためもう一度数えました" in body
    assert 'value="10"' in body
    body = text_of(client.post(page, typed | {"after": "とても多い", "reason": ""}))
    assert 'value="とても多い"' in body
    assert not FigureCorrection.objects.exists()


def test_value_that_has_changed_meanwhile_is_shown_and_can_be_corrected_then(client, office):
    client.force_login(office.clerk)
    page = new_page(office.flow)
    stale = form_of(client.get(page), "form") | {"after": "15", "reason": "数え違い"}
    correction = make_correction(flow_figure=office.flow, state="approved")
    FlowFigure.objects.filter(pk=office.flow.pk).update(q1=correction.after)
    answer = client.post(page, stale)
    assert "この画面を開いたあとに、この数が変わりました（今は12件）。" in text_of(answer)
    fresh = form_of(answer, "form")
    assert (fresh["after"], fresh["reason"]) == ("15", "数え違い")
    client.post(page, fresh)
    assert FigureCorrection.objects.filter(state="proposed").get().before == 12


def test_figure_that_is_not_confirmed_has_no_form(client, office):
    client.force_login(office.clerk)
    body = text_of(client.get(new_page(office.flow, 2)))
    assert "まだ確定していません。入力の画面で直してください。" in body
    assert "訂正を申し出る</button>" not in body


@pytest.mark.parametrize("quarter", [0, 5])
def test_quarter_that_is_none_is_not_there(client, office, quarter):
    client.force_login(office.clerk)
    assert client.get(new_page(office.flow, quarter)).status_code == 404


def test_request_without_the_value_that_was_seen_is_none(client, office):
    client.force_login(office.clerk)
    assert client.post(new_page(office.flow), {"after": "12", "reason": "数え違い"}).status_code == 400


def test_figures_of_others_are_not_there(client, office):
    theirs = make_flow_figure(series=make_series(department=make_department()))
    client.force_login(office.clerk)
    assert client.get(new_page(theirs)).status_code == 404
    client.force_login(make_staff("clerk"))  # of no department
    assert client.get(new_page(office.flow)).status_code == 404


# --- Deciding ----------------------------------------------------------------------------------------------


@pytest.fixture
def correction(office):
    return make_correction(flow_figure=office.flow, proposed_by=office.clerk)


def test_manager_approves_on_the_page(client, office, correction):
    client.force_login(office.manager)
    page = f"/figure-corrections/{correction.pk}/"
    body = text_of(client.get(page))
    assert "承認して訂正する" in body
    assert "取り下げる" not in body
    done = client.post(f"{page}approve/", {"version": 1, "comment": "確かめました"}, follow=True)
    told = "訂正を承認しました。住民課の申請 令和4年度第1四半期は12件になりました。"
    assert f"{told}申し出た人に知らせました。" in text_of(done)
    assert '<span class="badge badge-success">訂正済み</span>' in text_of(done)
    assert "この件でできること" not in text_of(done)
    assert FlowFigure.objects.get().q1 == 12


def test_decision_does_not_claim_to_have_told_who_has_left(client, office, correction):
    Staff.objects.filter(pk=office.clerk.pk).update(is_active=False)
    client.force_login(office.manager)
    page = f"/figure-corrections/{correction.pk}/"
    done = text_of(client.post(f"{page}approve/", {"version": 1, "comment": ""}, follow=True))
    assert "令和4年度第1四半期は12件になりました。</div>" in done
    assert "知らせました" not in done


def test_rejection_wants_its_reason(client, office, correction):
    client.force_login(office.manager)
    page = f"/figure-corrections/{correction.pk}/"
    refused = client.post(f"{page}reject/", {"version": 1, "comment": " "})
    assert refused.status_code == 422
    assert "却下の理由を入れてください。" in text_of(refused)
    done = client.post(f"{page}reject/", {"version": 1, "comment": "元の数が正しい"}, follow=True)
    assert "訂正を却下しました。数は変わりません。" in text_of(done)
    assert "元の数が正しい" in text_of(done)


def test_clerk_withdraws_on_the_page(client, office, correction):
    client.force_login(office.clerk)
    page = f"/figure-corrections/{correction.pk}/"
    assert "承認して訂正する" not in text_of(client.get(page))
    done = client.post(f"{page}withdraw/", {"version": 1}, follow=True)
    assert "訂正を取り下げました。数は変わりません。" in text_of(done)
    assert client.post(f"{page}approve/", {"version": 2}).status_code == 403


def test_stale_page_decides_nothing(client, office, correction):
    client.force_login(office.manager)
    page = f"/figure-corrections/{correction.pk}/"
    client.post(f"{page}reject/", {"version": 1, "comment": "元の数が正しい"})
    late = client.post(f"{page}approve/", {"version": 1, "comment": ""})
    assert late.status_code == 422
    assert "ほかの人が内容か状態を変更しました" in text_of(late)
    assert FlowFigure.objects.get().q1 == 10


def test_corrections_of_other_departments_are_not_there(client, office, correction):
    other = make_department()
    for role in ("clerk", "manager"):
        client.force_login(make_staff(role, department=other))
        assert client.get(f"/figure-corrections/{correction.pk}/").status_code == 404
        assert client.post(f"/figure-corrections/{correction.pk}/approve/", {"version": 1}).status_code in (
            403,
            404,
        )
        assert "住民課の申請" not in text_of(client.get("/figure-corrections/"))
    client.force_login(make_staff("mynumber"))
    assert "住民課の申請" in text_of(client.get("/figure-corrections/"))


# --- The list ----------------------------------------------------------------------------------------------


def test_list_is_filtered_by_state_year_and_department(client, office, correction):
    before = make_series(name="前年の項目", department=office.department)
    old = make_flow_figure(series=before, fiscal_year=2021)
    make_correction(flow_figure=old, state="rejected")
    at_year_s_end = make_stock_figure(series=office.stock.series, as_of=date(2023, 4, 1), value=100)
    stock = make_correction(stock_figure=at_year_s_end)  # it comes with 令和4年度
    client.force_login(office.clerk)

    def shown(query):
        body = text_of(client.get(f"/figure-corrections/?{query}"))
        return ["住民課の申請" in body, "前年の項目" in body, str(stock.series) in body]

    assert shown("") == [True, True, True]
    assert shown("state=rejected") == [False, True, False]
    assert shown("fiscal_year=令和4年度") == [True, False, True]
    assert shown("fiscal_year=R3") == [False, True, False]
    assert shown("fiscal_year=R5") == [False, False, False]
    assert shown(f"department={office.department.pk}") == [True, True, True]
    assert shown("text=数え違い") == [True, True, True]


def test_file_holds_both_values_bare(client, office, correction):
    client.force_login(office.clerk)
    lines = b"".join(client.get("/figure-corrections/export/?format=csv")).decode("utf-8-sig").splitlines()
    assert lines[0].split(",")[:6] == ["実績項目", "四半期・基準日", "訂正前", "訂正後", "単位", "状態"]
    assert lines[1].startswith("住民課の申請,令和4年度第1四半期,10,12,件,承認待ち,数え違い,")

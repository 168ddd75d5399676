"""The admin of windows, meetings, audits, incidents and tables of figures."""

from datetime import date, time

import pytest
from django.urls import reverse

from mynumber.models import Incident, Meeting, Window
from tests.factories import (
    make_agenda_item,
    make_audit,
    make_finding,
    make_incident,
    make_incident_breakdown,
    make_meeting,
    make_staff,
    make_window,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_staff("mynumber"))
    return client


def save(desk, record, **typed):
    name = record._meta.model_name
    url = reverse(f"admin:mynumber_{name}_change", args=[record.pk])
    return desk.post(url, form_of(desk.get(url), f"{name}_form") | typed)


def add(desk, model, **typed):
    name = model._meta.model_name
    url = reverse(f"admin:mynumber_{name}_add")
    return desk.post(url, form_of(desk.get(url), f"{name}_form") | typed)


def test_window_is_added_with_its_hours_in_full_width(desk):
    response = add(
        desk,
        Window,
        name="臨時窓口",
        at_issuance="on",
        starts_on="令和５年１月１３日",
        **{
            "hours-TOTAL_FORMS": "1",
            "hours-0-days": "月～金",
            "hours-0-opens_at": "９：００",
            "hours-0-closes_at": "１６時３０分",
        },
    )
    assert response.status_code == 302
    window = Window.objects.get()
    hours = window.hours.get()
    assert window.starts_on == date(2023, 1, 13)
    assert (hours.opens_at, hours.closes_at) == (time(9), time(16, 30))


def test_window_that_closes_before_it_opens_is_refused(desk):
    window = make_window()
    typed = {
        "hours-TOTAL_FORMS": "1",
        "hours-0-window": window.pk,
        "hours-0-opens_at": "17:00",
        "hours-0-closes_at": "9:00",
    }
    response = save(desk, window, **typed)
    assert "終了時刻が開始時刻より前になっています。" in text_of(response)
    assert not window.hours.exists()


def test_meeting_is_added_with_its_agenda(desk):
    response = add(
        desk,
        Meeting,
        scheme="my_number",
        fiscal_year="令和４年度",
        number="１",
        held_on="R4.8.18",
        **{
            "agenda_items-TOTAL_FORMS": "1",
            "agenda_items-0-kind": "deliberation",
            "agenda_items-0-title": "特定個人情報保護評価の再実施について",
        },
    )
    assert response.status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.fiscal_year, meeting.number, meeting.held_on) == (2022, 1, date(2022, 8, 18))
    assert meeting.agenda_items.get().title == "特定個人情報保護評価の再実施について"


def test_new_line_goes_to_the_end_unless_it_is_given_a_place(desk):
    meeting = make_meeting()
    make_agenda_item(meeting=meeting, title="先の議題", order=20)
    typed = {"agenda_items-TOTAL_FORMS": "4"}
    for row, (title, order) in enumerate([("次", ""), ("その次", ""), ("間", "15")], start=1):
        typed |= {
            f"agenda_items-{row}-meeting": meeting.pk,
            f"agenda_items-{row}-kind": "report",
            f"agenda_items-{row}-title": title,
            f"agenda_items-{row}-order": order,
        }
    assert save(desk, meeting, **typed).status_code == 302
    placed = meeting.agenda_items.order_by("order").values_list("title", "order")
    assert list(placed) == [("間", 15), ("先の議題", 20), ("次", 30), ("その次", 40)]


def test_meeting_outside_its_fiscal_year_is_refused(desk):
    response = save(desk, make_meeting(), held_on="令和5年4月1日")
    assert "開催日がこの年度にありません。" in text_of(response)


def test_meetings_are_found_by_their_agenda_and_counted_once(desk):
    meeting = make_meeting(fiscal_year=2022)
    for _ in range(3):
        make_agenda_item(meeting=meeting, title="操作ログの分析結果について")
    text = text_of(desk.get(reverse("admin:mynumber_meeting_changelist"), {"q": "操作ﾛｸﾞ"}))
    assert text.count('<td class="field-agenda_item_count">3</td>') == 1


def test_incident_shows_the_total_of_its_breakdown(desk):
    incident = make_incident()
    for count in (6, 2, 2):
        make_incident_breakdown(incident=incident, count=count)
    url = reverse("admin:mynumber_incident_change", args=[incident.pk])
    assert '<div class="readonly">10</div>' in text_of(desk.get(url))
    assert save(desk, incident, **{"breakdowns-0-count": "１６件"}).status_code == 302
    assert '<div class="readonly">20</div>' in text_of(desk.get(url))
    text = text_of(desk.get(reverse("admin:mynumber_incident_changelist")))
    assert '<td class="field-total">20</td>' in text


def test_incident_without_breakdown_has_no_total(desk):
    make_incident()
    text = text_of(desk.get(reverse("admin:mynumber_incident_changelist")))
    assert '<td class="field-total"></td>' in text


@pytest.mark.parametrize("number", ["1234-5678-9018", "１２３４５６７８９０１８"])
def test_my_number_is_refused_in_free_text(desk, number):
    incident = make_incident()
    response = save(desk, incident, note=f"問い合わせ {number}")
    assert "個人番号（マイナンバー）と思われる12桁の数字があります。" in text_of(response)
    assert Incident.objects.get().note == ""


def test_finding_is_followed_to_its_improvement(desk):
    asked = make_finding(audit=make_audit(fiscal_year=2021, held_on=date(2022, 2, 1)), asks_improvement=True)
    improved = make_finding(audit=make_audit(fiscal_year=2022, held_on=date(2023, 2, 1)))
    assert save(desk, asked.audit, **{"findings-0-improvement": improved.pk}).status_code == 302
    asked.refresh_from_db()
    assert asked.improvement == improved
    refused = save(
        desk, improved.audit, **{"findings-0-asks_improvement": "on", "findings-0-improvement": asked.pk}
    )
    assert "改善は、この監査より後の監査で確認したものを選んでください。" in text_of(refused)

"""The page of a report's checks: what is found, what is acknowledged, and what the pressing does."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.reports.checks import findings_of
from core.reports.document import Document
from tests import factories
from tests.pages import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    """A report with an unknown exhibit (an error) and one without rows (a warning)."""
    report = factories.make_report(number=361)
    factories.make_section(report=report, order=1, heading="端末", exhibit="terminal")
    factories.make_section(report=report, order=2, heading="訓練", exhibit="csirt_drills")
    return report


@pytest.fixture
def drafter(client):
    person = factories.make_staff("mynumber", name="起草 花子")
    client.force_login(person)
    return person


def page(client):
    return client.get("/reports/361/checks/").content.decode()


def press(client, **changes):
    data = form_of(client.get("/reports/361/checks/"), "acknowledge-1") | changes
    return client.post("/reports/361/checks/acknowledge/", data)


def test_page_counts_what_is_left_and_shows_errors_first(client, report, drafter):
    text = page(client)
    assert "公表まで、あと2件" in text
    assert text.index("直すこと（1件）") < text.index("確かめること（1件）")
    assert "「terminal」という表は、この種類の報告書にありません。" in text
    assert "表「CSIRT訓練の実施状況」に載せる記録がありません。" in text


def test_finding_leads_to_the_screen_on_which_it_is_mended(client, report, drafter):
    error, _ = findings_of(Document(report))
    text = page(client)
    assert f'href="{error.url}"' in text
    assert f'href="{reverse("exhibit_detail", args=[361, "csirt_drills"])}"' in text
    assert client.get(error.url).status_code == 200


def test_warning_is_acknowledged_by_name_and_reason(client, report, drafter):
    answer = press(client, reason="この年度は行わなかった。")
    assert (answer.status_code, answer["Location"]) == (302, "/reports/361/checks/")
    text = page(client)
    assert "公表まで、あと1件" in text
    assert "確認した注意（1件）" in text
    assert "起草 花子" in text
    assert "この年度は行わなかった。" in text


def test_report_without_anything_left_may_be_published(client, report, drafter):
    press(client, reason="この年度は行わなかった。")
    report.sections.filter(heading="端末").update(exhibit="")
    assert "公表できます" in page(client)


def test_pressing_without_a_reason_says_so_and_keeps_the_page(client, report, drafter):
    answer = press(client, reason="")
    assert answer.status_code == 422
    assert "理由を入れてください。" in answer.content.decode()
    answer = press(client, reason="長" * 201)
    assert answer.status_code == 422
    assert "長" * 201 in answer.content.decode()


def test_acknowledgement_is_taken_back(client, report, drafter):
    press(client, reason="行わなかった")
    given = report.acknowledgements.get()
    answer = client.post(f"/reports/361/checks/{given.pk}/take-back/")
    assert answer.status_code == 302
    assert "公表まで、あと2件" in page(client)
    assert client.post(f"/reports/361/checks/{given.pk}/take-back/").status_code == 404


def test_acknowledgement_of_another_report_is_as_if_it_were_not(client, report, drafter):
    other = factories.make_acknowledgement()
    assert client.post(f"/reports/361/checks/{other.pk}/take-back/").status_code == 404


def test_acknowledgement_of_a_warning_that_is_gone_stands_apart(client, report, drafter):
    press(client, reason="行わなかった")
    factories.make_csirt_drill(held_on=date(2022, 10, 28))
    text = page(client)
    assert "今は出ていない注意の確認（1件）" in text
    assert "確認した注意" not in text


def test_who_reads_sees_the_findings_and_no_button(client, report):
    client.force_login(factories.make_staff("publisher"))
    text = page(client)
    assert "公表まで、あと2件" in text
    assert "確認しました" not in text
    assert "直す画面を開く" not in text
    assert client.post("/reports/361/checks/acknowledge/", {}).status_code == 403


def test_who_drafts_another_kind_acknowledges_nothing(client, report):
    client.force_login(factories.make_staff("publisher", "privacy"))  # who reads it all the same
    assert "確認しました" not in page(client)
    assert client.post("/reports/361/checks/acknowledge/", {}).status_code == 403
    client.force_login(factories.make_staff("privacy"))
    assert client.post("/reports/361/checks/acknowledge/", {}).status_code == 404


def test_published_report_says_what_was_acknowledged_then(client, report, drafter):
    press(client, reason="この年度は行わなかった。")
    factories.advance_report(report, "published")
    text = page(client)
    assert "起草中に確認された注意は、次のとおりです。" in text
    assert "この年度は行わなかった。" in text
    assert "確認を取り消す" not in text
    assert "直すこと" not in text


def test_steps_are_taken_by_pressing_alone(client, report, drafter):
    assert client.get("/reports/361/checks/acknowledge/").status_code == 405
    assert client.get("/reports/361/checks/1/take-back/").status_code == 405


def test_page_takes_as_many_queries_however_much_there_is(client, report, drafter):
    def grow():
        series = factories.make_series(department=factories.make_department())
        table = factories.make_figure_table()
        table.lines.create(series=series)
        factories.make_flow_figure(series=series, q2=None)
        factories.make_correction(flow_figure=series.flowfigures.get())
        factories.make_meeting()
        asked = factories.make_audit(fiscal_year=2021, held_on=None)
        factories.make_finding(audit=asked, asks_improvement=True)
        factories.make_finding(asks_improvement=True)
        for exhibit in (table.slug, "juki_net_meetings", "juki_net_audits"):
            factories.make_section(report=report, exhibit=exhibit, body="{{ nothing }} ９９９件")
        factories.make_prose_mark(section=report.sections.last())
        factories.make_acknowledgement(report=report, sentence=f"注意{series.pk}")

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/reports/361/checks/").status_code == 200
        return len(queries)

    grow()
    before = count()
    for _ in range(4):
        grow()
    assert count() == before
    assert before <= 40

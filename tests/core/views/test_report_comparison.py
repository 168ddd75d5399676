"""The page of a report beside the one before it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Report
from mynumber.models import FigureTableLine, FlowFigure
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reader(client):
    factories.make_municipality()
    client.force_login(factories.make_staff("publisher"))


def make_year(year, number, **fields):
    period = {"fiscal_year": year, "starts_on": date(year, 4, 1), "ends_on": date(year + 1, 3, 31)}
    return factories.make_report(number=number, **period | fields)


@pytest.fixture
def figure():
    """A flow of two years: 100 and 150."""
    series = factories.make_series(name="特例転出")
    factories.make_flow_figure(series=series, fiscal_year=2022, whole_year=100)
    factories.make_flow_figure(series=series, fiscal_year=2023, whole_year=150)
    FigureTableLine.objects.create(
        table=factories.make_figure_table(slug="moves", title="届出の実績"), series=series
    )
    return series


@pytest.fixture
def reports(figure):
    """報告第361号 of 令和4年度, which is published, and 報告第401号 of 令和5年度."""
    former, report = make_year(2022, 361), make_year(2023, 401)
    for each in (former, report):
        factories.make_section(report=each, slug="moves", order=1, heading="届出", exhibit="moves")
    factories.make_section(report=former, slug="ways", order=2, heading="方式", body="窓口で受け付ける。")
    factories.make_section(
        report=report, slug="ways", order=2, heading="方式", body="窓口と郵送で受け付ける。"
    )
    factories.make_section(report=report, slug="same", order=3, heading="概要", body="変わらない。")
    factories.make_section(report=former, slug="same", order=3, heading="概要", body="変わらない。")
    factories.publish(former)
    return former, report


def page(client, address="/reports/401/comparison/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer


def text_of(answer):
    return answer.content.decode()


def test_page_shows_figures_with_their_difference_and_words_that_changed(client, reports):
    text = text_of(page(client))
    for cell in ("100件", "150件", "+50件", "+50.0％"):
        assert cell in text
    assert "窓口<ins>と郵送</ins>で受け付ける。" in text or "窓口<ins>と郵送で</ins>" in text
    assert "両方に載る同じ年度の数に、違うものはありません。" in text


def test_figure_that_was_corrected_since_the_former_report_is_what_one_sees_first(client, reports, figure):
    factories.correct_figure(FlowFigure.objects.get(series=figure, fiscal_year=2022), whole_year=104)
    answer = page(client)
    (found,) = answer.context["comparison"].disagreements
    assert (found.before, found.after) == (100, 104)
    text = text_of(answer)
    assert "前の報告書と違う値（1件）" in text
    assert text.index("前の報告書と違う値（1件）") < text.index('id="figures"')
    assert "この報告書では104件" in text


def test_former_report_that_is_no_edition_is_read_from_the_registers_and_says_so(client, figure):
    for year, number in ((2022, 361), (2023, 401)):
        factories.make_section(report=make_year(year, number), exhibit="moves")
    text = text_of(page(client))
    assert "前の報告書は公表されていないので、今の台帳の数と文で比べています。" in text


def test_report_is_laid_beside_the_one_it_was_made_from_or_the_one_before(client):
    first, second, third = make_year(2021, 300), make_year(2022, 361), make_year(2023, 401)
    make_year(2024, 450)
    factories.make_report(kind="privacy_review", number=402, fiscal_year=None)
    assert page(client).context["former"] == second
    Report.objects.filter(pk=third.pk).update(carried_from=first)
    assert page(client).context["former"] == first
    assert page(client, "/reports/401/comparison/?with=361").context["former"] == second


@pytest.mark.parametrize(
    ("named", "status"), [("402", 404), ("401", 404), ("9999", 404), ("x", 400), ("１", 400)]
)
def test_report_that_is_none_of_the_kind_is_not_found(client, named, status):
    make_year(2022, 361)
    make_year(2023, 401)
    factories.make_report(kind="privacy_review", number=402, fiscal_year=None)
    assert client.get("/reports/401/comparison/", {"with": named}).status_code == status


def test_first_report_has_nothing_beside_it(client):
    make_year(2023, 401)
    text = text_of(page(client))
    assert "比べる報告書がまだありません。" in text


def test_published_report_is_compared_as_it_was_published(client, reports, figure):
    _, report = reports
    factories.publish(report)
    factories.correct_figure(FlowFigure.objects.get(series=figure, fiscal_year=2023), whole_year=999)
    text = text_of(page(client))
    assert "999" not in text
    assert "150件" in text


@pytest.mark.parametrize("published", [True, False])
def test_page_takes_as_many_queries_however_much_there_is(client, reports, figure, published):
    former, report = reports
    if not published:
        former = make_year(2021, 300)
        Report.objects.filter(pk=report.pk).update(carried_from=former)

    def grow():
        series = factories.make_series()
        FigureTableLine.objects.create(table=figure.lines.get().table, series=series)
        factories.make_flow_figure(series=series, fiscal_year=2023)
        factories.make_agenda_item(meeting=factories.make_meeting(fiscal_year=2023, held_on=date(2023, 7, 1)))
        factories.make_section(report=report, body="本文。{{ fiscal_year }}")
        make_year(2030 + Report.objects.count(), 500 + Report.objects.count())

    def count():
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    grow()
    before = count()
    for _ in range(4):
        grow()
    assert count() == before
    assert before <= 40

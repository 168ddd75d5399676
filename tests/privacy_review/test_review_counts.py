"""The page of the counts: which period it takes, what it says of the reports beside it, whom it is for."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.calendar import today, wareki
from tests.factories import make_body, make_case, make_department, make_report, make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db

COUNTS = "/review-counts/"


@pytest.fixture
def desk(client):
    client.force_login(make_staff("privacy", department=make_department()))
    return client


def report(number, starts_on, ends_on):
    period = {"starts_on": starts_on, "ends_on": ends_on, "issued_on": ends_on + timedelta(days=30)}
    return make_report(kind="privacy_review", number=number, fiscal_year=None, **period)


def counts(desk, starts_on, ends_on):
    return text_of(desk.get(COUNTS, {"starts_on": starts_on, "ends_on": ends_on}))


def test_period_after_the_last_report_is_counted_first(desk):
    report(362, date(2023, 4, 2), date(2023, 8, 31))
    make_case(reviewed_on=date(2023, 8, 31))
    make_case(reviewed_on=date(2023, 9, 1))
    answer = desk.get(COUNTS)
    assert f"令和5年9月1日から{wareki(today())}まで　全部で1件" in text_of(answer)
    labels = [label for label, _ in answer.context["suggested"]]
    assert labels == ["前の報告書のあと、今日まで", "報告第362号の期間"]
    assert "全部で1件" in text_of(desk.get(answer.context["suggested"][1][1]))


def test_counts_have_their_zeros(desk):
    make_body(name="農業委員会", order=9)
    make_case(implementing_body=make_body(name="区長", order=1), reviewed_on=date(2023, 6, 1))
    body = counts(desk, "R5.4.2", "令和５年８月３１日")
    rows = [row.split("</tr>")[0] for row in body.split("<tr>") if "農業委員会</th>" in row]
    assert len(rows) == 4
    assert all(row.count('<td class="number">0</td>') == 3 for row in rows)


def test_period_that_follows_the_last_report_is_as_it_should_be(desk):
    report(362, date(2023, 4, 2), date(2023, 8, 31))
    body = counts(desk, "2023-09-01", "2024-03-31")
    assert "確かめてください。" not in body


def test_gap_to_the_last_report_and_overlap_with_one_are_told(desk):
    report(362, date(2023, 4, 2), date(2023, 8, 31))
    gap = counts(desk, "2023-09-02", "2024-03-31")
    assert (
        "前の報告書（報告第362号）は令和5年8月31日までなので、令和5年9月1日からのあいだが空いています。"
        in gap
    )
    overlap = counts(desk, "2023-08-31", "2024-03-31")
    assert "報告第362号（令和5年4月2日から令和5年8月31日まで）と期間が重なっています。" in overlap
    assert "確かめてください。" not in counts(desk, "2023-04-02", "2023-08-31")  # the report's own


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sentence"),
    [
        ("きのう", "R5.8.31", "日付を直してください。"),
        ("R5.8.31", "R5.4.2", "日付を直してください。"),
        ("", "R5.8.31", "日付を直してください。"),
    ],
)
def test_period_that_cannot_be_read_is_told_and_stays_typed(desk, starts_on, ends_on, sentence):
    answer = desk.get(COUNTS, {"starts_on": starts_on, "ends_on": ends_on})
    body = text_of(answer)
    assert answer.status_code == 422
    assert "期間を読み取れないため、何も数えていません。" in body
    assert sentence in body
    assert f'value="{ends_on}"' in body


def test_counts_are_for_those_who_see_every_case():
    for role, status in (("privacy", 200), ("auditor", 200), ("case_writer", 403), ("case_head", 403)):
        browser = Client()
        browser.force_login(make_staff(role, department=make_department()))
        assert browser.get(COUNTS).status_code == status


def test_counts_take_as_many_queries_with_ten_cases_as_with_one(desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            counts(desk, "2023-04-02", "2023-08-31")
        return len(captured)

    make_case(special_care=True)
    one = queries()
    for _ in range(9):
        make_case(special_care=True)
    assert queries() == one <= 7

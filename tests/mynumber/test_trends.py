"""Trends of the figures: which points, which gaps, for whose eyes, on the screen and on paper."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.charts import Form
from core.models import AccessEvent
from mynumber.trends import PARTLY, WHOLE_YEAR, Span, Trends
from tests.factories import (
    make_department,
    make_flow_figure,
    make_series,
    make_staff,
    make_stock_figure,
    make_sum,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

DAY = date(2023, 8, 1)  # 令和4年度 is over; the first quarter of 令和5年度 closed last


def trends(*series, span=Span.YEARS, day=DAY):
    return [trend for group in Trends(list(series), span, day).groups for trend in group.trends]


def told(*series, **said):
    """The points of the first trend: (label, name, value, note)."""
    (trend, *_) = trends(*series, **said)
    return [(point.name, point.value, point.note) for point in trend.points]


# --- Flows -------------------------------------------------------------------------------------------------


def test_years_are_those_that_are_over_from_the_first_with_a_figure():
    series = make_series()
    make_flow_figure(series=series, fiscal_year=2020, whole_year=500)
    make_flow_figure(series=series, fiscal_year=2022)
    make_flow_figure(series=series, fiscal_year=2023, q1=7, q2=None, q3=None, q4=None)  # it runs
    assert told(series) == [("令和2年度", 500, ""), ("令和3年度", None, ""), ("令和4年度", 100, "")]
    (trend,) = trends(series)
    assert trend.form is Form.BARS
    assert [point.label for point in trend.points] == ["R2", "R3", "R4"]


def test_year_with_a_quarter_missing_is_a_gap_that_says_so():
    series = make_series()
    make_flow_figure(series=series, fiscal_year=2021)
    make_flow_figure(series=series, fiscal_year=2022, q4=None)
    assert told(series) == [("令和3年度", 100, ""), ("令和4年度", None, PARTLY)]


def test_quarters_before_a_series_began_and_after_it_ended_are_not_missing():
    series = make_series(started_on=date(2022, 7, 1), ended_on=date(2022, 12, 31))
    make_flow_figure(series=series, q1=None, q4=None)
    assert told(series) == [("令和4年度", 50, "")]


def test_quarters_up_to_the_one_that_closed_last_with_gaps_where_only_the_year_is_known():
    series = make_series()
    make_flow_figure(series=series, fiscal_year=2021, q1=5, q2=None, q3=0, q4=6)
    make_flow_figure(series=series, fiscal_year=2022, whole_year=100)
    make_flow_figure(series=series, fiscal_year=2023, q1=7, q2=None, q3=None, q4=None)
    year = [(f"令和4年度第{number}四半期", None, WHOLE_YEAR) for number in (1, 2, 3, 4)]
    assert told(series, span=Span.QUARTERS) == [
        ("令和3年度第1四半期", 5, ""),
        ("令和3年度第2四半期", None, ""),
        ("令和3年度第3四半期", 0, ""),
        ("令和3年度第4四半期", 6, ""),
        *year,
        ("令和5年度第1四半期", 7, ""),
    ]
    (trend,) = trends(series, span=Span.QUARTERS)
    assert [(point.label, point.group) for point in trend.points][3:5] == [("4", "R3"), ("1", "R4")]


def test_sum_is_that_of_its_parts_and_none_where_one_is_missing():
    one, other = make_series(), make_series()
    whole = make_sum(make_sum(one), other)
    make_flow_figure(series=one, fiscal_year=2021)
    make_flow_figure(series=one, fiscal_year=2022)
    make_flow_figure(series=other, fiscal_year=2022, q1=1, q2=2, q3=3, q4=4)
    assert told(whole, one) == [("令和3年度", None, PARTLY), ("令和4年度", 110, "")]
    assert told(whole, span=Span.QUARTERS)[-2:] == [
        ("令和4年度第4四半期", 44, ""),
        ("令和5年度第1四半期", None, ""),
    ]


# --- Stocks ------------------------------------------------------------------------------------------------


def stock(**fields):
    return make_series(**{"kind": "stock", "unit": "枚"} | fields)


def test_part_that_had_not_begun_or_has_ended_adds_nothing_to_the_sum():
    old, new = make_series(ended_on=date(2022, 9, 30)), make_series(started_on=date(2022, 7, 1))
    whole = make_sum(old, new)
    make_flow_figure(series=old, fiscal_year=2021)
    make_flow_figure(series=old, fiscal_year=2022, q1=1, q2=2, q3=None, q4=None)
    assert told(whole) == [("令和3年度", 100, ""), ("令和4年度", None, PARTLY)]
    make_flow_figure(series=new, fiscal_year=2022, q1=None, q2=20, q3=30, q4=40)
    assert told(whole) == [("令和3年度", 100, ""), ("令和4年度", 93, "")]
    assert [value for _, value, _ in told(whole, span=Span.QUARTERS)][-5:] == [1, 22, 30, 40, None]


def test_stock_is_that_of_the_year_s_last_day_or_the_day_after():
    series = stock()
    for day, value in ((date(2021, 3, 31), 90), (date(2021, 4, 1), 91), (date(2023, 4, 1), 120)):
        make_stock_figure(series=series, as_of=day, value=value)
    assert told(series) == [
        ("令和3年3月31日", 90, ""),
        ("令和4年3月31日", None, ""),
        ("令和5年4月1日", 120, ""),
    ]
    (trend,) = trends(series)
    assert trend.form is Form.LINE


def test_stock_of_a_day_within_the_quarter_stands_for_it():
    series = stock()
    make_stock_figure(series=series, as_of=date(2023, 5, 15), value=7)
    make_stock_figure(series=series, as_of=date(2023, 6, 20), value=8)
    assert told(series, span=Span.QUARTERS) == [("令和5年6月20日", 8, "")]


def test_stock_that_is_counted_once_a_year_has_no_gaps_in_the_other_quarters():
    series = stock()
    for year, value in ((2021, 5), (2023, 7)):
        make_stock_figure(series=series, as_of=date(year, 3, 31), value=value)
    assert told(series, span=Span.QUARTERS) == [
        ("令和3年3月31日", 5, ""),
        ("令和4年3月31日", None, ""),
        ("令和5年3月31日", 7, ""),
    ]


def test_share_has_its_decimals():
    share = stock(unit="％", decimals=1, numerator=stock(), denominator=stock())
    make_stock_figure(series=share.numerator, value=448)
    make_stock_figure(series=share.denominator, value=1000)
    assert told(share) == [("令和5年3月31日", Decimal("44.8"), "")]
    (trend,) = trends(share)
    assert trend.words == "令和5年3月31日は44.8％です。"


# --- Many --------------------------------------------------------------------------------------------------


def test_departments_stand_in_their_order_and_charts_share_their_axis():
    second, first = make_department(order=2), make_department(order=1)
    a, b, c = make_series(department=second), make_series(department=first), make_series(department=None)
    make_flow_figure(series=a, fiscal_year=2020, whole_year=1)
    make_flow_figure(series=b, fiscal_year=2022, whole_year=1)
    empty = make_series(department=first, name="数のない項目")
    groups = Trends([a, b, c, empty], Span.YEARS, DAY).groups
    assert [group.department for group in groups] == [first, second, None]
    assert groups[0].without == ("数のない項目",)
    assert groups[2].trends == ()
    assert {len(trend.points) for group in groups for trend in group.trends} == {3}


def test_trends_take_as_many_queries_for_many_series_as_for_few(client):
    client.force_login(make_staff("mynumber"))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/trends/")
        return len(captured)

    def more():
        department = make_department()
        for year in (2020, 2021):
            one = make_series(department=department)
            make_flow_figure(series=make_series(department=department), fiscal_year=year)
            make_flow_figure(series=one, fiscal_year=year, whole_year=1)
            make_sum(make_series(department=department), department=department)
            make_stock_figure(series=stock(department=department), as_of=date(year, 3, 31))

    more()
    few = queries()
    for _ in range(5):
        more()
    assert queries() == few
    assert few <= 9


# --- The page and the paper --------------------------------------------------------------------------------


@pytest.fixture
def office():
    """A department with one flow of 令和3年度 and 令和4年度, and one of another department."""
    department = make_department(section="住民課")
    series = make_series(name="特例転出", department=department)
    make_flow_figure(series=series, fiscal_year=2021, whole_year=9254)
    make_flow_figure(series=series, fiscal_year=2022, whole_year=13630)
    theirs = make_series(name="よその項目", department=make_department(section="よその課"))
    make_flow_figure(series=theirs, fiscal_year=2022, whole_year=1)
    return department


def test_page_has_the_chart_for_every_eye_and_its_table(client, office):
    client.force_login(make_staff("clerk", department=office))
    body = text_of(client.get("/trends/"))
    (chart,) = re.findall(r"<svg.*?</svg>", body, re.DOTALL)
    (labelled,) = re.findall(r'role="img" aria-labelledby="(\S+) (\S+)"', chart)
    assert f'<title id="{labelled[0]}">特例転出（件）</title>' in chart
    assert f'<desc id="{labelled[1]}">令和3年度の9,254件から、' in chart
    assert chart.count('<rect class="chart-bar"') >= 2
    assert '<tr><th scope="row">令和4年度</th><td class="number">13,630</td></tr>' in body
    assert "style=" not in body
    assert "よその" not in body


def test_chart_speaks_of_its_coordinates_with_points_alone(client, office):
    """No comma and no exponent, whatever the language of the page."""
    client.force_login(make_staff("clerk", department=office))
    chart = re.findall(r"<svg.*?</svg>", text_of(client.get("/trends/")), re.DOTALL)[0]
    numbers = re.findall(r' (?:x|y|x1|x2|y1|y2|width|height|cx|cy)="([^"]*)"', chart)
    assert numbers
    assert all(re.fullmatch(r"\d+(\.\d)?", number) for number in numbers)


def test_department_and_span_are_chosen(client, office):
    client.force_login(make_staff("mynumber"))
    every = text_of(client.get("/trends/"))
    assert "特例転出" in every
    assert "よその項目" in every
    one = text_of(client.get(f"/trends/?department={office.pk}&span=quarters"))
    assert "よその項目" not in one
    assert f"/trends/print/?department={office.pk}&amp;span=quarters" in one
    assert "この期間に数がない項目：特例転出" in one
    assert "条件を読み取れないため、何も表示していません。" in text_of(client.get("/trends/?department=0"))
    assert client.get("/trends/print/?span=days").status_code == 302


def test_people_choose_among_what_they_may_see(client, office):
    other = make_department()
    client.force_login(make_staff("manager", department=other))
    body = text_of(client.get(f"/trends/?department={office.pk}"))
    assert "特例転出" not in body
    assert "住民課" not in body
    assert "実績項目がありません。" in text_of(client.get("/trends/"))


def test_paper_shows_every_table_open_and_stands_in_the_access_log(client, office):
    client.force_login(make_staff("clerk", department=office))
    body = text_of(client.get("/trends/print/"))
    assert "sheet-portrait" in body
    assert '<details class="trend-table" open>' in body
    event = AccessEvent.objects.get(subject="実績の推移")
    assert event.detail["conditions"] == {"所管": str(office), "期間": "年度"}

"""What is wrong with the `{{ }}` of a text is told with its line, and with the nearest name that there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.reports.document import Document
from core.reports.fact_list import NO_VALUE, listed_facts
from core.reports.facts import faults_in
from tests.factories import make_municipality, make_report, make_section, make_series

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    report = make_report()
    make_section(report=report, slug="town-centres", heading="{{ fiscal_year }}のまちづくりセンター")
    make_series(code="card_issued", name="交付済")
    make_series(code="cards_held", name="保有", kind="stock")
    return report


def faults_of(report, text):
    return faults_in(report, {"body": text}).get("body", [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "数も日付もない文。",
        "{{ fiscal_year }}は{{ends_on}}まで。{{ total:card_issued }}枚",
        "前記{{ section:town-centres }}参照",
        "一つの{波括弧}は文字である",
    ],
)
def test_facts_that_are_there_are_no_fault(report, text):
    assert faults_of(report, text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ fiscal_yaer }}", "{{ fiscal_yaer }}という項目はありません。もしかして：{{ fiscal_year }}"),
        (
            "{{ totl:card_issued }}",
            "{{ totl:card_issued }}という項目はありません。もしかして：{{ total:card_issued }}",
        ),
        (
            "{{ section:town-center }}",
            "{{ section:town-center }}という項目はありません。もしかして：{{ section:town-centres }}",
        ),
        ("{{ total }}", "{{ total }}という項目はありません。名前を確かめてください。"),
        (
            "{{ fiscal_year:2022 }}",
            "{{ fiscal_year:2022 }}という項目はありません。もしかして：{{ fiscal_year }}",
        ),
        ("{{ 1+1 }}", "{{ 1+1 }}という項目はありません。名前を確かめてください。"),
        ("{{}}", "{{  }}という項目はありません。名前を確かめてください。"),
        ("年度{{ x", "「{{ x」が「}}」で閉じられていません。項目は {{ 名前 }} の形で書いてください。"),
        ("年度 }}は", "「}}」の前に「{{」がありません。項目は {{ 名前 }} の形で書いてください。"),
    ],
)
def test_a_fault_is_told_with_the_nearest_name(report, text, fault):
    assert faults_of(report, text) == [fault]


def test_each_fault_is_told_once_a_line_with_its_line(report):
    text = "はじめ{{ a }}と{{ a }}\n\n{{ fiscal_year\nは{{ ends_on }}、{{ b }}"
    assert faults_of(report, text) == [
        "1行目：{{ a }}という項目はありません。名前を確かめてください。",
        "3行目：「{{ fiscal_year」が「}}」で閉じられていません。項目は {{ 名前 }} の形で書いてください。",
        "4行目：{{ b }}という項目はありません。名前を確かめてください。",
    ]


def test_one_that_is_not_closed_swallows_no_other(report):
    assert faults_of(report, "{{ fiscal_year と {{ ends_on }}") == [
        "「{{ fiscal_year と」が「}}」で閉じられていません。項目は {{ 名前 }} の形で書いてください。"
    ]


def test_registers_are_read_once_for_all_texts_of_a_section(report, django_assert_num_queries):
    text = "{{ total:card_issued }}"
    with CaptureQueriesContext(connection) as one:
        assert faults_in(report, {"body": text}) == {}
    with django_assert_num_queries(len(one)):
        assert faults_in(report, {"heading": text, "body": text, "after": text}) == {}


def test_facts_are_listed_for_picking_with_what_they_print_as_now(report):
    make_municipality("試験区")
    listed = {fact.written: (fact.description, fact.value) for fact in listed_facts(Document(report))}
    assert listed["{{ municipality }}"] == ("自治体の名称", "試験区")
    assert listed["{{ ends_on }}"] == ("対象期間の終了日", "令和５年３月３１日")
    assert listed["{{ section:town-centres }}"] == ("節の番号：令和４年度のまちづくりセンター", "１")
    assert listed["{{ total:card_issued }}"] == ("実績項目の年度計：交付済", NO_VALUE)
    assert listed["{{ stock:cards_held }}"] == ("実績項目の年度末の数：保有", NO_VALUE)
    assert "{{ stock:card_issued }}" not in listed
    assert all(faults_of(report, written) == [] for written in listed)


def test_what_a_report_does_not_have_is_not_listed():
    report = make_report(kind="privacy_review", fiscal_year=None)
    listed = {fact.written for fact in listed_facts(Document(report))}
    assert {"{{ period }}", "{{ cases.count }}"} <= listed
    assert not listed & {"{{ fiscal_year }}", "{{ attachments.first }}", "{{ terminals.count }}"}

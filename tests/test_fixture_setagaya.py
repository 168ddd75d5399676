"""What the ward published of fiscal 2022, as rows: counts and sums held against the two reports."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from core.models import Report
from mynumber.models import (
    AgendaItem,
    CsirtDrill,
    FigureTable,
    Finding,
    FlowFigure,
    Incident,
    IncidentBreakdown,
    Measure,
    Meeting,
    Series,
    StockFigure,
    Window,
)
from mynumber.statistics import Figures
from privacy_review.models import CareCategory, ImplementingBody, ReviewCase
from privacy_review.models.criterion import Criterion
from registry.models import Affair, Site, Terminal

pytestmark = pytest.mark.django_db

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "setagaya"
PUBLISHED = (settings.BASE_DIR / "tests" / "oracle" / "reports-361-362.txt").read_text(encoding="utf-8")

FLOWS = {
    "exceptional_move_out",
    "exceptional_move_in",
    "card_continued_use",
    "wide_area_issued",
    "wide_area_sent",
    "signing_certificates",
    "user_authentication_certificates",
    "center_signing_certificates",
    "center_user_authentication_certificates",
    "lookups_resident_tax",
    "lookups_national_health_insurance",
    "lookups_long_term_care",
    "lookups_late_elderly_medical",
    "lookups_public_assistance",
    "lookups_child_allowance",
    "lookups_child_rearing_allowance",
    "lookups_special_child_rearing_allowance",
    "lookups_welfare_loans",
    "lookups_vaccination",
    "lookups_elections",
    "lookups_public_benefits",
}
STOCKS = {
    "card_applied",
    "card_prepared",
    "card_issued",
    "card_not_yet_issued",
    "card_valid",
    "card_active",
    "card_suspended",
    "card_abolished",
    "card_valid_share",
    "population",
}


@pytest.fixture(scope="module")
def setagaya(django_db_setup, django_db_blocker):
    """The published data, loaded once for all tests here: each runs in a transaction inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_municipality", "setagaya", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def figures(setagaya):
    return Figures(through=2022)


def rows_of_files():
    return [row for file in sorted(FOLDER.glob("*.json")) for row in json.loads(file.read_text("utf-8"))]


# --- Every row ---------------------------------------------------------------------------------------------


def test_every_row_passes_the_rules_of_its_model(setagaya):
    """Files go round the forms: the guard, the facts of the prose and all other rules are asked here."""
    labels = {row["model"] for row in rows_of_files()}
    assert len(labels) == 29
    for label in labels:
        for row in apps.get_model(label).objects.all():
            row.full_clean()


def test_files_hold_no_person():
    assert not {"core.staff", "registry.custodian"} & {row["model"] for row in rows_of_files()}


# --- The Juki-net ------------------------------------------------------------------------------------------


def test_terminals_stand_at_residents_records_and_22_other_sites(setagaya):
    assert Site.objects.count() == 23
    assert Terminal.objects.count() == 23
    assert Counter(Site.objects.values_list("terminals__number", flat=True)).most_common(1)[0][1] == 1
    (first,) = Site.objects.filter(kind=Site.Kind.RESIDENT_RECORDS)
    assert first.name == "住民記録・戸籍課住民記録"


def test_five_town_centres_got_terminals_at_the_end_of_the_year(setagaya):
    centres = Site.objects.filter(kind=Site.Kind.TOWN_CENTRE)
    assert [each.short_name for each in centres] == ["上馬", "梅丘", "奥沢", "祖師谷", "上祖師谷"]
    assert {each.starts_on for each in centres} == {date(2023, 3, 20)}
    assert Site.objects.filter(starts_on=None).count() == 18


def test_sites_that_the_report_does_not_name_say_so(setagaya):
    assert Site.objects.filter(remarks="報告書に名称の記載なし").count() == 17
    for name in Site.objects.filter(remarks="").values_list("name", flat=True):
        assert name.removesuffix("まちづくりセンター") in PUBLISHED


def test_affairs_are_those_of_the_published_table_in_its_order(setagaya):
    assert list(Affair.objects.values_list("name", flat=True)) == [
        "住民税",
        "国民健康保険",
        "介護保険",
        "後期高齢",
        "生活保護",
        "児童手当",
        "児童扶養手当",
        "特別児童扶養手当",
        "福祉資金貸付",
        "予防接種",
        "選挙",
        "公的給付",
    ]
    assert Series.objects.filter(affair__isnull=False, code__startswith="lookups_").count() == 12


# --- Figures -----------------------------------------------------------------------------------------------


def test_series_are_those_that_files_name(setagaya):
    assert set(Series.objects.filter(kind="flow").values_list("code", flat=True)) == FLOWS
    assert set(Series.objects.filter(kind="stock").values_list("code", flat=True)) == STOCKS


@pytest.mark.parametrize(
    ("code", "started_on", "cumulative"),
    [
        ("exceptional_move_out", date(2012, 7, 1), 38_965),
        ("exceptional_move_in", date(2012, 7, 1), 56_892),
        ("card_continued_use", date(2012, 7, 1), 94_257),
        ("wide_area_issued", date(2003, 8, 1), 11_537),
        ("wide_area_sent", date(2003, 8, 1), 19_829),
        ("signing_certificates", date(2016, 1, 1), 827_313),
        ("user_authentication_certificates", date(2016, 1, 1), 802_817),
        ("center_signing_certificates", date(2023, 3, 20), 25),
        ("center_user_authentication_certificates", date(2023, 3, 20), 32),
    ],
)
def test_cumulative_is_the_published_one(figures, code, started_on, cumulative):
    series = figures.series[code]
    assert series.started_on == started_on
    assert figures.cumulative(series, 2022) == cumulative


@pytest.mark.parametrize(("year", "total"), [(2021, 19_180), (2022, 21_265)])
def test_lookups_add_up_to_the_published_total(figures, year, total):
    lookups = [series for code, series in figures.series.items() if code.startswith("lookups_")]
    assert sum(figures.flow(series, year) for series in lookups) == total


def test_welfare_loans_were_looked_up_a_true_zero_times(figures):
    assert figures.flow(figures.series["lookups_welfare_loans"], 2022) == 0


@pytest.mark.parametrize(
    ("code", "day", "value"),
    [
        ("card_applied", date(2023, 3, 31), 768_966),
        ("card_prepared", date(2022, 3, 31), 478_855),
        ("card_prepared", date(2023, 3, 31), 662_977),
        ("card_issued", date(2023, 3, 31), 579_343),
        ("card_valid", date(2022, 4, 1), 411_263),
        ("card_valid", date(2023, 4, 1), 537_246),
        ("card_valid_share", date(2022, 4, 1), Decimal("44.8")),
        ("card_valid_share", date(2023, 4, 1), Decimal("58.6")),
        ("card_abolished", date(2023, 4, 1), 46_923),
    ],
)
def test_stock_is_the_published_one(figures, code, day, value):
    assert figures.stock(figures.series[code], day) == value


def test_sums_are_not_typed_in(setagaya):
    assert not StockFigure.objects.filter(series__code__in=["card_prepared", "card_valid"]).exists()


def test_figures_are_those_of_two_years_and_four_days(setagaya):
    assert Counter(FlowFigure.objects.values_list("fiscal_year", flat=True)) == {2021: 19, 2022: 21}
    assert Counter(StockFigure.objects.values_list("as_of", flat=True)) == {
        date(2022, 3, 31): 3,
        date(2023, 3, 31): 3,
        date(2022, 4, 1): 4,
        date(2023, 4, 1): 4,
    }
    assert not FlowFigure.objects.filter(whole_year=None).exists()


def test_figure_tables_are_the_seven_of_the_report(setagaya):
    lines = {table.slug: table.lines.count() for table in FigureTable.objects.all()}
    assert lines == {
        "exceptional_moves": 3,
        "wide_area_issuance": 2,
        "lookups": 12,
        "card_issuance": 4,
        "certificates": 2,
        "card_status": 5,
        "town_centre_certificates": 2,
    }


# --- Windows, governance -----------------------------------------------------------------------------------


def test_windows_are_five_for_cards_and_five_for_certificates(setagaya):
    assert Counter(Window.objects.values_list("service", flat=True)) == {"cards": 5, "certificates": 5}
    counters = Window.objects.get(name__contains="くみん窓口")
    assert counters.starts_on == date(2021, 5, 18)
    assert (counters.at_issuance, counters.at_application) == (True, False)
    (hours,) = counters.hours.all()
    assert f"{hours.days}{hours.opens_at:%H:%M}{hours.closes_at:%H:%M}" == "月～土09:3016:00"
    assert Window.objects.get(name="マイナンバーカード専用窓口").hours.count() == 2


def test_measures_stand_under_the_four_headings(setagaya):
    counted = Counter(Measure.objects.values_list("heading", flat=True))
    assert counted == {"information_assets": 2, "physical": 4, "human": 4, "technical": 11}


def test_meetings_are_two_and_three_with_their_agendas(setagaya):
    held = Meeting.objects.order_by("scheme", "number").values_list("scheme", "number", "held_on")
    assert list(held) == [
        ("juki_net", 1, date(2022, 8, 18)),
        ("juki_net", 2, date(2023, 3, 24)),
        ("my_number", 1, date(2022, 8, 18)),
        ("my_number", 2, date(2022, 11, 29)),
        ("my_number", 3, date(2023, 3, 15)),
    ]
    agenda = Counter(AgendaItem.objects.values_list("meeting__scheme", "kind"))
    assert agenda == {
        ("juki_net", "report"): 14,
        ("my_number", "deliberation"): 4,
        ("my_number", "report"): 6,
    }


def test_findings_of_the_year_before_are_linked_to_their_improvement(setagaya):
    asked = Finding.objects.filter(asks_improvement=True)
    assert {each.text for each in asked} == {"端末機管理責任者の認識不足", "統合端末の盗難防止措置漏れ"}
    for finding in asked:
        assert finding.audit.fiscal_year == 2021
        assert finding.improvement.audit.held_on == date(2023, 2, 10)
        assert finding.text in finding.improvement.text
    assert Finding.objects.filter(audit__fiscal_year=2022).count() == 3


def test_incidents_are_eight_with_26_certificates(setagaya):
    assert Incident.objects.count() == 8
    assert Incident.objects.filter(date_meaning="announced").count() == 4
    assert sum(IncidentBreakdown.objects.values_list("count", flat=True)) == 10 + 2 + 1 + 1 + 3 + 3 + 5 + 1
    assert Incident.objects.get(municipality="横浜市").breakdowns.count() == 3


def test_drill_was_held_in_october(setagaya):
    (drill,) = CsirtDrill.objects.all()
    assert (drill.held_on, drill.place) == (date(2022, 10, 28), "１・Ｂ・１会議室")


# --- The privacy review ------------------------------------------------------------------------------------


def test_cases_are_66_by_criterion_and_body(setagaya):
    bodies = ["区長", "教育委員会", "選挙管理委員会", "監査委員", "農業委員会"]
    assert list(ImplementingBody.objects.values_list("name", flat=True)) == bodies
    counted = Counter(ReviewCase.objects.values_list("criterion", "implementing_body__name"))
    assert counted == {
        (Criterion.OUTSOURCING, "区長"): 31,
        (Criterion.OUTSOURCING, "教育委員会"): 4,
        (Criterion.USE_BEYOND_PURPOSE, "区長"): 3,
        (Criterion.EXTERNAL_PROVISION, "区長"): 17,
        (Criterion.ONLINE_LINKAGE, "区長"): 10,
        (Criterion.ONLINE_LINKAGE, "教育委員会"): 1,
    }
    assert counted.total() == 66


def test_ten_cases_are_listed_and_the_others_only_counted(setagaya):
    listed = ReviewCase.objects.filter(counted_only=False)
    assert Counter(listed.values_list("criterion", flat=True)) == {
        Criterion.OUTSOURCING: 4,
        Criterion.USE_BEYOND_PURPOSE: 1,
        Criterion.EXTERNAL_PROVISION: 2,
        Criterion.ONLINE_LINKAGE: 3,
    }
    assert all(case.special_care and case.ordinance_special_care for case in listed)
    assert ReviewCase.objects.with_special_care().count() == 10
    assert ReviewCase.objects.filter(counted_only=True).count() == 56


def test_listed_cases_have_the_published_categories(setagaya):
    counted = Counter(
        "、".join(case.care_categories.order_by("order").values_list("name", flat=True))
        for case in ReviewCase.objects.filter(counted_only=False)
    )
    assert counted == {"国籍、ドメスティック・バイオレンス": 4, "ドメスティック・バイオレンス": 6}
    assert CareCategory.objects.count() == 2


def test_cases_are_reviewed_within_the_period_of_the_report(setagaya):
    report = Report.objects.get(number=362)
    assert ReviewCase.objects.counted_during(report.starts_on, report.ends_on).count() == 66

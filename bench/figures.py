"""The entry sheet of 60 series over ten years at most three times a plain page of 50 rows, and the report
over twenty years of data at most eight times; more years of data cost next to nothing; the ZIP of the
report's exhibits at most one and a half times the report's page.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from bench.lists import make_auditor
from bench.measure import Line, Page, compare, copy_of_database
from bench.plain import make_plain_rows
from bench.registers import fill_office
from core.calendar import quarter_of, today
from core.files.encodings import Encoding
from core.models import Department, Staff
from core.services.municipality import load_municipality
from mynumber.models import FlowFigure, Series, StockFigure

SHEET_MOST, SHEET_QUERIES = 3.0, 20
REPORT_MOST, REPORT_QUERIES = 8.0, 34
ZIP_MOST = 1.5
YEARS_MOST = 1.5  # ten or twenty years of data beside one or two of them
SERIES, SHEET_YEARS = 60, 10
REPORT, REPORT_YEARS = 361, 20


def run(sizes: Sequence[int]) -> list[Line]:
    """Measure the sheet and the report. They have sizes of their own."""
    return [*_sheet(), *_report()]


def _sheet() -> list[Line]:
    with copy_of_database():
        fill_office()
        make_plain_rows()
        client = Client()
        client.force_login(make_auditor())
        yardstick = Page("plain", "/bench/plain/", client)
        quarter = quarter_of(today()).previous()
        department = Department.objects.create(code="figures", bureau="試験部", section="実績課")
        series = Series.objects.bulk_create(
            Series(code=f"sheet-{n}", name=f"項目{n}", kind="flow", unit="件", department=department, order=n)
            for n in range(SERIES)
        )
        clerk = Staff.objects.create_user("clerk", name="入力 花子", department=department)
        clerk.groups.set(Group.objects.filter(name="実績入力"))
        at_the_sheet = Client()  # with its boxes; for the auditor it has none
        at_the_sheet.force_login(clerk)
        address = reverse("figure_sheet", args=[department.pk, quarter.fiscal_year, quarter.number])
        _enter(series, [quarter.fiscal_year])
        short = Page("sheet, 1 year", address, at_the_sheet)
        lines = compare(yardstick, [short], most=SHEET_MOST, most_queries=SHEET_QUERIES)
        _enter(series, [quarter.fiscal_year - n for n in range(1, SHEET_YEARS)])
        long = Page(f"sheet, {SHEET_YEARS} years", address, at_the_sheet)
        lines += compare(yardstick, [long], most=SHEET_MOST, most_queries=SHEET_QUERIES)
        return [*lines, _beside(lines[1], lines[0])]


def _enter(series: list[Series], years: list[int]) -> None:
    FlowFigure.objects.bulk_create(
        FlowFigure(series=each, fiscal_year=year, q1=each.order, q2=year, q3=0, q4=1)
        for each in series
        for year in years
    )


def _report() -> list[Line]:
    with copy_of_database():
        load_municipality("setagaya")
        fill_office()
        make_plain_rows()
        client = Client()
        client.force_login(make_auditor())
        yardstick = Page("plain", "/bench/plain/", client)
        address = reverse("report_detail", args=[REPORT])
        short = Page("report, 2 years", address, client)
        lines = compare(yardstick, [short], most=REPORT_MOST, most_queries=REPORT_QUERIES)
        _enter_years(range(2022 - REPORT_YEARS + 1, 2021))
        long = Page(f"report, {REPORT_YEARS} years", address, client)
        lines += compare(yardstick, [long], most=REPORT_MOST, most_queries=REPORT_QUERIES)
        files = Page(
            "ZIP beside the report", reverse("exhibits_zip", args=[REPORT, Encoding.UTF_8_SIG]), client
        )
        lines.append(_beside(lines[1], lines[0]))
        return lines + compare(long, [files], most=ZIP_MOST, most_queries=REPORT_QUERIES)


def _enter_years(years: range) -> None:
    """What the published series had in the years before."""
    typed_in = list(Series.objects.typed_in().filter(numerator=None).exclude(code__startswith="series-"))
    FlowFigure.objects.bulk_create(
        FlowFigure(series=each, fiscal_year=year, q1=1, q2=2, q3=3, q4=4)
        for each in typed_in
        if each.kind == Series.Kind.FLOW
        for year in years
    )
    StockFigure.objects.bulk_create(
        StockFigure(series=each, as_of=day, value=Decimal(1000))
        for each in typed_in
        if each.kind == Series.Kind.STOCK
        for year in years
        for day in (date(year + 1, 3, 31), date(year + 1, 4, 1))
    )


def _beside(long: Line, short: Line) -> Line:
    """The page with many years of data as a multiple of the one with few."""
    label = f"{long.label} beside {short.label.split(', ')[1]}"
    return Line(label, long.ratio / short.ratio, YEARS_MOST, long.queries, long.most_queries, long.seconds)

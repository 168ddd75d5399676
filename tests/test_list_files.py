"""The CSV of every list: the database writes it, and writes what Python would, byte for byte."""

import csv
import io
import itertools
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pgtrigger
import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction
from django.http import HttpResponse
from django.urls import resolve, reverse
from django.utils import timezone

from core.calendar import today, wareki
from core.columns import CodeColumn
from core.files.copying import copy_csv
from core.files.csv import write_csv
from core.files.encodings import Encoding
from core.lists import RegisterList, RegisterTable
from core.models import AccessEvent, Department
from tests import factories
from tests.access import LISTS
from tests.test_query_counts import make_row

pytestmark = pytest.mark.django_db

# Lists that Python writes, and why.
IN_PYTHON = {
    "windows",  # its remarks are prose with days filled in
    "figure_corrections",
    "reportable_matters",
    "follow_ups",
    "open_findings",
    "undertakings",  # where its cases stand, in words
}

ROWS = 9
TEXTS = [
    'いろは,"に"ほへと',
    "行を\n分けて\r\n書く\rこと",
    "=1+1",
    "-1",
    "@名前",
    "+8",
    "\t字下げ",
    "''=と",
    "'引用",
    "全角＝ＡＢＣ１２３　ｶﾅ①㈱～—",
    " 端の空白 ",
    "\\.",
    "0012",
    "!は？",
    "a" * 36,
]
DAYS = [
    date(1912, 7, 30),
    date(1926, 12, 24),
    date(1926, 12, 25),
    date(1927, 1, 1),
    date(1989, 1, 7),
    date(1989, 1, 8),
    date(2019, 4, 30),
    date(2019, 5, 1),
    date(2020, 2, 29),
    date(2117, 12, 31),
]
MOMENTS = [
    datetime(2026, 3, 31, 15, tzinfo=UTC),  # midnight in Tokyo
    datetime(2026, 3, 31, 14, 59, 59, 999_999, tzinfo=UTC),
    datetime(2019, 4, 30, 14, 59, 59, tzinfo=UTC),
    datetime(2019, 4, 30, 15, tzinfo=UTC),
]
YEARS = [1989, 2018, 2019, 2020, 2100]
LONG = [9_007_199_254_740_993, 0, 123_456_789]


def values_for(field):
    """Sets of awkward values of the field's kind; where its rules refuse one, the next may do."""
    if field.primary_key or field.is_relation or field.choices or getattr(field, "generated", False):
        return [[None]] if field.is_relation and field.null else []
    nothing = [None] if field.null else []
    match field:
        case models.CharField() | models.TextField():
            return [[*TEXTS, ""], TEXTS]
        case models.DateTimeField():
            return [[*MOMENTS, *nothing]]
        case models.DateField():
            return [[*DAYS, *nothing]]
        case models.BigIntegerField():
            return [[*LONG, *nothing]]
        case models.IntegerField() if field.name == "fiscal_year":
            return [YEARS]
        case models.BooleanField():
            return [[True, False, *nothing]]
    return [nothing] if nothing else []


def make_awkward():
    """Put awkward values wherever the rules of the tables let them, in every register that has rows."""
    with connection.cursor() as cursor, pgtrigger.ignore():
        cursor.execute("RESET ROLE")
        for model in apps.get_models():
            if model._meta.app_label not in ("core", "registry", "mynumber", "privacy_review"):
                continue
            if not model._meta.managed or model._meta.proxy or not model._default_manager.exists():
                continue
            table = model._meta.db_table
            for number, field in enumerate(model._meta.concrete_fields):
                for values in values_for(field):
                    known = [value for value in values if value is not None]
                    parts = f"CASE (id + {number}) % {len(values)} " + " ".join(
                        f"WHEN {place} THEN %s" for place in range(len(known))
                    )
                    parts = f"{parts} ELSE NULL END" if known else "NULL"
                    share = "" if known else " WHERE id % 3 = 0"
                    statement = f'UPDATE {table} SET "{field.column}" = {parts}{share}'.replace("% ", "%% ")
                    with suppress(Error), transaction.atomic():
                        cursor.execute(statement, known)
                        break
        # What is asked at the end of the transaction is asked while nobody listens.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def table_of(client, monkeypatch):
    """The table of a list's export, as the view makes it."""
    tables: list[RegisterTable] = []
    monkeypatch.setattr(
        RegisterList, "csv", lambda self, table, encoding: tables.append(table) or HttpResponse()
    )

    def ask(name, query=""):
        client.get(reverse(f"{name}_export") + query)
        return tables.pop()

    return ask


def registers():
    return [name for name in LISTS if issubclass(resolve(reverse(name)).func.view_class, RegisterList)]


@pytest.mark.parametrize("name", registers())
def test_database_writes_the_file_of_a_list_as_python_does(client, name, table_of):
    for _ in range(ROWS):
        make_row(name)
    make_awkward()
    client.force_login(factories.make_staff(*{"auditor"} & LISTS[name] or LISTS[name]))
    for encoding, query in itertools.product(Encoding, ("", "?sort=-department")):
        table = table_of(name, query)
        written = b"".join(write_csv(table.file_header(), table.file_rows(), encoding))
        cells = table.file_query()
        assert (cells is None) == (name in IN_PYTHON)
        if cells is None:
            continue
        assert b"".join(copy_csv(table.file_header(), cells, encoding)) == written
        assert written.count(b"\r\n") > 1


def assert_written_alike(table):
    """The rows of the file, without its header."""
    written = b"".join(write_csv(table.file_header(), table.file_rows()))
    assert b"".join(copy_csv(table.file_header(), table.file_query())) == written
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("query", ["", "?fiscal_year=R4", "?sort=q1", "?department={department}"])
def test_cumulative_is_the_same_whether_the_database_or_python_sums_it_up(client, table_of, query):
    department = factories.make_department()
    known, unknown = (
        factories.make_series(name=name, opening_balance=balance, department=department)
        for name, balance in (("知", 100), ("不明", None))
    )
    for series in (known, unknown):
        for year, figure in ((2020, 1), (2021, None), (2022, 30)):
            quarters = {"q1": figure, "q2": None, "q3": None, "q4": None}
            factories.make_flow_figure(series=series, fiscal_year=year, **quarters)
    whole = factories.make_series(name="合", opening_balance=0, department=department)
    for year in (2021, 2022):
        factories.make_flow_figure(series=whole, fiscal_year=year, q1=2**40)
    client.force_login(factories.make_staff("auditor"))
    rows = assert_written_alike(table_of("flow_figures", query.format(department=department.pk)))
    cumulative = {(row["実績項目"], row["年度"]): row["累計"] for row in rows}
    assert cumulative.get(("知", "2020"), "101") == "101"
    assert cumulative.get(("知", "2022"), "") == ""  # a year before it is not known
    assert cumulative.get(("不明", "2022"), "") == ""
    first, second = whole.flowfigures.order_by("fiscal_year")
    assert cumulative["合", "2022"] == str(first.total + second.total)


def test_detail_of_the_access_log_is_told_alike_whatever_it_holds(client, table_of):
    details = [
        {},
        {"rows": 7},
        {"rows": 1_234_567, "format": "xlsx", "conditions": {}},
        {"rows": 999, "format": "csv", "encoding": "cp932", "conditions": {"種別": "出張所", "言葉": "a"}},
        {"rows": 1000, "format": "csv", "encoding": "ebcdic", "conditions": {"言葉": '"引用"と\\と\n行'}},
        {"conditions": {"言葉": ", ", "範囲": ": ", "長い方": "}{", "他": '","'}},
        {"format": "csv", "=見慣れない": "=1", "x": [1, {"y": None}], "z": None, "w": True, "v": 1.5},
        {"=": 1},
    ]
    for detail in details:
        AccessEvent.objects.create(kind="print", detail=detail)
    client.force_login(factories.make_staff("auditor"))
    rows = assert_written_alike(table_of("access_events", "?kind=print"))
    told = {row["内容"] for row in rows}
    assert "件数：999件、形式：CSV、文字コード：CP932（Shift_JIS）、条件：種別＝出張所、条件：言葉＝a" in told
    assert '件数：1,000件、形式：CSV、文字コード：ebcdic、条件：言葉＝"引用"と\\と\n行' in told
    assert {"", "件数：7件", "件数：1,234,567件、形式：XLSX", "'=：1"} < told
    assert len(told) == len(details)


def test_deputies_stand_alike(client, table_of):
    now, day = timezone.now(), today()
    for starts_on, ends_on, more in (
        (day, day, {}),
        (day + timedelta(1), day + timedelta(2), {}),
        (day - timedelta(2), day - timedelta(1), {}),
        (day, day, {"ended_at": now, "ended_by": factories.make_staff()}),
    ):
        deputy = factories.make_staff("approver")
        factories.make_deputy(deputy=deputy, starts_on=starts_on, ends_on=ends_on, **more)
    client.force_login(factories.make_staff("auditor"))
    standing = {row["いまの状態"] for row in assert_written_alike(table_of("deputies"))}
    assert standing == {
        "いま有効です",
        "これからです",
        "終わりました",
        f"{wareki(day)}に早く終わりました",
    }


def test_marks_of_uses_stand_alike(client, table_of):
    with pgtrigger.ignore():
        factories.make_usage_record(kind="reserved", reservation=factories.make_reservation())
        factories.make_usage_record(kind="own_site", grant=factories.make_site_grant())
        urgent = [factories.make_usage_record(kind="urgent", urgent_reason="停電") for _ in range(2)]
        reviewed = factories.make_usage_record(kind="urgent", urgent_reason="停電")
        rows = type(reviewed).objects.filter(pk=reviewed.pk)
        rows.update(urgent_reviewed_at=timezone.now(), urgent_reviewed_by=factories.make_staff())
        type(reviewed).objects.filter(pk=urgent[0].pk).update(superseded=True)
        factories.make_usage_record(corrects=urgent[0], correction_reason="時刻の誤り")
    client.force_login(factories.make_staff("auditor"))
    marks = sorted(row["区分・訂正"] for row in assert_written_alike(table_of("usage_records")))
    corrected = ["訂正前、緊急・未確認", "訂正後、緊急・未確認"]
    assert marks == sorted(["", "設置場所", "緊急・未確認", "緊急・確認済み", *corrected])


def test_table_that_says_a_column_in_its_own_words_is_written_by_python():
    class Own(RegisterTable):
        code = CodeColumn()

        class Meta(RegisterTable.Meta):
            model = Department
            fields = ()

        def value_code(self, value):
            return f"[{value}]"

    class OwnColumn(CodeColumn):
        def file_cells(self, value):
            return (f"[{value}]",)

    class WithColumn(RegisterTable):
        code = OwnColumn()

        class Meta(RegisterTable.Meta):
            model = Department
            fields = ()

    rows = Department.objects.order_by("code")
    assert [Own(rows).file_query(), WithColumn(rows).file_query()] == [None, None]


def test_rows_that_are_told_apart_are_written_by_python():
    class Plain(RegisterTable):
        code = CodeColumn()

        class Meta(RegisterTable.Meta):
            model = Department
            fields = ()

    rows = Department.objects.order_by("code")
    assert Plain(rows).file_query() is not None
    # DISTINCT over the cells would be another than over the rows.
    assert Plain(rows.distinct()).file_query() is None

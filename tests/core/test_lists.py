"""The lists: one filtered, ordered queryset on the screen, on paper and in files."""

import csv
import html
import io
import re
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.utils.html import strip_tags

from core import lists
from core.models import AccessEvent
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client: Client) -> Client:
    client.force_login(factories.make_staff("auditor", name="監査 花子"))
    return client


def rows_of_csv(answer, encoding="utf-8-sig"):
    return list(csv.reader(io.StringIO(b"".join(answer).decode(encoding), newline="")))


def rows_of_screen(answer):
    return [[words_of(cell) for _, cell in row.items()] for row in answer.context["table"].paginated_rows]


def words_of(cell):
    """What a person reads in the cell: a name is often a link."""
    return strip_tags(str(cell))


# --- One selection, three outputs ---------------------------------------------------------------------


def test_list_shows_prints_and_exports_the_same_rows_in_the_same_order(auditor):
    for name in ("用賀", "上馬", "下馬", "奥沢"):
        factories.make_site(name=name, remarks="馬" if "馬" in name else "")
    query = "?text=馬&sort=-name"
    shown = [row[0] for row in rows_of_screen(auditor.get(f"/sites/{query}"))]
    printed = [row[0] for row in rows_of_screen(auditor.get(f"/sites/print/{query}"))]
    exported = [row[0] for row in rows_of_csv(auditor.get(f"/sites/export/{query}&format=csv"))[1:]]
    stream = io.BytesIO(b"".join(auditor.get(f"/sites/export/{query}&format=xlsx")))
    workbook = [
        row[0] for row in openpyxl.load_workbook(stream).active.iter_rows(min_row=2, values_only=True)
    ]
    assert shown == printed == exported == workbook
    assert sorted(shown) == ["上馬", "下馬"]
    assert shown == [row[0] for row in rows_of_screen(auditor.get("/sites/?text=馬&sort=name"))][::-1]


def test_list_pages_hold_every_row_once_however_equal_the_rows_are(auditor):
    site = factories.make_site()
    numbers = [f"T-{number * 37 % 70:02}" for number in range(lists.PAGE_ROWS + 20)]
    for number in numbers:
        factories.make_terminal(site=site, number=number, remarks="同じ")
    first = auditor.get("/terminals/?sort=remarks")
    (link,) = re.findall(r'href="([^"]*)" rel="next"', first.content.decode())
    second = auditor.get(f"/terminals/{html.unescape(link)}")
    pages = [rows_of_screen(answer) for answer in (first, second)]
    assert [len(page) for page in pages] == [50, 20]
    assert "<strong>51–70</strong>件 / 全<strong>70</strong>件" in second.content.decode()
    assert rows_of_screen(auditor.get("/terminals/?sort=remarks&page=last")) == pages[1]
    # Where the column says nothing, the register's own order decides.
    assert [row[0] for page in pages for row in page] == sorted(numbers)
    assert [row[0] for row in rows_of_csv(auditor.get("/terminals/export/?sort=remarks"))[1:]] == sorted(
        numbers
    )


def test_list_puts_what_is_empty_last_in_both_orders(auditor):
    for day in (None, date(2023, 3, 20), date(2020, 4, 1)):
        factories.make_site(name=str(day), starts_on=day)
    for sort, expected in (
        ("starts_on", ["2020-04-01", "2023-03-20", "None"]),
        ("-starts_on", ["2023-03-20", "2020-04-01", "None"]),
    ):
        assert [row[0] for row in rows_of_screen(auditor.get(f"/sites/?sort={sort}"))] == expected


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "１", "\0", "last", "WzFd:1:x"])
def test_list_takes_a_page_that_is_not_there_for_the_first(auditor, page):
    factories.make_site()
    assert len(rows_of_screen(auditor.get("/sites/", {"page": page}))) == 1


def test_list_leaves_the_page_with_the_order_and_with_the_output(auditor):
    for _ in range(lists.PAGE_ROWS + 1):
        factories.make_affair()
    page = auditor.get("/affairs/?text=事務&page=last").content.decode()
    links = re.findall(r'href="([^"]*)"', page)
    assert [link for link in links if "sort=" in link and "page" in link] == []
    assert [link for link in links if "print" in link or "export" in link]
    assert [link for link in links if ("print" in link or "export" in link) and "page" in link] == []


def test_list_ignores_an_order_by_a_column_that_is_none(auditor):
    factories.make_site()
    assert len(rows_of_screen(auditor.get("/sites/?sort=password"))) == 1


# --- Conditions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ｶﾐｳﾏ", "かみうま", "カミ ウマ", "カミウマ"])
def test_list_finds_text_whatever_its_widths_and_kana(auditor, typed):
    factories.make_site(name="カミウマまちづくりセンター")
    factories.make_site(name="用賀")
    assert [row[0] for row in rows_of_screen(auditor.get("/sites/", {"text": typed}))] == [
        "カミウマまちづくりセンター"
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("in_force_on=令和5年2月30日", "令和5年2月は28日までです"),
        ("kind=castle", "この中から選び直してください"),
    ],
)
def test_list_says_what_is_wrong_with_a_condition_and_keeps_what_was_typed(auditor, query, sentence):
    factories.make_site()
    answer = auditor.get(f"/sites/?{query}&text=用賀&sort=-manager_name")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert 'value="用賀"' in page
    assert rows_of_screen(answer) == []
    assert "条件を読み取れないため" in page


def test_list_prints_and_exports_nothing_under_a_condition_it_cannot_read(auditor):
    before = AccessEvent.objects.count()
    for output in ("print", "export"):
        answer = auditor.get(f"/sites/{output}/?kind=castle&format=xlsx")
        assert (answer.status_code, answer["Location"]) == (302, "/sites/?kind=castle")
    assert AccessEvent.objects.count() == before


def test_list_tells_an_empty_register_from_conditions_that_nothing_meets(auditor):
    assert "まだ登録されていません" in auditor.get("/sites/").content.decode()
    assert "該当する記録はありません" in auditor.get("/sites/?text=用賀").content.decode()


def test_list_of_days_takes_both_ends_and_refuses_them_reversed(auditor):
    for day in (date(2022, 3, 31), date(2022, 4, 1), date(2023, 3, 31), date(2023, 4, 1)):
        factories.make_stock_figure(as_of=day)
    answer = auditor.get("/stock-figures/", {"as_of_from": "R4.4.1", "as_of_to": "２０２３－０３－３１"})
    assert [row[0] for row in rows_of_screen(answer)] == ["令和5年3月31日", "令和4年4月1日"]
    answer = auditor.get("/stock-figures/", {"as_of_from": "R5.4.1", "as_of_to": "R4.4.1"})
    assert "日付を入れ替えてください" in answer.content.decode()


# --- Files --------------------------------------------------------------------------------------------


def test_file_holds_bare_values_and_days_twice(auditor):
    series = factories.make_series(name="特例転出", opening_balance=1_000, department=None)
    factories.make_flow_figure(series=series, q1=1_234, q2=0, q3=None, q4=None, note="=1+1")
    header, row = rows_of_csv(auditor.get("/flow-figures/export/"))
    cells = dict(zip(header, row, strict=True))
    assert cells["年度"] == "2022"
    assert cells["年度（和暦）"] == "令和4年度"
    assert (cells["4～6月"], cells["7～9月"], cells["10～12月"]) == ("1234", "0", "")
    assert (cells["年度計"], cells["累計"]) == ("1234", "2234")
    assert cells["注記"] == "'=1+1"
    screen = rows_of_screen(auditor.get("/flow-figures/"))[0]
    assert "1,234" in screen
    assert "2,234" in screen


def test_file_carries_the_list_and_the_day_in_its_name(auditor):
    answer = auditor.get("/sites/export/?format=xlsx")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%A8%AD%E7%BD%AE")
    assert answer["Content-Disposition"].endswith(".xlsx")


def test_file_in_cp932_is_cp932(auditor):
    factories.make_site(name="用賀～①")
    answer = auditor.get("/sites/export/?format=csv&encoding=cp932")
    assert rows_of_csv(answer, "cp932")[1][0] == "用賀～①"


def test_file_that_the_encoding_cannot_hold_is_refused_with_every_place(auditor):
    factories.make_site(name="鷗外", code="a", order=1)
    factories.make_site(name="𠮷田", code="b", order=2)
    before = AccessEvent.objects.count()
    answer = auditor.get("/sites/export/?format=csv&encoding=cp932")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2行1列目：「鷗」（U+9DD7）" in page
    assert "3行1列目：「𠮷」（U+20BB7）" in page
    assert AccessEvent.objects.count() == before


@pytest.mark.parametrize("query", ["format=pdf", "format=csv&encoding=shift_jis"])
def test_file_of_an_unknown_kind_is_a_bad_request(auditor, query):
    assert auditor.get(f"/sites/export/?{query}").status_code == 400


# --- The access log -----------------------------------------------------------------------------------


def test_print_and_export_are_logged_with_their_conditions(auditor):
    factories.make_site(name="上馬", kind="town_centre")
    factories.make_site(name="用賀")
    auditor.get("/sites/print/?kind=town_centre&in_force_on=R5.3.31")
    b"".join(auditor.get("/sites/export/?kind=town_centre&format=csv&encoding=cp932"))
    auditor.get("/sites/?kind=town_centre")
    printed, exported = AccessEvent.objects.exclude(kind="login").order_by("id")
    assert (printed.kind, printed.subject, printed.staff_name) == ("print", "設置場所", "監査 花子")
    assert printed.detail == {
        "rows": 1,
        "conditions": {"種別": "まちづくりセンター", "この日の状況": "令和5年3月31日"},
    }
    assert exported.kind == "export"
    assert exported.detail == {
        "format": "csv",
        "encoding": "cp932",
        "rows": 1,
        "conditions": {"種別": "まちづくりセンター"},
    }


def test_print_of_too_many_rows_is_refused(auditor, monkeypatch):
    monkeypatch.setattr(lists, "PRINT_ROWS", 2)
    for _ in range(3):
        factories.make_site()
    answer = auditor.get("/sites/print/")
    assert answer.status_code == 422
    assert "3件あります" in answer.content.decode()
    assert not AccessEvent.objects.filter(kind="print").exists()


# --- What the lists of today say ----------------------------------------------------------------------


def test_sites_say_who_is_manager_and_how_many_terminals_stand_on_the_day(auditor):
    site = factories.make_site(name="上馬")
    person = factories.make_staff(name="責任 太郎")
    factories.make_custodian(site=site, staff=person, starts_on=date(2022, 4, 1), ends_on=date(2023, 3, 31))
    factories.make_custodian(site=site, role="assistant", starts_on=date(2020, 4, 1))
    factories.make_terminal(site=site, starts_on=date(2022, 1, 1))
    factories.make_terminal(site=site, starts_on=date(2023, 3, 1))
    columns = ("terminal_count", "manager_name")

    def told(day):
        table = auditor.get("/sites/", {"in_force_on": day}).context["table"]
        return [row.get_cell(name) for row in table.rows for name in columns]

    assert told("2022-12-31") == ["1", "責任 太郎"]
    assert told("2023-03-31") == ["2", "責任 太郎"]
    assert told("2023-04-01")[0] == "2"
    assert "責任者がいません" in told("2023-04-01")[1]


def test_audits_count_their_findings_once_however_they_were_found(auditor):
    audit = factories.make_audit()
    for text in ("施錠を確認", "施錠を改善", "台帳を確認"):
        factories.make_finding(audit=audit, text=text, asks_improvement="改善" in text)
    rows = rows_of_screen(auditor.get("/audits/?text=施錠"))
    assert [row[-3:] for row in rows] == [["3", "1", "1"]]
    assert len(rows_of_screen(auditor.get("/audits/?unimproved=yes"))) == 1
    assert rows_of_screen(auditor.get("/audits/?unimproved=no")) == []


def test_review_cases_of_a_department_are_those_it_holds_or_uses_too(auditor):
    department = factories.make_department(section="障害福祉課")
    factories.make_case(department=department, content="委託")
    factories.make_case(
        criterion="use_beyond_purpose",
        content="",
        purpose="給付の判定",
        clause="第69条第1項",
        holding_department=department,
        using_department=factories.make_department(),
    )
    factories.make_case(content="よその委託")
    exported = rows_of_csv(auditor.get("/review-cases/export/", {"department": department.pk}))
    contents = {row[exported[0].index("委託・結合・導入の内容")] for row in exported[1:]}
    assert contents == {"委託", ""}
    assert "保有：地域行政部 障害福祉課" in auditor.get("/review-cases/").content.decode()

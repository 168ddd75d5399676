"""Look-ups by affair: what was recorded, beside what was entered, and for whose eyes."""

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client

from core.calendar import fiscal_year_label, fiscal_year_of, today
from core.exhibits import NOT_APPLICABLE, UNKNOWN
from core.models import AccessEvent
from mynumber.exhibits.look_ups import LookUps
from tests.factories import (
    at,
    make_affair,
    make_department,
    make_flow_figure,
    make_grant,
    make_series,
    make_staff,
    make_usage_record,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

YEAR = fiscal_year_of(today())
LABEL = fiscal_year_label(YEAR)
QUARTER_DAYS = {1: date(YEAR, 5, 1), 2: date(YEAR, 8, 1), 3: date(YEAR, 11, 2), 4: date(YEAR + 1, 2, 1)}


def use(affair, quarter, lookups, department=None, **fields):
    staff = make_staff(department=department or make_department())
    grant = make_grant(staff=staff, affair=affair)
    return make_usage_record(grant=grant, lookups=lookups, started_at=at(QUARTER_DAYS[quarter], 10), **fields)


def rows_of(exhibit):
    """The cells of each row, by column, in the order of the columns."""
    return [[row.cells.get(column.key, NOT_APPLICABLE) for column in exhibit.columns] for row in exhibit.rows]


@pytest.fixture
def office():
    """Two affairs of two sections, look-ups in the first and the third quarter."""
    tax, care = make_department(section="課税課", order=1), make_department(section="介護課", order=2)
    first = make_affair(name="住民税", order=1)
    second = make_affair(name="介護保険", order=2)
    make_flow_figure(
        series=make_series(affair=first, department=tax), fiscal_year=YEAR, q1=5, q2=None, q3=3, q4=None
    )
    make_flow_figure(
        series=make_series(affair=second, department=care), fiscal_year=YEAR, q1=9, q2=None, q3=None, q4=None
    )
    use(first, 1, 5, tax)
    use(first, 3, 2, tax)
    use(first, 3, 1, care)
    use(second, 1, 7, care)
    return {"tax": tax, "care": care, "first": first, "second": second}


@pytest.fixture
def seer():
    return make_staff("mynumber")


def desk_of(staff):
    desk = Client()
    desk.force_login(staff)
    return desk


# --- What the tables say -----------------------------------------------------------------------------------


def test_affairs_stand_in_their_order_with_the_figure_and_the_difference(office, seer):
    exhibit = LookUps(YEAR, seer).exhibit_by_affair()
    assert rows_of(exhibit) == [
        ["住民税", 5, UNKNOWN, 3, UNKNOWN, 8, 8, 0, ""],
        ["介護保険", 7, UNKNOWN, 0, UNKNOWN, 7, 9, -2, "違いがあります"],
        ["合計", 12, UNKNOWN, 3, UNKNOWN, 15, 17, -2, "違いがあります"],
    ]
    assert [row.total for row in exhibit.rows] == [False, False, True]
    assert {row.unit for row in exhibit.rows} == {"件"}


def test_departments_stand_in_their_order_with_their_sums(office, seer):
    exhibit = LookUps(YEAR, seer).exhibit_by_department()
    tax, care = str(office["tax"]), str(office["care"])
    assert rows_of(exhibit) == [
        [tax, "住民税", 5, UNKNOWN, 2, UNKNOWN, 7],
        [care, "住民税", 0, UNKNOWN, 1, UNKNOWN, 1],
        [care, "介護保険", 7, UNKNOWN, 0, UNKNOWN, 7],
        [care, "小計", 7, UNKNOWN, 1, UNKNOWN, 8],
        ["合計", "", 12, UNKNOWN, 3, UNKNOWN, 15],
    ]


def test_year_without_any_usage_record_is_not_zero(office, seer):
    exhibit = LookUps(YEAR - 1, seer).exhibit_by_affair()
    assert rows_of(exhibit)[0] == ["住民税", *[UNKNOWN] * 7, ""]
    assert LookUps(YEAR - 1, seer).exhibit_by_department().rows == ()


def test_look_ups_of_none_are_zero_and_what_was_corrected_does_not_count(seer):
    affair = make_affair(name="住民税")
    record = use(affair, 1, 5)
    make_usage_record(
        grant=record.grant,
        terminal=record.terminal,
        started_at=record.started_at,
        lookups=0,
        corrects=record,
        correction_reason="転記の誤り",
    )
    (row, _) = rows_of(LookUps(YEAR, seer).exhibit_by_affair())
    assert row == ["住民税", 0, UNKNOWN, UNKNOWN, UNKNOWN, 0, NOT_APPLICABLE, NOT_APPLICABLE, ""]


def test_affair_without_a_series_hinders_no_total(office, seer):
    use(make_affair(name="新しい事務", order=3), 1, 4)
    rows = rows_of(LookUps(YEAR, seer).exhibit_by_affair())
    new = ["新しい事務", 4, UNKNOWN, 0, UNKNOWN, 4, NOT_APPLICABLE, NOT_APPLICABLE, ""]
    assert rows[2] == new
    assert rows[-1] == ["合計", 16, UNKNOWN, 3, UNKNOWN, 19, 17, 2, "違いがあります"]


def test_figure_that_nobody_entered_leaves_the_total_unknown(office, seer):
    make_series(affair=make_affair(name="新しい事務", order=3))
    rows = rows_of(LookUps(YEAR, seer).exhibit_by_affair())
    assert rows[-1] == ["合計", 12, UNKNOWN, 3, UNKNOWN, 15, UNKNOWN, UNKNOWN, ""]


def test_affair_that_has_ended_stands_only_where_it_has_numbers(seer):
    make_affair(name="終わった事務", ends_on=date(YEAR - 1, 3, 31))
    assert LookUps(YEAR, seer).exhibit_by_affair().rows == ()


# --- For whose eyes ----------------------------------------------------------------------------------------


def test_clerk_sees_the_affairs_and_the_uses_of_the_own_department_alone(office):
    clerk = make_staff("clerk", department=office["tax"])
    look_ups = LookUps(YEAR, clerk)
    assert [row[0] for row in rows_of(look_ups.exhibit_by_affair())] == ["住民税", "合計"]
    assert rows_of(look_ups.exhibit_by_department()) == [
        [str(office["tax"]), "住民税", 5, UNKNOWN, 2, UNKNOWN, 7],
        ["合計", "", 5, UNKNOWN, 2, UNKNOWN, 7],
    ]
    desk = desk_of(clerk)
    for address in (
        "/look-ups/",
        "/look-ups/print/",
        "/look-ups/export/",
        "/look-ups/export/?table=departments",
    ):
        body = desk.get(address).content.decode()
        assert "住民税" in body
        assert "介護" not in body


def test_clerk_without_a_department_sees_nothing(office):
    use(make_affair(name="所属なしの事務"), 1, 1, department=make_department())
    make_series(affair=make_affair(name="所管なしの事務"), department=None)
    look_ups = LookUps(YEAR, make_staff("clerk"))
    assert (look_ups.exhibit_by_affair().rows, look_ups.exhibit_by_department().rows) == ((), ())


# --- The page, the paper and the files ---------------------------------------------------------------------


def test_page_shows_this_year_and_leads_to_the_ones_beside_it(office, seer):
    body = text_of(desk_of(seer).get("/look-ups/"))
    assert f"{LABEL}の照会件数（事務ごと）" in body
    assert f"{LABEL}の照会件数（課ごと）" in body
    assert fiscal_year_label(YEAR - 1) in body
    assert '<td class="number">-2</td>' in body
    assert '<span class="badge badge-warning">違いがあります</span>' in body


@pytest.mark.parametrize("typed", ["{}", "R{reiwa}", "令和{reiwa}年度", "Ｒ{reiwa}"])
def test_year_is_read_as_people_write_it(office, seer, typed):
    words = typed.format(YEAR, reiwa=YEAR - 2018)
    answer = desk_of(seer).get("/look-ups/", {"fiscal_year": words})
    assert f"{LABEL}の照会件数" in text_of(answer)


@pytest.mark.parametrize("typed", ["昨年度", "1700", "2999", "令和99年度の"])
def test_year_that_is_none_shows_no_numbers_and_says_why(office, seer, typed):
    desk = desk_of(seer)
    body = text_of(desk.get("/look-ups/", {"fiscal_year": typed}))
    assert "年度を読み取れないため" in body
    assert "errorlist" in body
    assert "住民税" not in body
    answer = desk.get("/look-ups/export/", {"fiscal_year": typed})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/look-ups/")


def test_csv_holds_what_is_shown_with_bare_numbers(office, seer):
    answer = desk_of(seer).get("/look-ups/export/?table=affairs")
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "個人番号利用事務,4～6月,7～9月,10～12月,1～3月,利用記録の計,実績,差（利用記録の計－実績）,確認,単位",
        "住民税,5,,3,,8,8,0,,件",
        "介護保険,7,,0,,7,9,-2,違いがあります,件",
        "合計,12,,3,,15,17,-2,違いがあります,件",
    ]
    cp932 = desk_of(seer).get("/look-ups/export/?table=departments&encoding=cp932")
    assert cp932.content.decode("cp932").splitlines()[0].startswith("操作者の所属,個人番号利用事務,4～6月")


def test_workbook_has_a_sheet_for_each_table(office, seer):
    answer = desk_of(seer).get("/look-ups/export/?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [f"{LABEL}の照会件数（事務ごと）", f"{LABEL}の照会件数（課ごと）"]
    assert [cell.value for cell in book.worksheets[0][3]] == [
        "介護保険", 7, None, 0, None, 7, 9, -2, "違いがあります", "件",
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["format=pdf", "table=secrets", "encoding=shift_jis"])
def test_file_that_is_none_is_refused(seer, query):
    assert desk_of(seer).get(f"/look-ups/export/?{query}").status_code == 400


def test_what_left_stands_in_the_access_log(office, seer):
    desk = desk_of(seer)
    desk.get("/look-ups/")
    desk.get("/look-ups/print/")
    desk.get("/look-ups/export/?format=xlsx")
    left = AccessEvent.objects.filter(subject="照会件数").order_by("id")
    assert [(event.kind, event.detail["conditions"]) for event in left] == [
        ("print", {"年度": LABEL}),
        ("export", {"年度": LABEL}),
    ]

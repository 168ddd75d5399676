import io
from datetime import UTC, date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.files.xlsx import Sheet, write_workbook


def written(*sheets):
    stream = io.BytesIO()
    write_workbook(sheets, stream)
    stream.seek(0)
    return openpyxl.load_workbook(stream)


def cells(row):
    header = [f"c{number}" for number in range(len(row))]
    return next(written(Sheet("表", header, [row])).active.iter_rows(min_row=2))


def test_write_workbook_writes_typed_values():
    row = cells([1084, Decimal("44.8"), -98, True, "件", date(2023, 3, 31), time(9, 30)])

    assert [cell.value for cell in row] == [
        1084,
        44.8,
        -98,
        1,
        "件",
        datetime(2023, 3, 31),  # noqa: DTZ001 — a workbook knows no zones
        time(9, 30),
    ]
    assert row[5].number_format == "yyyy-mm-dd"


def test_write_workbook_leaves_nothing_empty():
    assert [cell.value for cell in cells([None, "", 0])] == [None, None, 0]


def test_write_workbook_writes_moments_in_tokyo():
    assert cells([datetime(2023, 3, 31, 20, 0, tzinfo=UTC)])[0].value == datetime(2023, 4, 1, 5, 0)  # noqa: DTZ001


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "https://example.jp/", "0123", "-1", "{=1}"])
def test_write_workbook_keeps_text_text(text):
    cell = cells([text])[0]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_write_workbook_writes_days_before_its_calendar_as_text():
    assert [cell.value for cell in cells([date(1868, 1, 25), date(1900, 2, 28)])] == [
        "1868-01-25",
        "1900-02-28",
    ]
    assert cells([date(1900, 3, 1)])[0].value == datetime(1900, 3, 1)  # noqa: DTZ001


def test_write_workbook_heads_each_sheet_in_bold_and_in_sight():
    book = written(Sheet("甲", ["番号", "名前"], [[1, "あ"]]), Sheet("乙", ["番号"], []))

    assert book.sheetnames == ["甲", "乙"]
    assert [cell.value for cell in book["甲"][1]] == ["番号", "名前"]
    assert all(cell.font.bold for cell in book["甲"][1])
    assert book["甲"].freeze_panes == "A2"


def test_write_workbook_sets_widths():
    book = written(
        Sheet("甲", ["番号", "名前"], [], column_widths=(8, 30)), Sheet("乙", ["マイナンバーカード"], [])
    )

    assert round(book["甲"].column_dimensions["B"].width) == 31  # the file counts the cell's margins in
    assert round(book["乙"].column_dimensions["A"].width) == 21


def test_write_workbook_makes_names_valid_and_unique():
    names = ["特例転出/転入", "特例転出／転入", "a" * 40, "A" * 40, "", "'引用'", "History", "𠮷" * 20]

    assert written(*[Sheet(name, ["a"], []) for name in names]).sheetnames == [
        "特例転出／転入",
        "特例転出／転入 (2)",
        "a" * 31,
        "A" * 27 + " (2)",
        "シート",
        "引用",
        "History (2)",
        "𠮷" * 15,
    ]


@given(st.lists(st.text(alphabet="aA'[]:*?/\\ 表𠮷", max_size=40), min_size=1, max_size=5))
def test_write_workbook_takes_any_names(names):
    assert len(written(*[Sheet(name, ["a"], []) for name in names]).sheetnames) == len(names)


def test_write_workbook_refuses_what_would_be_cut_off():
    with pytest.raises(DomainError, match="「表」の2行1列目"):
        cells(["あ" * 32768])

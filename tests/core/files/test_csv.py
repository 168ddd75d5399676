from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.files.csv import read_csv, write_csv
from core.files.encodings import Encoding, UnencodableTextError

FIGURES = [("series", "fiscal_year", "quarter", "value"), ("series", "as_of", "value")]
CP932_LETTERS = "台帳あいうｱｲｳ①㈱－～―￥ abc019,\"'=+-@\t\r\n"


def faults(data, expected=()):
    with pytest.raises(DomainError) as caught:
        read_csv(data, expected)
    return list(caught.value.reasons)


def values(data, expected=()):
    return [row.values for row in read_csv(data, expected).rows]


def tables(letters):
    cells = st.text(letters, max_size=8)
    # A row without any value is skipped when read, so the last column always has one.
    return st.lists(st.tuples(cells, cells, st.integers()), max_size=8)


# --- Writing -----------------------------------------------------------------------------------------------


def test_write_csv_writes_bare_values_and_crlf():
    row = [
        1084,
        -98,
        Decimal("44.80"),
        Decimal("1E+3"),
        None,
        "",
        True,
        False,
        date(2023, 3, 31),
        time(9, 30),
    ]
    header = [f"c{number}" for number in range(len(row))]

    written = b"".join(write_csv(header, [row])).decode("utf-8-sig")

    assert written.split("\r\n")[1:] == ["1084,-98,44.80,1000,,,1,0,2023-03-31,09:30", ""]


def test_write_csv_writes_moments_in_tokyo():
    moments = [datetime(2023, 3, 31, 20, 0, tzinfo=UTC), datetime(2023, 3, 31, 20, 0)]  # noqa: DTZ001

    written = b"".join(write_csv(["aware", "naive"], [moments])).decode("utf-8-sig")

    assert written.splitlines()[1] == "2023-04-01 05:00:00,2023-03-31 20:00:00"


def test_write_csv_guards_text_and_header_but_no_number():
    written = b"".join(write_csv(["=名前", "数"], [["=1+1", -1]])).decode("utf-8-sig")

    assert written == "'=名前,数\r\n'=1+1,-1\r\n"


def test_write_csv_quotes_commas_quotes_and_line_ends():
    written = b"".join(write_csv(["a"], [['1,2 "3"\n4']])).decode("utf-8-sig")

    assert written == 'a\r\n"1,2 ""3""\n4"\r\n'


def test_write_csv_writes_one_bom_and_streams():
    asked = []

    def rows():
        for number in range(5000):
            asked.append(number)
            yield [number, "台帳"]

    chunks = write_csv(["番号", "名前"], rows())
    first = next(chunks)
    asked_for_the_first = len(asked)
    rest = b"".join(chunks)

    assert first.startswith(b"\xef\xbb\xbf")
    assert b"\xef\xbb\xbf" not in first[3:] + rest
    assert asked_for_the_first < 2000
    assert (first + rest).decode("utf-8-sig").count("\r\n") == 5001


def test_write_csv_in_cp932_lists_every_place_before_anything_leaves():
    rows = [["森鷗外", "—"]] + [["台", "帳"]] * 2500 + [["帳", "𠮷と㋿と𠮷"]]

    with pytest.raises(UnencodableTextError) as caught:
        write_csv(["名前", "剝"], rows, Encoding.CP932)

    assert [(fault.character, fault.row, fault.column) for fault in caught.value.characters] == [
        ("剝", 1, 2),
        ("鷗", 2, 1),
        ("𠮷", 2503, 2),
        ("㋿", 2503, 2),
    ]


def test_write_csv_in_cp932_maps_the_four_marks():
    written = b"".join(write_csv(["a"], [["—–¥\N{NO-BREAK SPACE}x"]], Encoding.CP932))

    assert written.decode("cp932") == "a\r\n―－￥ x\r\n"


def test_write_csv_without_rows_is_a_header():
    assert b"".join(write_csv(["番号"], [], Encoding.CP932)) == "番号\r\n".encode("cp932")


# --- There and back ----------------------------------------------------------------------------------------


@given(tables(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_csv_comes_back_as_it_went_in_utf_8(rows):
    file = read_csv(b"".join(write_csv(["a", "b", "c"], rows)))

    assert file.header == ("a", "b", "c")
    assert file.encoding is Encoding.UTF_8_SIG
    assert [tuple(row.values.values()) for row in file.rows] == [(a, b, str(c)) for a, b, c in rows]


@given(tables(CP932_LETTERS))
def test_csv_comes_back_as_it_went_in_cp932(rows):
    file = read_csv(b"".join(write_csv(["台帳", "b", "c"], rows, Encoding.CP932)))

    assert file.encoding is Encoding.CP932
    assert [tuple(row.values.values()) for row in file.rows] == [(a, b, str(c)) for a, b, c in rows]


# --- Reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_read_csv_takes_every_line_end_and_encoding(newline, encoding):
    data = newline.join(["項目,値", "特例転出,1", "", "特例転入,2", "", ",", ""]).encode(encoding)

    file = read_csv(data)

    assert file.header == ("項目", "値")
    assert [(row.line, row.values) for row in file.rows] == [
        (2, {"項目": "特例転出", "値": "1"}),
        (4, {"項目": "特例転入", "値": "2"}),
    ]


def test_read_csv_numbers_rows_by_the_line_they_begin_on():
    file = read_csv(b'a,b\n"1\n2",3\n4,5\n')

    assert [row.line for row in file.rows] == [2, 4]
    assert file.rows[0].values["a"] == "1\n2"


@pytest.mark.parametrize(
    "header",
    ["series,as_of,value", "value,series,as_of", "Ｓｅｒｉｅｓ , as_of,　VALUE", "series,as_of,value,,"],
)
def test_read_csv_matches_the_header_in_any_order_and_width(header):
    assert set(read_csv(f"{header}\n".encode(), FIGURES).header) == set(FIGURES[1])


def test_read_csv_drops_empty_columns_at_the_right():
    assert values(b"series,as_of,value,,\npopulation,2023-03-31,1,,\n", FIGURES) == [
        {"series": "population", "as_of": "2023-03-31", "value": "1"}
    ]


def test_read_csv_keeps_blank_cells():
    assert values(b"series,as_of,value\npopulation,,\n", FIGURES)[0]["value"] == ""


def test_read_csv_lists_all_faults_with_their_lines():
    data = b'series,asof,value,value\nx,1\nx,1,2,3,4\n"x"y,1,2,3\nz,1,2,3\nx\0,1,2,3\n"open,1,2,3\nmore'

    assert faults(data, FIGURES) == [
        "6行目: 文字ではないデータ（NUL）があります。CSVとして保存し直してください。",
        "1行目: 見出しに「as_of」がありません。",
        "1行目: 「asof」という列は使えません。見出しを直すか、列を消してください。",
        "1行目: 見出し「value」が2回あります。",
        "2行目: 列の数が2です。見出しと同じ4列にしてください。",
        "3行目: 列の数が5です。見出しと同じ4列にしてください。",
        '4行目: 引用符（"）の使い方が正しくありません。'
        "閉じているか、文字としての引用符を2つ重ねているかを確かめてください。",
        '7行目: 引用符（"）の使い方が正しくありません。'
        "閉じているか、文字としての引用符を2つ重ねているかを確かめてください。",
    ]


def test_read_csv_without_a_header_says_which_it_may_be():
    assert faults(b"population,2023-03-31,1\n", FIGURES) == [
        "1行目: 見出しがありません。最初の行を「series,fiscal_year,quarter,value」、"
        "または「series,as_of,value」にしてください。"
    ]


def test_read_csv_names_an_empty_heading():
    assert faults(b"a,,c\n1,2,3\n") == ["1行目: 2列目の見出しが空です。"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b",,\n", " 　\n".encode()])
def test_read_csv_refuses_an_empty_file(data):
    assert faults(data) == ["ファイルが空です。見出しの行とデータの行を入れてください。"]


def test_read_csv_refuses_undecodable_bytes():
    assert faults("項目\n".encode("cp932") + b"\xff")[0].startswith(
        "UTF-8としては、1行目（先頭から1バイト目）"
    )


def test_read_csv_takes_the_guard_off_again():
    assert values(b"a,b\n'=1+1,'x\n") == [{"a": "=1+1", "b": "'x"}]

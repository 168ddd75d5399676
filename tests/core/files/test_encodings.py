import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.files.encodings import (
    Encoding,
    UnencodableCharacter,
    UnencodableTextError,
    decode_strictly,
    encode_for,
    is_encodable,
)


@given(st.text())
def test_utf_8_comes_back_as_it_went(text):
    assert decode_strictly(encode_for(text, Encoding.UTF_8_SIG)) == (text, Encoding.UTF_8_SIG)


# Letters that CP932 holds one to one; the text starts so that it is no UTF-8 by chance.
@given(st.text(alphabet="あいうアイウ亜唖娃ｱｲｳ①㈱－～∥―￥Ａ1a,\n"))
def test_cp932_comes_back_as_it_went(text):
    text = "台帳" + text

    assert decode_strictly(encode_for(text, Encoding.CP932)) == (text, Encoding.CP932)


def test_utf_8_is_written_with_its_bom_and_read_without():
    assert encode_for("台帳", Encoding.UTF_8_SIG) == b"\xef\xbb\xbf" + "台帳".encode()
    assert decode_strictly("台帳".encode()) == ("台帳", Encoding.UTF_8_SIG)


def test_encode_for_cp932_maps_the_four_marks():
    assert encode_for("a—b–c¥d\N{NO-BREAK SPACE}e", Encoding.CP932).decode("cp932") == "a―b－c￥d e"


def test_encode_for_utf_8_changes_nothing():
    assert encode_for("—–¥𠮷㋿", Encoding.UTF_8_SIG).decode("utf-8-sig") == "—–¥𠮷㋿"


def test_encode_for_cp932_lists_every_character_with_its_place():
    with pytest.raises(UnencodableTextError) as caught:
        encode_for("森鷗外\n剝製と𠮷田", Encoding.CP932)

    assert caught.value.characters == (
        UnencodableCharacter("鷗", 1, 2),
        UnencodableCharacter("剝", 2, 1),
        UnencodableCharacter("𠮷", 2, 4),
    )
    assert caught.value.reasons == (
        "CP932（Shift_JIS）で書けない文字があります。文字を置き換えるか、UTF-8で書き出してください。",
        "1行2列目：「鷗」（U+9DD7）",
        "2行1列目：「剝」（U+525D）",
        "2行4列目：「𠮷」（U+20BB7）",
    )


def test_encode_for_refuses_half_a_character_in_utf_8_too():
    with pytest.raises(UnencodableTextError) as caught:
        encode_for("a\ud842", Encoding.UTF_8_SIG)

    assert caught.value.reasons[1] == "1行2列目：（U+D842）"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_decode_strictly_names_line_and_byte_for_both_encodings(newline):
    before = f"abc{newline}def{newline}".encode()

    with pytest.raises(DomainError) as caught:
        decode_strictly(before + b"\x81\x20")

    assert caught.value.reasons == (
        f"UTF-8としては、3行目（先頭から{len(before) + 1}バイト目）が読めません。",
        f"CP932（Shift_JIS）としては、3行目（先頭から{len(before) + 1}バイト目）が読めません。",
        "文字コードをUTF-8またはCP932（Shift_JIS）にして保存し直してください。",
    )


def test_decode_strictly_does_not_take_a_broken_file_with_a_bom_for_cp932():
    broken = b"\xef\xbb\xbf" + "あいう".encode()[:-1]
    broken[3:].decode("cp932")  # it would read as nonsense

    with pytest.raises(DomainError) as caught:
        decode_strictly(broken)

    assert caught.value.reasons[0] == "UTF-8としては、1行目（先頭から10バイト目）が読めません。"
    assert len(caught.value.reasons) == 2


@pytest.mark.parametrize("byte", [b"\x80", b"\xa0", b"\xfd", b"\xfe", b"\xff"])
def test_decode_strictly_refuses_bytes_that_cp932_does_not_assign(byte):
    with pytest.raises(DomainError) as caught:
        decode_strictly("台帳\n".encode("cp932") + byte)

    assert caught.value.reasons[1] == "CP932（Shift_JIS）としては、2行目（先頭から6バイト目）が読めません。"


@pytest.mark.parametrize(("text", "encodable"), [("台帳①㈱", True), ("㋿", False)])
def test_is_encodable_asks_the_codec(text, encodable):
    assert is_encodable(text, Encoding.CP932) is encodable
    assert is_encodable(text, Encoding.UTF_8_SIG)

from datetime import date, datetime
from decimal import Decimal

import pytest
from django import forms

from core.fields import CountField, DayField, DecimalCountField


class SheetForm(forms.Form):
    count = CountField(required=False, min_value=0, max_value=100_000)
    share = DecimalCountField(required=False, decimal_places=1, max_value=Decimal(100))
    held_on = DayField(required=False)


def typed(**values):
    form = SheetForm(values)
    form.full_clean()
    return form


def test_fields_read_what_clerks_type():
    form = typed(count="１，０８４件", share="４４．８％", held_on="令 和 ５ 年 ３ 月 ３ １ 日")

    assert form.cleaned_data == {"count": 1084, "share": Decimal("44.8"), "held_on": date(2023, 3, 31)}


def test_fields_left_blank_are_none_and_zero_is_zero():
    assert typed(count=" 　", share="", held_on="").cleaned_data == {
        "count": None,
        "share": None,
        "held_on": None,
    }
    assert typed(count="０").cleaned_data["count"] == 0


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("count", "▲5", "負の数は入力できません。0以上の数を入力してください。"),
        ("share", "44.85", "小数は1桁までで入力してください。"),
        ("held_on", "R5.2.30", "令和5年2月30日という日付はありません。令和5年2月は28日までです。"),
    ],
)
def test_fields_refuse_with_the_sentence_and_keep_what_was_typed(name, text, sentence):
    form = typed(**{name: text})

    assert form.errors[name] == [sentence]
    assert form[name].value() == text
    assert f'value="{text}"' in str(form[name])


def test_count_field_keeps_the_limits_of_an_integer_field():
    assert typed(count="200,000").errors.as_data()["count"][0].code == "max_value"
    assert typed(share="100.1").errors.as_data()["share"][0].code == "max_value"


def test_fields_show_stored_values_in_one_way():
    form = SheetForm(initial={"count": 13630, "share": Decimal("44.8"), "held_on": date(2019, 5, 1)})

    assert form["count"].value() == "13,630"
    assert form["share"].value() == "44.8"
    assert form["held_on"].value() == "令和元年5月1日"
    assert 'value="令和元年5月1日"' in str(form["held_on"])


def test_fields_show_zero_and_nothing_differently():
    assert 'value="0"' in str(SheetForm(initial={"count": 0})["count"])
    assert "value=" not in str(SheetForm(initial={"count": None})["count"])


def test_fields_resubmitted_as_shown_have_not_changed():
    stored = {"count": 13630, "share": Decimal("44.8"), "held_on": date(2023, 3, 31)}
    shown = {name: SheetForm(initial=stored)[name].value() for name in stored}

    assert SheetForm(shown, initial=stored).changed_data == []
    assert SheetForm(shown | {"count": "13,631"}, initial=stored).changed_data == ["count"]


def test_figure_fields_are_text_boxes_with_a_numeric_keypad():
    form = SheetForm()

    assert 'type="text"' in str(form["count"])
    assert 'inputmode="numeric"' in str(form["count"])
    assert 'inputmode="decimal"' in str(form["share"])


def test_day_field_takes_values_that_are_days_already():
    assert DayField().clean(date(2023, 3, 31)) == date(2023, 3, 31)
    assert DayField().clean(datetime(2023, 3, 31, 9, 30)) == date(2023, 3, 31)  # noqa: DTZ001


def test_required_fields_ask_for_a_value():
    for field in (CountField(), DecimalCountField(decimal_places=1), DayField()):
        with pytest.raises(forms.ValidationError) as caught:
            field.clean("")
        assert caught.value.code == "required"

"""Two clerks and the reasons of one sheet: neither undoes what the other has given."""

import pytest

from mynumber.models import FigureReason
from mynumber.services.figure_sheet import Answer, SheetOvertakenError
from tests.factories import make_department, make_flow_figure, make_series, make_staff
from tests.mynumber.sheets import address, key_of, refused, sheet_for, type_in
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

SWUNG = "前年同期の111件から2件に減っています（−98％）。"
SWUNG_TO_3 = "前年同期の111件から3件に減っています（−97％）。"
DECIDE = "どちらにするかを決めて、もう一度保存してください。"


@pytest.fixture
def department():
    return make_department(section="住民課")


@pytest.fixture
def clerk(department):
    return make_staff("clerk", name="入力 花子", department=department)


@pytest.fixture
def colleague(department):
    return make_staff("clerk", name="入力 次郎", department=department)


@pytest.fixture
def swung(department, clerk):
    series = make_series(name="特例転出", department=department, order=1)
    make_flow_figure(series=series, fiscal_year=2022, q1=111, q2=None, q3=None, q4=None)
    type_in(clerk, {series: "2"})
    return series


def answer(person, series, *said, **seen):
    return type_in(person, {}, reasons={(series, "swing"): Answer(*said, **seen)})


def kept():
    return list(FigureReason.objects.values_list("warning", "reason", "given_by__name"))


# --- The service -------------------------------------------------------------------------------------------


def test_box_that_was_left_alone_takes_back_no_reason(clerk, colleague, swung):
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    assert answer(colleague, swung, SWUNG, "").reasons == 0
    assert kept() == [(SWUNG, "窓口を減らしたため", "入力 花子")]


def test_reason_that_both_have_given_is_refused_with_what_the_other_wrote(clerk, colleague, swung):
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    error = refused(answer, colleague, swung, SWUNG, "数え方が変わったため")
    assert isinstance(error, SheetOvertakenError)
    assert error.cells == {
        key_of(swung): [
            "この画面を開いたあとに、入力 花子さんが理由を「窓口を減らしたため」に変えました。"
            f"あなたの入力は「数え方が変わったため」です。{DECIDE}"
        ]
    }
    assert kept() == [(SWUNG, "窓口を減らしたため", "入力 花子")]
    # Whoever has seen it, decides.
    answer(colleague, swung, SWUNG, "数え方が変わったため", seen="窓口を減らしたため")
    assert kept() == [(SWUNG, "数え方が変わったため", "入力 次郎")]


def test_reason_that_was_changed_is_not_taken_back_unseen(clerk, colleague, swung):
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    answer(clerk, swung, SWUNG, "窓口を閉じたため", seen="窓口を減らしたため")
    error = refused(answer, colleague, swung, SWUNG, " ", seen="窓口を減らしたため")
    assert "「窓口を閉じたため」に変えました。あなたの入力は空欄です。" in error.reasons[0]
    assert kept() == [(SWUNG, "窓口を閉じたため", "入力 花子")]


def test_reason_that_was_taken_back_is_not_given_again_unseen(clerk, colleague, swung):
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    answer(clerk, swung, SWUNG, "", seen="窓口を減らしたため")
    error = refused(answer, colleague, swung, SWUNG, "窓口を２つ減らしたため", seen="窓口を減らしたため")
    assert "ほかの人が理由を消しました。あなたの入力は「窓口を２つ減らしたため」です。" in error.reasons[0]
    assert kept() == []


def test_both_may_give_the_same_reason_and_take_it_back(clerk, colleague, swung):
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    assert answer(colleague, swung, SWUNG, "窓口を減らしたため ").reasons == 0
    for person, count in ((clerk, 1), (colleague, 0)):
        assert answer(person, swung, SWUNG, "", seen="窓口を減らしたため").reasons == count


def test_reason_of_a_figure_that_has_changed_is_replaced_by_who_has_seen_it(clerk, colleague, swung):
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    type_in(clerk, {swung: "3"})
    answer(clerk, swung, SWUNG_TO_3, "数え直したため", earlier="窓口を減らしたため")
    assert kept() == [(SWUNG_TO_3, "数え直したため", "入力 花子")]
    # The colleague still has the sheet of the figure before.
    refused(answer, colleague, swung, SWUNG, "窓口を閉じたため", seen="窓口を減らしたため")
    assert kept() == [(SWUNG_TO_3, "数え直したため", "入力 花子")]


# --- The page ----------------------------------------------------------------------------------------------


def test_second_clerk_who_types_a_figure_leaves_the_first_one_s_reason(
    client, department, clerk, colleague, swung
):
    other = make_series(name="証明書", department=department, order=2)
    form = form_of(sheet_for(client, colleague, department), "sheet")
    assert form[f"seen-reason-{swung.pk}-swing"] == ""
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    done = client.post(address(department), form | {f"cell-{other.pk}": "7"}, follow=True)
    assert "保存しました（数1個）。" in text_of(done)
    assert kept() == [(SWUNG, "窓口を減らしたため", "入力 花子")]
    assert form_of(done, "sheet")[f"seen-reason-{swung.pk}-swing"] == "窓口を減らしたため"


def test_second_clerk_who_typed_a_reason_keeps_it_and_decides(client, department, clerk, colleague, swung):
    form = form_of(sheet_for(client, colleague, department), "sheet")
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    box, seen = f"reason-{swung.pk}-swing", f"seen-reason-{swung.pk}-swing"
    page = client.post(address(department), form | {box: "数え方が変わったため"})
    assert page.status_code == 422
    assert "入力 花子さんが理由を「窓口を減らしたため」に変えました。" in text_of(page)
    again = form_of(page, "sheet")
    assert (again[box], again[seen]) == ("数え方が変わったため", "窓口を減らしたため")
    assert client.post(address(department), again).status_code == 302
    assert kept() == [(SWUNG, "数え方が変わったため", "入力 次郎")]


def test_refusal_of_a_figure_shows_the_reason_that_another_gave_meanwhile(
    client, department, clerk, colleague, swung
):
    form = form_of(sheet_for(client, colleague, department), "sheet")
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    other = make_series(name="証明書", department=department, order=2)
    page = client.post(address(department), form | {f"cell-{other.pk}": "12件くらい"})
    assert page.status_code == 422
    assert form_of(page, "sheet")[f"reason-{swung.pk}-swing"] == "窓口を減らしたため"


def test_reason_before_the_figure_changed_is_replaced_on_the_page(client, department, clerk, swung):
    answer(clerk, swung, SWUNG, "窓口を減らしたため")
    type_in(clerk, {swung: "3"})
    form = form_of(sheet_for(client, clerk, department), "sheet")
    assert form[f"earlier-reason-{swung.pk}-swing"] == "窓口を減らしたため"
    box = {f"reason-{swung.pk}-swing": "数え直したため"}
    assert client.post(address(department), form | box).status_code == 302
    assert kept() == [(SWUNG_TO_3, "数え直したため", "入力 花子")]

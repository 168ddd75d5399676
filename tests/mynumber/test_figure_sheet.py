"""Saving the entry sheet: what is written, what is refused, two clerks at once, and the reasons."""

import multiprocessing
import os
import signal
from datetime import date
from decimal import Decimal

import pytest
from django.db import connections

from core.clock import moment_on_paper
from core.errors import NotPermittedError
from core.history import history_of
from core.models import Staff
from mynumber.models import FigureReason, FlowFigure, StockFigure, Submission
from mynumber.services.figure_sheet import SheetOvertakenError, SheetRefusedError, save_sheet
from mynumber.sheet import sheet_of
from tests.factories import (
    make_department,
    make_figure_table,
    make_flow_figure,
    make_report,
    make_series,
    make_staff,
    make_stock_figure,
    make_submission,
    make_sum,
)
from tests.mynumber.sheets import Q1, Q2, Q4, key_of, refused, seen_by, step, type_in
from tests.registry.at_once import pressing

db = pytest.mark.django_db

MARCH_31, APRIL_1 = date(2024, 3, 31), date(2024, 4, 1)


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
def moves(department):
    return make_series(name="特例転出", department=department, order=1)


@pytest.fixture
def issued(department):
    return make_series(name="証明書の交付", unit="通", department=department, order=2)


# --- Saving ------------------------------------------------------------------------------------------------


@db
def test_sheet_makes_the_rows_that_it_needs_and_writes_what_was_typed(department, clerk, moves, issued):
    make_flow_figure(series=issued, fiscal_year=2023, q1=None, q2=5, q3=None, q4=None, note="注記")
    saved = type_in(clerk, {moves: "１，０８４件", issued: "0"})
    assert (saved.figures, saved.submission.state, saved.submission.version) == (2, "open", 2)
    assert list(
        FlowFigure.objects.order_by("series").values_list("series", "fiscal_year", "q1", "q2", "note")
    ) == [
        (moves.pk, 2023, 1084, None, ""),
        (issued.pk, 2023, 0, 5, "注記"),
    ]
    told = history_of(FlowFigure.objects.get(series=moves))[0]
    assert (told.who, told.action) == ("入力 花子", "四半期の実績の入力")


@db
def test_figure_is_blanked_again(clerk, moves):
    type_in(clerk, {moves: "5"})
    type_in(clerk, {moves: " "})
    assert FlowFigure.objects.get().q1 is None


@db
def test_saving_what_is_there_changes_nothing(clerk, moves):
    before = type_in(clerk, {moves: "1084"}).submission.version
    saved = type_in(clerk, {moves: "１，０８４"})
    assert (saved.figures, saved.submission.version) == (0, before)
    assert FlowFigure.events.rel.related_model.objects.count() == 1


@db
def test_stocks_are_written_on_their_days(department, clerk):
    counted = make_series(kind="stock", unit="枚", department=department, may_fall=False)
    for basis in ("fiscal_year_end", "next_day"):
        make_figure_table(basis=basis).lines.create(series=counted)
    type_in(clerk, {(counted, MARCH_31): "100枚", (counted, APRIL_1): "101"}, quarter=Q4)
    assert list(StockFigure.objects.order_by("as_of").values_list("as_of", "value")) == [
        (MARCH_31, 100),
        (APRIL_1, 101),
    ]
    # Up, and down again: no figure is for a moment above the one after it.
    for first, second in (("200", "201"), ("50", "51")):
        type_in(clerk, {(counted, MARCH_31): first, (counted, APRIL_1): second}, quarter=Q4)
        values = StockFigure.objects.order_by("as_of").values_list("value", flat=True)
        assert list(values) == [int(first), int(second)]


@db
def test_numerator_and_denominator_are_raised_and_lowered_together(department, clerk):
    people = make_series(kind="stock", name="人口", unit="人", department=department, order=9)
    cards = make_series(kind="stock", name="カード", unit="枚", department=department, order=1)
    make_series(
        kind="stock", department=department, decimals=1, numerator=cards, denominator=people, order=10
    )
    for above, below in (("90", "100"), ("900", "1000"), ("9", "10")):
        type_in(clerk, {(cards, MARCH_31): above, (people, MARCH_31): below}, quarter=Q4)
        assert [value for _, value in sorted(StockFigure.objects.values_list("series__order", "value"))] == [
            int(above),
            int(below),
        ]


@db
def test_parts_of_numerator_and_denominator_move_past_each_other(department, clerk):
    names = ("有効", "停止中", "男", "女")
    parts = [
        make_series(kind="stock", name=name, department=department, order=order)
        for order, name in enumerate(names)
    ]
    cards, people = make_sum(*parts[:2]), make_sum(*parts[2:])
    make_series(kind="stock", department=department, decimals=1, numerator=cards, denominator=people)
    for values in ((90, 5, 50, 50), (5, 94, 1, 99), (94, 4, 98, 1), (3, 4, 5, 6), (500, 400, 300, 600)):
        typed = {(part, MARCH_31): str(value) for part, value in zip(parts, values, strict=True)}
        type_in(clerk, typed, quarter=Q4)
        kept = StockFigure.objects.order_by("series__order").values_list("value", flat=True)
        assert list(kept) == list(values)


@db
def test_saved_stock_is_not_blanked(department, clerk):
    counted = make_series(kind="stock", name="在庫", unit="枚", department=department)
    day = Q1.ends_on
    type_in(clerk, {(counted, day): "100"})
    error = refused(type_in, clerk, {(counted, day): ""})
    assert error.cells == {
        key_of((counted, day)): [
            "基準日の数は、一度保存すると空欄には戻せません。正しい数を入れてください。0枚のときは0を入れてください。"
        ]
    }


@db
def test_everything_that_cannot_be_is_told_at_once_and_nothing_is_written(department, clerk, moves, issued):
    falls = make_series(
        kind="stock", name="累計枚数", unit="枚", department=department, may_fall=False, order=3
    )
    make_stock_figure(series=falls, as_of=date(2023, 3, 31), value=50)
    day = Q1.ends_on
    error = refused(type_in, clerk, {moves: "-5", issued: "12件くらい", (falls, day): "49"})
    assert isinstance(error, SheetRefusedError)
    assert error.reasons == (
        "特例転出：負の数は入力できません。0以上の数を入力してください。",
        "証明書の交付：数として読めません。「1,084」のように、数字だけで入力してください。",
        "累計枚数（令和5年6月30日）：この項目は、減ることがありません。"
        "令和5年3月31日の50枚より小さい数は入れられません。",
    )
    assert set(error.cells) == {key_of(moves), key_of(issued), key_of((falls, day))}
    assert not FlowFigure.objects.exists()
    assert StockFigure.objects.count() == 1
    assert not Submission.objects.exists()


@db
def test_row_that_is_known_as_a_whole_takes_no_quarter(clerk, moves):
    make_flow_figure(series=moves, fiscal_year=2023, whole_year=500)
    error = refused(type_in, clerk, {moves: "5"})
    assert error.reasons == (
        "特例転出：この年度は年間の数だけが登録されています。四半期の数は入れられません。",
    )
    figure = FlowFigure.objects.get()
    assert (figure.whole_year, figure.q1) == (500, None)


@db
def test_what_is_computed_is_not_typed(department, clerk, moves):
    whole = make_sum(moves, name="合計", department=department)
    error = refused(type_in, clerk, {whole: "5"})
    assert error.reasons == ("合計：内訳から計算する項目です。入力しません。",)


@db
def test_what_is_no_longer_asked_for_is_told_with_what_was_typed(clerk, moves):
    other = make_series(department=make_department())
    error = refused(type_in, clerk, {other: "5"})
    assert error.reasons == (
        "この画面にない項目：この四半期の項目ではなくなりました（入力：5）。画面を開き直してください。",
    )


@db
def test_share_is_left_out_where_its_denominator_comes_in_the_same_moment(department, clerk):
    people = make_series(kind="stock", department=department, unit="人")
    cards = make_series(kind="stock", department=department, unit="枚")
    share = make_series(
        kind="stock", department=department, unit="％", decimals=1, numerator=cards, denominator=people
    )
    typed = {(cards, MARCH_31): "50", (people, MARCH_31): "200", (share, MARCH_31): "99.9"}
    assert type_in(clerk, typed, quarter=Q4).figures == 2
    row = sheet_of(department, Q4).by_key[key_of((share, MARCH_31))]
    assert (row.value, row.figure) == (Decimal("25.0"), None)


@db
@pytest.mark.parametrize("stands", ["confirmed", "published"])
def test_share_that_another_department_had_confirmed_is_not_computed_over(department, clerk, stands):
    other = make_department(section="交付課")
    people = make_series(kind="stock", name="人口", department=department, unit="人")
    cards = make_series(kind="stock", name="カード", department=other, unit="枚")
    share = make_series(
        kind="stock",
        name="人口比",
        department=other,
        unit="％",
        decimals=1,
        numerator=cards,
        denominator=people,
    )
    make_stock_figure(series=cards, as_of=MARCH_31, value=449)
    make_stock_figure(series=share, as_of=MARCH_31, value=Decimal("44.8"))
    if stands == "confirmed":
        make_submission(department=other, fiscal_year=2023, quarter=4, state="confirmed")
    else:
        year = {"fiscal_year": 2023, "starts_on": date(2023, 4, 1), "ends_on": MARCH_31}
        make_report(state="published", **year)
    error = refused(type_in, clerk, {(people, MARCH_31): "1000"}, quarter=Q4)
    assert error.cells == {
        key_of((people, MARCH_31)): [
            "「人口比」は44.8％で確定または公表されています。この数を入れると、計算した44.9％に変わります。"
            f"先に、{other}から「人口比」を44.9％にする訂正を申し出てください。"
        ]
    }
    assert type_in(clerk, {(people, MARCH_31): "1002"}, quarter=Q4).figures == 1  # 44.81 are 44.8


@db
def test_others_do_not_save(department, moves):
    for person in (
        make_staff("clerk", department=make_department()),
        make_staff("manager", department=department),
        make_staff("mynumber"),
    ):
        with pytest.raises(NotPermittedError):
            save_sheet(department=department, quarter=Q1, cells={key_of(moves): "5"}, seen={}, actor=person)
    assert not Submission.objects.exists()


@db
@pytest.mark.parametrize(
    ("state", "done"),
    [("submitted", "提出しました"), ("confirmed", "確定しました"), ("locked", "締め切りました")],
)
def test_sheet_that_was_handed_in_takes_nothing_and_says_who_and_when(department, clerk, moves, state, done):
    by = make_staff(name="確認 二郎")
    submission = make_submission(
        department=department, fiscal_year=2023, quarter=1, state=state, **{f"{state}_by": by}
    )
    at = moment_on_paper(getattr(submission, f"{state}_at"))
    assert refused(type_in, clerk, {moves: "5"}).reasons == (
        f"令和5年度第1四半期（4～6月）の実績は、確認 二郎さんが{at}に{done}。いまは入力できません。",
    )
    assert not FlowFigure.objects.exists()


# --- Two clerks on one sheet ------------------------------------------------------------------------------


@db
def test_figures_that_only_one_of_two_has_changed_are_both_kept(department, clerk, colleague, moves, issued):
    type_in(clerk, {moves: "1", issued: "2"})
    both_saw = seen_by(department)
    type_in(clerk, {moves: "10"}, seen=both_saw)
    type_in(colleague, {issued: "20"}, seen=both_saw)
    assert seen_by(department) == {key_of(moves): "10", key_of(issued): "20"}


@db
def test_figure_that_both_have_changed_is_refused_with_what_the_other_wrote(
    department, clerk, colleague, moves, issued
):
    type_in(clerk, {moves: "1", issued: "2"})
    both_saw = seen_by(department)
    type_in(clerk, {moves: "10"}, seen=both_saw)
    error = refused(type_in, colleague, {moves: "11", issued: "20"}, seen=both_saw)
    assert isinstance(error, SheetOvertakenError)
    assert error.cells == {
        key_of(moves): [
            "この画面を開いたあとに、入力 花子さんが10件に変えました。あなたの入力は11件です。"
            "どちらにするかを決めて、もう一度保存してください。"
        ]
    }
    assert seen_by(department) == {key_of(moves): "10", key_of(issued): "2"}  # nothing of it was written
    # Whoever has seen it, decides.
    type_in(colleague, {moves: "11", issued: "20"})
    assert seen_by(department) == {key_of(moves): "11", key_of(issued): "20"}


@db
def test_overtaken_figure_names_who_changed_this_quarter_and_not_another(department, clerk, colleague, moves):
    type_in(clerk, {moves: "1"})
    both_saw = seen_by(department)
    type_in(clerk, {moves: ""})
    type_in(colleague, {moves: "7"}, quarter=Q2)
    (sentences,) = refused(type_in, colleague, {moves: "2"}, seen=both_saw).cells.values()
    assert "入力 花子さんが空欄に変えました。" in sentences[0]


@db
def test_both_may_type_the_same(department, clerk, colleague, moves):
    both_saw = seen_by(department)
    type_in(clerk, {moves: "10"}, seen=both_saw)
    assert type_in(colleague, {moves: "１０"}, seen=both_saw).figures == 0


# --- Reasons -----------------------------------------------------------------------------------------------

SWUNG = "前年同期の111件から2件に減っています（−98％）。"


@pytest.fixture
def swung(clerk, moves):
    make_flow_figure(series=moves, fiscal_year=2022, q1=111, q2=None, q3=None, q4=None)
    type_in(clerk, {moves: "2"})
    return moves


@db
def test_reason_counts_while_it_answers_what_the_sheet_says(department, clerk, swung):
    ask = f"特例転出：{SWUNG}理由を入れてください。"
    assert refused(step, "submit", clerk, department).reasons == (ask,)
    type_in(clerk, {}, reasons={(swung, "swing"): (SWUNG, "窓口を減らしたため")})
    kept = FigureReason.objects.get()
    assert (kept.expectation, kept.warning, kept.reason, kept.given_by) == (
        "swing",
        SWUNG,
        "窓口を減らしたため",
        clerk,
    )
    type_in(clerk, {swung: "3"})
    assert refused(step, "submit", clerk, department).reasons == (
        "特例転出：前年同期の111件から3件に減っています（−97％）。理由を入れてください。",
    )
    type_in(clerk, {swung: "2"})
    assert step("submit", clerk, department).state == "submitted"


@db
def test_reason_given_together_with_another_figure_answers_what_was_seen(department, clerk, swung):
    type_in(clerk, {swung: "3"}, reasons={(swung, "swing"): (SWUNG, "窓口を減らしたため")})
    assert FigureReason.objects.get().warning == SWUNG
    assert "（−97％）" in refused(step, "submit", clerk, department).reasons[0]


@db
def test_reason_is_changed_and_taken_back(clerk, swung):
    for reason in ("数え方が変わったため", "窓口を減らしたため"):
        type_in(clerk, {}, reasons={(swung, "swing"): (SWUNG, reason)})
    assert FigureReason.objects.get().reason == "窓口を減らしたため"
    type_in(clerk, {}, reasons={(swung, "swing"): (SWUNG, " ")})
    assert not FigureReason.objects.exists()


@db
def test_reason_holds_no_my_number_and_is_not_too_long(clerk, swung):
    error = refused(type_in, clerk, {}, reasons={(swung, "swing"): (SWUNG, "あ" * 190 + "1234 5678 9018")})
    assert len(error.cells[key_of(swung)]) == 2
    assert all(sentence.startswith("理由：") for sentence in error.cells[key_of(swung)])
    assert not FigureReason.objects.exists()


# --- All at once -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_begun", [True, False])
def test_of_eight_who_save_the_same_figure_at_once_one_does(is_begun):
    department = make_department()
    if is_begun:
        make_submission(department=department, fiscal_year=2023, quarter=1)
    series = make_series(department=department)
    clerks = [make_staff("clerk", department=department) for _ in range(8)]
    seen = seen_by(department)
    acts = [
        lambda person=person, text=str(number): type_in(person, {series: text}, seen=seen)
        for number, person in enumerate(clerks, 1)
    ]
    outcomes = pressing(acts)
    assert outcomes.count("won") == 1
    assert FlowFigure.objects.get().q1 == outcomes.index("won") + 1
    assert all("この画面を開いたあとに、" in outcome for outcome in outcomes if outcome != "won")


def _save_and_die(clerk_pk):
    """Saves in a process of its own, which is killed when the flows are written and the stocks are not."""
    connections.close_all()

    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    clerk = Staff.objects.select_related("department").get(pk=clerk_pk)
    seen = seen_by(clerk.department)
    StockFigure.objects.bulk_create = die
    cells = dict.fromkeys(seen, "77")
    save_sheet(department=clerk.department, quarter=Q1, cells=cells, seen=seen, actor=clerk)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_where_the_process_is_killed_in_the_middle_of_a_save():
    department = make_department()
    clerk = make_staff("clerk", department=department)
    series = make_series(department=department)
    make_series(kind="stock", department=department)
    type_in(clerk, {series: "5"})
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_save_and_die, args=(clerk.pk,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert (FlowFigure.objects.get().q1, StockFigure.objects.count()) == (5, 0)
    assert Submission.objects.get().version == 2
    # Nobody waits for a dead process: the locks went with it.
    type_in(clerk, {series: "6"})
    assert FlowFigure.objects.get().q1 == 6

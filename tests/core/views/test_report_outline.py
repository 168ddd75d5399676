"""節と本文: the outline, moving by its buttons, adding, removing, and making the next report."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Report
from core.reports.document import Document
from tests.factories import advance_report, make_prose_mark, make_report, make_section, make_staff
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db


def desk_of(*roles):
    desk = Client()
    desk.person = make_staff(*roles)
    desk.force_login(desk.person)
    return desk


@pytest.fixture
def desk():
    return desk_of("mynumber")


@pytest.fixture
def report():
    """１ 概要（（１） 統合端末）、２ {{ fiscal_year }}の会議"""
    report = make_report(number=361)
    top = make_section(report=report, slug="top", heading="概要")
    make_section(report=report, slug="deep", heading="統合端末", parent=top, exhibit="terminals")
    make_section(report=report, slug="last", heading="{{ fiscal_year }}の会議", order=1)
    return report


def outline(desk, number=361, **query):
    return desk.get(reverse("report_outline", args=[number]), query)


def move(desk, slug, direction):
    return desk.post(reverse("report_section_move", args=[361, slug, direction]), follow=True)


def places(report):
    return [f"{place}{slug}" for slug, place in Document(report).places.items()]


# --- The outline --------------------------------------------------------------------------------------------


def test_the_outline_shows_the_tree_with_its_numbers_facts_and_tables(desk, report):
    make_prose_mark(section=report.sections.get(slug="deep"))
    answer = outline(desk)
    assert answer.status_code == 200
    text = text_of(answer)
    for shown in (
        '<span class="outline-place">（１）</span>',
        f'href="{reverse("report_section_edit", args=[361, "last"])}">令和４年度の会議</a>',
        "表：統合端末の設置状況",
        "まだ確かめていない語が1か所あります",
        "未確認 1か所",
        "来年度の報告書をつくる",
        "条例の規定により報告する。",
    ):
        assert shown in text, shown


def test_arrows_say_whom_they_move_and_those_that_lead_nowhere_are_off(desk, report):
    text = text_of(outline(desk))
    assert 'aria-label="「令和４年度の会議」を上へ移す" title="上へ移す">↑</button>' in text
    why = "この節は、この並びのいちばん上にあります。"
    assert f'aria-label="「概要」を上へ移す" title="{why}" disabled>↑</button>' in text


def test_the_outline_asks_no_more_for_many_sections_than_for_few(desk, report):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert outline(desk).status_code == 200
        return len(asked)

    few = queries()
    for section in list(report.sections.all()):
        for _ in range(5):
            make_prose_mark(section=make_section(report=report, parent=section, exhibit="terminals"))
    assert queries() == few


@pytest.mark.parametrize(
    ("role", "status"), [("privacy", 404), ("publisher", 403), ("auditor", 403), ("clerk", 403)]
)
def test_who_does_not_draft_the_kind_is_refused_and_not_led_there(report, role, status):
    desk = desk_of(role)
    assert outline(desk).status_code == status
    assert move(desk, "last", "up").status_code == status
    assert places(report) == ["１top", "１（１）deep", "２last"]
    tabs = text_of(desk.get(reverse("report_checks", args=[361])))
    assert reverse("report_outline", args=[361]) not in tabs


def test_a_report_that_is_none_is_not_found(desk):
    assert outline(desk, number=999).status_code == 404


@pytest.mark.parametrize(
    ("state", "why"), [("in_review", "公表前の確認を待っている"), ("published", "公表済み")]
)
def test_a_closed_report_says_why_and_offers_no_change(desk, report, state, why):
    advance_report(report, state)
    text = text_of(outline(desk))
    assert why in text
    assert "data-move" not in text
    assert "節を加える" not in text
    assert "来年度の報告書をつくる" in text
    for name, more in (("report_section_new", []), ("report_section_remove", ["last"])):
        closed = desk.get(reverse(name, args=[361, *more]))
        assert closed.status_code == 200
        assert why in text_of(closed)
        assert "<form class" not in text_of(closed)
    moved = move(desk, "last", "up")
    assert why in text_of(moved)
    assert places(report) == ["１top", "１（１）deep", "２last"]


# --- Moving -------------------------------------------------------------------------------------------------


def test_a_button_moves_a_section_and_says_its_new_number(desk, report):
    text = text_of(move(desk, "last", "up"))
    assert "「令和４年度の会議」を上へ移しました。いまの番号は１です。" in text
    assert places(report) == ["１last", "２top", "２（１）deep"]


def test_the_focus_stays_on_the_button_or_goes_to_another_of_the_section(desk, report):
    assert outline(desk, moved="deep", by="out").context["focus"] == "deep-out"
    assert outline(desk, moved="last", by="down").context["focus"] == "last-up"
    assert (
        'data-move="up" aria-label="「令和４年度の会議」を上へ移す" title="上へ移す" autofocus>'
        in text_of(outline(desk, moved="last", by="down"))
    )
    assert outline(desk, moved="nowhere", by="up").context["focus"] == ""


def test_a_move_that_leads_nowhere_says_why(desk, report):
    assert "この節は、この並びのいちばん上にあります。" in text_of(move(desk, "top", "up"))


def test_who_moves_what_a_colleague_has_removed_is_told_so(desk, report):
    report.sections.get(slug="last").delete()
    answer = move(desk, "last", "up")
    assert answer.status_code == 200
    assert "この節は、ほかの人が移したか消しました。" in text_of(answer)


def test_whoever_comes_to_a_move_by_a_link_moves_nothing(desk, report):
    answer = desk.get(reverse("report_section_move", args=[361, "last", "up"]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("report_outline", args=[361]))
    assert places(report) == ["１top", "１（１）deep", "２last"]


def test_an_arrow_that_is_none_has_no_address(desk, report):
    assert desk.post("/reports/361/sections/last/move/sideways/").status_code == 404


# --- Adding and removing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "says", "becomes"),
    [
        ("?after=top", "「概要」のすぐ後に加えます。", ["１top", "１（１）deep", "２new", "３last"]),
        ("?below=top", "「概要」の中の最後に加えます。", ["１top", "１（１）deep", "１（２）new", "２last"]),
        ("", "いちばん外側の最後に加えます。", ["１top", "１（１）deep", "２last", "３new"]),
    ],
)
def test_a_section_is_added_where_the_page_says(desk, report, place, says, becomes):
    page = reverse("report_section_new", args=[361]) + place
    asked = desk.get(page)
    assert says in text_of(asked)
    answer = desk.post(page, form_of(asked, "form") | {"heading": "新しい節", "slug": "new"})
    assert answer["Location"] == reverse("report_section_edit", args=[361, "new"])
    assert places(report) == becomes


def test_a_section_with_a_name_that_is_taken_keeps_what_was_typed(desk, report):
    page = reverse("report_section_new", args=[361])
    answer = desk.post(page, form_of(desk.get(page), "form") | {"heading": "二つめ", "slug": "top"})
    assert "この名前の節は、この報告書にすでにあります。" in text_of(answer)
    assert form_of(answer, "form")["heading"] == "二つめ"


def test_a_section_is_removed_after_the_page_has_said_what_goes(desk, report):
    make_prose_mark(section=report.sections.get(slug="deep"))
    page = reverse("report_section_remove", args=[361, "deep"])
    first = desk.get(page)
    for line in (
        "「統合端末」とその本文が、報告書からなくなります。",
        "後に続く節の番号が、一つずつ前に詰まります。",
        "この節にある、まだ確かめていない語（1か所）もなくなります。",
    ):
        assert line in text_of(first)
    assert report.sections.count() == 3
    done = desk.post(page, form_of(first, "form"), follow=True)
    assert "節「統合端末」を消しました。" in text_of(done)
    assert places(report) == ["１top", "２last"]


def test_a_section_above_others_is_not_removed(desk, report):
    page = reverse("report_section_remove", args=[361, "top"])
    asked = desk.get(page)
    assert "この節は、まだ消せません" in text_of(asked)
    for answer in (asked, desk.post(page)):
        assert "この節の下に節があります：「統合端末」。先に外へ移すか、消してください。" in text_of(answer)
        assert "この節を消す</button>" not in text_of(answer)
    assert report.sections.count() == 3


def test_what_would_go_is_told_again_when_it_has_changed_meanwhile(desk, report):
    page = reverse("report_section_remove", args=[361, "deep"])
    asked = desk.get(page)
    make_prose_mark(section=report.sections.get(slug="deep"))
    answer = desk.post(page, form_of(asked, "form"))
    assert "確かめたときから変わりました。もう一度確かめてください。" in text_of(answer)
    assert report.sections.count() == 3


# --- The next report ----------------------------------------------------------------------------------------


def test_the_next_report_is_made_after_the_page_has_said_what_comes(desk, report):
    report.sections.filter(slug="top").update(body="令和４年度は１２件。")
    page = reverse("report_carry_forward", args=[361])
    asked = desk.get(page)
    assert form_of(asked, "form") | {"number": "400", "issued_on": "R6.10.25"} == {
        "csrfmiddlewaretoken": form_of(asked, "form")["csrfmiddlewaretoken"],
        "number": "400",
        "fiscal_year": "令和5年度",
        "issued_on": "R6.10.25",
    }
    typed = form_of(asked, "form") | {"number": "400", "issued_on": "R6.10.25"}
    told = desk.post(page, typed)
    for line in (
        "報告第400号（令和5年度、令和6年10月25日報告）を、起草中の報告書としてつくります。",
        "節3件と、報告する部課0件を写します。",
        "文に直接書かれている年、日付、数が2か所あります：「令和４年度」「１２件」。",
        "もとの報告書はまだ起草中です。",
    ):
        assert line in text_of(told), line
    assert Report.objects.count() == 1
    done = desk.post(page, form_of(told, "form"), follow=True)
    new = Report.objects.get(number=400)
    assert done.redirect_chain[0][0] == reverse("report_outline", args=[400])
    assert "報告第400号の下書きをつくりました。確かめる語が2か所あります。" in text_of(done)
    assert (new.fiscal_year, new.issued_on, new.carried_from) == (2023, date(2024, 10, 25), report)
    assert '<dt>次の報告書</dt><dd><a href="/reports/400/">報告第400号</a></dd>' in text_of(outline(desk))
    assert '<dt>もとの報告書</dt><dd><a href="/reports/361/">報告第361号</a></dd>' in text_of(
        outline(desk, number=400)
    )


def test_the_next_report_is_refused_with_all_reasons_and_keeps_what_was_typed(desk, report):
    page = reverse("report_carry_forward", args=[361])
    typed = form_of(desk.get(page), "form") | {
        "number": "３６１",
        "fiscal_year": "R4",
        "issued_on": "R6.10.25",
    }
    answer = desk.post(page, typed)
    assert "報告第361号はもうあります（令和4年度）。ほかの番号にしてください。" in text_of(answer)
    assert "令和4年度の報告書は、報告第361号としてもうあります。" in text_of(answer)
    assert form_of(answer, "form")["number"] == "３６１"
    assert Report.objects.count() == 1


def test_a_report_of_another_period_asks_for_its_days():
    desk = desk_of("privacy")
    make_report(
        number=362,
        kind="privacy_review",
        fiscal_year=None,
        starts_on=date(2023, 4, 2),
        ends_on=date(2023, 8, 31),
    )
    form = form_of(desk.get(reverse("report_carry_forward", args=[362])), "form")
    assert (form["starts_on"], form["ends_on"]) == ("令和5年9月1日", "令和6年1月31日")
    assert "次の報告書をつくる" in text_of(outline(desk, number=362))

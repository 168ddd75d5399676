"""Sections are added, moved and removed; their numbers follow, and nothing is lost that hangs on them."""

import pytest

from core.errors import DomainError, NotPermittedError
from core.history import history_of
from core.models import ProseMark, Section
from core.reports.document import Document
from core.services.report_drafting import SectionContent
from core.services.report_tree import Direction, add_section, move_section, remove_section
from tests.factories import advance_report, make_prose_mark, make_report, make_section, make_staff

pytestmark = pytest.mark.django_db

UP, DOWN, IN, OUT = Direction


@pytest.fixture
def drafter():
    return make_staff("mynumber")


@pytest.fixture
def report():
    """１ a（（１） b、（２） c）、２ d、３ e"""
    report = make_report()
    made = {}
    for slug, above, order in (("a", None, 1), ("b", "a", 1), ("c", "a", 2), ("d", None, 2), ("e", None, 2)):
        made[slug] = make_section(
            report=report, slug=slug, heading=slug, order=order, parent=made.get(above) if above else None
        )
    return report


def outline(report):
    """The sections as they print: 「１a」."""
    places = Document(report).places
    return [f"{place}{slug}" for slug, place in places.items()]


def move(report, slug, direction, actor):
    return move_section(report.sections.get(slug=slug), direction=direction, actor=actor)


def reasons(do):
    with pytest.raises(DomainError) as refused:
        do()
    return list(refused.value.reasons)


# --- Moving -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "direction", "becomes"),
    [
        ("d", UP, ["１d", "２a", "２（１）b", "２（２）c", "３e"]),
        ("a", DOWN, ["１d", "２a", "２（１）b", "２（２）c", "３e"]),
        ("d", DOWN, ["１a", "１（１）b", "１（２）c", "２e", "３d"]),
        ("c", UP, ["１a", "１（１）c", "１（２）b", "２d", "３e"]),
        ("d", IN, ["１a", "１（１）b", "１（２）c", "１（３）d", "２e"]),
        ("c", IN, ["１a", "１（１）b", "１（１）①c", "２d", "３e"]),
        ("b", OUT, ["１a", "１（１）c", "２b", "３d", "４e"]),
    ],
)
def test_a_section_moves_and_the_numbers_follow(report, drafter, slug, direction, becomes):
    assert outline(report) == ["１a", "１（１）b", "１（２）c", "２d", "３e"]
    move(report, slug, direction, drafter)
    assert outline(report) == becomes


def test_a_section_moves_with_all_below_it_and_back(report, drafter):
    move(report, "d", UP, drafter)
    move(report, "a", IN, drafter)
    assert outline(report) == ["１d", "１（１）a", "１（１）①b", "１（１）②c", "２e"]
    move(report, "a", OUT, drafter)
    move(report, "d", DOWN, drafter)
    assert outline(report) == ["１a", "１（１）b", "１（２）c", "２d", "３e"]


def test_a_move_is_kept_with_its_name(report, drafter):
    moved = move(report, "b", OUT, drafter)
    step = history_of(moved)[0]
    assert (step.who, step.action) == (drafter.name, "節の移動")


@pytest.mark.parametrize(
    ("slug", "direction", "why"),
    [
        ("a", UP, "この節は、この並びのいちばん上にあります。"),
        ("b", UP, "この節は、この並びのいちばん上にあります。"),
        ("e", DOWN, "この節は、この並びのいちばん下にあります。"),
        ("c", DOWN, "この節は、この並びのいちばん下にあります。"),
        ("a", IN, "この節の上に並ぶ節がないので、一段下げることはできません。"),
        ("d", OUT, "この節は、もういちばん外側にあります。"),
    ],
)
def test_a_section_does_not_move_where_there_is_nowhere(report, drafter, slug, direction, why):
    assert reasons(lambda: move(report, slug, direction, drafter)) == [why]
    assert outline(report) == ["１a", "１（１）b", "１（２）c", "２d", "３e"]


def test_an_attachment_does_not_move_below_another_section(report, drafter):
    report.sections.filter(slug="e").update(numbering="attachment")
    assert reasons(lambda: move(report, "e", IN, drafter)) == ["別紙は、ほかの節の下に置けません。"]


# --- Adding -------------------------------------------------------------------------------------------------


def test_attachments_stay_behind_all_others(report, drafter):
    """They print on sheets of their own, behind the rest: so the tree shows what the paper does."""
    report.sections.filter(slug="d").update(numbering="attachment")
    added = add_section(report, content=SectionContent(heading="あとから"), slug="f", actor=drafter)
    assert outline(report) == ["１a", "１（１）b", "１（２）c", "２e", "３f", "d"]
    assert reasons(lambda: move(report, "d", UP, drafter)) == [
        "別紙は、ほかの節のあとに印刷します。これより上には移せません。"
    ]
    assert reasons(lambda: move(report, added.slug, DOWN, drafter)) == [
        "別紙は、ほかの節のあとに印刷します。この節は、これより下には移せません。"
    ]


def test_a_section_is_added_behind_another_below_one_or_at_the_end(report, drafter):
    a, c = (report.sections.get(slug=slug) for slug in "ac")
    for heading, place in (("x", {"after": a}), ("y", {"below": a}), ("z", {}), ("w", {"below": c})):
        add_section(report, content=SectionContent(heading=heading), actor=drafter, slug=heading, **place)
    assert outline(report) == [
        "１a",
        "１（１）b",
        "１（２）c",
        "１（２）①w",
        "１（３）y",
        "２x",
        "３d",
        "４e",
        "５z",
    ]
    assert history_of(report.sections.get(slug="x"))[0].action == "節の追加"


def test_a_section_without_a_name_gets_a_free_one(report, drafter):
    make_section(report=report, slug="section-7")
    content = SectionContent(heading="新しい節", body="文")
    made = [add_section(report, content=content, actor=drafter).slug for _ in range(2)]
    assert made == ["section-8", "section-9"]
    assert Section.objects.get(slug="section-9").body == "文"


def test_a_section_is_not_added_with_what_is_wrong(report, drafter):
    content = SectionContent(heading="", body="{{ nonsense }}")
    assert reasons(lambda: add_section(report, content=content, actor=drafter, slug="a")) == [
        "見出し：このフィールドは空ではいけません。",
        "本文：{{ nonsense }}という項目はありません。名前を確かめてください。",
        "この名前の節は、この報告書にすでにあります。",
    ]
    assert report.sections.count() == 5


# --- Removing -----------------------------------------------------------------------------------------------


def test_a_section_is_removed_with_its_marks_and_the_numbers_follow(report, drafter):
    section = report.sections.get(slug="b")
    make_prose_mark(section=section)
    remove_section(section, actor=drafter)
    assert outline(report) == ["１a", "１（１）c", "２d", "３e"]
    assert not ProseMark.objects.exists()


def test_a_section_is_not_removed_from_under_others_nor_from_what_refers_to_it(report, drafter):
    report.sections.filter(slug="e").update(body="前記{{ section:a }}参照。", heading_note="{{section:a}}")
    report.sections.filter(slug="a").update(body="この節は{{ section:a }}")
    report.preamble = "{{ section:a }}のとおり"
    report.save()
    assert reasons(lambda: remove_section(report.sections.get(slug="a"), actor=drafter)) == [
        "この節の下に節があります：「b」、「c」。先に外へ移すか、消してください。",
        "「件名・前文」の前文が {{ section:a }} でこの節を指しています。先にその文を直してください。",
        "「３ e」の見出しの注記が {{ section:a }} でこの節を指しています。先にその文を直してください。",
        "「３ e」の本文が {{ section:a }} でこの節を指しています。先にその文を直してください。",
    ]
    assert report.sections.count() == 5


# --- What a colleague did meanwhile -------------------------------------------------------------------------

GONE = ["この節は、ほかの人が移したか消しました。画面を開き直してください。"]


@pytest.mark.parametrize(
    "do",
    [
        lambda section, actor: move_section(section, direction=UP, actor=actor),
        lambda section, actor: remove_section(section, actor=actor),
        lambda section, actor: add_section(
            section.report, content=SectionContent(heading="x"), actor=actor, after=section
        ),
        lambda section, actor: add_section(
            section.report, content=SectionContent(heading="x"), actor=actor, below=section
        ),
    ],
    ids=["move", "remove", "add after", "add below"],
)
def test_a_section_that_is_gone_is_told_and_nothing_is_done(report, drafter, do):
    section = report.sections.get(slug="e")
    report.sections.get(slug="e").delete()
    assert reasons(lambda: do(section, drafter)) == GONE
    assert outline(report) == ["１a", "１（１）b", "１（２）c", "２d"]


def test_a_section_is_added_behind_where_the_other_stands_now(report, drafter):
    stale = report.sections.get(slug="b")
    move(report, "b", OUT, drafter)
    add_section(report, content=SectionContent(heading="x"), actor=drafter, slug="x", after=stale)
    assert outline(report) == ["１a", "１（１）c", "２b", "３x", "４d", "５e"]


# --- Who and when -------------------------------------------------------------------------------------------


def deeds(report, actor):
    section = report.sections.get(slug="d")
    return (
        lambda: move_section(section, direction=UP, actor=actor),
        lambda: add_section(report, content=SectionContent(heading="x"), actor=actor),
        lambda: remove_section(section, actor=actor),
    )


@pytest.mark.parametrize("role", ["privacy", "publisher", "auditor"])
def test_the_tree_is_changed_by_those_who_draft_the_kind(report, role):
    for do in deeds(report, make_staff(role)):
        with pytest.raises(NotPermittedError):
            do()
    assert outline(report) == ["１a", "１（１）b", "１（２）c", "２d", "３e"]


@pytest.mark.parametrize("state", ["in_review", "published"])
def test_the_tree_is_changed_while_the_report_is_drafted(report, drafter, state):
    advance_report(report, state)
    for do in deeds(report, drafter):
        (reason,) = reasons(do)
        assert "変えられません" in reason
    assert outline(report) == ["１a", "１（１）b", "１（２）c", "２d", "３e"]

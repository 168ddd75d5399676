"""Writing in a report: who may, when, what is refused, and when what was carried over counts as looked at."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import DomainError, NotPermittedError
from core.history import history_of
from core.models import ProseMark, Section
from core.services.report_drafting import (
    SectionContent,
    TitlePage,
    look_at_mark,
    look_at_marks,
    may_draft,
    save_section,
    save_title_page,
    why_closed,
)
from tests.factories import (
    advance_report,
    make_prose_mark,
    make_report,
    make_section,
    make_staff,
)

pytestmark = pytest.mark.django_db

NOT_YOURS = "報告書は、その種類の報告書を起草する課の職員が書きます。"
CONTENT = SectionContent(heading="概要", body="令和５年度の実績は１２件である。")


@pytest.fixture
def drafter():
    return make_staff("mynumber", name="起草 花子")


def content_of(section):
    return SectionContent(**{name: getattr(section, name) for name in SectionContent.__dataclass_fields__})


def title_page_of(report, **changes):
    page = TitlePage(**{name: getattr(report, name) for name in TitlePage.__dataclass_fields__})
    return replace(page, **changes)


def reasons(write):
    with pytest.raises(DomainError) as refused:
        write()
    return list(refused.value.reasons)


# --- Sections ----------------------------------------------------------------------------------------------


def test_a_section_says_what_was_written_and_the_trail_who(drafter):
    section = make_section()
    saved = save_section(section, content=CONTENT, actor=drafter)
    section.refresh_from_db()
    assert content_of(section) == content_of(saved) == CONTENT
    (step, _) = history_of(section)
    assert (step.who, step.action) == ("起草 花子", "節の編集")
    assert [field.label for field in step.changes[0].fields] == ["本文"]


def test_a_section_that_is_saved_unchanged_leaves_no_trace(drafter):
    section = make_section()
    save_section(section, content=content_of(section), actor=drafter)
    assert len(history_of(section)) == 1


@pytest.mark.parametrize("role", ["privacy", "publisher", "auditor", "clerk", "reviewer"])
def test_a_section_is_written_by_those_who_draft_its_kind(role):
    person, section = make_staff(role), make_section()
    assert not may_draft(section.report, person)
    with pytest.raises(NotPermittedError) as refused:
        save_section(section, content=CONTENT, actor=person)
    assert refused.value.reasons == (NOT_YOURS,)
    section.refresh_from_db()
    assert section.body == ""


def test_somebody_who_has_left_drafts_nothing(drafter):
    drafter.is_active = False
    assert not may_draft(make_report(), drafter)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (
            "in_review",
            "この報告書は公表前の確認を待っているので、いまは変えられません。"
            "直すときは、「公表と正誤表」の画面で、確認を取り消して起草に戻してください。",
        ),
        ("published", "この報告書は公表済みなので、もう変えられません。訂正は正誤表に載ります。"),
    ],
)
def test_nothing_is_written_where_others_read(drafter, state, why):
    mark = make_prose_mark()
    section = mark.section
    report = advance_report(section.report, state)
    assert why_closed(report) == why
    assert reasons(lambda: save_section(section, content=CONTENT, actor=drafter)) == [why]
    assert reasons(lambda: save_title_page(report, content=title_page_of(report), actor=drafter)) == [why]
    assert reasons(lambda: look_at_mark(mark, actor=drafter)) == [why]
    assert reasons(lambda: look_at_marks(report, section=section, actor=drafter)) == [why]
    assert ProseMark.objects.unseen().count() == 1


def test_a_returned_report_is_written_again(drafter):
    section = make_section()
    advance_report(section.report, "returned")
    assert why_closed(section.report) == ""
    assert save_section(section, content=CONTENT, actor=drafter).body == CONTENT.body


def test_all_that_is_wrong_with_a_section_is_told_at_once_with_its_place(drafter):
    section = make_section()
    wrong = SectionContent(
        heading="{{ fiscal_yaer }}の概要",
        heading_note="{{ ends_on",
        body="はじめに。\n\n件数は{{ totl:nowhere }}件。\n日は{{ starts_onn }}、{{ starts_on }}}}。",
        exhibit="nowhere",
        after="個人番号は123456789018です。",
    )
    assert reasons(lambda: save_section(section, content=wrong, actor=drafter)) == [
        "表の後の文：個人番号（マイナンバー）と思われる12桁の数字があります。個人番号は登録できません。"
        "その数字を消してから、もう一度登録してください。",
        "見出し：{{ fiscal_yaer }}という項目はありません。もしかして：{{ fiscal_year }}",
        "見出しの注記：「{{ ends_on」が「}}」で閉じられていません。項目は {{ 名前 }} の形で書いてください。",
        "本文の3行目：{{ totl:nowhere }}という項目はありません。名前を確かめてください。",
        "本文の4行目：{{ starts_onn }}という項目はありません。もしかして：{{ starts_on }}",
        "本文の4行目：「}}」の前に「{{」がありません。項目は {{ 名前 }} の形で書いてください。",
        "表：この種類の報告書に「nowhere」という表はありません。選び直してください。",
    ]
    section.refresh_from_db()
    assert section.heading == "概要"


def test_an_attachment_stands_below_no_other_section(drafter):
    above = make_section()
    section = make_section(report=above.report, parent=above)
    attachment = replace(content_of(section), numbering=Section.Numbering.ATTACHMENT)
    assert reasons(lambda: save_section(section, content=attachment, actor=drafter)) == [
        "別紙は、ほかの節の下に置けません。"
    ]


# --- The title page -----------------------------------------------------------------------------------------


def test_the_title_page_says_what_was_written(drafter):
    report = make_report(title="令和４年度の実施状況")
    mark = ProseMark.objects.create(
        report=report, field="title", words="令和４年度", context="令和４年度の実施状況"
    )
    page = title_page_of(report, number=400, title="{{ fiscal_year }}の実施状況", issued_on=date(2024, 10, 1))
    saved = save_title_page(report, content=page, actor=drafter)
    report.refresh_from_db()
    assert title_page_of(report) == title_page_of(saved) == page
    assert history_of(report)[0].action == "件名・前文の編集"
    mark.refresh_from_db()
    assert mark.seen_by == drafter


def test_the_title_page_takes_no_number_that_another_report_has(drafter):
    make_report(number=361)
    report = make_report(number=400)
    page = title_page_of(report, number=361, preamble="{{ ordinance }}に基づく。")
    assert reasons(lambda: save_title_page(report, content=page, actor=drafter)) == [
        "前文：{{ ordinance }}という項目はありません。名前を確かめてください。",
        "報告番号：この 報告番号 を持った 報告書 が既に存在します。",
    ]


# --- What was carried over ----------------------------------------------------------------------------------


def test_a_person_looks_at_one_mark_and_the_first_stays(drafter):
    mark = make_prose_mark()
    other = make_prose_mark(section=mark.section)
    seen = look_at_mark(mark, actor=drafter)
    assert seen.seen_by == drafter
    assert list(ProseMark.objects.unseen()) == [other]
    assert history_of(mark)[0].action == "写した語の確認"
    assert look_at_mark(mark, actor=make_staff("mynumber")).seen_by == drafter


def test_a_person_looks_at_all_marks_of_a_section_and_at_no_others(drafter):
    mark = make_prose_mark()
    make_prose_mark(section=mark.section, words="３件")
    elsewhere = make_prose_mark(section=make_section(report=mark.report))
    of_title = ProseMark.objects.create(report=mark.report, field="title", words="4", context="4")
    assert look_at_marks(mark.report, section=mark.section, actor=drafter) == 2
    assert list(ProseMark.objects.unseen()) == [elsewhere, of_title]
    assert look_at_marks(mark.report, section=mark.section, actor=drafter) == 0
    assert look_at_marks(mark.report, section=None, actor=drafter) == 1


def test_marks_are_looked_at_by_those_who_draft_the_kind():
    mark = make_prose_mark()
    for look in (
        lambda: look_at_mark(mark, actor=make_staff("privacy")),
        lambda: look_at_marks(mark.report, section=mark.section, actor=make_staff("auditor")),
    ):
        with pytest.raises(NotPermittedError):
            look()
    assert ProseMark.objects.unseen().exists()


def test_who_writes_the_words_away_has_looked_at_them(drafter):
    section = make_section(body="令和４年度は１２件、令和３年度は９件。", heading_note="令和４年度")
    marks = {
        words: make_prose_mark(section=section, field="body", words=words, context="")
        for words in ("令和４年度", "１２件", "令和３年度", "９件")
    }
    of_note = make_prose_mark(section=section, field="heading_note", words="令和４年度", context="")
    changed = replace(content_of(section), body="{{ fiscal_year }}は１２件、令和４年度は８件。")
    save_section(section, content=changed, actor=drafter)
    seen = set(ProseMark.objects.filter(seen_by=drafter).values_list("words", flat=True))
    assert seen == {"令和３年度", "９件"}
    assert set(ProseMark.objects.unseen()) == {marks["令和４年度"], marks["１２件"], of_note}


def test_who_saves_another_field_has_looked_at_nothing(drafter):
    section = make_section(body="令和４年度は１２件。")
    make_prose_mark(section=section, field="body", words="令和４年度", context="")
    make_prose_mark(section=section, field="body", words="消えた語", context="")
    save_section(section, content=replace(content_of(section), heading="実績"), actor=drafter)
    assert ProseMark.objects.unseen().count() == 2

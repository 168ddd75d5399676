"""Writing a section: its preview, its facts, its marks, and two people at it at once."""

import pytest
from django.test import Client
from django.urls import reverse

from core.models import GuardOverride, ProseMark
from tests.factories import (
    advance_report,
    make_prose_mark,
    make_report,
    make_section,
    make_series,
    make_staff,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db


def desk_of(*roles, **fields):
    desk = Client()
    desk.person = make_staff(*roles, **fields)
    desk.force_login(desk.person)
    return desk


@pytest.fixture
def desk():
    return desk_of("mynumber", name="起草 花子")


@pytest.fixture
def section():
    report = make_report(number=361, title="令和４年度の状況")
    make_section(report=report, slug="first", heading="はじめに")
    section = make_section(
        report=report, slug="here", heading="{{ fiscal_year }}の概要", body="はじめの文。", order=1
    )
    make_section(report=report, slug="last", heading="おわりに", order=2)
    return section


def page_of(section, name="report_section_edit"):
    return reverse(name, args=[section.report.number, section.slug])


def write(desk, section, opened=None, **typed):
    """Send the page's form, as it was when the person opened it, with what was typed."""
    opened = opened or desk.get(page_of(section))
    return desk.post(page_of(section), form_of(opened, "form") | typed)


def body_of(section):
    section.refresh_from_db()
    return section.body


# --- The page -----------------------------------------------------------------------------------------------


def test_the_page_shows_the_section_its_preview_and_its_neighbours(desk, section):
    answer = desk.get(page_of(section))
    text = text_of(answer)
    assert "<h1>節「令和４年度の概要」を書く</h1>" in text
    assert '<h3 class="report-heading"><span class="heading-number">２</span> 令和４年度の概要</h3>' in text
    assert '前の節<span class="visually-hidden">：はじめに</span>' in text
    assert '次の節<span class="visually-hidden">：おわりに</span>' in text
    assert form_of(answer, "form")["heading"] == "{{ fiscal_year }}の概要"
    assert '<option value="terminals">統合端末の設置状況</option>' in text


def test_what_is_written_is_saved(desk, section):
    answer = write(
        desk, section, body="次の文。\r\n- {{ ends_on }}まで\r\n", exhibit="terminals", after="※注"
    )
    assert answer["Location"] == page_of(section)
    assert body_of(section) == "次の文。\n- {{ ends_on }}まで"
    assert (section.exhibit, section.after) == ("terminals", "※注")
    assert "節を保存しました。" in text_of(desk.get(page_of(section)))


@pytest.mark.parametrize(
    ("role", "status"), [("privacy", 404), ("publisher", 403), ("auditor", 403), ("clerk", 403)]
)
def test_who_does_not_draft_the_kind_is_refused(section, role, status):
    desk = desk_of(role)
    for name in ("report_section_edit", "report_section_preview", "report_title_page"):
        args = [361] if name == "report_title_page" else [361, "here"]
        assert desk.post(reverse(name, args=args), {"heading": "x"}).status_code == status
    assert desk.get(page_of(section)).status_code == status
    assert body_of(section) == "はじめの文。"


def test_a_section_that_is_none_is_not_found(desk, section):
    make_section(slug="elsewhere")
    for slug in ("nowhere", "elsewhere"):
        assert desk.get(reverse("report_section_edit", args=[361, slug])).status_code == 404
        assert desk.post(reverse("report_section_preview", args=[361, slug])).status_code == 404


def test_a_closed_report_says_why_and_keeps_what_was_typed_meanwhile(desk, section):
    opened = desk.get(page_of(section))
    advance_report(section.report, "in_review")
    assert "公表前の確認を待っている" in text_of(desk.get(page_of(section)))
    answer = write(desk, section, opened, body="まだ保存していない文。")
    assert "この報告書は公表前の確認を待っているので、いまは変えられません。" in text_of(answer)
    assert form_of(answer, "form")["body"] == "まだ保存していない文。"
    assert body_of(section) == "はじめの文。"


def test_what_is_wrong_is_told_with_its_field_and_line(desk, section):
    make_series(code="card_issued")
    answer = write(
        desk, section, body="一行目。\r\n\r\n交付は{{ totl:card_issued }}枚。", after="{{ ends_on まで"
    )
    text = text_of(answer)
    assert (
        '<a href="#id_body">本文</a>：3行目：{{ totl:card_issued }}という項目はありません。'
        "もしかして：{{ total:card_issued }}"
    ) in text
    assert "「{{ ends_on まで」が「}}」で閉じられていません。" in text
    assert form_of(answer, "form")["body"] == "一行目。\r\n\r\n交付は{{ totl:card_issued }}枚。"
    assert body_of(section) == "はじめの文。"


def test_a_number_like_a_my_number_needs_a_reason(desk, section):
    number = "1234 5678 9018"
    answer = write(desk, section, body=f"契約番号{number}")
    assert "個人番号は登録できません" in text_of(answer)
    assert body_of(section) == "はじめの文。"
    form = form_of(answer, "form") | {"guard_reason": "契約書の管理番号であることを確かめた"}
    assert desk.post(page_of(section), form).status_code == 302
    assert body_of(section) == f"契約番号{number}"
    kept = GuardOverride.objects.get()
    assert (kept.staff, kept.register, kept.record_id, kept.field) == (
        desk.person,
        "core.section",
        section.pk,
        "body",
    )


# --- The preview and the facts ------------------------------------------------------------------------------


def preview(desk, section, **typed):
    return desk.post(page_of(section, "report_section_preview"), typed)


def test_the_preview_prints_what_is_typed_and_saves_nothing(desk, section):
    make_section(report=section.report, parent=section, heading="下の節")
    typed = {
        "heading": "別の見出し",
        "numbering": "numbered",
        "body": "- {{ ends_on }}まで\r\n",
        "after": "※注",
    }
    text = text_of(preview(desk, section, **typed, exhibit="csirt_drills"))
    assert '<span class="heading-number">２</span> 別の見出し' in text
    assert "<p>令和５年３月３１日まで</p>" in text
    assert '<p class="note">※注</p>' in text
    assert "下の節" not in text
    assert body_of(section) == "はじめの文。"


def test_the_preview_shows_what_is_not_there(desk, section):
    text = text_of(preview(desk, section, heading="x", body="{{ nonsense }}", exhibit="nowhere"))
    assert "【不明な項目：nonsense】" in text
    assert "【不明な表：nowhere】" in text


def test_the_preview_escapes_what_is_typed(desk, section):
    text = text_of(preview(desk, section, heading="<b>x</b>", body="<script>alert(1)</script>"))
    assert "<script>" not in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text


@pytest.mark.parametrize(
    ("numbering", "heading"),
    [("bracketed", "＜別の見出し＞"), ("attachment", '<h3 class="report-heading">別の見出し</h3>')],
)
def test_the_preview_follows_the_form_of_the_heading(desk, section, numbering, heading):
    assert heading in text_of(preview(desk, section, heading="別の見出し", numbering=numbering))


def test_the_preview_is_only_ever_sent_to(desk, section):
    assert desk.get(page_of(section, "report_section_preview")).status_code == 405


def test_without_a_script_a_button_brings_the_preview_and_saves_nothing(desk, section):
    answer = write(desk, section, body="試しの文。", preview="1")
    text = text_of(answer)
    assert "<p>試しの文。</p>" in text
    assert form_of(answer, "form")["body"] == "試しの文。"
    assert "<h1>節「令和４年度の概要」を書く</h1>" in text
    assert body_of(section) == "はじめの文。"


def test_facts_are_listed_with_their_present_values(desk, section):
    make_series(code="card_issued", name="交付済")
    facts = {fact.written: fact for fact in desk.get(page_of(section)).context["facts"]}
    assert (facts["{{ fiscal_year }}"].description, facts["{{ fiscal_year }}"].value) == (
        "報告の年度",
        "令和４年度",
    )
    assert facts["{{ section:last }}"].value == "３"
    assert facts["{{ section:last }}"].description == "節の番号：おわりに"
    total = facts["{{ total:card_issued }}"]
    assert (total.description, total.value) == ("実績項目の年度計：交付済", "（値がありません）")
    assert "{{ attachments.first }}" not in facts
    assert not [fact for fact in facts.values() if "不明な項目" in fact.value]


# --- What was carried over ----------------------------------------------------------------------------------


@pytest.fixture
def marked(section):
    section.body = "令和４年度は１２件。"
    section.save()
    return [
        make_prose_mark(section=section, field="body", words=words, context="令和４年度は１２件。")
        for words in ("令和４年度", "１２件")
    ]


def test_marks_stand_at_their_field_with_a_button_each(desk, section, marked):
    answer = desk.get(page_of(section))
    text = text_of(answer)
    assert "まだ確かめていない語が2か所あります" in text
    assert [row["marks"] for row in answer.context["rows"] if row["field"].name == "body"] == [marked]
    assert f'name="seen" value="{marked[0].pk}">確かめました' in text
    # Enter in a text box presses the first button of the form.
    assert text.index(">保存する</button>") < text.index('name="seen"')


def test_a_button_looks_at_one_mark_and_another_at_all(desk, section, marked):
    answer = write(desk, section, seen=str(marked[0].pk))
    assert answer.status_code == 302
    assert list(ProseMark.objects.unseen()) == [marked[1]]
    marked[0].refresh_from_db()
    assert marked[0].seen_by == desk.person
    answer = desk.post(
        page_of(section), form_of(desk.get(page_of(section)), "form") | {"seen": "all"}, follow=True
    )
    assert "確かめた語を記録しました。" in text_of(answer)
    assert not ProseMark.objects.unseen().exists()
    assert "まだ確かめていない語" not in text_of(answer)


def test_looking_at_a_mark_keeps_what_was_typed(desk, section, marked):
    answer = write(desk, section, body="{{ fiscal_year }}は１２件。", seen=str(marked[1].pk))
    assert answer.status_code == 200
    assert "直した文は、まだ保存していません。" in text_of(answer)
    assert " data-unsaved" in text_of(answer)  # so that nobody leaves the page without being asked
    assert form_of(answer, "form")["body"] == "{{ fiscal_year }}は１２件。"
    assert body_of(section) == "令和４年度は１２件。"
    assert list(ProseMark.objects.unseen()) == [marked[0]]
    assert desk.post(page_of(section), form_of(answer, "form")).status_code == 302
    assert body_of(section) == "{{ fiscal_year }}は１２件。"
    assert not ProseMark.objects.unseen().exists()


def test_a_page_on_which_nothing_waits_to_be_saved_may_be_left(desk, section, marked):
    assert " data-unsaved" not in text_of(desk.get(page_of(section)))
    assert " data-unsaved" not in text_of(write(desk, section, preview="1"))
    assert " data-unsaved" in text_of(write(desk, section, preview="1", body="直した文。"))
    assert " data-unsaved" in text_of(write(desk, section, heading=""))


@pytest.mark.parametrize("which", ["0", "x", "-1", "999999999"])
def test_a_mark_that_is_none_is_not_found(desk, section, marked, which):
    assert write(desk, section, seen=which).status_code == 404
    assert ProseMark.objects.unseen().count() == 2


def test_marks_of_a_closed_report_stay(desk, section, marked):
    opened = desk.get(page_of(section))
    advance_report(section.report, "in_review")
    answer = write(desk, section, opened, seen="all", body="まだ保存していない文。")
    assert "公表前の確認を待っている" in text_of(answer)
    assert form_of(answer, "form")["body"] == "まだ保存していない文。"
    assert ProseMark.objects.unseen().count() == 2


# --- The title page -----------------------------------------------------------------------------------------


def test_the_title_page_is_written_with_its_marks(desk, section):
    report = section.report
    make_prose_mark(section=section)
    mark = ProseMark.objects.create(
        report=report, field="title", words="令和４年度", context="令和４年度の状況"
    )
    page = reverse("report_title_page", args=[361])
    opened = desk.get(page)
    assert list(opened.context["marks"]) == [mark]
    typed = {
        "number": "４００",
        "title": "{{ fiscal_year }}の状況",
        "issued_on": "R6.10.25",
        "preamble": "条例により",
    }
    answer = desk.post(page, form_of(opened, "form") | typed)
    assert answer["Location"] == reverse("report_title_page", args=[400])
    report.refresh_from_db()
    assert (report.number, report.title, report.preamble) == (400, "{{ fiscal_year }}の状況", "条例により")
    mark.refresh_from_db()
    assert mark.seen_by == desk.person


# --- Two at once --------------------------------------------------------------------------------------------


@pytest.fixture
def colleague():
    return desk_of("mynumber", name="同僚 太郎")


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_who_write_one_text_the_second_sees_the_firsts_and_keeps_the_own(
    desk, colleague, section, first
):
    people = [desk, colleague][:: 1 if first == 0 else -1]
    opened = [person.get(page_of(section)) for person in people]
    assert write(people[0], section, opened[0], body="先の文。").status_code == 302
    answer = write(people[1], section, opened[1], body="後の文。")
    text = text_of(answer)
    assert f"{people[0].person.name}がこの記録を変更しました（本文）" in text
    assert "<summary>ほかの人が保存した本文</summary>" in text
    assert " data-unsaved" in text
    assert '<pre tabindex="0">先の文。</pre>' in text
    assert form_of(answer, "form")["body"] == "後の文。"
    assert body_of(section) == "先の文。"
    # Saving once more is a decision and no accident.
    assert desk is people[0] or desk is people[1]
    assert people[1].post(page_of(section), form_of(answer, "form")).status_code == 302
    assert body_of(section) == "後の文。"


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_who_write_different_fields_both_texts_stand_in_the_end(desk, colleague, section, first):
    people = [desk, colleague][:: 1 if first == 0 else -1]
    opened = [person.get(page_of(section)) for person in people]
    assert write(people[0], section, opened[0], heading="新しい見出し").status_code == 302
    answer = write(people[1], section, opened[1], body="後の文。")
    assert "見出し：{{ fiscal_year }}の概要 → 新しい見出し" in text_of(answer)
    assert "ほかの人が保存した" not in text_of(answer)
    assert people[1].post(page_of(section), form_of(answer, "form")).status_code == 302
    section.refresh_from_db()
    assert (section.heading, section.body) == ("新しい見出し", "後の文。")


def test_who_writes_while_another_moves_the_section_overwrites_nothing(desk, colleague, section):
    opened = desk.get(page_of(section))
    colleague.post(reverse("report_section_move", args=[361, "here", "up"]))
    assert write(desk, section, opened, body="書いた文。").status_code == 302
    section.refresh_from_db()
    assert (section.body, section.order) == ("書いた文。", 10)


def test_two_on_the_title_page_overwrite_each_other_no_more(desk, colleague, section):
    page = reverse("report_title_page", args=[361])
    opened = [person.get(page) for person in (desk, colleague)]
    assert desk.post(page, form_of(opened[0], "form") | {"preamble": "先の前文。"}).status_code == 302
    answer = colleague.post(page, form_of(opened[1], "form") | {"preamble": "後の前文。"})
    assert '<pre tabindex="0">先の前文。</pre>' in text_of(answer)
    assert form_of(answer, "form")["preamble"] == "後の前文。"
    section.report.refresh_from_db()
    assert section.report.preamble == "先の前文。"


# --- What was written in is gone ----------------------------------------------------------------------------


GONE = (
    "この節は、ほかの人が移したか消しました。"
    "入力した文は下に残しています。コピーしてから、節の一覧を開いてください。"
)


@pytest.mark.parametrize("button", [{}, {"seen": "all"}, {"preview": "1"}])
def test_what_was_typed_stays_where_a_colleague_has_removed_the_section(desk, section, button):
    opened = desk.get(page_of(section))
    section.delete()
    answer = write(desk, section, opened, body="\n長く<書いた>文。", heading="新しい見出し", **button)
    assert answer.status_code == 409
    text = text_of(answer)
    assert GONE in text
    assert 'readonly rows="14">\n\n長く&lt;書いた&gt;文。</textarea>' in text
    assert '<label class="field-label" for="kept-heading">見出し</label>' in text
    assert 'readonly rows="2">\n新しい見出し</textarea>' in text
    assert 'href="/reports/361/outline/"' in text
    assert desk.get(page_of(section)).status_code == 404


@pytest.mark.parametrize("name", ["report_section_edit", "report_title_page"])
def test_what_was_typed_stays_where_a_colleague_has_changed_the_reports_number(desk, section, name):
    page = page_of(section) if name == "report_section_edit" else reverse(name, args=[361])
    sent = form_of(desk.get(page), "form") | {"body": "長く書いた文。", "preamble": "長く書いた文。"}
    type(section.report).objects.filter(pk=section.report.pk).update(number=400)
    answer = desk.post(page, sent)
    assert answer.status_code == 409
    text = text_of(answer)
    assert "報告第361号は、ほかの人が番号を変えました。入力した文は下に残しています。" in text
    assert "\n長く書いた文。</textarea>" in text
    assert '<a class="button" href="/reports/">報告書の一覧へ</a>' in text


def test_the_heading_of_a_new_section_stays_where_the_one_before_it_is_gone(desk, section):
    page = f"{reverse('report_section_new', args=[361])}?after=here"
    sent = form_of(desk.get(page), "form") | {"heading": "新しい見出し"}
    section.delete()
    answer = desk.post(page, sent)
    assert answer.status_code == 409
    assert GONE in text_of(answer)
    assert "\n新しい見出し</textarea>" in text_of(answer)


def test_who_removes_what_a_colleague_has_removed_is_told_so(desk, section):
    page = page_of(section, "report_section_remove")
    sent = form_of(desk.get(page), "form")
    section.delete()
    answer = desk.post(page, sent)
    assert answer.status_code == 409
    assert "この節は、ほかの人が移したか消しました。節の一覧を開いてください。" in text_of(answer)


def test_who_does_not_draft_hears_nothing_of_what_is_gone(section):
    page = page_of(section)
    section.delete()
    assert desk_of("privacy").post(page, {"body": "文"}).status_code == 404  # drafts another kind
    assert desk_of("auditor").post(page, {"body": "文"}).status_code == 403
    type(section.report).objects.filter(number=361).update(number=400)
    assert desk_of("auditor").post(page, {"body": "文"}).status_code == 403
    assert Client().post(page, {"body": "文"}).status_code == 302

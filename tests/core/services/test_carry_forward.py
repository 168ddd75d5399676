"""The next year's report starts from this year's tree; what stands typed in it waits for somebody's look."""

from datetime import date

import pytest
from django.core.management import call_command

from core.errors import DomainError, NotPermittedError
from core.history import history_of
from core.models import ProseMark, Report, ReportDepartment
from core.reports.document import Document
from core.reports.kinds import Scope
from core.reports.typed_values import typed_values
from core.services.carry_forward import carry_forward, next_scope, plan_carrying
from tests.factories import (
    advance_report,
    make_department,
    make_prose_mark,
    make_report,
    make_section,
    make_staff,
)

pytestmark = pytest.mark.django_db

ISSUED_ON = date(2024, 10, 25)
SECTION_FIELDS = (
    "slug",
    "order",
    "numbering",
    "running_head",
    "heading",
    "heading_note",
    "body",
    "exhibit",
    "after",
)


@pytest.fixture
def drafter():
    return make_staff("mynumber", name="起草 花子")


@pytest.fixture
def report():
    report = make_report(
        number=361,
        title="令和４年度の状況",
        subtitle="{{ fiscal_year }}",
        preamble="条例第１３条により報告する。",
    )
    for order, code in enumerate("xy"):
        ReportDepartment.objects.create(report=report, department=make_department(code=code), order=1 - order)
    top = make_section(
        report=report, slug="top", heading="概要", body="５か所。{{ fiscal_year }}は{{ ends_on }}まで。"
    )
    make_section(
        report=report, slug="deep", heading="細目", heading_note="＊令和５年３月３１日現在", parent=top
    )
    make_section(
        report=report, slug="last", heading="会議", exhibit="juki_net_meetings", after="第２回まで。", order=1
    )
    return report


def tree_of(report):
    slugs = {section.pk: section.slug for section in report.sections.all()}
    return sorted(
        (slugs.get(each.parent_id, ""), *(getattr(each, name) for name in SECTION_FIELDS))
        for each in report.sections.all()
    )


def reasons(report, **to):
    with pytest.raises(DomainError) as refused:
        carry_forward(report, **{"number": 400, "issued_on": ISSUED_ON} | to)
    return list(refused.value.reasons)


# --- What comes over ----------------------------------------------------------------------------------------


def test_the_next_years_report_has_this_years_tree(report, drafter):
    new = carry_forward(report, number=400, issued_on=ISSUED_ON, actor=drafter)
    new.refresh_from_db()
    assert (new.state, new.carried_from, new.number, new.issued_on) == ("draft", report, 400, ISSUED_ON)
    assert (new.kind, new.title, new.subtitle) == (report.kind, report.title, report.subtitle)
    assert new.scope == Scope(date(2023, 4, 1), date(2024, 3, 31), 2023)
    assert tree_of(new) == tree_of(report)
    named = [[str(each) for each in one.report_departments.all()] for one in (report, new)]
    assert named[0] == named[1]
    assert len(named[0]) == 2


def test_facts_move_by_themselves_and_what_is_typed_stays(report, drafter):
    new = carry_forward(report, number=400, issued_on=ISSUED_ON, actor=drafter)
    document = Document(new)
    assert (document.title, document.subtitle) == ("令和４年度の状況", "令和５年度")
    (paragraph,) = document.nodes[0].body
    assert paragraph.lines[0][0].text == "５か所。令和５年度は令和６年３月３１日まで。"


def test_all_that_is_typed_is_marked_and_citations_are_not(report, drafter):
    new = carry_forward(report, number=400, issued_on=ISSUED_ON, actor=drafter)
    marks = [(m.section.slug if m.section else "", m.field, m.words) for m in new.prose_marks.all()]
    assert marks == [
        ("", "title", "令和４年度"),
        ("top", "body", "５か所"),
        ("deep", "heading_note", "令和５年３月３１日"),
        ("last", "after", "第２回"),
    ]
    assert new.prose_marks.unseen().count() == 4
    assert new.prose_marks.get(field="body").context == "５か所。［項目］は［項目］まで。"
    assert not report.prose_marks.exists()


def test_what_somebody_has_looked_at_last_year_waits_again(report, drafter):
    make_prose_mark(section=report.sections.get(slug="top"), field="body", words="５か所")
    new = carry_forward(report, number=400, issued_on=ISSUED_ON, actor=drafter)
    assert new.prose_marks.filter(words="５か所").count() == 1


def test_a_published_report_is_carried_forward_and_stays_as_it_was(report, drafter):
    advance_report(report, "published")
    before = tree_of(report)
    new = carry_forward(report, number=400, issued_on=ISSUED_ON, actor=drafter)
    assert (new.state, new.published_at) == ("draft", None)
    assert tree_of(report) == before
    assert (history_of(new)[0].who, history_of(new)[0].action) == ("起草 花子", "前の報告書からの作成")
    assert history_of(new)[0].reason == str(report)
    assert new.was_written_by(drafter)


def test_the_report_of_setagaya_comes_over_whole(drafter):
    call_command("load_municipality", "setagaya", verbosity=0)
    report = Report.objects.get(number=361)
    new = carry_forward(report, number=400, issued_on=ISSUED_ON, actor=drafter)
    assert tree_of(new) == tree_of(report)
    assert list(Document(new).places.values()) == list(Document(report).places.values())
    words = list(new.prose_marks.values_list("words", flat=True))
    assert len(words) == 12
    assert {"平成２９年９月２０日", "３４４自治体", "６月下旬～７月下旬", "令和５年５月２８日"} < set(words)
    texts = [
        text
        for each in new.sections.all()
        for text in (each.heading, each.heading_note, each.body, each.after)
    ]
    assert len(words) == sum(len(typed_values(text)) for text in texts)


# --- Which period -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "following"),
    [
        (date(2023, 4, 2), date(2023, 8, 31), (date(2023, 9, 1), date(2024, 1, 31))),
        (date(2023, 9, 1), date(2023, 9, 30), (date(2023, 10, 1), date(2023, 10, 31))),
        (date(2023, 1, 1), date(2023, 12, 31), (date(2024, 1, 1), date(2024, 12, 31))),
        (date(2023, 4, 11), date(2023, 4, 20), (date(2023, 4, 21), date(2023, 4, 30))),
    ],
)
def test_the_next_period_begins_the_day_after_and_is_as_long(starts_on, ends_on, following):
    report = make_report(kind="privacy_review", fiscal_year=None, starts_on=starts_on, ends_on=ends_on)
    scope = next_scope(report)
    assert (scope.starts_on, scope.ends_on, scope.fiscal_year) == (*following, None)


def test_another_year_may_be_said(report, drafter):
    new = carry_forward(
        report, number=400, issued_on=ISSUED_ON, scope=Scope.of_fiscal_year(2024), actor=drafter
    )
    assert (new.fiscal_year, new.starts_on, new.ends_on) == (2024, date(2024, 4, 1), date(2025, 3, 31))


def test_all_that_stands_in_the_way_is_told_at_once(report, drafter):
    assert reasons(report, number=361, scope=Scope.of_fiscal_year(2022), actor=drafter) == [
        "報告第361号はもうあります（令和4年度）。ほかの番号にしてください。",
        "令和4年度の報告書は、報告第361号としてもうあります。それを直してください。",
    ]
    assert reasons(report, number=40000, scope=Scope(date(2022, 4, 1), date(2021, 4, 1)), actor=drafter) == [
        "終了日が開始日より前になっています。日付を確かめてください。",
        "この種類の報告書には年度が要ります。例：令和5年度",
        "報告番号：この値は 32767 以下でなければなりません。",
    ]
    assert Report.objects.count() == 1


def test_a_period_lies_over_no_other_of_the_kind():
    drafter = make_staff("privacy")
    make_report(number=361)
    report = make_report(number=362, kind="privacy_review", fiscal_year=None)
    scope = Scope(date(2023, 3, 31), date(2023, 8, 31))
    assert reasons(report, scope=scope, actor=drafter) == [
        "対象期間が、報告第362号（令和4年4月1日から令和5年3月31日まで）と重なっています。期間を直してください。"
    ]
    scope = Scope(date(2023, 4, 1), date(2023, 8, 31))
    assert carry_forward(report, number=400, issued_on=ISSUED_ON, scope=scope, actor=drafter).scope == scope


@pytest.mark.parametrize("role", ["privacy", "publisher", "auditor", "clerk"])
def test_a_report_is_carried_forward_by_those_who_draft_its_kind(report, role):
    with pytest.raises(NotPermittedError) as refused:
        carry_forward(report, number=400, issued_on=ISSUED_ON, actor=make_staff(role))
    assert refused.value.reasons == ("報告書をつくるのは、その種類の報告書を起草する課の職員です。",)
    assert Report.objects.count() == 1


def test_a_plan_writes_nothing(report, drafter):
    plan = plan_carrying(report, number=400, scope=next_scope(report), issued_on=ISSUED_ON, actor=drafter)
    assert (len(plan.departments), len(plan.sections), len(plan.words)) == (2, 3, 4)
    assert Report.objects.count() == 1
    assert not ProseMark.objects.exists()

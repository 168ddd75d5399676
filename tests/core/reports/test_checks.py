"""What the checks of every report find: each fault is told once, with its place, and is gone when mended."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import Section
from core.reports.checks import Severity, findings_of, reasons_against_publishing
from core.reports.document import Document
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    factories.make_municipality()
    return factories.make_report()


def found(report, check_name):
    return [finding for finding in findings_of(Document(report)) if finding.check_name == check_name]


def one(report, check_name):
    (finding,) = found(report, check_name)
    return finding


def told(finding):
    return finding.severity, finding.place, finding.sentence


# --- Facts and exhibits ------------------------------------------------------------------------------------


def test_report_in_order_has_nothing_against_it(report):
    factories.make_section(report=report, body="{{ municipality }}の{{ fiscal_year }}の状況である。")
    assert findings_of(Document(report)) == []
    assert reasons_against_publishing(Document(report)) == []


def test_unknown_fact_is_an_error_with_its_section_and_field(report):
    above = factories.make_section(report=report, heading="概要")
    section = factories.make_section(report=report, heading="端末", parent=above, body="{{ terminal }}台")
    finding = one(report, "unknown_fact")
    assert told(finding) == (
        Severity.ERROR,
        "１（１） 端末",
        "本文の {{ terminal }} という項目は、この報告書にありません。項目の一覧から選び直してください。",
    )
    assert finding.url == reverse("report_section_edit", args=[report.number, section.slug])
    Section.objects.filter(pk=section.pk).update(body="{{ terminals.count }}台")
    assert found(report, "unknown_fact") == []


@pytest.mark.parametrize("name", ["title", "subtitle", "preamble"])
def test_unknown_fact_in_the_reports_own_texts_is_an_error(name):
    report = factories.make_report(**{name: "{{ total:no_such_series }}件"})
    finding = one(report, "unknown_fact")
    assert finding.place == "件名・前文"
    assert "{{ total:no_such_series }}" in finding.sentence
    assert finding.url == reverse("report_title_page", args=[report.number])


def test_fact_that_would_print_as_nothing_is_an_error(report):
    series = factories.make_series(code="moves")
    factories.make_section(report=report, heading="実績", after="{{ total:moves }}件であった。")
    finding = one(report, "fact_without_value")
    assert told(finding)[:2] == (Severity.ERROR, "１ 実績")
    assert finding.sentence.startswith("表の後の文の {{ total:moves }} は、台帳に値がない")
    factories.make_flow_figure(series=series)
    assert found(report, "fact_without_value") == []


def test_unknown_exhibit_is_an_error(report):
    factories.make_section(report=report, heading="端末", exhibit="terminal")
    assert told(one(report, "unknown_exhibit")) == (
        Severity.ERROR,
        "１ 端末",
        "「terminal」という表は、この種類の報告書にありません。選び直してください。",
    )


def test_exhibit_without_rows_is_a_warning(report):
    factories.make_section(report=report, heading="訓練", exhibit="csirt_drills")
    finding = one(report, "empty_exhibit")
    assert told(finding)[:2] == (Severity.WARNING, "１ 訓練")
    assert "表「CSIRT訓練の実施状況」に載せる記録がありません" in finding.sentence
    factories.make_csirt_drill(held_on=date(2022, 10, 28))
    assert found(report, "empty_exhibit") == []


# --- The period --------------------------------------------------------------------------------------------


def former(year, **fields):
    period = {"starts_on": date(year, 4, 1), "ends_on": date(year + 1, 3, 31)}
    return factories.make_report(fiscal_year=year, **period | fields)


def test_period_after_the_last_one_is_right_and_the_first_report_has_none_before_it(report):
    assert not found(report, "period_gap")
    former(2021)
    former(2020)
    former(2023)
    assert not found(report, "period_gap")
    assert not found(report, "period_overlap")


def test_year_that_no_report_tells_of_is_an_error(report):
    last = former(2020)
    assert told(one(report, "period_gap")) == (
        Severity.ERROR,
        "対象期間",
        f"前の報告書（報告第{last.number}号）は令和3年3月31日までなので、あいだが空いています。"
        "令和3年4月1日から始めるか、あいだの報告書を先に登録してください。",
    )


def test_period_over_another_reports_is_an_error():
    reviews = {"kind": "privacy_review", "fiscal_year": None}
    other = factories.make_report(starts_on=date(2022, 4, 2), ends_on=date(2022, 8, 31), **reviews)
    report = factories.make_report(starts_on=date(2022, 8, 31), ends_on=date(2023, 3, 31), **reviews)
    assert told(one(report, "period_overlap")) == (
        Severity.ERROR,
        "対象期間",
        f"報告第{other.number}号（令和4年4月2日から令和4年8月31日まで）と対象期間が重なっています。"
        "どちらかの期間を直してください。",
    )
    report.starts_on = date(2022, 9, 1)
    report.save()
    assert not found(report, "period_overlap")
    assert not found(report, "period_gap")


def test_period_of_another_kind_of_report_is_not_asked(report):
    factories.make_report(
        kind="privacy_review", fiscal_year=None, starts_on=date(2022, 6, 1), ends_on=date(2022, 8, 31)
    )
    assert not found(report, "period_overlap")


# --- What came over with the prose -------------------------------------------------------------------------


def test_mark_at_which_nobody_has_looked_is_an_error(report):
    section = factories.make_section(report=report, heading="令和3年度の概要")
    for words in ("令和3年度", "5月"):
        factories.make_prose_mark(section=section, words=words)
    finding = one(report, "unseen_mark")
    assert told(finding)[:2] == (Severity.ERROR, "１ 令和3年度の概要")
    assert "「令和3年度」「5月」を、まだだれも確かめていません" in finding.sentence
    for each in report.prose_marks.all():
        each.seen_at, each.seen_by = factories.at(date(2023, 9, 1), 9), factories.make_staff()
        each.save()
    assert not found(report, "unseen_mark")


def test_mark_in_the_preamble_is_told_of_the_reports_own_texts(report):
    section = factories.make_section(report=report)
    mark = factories.make_prose_mark(section=section, words="第12条")
    report.prose_marks.filter(pk=mark.pk).update(section=None, field="preamble")
    assert one(report, "unseen_mark").place == "件名・前文"


# --- Wording -----------------------------------------------------------------------------------------------


def test_spellings_of_places_that_are_mixed_are_a_warning(report):
    factories.make_section(report=report, heading="端末", order=1, body="{{ other_sites.count }}か所に置く。")
    second = factories.make_section(report=report, heading="窓口", order=2, body="窓口は３ヶ所である。")
    assert told(one(report, "spelling_of_places")) == (
        Severity.WARNING,
        "報告書全体",
        "数のあとの書き方が混ざっています：「か所」（１ 端末）、「ヶ所」（２ 窓口）。"
        "一つにそろえてください。",
    )
    Section.objects.filter(pk=second.pk).update(body="窓口は３か所、該当箇所と三箇所は別である。")
    assert not found(report, "spelling_of_places")


def test_spelling_in_a_table_counts_too(report):
    factories.make_measure(text="入退室管理（サーバ室等４箇所）")
    factories.make_section(report=report, heading="対策", exhibit="measures", body="２か所で行う。")
    assert (
        "「箇所」（表「情報セキュリティポリシーに基づく対策」）" in one(report, "spelling_of_places").sentence
    )


def test_half_width_digits_beside_full_width_ones_are_a_warning(report):
    section = factories.make_section(report=report, heading="件数", body="５件であり、12人が見た。")
    finding = one(report, "widths_of_digits")
    assert told(finding)[:2] == (Severity.WARNING, "１ 件数")
    assert "半角の数字（「12」など）と全角の数字（「５」など）" in finding.sentence
    Section.objects.filter(pk=section.pk).update(body="５件であり、ISO27001の１２人が見た。")
    assert not found(report, "widths_of_digits")


def test_half_width_digit_beside_a_fact_is_a_warning(report):
    factories.make_section(report=report, body="{{ fiscal_year }}に2回行った。")
    assert one(report, "widths_of_digits")


def test_digits_of_two_sections_may_differ(report):
    factories.make_section(report=report, body="５件")
    factories.make_section(report=report, body="5件")
    assert not found(report, "widths_of_digits")


# --- Numbers -----------------------------------------------------------------------------------------------


def test_number_that_no_register_gives_is_a_warning(report):
    section = factories.make_section(
        report=report, heading="経過", body="３４４自治体のうち１，７８８件と５８．６％であった。"
    )
    assert told(one(report, "typed_number")) == (
        Severity.WARNING,
        "１ 経過",
        "本文の「３４４自治体」「１，７８８件」「５８．６％」は、台帳のどの数とも一致しません。"
        "台帳の数なら、項目に置き換えてください。台帳にない数なら、出典を確かめて理由に書いてください。",
    )
    Section.objects.filter(pk=section.pk).update(body="数えていない。")
    assert not found(report, "typed_number")


def test_number_of_a_table_or_a_fact_is_known(report):
    table = factories.make_figure_table()
    series = factories.make_series(code="moves")
    table.lines.create(series=series)
    factories.make_flow_figure(series=series, whole_year=1788)
    factories.make_flow_figure(series=factories.make_series(code="others"), whole_year=344)
    section = factories.make_section(report=report, body="１，７８８件と３４４件と{{ total:others }}件")
    assert not found(report, "typed_number")
    Section.objects.filter(pk=section.pk).update(body="１，７８８件と３４４件")  # which no table shows
    assert "「３４４件」は" in one(report, "typed_number").sentence


@pytest.mark.parametrize(
    "body",
    [
        "条例第１３条第２項により、住基法３０条の１０～１５のとおり行う。",
        "令和５年６月２１日から６月下旬まで、９時から行い、第２回と第３四半期に終えた。",
        "2023-03-31に ISO27001 を取得し、10:30に公表した。",
        "1. 一つめ\n2. 二つめ",
    ],
)
def test_citation_day_ordinal_and_name_are_no_figures(report, body):
    factories.make_section(report=report, body=body)
    assert not found(report, "typed_number")


def test_number_partly_in_words_is_asked_for(report):
    table = factories.make_figure_table(years=2)
    series = factories.make_series()
    table.lines.create(series=series)
    for year, figure in ((2021, 1), (2022, 2)):
        factories.make_flow_figure(series=series, fiscal_year=year, whole_year=figure)
    factories.make_section(report=report, body="約１万２千人が使う。")
    assert "「１万２千" in one(report, "typed_number").sentence


# --- What stands in the way --------------------------------------------------------------------------------


def test_errors_come_first_and_every_one_stands_in_the_way(report):
    factories.make_section(report=report, heading="訓練", order=1, exhibit="csirt_drills")
    factories.make_section(report=report, heading="端末", order=2, exhibit="terminal")
    assert [finding.check_name for finding in findings_of(Document(report))] == [
        "unknown_exhibit",
        "empty_exhibit",
    ]
    error, warning = reasons_against_publishing(Document(report))
    assert error == "２ 端末：「terminal」という表は、この種類の報告書にありません。選び直してください。"
    assert warning.startswith("１ 訓練：表「CSIRT訓練の実施状況」に載せる記録がありません。")
    assert warning.endswith("（まだ確認されていない注意です。）")


def test_acknowledged_warning_no_longer_stands_in_the_way_unless_it_says_something_else(report):
    section = factories.make_section(report=report, heading="訓練", exhibit="csirt_drills")
    finding = one(report, "empty_exhibit")
    factories.make_acknowledgement(
        report=report, check_name="empty_exhibit", place=finding.place, sentence=finding.sentence
    )
    assert reasons_against_publishing(Document(report)) == []
    Section.objects.filter(pk=section.pk).update(heading="訓練等")
    assert len(reasons_against_publishing(Document(report))) == 1


def test_acknowledgement_of_an_error_does_not_help(report):
    factories.make_section(report=report, heading="端末", exhibit="terminal")
    finding = one(report, "unknown_exhibit")
    factories.make_acknowledgement(
        report=report, check_name=finding.check_name, place=finding.place, sentence=finding.sentence
    )
    assert len(reasons_against_publishing(Document(report))) == 1


def test_finding_is_no_longer_than_what_can_be_kept_of_it(report):
    factories.make_section(report=report, heading="長" * 200, exhibit="csirt_drills")
    finding = one(report, "empty_exhibit")
    assert len(finding.place) == 120
    assert finding.place.endswith("…")

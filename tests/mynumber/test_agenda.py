"""What a meeting is to be told: since the last one, once, and followed across the years."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mynumber.agenda import due_in_words, proposals_for, proposals_of, sources_of
from mynumber.models import AgendaItem, Finding
from tests.factories import (
    make_agenda_item,
    make_audit,
    make_csirt_drill,
    make_finding,
    make_matter,
    make_meeting,
)

pytestmark = pytest.mark.django_db


def meeting_of(year, month, day, number=1, scheme="juki_net"):
    held_on = date(year, month, day)
    fiscal_year = year if month >= 4 else year - 1
    return make_meeting(scheme=scheme, fiscal_year=fiscal_year, number=number, held_on=held_on)


def audit_of(year, month, day, scheme="juki_net", **fields):
    fiscal_year = year if month >= 4 else year - 1
    return make_audit(scheme=scheme, fiscal_year=fiscal_year, held_on=date(year, month, day), **fields)


def titles(meeting):
    return [each.title for each in proposals_for(meeting)]


def sources(meeting):
    return [each.source for each in proposals_for(meeting)]


def test_meeting_is_told_what_happened_since_the_last_one_in_the_words_of_the_publication():
    last = meeting_of(2022, 8, 18)
    meeting = meeting_of(2023, 3, 24, number=2)
    make_agenda_item(meeting=last, follow_up="夜間の照会の理由を所属に確かめる。", due_on=date(2022, 12, 28))
    audit_of(2023, 2, 10)
    make_csirt_drill(held_on=date(2022, 10, 28))
    for day, kind, title, deliberated in (
        (date(2022, 9, 1), "training", "情報セキュリティ研修", False),
        (date(2022, 9, 2), "ordinance", "住民基本台帳条例", False),
        (date(2022, 9, 3), "log_analysis", "住民基本台帳ネットワークシステム操作ログの分析", False),
        (
            date(2022, 9, 4),
            "impact_assessment",
            "特定個人情報保護評価の再実施について（予防接種事務）",
            True,
        ),
        (date(2022, 9, 5), "other", "庁内緊急連絡網", False),
    ):
        make_matter(happened_on=day, kind=kind, title=title, needs_deliberation=deliberated)
    told = [(each.kind.label, each.title) for each in proposals_for(meeting)]
    assert told == [
        ("審議事項", "特定個人情報保護評価の再実施について（予防接種事務）"),
        ("報告事項", "「夜間の照会の理由を所属に確かめる」の対応状況について"),
        ("報告事項", "情報セキュリティ研修の実施結果について"),
        ("報告事項", "「住民基本台帳条例」の改正について"),
        ("報告事項", "住民基本台帳ネットワークシステム操作ログの分析結果について"),
        ("報告事項", "庁内緊急連絡網について"),
        ("報告事項", "令和４年度CSIRT訓練（令和４年１０月２８日実施）の実施結果について"),
        ("報告事項", "令和４年度住民基本台帳ネットワークシステムセキュリティ対策定期監査の結果について"),
    ]


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("training", "新任者研修の実施結果", "新任者研修の実施結果について"),
        ("training", "令和４年度研修の実施計画について", "令和４年度研修の実施計画について"),
        ("ordinance", "番号条例の一部改正", "番号条例の一部改正について"),
        ("log_analysis", "第２四半期の操作ログ", "第２四半期の操作ログの結果について"),
        ("log_analysis", "操作ログの分析結果。", "操作ログの分析結果について"),
        ("impact_assessment", "特定個人情報保護評価の再実施", "特定個人情報保護評価の再実施について"),
    ],
)
def test_matter_keeps_its_words_and_ends_as_an_item_does(kind, title, expected):
    make_matter(kind=kind, title=title)
    assert titles(meeting_of(2022, 8, 18)) == [expected]


def test_stretch_begins_after_the_last_meeting_and_ends_with_this_one():
    meeting_of(2022, 8, 18)
    meeting = meeting_of(2023, 3, 24, number=2)
    first = make_matter(happened_on=date(2022, 8, 19))
    last = make_matter(happened_on=date(2023, 3, 24))
    make_matter(happened_on=date(2023, 3, 25))
    on_the_day = make_matter(happened_on=date(2022, 8, 18))
    fresh = [each.source for each in proposals_for(meeting) if not each.overlooked]
    assert fresh == [f"matter:{first.pk}", f"matter:{last.pk}"]
    # The last meeting was not told: it may have been entered after it.
    assert [each.source for each in proposals_for(meeting) if each.overlooked] == [f"matter:{on_the_day.pk}"]


def test_each_scheme_has_its_own_meetings_and_what_concerns_both_is_told_to_both():
    juki_net = meeting_of(2022, 8, 18)
    my_number = meeting_of(2022, 8, 18, scheme="my_number")
    own = make_matter(happened_on=date(2022, 7, 1), scheme="my_number")
    both = make_matter(happened_on=date(2022, 7, 2))
    audit = audit_of(2022, 7, 3)
    assert sources(juki_net) == [f"matter:{both.pk}", f"audit:{audit.pk}"]
    assert sources(my_number) == [f"matter:{own.pk}", f"matter:{both.pk}"]
    make_agenda_item(meeting=juki_net, source=f"matter:{both.pk}")
    assert sources(juki_net) == [f"audit:{audit.pk}"]
    assert sources(my_number) == [f"matter:{own.pk}", f"matter:{both.pk}"]


def test_what_was_told_is_proposed_to_no_other_meeting():
    first, second = meeting_of(2022, 8, 18), meeting_of(2022, 11, 29, number=2)
    matter = make_matter(happened_on=date(2022, 7, 1))
    assert sources(first) == sources(second) == [f"matter:{matter.pk}"]
    make_agenda_item(meeting=second, source=f"matter:{matter.pk}")
    assert sources(first) == sources(second) == []


def test_what_somebody_has_written_on_the_agenda_in_the_same_words_is_not_proposed_again():
    meeting, next_one = meeting_of(2022, 8, 18), meeting_of(2022, 11, 29, number=2)
    make_matter(happened_on=date(2022, 7, 1), kind="log_analysis", title="操作ログの分析")
    make_agenda_item(meeting=meeting, title="操作ログの分析結果について")
    assert sources(meeting) == []
    # At another meeting the same words may tell of another quarter.
    assert titles(next_one) == ["操作ログの分析結果について"]


def test_audit_of_february_is_told_in_summer_after_a_meeting_that_was_not_told():
    audit = audit_of(2023, 2, 10)
    march, summer = meeting_of(2023, 3, 24, number=2), meeting_of(2023, 8, 17)
    assert [(each.source, each.overlooked) for each in proposals_for(march)] == [(f"audit:{audit.pk}", False)]
    assert [(each.source, each.overlooked) for each in proposals_for(summer)] == [(f"audit:{audit.pk}", True)]
    later = meeting_of(2024, 8, 15)  # two fiscal years on, nobody is asked any more
    assert sources(later) == []


def test_audit_of_which_the_year_alone_is_known_counts_as_of_its_last_day():
    audit = make_audit(fiscal_year=2021, held_on=None)
    meeting_of(2022, 2, 1)
    (proposal,) = proposals_for(meeting_of(2022, 8, 18))
    assert (proposal.source, proposal.day, proposal.overlooked) == (f"audit:{audit.pk}", None, False)
    assert (
        proposal.title == "令和３年度住民基本台帳ネットワークシステムセキュリティ対策定期監査の結果について"
    )


def test_first_meeting_is_told_of_the_year_before_and_not_of_all_that_ever_was():
    audit_of(2020, 2, 10)
    audit = audit_of(2022, 2, 10)
    assert sources(meeting_of(2022, 8, 18)) == [f"audit:{audit.pk}"]


def test_stretch_reaches_back_as_far_as_the_last_meeting_lies():
    meeting_of(2019, 8, 1)
    matter = make_matter(happened_on=date(2019, 9, 1))
    (proposal,) = proposals_for(meeting_of(2022, 8, 18))
    assert (proposal.source, proposal.overlooked) == (f"matter:{matter.pk}", False)


# --- Findings ----------------------------------------------------------------------------------------------


def test_open_finding_comes_up_once_an_earlier_meeting_was_told_of_its_audit():
    audit = audit_of(2023, 2, 10)
    finding = make_finding(audit=audit, asks_improvement=True, text="端末の「施錠」が漏れていた。直すこと。")
    make_finding(audit=audit, text="概ね適正である。")
    march, summer = meeting_of(2023, 3, 24, number=2), meeting_of(2023, 8, 17)
    assert sources(march) == [f"audit:{audit.pk}"]  # the findings are told with it
    make_agenda_item(meeting=march, source=f"audit:{audit.pk}")
    assert sources(march) == []
    assert titles(summer) == [
        "令和４年度住民基本台帳ネットワークシステムセキュリティ対策定期監査の指摘事項「端末の『施錠』が"
        "漏れていた」の改善状況について"
    ]
    make_agenda_item(meeting=summer, source=f"finding:{finding.pk}")
    assert sources(summer) == sources(meeting_of(2024, 3, 22, number=2)) == []


def test_open_finding_of_years_ago_comes_up_and_a_seen_one_does_not():
    old = make_finding(audit=audit_of(2019, 2, 10), asks_improvement=True)
    meeting = meeting_of(2022, 8, 18)
    assert sources(meeting) == [f"finding:{old.pk}"]
    Finding.objects.filter(pk=old.pk).update(improvement=make_finding(audit=audit_of(2022, 4, 1)))
    assert f"finding:{old.pk}" not in sources(meeting)


def test_findings_of_an_audit_that_is_still_to_come_are_not_proposed():
    make_finding(audit=audit_of(2023, 2, 10), asks_improvement=True)
    assert sources(meeting_of(2022, 8, 18)) == []


def test_findings_of_earlier_audits_wait_at_each_later_one_until_they_are_seen():
    last_year = make_finding(audit=audit_of(2022, 2, 10), asks_improvement=True)
    unknown_day = make_finding(audit=make_audit(fiscal_year=2020, held_on=None), asks_improvement=True)
    make_finding(audit=audit_of(2022, 2, 11, scheme="my_number"), asks_improvement=True)
    make_finding(audit=audit_of(2022, 2, 12))
    this_year, next_year = audit_of(2023, 2, 10), audit_of(2024, 2, 9)
    assert list(Finding.objects.open_before(this_year)) == [unknown_day, last_year]
    assert list(Finding.objects.open_before(last_year.audit)) == [unknown_day]
    Finding.objects.filter(pk=last_year.pk).update(improvement=make_finding(audit=this_year))
    assert list(Finding.objects.open_before(next_year)) == [unknown_day]


# --- Follow-ups --------------------------------------------------------------------------------------------


def test_open_follow_up_comes_to_the_next_meeting_and_once():
    first, second, third = (
        meeting_of(2022, *day, number=at) for at, day in enumerate([(5, 9), (8, 1), (11, 1)], 1)
    )
    item = make_agenda_item(meeting=first, follow_up="調べる")
    assert sources(first) == []
    (proposal,) = proposals_for(second)
    assert (proposal.source, proposal.continues, proposal.day) == (f"item:{item.pk}", item, first.held_on)
    answer = make_agenda_item(
        meeting=second, source=f"item:{item.pk}", continues=item, follow_up="もう一度調べる"
    )
    assert sources(second) == []
    assert sources(third) == [f"item:{answer.pk}"]  # the answer left something to do itself
    AgendaItem.objects.filter(pk=answer.pk).update(settled_on=date(2022, 10, 1))
    assert sources(third) == []


def test_follow_up_of_the_other_scheme_or_of_a_later_meeting_is_not_proposed():
    make_agenda_item(meeting=meeting_of(2022, 7, 1, scheme="my_number"), follow_up="調べる")
    make_agenda_item(meeting=meeting_of(2022, 11, 1, number=2), follow_up="調べる")
    assert sources(meeting_of(2022, 8, 18)) == []


def test_long_follow_up_is_cut_in_the_title():
    make_agenda_item(meeting=meeting_of(2022, 7, 1), follow_up="長" * 300)
    (title,) = titles(meeting_of(2022, 8, 18, number=2))
    assert title == f"「{'長' * 60}…」の対応状況について"


# --- Cost and words ----------------------------------------------------------------------------------------


def test_proposals_of_many_meetings_cost_what_those_of_one_do():
    def fill(month):
        meeting = meeting_of(2022, month, 2, number=month)
        make_matter(happened_on=date(2022, month, 1))
        make_agenda_item(meeting=meeting, follow_up="調べる", source=f"matter:{make_matter().pk}")
        make_finding(audit=audit_of(2021, month, 1), asks_improvement=True)
        return meeting

    def queries(meetings):
        with CaptureQueriesContext(connection) as captured:
            proposals_of(meetings)
        return len(captured)

    meetings = [fill(4)]
    one = queries(meetings)
    meetings += [fill(month) for month in (5, 6, 7)]
    assert queries(meetings) == one == 8
    assert [len(proposals_of(meetings)[meeting.pk]) for meeting in meetings] == [5, 7, 9, 11]


def test_sources_are_read_back_as_records():
    matter, audit, finding = make_matter(), make_audit(), make_finding()
    items = [
        make_agenda_item(source=f"{name}:{record.pk}")
        for name, record in (("matter", matter), ("audit", audit), ("finding", finding))
    ]
    found = sources_of([*items, make_agenda_item(), make_agenda_item(source="matter:999999")])
    assert found == {items[0].source: matter, items[1].source: audit, items[2].source: finding}


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (None, "期限なし"),
        (date(2026, 11, 24), "期限は今日です"),
        (date(2026, 11, 29), "期限まであと5日"),
        (date(2026, 11, 21), "期限を3日過ぎています"),
    ],
)
def test_due_day_is_told_in_words(due_on, words):
    assert due_in_words(due_on, date(2026, 11, 24)) == words

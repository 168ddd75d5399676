"""Meetings and audits: what is put on an agenda, written, settled; what is planned and seen improved."""

from datetime import date, timedelta

import pytest

from core.calendar import today
from core.errors import DomainError, NotPermittedError, OvertakenError
from core.history import history_of
from mynumber.agenda import proposals_for
from mynumber.models import AgendaItem, Finding, ReportableMatter
from mynumber.services.audit import plan_improvement, see_improvement
from mynumber.services.governance import report_matter
from mynumber.services.meeting import add_item, adopt_proposals, settle_follow_up, write_item
from tests.factories import (
    make_agenda_item,
    make_audit,
    make_finding,
    make_matter,
    make_meeting,
    make_staff,
)

pytestmark = pytest.mark.django_db

MY_NUMBER = "123456789018"


@pytest.fixture
def clerk():
    return make_staff("mynumber", name="番号 花子")


@pytest.fixture
def meeting():
    return make_meeting(held_on=date(2022, 8, 18), number=1)


def reasons_of(refused):
    return refused.value.reasons


# --- Matters -----------------------------------------------------------------------------------------------


def test_matter_is_reported_and_proposed_to_the_next_meeting(clerk, meeting):
    matter = report_matter(
        kind="log_analysis",
        happened_on=date(2022, 8, 1),
        title=" 操作ログの分析 ",
        scheme="juki_net",
        detail="不審な操作はない。",
        actor=clerk,
    )
    assert (matter.title, matter.needs_deliberation) == ("操作ログの分析", False)
    assert [each.title for each in proposals_for(meeting)] == ["操作ログの分析結果について"]
    (step,) = history_of(matter)
    assert (step.who, step.action) == ("番号 花子", "会議に報告する事項の登録")


def test_matter_is_refused_with_every_reason_at_once(clerk):
    with pytest.raises(DomainError) as refused:
        report_matter(
            kind="rumour",
            happened_on=date(2022, 8, 1),
            title="",
            scheme="other",
            detail=MY_NUMBER,
            actor=clerk,
        )
    labels = [reason.split("：")[0] for reason in reasons_of(refused)]
    assert labels == ["種類", "制度", "件名", "内容"]
    assert "個人番号（マイナンバー）と思われる12桁の数字があります。" in reasons_of(refused)[-1]
    assert MY_NUMBER not in str(refused.value)
    assert not ReportableMatter.objects.exists()


@pytest.mark.parametrize("key", ["auditor", "clerk", "admin"])
def test_others_report_nothing_and_write_no_agenda(key, meeting):
    person = make_staff(key)
    item = make_agenda_item(meeting=meeting, follow_up="調べる")
    finding = make_finding(asks_improvement=True)
    day = date(2022, 9, 1)
    for act in (
        lambda: report_matter(kind="other", happened_on=day, title="x", actor=person),
        lambda: adopt_proposals(meeting, sources=["audit:1"], actor=person),
        lambda: add_item(meeting, kind="report", title="x", actor=person),
        lambda: write_item(item, outcome="x", actor=person),
        lambda: settle_follow_up(item, settled_on=day, actor=person),
        lambda: plan_improvement(finding, plan="x", due_on=None, actor=person),
        lambda: see_improvement(finding, audit=make_audit(), text="x", actor=person),
    ):
        with pytest.raises(NotPermittedError):
            act()


# --- The agenda --------------------------------------------------------------------------------------------


def test_chosen_proposals_stand_after_the_items_there_are(clerk, meeting):
    make_agenda_item(meeting=meeting, kind="report", order=30)
    chosen = make_matter(title="研修", happened_on=date(2022, 7, 1))
    deliberated = make_matter(title="評価", kind="impact_assessment", needs_deliberation=True)
    left = make_matter(title="規程", kind="other")
    items = adopt_proposals(meeting, sources=[f"matter:{chosen.pk}", f"matter:{deliberated.pk}"], actor=clerk)
    assert [(item.kind, item.title, item.order) for item in items] == [
        ("deliberation", "評価について", 10),
        ("report", "研修の実施結果について", 40),
    ]
    assert [each.source for each in proposals_for(meeting)] == [f"matter:{left.pk}"]
    step = history_of(meeting, (AgendaItem,))[0]
    assert (step.who, step.action, len(step.changes)) == ("番号 花子", "候補からの議題の追加", 2)
    told = {field.label for change in step.changes for field in change.fields}
    assert told == {"種別", "件名"}  # the key of the record tells a reader nothing


def test_adopted_follow_up_leads_back_to_the_item_it_answers(clerk, meeting):
    item = make_agenda_item(meeting=meeting, follow_up="調べる")
    second = make_meeting(held_on=date(2022, 11, 29), number=2)
    (answer,) = adopt_proposals(second, sources=[f"item:{item.pk}"], actor=clerk)
    assert (answer.continues, answer.source) == (item, f"item:{item.pk}")


def test_nothing_chosen_and_what_is_proposed_no_longer_are_refused(clerk, meeting):
    with pytest.raises(DomainError, match="議題に加えるものに印を付けてください。"):
        adopt_proposals(meeting, sources=[], actor=clerk)
    first, second = make_matter(), make_matter()
    make_agenda_item(meeting=make_meeting(held_on=date(2022, 8, 17)), source=f"matter:{first.pk}")
    with pytest.raises(OvertakenError):
        adopt_proposals(meeting, sources=[f"matter:{first.pk}", f"matter:{second.pk}"], actor=clerk)
    assert not meeting.agenda_items.exists()


def test_item_of_no_record_is_added_and_written(clerk, meeting):
    item = add_item(meeting, kind="report", title=" 運用状況について ", actor=clerk)
    assert (item.title, item.order, item.source) == ("運用状況について", 10, "")
    write_item(item, outcome="了承された。", follow_up="資料を配る", due_on=date(2022, 9, 30), actor=clerk)
    item.refresh_from_db()
    assert (item.title, item.outcome, item.follow_up) == ("運用状況について", "了承された。", "資料を配る")
    assert item.is_open
    assert history_of(item)[0].action == "議題の記入"


def test_item_is_refused_with_every_reason_at_once(clerk, meeting):
    item = make_agenda_item(meeting=meeting)
    with pytest.raises(DomainError) as refused:
        write_item(item, title="", outcome=f"番号{MY_NUMBER}", due_on=date(2022, 8, 17), actor=clerk)
    assert [reason.split("。")[0] for reason in reasons_of(refused)] == [
        "件名：このフィールドは空ではいけません",
        "結果：個人番号（マイナンバー）と思われる12桁の数字があります",
        "期限があります",
        "期限が、会議の日（令和4年8月18日）より前になっています",
    ]
    settled = make_agenda_item(meeting=meeting, follow_up="調べる", settled_on=date(2022, 9, 1))
    with pytest.raises(DomainError, match="済んだ宿題は消せません。"):
        write_item(settled, follow_up="", actor=clerk)
    write_item(settled, settled_on=None, actor=clerk)  # told by mistake
    settled.refresh_from_db()
    assert settled.is_open


def test_follow_up_is_settled_once_on_a_day_that_can_be(clerk, meeting):
    item = make_agenda_item(meeting=meeting, follow_up="調べる", outcome="了承された。")
    with pytest.raises(DomainError) as refused:
        settle_follow_up(item, settled_on=date(2022, 8, 17), actor=clerk)
    assert reasons_of(refused) == (
        "済んだ日が、会議の日（令和4年8月18日）より前になっています。日付を確かめてください。",
    )
    with pytest.raises(DomainError, match="済んだ日がこれからの日になっています。"):
        settle_follow_up(item, settled_on=today() + timedelta(days=1), actor=clerk)
    settle_follow_up(item, settled_on=date(2022, 9, 1), actor=clerk)
    item.refresh_from_db()
    assert (item.settled_on, item.outcome) == (date(2022, 9, 1), "了承された。")
    assert history_of(item)[0].action == "宿題の済み"
    with pytest.raises(DomainError) as refused:
        settle_follow_up(item, settled_on=date(2022, 8, 1), actor=clerk)
    assert len(reasons_of(refused)) == 2
    assert "この宿題は、令和4年9月1日に済んだと登録されています。" in reasons_of(refused)


def test_settling_may_say_what_came_of_it(clerk, meeting):
    item = make_agenda_item(meeting=meeting, follow_up="調べる")
    settle_follow_up(item, settled_on=date(2022, 9, 1), outcome="調べて答えた。", actor=clerk)
    assert AgendaItem.objects.get(pk=item.pk).outcome == "調べて答えた。"
    with pytest.raises(DomainError, match="この議題に宿題はありません。"):
        settle_follow_up(make_agenda_item(meeting=meeting), settled_on=date(2022, 9, 1), actor=clerk)


# --- Findings ----------------------------------------------------------------------------------------------


@pytest.fixture
def last_year():
    return make_audit(fiscal_year=2021, held_on=date(2022, 2, 10))


@pytest.fixture
def this_year():
    return make_audit(fiscal_year=2022, held_on=date(2023, 2, 10))


def test_improvement_is_planned(clerk, last_year):
    finding = make_finding(audit=last_year, asks_improvement=True)
    plan_improvement(finding, plan=" 鍵を付ける ", due_on=date(2022, 6, 30), actor=clerk)
    finding.refresh_from_db()
    assert (finding.plan, finding.due_on) == ("鍵を付ける", date(2022, 6, 30))
    assert history_of(finding)[0].action == "改善の方針の記入"


def test_plan_is_refused_with_every_reason_at_once(clerk, last_year):
    with pytest.raises(DomainError) as refused:
        plan_improvement(make_finding(audit=last_year), plan=" ", due_on=date(2022, 2, 9), actor=clerk)
    assert reasons_of(refused) == (
        "この指摘事項は、改善を求めていません。",
        "改善の方針を入れてください。だれが何をするかを書きます。",
        "改善の期限が、監査の日（令和4年2月10日）より前になっています。日付を確かめてください。",
    )


def test_one_sentence_of_a_later_audit_sees_several_findings_improved(clerk, last_year, this_year):
    findings = [make_finding(audit=last_year, asks_improvement=True) for _ in range(2)]
    make_finding(audit=this_year, order=20)
    statement = see_improvement(*findings, audit=this_year, text=" 改善を確認した。 ", actor=clerk)
    assert (statement.audit, statement.text, statement.order) == (this_year, "改善を確認した。", 30)
    assert {each.improvement for each in Finding.objects.filter(audit=last_year)} == {statement}
    assert not Finding.objects.open().exists()
    assert history_of(findings[0])[0].action == "改善の確認"
    assert history_of(statement)[0].who == "番号 花子"


def test_improvement_is_refused_with_every_reason_at_once_and_nothing_is_written(clerk, last_year, this_year):
    seen = make_finding(
        audit=last_year, asks_improvement=True, text="施錠", improvement=make_finding(audit=this_year)
    )
    with pytest.raises(DomainError) as refused:
        see_improvement(seen, audit=last_year, text=" ", actor=clerk)
    assert reasons_of(refused) == (
        "この指摘事項は、すでに改善が確認されています。",
        "令和3年度住民基本台帳ネットワークシステム監査は、指摘した令和3年度住民基本台帳ネットワークシステム監査より"
        "後の、同じ制度の監査ではありません。後に行った監査で確認してください。",
        "改善を確認した文を入れてください。",
    )
    not_asked = make_finding(audit=last_year, text="概ね適正")
    count = Finding.objects.count()
    with pytest.raises(DomainError) as refused:
        see_improvement(seen, not_asked, audit=this_year, text="確認した。", actor=clerk)
    assert reasons_of(refused) == (
        "「施錠」：この指摘事項は、すでに改善が確認されています。",
        "「概ね適正」：この指摘事項は、改善を求めていません。",
    )
    with pytest.raises(DomainError, match="改善を確認した指摘事項に印を付けてください。"):
        see_improvement(audit=this_year, text="確認した。", actor=clerk)
    assert Finding.objects.count() == count


def test_audit_of_the_other_scheme_sees_nothing(clerk, last_year):
    other = make_audit(scheme="my_number", fiscal_year=2022, held_on=date(2023, 2, 10))
    finding = make_finding(audit=last_year, asks_improvement=True)
    with pytest.raises(DomainError, match="後の、同じ制度の監査ではありません。"):
        see_improvement(finding, audit=other, text="確認した。", actor=clerk)


@pytest.mark.parametrize(
    ("later", "earlier", "comes_after"),
    [
        ((2022, date(2023, 2, 1)), (2021, date(2022, 2, 1)), True),
        ((2022, date(2022, 10, 1)), (2022, date(2022, 9, 30)), True),
        ((2022, date(2022, 9, 30)), (2022, date(2022, 10, 1)), False),
        ((2022, None), (2021, None), True),
        ((2022, None), (2022, date(2022, 10, 1)), True),
        ((2021, None), (2022, None), False),
    ],
)
def test_audits_have_an_order(later, earlier, comes_after):
    one, other = (make_audit(fiscal_year=year, held_on=day) for year, day in (later, earlier))
    assert one.comes_after(other) is comes_after
    assert not one.comes_after(one)

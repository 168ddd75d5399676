"""The pages of meetings and audits: what they show and do, for whom, and at what cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.calendar import today, wareki
from core.models import AccessEvent
from core.work import work_of
from mynumber.models import AgendaItem, Finding, ReportableMatter
from tests.factories import (
    make_agenda_item,
    make_audit,
    make_csirt_drill,
    make_finding,
    make_matter,
    make_meeting,
    make_staff,
)
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    person = make_staff("mynumber")
    client.force_login(person)
    return person


@pytest.fixture
def meeting():
    return make_meeting(held_on=date(2022, 8, 18), number=1)


@pytest.fixture
def second():
    return make_meeting(held_on=date(2022, 11, 29), number=2)


def reader(client):
    client.force_login(make_staff("auditor"))
    return client


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- A meeting ---------------------------------------------------------------------------------------------


def test_meeting_shows_its_agenda_with_what_came_of_it(client, clerk, meeting, second):
    item = make_agenda_item(
        meeting=meeting,
        title="操作ログの分析結果について",
        follow_up="夜間の照会を調べる",
        due_on=date(2022, 9, 30),
    )
    matter = make_matter(title="操作ログの分析", kind="log_analysis")
    make_agenda_item(meeting=second, title="先の件について", continues=item, source=f"item:{item.pk}")
    make_agenda_item(meeting=second, kind="deliberation", title="審議の件", source=f"matter:{matter.pk}")
    late = f"期限を{(today() - date(2022, 9, 30)).days}日過ぎています"
    page = text_of(client.get(f"/meetings/{meeting.pk}/"))
    for words in ("操作ログの分析結果について", "夜間の照会を調べる", "令和4年9月30日まで", late):
        assert words in page
    page = text_of(client.get(f"/meetings/{second.pk}/"))
    assert page.index("審議の件") < page.index("先の件について")
    assert f'<a href="/reportable-matters/{matter.pk}/">操作ログの分析：操作ログの分析</a>' in page
    assert f'<a href="/meetings/{meeting.pk}/">{meeting}</a>の宿題：夜間の照会を調べる' in page
    assert f'<a href="/agenda-items/{item.pk}/settle/">この宿題が済んだ</a>' in page
    AgendaItem.objects.filter(pk=item.pk).update(settled_on=date(2022, 9, 1))
    page = text_of(client.get(f"/meetings/{second.pk}/"))
    assert '<span class="badge badge-success">済み</span>' in page
    assert "この宿題が済んだ" not in page


def test_proposals_are_ticked_for_a_meeting_to_come_and_put_on_its_agenda(client, clerk):
    held_on = today() + timedelta(days=10)
    year = held_on.year if held_on.month >= 4 else held_on.year - 1
    meeting = make_meeting(held_on=held_on, fiscal_year=year)
    make_matter(happened_on=today(), title="研修甲")
    left = make_matter(happened_on=today(), title="研修乙")
    address = f"/meetings/{meeting.pk}/"
    page = text_of(client.get(address))
    assert page.count('name="source"') == page.count(" checked>") == 2
    sources = [f"matter:{each.pk}" for each in ReportableMatter.objects.exclude(pk=left.pk)]
    done = client.post(f"{address}adopt/", {"source": sources}, follow=True)
    assert "1件を議題に加えました。" in text_of(done)
    assert [item.title for item in meeting.agenda_items.all()] == ["研修甲の実施結果について"]
    assert "研修乙の実施結果について" in text_of(done)
    assert text_of(done).count('name="source"') == 1


def test_what_was_overlooked_stands_apart_and_comes_unticked(client, clerk, meeting, second):
    make_matter(happened_on=date(2022, 8, 18), title="会議の日の研修")
    make_matter(happened_on=date(2022, 8, 19), title="次の日の研修")
    page = text_of(client.get(f"/meetings/{second.pk}/"))
    apart = page.index("まだどの会議の議題にもなっていないものです。")
    assert page.index("次の日の研修") < apart < page.index("会議の日の研修の実施結果")
    assert " checked>" not in page  # the meeting is past


def test_what_stands_in_the_way_of_a_proposal_is_said_on_the_page(client, clerk, meeting):
    answer = client.post(f"/meetings/{meeting.pk}/adopt/")
    assert answer.status_code == 422
    assert "議題に加えるものに印を付けてください。" in text_of(answer)
    answer = client.post(f"/meetings/{meeting.pk}/adopt/", {"source": ["audit:999999"]})
    assert answer.status_code == 422
    assert "今の候補を確かめて、もう一度選んでください。" in text_of(answer)
    assert client.get(f"/meetings/{meeting.pk}/adopt/").status_code == 302
    assert client.post("/meetings/999999/adopt/").status_code == 404


def test_reader_is_shown_no_proposals_and_no_buttons(client, meeting):
    make_matter(title="研修")
    item = make_agenda_item(meeting=meeting, follow_up="調べる")
    page = text_of(reader(client).get(f"/meetings/{meeting.pk}/"))
    assert "調べる" in page
    for words in ("議題の候補", "候補にない議題を加える", f"/agenda-items/{item.pk}/"):
        assert words not in page
    assert client.post(f"/meetings/{meeting.pk}/adopt/", {"source": ["matter:1"]}).status_code == 403


def test_meeting_without_proposals_says_where_they_come_from(client, clerk, meeting):
    later = make_meeting(held_on=date(2027, 3, 1), fiscal_year=2026)
    assert "いま、議題の候補はありません。" in text_of(client.get(f"/meetings/{later.pk}/"))
    assert "議題の候補はありません" not in text_of(client.get(f"/meetings/{meeting.pk}/"))


def test_meeting_takes_as_many_queries_with_ten_items_as_with_one(client, clerk, meeting, second):
    def fill():
        item = make_agenda_item(meeting=meeting, follow_up="調べる")
        make_agenda_item(meeting=second, continues=item, source=f"item:{item.pk}")
        for name, record in (
            ("matter", make_matter()),
            ("audit", make_audit()),
            ("finding", make_finding()),
            ("drill", make_csirt_drill()),
        ):
            make_agenda_item(meeting=second, source=f"{name}:{record.pk}")
        make_matter()

    address = f"/meetings/{second.pk}/"
    fill()
    one = queries_of(client, address)
    for _ in range(3):
        fill()
    assert queries_of(client, address) == one


# --- An item -----------------------------------------------------------------------------------------------


def test_item_is_added_and_written_on_its_pages(client, clerk, meeting):
    address = f"/meetings/{meeting.pk}/items/new/"
    page = form_of(client.get(address), "form")
    assert page["kind"] == "report"
    refused = client.post(address, page | {"title": ""})
    assert "件名</a>：このフィールドは必須です。" in text_of(refused)
    done = client.post(address, page | {"title": "運用状況等に\nついて", "kind": "deliberation"}, follow=True)
    assert "議題に加えました。" in text_of(done)
    item = meeting.agenda_items.get()
    assert (item.kind, item.title, item.order) == ("deliberation", "運用状況等について", 10)
    address = f"/agenda-items/{item.pk}/edit/"
    typed = form_of(client.get(address), "form") | {
        "outcome": "了承された。",
        "follow_up": "資料を配る",
        "due_on": "R4.9.30",
    }
    refused = client.post(address, typed | {"due_on": "R4.8.1"})
    assert "期限が、会議の日（令和4年8月18日）より前になっています。" in text_of(refused)
    refused = client.post(address, typed | {"follow_up": ""})
    assert "何をするかを「宿題」に入れるか、期限を空欄にしてください。" in text_of(refused)
    client.post(address, typed)
    item.refresh_from_db()
    assert (item.outcome, item.follow_up, item.due_on) == ("了承された。", "資料を配る", date(2022, 9, 30))


def test_two_windows_do_not_overwrite_each_others_outcome(client, clerk, meeting):
    item = make_agenda_item(meeting=meeting)
    address = f"/agenda-items/{item.pk}/edit/"
    typed = form_of(client.get(address), "form") | {"outcome": "了承された。"}
    AgendaItem.objects.filter(pk=item.pk).update(outcome="継続とした。")
    refused = client.post(address, typed)
    assert "（結果）" in text_of(refused)
    assert AgendaItem.objects.get().outcome == "継続とした。"


def test_follow_up_is_settled_on_its_page_and_a_mistake_is_mended(client, clerk, meeting):
    item = make_agenda_item(meeting=meeting, follow_up="調べる", outcome="了承された。")
    address = f"/agenda-items/{item.pk}/settle/"
    page = client.get(address)
    assert "調べる" in text_of(page)
    typed = form_of(page, "form")
    assert (typed["settled_on"], typed["outcome"]) == (wareki(today()), "了承された。")
    refused = client.post(address, typed | {"settled_on": "令和4年8月1日"})
    assert "済んだ日が、会議の日（令和4年8月18日）より前になっています。" in text_of(refused)
    done = client.post(address, typed | {"settled_on": "R4.9.1", "outcome": "調べて答えた。"}, follow=True)
    assert "宿題が済んだことを登録しました。" in text_of(done)
    assert '令和4年9月1日</span> <span class="badge badge-success">済み</span>' in text_of(done)
    again = client.post(address, form_of(client.get(address), "form"))
    assert "この宿題は、令和4年9月1日に済んだと登録されています。" in text_of(again)
    address = f"/agenda-items/{item.pk}/edit/"
    client.post(address, form_of(client.get(address), "form") | {"settled_on": ""})
    item.refresh_from_db()
    assert (item.settled_on, item.outcome) == (None, "調べて答えた。")


# --- Paper -------------------------------------------------------------------------------------------------


def test_agenda_and_follow_ups_are_printed_and_logged(client, meeting, second):
    item = make_agenda_item(meeting=meeting, title="先の件について", follow_up="調べる")
    make_agenda_item(meeting=meeting, title="宿題のない件について")
    make_agenda_item(meeting=second, title="答えについて", continues=item)
    make_agenda_item(meeting=second, title="審議の件について", kind="deliberation")
    agenda = text_of(reader(client).get(f"/meetings/{second.pk}/agenda/print/"))
    assert "令和４年１１月２９日" in agenda
    assert "１　審議事項" in agenda
    assert "２　報告事項" in agenda
    assert agenda.index("審議の件について") < agenda.index("答えについて")
    assert f"{meeting}の宿題：調べる" in agenda
    assert "印刷者" not in agenda  # it is handed out
    follow_ups = text_of(client.get(f"/meetings/{meeting.pk}/follow-ups/print/"))
    assert "先の件について" in follow_ups
    assert "宿題のない件について" not in follow_ups
    assert "期限なし" in follow_ups
    assert "この会議に宿題はありません。" in text_of(client.get(f"/meetings/{second.pk}/follow-ups/print/"))
    printed = AccessEvent.objects.filter(kind=AccessEvent.Kind.PRINT).values_list("subject", flat=True)
    assert set(printed) == {f"{second}　次第", f"{meeting}　宿題", f"{second}　宿題"}


# --- An audit ----------------------------------------------------------------------------------------------


@pytest.fixture
def last_year():
    return make_audit(fiscal_year=2021, held_on=date(2022, 2, 10))


@pytest.fixture
def this_year():
    return make_audit(fiscal_year=2022, held_on=date(2023, 2, 10))


def test_finding_of_last_year_comes_up_at_this_years_audit_until_it_is_seen(
    client, clerk, last_year, this_year
):
    one = make_finding(audit=last_year, asks_improvement=True, text="施錠が漏れていた。", plan="鍵を付ける")
    two = make_finding(audit=last_year, asks_improvement=True, text="台帳が遅れた。")
    make_finding(audit=last_year, text="概ね適正である。")
    address = f"/audits/{this_year.pk}/"
    page = text_of(client.get(address))
    assert "前の監査の指摘事項で、改善を確認していないもの" in page
    for words in ("施錠が漏れていた。", "鍵を付ける", "台帳が遅れた。", "方針がありません"):
        assert words in page
    assert "概ね適正である。" not in page
    form = client.get(f"{address}improvement/?finding={two.pk}")
    assert form_of(form, "form")["findings"] == [str(two.pk)]
    refused = client.post(f"{address}improvement/", {"text": " "})
    for words in ("印を付けてください。", "このフィールドは必須です。"):
        assert words in text_of(refused)
    typed = {"findings": [one.pk, two.pk], "text": "どちらも改善していることを確認した。"}
    done = client.post(f"{address}improvement/", typed, follow=True)
    assert "改善の確認を登録しました。" in text_of(done)
    assert "前の監査の指摘事項で、改善を確認していないもの" not in text_of(done)
    assert (
        f'<a href="/audits/{last_year.pk}/">{last_year}</a>の「施錠が漏れていた。」の改善を確認'
        in text_of(done)
    )
    page = text_of(client.get(f"/audits/{last_year.pk}/"))
    assert f'<a href="/audits/{this_year.pk}/">{this_year}</a>：どちらも改善していることを確認した。' in page
    assert "方針を書く" not in page
    refused = client.post(f"{address}improvement/", typed)  # from a window that was open
    assert "改善が確認されたか、この監査より前のものでない指摘事項が含まれています。" in text_of(refused)


def test_plan_is_written_on_the_page_of_the_finding(client, clerk, last_year):
    finding = make_finding(
        audit=last_year, asks_improvement=True, text="施錠が漏れていた。", source="regulator"
    )
    page = text_of(client.get(f"/audits/{last_year.pk}/"))
    assert "指摘した者：個人情報保護委員会" in page
    address = f"/findings/{finding.pk}/plan/"
    form = client.get(address)
    assert "施錠が漏れていた。" in text_of(form)
    typed = form_of(form, "form") | {"plan": "鍵を付ける", "due_on": "R4.2.1"}
    refused = client.post(address, typed)
    assert "改善の期限が、監査の日（令和4年2月10日）より前になっています。" in text_of(refused)
    done = client.post(address, typed | {"due_on": "R4.6.30"}, follow=True)
    assert "改善の方針を登録しました。" in text_of(done)
    finding.refresh_from_db()
    assert (finding.plan, finding.due_on) == ("鍵を付ける", date(2022, 6, 30))
    assert "令和4年6月30日まで" in text_of(done)


def test_reader_sees_what_waits_and_may_not_touch_it(client, last_year, this_year):
    finding = make_finding(audit=last_year, asks_improvement=True, text="施錠が漏れていた。")
    page = text_of(reader(client).get(f"/audits/{this_year.pk}/"))
    assert "施錠が漏れていた。" in page
    assert "改善を確認した" not in page.replace("改善を確認していない", "")
    assert "方針を書く" not in text_of(client.get(f"/audits/{last_year.pk}/"))
    for address in (f"/audits/{this_year.pk}/improvement/", f"/findings/{finding.pk}/plan/"):
        assert client.post(address, {"text": "x", "findings": [finding.pk], "plan": "x"}).status_code == 403
    assert Finding.objects.open().count() == 1


def test_audit_takes_as_many_queries_with_ten_findings_as_with_one(client, clerk, last_year, this_year):
    def fill():
        make_finding(audit=last_year, asks_improvement=True)
        make_finding(audit=last_year, asks_improvement=True, improvement=make_finding(audit=this_year))

    address = f"/audits/{this_year.pk}/"
    fill()
    one = queries_of(client, address)
    for _ in range(5):
        fill()
    assert queries_of(client, address) == one


# --- Lists -------------------------------------------------------------------------------------------------


def test_open_follow_ups_stand_in_the_order_in_which_they_are_due(client, meeting, second):
    make_agenda_item(meeting=meeting, title="期限のない件", follow_up="甲")
    make_agenda_item(meeting=second, title="後の件", follow_up="乙", due_on=today() + timedelta(days=5))
    make_agenda_item(meeting=meeting, title="先の件", follow_up="丙", due_on=today() - timedelta(days=3))
    make_agenda_item(meeting=meeting, title="済んだ件", follow_up="丁", settled_on=date(2022, 9, 1))
    make_agenda_item(meeting=meeting, title="宿題のない件")
    page = text_of(reader(client).get("/follow-ups/"))
    assert page.index("先の件") < page.index("後の件") < page.index("期限のない件")
    assert "期限を3日過ぎています" in page
    assert '<span class="badge badge-warning">期限まであと5日</span>' in page
    assert "済んだ件" not in page
    assert "宿題のない件" not in page
    file = b"".join(client.get("/follow-ups/export/?format=csv")).decode("utf-8-sig").splitlines()
    assert file[0].split(",")[:3] == ["会議", "開催日", "開催日（和暦）"]
    assert file[1].startswith(f"{meeting},2022-08-18,令和4年8月18日,先の件,丙,")
    assert file[1].endswith("期限を3日過ぎています,")
    paper = text_of(client.get("/follow-ups/print/"))
    assert "丙<br>（議題：先の件）" in paper
    assert "期限を3日過ぎています" in paper
    assert "先の件" not in text_of(client.get("/follow-ups/?scheme=my_number"))
    assert "先の件" in text_of(client.get("/follow-ups/?fiscal_year=R4"))


def test_open_findings_stand_in_the_order_in_which_they_are_due(client, last_year, this_year):
    make_finding(
        audit=last_year, asks_improvement=True, text="後の指摘", plan="直す", due_on=date(2023, 1, 1)
    )
    make_finding(
        audit=this_year, asks_improvement=True, text="先の指摘", plan="直す", due_on=date(2022, 3, 1)
    )
    make_finding(audit=last_year, asks_improvement=True, text="方針のない指摘", source="regulator")
    seen = make_finding(audit=this_year, text="改善を確認")
    make_finding(audit=last_year, asks_improvement=True, text="済んだ指摘", improvement=seen)
    page = text_of(reader(client).get("/findings/"))
    assert page.index("先の指摘") < page.index("後の指摘") < page.index("方針のない指摘")
    assert '<span class="badge badge-warning">方針がありません</span>' in page
    assert "済んだ指摘" not in page
    assert "先の指摘" not in text_of(client.get("/findings/?source=regulator"))
    file = b"".join(client.get("/findings/export/?format=csv")).decode("utf-8-sig")
    assert (
        f"{last_year},2022-02-10,令和4年2月10日,個人情報保護委員会,方針のない指摘,方針がありません," in file
    )


def test_matters_say_how_many_meetings_were_told_and_which(client, meeting):
    told = make_matter(title="研修甲", detail="全職員が受講した。")
    make_matter(title="研修乙", scheme="my_number")
    item = make_agenda_item(meeting=meeting, source=f"matter:{told.pk}", outcome="了承された。")
    rows = reader(client).get("/reportable-matters/?scheme=juki_net").context["table"].paginated_rows
    assert [(str(row.record), row.get_cell("scheme"), row.get_cell("told")) for row in rows] == [
        ("研修甲", "両方", "1")
    ]
    page = text_of(client.get(f"/reportable-matters/{told.pk}/"))
    assert f'<a href="/meetings/{meeting.pk}/">{meeting}</a>' in page
    assert item.title in page
    assert "全職員が受講した。" in page
    other = ReportableMatter.objects.get(title="研修乙")
    assert "まだどの会議の議題にもなっていません。" in text_of(client.get(f"/reportable-matters/{other.pk}/"))


def test_matter_is_entered_in_the_admin(client, clerk):
    address = "/admin/mynumber/reportablematter/add/"
    typed = form_of(client.get(address), "reportablematter_form") | {
        "happened_on": "令和８年１１月２日",
        "kind": "ordinance",
        "title": "番号条例の一部改正",
        "needs_deliberation": "on",
    }
    assert client.post(address, typed).status_code == 302
    matter = ReportableMatter.objects.get()
    assert (matter.happened_on, matter.scheme, matter.needs_deliberation) == (date(2026, 11, 2), "", True)


# --- 今日の仕事 --------------------------------------------------------------------------------------------

DAY = date(2022, 11, 24)


def told(person):
    return [(task.title, task.detail) for task in work_of(person, DAY)]


def test_clerk_is_told_of_follow_ups_that_are_due_within_a_fortnight(clerk, meeting):
    for number, due_on in enumerate((date(2022, 12, 9), date(2022, 12, 8), date(2022, 11, 20), None)):
        make_agenda_item(meeting=meeting, follow_up=f"宿題{number}", due_on=due_on)
    make_agenda_item(
        meeting=meeting, follow_up="済み", due_on=date(2022, 11, 20), settled_on=date(2022, 11, 1)
    )
    assert told(clerk) == [
        ("令和4年度住基ネット第1回会議の宿題：期限を4日過ぎています", "宿題2"),
        ("令和4年度住基ネット第1回会議の宿題：期限まであと14日", "宿題1"),
    ]


def test_clerk_is_told_of_findings_without_plan_then_when_due_then_at_the_next_audit(clerk, last_year):
    finding = make_finding(audit=last_year, asks_improvement=True, text="施錠")
    assert told(clerk) == [("令和3年度住基ネット監査の指摘事項に改善の方針を書いてください", "施錠")]
    Finding.objects.update(plan="鍵を付ける", due_on=date(2022, 12, 31))
    assert told(clerk) == []
    Finding.objects.update(due_on=date(2022, 11, 30))
    assert told(clerk) == [("令和3年度住基ネット監査の指摘事項の改善：期限まであと6日", "施錠")]
    audit = make_audit(held_on=date(2022, 11, 1))
    (task,) = work_of(clerk, DAY)
    assert task.title == "令和4年度住基ネット監査で、令和3年度の指摘事項の改善を確かめてください"
    assert task.url == f"/audits/{audit.pk}/"
    Finding.objects.filter(pk=finding.pk).update(improvement=make_finding(audit=audit))
    assert told(clerk) == []


def test_clerk_is_told_how_much_is_proposed_for_a_meeting_without_agenda(clerk, meeting, second):
    make_matter(happened_on=date(2022, 9, 1))
    make_matter(happened_on=date(2022, 9, 2))
    assert [detail for _, detail in told(clerk)] == [
        "開催日だけが登録されています。議題の候補はまだありません。",
        "開催日だけが登録されています。議題の候補が2件あります。",
    ]


@pytest.mark.parametrize("key", ["auditor", "clerk", "publisher"])
def test_nothing_of_it_waits_for_others(key, meeting, last_year):
    make_agenda_item(meeting=meeting, follow_up="調べる", due_on=date(2022, 9, 1))
    make_finding(audit=last_year, asks_improvement=True)
    make_meeting()
    assert told(make_staff(key)) == []

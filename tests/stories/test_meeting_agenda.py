"""A meeting and the next one, an audit and the next one: what was asked is followed to its end."""

from datetime import date, timedelta

import pytest

from core.calendar import fiscal_year_of, today, wareki
from mynumber.models import AgendaItem, Audit, Finding, Meeting

SCHEME = "住民基本台帳ネットワークシステム"


@pytest.fixture
def calendar():
    """A meeting that was held, the next one, and the audits of last year and this."""
    day = today()
    held = [day - timedelta(days=20), day + timedelta(days=20)]
    for number, held_on in enumerate(held, start=31):
        year = fiscal_year_of(held_on)
        Meeting.objects.create(scheme="juki_net", fiscal_year=year, number=number, held_on=held_on)
    year = fiscal_year_of(day)
    last = Audit.objects.create(scheme="juki_net", fiscal_year=year - 1, held_on=date(year, 3, 2))
    Audit.objects.create(scheme="juki_net", fiscal_year=year, held_on=day)
    Finding.objects.create(audit=last, text="統合端末の施錠が漏れていた。", asks_improvement=True)
    return [Meeting.objects.get(number=number) for number in (31, 32)]


def test_what_a_meeting_and_an_audit_ask_is_followed_to_its_end(office, calendar):
    clerk = office.seat("mynumber")
    first, second = calendar
    enter_a_matter(clerk, first.held_on - timedelta(days=5))
    first_meeting_takes_it_and_leaves_something_to_do(clerk, first)
    second_meeting_answers_it(clerk, first, second)
    audit_of_this_year_sees_what_last_year_found(clerk)
    auditor_reads_it(office.seat("auditor"), first)


def enter_a_matter(clerk, happened_on):
    clerk.visit("/")
    clerk.follow("会議に報告する事項", within=".cards")
    clerk.sees("まだ登録されていません。")
    # The admin's pages are looked at by a story of their own.
    clerk.page.get_by_role("link", name="登録・変更").click()
    clerk.page.get_by_role("link", name="会議に報告する事項を追加").click()
    clerk.page.get_by_label("年月日").fill(wareki(happened_on))
    clerk.page.get_by_label("種類").select_option(label="操作ログの分析")
    clerk.page.get_by_label("件名").fill(f"{SCHEME}操作ログの分析")
    clerk.page.get_by_role("button", name="保存", exact=True).click()
    clerk.visit("/reportable-matters/")
    clerk.sees(f"{SCHEME}操作ログの分析", "両方")


def first_meeting_takes_it_and_leaves_something_to_do(clerk, first):
    title = f"{SCHEME}操作ログの分析結果について"
    clerk.visit("/")
    clerk.sees(f"{first}の議題を登録してください")
    clerk.follow(f"{first}の議題を登録してください")
    clerk.sees("議題はまだありません。", title)
    clerk.page.get_by_label(title, exact=True).check()
    clerk.press("議題に加える")
    clerk.sees("1件を議題に加えました。", "もと：操作ログの分析：")
    clerk.follow(f"書く ：{title}")
    clerk.fill("結果", "了承された。夜間の照会が多いとの意見があった。")
    clerk.fill("宿題", "夜間の照会の理由を確かめる")
    clerk.fill("宿題の期限", wareki(first.held_on + timedelta(days=10)))
    clerk.press("保存する")
    clerk.sees("保存しました。", "夜間の照会の理由を確かめる", "期限を10日過ぎています")
    clerk.follow("次第を印刷")
    clerk.sees(str(first), "１　報告事項", title)


def second_meeting_answers_it(clerk, first, second):
    clerk.visit("/follow-ups/")
    clerk.sees("夜間の照会の理由を確かめる", "期限を10日過ぎています")
    answer = "「夜間の照会の理由を確かめる」の対応状況について"
    clerk.visit(f"/meetings/{second.pk}/")
    box = clerk.page.get_by_label(answer, exact=True)
    assert box.is_checked()
    clerk.press("議題に加える")
    clerk.sees(answer, f"{first}の宿題：夜間の照会の理由を確かめる")
    clerk.follow("この宿題が済んだ")
    clerk.fill("結果", "当番の交代の時刻であることを確かめ、委員に答えた。")
    clerk.press("済んだことを登録する")
    clerk.sees(f"{wareki(today())} 済み", "当番の交代の時刻であることを確かめ、委員に答えた。")
    assert not AgendaItem.objects.open().exists()
    clerk.visit("/follow-ups/")
    clerk.sees("まだ登録されていません。")
    clerk.visit(f"/meetings/{first.pk}/follow-ups/print/")
    clerk.sees("夜間の照会の理由を確かめる", "済み")


def audit_of_this_year_sees_what_last_year_found(clerk):
    year = fiscal_year_of(today())
    last, this = (Audit.objects.get(fiscal_year=each, scheme="juki_net") for each in (year - 1, year))
    clerk.visit(f"/audits/{last.pk}/")
    clerk.sees("方針がありません")
    clerk.follow("方針を書く ：統合端末の施錠が漏れていた。")
    clerk.fill("改善の方針", "所管課が朝夕に施錠を確かめる")
    clerk.press("保存する")
    clerk.visit("/")
    clerk.page.get_by_role("link", name="指摘事項の改善を確かめてください").click()
    clerk.sees("統合端末の施錠が漏れていた。", "所管課が朝夕に施錠を確かめる")
    clerk.follow("改善を確認した ：統合端末の施錠が漏れていた。")
    assert clerk.page.get_by_role("checkbox").is_checked()
    clerk.fill("改善を確認した文", "昨年度指摘した施錠が改善していることを確認した。")
    clerk.press("改善を確認した")
    clerk.sees(f"{last}の「統合端末の施錠が漏れていた。」の改善を確認")
    clerk.does_not_see("前の監査の指摘事項で、改善を確認していないもの")
    clerk.visit("/findings/")
    clerk.sees("まだ登録されていません。")
    clerk.visit(f"/audits/{last.pk}/")
    clerk.sees("確認済み", f"{this}：昨年度指摘した施錠が改善していることを確認した。")


def auditor_reads_it(auditor, first):
    auditor.follow("セキュリティ会議", within=".cards")
    auditor.visit(f"/meetings/{first.pk}/")
    auditor.sees("当番の交代の時刻であることを確かめ、委員に答えた。")
    auditor.does_not_see("議題の候補")
    steps = auditor.page.locator("ol.history > li")
    assert "宿題の済み" in steps.nth(0).inner_text()
    assert "議題の記入" in steps.nth(1).inner_text()
    assert "候補からの議題の追加" in steps.nth(2).inner_text()

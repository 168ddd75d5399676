"""A benefit that is outsourced, re-uses, is provided and links: entered once, four cases to their print."""

import re

import pytest
from playwright.sync_api import expect

from core.calendar import today
from core.models import AccessEvent
from privacy_review.models import ReviewCase
from tests.stories.reviewing import answer_check_list, decide, open_case

pytestmark = pytest.mark.browser

BENEFIT = "架空くらし応援給付金"
OUTLINE = "架空くらし応援給付金の対象となる世帯を調べ、申請を受け付けて給付する。"
PLAN = "庁舎の中の決まった端末だけで扱い、終わったら消去する。"
CRITERIA = ("外部委託", "目的外利用", "外部提供", "オンライン結合・システム導入")


def test_benefit_of_four_cases_is_entered_once_and_accepted(office):
    writer = office.seat("case_writer")
    enter_the_benefit(writer)
    write_the_cases(writer)
    hand_in(writer)
    confirm(office.seat("case_head"))
    privacy = office.seat("privacy")
    for criterion in CRITERIA:
        decide(privacy, BENEFIT, criterion, "承認する")
        privacy.sees("承認しました。担当の課に知らせました。")
    see_that_it_counts(privacy)
    print_what_was_accepted(privacy)
    read_the_outcome(writer)


def enter_the_benefit(writer):
    writer.visit("/undertakings/")
    writer.follow("新しい業務を登録する")
    writer.press("登録して下書きを作る")
    writer.sees("業務の名称を入れてください。", "この業務に当てはまる審査基準を、1つ以上選んでください。")
    writer.fill("業務の名称", BENEFIT)
    writer.choose("実施機関", "区長")
    for criterion in CRITERIA:
        writer.page.get_by_label(criterion, exact=True).check()
    writer.fill("業務の概要", OUTLINE)
    writer.page.get_by_label("取り扱う", exact=True).check()
    writer.page.get_by_label("ドメスティック・バイオレンス").check()
    writer.press("登録して下書きを作る")
    writer.sees("業務を登録し、審査案件の下書きを4件作りました。", "審査案件（4件）")


def write_the_cases(writer):
    for criterion in CRITERIA:
        open_case(writer, criterion)
        writer.sees("まだ提出していません。")
        writer.follow("案件を直す")
        page = writer.page
        if criterion == "目的外利用":
            writer.fill("該当条項", "第６９条第１項")
            writer.page.locator("main").get_by_label(re.compile("^保有課")).select_option(index=2)
        elif criterion == "外部提供":
            writer.fill("提供先", "架空県")
            writer.fill("該当条項", "第６９条第１項")
        elif criterion.startswith("オンライン"):
            page.get_by_label("システム導入", exact=True).check()
        if criterion != "目的外利用":
            writer.fill("安全管理の計画", PLAN)
        if criterion == "外部委託":
            writer.fill("契約の始まり", "令和９年４月１日")
            writer.fill("契約の終わり", "R9.3.31")
            answer_check_list(writer)
            writer.press("保存する")
            writer.sees("契約の終わりが始まりより前になっています。")  # and nothing typed is lost
            writer.fill("契約の終わり", "R10.3.31")
        else:
            answer_check_list(writer)
        writer.press("保存する")
        writer.sees("保存しました。", OUTLINE)
        writer.follow(BENEFIT)


def hand_in(writer):
    writer.press("まとめて提出する")
    writer.sees(f"4件の提出をしました：{'、'.join(CRITERIA)}", "課長の確認待ち")
    writer.visit("/")
    writer.does_not_see(BENEFIT)


def confirm(head):
    head.follow(f"「{BENEFIT}」の審査案件4件が課長の確認を待っています")
    open_case(head, "外部委託")
    head.sees(PLAN, "手順書と契約書の案で確かめた。")
    head.follow(BENEFIT)
    head.press("まとめて確認して送る")
    head.sees("4件の確認をしました", "審査待ち")
    assert not head.page.get_by_role("button", name="承認する").count()


def see_that_it_counts(privacy):
    """Each number opens the case that it counts."""
    privacy.visit(f"/review-counts/?starts_on={today().isoformat()}&ends_on={today().isoformat()}")
    privacy.sees(*CRITERIA)
    numbers = privacy.page.locator("main table a").filter(has_text=re.compile("^[1１]$"))
    assert numbers.count() >= 4
    privacy._leave(lambda: numbers.first.click())
    privacy.sees(OUTLINE)
    assert ReviewCase.objects.filter(state="accepted", reviewed_on=today()).count() == 4


def print_what_was_accepted(privacy):
    privacy.visit("/review-cases/?state=accepted")
    privacy.sees(OUTLINE)
    privacy.visit("/review-cases/print/?state=accepted")
    page = privacy.page
    expect(page.locator("tbody tr")).to_have_count(4)
    page.emulate_media(media="print")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert AccessEvent.objects.filter(kind=AccessEvent.Kind.PRINT, staff__username="privacy").exists()


def read_the_outcome(writer):
    writer.visit("/notices/")
    writer.sees(f"{BENEFIT}（外部委託）：承認されました")

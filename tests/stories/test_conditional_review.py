"""A case returned twice, accepted with a condition that falls due, reported and seen to be met."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

import core.calendar
from core.calendar import today, wareki
from core.models import Staff
from privacy_review.models import CheckItem, ImplementingBody
from privacy_review.models.criterion import Criterion
from privacy_review.services.review_case import take_step
from privacy_review.services.review_case_writing import CaseContent, edit_case
from privacy_review.services.undertaking import UndertakingContent, draft_undertaking
from privacy_review.states.review_case import Action

pytestmark = pytest.mark.browser

NAME = "架空健診の案内の発送"
FIRST, SECOND = "再委託の有無が分かりません。", "消去の方法を書いてください。"
REMARK = "再委託の条項を書き写してください。"
CONDITION = "従事者の名簿を提出する。"


@pytest.fixture
def confirmed(ward):
    """An outsourcing in the queue of 区政情報課."""
    writer = Staff.objects.get(username="case_writer")
    content = UndertakingContent(
        NAME, ImplementingBody.objects.get(code="mayor"), (Criterion.OUTSOURCING,), "案内を印刷して送る。"
    )
    case = draft_undertaking(actor=writer, content=content).cases.get()
    asked = CheckItem.objects.asked_of(case.criterion, today())
    written = CaseContent(
        {"content": case.content, "safety_plan": "庁舎の中で扱う。"},
        answers=dict.fromkeys(asked, ("yes", "契約書の案で確かめた。")),
    )
    case = edit_case(case, actor=writer, version=case.version, content=written)
    case = take_step(Action.SUBMIT, case, actor=writer)
    return take_step(Action.CONFIRM, case, actor=Staff.objects.get(username="case_head"))


def test_case_returned_twice_is_accepted_with_a_condition_that_falls_due(office, confirmed, monkeypatch):
    privacy, writer, head = (office.seat(name) for name in ("privacy", "case_writer", "case_head"))
    send_back(privacy, FIRST, remark=REMARK)
    mend(writer, FIRST, "庁舎の中で扱い、再委託はしない。", remark=REMARK)
    confirm(head)
    see_what_changed(privacy, "再委託はしない")
    send_back(privacy, SECOND)
    mend(writer, SECOND, "庁舎の中で扱い、再委託はせず、溶解して消去する。")
    confirm(head)
    due_on = today() + timedelta(days=7)
    accept_with_a_condition(privacy, due_on)
    fall_due(monkeypatch, writer, privacy, due_on)
    report(writer)
    see_that_it_is_met(privacy)
    writer.visit(f"/review-cases/{confirmed.pk}/")
    writer.sees("条件付きで承認され、条件はすべて満たされました。")


def open_from_the_queue(privacy):
    privacy.visit("/review-cases/queue/")
    privacy.follow("外部委託", within="main table")


def send_back(privacy, comment, remark=""):
    open_from_the_queue(privacy)
    privacy.follow("差し戻す")
    privacy.press("差し戻す")
    privacy.sees("直してほしいことを入れてください。")
    privacy.fill("直してほしいこと", comment)
    if remark:
        privacy.page.get_by_label("審査項目1への指摘").fill(remark)
    privacy.press("差し戻す")
    privacy.sees("を差し戻し、担当の課に知らせました。", "審査待ち（0件）")


def mend(writer, comment, plan, remark=""):
    writer.visit("/")
    writer.follow(f"審査案件「{NAME}（外部委託）」が差し戻されています")
    writer.sees("差し戻されました。次のところを直してください。", comment)
    writer.follow("案件を直す")
    if remark:
        writer.sees(remark)
    writer.fill("安全管理の計画", plan)
    writer.press("保存する")
    writer.press("課長に提出する")
    writer.sees("提出しました。課長に確認を頼みました。")


def confirm(head):
    head.visit("/")
    head.follow(f"「{NAME}」の審査案件1件が課長の確認を待っています")
    head.press("まとめて確認して送る")
    head.sees("1件の確認をしました")


def see_what_changed(privacy, words):
    open_from_the_queue(privacy)
    privacy.sees("差し戻されたあとに変わったところ")
    rows = privacy.page.locator("table.changes tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text(words)


def accept_with_a_condition(privacy, due_on):
    open_from_the_queue(privacy)
    privacy.follow("条件を付けて承認する")
    page = privacy.page
    page.get_by_label("条件1", exact=True).fill(CONDITION)
    privacy.press("条件を付けて承認する")
    privacy.sees("この条件の期限を入れてください。")
    page.get_by_label("条件1の期限", exact=True).fill(wareki(due_on))
    privacy.press("条件を付けて承認する")
    privacy.sees("を条件付きで承認し、担当の課に知らせました。")


def fall_due(monkeypatch, writer, privacy, due_on):
    """Before the day the section is told of it, the day after that it is late."""
    writer.visit("/")
    writer.sees(CONDITION, f"期限は{wareki(due_on)}です。")
    writer.does_not_see("期限を過ぎています。")

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=8)

    monkeypatch.setattr(core.calendar, "datetime", Later)
    writer.visit("/")
    writer.sees("期限を過ぎています。")
    privacy.visit("/")
    privacy.sees(NAME)
    privacy.visit("/case-conditions/")
    privacy.sees(CONDITION, "過ぎて")


def report(writer):
    writer.visit("/")
    writer.follow(f"「{NAME}（外部委託）」の承認の条件に対応してください")
    writer.fill("対応した内容", "名簿を提出しました。")
    writer.press("対応したことを報告する")
    writer.sees("対応を報告しました。区政情報課が確かめます。")


def see_that_it_is_met(privacy):
    privacy.visit("/case-conditions/")
    privacy.follow(CONDITION, within="main table")
    privacy.sees("名簿を提出しました。")
    privacy.press("条件が満たされたと確認する")
    privacy.sees("条件が満たされたと確認し、報告した人に知らせました。")

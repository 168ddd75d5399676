"""Two who press at once: one is first, and the other is told so."""

from datetime import date

import pytest

from mynumber.models import AgendaItem, Finding
from mynumber.services.audit import see_improvement
from mynumber.services.meeting import adopt_proposals, settle_follow_up
from tests.factories import (
    make_agenda_item,
    make_audit,
    make_finding,
    make_matter,
    make_meeting,
    make_staff,
)
from tests.registry.at_once import pressing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk():
    return make_staff("mynumber")


def test_one_matter_comes_to_one_of_two_meetings(clerk):
    matter = make_matter(happened_on=date(2022, 7, 1))
    meetings = [make_meeting(held_on=date(2022, 8, day), number=day) for day in (18, 19)]

    def adopting(meeting):
        return lambda: adopt_proposals(meeting, sources=[f"matter:{matter.pk}"], actor=clerk)

    won, lost = sorted(pressing([adopting(meeting) for meeting in meetings]), key=len)
    assert won == "won"
    assert lost.startswith("選んだもののうちに、すでに議題になったものか、済んだものがあります。")
    assert AgendaItem.objects.count() == 1


def test_follow_up_is_settled_by_one_of_two(clerk):
    item = make_agenda_item(follow_up="調べる")

    def settling(day):
        return lambda: settle_follow_up(item, settled_on=date(2022, 9, day), actor=clerk)

    outcomes = pressing([settling(1), settling(2)])
    settled_on = AgendaItem.objects.get().settled_on
    assert sorted(outcomes, key=len) == [
        "won",
        f"この宿題は、令和4年9月{settled_on.day}日に済んだと登録されています。",
    ]


def test_improvement_is_stated_by_one_of_two_audits(clerk):
    finding = make_finding(audit=make_audit(fiscal_year=2021, held_on=None), asks_improvement=True)
    audits = [make_audit(held_on=date(2022, 10, day)) for day in (3, 4)]

    def seeing(audit):
        return lambda: see_improvement(finding, audit=audit, text="改善を確認した。", actor=clerk)

    outcomes = pressing([seeing(audit) for audit in audits])
    assert sorted(outcomes, key=len) == ["won", "この指摘事項は、すでに改善が確認されています。"]
    assert Finding.objects.count() == 2

"""Several people draft one report at one moment: nothing is lost, and no section comes to be below itself."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core.errors import DomainError
from core.models import ProseMark, Report, Section
from core.reports.document import Document
from core.services.carry_forward import carry_forward
from core.services.publication import take_step
from core.services.report_drafting import SectionContent, look_at_mark, save_section
from core.services.report_tree import Direction, add_section, move_section, remove_section
from tests.factories import make_prose_mark, make_report, make_section, make_staff
from tests.pages import form_of
from tests.registry.at_once import begun, pressing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def drafters():
    return make_staff("mynumber"), make_staff("mynumber")


@pytest.fixture
def report():
    report = make_report(number=361)
    for order, slug in enumerate("abcd"):
        make_section(report=report, slug=slug, order=order)
    return report


def section(report, slug):
    return report.sections.select_related("report").get(slug=slug)


def content(**texts):
    return SectionContent(**{"heading": "概要"} | texts)


def test_of_two_sections_moved_below_each_other_by_hand_one_is_refused(report):
    def below(slug, other):
        def act():
            parent = section(report, other)
            try:
                with transaction.atomic():
                    Section.objects.filter(report=report, slug=slug).update(parent=parent)
            except IntegrityError as error:
                raise DomainError(error.__cause__.diag.constraint_name) from error

        return act

    assert sorted(pressing([below("a", "b"), below("b", "a")])) == ["core_section_not_below_itself", "won"]
    assert set(Document(report).places) == set("abcd")


def test_all_moves_at_once_leave_every_section_in_the_tree(report, drafters):
    acts = [
        lambda slug=slug, direction=direction: move_section(
            section(report, slug), direction=direction, actor=drafters[0]
        )
        for slug, direction in (
            ("b", Direction.IN),
            ("c", Direction.IN),
            ("d", Direction.UP),
            ("b", Direction.UP),
        )
    ]
    outcomes = pressing(acts)
    assert "won" in outcomes
    assert set(Document(report).places) == set("abcd")


def test_what_two_add_at_once_is_both_there(report, drafters):
    outcomes = pressing(
        [
            lambda actor=actor: add_section(
                report, content=content(), actor=actor, after=section(report, "a")
            )
            for actor in drafters
        ]
    )
    assert outcomes == ["won", "won"]
    assert sorted(Document(report).places) == ["a", "b", "c", "d", "section-5", "section-6"]


def test_who_writes_while_another_moves_loses_nothing(report, drafters):
    writer, mover = drafters
    with transaction.atomic():
        move_section(section(report, "b"), direction=Direction.UP, actor=mover)
        written = begun(
            lambda: save_section(section(report, "b"), content=content(body="書いた文。"), actor=writer)
        )
    assert written.result() == ["won"]
    assert section(report, "b").body == "書いた文。"
    assert list(Document(report).places) == ["b", "a", "c", "d"]


def test_who_saves_while_the_report_is_handed_in_is_told_so(report, drafters):
    writer, other = drafters
    with transaction.atomic():
        take_step("submit", report, actor=other)
        written = begun(
            lambda: save_section(section(report, "a"), content=content(body="遅れた文。"), actor=writer)
        )
    (outcome,) = written.result()
    assert outcome.startswith("この報告書は公表前の確認を待っているので、いまは変えられません。")
    assert section(report, "a").body == ""


def test_who_removes_what_another_refers_to_meanwhile_is_told_so(report, drafters):
    writer, remover = drafters
    with transaction.atomic():
        save_section(section(report, "a"), content=content(body="{{ section:d }}参照"), actor=writer)
        removed = begun(lambda: remove_section(section(report, "d"), actor=remover))
    (outcome,) = removed.result()
    assert outcome == (
        "「１ 概要」の本文が {{ section:d }} でこの節を指しています。先にその文を直してください。"
    )
    assert section(report, "d")


def test_of_two_who_look_at_a_mark_the_first_stays(report, drafters):
    mark = make_prose_mark(section=section(report, "a"))
    with transaction.atomic():
        look_at_mark(mark, actor=drafters[0])
        second = begun(
            lambda: look_at_mark(
                ProseMark.objects.select_related("report").get(pk=mark.pk), actor=drafters[1]
            )
        )
    assert second.result() == ["won"]
    mark.refresh_from_db()
    assert mark.seen_by == drafters[0]


def desk_of(person):
    desk = Client()
    desk.force_login(person)
    return desk


def locks_nothing_while_it_waits(press, first, second):
    """The pressing waits for the first row, and has not locked the second, for which others would wait then
    while they hold the first: neither would ever end."""
    with transaction.atomic():
        list(type(first).objects.select_for_update(no_key=True).filter(pk=first.pk))
        pressed = begun(press)
        assert not pressed.done()
        list(type(second).objects.select_for_update(nowait=True, no_key=True).filter(pk=second.pk))
    assert pressed.result(timeout=30) == ["won"]


def test_pages_that_carry_forward_from_two_reports_do_not_wait_for_each_other(report, drafters):
    later = make_report(number=362, fiscal_year=2023, starts_on=date(2023, 4, 1), ends_on=date(2024, 3, 31))
    desk, page = desk_of(drafters[0]), reverse("report_carry_forward", args=[362])
    sent = {"number": "400", "fiscal_year": "令和6年度", "issued_on": "R7.10.25"}
    told = form_of(desk.post(page, sent), "form")
    locks_nothing_while_it_waits(lambda: desk.post(page, told), report, later)
    assert Report.objects.get(number=400).carried_from == later


def test_pages_that_remove_two_sections_do_not_wait_for_each_other(report, drafters):
    desk, page = desk_of(drafters[0]), reverse("report_section_remove", args=[361, "d"])
    told = form_of(desk.get(page), "form")
    locks_nothing_while_it_waits(lambda: desk.post(page, told), section(report, "a"), section(report, "d"))
    assert set(Document(report).places) == set("abc")


def test_of_two_who_carry_a_report_forward_one_makes_the_next(report, drafters):
    outcomes = pressing(
        [
            lambda number=number, actor=actor: carry_forward(
                report, number=number, issued_on=date(2024, 10, 25), actor=actor
            )
            for number, actor in zip((400, 401), drafters, strict=True)
        ]
    )
    assert sorted(outcomes)[0] == "won"
    assert "令和5年度の報告書は、報告第40" in sorted(outcomes)[1]
    assert Report.objects.filter(fiscal_year=2023).count() == 1

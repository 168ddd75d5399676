"""Publishing a report: who may, what stands in the way, what is kept, and that it is all or nothing."""

import multiprocessing
import os
import signal

import pghistory
import pytest
from django.db import connection, connections

from core.audit import act
from core.errors import DomainError, NotPermittedError, OvertakenError
from core.models import Edition, EditionFile, Notice, Report, Staff, WorkflowStep
from core.reports.checks import findings_of, reasons_against_publishing
from core.reports.document import Document
from core.reports.edition import digest_of, verify
from core.services.publication import take_step
from tests.factories import (
    advance_report,
    make_acknowledgement,
    make_department,
    make_report,
    make_section,
    make_staff,
)
from tests.registry.at_once import pressing
from tests.rules import refused_by

pytestmark = pytest.mark.django_db

MIXED = "３か所と４箇所に置いた。"  # two spellings: a warning of the checks


@pytest.fixture
def drafter():
    return make_staff("mynumber", name="起草 太郎")


@pytest.fixture
def publisher():
    return make_staff("publisher", name="公表 花子")


@pytest.fixture
def report(drafter):
    """Written by its drafter, ready to be handed in."""
    with act("edit", by=drafter):
        return make_section(report=make_report(), body="令和４年度の実績です。").report


def submitted(report, drafter):
    return take_step("submit", report, actor=drafter)


# --- Steps -----------------------------------------------------------------------------------------------


def test_submitting_tells_those_who_may_publish(report, drafter, publisher):
    after = take_step("submit", report, actor=drafter, version=1, comment="よろしくお願いします")
    assert (after.state, after.version, after.submitted_by) == ("in_review", 2, drafter)
    notice = Notice.objects.get()
    assert notice.recipient == publisher
    assert notice.title == f"報告書の公表前の確認を待っています：{report}"
    assert notice.detail == "よろしくお願いします（起草 太郎）"
    assert notice.url == f"/reports/{report.number}/publication/"


def test_returning_tells_who_submitted_it_what_to_mend(report, drafter, publisher):
    submitted(report, drafter)
    Notice.objects.all().delete()
    after = take_step("return", report, actor=publisher, comment="２の表を確かめてください")
    assert after.state == "returned"
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title) == (drafter, f"報告書が差し戻されました：{report}")
    assert notice.detail == "２の表を確かめてください（公表 花子）"


def test_report_that_was_taken_back_is_written_on(report, drafter):
    submitted(report, drafter)
    section = report.sections.get()
    with refused_by("core_section_frozen"):
        type(section).objects.filter(pk=section.pk).update(body="別の文")
    after = take_step("take_back", report, actor=drafter)
    assert (after.state, after.submitted_at, after.submitted_by) == ("draft", None, None)
    type(section).objects.filter(pk=section.pk).update(body="別の文")


def test_publishing_keeps_the_edition_and_tells_its_digest(report, drafter, publisher):
    submitted(report, drafter)
    after = take_step("publish", report, actor=publisher, version=2)
    stored = Report.objects.get(pk=report.pk)
    assert (stored.state, stored.published_by, stored.published_at) == (
        "published",
        publisher,
        after.published_at,
    )
    edition = Edition.objects.get()
    assert (edition.report, edition.published_at) == (report, stored.published_at)
    assert (edition.published_by, edition.published_by_name) == (publisher, "公表 花子")
    assert edition.digest == digest_of(edition.files.values_list("name", "digest"))
    assert verify(edition) == []
    notice = Notice.objects.get(recipient=drafter)
    assert notice.title == f"報告書が公表されました：{report}"
    assert f"公表 花子が公表しました。公表した版のSHA-256：{edition.digest}" in notice.detail
    step = WorkflowStep.objects.of(report).last()
    assert (step.action, step.by, step.target) == ("publish", publisher, "published")
    assert report.events.latest("pgh_id").pgh_context["action"] == "publish_report"


# --- What stands in the way ------------------------------------------------------------------------------


def test_what_the_checks_find_stands_in_the_way_with_the_workflows_own_reasons(report, drafter, publisher):
    with act("edit", by=publisher):
        make_section(report=report, body=f"{MIXED}{{{{ no_such_fact }}}}")
    submitted(report, drafter)
    with pytest.raises(DomainError) as refused:
        take_step("publish", report, actor=publisher)
    own, *found = refused.value.reasons
    assert own == "あなたはこの報告書の文を書いています。別の職員が公表してください。"
    assert any("{{ no_such_fact }} という項目は、この報告書にありません" in reason for reason in found)
    assert any(reason.endswith("（まだ確認されていない注意です。）") for reason in found)
    assert found == reasons_against_publishing(Document(report))
    report.refresh_from_db()
    assert (report.state, report.published_at) == ("in_review", None)
    assert not Edition.objects.exists()
    assert WorkflowStep.objects.of(report).count() == 1


def test_acknowledged_warning_does_not_stand_in_the_way(report, drafter, publisher):
    section = make_section(report=report, body=MIXED)
    submitted(report, drafter)
    with pytest.raises(DomainError) as refused:
        take_step("publish", report, actor=publisher)
    assert all("まだ確認されていない注意です" in reason for reason in refused.value.reasons)
    for finding in findings_of(Document(report)):
        place, sentence = finding.place, finding.sentence
        make_acknowledgement(report=report, check_name=finding.check_name, place=place, sentence=sentence)
    assert take_step("publish", report, actor=publisher).state == "published"
    assert section.body in Edition.objects.get().files.get(name="report.txt").content.decode()


def test_who_wrote_a_section_does_not_publish_it_even_as_a_superuser(report, drafter):
    writer = make_staff("publisher", is_superuser=True)
    with act("edit", by=writer):
        make_section(report=report)
    submitted(report, drafter)
    with pytest.raises(
        DomainError, match="あなたはこの報告書の文を書いています。別の職員が公表してください。"
    ):
        take_step("publish", report, actor=writer)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("part", ["report", "section", "department"])
def test_who_wrote_without_a_named_deed_has_written_all_the_same(report, part):
    writer = make_staff("publisher")
    with pghistory.context(user=writer.pk, url="/somewhere/"):  # what every request gives, and no act()
        if part == "report":
            Report.objects.filter(pk=report.pk).update(preamble="条例により、")
        elif part == "section":
            report.sections.get().delete()
        else:
            report.report_departments.create(department=make_department())
    assert report.was_written_by(writer)
    assert not report.was_written_by(make_staff("publisher"))


def test_who_submitted_it_does_not_publish_it(report):
    both = make_staff("mynumber", "publisher")
    submitted(report, both)
    with pytest.raises(DomainError, match="あなたはこの件の確認に出した人なので、公表できません。"):
        take_step("publish", report, actor=both)
    assert not Edition.objects.exists()


def test_drafter_may_not_publish_and_publisher_may_not_submit(report, drafter, publisher):
    with pytest.raises(NotPermittedError, match="公表前の確認への提出する権限がありません。"):
        take_step("submit", report, actor=publisher)
    submitted(report, drafter)
    with pytest.raises(NotPermittedError, match="公表する権限がありません。"):
        take_step("publish", report, actor=drafter)
    assert Report.objects.get(pk=report.pk).state == "in_review"


def test_drafter_of_another_kind_does_not_submit_it(report):
    with pytest.raises(DomainError, match="この種類の報告書を起草する課の職員が行ってください。"):
        take_step("submit", report, actor=make_staff("privacy"))


def test_report_that_changed_since_it_was_read_is_not_published(report, drafter, publisher):
    submitted(report, drafter)
    take_step("return", report, actor=publisher, comment="直してください")
    take_step("submit", report, actor=drafter)
    with pytest.raises(OvertakenError, match="ほかの人が内容か状態を変更しました"):
        take_step("publish", report, actor=publisher, version=2)
    assert not Edition.objects.exists()


def test_draft_is_not_published_and_the_checks_are_not_asked(report, publisher):
    make_section(report=report, body="{{ no_such_fact }}")
    with pytest.raises(DomainError) as refused:
        take_step("publish", report, actor=publisher)
    assert refused.value.reasons == ("「起草中」のものは、公表できません。画面を開き直してください。",)


# --- What is published stays -----------------------------------------------------------------------------


def test_sections_of_a_published_report_cannot_be_changed(report, drafter, publisher):
    submitted(report, drafter)
    take_step("publish", report, actor=publisher)
    section = report.sections.get()
    for statement in (
        "UPDATE core_section SET body = '書き直した文' WHERE id = %s",
        "DELETE FROM core_section WHERE id = %s",
    ):
        with refused_by("core_section_frozen"), connection.cursor() as cursor:
            cursor.execute(statement, [section.pk])
    with refused_by("core_report_published_stays"), connection.cursor() as cursor:
        cursor.execute("UPDATE core_report SET title = '別の件名' WHERE id = %s", [report.pk])


# --- At once, and half way -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_eight_press_publish_at_once_and_there_is_one_edition():
    report = advance_report(make_report(), "in_review")
    make = [make_staff("publisher") for _ in range(8)]
    outcomes = pressing(
        [lambda person=person: take_step("publish", report, actor=person, version=1) for person in make]
    )
    assert outcomes.count("won") == 1, outcomes
    assert all("ほかの人が内容か状態を変更しました" in each for each in outcomes if each != "won"), outcomes
    edition = Edition.objects.get()
    report.refresh_from_db()
    assert (report.state, report.version, report.published_by) == ("published", 2, edition.published_by)
    assert verify(edition) == []
    assert WorkflowStep.objects.of(report).count() == 1


def _publish_and_die(report_pk, actor_pk):
    """Publishes in a process of its own, which is killed between the edition and its files."""
    connections.close_all()

    def die(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "core_editionfile"'):
            with connection.cursor() as cursor:
                cursor.execute("SELECT state, (SELECT count(*) FROM core_edition) FROM core_report")
                assert cursor.fetchall() == [("published", 1)]
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die):
        take_step("publish", Report.objects.get(pk=report_pk), actor=Staff.objects.get(pk=actor_pk))


@pytest.mark.django_db(transaction=True)
def test_neither_state_nor_edition_is_left_where_the_process_is_killed_in_between():
    report, publisher = advance_report(make_report(), "in_review"), make_staff("publisher")
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(
        target=_publish_and_die, args=(report.pk, publisher.pk)
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    report.refresh_from_db()
    assert (report.state, report.version, report.published_at) == ("in_review", 1, None)
    assert not Edition.objects.exists()
    assert not EditionFile.objects.exists()
    assert not WorkflowStep.objects.exists()
    # Nobody waits for a dead process: the lock went with it.
    assert take_step("publish", report, actor=publisher).state == "published"

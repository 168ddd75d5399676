"""What breaks each rule of reports, their parts, review and editions, round forms and services."""

from datetime import date

from django.db import connection
from django.utils import timezone

from core.models import CheckAcknowledgement, EditionFile, ProseMark, Report, ReportDepartment, Section
from tests.factories import (
    advance_report,
    make_acknowledgement,
    make_department,
    make_edition,
    make_edition_file,
    make_prose_mark,
    make_report,
    make_section,
    make_staff,
)
from tests.rules import trigger_off


def change(report, **values):
    """A raw UPDATE."""
    Report.objects.filter(pk=report.pk).update(**values)


def stamp(name, by=None):
    """A stamp, now, by somebody."""
    return {f"{name}_at": timezone.now(), f"{name}_by": by or make_staff()}


# --- Reports ------------------------------------------------------------------------------------------------


def published_without_a_review():
    change(make_report(), state="published", **stamp("submitted"), **stamp("published"))


def published_by_nobody():
    change(make_report(state="in_review"), state="published", published_at=timezone.now())


def published_by_the_submitter():
    report = make_report(state="in_review")
    change(report, state="published", **stamp("published", report.submitted_by))


def published_without_an_edition():
    """It is asked at the end of the transaction, so that state and edition may come one after the other."""
    change(make_report(state="in_review"), state="published", **stamp("published"))
    connection.check_constraints()


def starts_as_published():
    Report.objects.bulk_create(
        [
            Report(
                kind="annual_security",
                number=361,
                title="セキュリティ対策の実施状況",
                starts_on=date(2022, 4, 1),
                ends_on=date(2023, 3, 31),
                issued_on=date(2023, 9, 1),
                state="published",
            )
        ]
    )


def unknown_state():
    report = make_report()
    with trigger_off("core.Report:arrows"):
        change(report, state="lost")


# --- Their parts --------------------------------------------------------------------------------------------


def department_twice_in_a_report():
    report, department = make_report(), make_department()
    ReportDepartment.objects.bulk_create(
        ReportDepartment(report=report, department=department) for _ in range(2)
    )


def department_added_under_review():
    report = make_report(state="in_review")
    ReportDepartment.objects.bulk_create([ReportDepartment(report=report, department=make_department())])


def slug_twice_in_a_report():
    section = make_section()
    Section.objects.bulk_create([Section(report=section.report, slug=section.slug, heading="見出し")])


def section_below_itself():
    section = make_section()
    Section.objects.filter(pk=section.pk).update(parent=section.pk)


def section_below_what_is_below_it():
    top = make_section()
    middle = make_section(report=top.report, parent=top)
    bottom = make_section(report=top.report, parent=middle)
    Section.objects.filter(pk=top.pk).update(parent=bottom)


def sections_made_below_each_other():
    """In one go: foreign keys are asked at the end of the transaction alone."""
    report = make_report()
    one, other = (
        Section(pk=pk, report=report, slug=f"s{pk}", heading="見出し", parent_id=above)
        for pk, above in ((900001, 900002), (900002, 900001))
    )
    Section.objects.bulk_create([one, other])


def section_below_one_of_another_report():
    Section.objects.filter(pk=make_section().pk).update(parent=make_section())


def section_that_leaves_its_report_and_those_below_it():
    top = make_section()
    make_section(report=top.report, parent=top)
    Section.objects.filter(pk=top.pk).update(report=make_report())


def attachment_below_another_section():
    top = make_section()
    make_section(report=top.report, parent=top, numbering=Section.Numbering.ATTACHMENT)


def section_of(state):
    """A section of a report that has come to the state."""
    section = make_section()
    advance_report(section.report, state)
    return Section.objects.filter(pk=section.pk)


# --- Their review and editions ------------------------------------------------------------------------------


def seen_by_nobody():
    ProseMark.objects.filter(pk=make_prose_mark().pk).update(seen_at=timezone.now())


def warning_acknowledged_twice():
    first = make_acknowledgement()
    make_acknowledgement(report=first.report)


def file_twice_in_an_edition():
    make_edition_file(edition=make_edition_file().edition)


def acknowledgement_of(state):
    """An acknowledged warning of a report that has come to the state."""
    acknowledgement = make_acknowledgement()
    advance_report(acknowledgement.report, state)
    return CheckAcknowledgement.objects.filter(pk=acknowledgement.pk)


BREACHES = {
    "core_checkacknowledgement_frozen": lambda: acknowledgement_of("published").update(reason="別の理由"),
    "core_checkacknowledgement_once": warning_acknowledged_twice,
    "core_checkacknowledgement_says_why": lambda: make_acknowledgement(reason=""),
    "core_edition_digest_is_sha256": lambda: make_edition(digest="0" * 63 + "G"),
    "core_editionfile_digest_is_sha256": lambda: make_edition_file(digest=""),
    "core_editionfile_once": file_twice_in_an_edition,
    "core_prosemark_seen_pair": seen_by_nobody,
    "core_report_arrow_drawn": published_without_a_review,
    "core_report_ends_after_start": lambda: make_report(
        starts_on=date(2023, 4, 1), ends_on=date(2023, 3, 31)
    ),
    "core_report_fiscal_year_is_its_period": lambda: make_report(ends_on=date(2023, 3, 30)),
    "core_report_in_review_says_who": lambda: change(make_report(), state="in_review"),
    "core_report_in_review_stays": lambda: change(make_report(state="in_review"), title="別の件名"),
    "core_report_published_has_edition": published_without_an_edition,
    "core_report_published_pair": published_by_nobody,
    "core_report_published_says_who": lambda: change(make_report(state="in_review"), state="published"),
    "core_report_published_stays": lambda: change(make_report(state="published"), title="別の件名"),
    "core_report_returned_pair": lambda: change(make_report(), returned_at=timezone.now()),
    "core_report_returned_says_who": lambda: change(make_report(state="in_review"), state="returned"),
    "core_report_starts_as_first": starts_as_published,
    "core_report_state_known": unknown_state,
    "core_report_submitted_not_published": published_by_the_submitter,
    "core_report_submitted_pair": lambda: change(make_report(), submitted_at=timezone.now()),
    "core_reportdepartment_frozen": department_added_under_review,
    "core_reportdepartment_once": department_twice_in_a_report,
    "core_section_attachment_outermost": attachment_below_another_section,
    "core_section_frozen": lambda: section_of("published").update(body="書き直した文"),
    "core_section_not_below_itself": section_below_what_is_below_it,
    "core_section_not_own_parent": section_below_itself,
    "core_section_numbering_known": lambda: make_section(numbering="roman"),
    "core_section_parent_of_own_report": section_below_one_of_another_report,
    "core_section_running_head_of_attachment": lambda: make_section(
        numbering=Section.Numbering.NUMBERED, running_head="報告資料Ｎｏ．２"
    ),
    "core_section_slug_once": slug_twice_in_a_report,
}


# --- The same rules on their other ways ------------------------------------------------------------------


def reworded_while_it_is_returned():
    """The step back to its drafters brings no new words."""
    change(make_report(state="in_review"), state="returned", preamble="別の前文", **stamp("returned"))


def published_once_more():
    """Not even by a step: what is published has no arrow that leads away."""
    change(make_report(state="published"), **stamp("published"))


def section_moved_into_what_is_published():
    section = make_section()
    Section.objects.filter(pk=section.pk).update(report=make_report(state="published"))


def department_taken_out_of_what_is_published():
    report = make_report()
    ReportDepartment.objects.create(report=report, department=make_department())
    advance_report(report, "published")
    report.report_departments.all().delete()


OTHER_WAYS = [
    ("core_checkacknowledgement_frozen", lambda: acknowledgement_of("published").delete()),
    (
        "core_checkacknowledgement_frozen",
        lambda: make_acknowledgement(report=make_report(state="published")),
    ),
    ("core_report_in_review_stays", reworded_while_it_is_returned),
    ("core_report_published_stays", published_once_more),
    ("core_report_published_says_who", lambda: change(make_report(), **stamp("published"))),
    ("core_section_frozen", lambda: make_section(report=make_report(state="in_review"))),
    ("core_section_frozen", lambda: section_of("in_review").update(order=9)),
    ("core_section_frozen", lambda: section_of("published").delete()),
    ("core_section_frozen", section_moved_into_what_is_published),
    ("core_section_not_below_itself", sections_made_below_each_other),
    ("core_section_parent_of_own_report", section_that_leaves_its_report_and_those_below_it),
    ("core_reportdepartment_frozen", department_taken_out_of_what_is_published),
]


def written_while_it_is_drafted():
    section = section_of("returned")
    section.update(body="直した文")
    change(section.get().report, title="直した件名")
    section.delete()


def section_moved_to_another_branch():
    top = make_section()
    other = make_section(report=top.report)
    below = make_section(report=top.report, parent=top)
    bottom = make_section(report=top.report, parent=below)
    Section.objects.filter(pk=below.pk).update(parent=other)
    Section.objects.filter(pk=bottom.pk).update(parent=None)
    Section.objects.filter(pk=top.pk).update(parent=bottom)
    Section.objects.filter(pk=below.pk).update(heading="別の見出し")


def one_warning_in_two_places():
    first = make_acknowledgement()
    make_acknowledgement(report=first.report, place="１（２）")
    make_acknowledgement(report=first.report, sentence="前年度から大きく減っています。")
    assert CheckAcknowledgement.objects.count() == 3


def acknowledged_and_taken_back_before_it_is_published():
    for state in ("draft", "returned", "in_review"):
        acknowledgement = acknowledgement_of(state)
        acknowledgement.update(reason="別の理由")
        acknowledgement.delete()


def published_with_its_edition():
    make_report(state="published")
    connection.check_constraints()


def marks_go_with_their_section():
    mark = make_prose_mark()
    mark.section.delete()
    assert not ProseMark.objects.exists()


def files_of_two_names():
    edition = make_edition()
    for name in ("report.html", "report.pdf"):
        make_edition_file(edition=edition, name=name)
    assert EditionFile.objects.count() == 2


ALLOWED = [
    written_while_it_is_drafted,
    section_moved_to_another_branch,
    one_warning_in_two_places,
    acknowledged_and_taken_back_before_it_is_published,
    published_with_its_edition,
    marks_go_with_their_section,
    files_of_two_names,
]

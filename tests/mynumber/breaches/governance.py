"""Windows, measures, meetings, audits and incidents."""

from datetime import date, time

from mynumber.models import AgendaItem, Audit, Finding
from tests.factories import (
    make_agenda_item,
    make_audit,
    make_finding,
    make_incident,
    make_matter,
    make_measure,
    make_meeting,
    make_window,
    make_window_hours,
)

BACKWARDS = {"starts_on": date(2023, 4, 1), "ends_on": date(2023, 3, 31)}


def number_twice_in_a_year():
    meeting = make_meeting()
    make_meeting(scheme=meeting.scheme, number=meeting.number, held_on=date(2022, 8, 1))


def audit_twice_on_a_day():
    audit = make_audit()
    Audit.objects.bulk_create([Audit(scheme=audit.scheme, fiscal_year=2022, held_on=audit.held_on)])


def finding_that_improves_itself():
    finding = make_finding(asks_improvement=True)
    Finding.objects.filter(pk=finding.pk).update(improvement=finding.pk)


def item_after_itself():
    item = make_agenda_item()
    AgendaItem.objects.filter(pk=item.pk).update(continues=item.pk)


def source_twice_in_a_meeting():
    item = make_agenda_item(source="audit:1")
    make_agenda_item(meeting=item.meeting, source="audit:1")


BREACHES = {
    "mynumber_agendaitem_follow_up_first": lambda: make_agenda_item(due_on=date(2022, 9, 30)),
    "mynumber_agendaitem_kind_known": lambda: make_agenda_item(kind="rumour"),
    "mynumber_agendaitem_not_after_itself": item_after_itself,
    "mynumber_agendaitem_source_once": source_twice_in_a_meeting,
    "mynumber_audit_held_in_fiscal_year": lambda: make_audit(held_on=date(2023, 4, 1)),
    "mynumber_audit_once_a_day": audit_twice_on_a_day,
    "mynumber_audit_scheme_known": lambda: make_audit(scheme="other"),
    "mynumber_finding_improvement_was_asked": lambda: make_finding(improvement=make_finding()),
    "mynumber_finding_not_own_improvement": finding_that_improves_itself,
    "mynumber_finding_source_known": lambda: make_finding(source="neighbour"),
    "mynumber_incident_date_meaning_known": lambda: make_incident(date_meaning="guessed"),
    "mynumber_measure_ends_after_start": lambda: make_measure(**BACKWARDS),
    "mynumber_measure_heading_known": lambda: make_measure(heading="other"),
    "mynumber_meeting_held_in_fiscal_year": lambda: make_meeting(held_on=date(2022, 3, 31)),
    "mynumber_meeting_number_from_one": lambda: make_meeting(number=0),
    "mynumber_meeting_number_once": number_twice_in_a_year,
    "mynumber_meeting_scheme_known": lambda: make_meeting(scheme="other"),
    "mynumber_reportablematter_kind_known": lambda: make_matter(kind="rumour"),
    "mynumber_reportablematter_scheme_known": lambda: make_matter(scheme="other"),
    "mynumber_window_cards_have_method": lambda: make_window(at_issuance=False),
    "mynumber_window_ends_after_start": lambda: make_window(**BACKWARDS),
    "mynumber_window_service_known": lambda: make_window(service="other"),
    "mynumber_windowhours_closes_after_opening": lambda: make_window_hours(
        opens_at=time(17), closes_at=time(9)
    ),
}


def settled_without_a_follow_up():
    make_agenda_item(settled_on=date(2022, 9, 30))


def items_of_no_source():
    """Items that tell of nothing recorded are as many as there are, and one source comes to two meetings."""
    item = make_agenda_item(source="audit:1")
    make_agenda_item(source="audit:1")
    for _ in range(2):
        make_agenda_item(meeting=item.meeting)


OTHER_WAYS = [("mynumber_agendaitem_follow_up_first", settled_without_a_follow_up)]
ALLOWED = [items_of_no_source]

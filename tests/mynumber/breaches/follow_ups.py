"""What is followed from one meeting to a later one, and from one audit to a later one."""

from datetime import date

from mynumber.models import AgendaItem, Audit, Finding, Meeting
from tests.factories import make_agenda_item, make_audit, make_finding, make_meeting

SUMMER, AUTUMN, WINTER = date(2022, 7, 1), date(2022, 10, 3), date(2023, 2, 1)


def item_of(day, number, **fields):
    return make_agenda_item(meeting=make_meeting(held_on=day, number=number), **fields)


def continued(**fields):
    """An item of the autumn's meeting that continues one of the summer's; the later one."""
    return item_of(AUTUMN, 2, continues=item_of(SUMMER, 1, follow_up="調べる"), **fields)


def finding_of(day, **fields):
    year = {} if day is None or day >= date(2022, 4, 1) else {"fiscal_year": 2021}
    return make_finding(audit=make_audit(held_on=day, **year), **fields)


def improved():
    """A finding of the autumn's audit, whose improvement that of the winter has stated."""
    return finding_of(AUTUMN, asks_improvement=True, improvement=finding_of(WINTER))


def move(model, pk, **values):
    """A raw UPDATE."""
    model.objects.filter(pk=pk).update(**values)


def continues_a_later_meeting():
    item_of(SUMMER, 1, continues=item_of(AUTUMN, 2))


BREACHES = {
    "mynumber_agendaitem_continues_earlier": continues_a_later_meeting,
    "mynumber_agendaitem_due_after_meeting": lambda: item_of(
        AUTUMN, 2, follow_up="調べる", due_on=date(2022, 10, 2)
    ),
    "mynumber_agendaitem_source_known": lambda: make_agenda_item(source="rumour:1"),
    "mynumber_audit_in_order": lambda: move(Audit, improved().audit_id, held_on=date(2023, 2, 2)),
    "mynumber_finding_improved_later": lambda: finding_of(
        WINTER, asks_improvement=True, improvement=finding_of(AUTUMN)
    ),
    "mynumber_finding_plan_was_asked": lambda: make_finding(plan="鍵を付ける"),
    "mynumber_meeting_before_what_is_due": lambda: move(
        Meeting,
        item_of(SUMMER, 1, follow_up="調べる", due_on=date(2022, 8, 31)).meeting_id,
        held_on=date(2022, 9, 1),
    ),
    "mynumber_meeting_in_order": lambda: move(Meeting, continued().meeting_id, held_on=date(2022, 6, 30)),
}


def continues_the_other_scheme():
    other = make_meeting(scheme="my_number", held_on=SUMMER)
    item_of(AUTUMN, 2, continues=make_agenda_item(meeting=other))


def continues_the_same_meeting():
    item = make_agenda_item()
    make_agenda_item(meeting=item.meeting, continues=item)


def continues_a_later_number_of_the_day():
    item_of(SUMMER, 1, continues=item_of(SUMMER, 2))


def continued_item_goes_to_a_later_meeting():
    later = make_meeting(held_on=WINTER, number=3)
    move(AgendaItem, continued().continues_id, meeting=later)


def settled_before_the_meeting():
    item_of(AUTUMN, 2, follow_up="調べる", settled_on=SUMMER)


def meeting_goes_to_the_other_scheme():
    move(Meeting, continued().meeting_id, scheme="my_number")


def continued_meeting_moves_after():
    move(Meeting, continued().continues.meeting_id, held_on=WINTER)


def improved_at_the_same_audit():
    finding = make_finding(asks_improvement=True)
    move(Finding, finding.pk, improvement=make_finding(audit=finding.audit))


def improved_in_an_earlier_year():
    make_finding(asks_improvement=True, improvement=finding_of(date(2022, 2, 1)))


def improved_in_the_other_scheme():
    other = make_audit(scheme="my_number", held_on=WINTER)
    finding_of(AUTUMN, asks_improvement=True, improvement=make_finding(audit=other))


def statement_goes_to_an_earlier_audit():
    earlier = make_audit(fiscal_year=2021, held_on=date(2022, 2, 1))
    move(Finding, improved().improvement_id, audit=earlier)


def later_audit_goes_to_the_other_scheme():
    move(Audit, improved().improvement.audit_id, scheme="my_number")


OTHER_WAYS = [
    ("mynumber_agendaitem_continues_earlier", continues_the_other_scheme),
    ("mynumber_agendaitem_continues_earlier", continues_the_same_meeting),
    ("mynumber_agendaitem_continues_earlier", continues_a_later_number_of_the_day),
    ("mynumber_agendaitem_continues_earlier", continued_item_goes_to_a_later_meeting),
    ("mynumber_agendaitem_due_after_meeting", settled_before_the_meeting),
    ("mynumber_audit_in_order", later_audit_goes_to_the_other_scheme),
    ("mynumber_finding_improved_later", improved_at_the_same_audit),
    ("mynumber_finding_improved_later", improved_in_an_earlier_year),
    ("mynumber_finding_improved_later", improved_in_the_other_scheme),
    ("mynumber_finding_improved_later", statement_goes_to_an_earlier_audit),
    ("mynumber_meeting_in_order", meeting_goes_to_the_other_scheme),
    ("mynumber_meeting_in_order", continued_meeting_moves_after),
    ("mynumber_finding_plan_was_asked", lambda: make_finding(due_on=WINTER)),
]


def linked_rows_move_within_their_order():
    """Days, wording and items may change as long as what follows stays after what it follows."""
    item = continued(follow_up="また調べる", due_on=WINTER)
    move(Meeting, item.meeting_id, held_on=date(2022, 7, 2))
    move(Meeting, item.continues.meeting_id, held_on=date(2022, 6, 1))
    move(AgendaItem, item.pk, settled_on=date(2022, 7, 2))
    move(Audit, improved().audit_id, held_on=date(2023, 1, 31))


def same_day_in_the_order_of_the_numbers():
    item_of(SUMMER, 2, continues=item_of(SUMMER, 1))


def audits_of_unknown_days():
    """The year decides; within one year an unknown day contradicts nothing."""
    unknown = make_finding(audit=make_audit(held_on=None))
    finding_of(AUTUMN, asks_improvement=True, improvement=unknown)
    make_finding(audit=make_audit(fiscal_year=2021, held_on=None), asks_improvement=True, improvement=unknown)


ALLOWED = [
    linked_rows_move_within_their_order,
    same_day_in_the_order_of_the_numbers,
    audits_of_unknown_days,
]

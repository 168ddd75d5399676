"""The agenda of a security meeting: what it is made of, what came of each item, what was left to do."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from core.audit import act
from core.calendar import today, wareki
from core.errors import DomainError, OvertakenError, must_have, refuse
from core.faults import faults_of
from core.models import Staff
from mynumber.agenda import Proposal, proposals_for
from mynumber.models import AgendaItem, Meeting
from mynumber.services.governance import save

_STEP = 10  # between two items, so that another one fits between them
_MAY_NOT_WRITE = "会議の議題を書く権限がありません。"


@transaction.atomic
def adopt_proposals(meeting: Meeting, *, sources: Iterable[str], actor: Staff) -> list[AgendaItem]:
    """Put the chosen proposals (mynumber/agenda.py) on the meeting's agenda, after the items it has.

    Raises NotPermittedError without the right, OvertakenError where one of them is proposed no longer,
    DomainError where none was chosen. All of them or none.
    """
    must_have(actor, "mynumber.add_agendaitem", _MAY_NOT_WRITE)
    # Every meeting of the scheme: two that take the same proposal come one after the other.
    of_scheme = Meeting.objects.select_for_update(no_key=True).filter(scheme=meeting.scheme).order_by("pk")
    meeting = next(each for each in of_scheme if each.pk == meeting.pk)
    chosen = set(sources)
    if not chosen:
        raise DomainError("議題に加えるものに印を付けてください。")
    proposals = [each for each in proposals_for(meeting) if each.source in chosen]
    if len(proposals) < len(chosen):
        raise OvertakenError(
            "選んだもののうちに、すでに議題になったものか、済んだものがあります。"
            "今の候補を確かめて、もう一度選んでください。"
        )
    with act("adopt_proposals", by=actor):
        return [_adopt(meeting, proposal) for proposal in proposals]


def _adopt(meeting: Meeting, proposal: Proposal) -> AgendaItem:
    item = AgendaItem(
        meeting=meeting,
        kind=proposal.kind,
        title=proposal.title,
        source=proposal.source,
        continues=proposal.continues,
        order=_next_order(meeting, proposal.kind),
    )
    save(item)
    return item


def _next_order(meeting: Meeting, kind: str) -> int:
    last = meeting.agenda_items.filter(kind=kind).aggregate(last=Max("order"))["last"]
    return (last or 0) + _STEP


@transaction.atomic
def add_item(meeting: Meeting, *, actor: Staff, kind: str, title: str, **written: Any) -> AgendaItem:
    """Put an item on the agenda that tells of no record, after those it has. `written` is what
    `write_item` takes.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    must_have(actor, "mynumber.add_agendaitem", _MAY_NOT_WRITE)
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    item = AgendaItem(meeting=meeting, order=_next_order(meeting, kind))
    _write(item, {"kind": kind, "title": title} | written)
    with act("add_agenda_item", by=actor):
        save(item)
    return item


@transaction.atomic
def write_item(item: AgendaItem, *, actor: Staff, **written: Any) -> AgendaItem:
    """Write an item's `kind` and `title`, what came of it (`outcome`), what is to be done after the meeting
    (`follow_up`, `due_on`), and whether that is done (`settled_on`); what is not named stays.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    must_have(actor, "mynumber.change_agendaitem", _MAY_NOT_WRITE)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    _write(item, written)
    with act("write_agenda_item", by=actor):
        save(item, written)
    return item


def _write(item: AgendaItem, written: dict[str, Any]) -> None:
    for name, value in written.items():
        setattr(item, name, value.strip() if isinstance(value, str) else value)
    refuse([*faults_of(item, ("kind", "title", "outcome", "follow_up")), *_faults_of_follow_up(item)])


def _faults_of_follow_up(item: AgendaItem) -> list[str]:
    """Every reason why what is left to do cannot stand so."""
    faults = []
    if not item.follow_up and item.settled_on is not None:
        faults.append("済んだ宿題は消せません。済んだ日を先に空欄にしてください。")
    if not item.follow_up and item.due_on is not None:
        faults.append("期限があります。何をするかを「宿題」に入れるか、期限を空欄にしてください。")
    if item.due_on is not None and item.due_on < item.meeting.held_on:
        faults.append(
            f"期限が、会議の日（{wareki(item.meeting.held_on)}）より前になっています。日付を確かめてください。"
        )
    if item.settled_on is not None:
        faults += _faults_of_day(item, item.settled_on)
    return faults


def _faults_of_day(item: AgendaItem, settled_on: date) -> list[str]:
    faults = []
    if settled_on < item.meeting.held_on:
        faults.append(
            f"済んだ日が、会議の日（{wareki(item.meeting.held_on)}）より前になっています。日付を確かめてください。"
        )
    if settled_on > today():
        faults.append("済んだ日がこれからの日になっています。済んでから登録してください。")
    return faults


@transaction.atomic
def settle_follow_up(
    item: AgendaItem, *, settled_on: date, actor: Staff, outcome: str | None = None
) -> AgendaItem:
    """Keep that what the item left to do is done. `outcome` is the item's outcome as it reads now; None
    leaves it.

    Raises NotPermittedError without the right, DomainError with every reason why not.
    """
    must_have(actor, "mynumber.change_agendaitem", _MAY_NOT_WRITE)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    reasons = _faults_of_day(item, settled_on)
    if not item.follow_up:
        reasons.append("この議題に宿題はありません。")
    if item.settled_on is not None:
        reasons.append(f"この宿題は、{wareki(item.settled_on)}に済んだと登録されています。")
    changed = ["settled_on"]
    item.settled_on = settled_on
    if outcome is not None:
        item.outcome = outcome.strip()
        changed.append("outcome")
    refuse([*reasons, *faults_of(item, ("outcome",))])
    with act("settle_follow_up", by=actor):
        save(item, changed)
    return item

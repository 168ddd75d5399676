"""What a security meeting is to be told: everything since the last one that no item of an agenda tells yet.

Read alone: mynumber/services/meeting.py makes items of it. Each of the two schemes has its own meetings, and
what concerns both (a drill, a training) is told to both.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.calendar import fiscal_year_of, fiscal_year_period
from core.reports.printing import printed, printed_fiscal_year
from mynumber.models import AgendaItem, Audit, CsirtDrill, Finding, Meeting, ReportableMatter
from mynumber.models.scheme import Scheme

_ENDED = re.compile(r"について(（[^（）]*）)?$")  # 「…の再実施について（予防接種事務）」
SOON = timedelta(days=14)  # what is due within it is told of beforehand
_LONGEST_TITLE = 300
_LONGEST_QUOTE = 60
_AUDITS = {Scheme.JUKI_NET: "セキュリティ対策定期監査", Scheme.MY_NUMBER: "セキュリティ監査"}
_REGISTERS: dict[str, Any] = {
    "audit": Audit,
    "drill": CsirtDrill,
    "finding": Finding,
    "item": AgendaItem,
    "matter": ReportableMatter,
}


@dataclass(frozen=True)
class Proposal:
    """What could stand on a meeting's agenda, worded as the publication words it.

    source      the record that it tells of: "audit:12"
    register    what kind of record that is, in a word
    day         when that was; None for an audit of which the year alone is known
    overlooked  it was before the last meeting, and no meeting has been told of it
    continues   the item of an earlier meeting whose follow-up it answers
    """

    kind: AgendaItem.Kind
    title: str
    source: str
    register: str
    day: date | None
    overlooked: bool = False
    continues: AgendaItem | None = None


def proposals_for(meeting: Meeting) -> list[Proposal]:
    """What the meeting is to be told, deliberations first, the oldest first; what was overlooked comes last.

    In it are the audits of the scheme, the drills and the matters since the last meeting; findings whose
    improvement nobody has seen, once a meeting was told of their audit; and follow-ups of earlier meetings
    that are not settled. What an item of a meeting of the scheme tells already is not in it.
    """
    return proposals_of([meeting])[meeting.pk]


def proposals_of(meetings: Sequence[Meeting]) -> dict[int, list[Proposal]]:
    """`proposals_for` each of the meetings, by its key; each register is read once for all of them."""
    if not meetings:
        return {}
    held = list(Meeting.objects.order_by("held_on", "number"))
    stretches = [_Stretch(_last_before(meeting, held), meeting) for meeting in meetings]
    registers = _Registers(meetings, min(stretch.first_day for stretch in stretches))
    return {each.meeting.pk: sorted(registers.untold(each), key=_in_order) for each in stretches}


def sources_of(items: Iterable[AgendaItem]) -> dict[str, Any]:
    """The records that the items tell of, by their source; each register is read once."""
    wanted: dict[str, set[int]] = {}
    for item in items:
        if item.source:
            register, key = item.source.split(":")
            wanted.setdefault(register, set()).add(int(key))
    related = {"finding": ["audit"], "item": ["meeting"]}
    return {
        f"{register}:{key}": record
        for register, keys in wanted.items()
        for key, record in _REGISTERS[register]
        .objects.select_related(*related.get(register, []))
        .in_bulk(keys)
        .items()
    }


def due_in_words(due_on: date | None, day: date) -> str:
    """How far off it is on the day: 「期限まであと5日」「期限を3日過ぎています」."""
    if due_on is None:
        return "期限なし"
    days = (due_on - day).days
    if days == 0:
        return "期限は今日です"
    return f"期限まであと{days}日" if days > 0 else f"期限を{-days}日過ぎています"


# --- From one meeting to the next --------------------------------------------------------------------------


def _place(meeting: Meeting) -> tuple[date, int]:
    """Its place among the meetings of its scheme."""
    return meeting.held_on, meeting.number


def _last_before(meeting: Meeting, held: list[Meeting]) -> Meeting | None:
    """The meeting of the scheme before this one; `held` is in their order."""
    before = [each for each in held if each.scheme == meeting.scheme and _place(each) < _place(meeting)]
    return before[-1] if before else None


@dataclass(frozen=True)
class _Stretch:
    """The days from the last meeting of the scheme, which is past, to this one.

    It reaches back to the fiscal year before all the same: an audit of February is often told in summer
    alone, after a meeting in March; and what happens on the day of a meeting may be entered after it.
    """

    last: Meeting | None
    meeting: Meeting

    @property
    def first_day(self) -> date:
        first = fiscal_year_period(self.meeting.fiscal_year - 1)[0]
        return min(first, self.last.held_on + timedelta(days=1)) if self.last else first

    def has(self, day: date) -> bool:
        return self.first_day <= day <= self.meeting.held_on

    def is_overlooked(self, day: date) -> bool:
        return self.last is not None and day <= self.last.held_on


def _in_order(proposal: Proposal) -> tuple[Any, ...]:
    kind_last = proposal.kind == AgendaItem.Kind.REPORT
    return proposal.overlooked, kind_last, proposal.day or date.min, proposal.source


def _day_of(audit: Audit) -> date:
    """When it was held; an audit of which the year alone is known counts as of its year's last day."""
    return audit.held_on or fiscal_year_period(audit.fiscal_year)[1]


# --- The registers -----------------------------------------------------------------------------------------


class _Registers:
    """What happened from the day on and what is open, each read once; and what meetings were told."""

    def __init__(self, meetings: Sequence[Meeting], first_day: date) -> None:
        audits = Audit.objects.filter(fiscal_year__gte=fiscal_year_of(first_day))
        self.audits = list(audits)
        self.drills = list(CsirtDrill.objects.filter(held_on__gte=first_day))
        self.matters = list(ReportableMatter.objects.filter(happened_on__gte=first_day))
        self.findings = list(Finding.objects.open().select_related("audit"))
        self.items = list(AgendaItem.objects.open().select_related("meeting"))
        # The meeting that was told first, by scheme and source.
        self.told: dict[tuple[str, str], tuple[date, int]] = {}
        telling = AgendaItem.objects.exclude(source="").select_related("meeting")
        for item in telling.order_by("-meeting__held_on", "-meeting__number"):
            self.told[item.meeting.scheme, item.source] = _place(item.meeting)
        # What somebody has written on the agenda itself, in the words that would be proposed.
        typed = AgendaItem.objects.filter(source="", meeting__in=meetings)
        self.typed = set(typed.values_list("meeting_id", "title"))

    def untold(self, stretch: _Stretch) -> Iterator[Proposal]:
        """What the meeting at the end of the stretch is to be told, in no order."""
        meeting = stretch.meeting
        candidates = (*self._happened(stretch), *self._findings(stretch), *self._follow_ups(stretch))
        return (
            each
            for each in candidates
            if (meeting.scheme, each.source) not in self.told and (meeting.pk, each.title) not in self.typed
        )

    def _happened(self, stretch: _Stretch) -> Iterator[Proposal]:
        scheme = stretch.meeting.scheme
        report, deliberation = AgendaItem.Kind.REPORT, AgendaItem.Kind.DELIBERATION
        for audit in self.audits:
            day = _day_of(audit)
            if audit.scheme == scheme and stretch.has(day):
                late = stretch.is_overlooked(day)
                title = f"{_name_of(audit)}の結果について"
                yield Proposal(report, title, f"audit:{audit.pk}", "監査", audit.held_on, late)
        for drill in self.drills:
            if stretch.has(drill.held_on):
                late = stretch.is_overlooked(drill.held_on)
                year = printed_fiscal_year(fiscal_year_of(drill.held_on))
                title = f"{year}CSIRT訓練（{printed(drill.held_on)}実施）の実施結果について"
                yield Proposal(report, title, f"drill:{drill.pk}", "CSIRT訓練", drill.held_on, late)
        for matter in self.matters:
            day = matter.happened_on
            if matter.scheme in ("", scheme) and stretch.has(day):
                kind = deliberation if matter.needs_deliberation else report
                source, register = f"matter:{matter.pk}", matter.get_kind_display()
                late = stretch.is_overlooked(day)
                yield Proposal(kind, _title_of(matter), source, register, day, late)

    def _findings(self, stretch: _Stretch) -> Iterator[Proposal]:
        """Open findings: the meeting after the one that was told of their audit asks what became of them."""
        meeting = stretch.meeting
        for finding in self.findings:
            audit = finding.audit
            day = _day_of(audit)
            told = self.told.get((audit.scheme, f"audit:{audit.pk}"))
            if told is None and stretch.has(day):  # it is still to be told of the audit itself
                continue
            is_earlier = told < _place(meeting) if told else day < stretch.first_day
            if audit.scheme == meeting.scheme and is_earlier:
                title = f"{_name_of(audit)}の指摘事項「{_quoted(finding.text)}」の改善状況について"
                source = f"finding:{finding.pk}"
                yield Proposal(AgendaItem.Kind.REPORT, title, source, "指摘事項", audit.held_on)

    def _follow_ups(self, stretch: _Stretch) -> Iterator[Proposal]:
        for item in self.items:
            held = item.meeting
            if held.scheme == stretch.meeting.scheme and _place(held) < _place(stretch.meeting):
                yield Proposal(
                    AgendaItem.Kind.REPORT,
                    f"「{_quoted(item.follow_up)}」の対応状況について",
                    f"item:{item.pk}",
                    "前の会議の宿題",
                    held.held_on,
                    continues=item,
                )


# --- Wording -----------------------------------------------------------------------------------------------


def _name_of(audit: Audit) -> str:
    """「令和３年度住民基本台帳ネットワークシステムセキュリティ対策定期監査」"""
    scheme = Scheme(audit.scheme)
    return f"{printed_fiscal_year(audit.fiscal_year)}{scheme.label}{_AUDITS[scheme]}"


def _title_of(matter: ReportableMatter) -> str:
    """The matter's own title, ended as an item of an agenda ends."""
    title = matter.title.removesuffix("。")
    match matter.kind:
        case _ if _ENDED.search(title):
            ending = ""
        case ReportableMatter.Kind.TRAINING if not title.endswith("結果"):
            ending = "の実施結果について"
        case ReportableMatter.Kind.ORDINANCE if "改正" not in title:
            title, ending = f"「{title}」", "の改正について"
        case ReportableMatter.Kind.LOG_ANALYSIS if title.endswith("分析"):
            ending = "結果について"
        case ReportableMatter.Kind.LOG_ANALYSIS if not title.endswith("結果"):
            ending = "の結果について"
        case _:
            ending = "について"
    return f"{title}{ending}"[:_LONGEST_TITLE]


def _quoted(text: str) -> str:
    """The text's first sentence, cut where it is long; a quotation in it is marked by other brackets."""
    first = text.strip().split("。")[0].translate(str.maketrans("「」\n", "『』 "))
    return first if len(first) <= _LONGEST_QUOTE else f"{first[:_LONGEST_QUOTE]}…"

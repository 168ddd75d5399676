"""Why a use cannot be written down as it is told: every reason at once, each with what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from core.calendar import wareki_month
from core.clock import day_of, short_day, stretch_in_words
from core.guard import guard_refuses
from core.models import Staff
from registry.models import (
    Affair,
    MonthSignOff,
    OperatorGrant,
    Purpose,
    Site,
    Terminal,
    TerminalPlacement,
    UsageRecord,
)

LONGEST_TEXT = 200  # of every text of a usage record and of a month's sign-off


@dataclass(frozen=True)
class Use:
    """What an operator tells of a use: the actual times, what for, and the look-ups by affair (its key →
    count; 0 where nothing was looked up)."""

    started_at: datetime
    ended_at: datetime
    purpose: Purpose
    purpose_note: str = ""
    lookups: Mapping[int, int] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return day_of(self.started_at)


def site_on(terminal: Terminal, day: date) -> Site:
    """Where the terminal stood on the day."""
    if terminal.placed_on is not None and day < terminal.placed_on:
        former = TerminalPlacement.objects.filter(terminal=terminal).in_force_on(day)
        if placement := former.select_related("site").first():
            return placement.site
    return terminal.site


def affairs_open_to(operator: Staff, *, site: Site, day: date) -> set[int]:
    """The keys of the affairs that the person may look things up for on the day: those of their grants, and
    at the site of a site grant every affair in force."""
    held = OperatorGrant.objects.filter(staff=operator).in_force_on(day)
    open_to = set(held.filter(affair__isnull=False).values_list("affair", flat=True))
    if held.filter(site=site).exists():
        open_to |= set(Affair.objects.in_force_on(day).values_list("pk", flat=True))
    return open_to


def grant_for(operator: Staff, use: Use, *, site: Site) -> OperatorGrant | None:
    """The grant on which the use stands: that of the affair with the most look-ups, else that of the site."""
    held = list(
        OperatorGrant.objects.filter(Q(site=site) | Q(affair__isnull=False), staff=operator)
        .in_force_on(use.day)
        .order_by("-pk")
    )
    return max(
        held,
        key=lambda each: (use.lookups.get(each.affair_id or 0, -1), each.site_id is not None),
        default=None,
    )


def reasons_against_use(
    use: Use,
    *,
    operator: Staff,
    terminal: Terminal,
    site: Site,
    now: datetime,
    corrected: UsageRecord | None = None,
) -> list[str]:
    """Every reason why the use cannot be written down so; none where it can. `corrected` is the record in
    whose place it comes."""
    reasons = [
        *_against_times(use, now),
        *_against_terminal(use, terminal),
        *_against_purpose(use),
        *_against_lookups(use, operator, site),
    ]
    if use.started_at < use.ended_at:
        reasons += _against_overlap(use, operator, corrected)
    reasons += _against_month(use, site)
    return list(dict.fromkeys(reasons))


def _against_times(use: Use, now: datetime) -> Iterator[str]:
    if use.ended_at <= use.started_at:
        yield "終了時刻は、開始時刻より後にしてください。"
    elif use.day != day_of(use.ended_at):
        yield "開始と終了は、同じ日にしてください。日をまたいだときは、日ごとに分けて記入してください。"
    if max(use.started_at, use.ended_at) > now:
        yield "これからの時刻は記入できません。実際に利用した時刻を入れてください。"


def _against_terminal(use: Use, terminal: Terminal) -> Iterator[str]:
    gone = terminal.ends_on and use.day > terminal.ends_on
    if gone or (terminal.starts_on and use.day < terminal.starts_on):
        when = short_day(use.day)
        yield f"端末{terminal.number}は、{when}には設置されていません。端末か日を確かめてください。"


def _against_purpose(use: Use) -> Iterator[str]:
    purpose = use.purpose
    if (purpose.starts_on and use.day < purpose.starts_on) or (purpose.ends_on and use.day > purpose.ends_on):
        yield f"利用目的「{purpose}」は、{short_day(use.day)}には使われていません。選び直してください。"
    if purpose.needs_note and not use.purpose_note.strip():
        yield f"利用目的が「{purpose}」のときは、利用目的の説明を入れてください。"
    yield from faults_of("利用目的の説明", use.purpose_note)


def faults_of(label: str, text: str) -> Iterator[str]:
    """What is wrong with a text that goes with a use: its length, and what may be a resident's My Number."""
    if len(text) > LONGEST_TEXT:
        yield f"{label}は{LONGEST_TEXT}字までにしてください。"
    if guard_refuses(text):
        yield f"{label}に個人番号（マイナンバー）と思われる12桁の数字があります。消してください。"


def _against_lookups(use: Use, operator: Staff, site: Site) -> Iterator[str]:
    if not use.lookups:
        yield "事務ごとの照会件数を入れてください。照会しなかったときは0を入れます。"
    if any(count < 0 for count in use.lookups.values()):
        yield "照会件数は0以上の数にしてください。"
    strange = set(use.lookups) - affairs_open_to(operator, site=site, day=use.day)
    for affair in Affair.objects.filter(pk__in=strange):
        yield (
            f"{short_day(use.day)}には「{affair}」の操作権限がありません。"
            "事務を確かめてください。必要な事務なら、先に利用申請をしてください。"
        )


def _against_overlap(use: Use, operator: Staff, corrected: UsageRecord | None) -> Iterator[str]:
    """Nobody sits at two terminals at once; and who presses twice does not write twice."""
    others = UsageRecord.objects.current().filter(
        operator=operator, started_at__lt=use.ended_at, ended_at__gt=use.started_at
    )
    if corrected is not None:
        others = others.exclude(pk=corrected.pk)
    for other in others.select_related("terminal"):
        yield (
            f"あなたの{stretch_in_words(other.started_at, other.ended_at)}の端末{other.terminal.number}の"
            "利用記録が、すでにあります。時刻を確かめるか、その記録を訂正してください。"
        )


def _against_month(use: Use, site: Site) -> Iterator[str]:
    if MonthSignOff.objects.filter(
        site=site, month=use.day.replace(day=1), reopened_at__isnull=True
    ).exists():
        yield (
            f"{site}の{wareki_month(use.day)}の利用記録は、端末機管理責任者が確認を終えています。"
            "直すときは、月の確認を戻してもらってください。"
        )

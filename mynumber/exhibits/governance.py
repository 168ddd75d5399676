"""Measures, meetings, audits and drills: the exhibits that stand as outlines and not as tables."""

from core.exhibits import UNKNOWN, Column, Exhibit, Row
from core.reports.document import OUTLINE
from core.reports.printing import printed
from core.text import to_full_width
from mynumber.models import Measure
from mynumber.models.scheme import Scheme
from mynumber.registers import AnnualRegisters


def measures(registers: AnnualRegisters) -> Exhibit:
    """The security measures under the four headings of the policy, as of the end of the year."""
    rows = [
        Row(
            cells={"heading": heading.label, "item": measure.text},
            headings=(heading.label,),
            group=heading.value,
            note=measure.note,
        )
        for heading in Measure.Heading
        for measure in registers.measures
        if measure.heading == heading
    ]
    return Exhibit(
        slug="measures",
        title="情報セキュリティポリシーに基づく対策",
        columns=(Column("heading", "区分"), Column("item", "対策")),
        rows=tuple(rows),
        template=OUTLINE,
        numbered=True,
    )


def meetings(registers: AnnualRegisters, scheme: Scheme) -> Exhibit:
    """The security meetings of the year with what was deliberated and what was reported."""
    rows = [
        Row(
            cells={
                "number": meeting.number,
                "held_on": meeting.held_on,
                "kind": item.get_kind_display() if item else "",
                "item": item.title if item else "",
            },
            headings=(
                to_full_width(f"第{meeting.number}回")
                + f"{scheme.label}セキュリティ会議（{printed(meeting.held_on)}）",
                item.get_kind_display() if item else "",
            ),
            group=str(meeting.pk),
        )
        for meeting in registers.meetings
        if meeting.scheme == scheme
        # A meeting whose agenda was not entered yet is a meeting all the same.
        for item in (meeting.agenda_items.all() or [None])
    ]
    return Exhibit(
        slug=f"{scheme.value}_meetings",
        title=f"{scheme.label}セキュリティ会議の開催状況",
        columns=(
            Column("number", "回"),
            Column("held_on", "開催日"),
            Column("kind", "種別"),
            Column("item", "件名"),
        ),
        rows=tuple(rows),
        template=OUTLINE,
        numbered=True,
    )


def audits(registers: AnnualRegisters, scheme: Scheme) -> Exhibit:
    """The audits of the year with what they found."""
    rows = [
        Row(
            cells={
                "held_on": audit.held_on or UNKNOWN,
                "item": finding.text if finding else "",
                "asks_improvement": finding.asks_improvement if finding else UNKNOWN,
            },
            headings=(f"{printed(audit.held_on)}実施" if audit.held_on else "", "指摘事項"),
            group=str(audit.pk),
        )
        for audit in registers.audits
        if audit.scheme == scheme
        for finding in (audit.findings.all() or [None])
    ]
    return Exhibit(
        slug=f"{scheme.value}_audits",
        title=f"{scheme.label}の監査の実施状況",
        columns=(
            Column("held_on", "実施日"),
            Column("item", "指摘事項"),
            Column("asks_improvement", "改善を求める"),
        ),
        rows=tuple(rows),
        template=OUTLINE,
    )


def csirt_drills(registers: AnnualRegisters) -> Exhibit:
    """The drills of the incident response team in the year."""
    return Exhibit(
        slug="csirt_drills",
        title="CSIRT訓練の実施状況",
        columns=(Column("held_on", "実施日"), Column("place", "実施場所")),
        rows=tuple(Row(cells={"held_on": each.held_on, "place": each.place}) for each in registers.drills),
        template="exhibits/drills.html",
    )

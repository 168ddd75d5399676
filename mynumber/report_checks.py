"""The annual security report's own checks: its figures, its meetings and its audits."""

from collections.abc import Iterator

from django.urls import reverse

from core.calendar import Quarter, fiscal_year_label
from core.exhibits import UNKNOWN, Align, Column, Row
from core.reports.check_finding import (
    CheckFinding,
    Severity,
    exhibit_address,
    place_of,
    sections_in_order,
)
from core.reports.document import Document
from core.work import some_of
from mynumber.exhibits.figures import CUMULATIVE
from mynumber.models import FigureCorrection, FigureTable, Finding, Series
from mynumber.models.scheme import Scheme
from mynumber.shown_figures import Cell, ShownFigures, in_force
from mynumber.states.correction import State as CorrectionState
from mynumber.states.submission import STANDING_STATES
from mynumber.states.submission import State as SubmissionState

_LONGEST_QUOTATION = 40


def annual_checks(document: Document) -> Iterator[CheckFinding]:
    """Everything that is found in the report's registers."""
    shown = ShownFigures(document)
    yield from figures(shown)
    yield from sums(shown)
    yield from corrections(shown)
    yield from meetings(document)
    yield from audits(document)


# --- Figures -----------------------------------------------------------------------------------------------


def figures(shown: ShownFigures) -> Iterator[CheckFinding]:
    """Every figure that the report shows is entered, and confirmed by the department that answers for it: one
    finding for each sheet on which that is done."""
    sheets: dict[tuple[int | None, Quarter], list[Cell]] = {}
    for cell in shown.cells:
        sheets.setdefault((cell.series.department_id, cell.quarter), []).append(cell)
    for (department, quarter), cells in sheets.items():
        if missing := [cell for cell in cells if not cell.is_entered]:
            yield CheckFinding(
                "empty_quarter",
                Severity.ERROR,
                _sheet(shown, department, quarter),
                f"{_named(missing)}の数がありません。なかったのなら0を入れてください。",
                _sheet_address(department, quarter),
            )
        if quarter.fiscal_year == shown.year and not shown.is_of_old:
            yield from _unconfirmed(shown, department, quarter, cells)


def _unconfirmed(
    shown: ShownFigures, department: int | None, quarter: Quarter, cells: list[Cell]
) -> Iterator[CheckFinding]:
    waiting = [cell for cell in cells if cell.is_entered and cell.key not in shown.confirmed]
    whole = [cell for cell in waiting if cell.whole_year]
    if whole and quarter.number == 1:  # once, and not for every quarter
        yield CheckFinding(
            "unconfirmed_figure",
            Severity.ERROR,
            f"{_department(shown, department)} {fiscal_year_label(quarter.fiscal_year)}",
            f"{_named(whole)}は「年間のみ判明」の数なので、確定できません。四半期ごとの数を入れて、提出してください。",
            reverse("admin:mynumber_flowfigure_changelist"),
        )
    waiting = [cell for cell in waiting if not cell.whole_year]
    if waiting:
        yield CheckFinding(
            "unconfirmed_figure",
            Severity.ERROR,
            _sheet(shown, department, quarter),
            f"{_named(waiting)}が確定していません。{_way_to_confirm(shown, department, quarter)}",
            _sheet_address(department, quarter),
        )


def _way_to_confirm(shown: ShownFigures, department: int | None, quarter: Quarter) -> str:
    if department is None:
        return "所管の課が決まっていないので、提出できません。実績項目に所管を入れてください。"
    submission = shown.states.get((department, quarter.number))
    state = submission.state if submission else SubmissionState.OPEN
    if state in STANDING_STATES:
        return "確定したあとに加わった項目です。確定を取り消して、提出し直してください。"
    if state == SubmissionState.SUBMITTED:
        return "提出されています。所管の課の確認を待ってください。"
    return "所管の課に、提出と確認をしてもらってください。"


def _named(cells: list[Cell]) -> str:
    return f"「{some_of([cell.name for cell in cells])}」"


def _sheet(shown: ShownFigures, department: int | None, quarter: Quarter) -> str:
    """「地域行政部 マイナンバー担当課 令和5年度第1四半期（4～6月）」"""
    return f"{_department(shown, department)} {quarter.label}"


def _department(shown: ShownFigures, department: int | None) -> str:
    return str(shown.departments[department]) if department is not None else "所管のない項目"


def _sheet_address(department: int | None, quarter: Quarter) -> str:
    if department is None:
        return reverse("admin:mynumber_series_changelist")
    return reverse("figure_sheet", args=[department, quarter.fiscal_year, quarter.number])


# --- Sums, quotients and cumulatives -----------------------------------------------------------------------


def sums(shown: ShownFigures) -> Iterator[CheckFinding]:
    """Every sum, quotient and cumulative of a table can be computed; where a table shows earlier years, their
    figures are there."""
    for table in shown.tables:
        exhibit = shown.document.exhibit(table.slug)
        own, former = [], []
        for row in exhibit.rows:
            for column in exhibit.columns:
                if column.align is not Align.NUMBER or row.cells.get(column.key) is not UNKNOWN:
                    continue
                series = shown.figures.series.get(row.code)
                if column.key not in (CUMULATIVE, str(shown.year)):
                    former += _blank(shown, row, column, series)
                elif not _is_typed_in(shown, series) or column.key == CUMULATIVE:
                    own.append(_uncomputed(shown, table, row, column, series))
        url = exhibit_address(shown.document, table.slug)
        if own:
            yield CheckFinding(
                "uncomputed_sum",
                Severity.ERROR,
                f"表「{exhibit.title}」",
                f"計算できない数があります：{some_of(own)}。もとの数を入れてください。",
                url,
            )
        if former:
            yield CheckFinding(
                "blank_former_figure",
                Severity.WARNING,
                f"表「{exhibit.title}」",
                f"前の年度の数が空欄です：{some_of(former)}。分かるなら入れてください。",
                url,
            )


def _is_typed_in(shown: ShownFigures, series: Series | None) -> bool:
    """Whether people enter the series, so that its blank is told as one of the sheet's."""
    return series is not None and series.denominator_id is None and shown.figures.typed_in(series) == [series]


def _blank(shown: ShownFigures, row: Row, column: Column, series: Series | None) -> list[str]:
    day = Quarter(int(column.key), 4).ends_on
    if series is not None and not in_force(series, Quarter(int(column.key), 1).starts_on, day):
        return []  # there was nothing to count
    return [_cell(row, column)]


def _uncomputed(
    shown: ShownFigures, table: FigureTable, row: Row, column: Column, series: Series | None
) -> str:
    told = _cell(row, column)
    if series is None:
        return told
    if column.key == CUMULATIVE:
        parts = shown.figures.typed_in(series)
        if any(part.opening_balance is None for part in parts):
            return f"{told}（「開始時の累計」がありません）"
        years = sorted(
            {year for part in parts for year in shown.figures.years_without_total(part, shown.year)}
        )
        return f"{told}（{some_of([fiscal_year_label(year) for year in years])}の数がありません）"
    if series.denominator_id is not None:
        by_id = {each.pk: each for each in shown.figures.series.values()}
        below = by_id[series.denominator_id]
        return f"{told}（「{below}」か、この割合そのものの数がありません）"
    return told


def _cell(row: Row, column: Column) -> str:
    label = str(row.cells.get("label", "")).replace("\n", "")
    heading = "累計" if column.key == CUMULATIVE else fiscal_year_label(int(column.key))
    return f"「{label}」の{heading}"


# --- Corrections -------------------------------------------------------------------------------------------


def corrections(shown: ShownFigures) -> Iterator[CheckFinding]:
    """No correction of a figure that the report shows waits to be decided."""
    series = {cell.series.pk for cell in shown.cells}
    for correction in FigureCorrection.objects.for_list().filter(
        state=CorrectionState.PROPOSED, series__in=series
    ):
        if correction.period.fiscal_year > shown.year:
            continue
        yield CheckFinding(
            "open_correction",
            Severity.WARNING,
            f"{correction.series} {correction.cell}",
            f"{correction.before.normalize():,f}を{correction.after.normalize():,f}に直す訂正が、承認を待っています。"
            "承認か却下が決まってから公表してください。",
            reverse("figure_correction", args=[correction.pk]),
        )


# --- Meetings and audits -----------------------------------------------------------------------------------


def meetings(document: Document) -> Iterator[CheckFinding]:
    """Every meeting that the report tells of had something on its agenda."""
    places = _places(document, "meetings")
    for meeting in document.registers.meetings:
        if meeting.scheme in places and not meeting.agenda_items.all():
            yield CheckFinding(
                "meeting_without_items",
                Severity.ERROR,
                places[meeting.scheme],
                f"{meeting}に議題がありません。審議事項か報告事項を登録してください。",
                reverse("meeting_detail", args=[meeting.pk]),
            )


def audits(document: Document) -> Iterator[CheckFinding]:
    """Every audit that the report tells of stated something; what it asked for has a plan, and what earlier
    ones asked for was seen to be improved."""
    places = _places(document, "audits")
    for audit in document.registers.audits:
        if audit.scheme not in places:
            continue
        url = reverse("audit_detail", args=[audit.pk])
        if not audit.findings.all():
            yield CheckFinding(
                "audit_without_findings",
                Severity.WARNING,
                places[audit.scheme],
                f"{audit}の結果がありません。指摘がなかったのなら、そのことを記してください。",
                url,
            )
        for finding in audit.findings.all():
            if finding.asks_improvement and not finding.plan and finding.improvement_id is None:
                yield CheckFinding(
                    "finding_without_plan",
                    Severity.ERROR,
                    places[audit.scheme],
                    f"指摘事項「{_quoted(finding.text)}」に改善の方針がありません。"
                    "だれが何をするかを登録してください。",
                    url,
                )
    earlier = Finding.objects.open().filter(
        audit__scheme__in=list(places),
        audit__fiscal_year__lt=document.registers.fiscal_year,
    )
    for finding in earlier.select_related("audit").order_by("audit__fiscal_year", "id"):
        yield CheckFinding(
            "finding_not_improved",
            Severity.WARNING,
            places[finding.audit.scheme],
            f"{finding.audit}の指摘事項「{_quoted(finding.text)}」の改善を、その後の監査で確認していません。",
            reverse("audit_detail", args=[finding.audit_id]),
        )


def _places(document: Document, noun: str) -> dict[str, str]:
    """Where the report shows the scheme's meetings or audits, by scheme."""
    shown = {section.exhibit: place_of(document, section) for section in sections_in_order(document)}
    return {
        scheme.value: shown[f"{scheme.value}_{noun}"]
        for scheme in Scheme
        if f"{scheme.value}_{noun}" in shown
    }


def _quoted(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTATION else f"{text[:_LONGEST_QUOTATION]}…"

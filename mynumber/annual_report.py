"""The annual security report (報告第361号): its facts and its exhibits.

Legal basis: 世田谷区住民基本台帳ネットワークシステムのセキュリティ対策に関する条例 13条2項 and the ward's My
Number ordinance 14条2項. The report's words are data; only what they may name is declared here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from core.calendar import wareki_month
from core.exhibits import UNKNOWN, Value
from core.reports.check_finding import CheckFinding
from core.reports.document import Document
from core.reports.kinds import Correction, ExhibitSource, Fact, ReportKind, Scope
from core.text import to_full_width
from mynumber.exhibits.figures import figure_exhibit
from mynumber.exhibits.governance import audits, csirt_drills, measures, meetings
from mynumber.exhibits.incidents import incidents
from mynumber.exhibits.terminals import terminals
from mynumber.exhibits.windows import card_windows, certificate_windows
from mynumber.models import FigureTable, Series
from mynumber.models.scheme import Scheme
from mynumber.registers import AnnualRegisters
from mynumber.report_checks import annual_checks
from mynumber.report_corrections import annual_corrections
from registry.models import Site


def _series(registers: AnnualRegisters, code: str) -> Series:
    return registers.figures.series[code]


def _resident_records(registers: AnnualRegisters) -> Value:
    return next((site.name for site in registers.sites if site.kind == Site.Kind.RESIDENT_RECORDS), UNKNOWN)


def _started_on(registers: AnnualRegisters, code: str) -> Value:
    return _series(registers, code).started_on or UNKNOWN


def _started_month(registers: AnnualRegisters, code: str) -> Value:
    started_on = _series(registers, code).started_on
    return to_full_width(wareki_month(started_on)) if started_on else UNKNOWN


def _stock_at_end(registers: AnnualRegisters, code: str) -> Value:
    return registers.figures.stock(_series(registers, code), registers.scope.ends_on)


def _stock_on_next_day(registers: AnnualRegisters, code: str) -> Value:
    return registers.figures.stock(_series(registers, code), registers.scope.ends_on + timedelta(days=1))


def _codes(
    which: Callable[[Series], object],
) -> Callable[[AnnualRegisters], Iterable[tuple[str, str]]]:
    """The series that a fact may name, in their order."""

    def choices(registers: AnnualRegisters) -> list[tuple[str, str]]:
        return [(each.code, each.name) for each in registers.figures.series.values() if which(each)]

    return choices


_STARTED = _codes(lambda series: series.started_on)
_FLOWS = _codes(lambda series: series.kind == Series.Kind.FLOW)
_STOCKS = _codes(lambda series: series.kind == Series.Kind.STOCK)


class AnnualSecurityReport(ReportKind):
    key = "annual_security"
    label = "住基ネット・マイナンバー制度のセキュリティ対策の実施状況"
    of_fiscal_year = True
    drafting_permission = "mynumber.draft_annual_report"
    facts = (
        Fact("resident_records.name", "住民記録の設置場所の名称", _resident_records),
        Fact("other_sites.count", "住民記録のほかに統合端末がある設置場所の数", lambda r: len(r.other_sites)),
        Fact("terminals.count", "統合端末の台数", lambda r: sum(site.terminal_count for site in r.sites)),
        Fact(
            "new_town_centres.count",
            "年度内に統合端末を設置したまちづくりセンターの数",
            lambda r: len(r.new_town_centres),
        ),
        Fact(
            "new_town_centres.names",
            "年度内に統合端末を設置したまちづくりセンターの略称",
            lambda r: tuple(site.short_name or site.name for site in r.new_town_centres),
        ),
        Fact("started_on", "実績項目の開始日", _started_on, parameter="実績項目コード", choices=_STARTED),
        Fact(
            "started_month",
            "実績項目の開始年月",
            _started_month,
            parameter="実績項目コード",
            choices=_STARTED,
        ),
        Fact(
            "total",
            "実績項目の年度計",
            lambda r, code: r.figures.flow(_series(r, code), r.fiscal_year),
            parameter="実績項目コード",
            choices=_FLOWS,
        ),
        Fact(
            "cumulative",
            "実績項目の累計",
            lambda r, code: r.figures.cumulative(_series(r, code), r.fiscal_year),
            parameter="実績項目コード",
            choices=_FLOWS,
        ),
        Fact("stock", "実績項目の年度末の数", _stock_at_end, parameter="実績項目コード", choices=_STOCKS),
        Fact(
            "stock_next_day",
            "実績項目の年度末の翌日の数",
            _stock_on_next_day,
            parameter="実績項目コード",
            choices=_STOCKS,
        ),
        Fact(
            "incidents.first_on",
            "他自治体の誤交付等の最初の日",
            lambda r: min((incident.known_on for incident in r.incidents), default=UNKNOWN),
        ),
        Fact(
            "incidents.last_on",
            "他自治体の誤交付等の最後の日",
            lambda r: max((incident.known_on for incident in r.incidents), default=UNKNOWN),
        ),
    )

    @classmethod
    def registers(cls, scope: Scope) -> AnnualRegisters:
        return AnnualRegisters(scope)

    @classmethod
    def exhibits(cls, registers: AnnualRegisters | None = None) -> Mapping[str, ExhibitSource]:
        tables = (
            registers.figure_tables.values() if registers else FigureTable.objects.order_by("order", "slug")
        )
        listed = [
            ExhibitSource("terminals", "統合端末の設置状況", terminals),
            *(ExhibitSource(t.slug, t.title, partial(figure_exhibit, slug=t.slug)) for t in tables),
            ExhibitSource("measures", "情報セキュリティポリシーに基づく対策", measures),
            ExhibitSource("csirt_drills", "CSIRT訓練の実施状況", csirt_drills),
            ExhibitSource("card_windows", "マイナンバーカードの取扱窓口", card_windows),
            ExhibitSource("certificate_windows", "電子証明書発行等業務の取扱い窓口", certificate_windows),
            ExhibitSource("incidents", "他自治体の誤交付等経過", incidents),
        ]
        for scheme in Scheme:
            listed += [
                ExhibitSource(
                    f"{scheme.value}_meetings",
                    f"{scheme.label}セキュリティ会議の開催状況",
                    partial(meetings, scheme=scheme),
                ),
                ExhibitSource(
                    f"{scheme.value}_audits",
                    f"{scheme.label}の監査の実施状況",
                    partial(audits, scheme=scheme),
                ),
            ]
        return {source.slug: source for source in listed}

    @classmethod
    def corrections(cls, registers: AnnualRegisters, since: datetime) -> Iterator[Correction]:
        return annual_corrections(registers, since)

    @classmethod
    def checks(cls, document: Document) -> Iterator[CheckFinding]:
        return annual_checks(document)

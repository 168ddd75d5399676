"""Checks of what every report must hold: facts and exhibits that exist, a period without gap, prose that
somebody has looked at."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from core.calendar import wareki
from core.exhibits import UNKNOWN
from core.models import Report
from core.reports.check_finding import (
    OWN_TEXTS,
    CheckFinding,
    Severity,
    exhibit_address,
    place_of,
    report_address,
    section_address,
    sections_in_order,
    typed_texts,
)
from core.reports.prose import fact_names

if TYPE_CHECKING:
    from core.reports.document import Document

_WORDS_NAMED = 5


def facts(document: "Document") -> Iterator[CheckFinding]:
    """Every fact that the prose names is one of the report's, and has a value."""
    for typed in typed_texts(document):
        for name, parameter in dict.fromkeys(fact_names(typed.text)):
            written = f"{{{{ {name}{':' if parameter else ''}{parameter} }}}}"
            try:
                value = document.value(name, parameter)
            except LookupError:
                yield CheckFinding(
                    "unknown_fact",
                    Severity.ERROR,
                    typed.place,
                    f"{typed.field}の {written} という項目は、この報告書にありません。"
                    "項目の一覧から選び直してください。",
                    typed.url,
                )
                continue
            if value is UNKNOWN or value in ("", ()):
                yield CheckFinding(
                    "fact_without_value",
                    Severity.ERROR,
                    typed.place,
                    f"{typed.field}の {written} は、台帳に値がないので空白で印刷されます。"
                    "台帳に値を入れるか、文を直してください。",
                    typed.url,
                )


def exhibits(document: "Document") -> Iterator[CheckFinding]:
    """Every exhibit that a section shows is one of the kind's, and has rows."""
    for section in sections_in_order(document):
        if not section.exhibit:
            continue
        place = place_of(document, section)
        if section.exhibit not in document.exhibit_sources:
            yield CheckFinding(
                "unknown_exhibit",
                Severity.ERROR,
                place,
                f"「{section.exhibit}」という表は、この種類の報告書にありません。選び直してください。",
                section_address(document, section),
            )
        elif not document.exhibit(section.exhibit).rows:
            title = document.exhibit_sources[section.exhibit].title
            yield CheckFinding(
                "empty_exhibit",
                Severity.WARNING,
                place,
                f"表「{title}」に載せる記録がありません。台帳に記録を入れてください。"
                "なかったのであれば、その理由を書いて確認してください。",
                exhibit_address(document, section.exhibit),
            )


def period(document: "Document") -> Iterator[CheckFinding]:
    """The period begins on the day after the last report of the kind, and lies over no other's."""
    report = document.report
    others = Report.objects.filter(kind=report.kind).exclude(pk=report.pk)
    over, before = others.beside(report.starts_on, report.ends_on)
    url = reverse("admin:core_report_change", args=[report.pk])
    for other in over:
        yield CheckFinding(
            "period_overlap",
            Severity.ERROR,
            "対象期間",
            f"報告第{other.number}号（{wareki(other.starts_on)}から{wareki(other.ends_on)}まで）と"
            "対象期間が重なっています。どちらかの期間を直してください。",
            url,
        )
    if before is not None:
        yield CheckFinding(
            "period_gap",
            Severity.ERROR,
            "対象期間",
            f"前の報告書（報告第{before.number}号）は{wareki(before.ends_on)}までなので、"
            f"あいだが空いています。{wareki(before.ends_on + timedelta(days=1))}から始めるか、"
            "あいだの報告書を先に登録してください。",
            url,
        )


def prose_marks(document: "Document") -> Iterator[CheckFinding]:
    """Somebody has looked at every year, day and number that came over with the prose."""
    by_section: dict[int | None, list[str]] = {}
    for mark in document.report.prose_marks.unseen():
        by_section.setdefault(mark.section_id, []).append(mark.words)
    sections = {section.pk: section for section in document.sections}
    for key, words in by_section.items():
        section = sections.get(key) if key is not None else None
        named = "".join(f"「{each}」" for each in dict.fromkeys(words[:_WORDS_NAMED]))
        more = f"ほか{len(words) - _WORDS_NAMED}か所" if len(words) > _WORDS_NAMED else ""
        yield CheckFinding(
            "unseen_mark",
            Severity.ERROR,
            place_of(document, section) if section is not None else OWN_TEXTS,
            f"前の報告書から写した文の{named}{more}を、まだだれも確かめていません。"
            "文を直すか、このままでよいことを確かめてください。",
            section_address(document, section) if section is not None else report_address(document),
        )

"""The facts that prose may name in `{{ }}`: those of every report, and which of a text are not known."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from core.reports.kinds import Fact, kind_of
from core.reports.prose import fact_names

if TYPE_CHECKING:
    from core.models import Report

# What every report's prose may name, beside the facts of its kind. Each is read from the Document.
COMMON_FACTS = (
    Fact("municipality", "自治体の名称", lambda document: document.municipality),
    Fact("fiscal_year", "報告の年度", lambda document: document.fiscal_year(0)),
    Fact("previous_fiscal_year", "前の年度", lambda document: document.fiscal_year(-1)),
    Fact("next_fiscal_year", "次の年度", lambda document: document.fiscal_year(1)),
    Fact("starts_on", "対象期間の開始日", lambda document: document.report.starts_on),
    Fact("ends_on", "対象期間の終了日", lambda document: document.report.ends_on),
    Fact("day_after_end", "対象期間の翌日", lambda document: document.report.ends_on + timedelta(days=1)),
    Fact("issued_on", "報告日", lambda document: document.report.issued_on),
    Fact("attachments.first", "最初の別紙の資料番号", lambda document: document.attachments[0]),
    Fact("attachments.last", "最後の別紙の資料番号", lambda document: document.attachments[-1]),
    Fact("section", "節の番号", lambda document, slug: document.places[slug], parameter="節の名前"),
)


def unknown_facts(report: "Report", text: str) -> list[str]:
    """What the text names in `{{ }}` that the report does not have, as it was written, each once."""
    return list(dict.fromkeys(_unknown(report, text)))


def _unknown(report: "Report", text: str) -> Iterator[str]:
    kind = kind_of(report.kind)
    of_kind = {fact.name: fact for fact in kind.facts}
    known = {fact.name: fact for fact in COMMON_FACTS} | of_kind
    registers = None
    for name, parameter in fact_names(text):
        written = f"{{{{ {name}{':' if parameter else ''}{parameter} }}}}"
        fact = known.get(name)
        if fact is None or bool(fact.parameter) != bool(parameter):
            yield written
        elif parameter and name in of_kind:
            registers = registers or kind.registers(report.scope)
            try:
                fact.read(registers, parameter)
            except LookupError:
                yield written
        elif parameter and not _has_section(report, parameter):
            yield written  # of the common facts, only a section's number has a parameter


def _has_section(report: "Report", slug: str) -> bool:
    return report.pk is not None and report.sections.filter(slug=slug).exists()

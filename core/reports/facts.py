"""The facts that prose may name in `{{ }}`: those of every report, and what is wrong with those of a text."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.reports.kinds import Fact, kind_of
from core.reports.prose import FACT

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
    Fact(
        "section",
        "節の番号",
        lambda document, slug: document.places[slug],
        parameter="節の名前",
        choices=lambda document: [(section.slug, section.heading) for section in document.sections],
    ),
)


# A fact, or the braces of one that was not written to its end: none goes over the end of a line.
_PIECES = re.compile(r"\{\{(?P<named>(?:(?!\{\{|\}\}|\n).)*)(?P<closed>\}\})?|\}\}")


def written(name: str, parameter: str = "") -> str:
    """A fact as it is written in prose."""
    return f"{{{{ {name}{':' if parameter else ''}{parameter} }}}}"


def faults_in(report: "Report", texts: Mapping[str, str]) -> dict[str, list[str]]:
    """What is wrong with the `{{ }}` of the texts, by their names: a sentence each, with its line where the
    text has several. Texts without a fault are left out.

    A name that the report does not have is told with the nearest one that it has.
    """
    facts = _FactsOf(report)  # one for all: whoever reads the registers reads them once
    told = {name: _faults_of(facts, text) for name, text in texts.items()}
    return {name: faults for name, faults in told.items() if faults}


def _faults_of(facts: "_FactsOf", text: str) -> list[str]:
    places = "\n" in text.strip()
    faults: dict[str, None] = {}
    for found in _PIECES.finditer(text):
        if fault := facts.fault_of(found):
            line = text.count("\n", 0, found.start()) + 1
            faults[f"{line}行目：{fault}" if places else fault] = None
    return list(faults)


class _FactsOf:
    """The facts that a report's prose may name; its registers are read only where a text asks for them."""

    def __init__(self, report: "Report") -> None:
        self.report = report
        self.kind = kind_of(report.kind)
        self.of_kind = {fact.name: fact for fact in self.kind.facts}
        self.known = {fact.name: fact for fact in COMMON_FACTS} | self.of_kind

    @cached_property
    def registers(self) -> Any:
        return self.kind.registers(self.report.scope)

    @cached_property
    def slugs(self) -> list[str]:
        return list(self.report.sections.values_list("slug", flat=True)) if self.report.pk else []

    def fault_of(self, found: re.Match[str]) -> str:
        """What is wrong with what was found between braces; "" where nothing is."""
        if found["named"] is None:
            return "「}}」の前に「{{」がありません。項目は {{ 名前 }} の形で書いてください。"
        if not found["closed"]:
            start = f"{{{{ {found['named'].strip()[:20]}"
            return f"「{start}」が「}}}}」で閉じられていません。項目は {{{{ 名前 }}}} の形で書いてください。"
        fact = FACT.fullmatch(found.group())
        if fact and self._has(fact[1], fact[2] or ""):
            return ""
        name = found["named"].strip()
        near = get_close_matches(name, self._names(), n=1)
        advice = f"もしかして：{written(near[0])}" if near else "名前を確かめてください。"
        return f"{written(name)}という項目はありません。{advice}"

    def _has(self, name: str, parameter: str) -> bool:
        fact = self.known.get(name)
        if fact is None or bool(fact.parameter) != bool(parameter):
            return False
        if not parameter:
            return True
        if name not in self.of_kind:
            return parameter in self.slugs  # of the common facts, only a section's number has a parameter
        try:
            fact.read(self.registers, parameter)
        except LookupError:
            return False
        return True

    def _names(self) -> Iterator[str]:
        """Everything that can stand between braces."""
        for fact in self.known.values():
            if not fact.parameter:
                yield fact.name
            elif fact.name not in self.of_kind:
                yield from (f"{fact.name}:{slug}" for slug in self.slugs)
            elif fact.choices is not None:
                yield from (f"{fact.name}:{code}" for code, _ in fact.choices(self.registers))

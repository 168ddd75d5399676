"""What a report says, as plain data: every exhibit as typed values, every section as it prints, and every
fact that the prose names. Written when the report is published (values.json), and read back from then on.

JSON knows texts, whole numbers and truth; whatever else a cell may hold says what it is: {"decimal": "58.6"},
{"day": "2023-03-31"}, {"time": "09:00:00"}, {"absent": "unknown"}. A list is several texts in one cell.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, time
from decimal import Decimal
from typing import Any

from core.exhibits import UNKNOWN, Absent, Align, Column, Exhibit, Row, Value
from core.reports.document import Document, Node
from core.reports.prose import fact_names
from core.reports.reading import lines_of

FORMAT = 1  # raised when what is written changes, so that older editions can still be read


def values_of_document(document: Document) -> dict[str, Any]:
    """All that the report says. The same registers give the same values."""
    return {
        "format": FORMAT,
        **words_of_document(document),
        "facts": list(_facts(document)),
        "exhibits": [_exhibit(exhibit) for exhibit in document.exhibits()],
    }


def words_of_document(document: Document) -> dict[str, Any]:
    """What the report says beside its exhibits: its title page and the prose of its sections, as printed."""
    report = document.report
    return {
        "report": {
            "number": report.number,
            "kind": report.kind,
            "municipality": document.municipality,
            "title": document.title,
            "subtitle": document.subtitle,
            "fiscal_year": report.fiscal_year,
            "starts_on": report.starts_on.isoformat(),
            "ends_on": report.ends_on.isoformat(),
            "issued_on": report.issued_on.isoformat(),
            "departments": document.departments,
            "preamble": list(lines_of(document.preamble)),
        },
        "sections": list(_sections(document, document.nodes)),
    }


def to_json(values: dict[str, Any] | list[dict[str, str]]) -> bytes:
    """The values as a file that people can read too."""
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def exhibit_of(data: dict[str, Any]) -> Exhibit:
    """The exhibit as it was: what is written from it is written as from the registers then."""
    columns = [Column(**each | {"align": Align(each["align"])}) for each in data["columns"]]
    rows = [_row(each) for each in data["rows"]]
    return Exhibit(**data | {"columns": tuple(columns), "rows": tuple(rows), "notes": tuple(data["notes"])})


def _row(data: dict[str, Any]) -> Row:
    cells = {key: _value(cell) for key, cell in data["cells"].items()}
    return Row(**data | {"cells": cells, "headings": tuple(data["headings"])})


def _exhibit(exhibit: Exhibit) -> dict[str, Any]:
    """Every field of it, by name."""
    plain = asdict(exhibit) | {"notes": list(exhibit.notes)}
    plain["columns"] = [asdict(each) | {"align": each.align.value} for each in exhibit.columns]
    plain["rows"] = [
        asdict(row)
        | {
            "cells": {key: _plain(value) for key, value in row.cells.items()},
            "headings": list(row.headings),
        }
        for row in exhibit.rows
    ]
    return plain


def _sections(document: Document, nodes: list[Node]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield {
            "slug": node.section.slug,
            "numbering": node.section.numbering,
            "level": node.level,
            "number": node.number,
            "place": document.places[node.section.slug],
            "heading": node.heading,
            "heading_note": node.heading_note,
            "body": list(lines_of(node.body)),
            "exhibit": node.section.exhibit,
            "after": list(lines_of(node.after)),
        }
        yield from _sections(document, node.children)


def _facts(document: Document) -> Iterator[dict[str, Any]]:
    report = document.report
    texts = [report.title, report.subtitle, report.preamble]
    for section in document.sections:
        texts += [section.heading, section.heading_note, section.body, section.after]
    for name, parameter in dict.fromkeys(fact for text in texts for fact in fact_names(text)):
        try:
            value = document.value(name, parameter)
        except LookupError:  # no report is published with one; a report may be written out before
            value = UNKNOWN
        yield {
            "name": name,
            "parameter": parameter,
            "value": _plain(value),
            "printed": document.fact(name, parameter),
        }


def _plain(value: Value) -> Any:
    match value:
        case Absent():
            return {"absent": value.value}
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"day": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case tuple():
            return list(value)
    return value


def _value(plain: Any) -> Value:
    match plain:
        case {"absent": name}:
            return Absent(name)
        case {"decimal": digits}:
            return Decimal(digits)
        case {"day": day}:
            return date.fromisoformat(day)
        case {"time": clock}:
            return time.fromisoformat(clock)
        case list():
            return tuple(plain)
    return plain

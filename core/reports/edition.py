"""The edition of a published report (公表した版): its pages and values, frozen, hashed, proven and read back.

Each file is named with its SHA-256, and the edition's digest is the SHA-256 of that list as `sha256sum` would
write it. So whoever has the files and the digest can prove them without this product.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from core.clock import day_of
from core.exhibits import Exhibit
from core.models import Edition, EditionFile, Report
from core.reports.document import ContentsLine, Document
from core.reports.files import exhibit_csv
from core.reports.own_facts import own_line
from core.reports.printing import printed
from core.reports.render import pdf_of, report_html, report_pdf, report_text, text_of
from core.reports.values import exhibit_of, to_json, values_of_document
from core.states.report import State

HTML, PDF, TEXT, VALUES = "report.html", "report.pdf", "report.txt", "values.json"
ACKNOWLEDGEMENTS = "acknowledgements.json"

_ARTICLE = '<article class="report">', "</article>"
_STYLESHEET = re.compile(r'href="data:text/css;charset=utf-8;base64,([^"]+)"')


# --- Freezing ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FrozenFile:
    """A file of an edition before it is kept."""

    name: str
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def freeze(document: Document) -> Edition:
    """Keep what the document says as its report's edition, in the transaction that publishes the report."""
    report = document.report
    if report.published_at is None or report.published_by is None:
        raise ValueError("the report is not published")
    files = list(frozen_files(document))
    edition = Edition.objects.create(
        report=report,
        published_at=report.published_at,
        published_by=report.published_by,
        published_by_name=report.published_by.name,
        digest=digest_of((file.name, file.digest) for file in files),
    )
    EditionFile.objects.bulk_create(
        EditionFile(
            edition=edition,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
            digest=file.digest,
        )
        for file in files
    )
    return edition


def frozen_files(document: Document) -> Iterator[FrozenFile]:
    """The report's pages and values, and who knew of which warning. Raises DomainError where the machine has
    no libraries for the PDF: one that is made later would be another."""
    html = report_html(document)
    yield FrozenFile(HTML, "text/html; charset=utf-8", html.encode())
    yield FrozenFile(PDF, "application/pdf", pdf_of(html, document.contents))
    yield FrozenFile(TEXT, "text/plain; charset=utf-8", text_of(html).encode())
    yield FrozenFile(VALUES, "application/json", to_json(values_of_document(document)))
    yield FrozenFile(ACKNOWLEDGEMENTS, "application/json", to_json(_acknowledgements_of(document.report)))
    for exhibit in document.exhibits():
        yield FrozenFile(f"{exhibit.slug}.csv", "text/csv; charset=utf-8", exhibit_csv(exhibit))


def _acknowledgements_of(report: Report) -> list[dict[str, str]]:
    """The warnings of the checks that people have acknowledged, in the order in which they did."""
    return [
        {
            "check_name": each.check_name,
            "place": each.place,
            "sentence": each.sentence,
            "reason": each.reason,
            "given_by": each.given_by.name,
            "given_at": each.given_at.isoformat(),
        }
        for each in report.acknowledgements.select_related("given_by").order_by("given_at", "id")
    ]


def digest_of(files: Iterable[tuple[str, str]]) -> str:
    """The SHA-256 of the list of (name, digest): what `sha256sum` writes of them, in order of their names."""
    lines = (f"{digest}  {name}\n" for name, digest in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


# --- Proving -----------------------------------------------------------------------------------------------


def verify(edition: Edition) -> list[str]:
    """What of the edition is no longer as it was published, a sentence each; nothing where all holds."""
    report, files = edition.report, list(edition.files.all())
    faults = [
        f"{file.name}の中身が、公表したときと違います。"
        for file in files
        if hashlib.sha256(file.content).hexdigest() != file.digest
    ]
    present = {file.name for file in files}
    faults += [f"{name}がありません。" for name in (HTML, PDF, TEXT, VALUES) if name not in present]
    if digest_of((file.name, file.digest) for file in files) != edition.digest:
        faults.append("ファイルの一覧とそのSHA-256が、公表したときと違います。")
    if (edition.published_at, edition.published_by_id) != (report.published_at, report.published_by_id):
        faults.append("公表した日時か公表した人が、報告書の記録と違います。")
    if not _has_same_acknowledgements(edition, files):
        faults.append("点検の注意の確認が、公表したときと違います。")
    return faults


def _has_same_acknowledgements(edition: Edition, files: list[EditionFile]) -> bool:
    """Whether the register says the same, but for names, which change. An edition from before they were kept
    in it has nothing to say."""
    kept = next((file for file in files if file.name == ACKNOWLEDGEMENTS), None)
    if kept is None or hashlib.sha256(kept.content).hexdigest() != kept.digest:
        return True  # what is broken was told already
    then, now = json.loads(bytes(kept.content)), _acknowledgements_of(edition.report)
    return [each | {"given_by": ""} for each in then] == [each | {"given_by": ""} for each in now]


# --- Reading -----------------------------------------------------------------------------------------------


def values_of(edition: Edition) -> dict[str, Any]:
    """Everything that the report said, as core.reports.values writes it."""
    return json.loads(_content(edition, VALUES))


def edition_of(report: Report) -> Edition | None:
    """The edition of a published report, which has one: never the registers in its place. None of another."""
    return report.edition if report.state == State.PUBLISHED else None


def document_of(report: Report) -> "Document | PublishedDocument":
    """What the report says: a published one from its edition, any other from the registers as they are."""
    edition = edition_of(report)
    return PublishedDocument(edition) if edition is not None else Document(report)


def title_of(report: Report) -> str:
    """The report's title as it prints, or as it was published; read from the report's own row where that
    answers all that it names."""
    return own_line(report, report.title) or document_of(report).title


def titles_of(reports: Iterable[Report]) -> list[tuple[Report, str]]:
    """Each report with its title. What was published is read at once, however many there are; each draft that
    names what stands elsewhere reads its registers."""
    titles = [(report, own_line(report, report.title)) for report in reports]
    published = [report.pk for report, title in titles if not title and report.state == State.PUBLISHED]
    files = EditionFile.objects.filter(name=VALUES, edition__report__in=published)
    kept = {
        report: json.loads(bytes(content))["report"]["title"]
        for report, content in (files.values_list("edition__report", "content") if published else ())
    }
    return [(report, title or kept.get(report.pk) or title_of(report)) for report, title in titles]


class PublishedDocument:
    """A published report as its edition has it, whatever the registers say now. It answers what a Document
    answers to those who show, print and deliver."""

    def __init__(self, edition: Edition):
        self.edition = edition
        self.report = edition.report

    @cached_property
    def values(self) -> dict[str, Any]:
        return values_of(self.edition)

    @property
    def number(self) -> str:
        return f"報告第{printed(self.values['report']['number'])}号"

    @property
    def title(self) -> str:
        return self.values["report"]["title"]

    @property
    def municipality(self) -> str:
        return self.values["report"]["municipality"]

    @property
    def digest(self) -> str:
        return self.edition.digest

    @property
    def published_on(self) -> date:
        return day_of(self.edition.published_at)

    @cached_property
    def contents(self) -> list[ContentsLine]:
        return [
            ContentsLine(
                each["slug"],
                each["level"],
                each["number"],
                f"＜{each['heading']}＞" if each["numbering"] == "bracketed" else each["heading"],
            )
            for each in self.values["sections"]
        ]

    @cached_property
    def exhibit_sources(self) -> dict[str, Exhibit]:
        """The exhibits by slug, in the order of delivery."""
        return {each["slug"]: exhibit_of(each) for each in self.values["exhibits"]}

    def exhibits(self) -> Iterator[Exhibit]:
        yield from self.exhibit_sources.values()

    def exhibit(self, slug: str) -> Exhibit:
        """The exhibit of that name. Raises KeyError where the report has none."""
        return self.exhibit_sources[slug]

    @cached_property
    def html(self) -> str:
        return _content(self.edition, HTML).decode()

    @cached_property
    def article(self) -> SafeString:
        """The report's pages out of their HTML file."""
        opening, closing = _ARTICLE
        first, last = self.html.index(opening), self.html.rindex(closing)
        return mark_safe(self.html[first : last + len(closing)])  # noqa: S308  our own template's, hashed

    @cached_property
    def stylesheet(self) -> bytes:
        """The stylesheet with which the pages were published, out of their HTML file."""
        found = _STYLESHEET.search(self.html)
        if found is None:
            raise LookupError(f"{self.edition}: no stylesheet")
        return base64.b64decode(found[1])

    @cached_property
    def text(self) -> str:
        return _content(self.edition, TEXT).decode()

    def pdf(self) -> bytes:
        """The PDF as it was published."""
        return _content(self.edition, PDF)

    def published_csv(self, slug: str) -> bytes:
        """The exhibit's CSV as it was published."""
        return _content(self.edition, f"{slug}.csv")


def as_html(document: Document | PublishedDocument) -> str:
    """The report as one HTML file; a published one as it was published."""
    return document.html if isinstance(document, PublishedDocument) else report_html(document)


def as_text(document: Document | PublishedDocument) -> str:
    """The report as plain text; a published one as it was published."""
    return document.text if isinstance(document, PublishedDocument) else report_text(document)


def as_pdf(document: Document | PublishedDocument) -> bytes:
    """The report as a PDF; a published one as it was published. Raises DomainError where the machine has no
    libraries for it."""
    return document.pdf() if isinstance(document, PublishedDocument) else report_pdf(document)


def _content(edition: Edition, name: str) -> bytes:
    return bytes(edition.files.get(name=name).content)

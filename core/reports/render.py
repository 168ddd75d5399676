"""Writing a report out: HTML for screen and print, PDF from the same HTML, and plain text."""

import base64
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from core.errors import DomainError
from core.reports.document import ContentsLine, Document

STYLESHEET = "daicho/report.css"
CONTENTS_PLACE = (
    "<!-- contents -->"  # in templates/reports/body.html; in no text, for what is typed is escaped
)
CONTENTS_LEVELS = 2  # １ and （１）: with ① it would no longer be one page
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "caption", "section", "br"}


def report_html(document: Document) -> str:
    """The report as one HTML file that needs nothing beside it: its stylesheet travels in its link."""
    return render_to_string(
        "reports/document.html", {"document": document, "stylesheet": _embedded_stylesheet()}
    )


def report_pdf(document: Document) -> bytes:
    """The report as a tagged PDF with a table of contents and bookmarks. Raises what pdf_of raises."""
    return pdf_of(report_html(document), document.contents)


def report_text(document: Document) -> str:
    """The report as plain text, a line for each paragraph, list item and row."""
    return text_of(report_html(document))


def pdf_of(html: str, contents: Iterable[ContentsLine]) -> bytes:
    """The PDF of a report's HTML file, with a page of its contents behind the title page.

    Raises DomainError where the PDF libraries are not on the machine: they are the system's, not Python's.
    """
    try:
        from weasyprint import HTML  # loads Pango: only where a PDF is asked for
    except OSError as error:
        raise DomainError(
            "この機械にはPDFを作るための部品（Pango）がありません。「make system-packages」で入れてもらうか、"
            "印刷画面を開いて、ブラウザーの印刷でPDFに保存してください。"
        ) from error
    lines = [line for line in contents if line.level <= CONTENTS_LEVELS]
    page = render_to_string("reports/contents.html", {"contents": lines})
    # The pages' numbers are known to the PDF alone, so the HTML holds only the place where they go.
    return HTML(string=html.replace(CONTENTS_PLACE, page, 1)).write_pdf(pdf_variant="pdf/ua-1")


def text_of(html: str) -> str:
    """The text of a report's HTML file."""
    reader = _TextReader()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def _embedded_stylesheet() -> str:
    found = finders.find(STYLESHEET)
    if found is None:
        raise FileNotFoundError(STYLESHEET)
    stylesheet = Path(found).read_bytes()
    return "data:text/css;charset=utf-8;base64," + base64.b64encode(stylesheet).decode("ascii")


class _TextReader(HTMLParser):
    """Reads the text of our own HTML: the head is left out, blocks end a line, cells stand apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "head":
            self.in_head = True
        elif tag in BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self.in_head = False
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.in_head:
            # Line ends of the template are not the report's.
            self.parts.append(data.replace("\n", " "))

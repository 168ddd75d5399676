"""The PDF, read back with the tools a person would use."""

import re
import subprocess
import unicodedata

import pytest
from django.core.management import call_command
from pypdf import PdfReader


@pytest.fixture(scope="module")
def made():
    """The PDF takes seconds and no test changes it: it is made once."""
    return {}


@pytest.fixture
def pdf(request, made, tmp_path_factory):
    if "path" not in made:
        request.getfixturevalue("setagaya")
        made["path"] = tmp_path_factory.mktemp("pdf") / "report.pdf"
        call_command("render_report", 361, format="pdf", output=made["path"], verbosity=0)
    return made["path"]


def pages_of(path):
    """The text of each page, as it stands on it."""
    told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return told.stdout.split("\f")[:-1]


def squeezed(text):
    return re.sub(r"[\s・]+", "", unicodedata.normalize("NFKC", text))


def test_pdf_holds_the_published_headings_and_figures(pdf):
    text = squeezed("".join(pages_of(pdf)))
    for passage in (
        "報告第361号",
        "住民記録のほか22か所",
        "13,630件",
        "827,313件",
        "10マイナンバー諸問題について",
    ):
        assert passage in text


def test_pdf_numbers_its_pages(pdf):
    pages = pages_of(pdf)
    assert len(pages) > 8
    assert [page.split()[-1] for page in pages] == [str(number) for number in range(1, len(pages) + 1)]


def test_pdf_embeds_its_fonts(pdf):
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout.splitlines()[
        2:
    ]
    assert any("BIZ" in line for line in fonts)
    assert {line.split()[-5] for line in fonts} == {"yes"}


def test_pdf_is_tagged_and_has_bookmarks(pdf):
    reader = PdfReader(pdf)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "ja"
    titles = str([mark.title for mark in reader.outline if not isinstance(mark, list)])
    assert reader.outline
    assert "住民基本台帳ネットワークシステム" in titles

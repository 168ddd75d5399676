"""The PDF, read back with the tools a person would use."""

import re
import subprocess
import unicodedata

import pytest
from django.core.management import call_command
from pypdf import PdfReader

# Said here, for the first test to ask for the PDF asks for the database too late.
pytestmark = pytest.mark.django_db


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


def listed_in(contents):
    """(heading, page) of each line of the page of contents; a heading may take two."""
    heading = ""
    for line in contents.splitlines():
        found = re.fullmatch(r"(.*?)(?:\s+\.)*\s+(\d+)\s*", heading + line)
        if found and found[1].strip():
            yield squeezed(found[1]), int(found[2])
            heading = ""
        elif squeezed(line) != "目次":
            heading += line.strip()


def test_pdf_has_a_page_of_contents_with_the_pages_of_its_headings(pdf):
    pages = pages_of(pdf)
    listed = list(listed_in(pages[1]))
    assert squeezed(pages[1]).startswith("目次")
    assert len(listed) == 23
    assert [heading for heading, _ in listed][:4] == [
        "1住民基本台帳ネットワークシステムの運用状況とセキュリティ対策",
        "(1)統合端末の設置状況",
        "(2)統合端末のセキュリティ対策",
        "2住民基本台帳ネットワークシステム関連の各種実績",
    ]
    assert [each for each in listed if each[0] not in squeezed(pages[each[1] - 1])] == []
    numbers = [number for _, number in listed]
    assert numbers == sorted(numbers)
    assert (numbers[0], numbers[-1]) == (3, len(pages) - 1)


def test_contents_are_tagged_links_to_their_headings(pdf):
    reader = PdfReader(pdf)
    links = [each.get_object() for each in reader.pages[1]["/Annots"]]
    assert len(links) >= 23
    assert {link["/Subtype"] for link in links} == {"/Link"}
    assert all("/StructParent" in link for link in links)


def test_contents_stand_in_the_pdf_alone(text_of):
    assert "目次" not in text_of(361)

"""The published reports once more, read from their editions: what is delivered is what the ward published."""

import csv
import io
import re
import subprocess
import sys
import zipfile
from decimal import Decimal

import pytest
from django.core.management import call_command

from core.calendar import wareki
from core.errors import DomainError
from core.exhibits import Align
from core.files.encodings import Encoding
from core.models import Report
from core.reports.document import Document
from core.reports.edition import PublishedDocument, document_of, values_of, verify
from core.reports.errata import errata_of
from core.reports.files import MANIFEST, exhibits_xlsx, exhibits_zip, file_table
from mynumber.models import Measure
from tests.factories import publish
from tests.reports.test_fidelity import ORACLE

NUMBERS = [361, 362]


@pytest.fixture
def published(setagaya):
    """`published(361)`: the report, read from its edition."""

    def read(number):
        return PublishedDocument(publish(Report.objects.get(number=number)))

    return read


def files_of(archive):
    """The tables of a ZIP by name: lists of cells, the header first."""
    read = zipfile.ZipFile(io.BytesIO(archive))
    return {
        name: list(csv.reader(io.StringIO(read.read(name).decode("utf-8-sig"), newline="")))
        for name in read.namelist()
    }


@pytest.mark.parametrize("number", NUMBERS)
def test_published_report_prints_what_was_published(published, tmp_path, number):
    published(number)
    for name in ("html", "text"):
        rendering = tmp_path / f"report.{'txt' if name == 'text' else name}"
        call_command("render_report", number, format=name, output=rendering, verbosity=0)
        answer = subprocess.run(
            [sys.executable, ORACLE, str(number), rendering], capture_output=True, text=True
        )
        assert answer.returncode == 0, answer.stdout
        assert "fidelity 100.00 %  missing 0" in answer.stdout


@pytest.mark.parametrize("number", NUMBERS)
def test_edition_holds_and_nothing_differs_from_the_registers(published, number):
    document = published(number)
    assert verify(document.edition) == []
    assert errata_of(document) == []
    assert list(document.exhibits()) == list(Document(document.report).exhibits())
    told = {(each["name"], each["parameter"]): each for each in values_of(document.edition)["facts"]}
    if number == 361:
        assert told["other_sites.count", ""]["value"] == 22


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_delivered_from_the_edition_is_what_was_delivered_before(setagaya, number):
    report = Report.objects.get(number=number)
    before = Document(report)
    tables = {each.slug: file_table(each) for each in before.exhibits()}
    expected = {encoding: files_in(exhibits_zip(before, encoding)) for encoding in Encoding}
    workbook = len(exhibits_xlsx(before))
    publish(report)
    after = document_of(report)
    assert {each.slug: file_table(each) for each in after.exhibits()} == tables
    for encoding in Encoding:
        files = files_in(exhibits_zip(after, encoding))
        del files[MANIFEST], expected[encoding][MANIFEST]
        assert files == expected[encoding]
    assert abs(len(exhibits_xlsx(after)) - workbook) < 100  # a workbook knows the second it was made in


def files_in(archive):
    read = zipfile.ZipFile(io.BytesIO(archive))
    return {name: read.read(name) for name in read.namelist()}


@pytest.mark.parametrize("number", NUMBERS)
def test_csv_files_are_machine_readable(published, number):
    """行政データにおける機械可読性に関するルール: one header row, one datum a cell, numbers bare."""
    document = published(number)
    files = files_of(exhibits_zip(document))
    manifest = files.pop(MANIFEST)
    assert manifest[0] == [
        "ファイル名",
        "表題",
        "行数",
        "文字コード",
        "時点",
        "時点（和暦）",
        "SHA-256",
        "公表した版のSHA-256",
    ]
    ends_on = document.report.ends_on
    for name, title, rows, encoding, as_of, wareki_of_it, digest, edition in manifest[1:]:
        exhibit = document.exhibit(name.removesuffix(".csv"))
        header, *lines = files.pop(name)
        assert (title, int(rows), encoding) == (exhibit.title, len(lines), "utf-8-sig")
        assert (as_of, wareki_of_it) == (ends_on.isoformat(), wareki(ends_on))
        assert digest == document.edition.files.get(name=name).digest
        assert edition == document.edition.digest
        assert all(header)
        assert len(set(header)) == len(header)
        assert {len(line) for line in lines} <= {len(header)}
        assert not [
            cell for line in [header, *lines] for cell in line if "\n" in cell or cell != cell.strip()
        ]
        for column in exhibit.columns:
            if column.align is Align.NUMBER:
                heading = column.file_heading or column.heading.replace("\n", "")
                cells = [line[header.index(heading)] for line in lines]
                assert all(cell in ("", "―") or Decimal(cell) >= 0 for cell in cells), (name, cells)
            if re.fullmatch(r"令和.*年度", column.heading):
                assert re.search(r"\(\d{4}年度\)$", column.file_heading), name
        for position, heading in enumerate(header):
            if heading.endswith("（和暦）"):
                assert header[position - 1] == heading.removesuffix("（和暦）")
    assert files == {}


def test_what_cp932_lacks_is_named_with_its_place_in_a_published_report_too(setagaya):
    measure = Measure.objects.first()
    measure.text = "鷗外の𠮷報を掲げる。"
    measure.save()
    report = Report.objects.get(number=361)
    publish(report)
    document = document_of(report)
    row = [each.cells["item"] for each in document.exhibit("measures").rows].index(measure.text) + 2
    with pytest.raises(DomainError) as refused:
        exhibits_zip(document, Encoding.CP932)
    place = "measures.csv（情報セキュリティポリシーに基づく対策）"
    assert list(refused.value.reasons) == [
        f"{place}CP932（Shift_JIS）で書けない文字があります。文字を置き換えるか、UTF-8で書き出してください。",
        f"{place}{row}行2列目：「鷗」（U+9DD7）",
        f"{place}{row}行2列目：「𠮷」（U+20BB7）",
    ]
    assert measure.text in files_of(exhibits_zip(document))["measures.csv"][row - 1]

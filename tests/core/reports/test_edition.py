"""The edition: what it keeps, that it proves itself, and that a published report is read from it alone."""

import hashlib
import json
from datetime import date, time
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from core.errors import DomainError
from core.exhibits import NOT_APPLICABLE, UNKNOWN, Align, Column, Exhibit, Row
from core.models import Edition, EditionFile, Report, Staff
from core.reports.document import Document
from core.reports.edition import (
    PublishedDocument,
    digest_of,
    document_of,
    frozen_files,
    values_of,
    verify,
)
from core.reports.files import exhibit_csv
from core.reports.values import exhibit_of, to_json, values_of_document
from mynumber.models import FlowFigure
from tests.factories import (
    advance_report,
    correct_figure,
    make_acknowledgement,
    make_flow_figure,
    make_municipality,
    make_report,
    make_section,
    make_series,
    make_staff,
    publish,
)
from tests.rules import trigger_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    """A report of one section, whose prose names a figure of fiscal 2022."""
    make_municipality("見本市")
    make_flow_figure(series=make_series(code="moves", name="転出"), whole_year=1084)
    section = make_section(
        report=make_report(title="{{ municipality }}の実施状況", preamble="条例により報告する。"),
        slug="moves",
        heading="実績",
        body="{{ fiscal_year }}は{{ total:moves }}件でした。\n\n- 一つ目\n- 二つ目",
        exhibit="terminals",
    )
    return section.report


@pytest.fixture
def edition(report):
    return publish(report, published=make_staff(name="公表 花子"))


@pytest.fixture
def as_owner(edition):
    """The tables' owner, whom no right holds back."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield cursor


def content_of(edition, name):
    return bytes(edition.files.get(name=name).content)


# --- What it keeps ---------------------------------------------------------------------------------------


def test_edition_keeps_the_pages_the_values_and_a_csv_of_every_exhibit(edition, report):
    document = Document(report)
    names = {"report.html", "report.pdf", "report.txt", "values.json", "acknowledgements.json"}
    names |= {f"{exhibit.slug}.csv" for exhibit in document.exhibits()}
    assert set(edition.files.values_list("name", flat=True)) == names
    assert "令和４年度は１，０８４件でした。" in content_of(edition, "report.html").decode()
    assert "令和４年度は１，０８４件でした。\n" in content_of(edition, "report.txt").decode()
    assert content_of(edition, "report.pdf").startswith(b"%PDF-")
    assert content_of(edition, "terminals.csv") == exhibit_csv(document.exhibit("terminals"))


def test_pdf_says_what_the_pages_say(edition):
    pages = PdfReader(BytesIO(content_of(edition, "report.pdf"))).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    assert "見本市の実施状況" in text
    assert "１，０８４件" in text


def test_edition_keeps_who_acknowledged_which_warning_and_why(report):
    person = make_staff(name="起草 花子")
    given = make_acknowledgement(report=report, given_by=person, reason="窓口を増やしたため")
    edition = publish(report)
    Staff.objects.filter(pk=person.pk).update(name="改姓 花子")
    assert json.loads(content_of(edition, "acknowledgements.json")) == [
        {
            "check_name": "swing",
            "place": "１（１）",
            "sentence": "前年度から大きく増えています。",
            "reason": "窓口を増やしたため",
            "given_by": "起草 花子",
            "given_at": given.given_at.isoformat(),
        }
    ]
    assert verify(edition) == []


def test_edition_without_acknowledgements_says_that_there_are_none(edition):
    assert json.loads(content_of(edition, "acknowledgements.json")) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE core_checkacknowledgement SET reason = '別の理由'",
        "DELETE FROM core_checkacknowledgement",
    ],
)
def test_acknowledgement_that_is_another_than_was_published_is_found(report, change):
    make_acknowledgement(report=report)
    edition = publish(report)
    with trigger_off("core.CheckAcknowledgement:lines_frozen"), connection.cursor() as cursor:
        cursor.execute(change)
    assert verify(edition) == ["点検の注意の確認が、公表したときと違います。"]


def test_edition_from_before_acknowledgements_were_kept_in_it_holds(edition, as_owner):
    """Its list of files has none, and so has its digest."""
    as_owner.execute("DELETE FROM core_editionfile WHERE name = 'acknowledgements.json'")
    files = edition.files.values_list("name", "digest")
    as_owner.execute("UPDATE core_edition SET digest = %s", [digest_of(files)])
    edition.refresh_from_db()
    assert verify(edition) == []


def test_digest_is_that_of_the_list_which_sha256sum_would_write(edition):
    listed = b""
    for file in sorted(edition.files.all(), key=lambda file: file.name):
        assert file.digest == hashlib.sha256(file.content).hexdigest()
        listed += f"{file.digest}  {file.name}\n".encode()
    assert edition.digest == hashlib.sha256(listed).hexdigest()
    assert digest_of([("b", "2"), ("a", "1")]) == hashlib.sha256(b"1  a\n2  b\n").hexdigest()


def test_values_hold_the_prose_as_printed_and_the_facts_as_values(edition):
    values = values_of(edition)
    assert values["report"]["title"] == "見本市の実施状況"
    assert (values["report"]["fiscal_year"], values["report"]["ends_on"]) == (2022, "2023-03-31")
    assert values["report"]["preamble"] == ["条例により報告する。"]
    (section,) = values["sections"]
    assert (section["place"], section["heading"], section["exhibit"]) == ("１", "実績", "terminals")
    assert section["body"] == ["令和４年度は１，０８４件でした。", "・一つ目", "・二つ目"]
    facts = {(fact["name"], fact["parameter"]): (fact["value"], fact["printed"]) for fact in values["facts"]}
    assert facts == {
        ("municipality", ""): ("見本市", "見本市"),
        ("fiscal_year", ""): ("令和４年度", "令和４年度"),
        ("total", "moves"): (1084, "１，０８４"),
    }


def test_freezing_twice_gives_the_same_values_and_pages(report):
    kept = [{file.name: file.digest for file in frozen_files(Document(report))} for _ in range(2)]
    del kept[0]["report.pdf"], kept[1]["report.pdf"]
    assert kept[0] == kept[1]


def test_exhibit_comes_back_from_its_values_as_it_was():
    exhibit = Exhibit(
        slug="x",
        title="表",
        columns=(Column("a", "甲", "甲の列", Align.NUMBER, merged=True, wide=True), Column("b", "乙")),
        rows=(
            Row({"a": 0, "b": Decimal("58.60")}, unit="％", note="注", code="c", group="g", bracket="内訳"),
            Row({"a": UNKNOWN, "b": NOT_APPLICABLE}, part_of="元", beside=True, headings=("一", "二")),
            Row({"a": date(2023, 3, 31), "b": time(8, 30)}, total=True),
            Row({"a": True, "b": ("一", "二")}),
            Row({"a": "", "b": "文"}),
        ),
        notes=("＊注",),
        template="exhibits/outline.html",
        numbered=True,
        prints_unit=False,
    )
    values = {"exhibits": [_plain(exhibit)]}
    assert exhibit_of(json.loads(to_json(values))["exhibits"][0]) == exhibit


def _plain(exhibit):
    """The exhibit as values_of_document writes it."""

    class One(Document):
        def exhibits(self):
            return iter([exhibit])

    return values_of_document(One(make_report()))["exhibits"][0]


def test_every_exhibit_of_the_report_comes_back_from_its_values(report):
    document = Document(report)
    read = [exhibit_of(each) for each in json.loads(to_json(values_of_document(document)))["exhibits"]]
    assert read == list(document.exhibits())


# --- Proving it ------------------------------------------------------------------------------------------


def test_edition_holds_as_it_was_published(edition):
    assert verify(edition) == []


@pytest.mark.parametrize("name", ["report.html", "values.json", "terminals.csv", "acknowledgements.json"])
def test_changed_byte_is_found(edition, as_owner, name):
    turned = "set_byte(content, 1, get_byte(content, 1) # 1)"
    as_owner.execute(f"UPDATE core_editionfile SET content = {turned} WHERE name = %s", [name])
    assert verify(Edition.objects.get()) == [f"{name}の中身が、公表したときと違います。"]


def test_changed_file_with_a_digest_made_to_fit_is_found(edition, as_owner):
    made_to_fit = "content = 'x', digest = encode(sha256('x'), 'hex')"
    as_owner.execute(f"UPDATE core_editionfile SET {made_to_fit} WHERE name = 'report.txt'")
    assert verify(Edition.objects.get()) == ["ファイルの一覧とそのSHA-256が、公表したときと違います。"]


def test_missing_and_added_files_are_found(edition, as_owner):
    as_owner.execute("DELETE FROM core_editionfile WHERE name = 'values.json'")
    assert verify(Edition.objects.get()) == [
        "values.jsonがありません。",
        "ファイルの一覧とそのSHA-256が、公表したときと違います。",
    ]


def test_another_publisher_than_the_report_s_is_found(edition, as_owner):
    as_owner.execute("UPDATE core_edition SET published_by_id = %s", [make_staff().pk])
    assert verify(Edition.objects.get()) == ["公表した日時か公表した人が、報告書の記録と違います。"]


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET digest = digest", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
@pytest.mark.parametrize("table", ["core_edition", "core_editionfile"])
def test_product_can_neither_change_nor_remove_an_edition(edition, table, statement):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert EditionFile.objects.exists()


# --- The command -----------------------------------------------------------------------------------------


def verified(number, **options):
    out = StringIO()
    call_command("verify_report", number, stdout=out, **options)
    return out.getvalue()


def test_command_says_that_all_holds(edition, report):
    told = verified(report.number)
    assert str(report) in told
    assert "公表した人：公表 花子" in told
    assert f"版のSHA-256：{edition.digest}\n" in told
    count = edition.files.count()
    assert (
        f"公表した版は、公表したときのままです。ファイル{count}個とその一覧のSHA-256が一致しました。" in told
    )
    assert told.endswith("今の台帳と違う値はありません。\n")
    for file in edition.files.all():
        assert f"  {file.digest}  {file.name}\n" in told


def test_published_report_without_its_edition_shows_nothing_rather_than_the_registers(report):
    advance_report(report, "in_review")
    given = {"published_at": timezone.now(), "published_by": make_staff()}
    published = Report.objects.filter(pk=report.pk)
    with transaction.atomic():
        published.update(state="published", **given)
        with pytest.raises(Edition.DoesNotExist):
            document_of(published.get())
        transaction.set_rollback(True)  # the database asks for the edition at the end


def test_command_compares_the_digest_that_was_told_outside(edition, report):
    """Whoever owns the tables could make file and digests fit: the notice is the measure outside."""
    assert "控えのSHA-256とも一致しました。" in verified(report.number, digest=edition.digest.upper())
    with pytest.raises(CommandError, match="版のSHA-256が、控えのabcと違います。"):
        verified(report.number, digest="abc")


def test_command_tells_how_many_values_differ_today(edition, report):
    correct_figure(FlowFigure.objects.get(), whole_year=1085)
    assert verified(report.number).endswith("今の台帳と違う値が1件あります。正誤表で確かめてください。\n")


def test_command_fails_where_a_byte_was_changed(edition, report, as_owner):
    as_owner.execute("UPDATE core_editionfile SET content = content || '.' WHERE name = 'report.html'")
    with pytest.raises(CommandError) as failed:
        verified(report.number)
    assert str(failed.value) == (
        "公表した版は、公表したときのままではありません。\nreport.htmlの中身が、公表したときと違います。"
    )
    assert failed.value.returncode == 1


def test_command_fails_where_nothing_was_published(report):
    with pytest.raises(CommandError, match="公表した版はありません。いまの状態は「起草中」です。"):
        verified(report.number)


# --- Reading it ------------------------------------------------------------------------------------------


def test_draft_is_read_from_the_registers_and_a_published_report_from_its_edition(report):
    assert isinstance(document_of(report), Document)
    publish(report)
    report.refresh_from_db()
    correct_figure(FlowFigure.objects.get(), whole_year=2000)
    document = document_of(report)
    assert isinstance(document, PublishedDocument)
    assert (document.number, document.title) == (Document(report).number, "見本市の実施状況")
    assert (document.municipality, document.digest) == ("見本市", report.edition.digest)
    assert "１，０８４件でした" in document.article
    assert document.article.startswith('<article class="report">')
    assert document.article.endswith("</article>")
    assert "２，０００" not in document.html + document.text


def test_published_exhibit_stays_what_it_was(report):
    before = list(Document(report).exhibits())
    published = PublishedDocument(publish(report))
    assert list(published.exhibits()) == before
    assert published.exhibit("terminals") == Document(report).exhibit("terminals")
    with pytest.raises(KeyError):
        published.exhibit("no-such-exhibit")


def test_contents_are_the_same_from_either(report):
    before = Document(report).contents
    assert [(line.slug, line.number, line.heading) for line in before] == [("moves", "１", "実績")]
    assert PublishedDocument(publish(report)).contents == before


def test_pdf_is_the_published_one(edition):
    assert PublishedDocument(edition).pdf() == content_of(edition, "report.pdf")


def test_nothing_is_published_without_its_pdf(report, monkeypatch):
    def without_libraries(*_):
        raise DomainError("PDFをつくる部品がありません。")

    monkeypatch.setattr("core.reports.edition.pdf_of", without_libraries)
    with pytest.raises(DomainError, match="PDFをつくる部品がありません"):
        publish(report)


def test_published_pages_print_with_the_stylesheet_of_their_day(report, client, monkeypatch):
    """An update of the product must not set the pages of an old report anew."""
    edition = publish(report)
    monkeypatch.setattr(
        "core.reports.render._embedded_stylesheet", lambda: "data:text/css;charset=utf-8;base64,"
    )
    client.force_login(make_staff("auditor"))
    page = client.get(f"/reports/{report.number}/print/").content.decode()
    address = f"/reports/{report.number}/publication/report.css"
    assert f'<link rel="stylesheet" href="{address}">' in page
    assert "daicho/report.css" not in page
    answer = client.get(address)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer.content == Path(finders.find("daicho/report.css")).read_bytes()
    assert answer.content == PublishedDocument(edition).stylesheet

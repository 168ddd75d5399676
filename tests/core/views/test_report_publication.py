"""The pages of a report's publication: its steps, what was published, the 正誤表, and the files."""

import io
import zipfile
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from core.audit import act
from core.calendar import wareki
from core.clock import day_of
from core.models import AccessEvent, Edition, Report
from mynumber.models import FigureTableLine, FlowFigure
from tests.factories import (
    advance_report,
    correct_figure,
    make_correction,
    make_figure_table,
    make_flow_figure,
    make_municipality,
    make_report,
    make_section,
    make_series,
    make_staff,
    publish,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafter():
    return make_staff("mynumber", name="起草 太郎")


@pytest.fixture
def publisher():
    return make_staff("publisher", name="公表 花子")


@pytest.fixture
def words():
    """A draft without figures, in which the checks find nothing."""
    return make_section(report=make_report(number=361), body="窓口で行いました。").report


@pytest.fixture
def report():
    """A draft that tells 100 moves in fiscal 2022, in its prose and in a table."""
    make_municipality("見本市")
    series = make_series(code="moves", name="転出")
    make_flow_figure(series=series)
    table = make_figure_table(slug="moves", title="届出の実績", years=1)
    FigureTableLine.objects.create(table=table, series=series)
    report = make_report(number=361)
    make_section(report=report, heading="届出", body="転出は{{ total:moves }}件でした。", exhibit="moves")
    return report


@pytest.fixture
def published(report, publisher):
    publish(report, published=publisher)
    return report


def correct(after=15):
    correct_figure(FlowFigure.objects.get(), q1=after)


def desk_of(person):
    desk = Client()
    desk.force_login(person)
    return desk


def pressed(desk, action, version, comment=""):
    return desk.post(
        f"/reports/361/publication/{action}/", {"version": version, "comment": comment}, follow=True
    )


def saved(answer):
    return b"".join(answer) if answer.streaming else answer.content


# --- Steps ---------------------------------------------------------------------------------------------


def test_report_is_submitted_and_published_through_its_page(words, drafter, publisher):
    page = text_of(desk_of(drafter).get("/reports/361/publication/"))
    assert "起草しています。点検で見つかったことを直してから、公表前の確認に出します。" in page
    assert "点検で残っていることはありません。" in page
    assert "公表する</button>" not in page
    done = pressed(desk_of(drafter), "submit", 1, "お願いします")
    assert "公表前の確認に出しました。公表する人に知らせました。" in text_of(done)
    desk = desk_of(publisher)
    page = text_of(desk.get("/reports/361/publication/"))
    assert "公表する</button>" in page
    assert "差し戻す</button>" in page
    assert "お願いします" in page
    done = text_of(pressed(desk, "publish", 2))
    assert "公表しました。いまの値とページを、公表した版として残しました。" in done
    edition = Edition.objects.get()
    assert f'<code class="digest">{edition.digest}</code>' in done
    assert "公表した版と今の台帳とで違う値はありません。" in done
    assert "公表する</button>" not in done


def test_what_the_checks_find_is_shown_instead_of_the_button(words, publisher):
    for _ in range(7):
        make_section(report=words, body="{{ no_such_fact }}")
    advance_report(words, "in_review")
    page = text_of(desk_of(publisher).get("/reports/361/publication/"))
    assert "点検で見つかったことが7件残っています。" in page
    assert page.count("という項目は、この報告書にありません") == 5
    assert "点検の画面で、ほか2件も確かめる" in page
    assert "点検で見つかったことが7件残っています。なくなるまで公表できません。" in page
    assert "公表する</button>" not in page
    assert "差し戻す</button>" in page


def test_refused_publication_tells_every_reason_and_keeps_the_comment(report, publisher):
    with act("edit", by=publisher):
        make_section(report=report, body="{{ no_such_fact }}")
    advance_report(report, "in_review")
    answer = pressed(desk_of(publisher), "publish", 1, "読みました")
    assert answer.status_code == 422
    page = text_of(answer)
    assert "まだ何もしていません。次のことを確かめてください。" in page
    assert "あなたはこの報告書の文を書いています。別の職員が公表してください。" in page
    assert "という項目は、この報告書にありません" in page
    assert Report.objects.get().state == "in_review"


def test_drafter_is_refused_publishing_and_a_reader_every_step(report, drafter):
    advance_report(report, "in_review")
    assert pressed(desk_of(drafter), "publish", 1).status_code == 403
    assert pressed(desk_of(make_staff("auditor")), "return", 1, "直してください").status_code == 403
    assert pressed(desk_of(make_staff("applicant")), "return", 1).status_code == 403
    assert Report.objects.get().state == "in_review"


def test_unknown_report_and_step_are_not_there(report, publisher):
    desk = desk_of(publisher)
    assert desk.get("/reports/999/publication/").status_code == 404
    assert pressed(desk, "shred", 1).status_code == 400


# --- What was published ----------------------------------------------------------------------------------


def test_published_report_is_shown_and_printed_as_it_was(published, publisher):
    correct(15)
    desk = desk_of(publisher)
    for address in ("/reports/361/", "/reports/361/print/"):
        page = text_of(desk.get(address))
        assert "転出は１００件でした。" in page, address
        assert "１０５件" not in page
    page = text_of(desk.get("/reports/361/"))
    day = wareki(day_of(Edition.objects.get().published_at))
    assert f"{day}に公表 花子が公表したときのページです。" in page
    assert "公表済み</span>" in page
    assert '<a class="badge badge-warning" href="/reports/361/publication/#errata">正誤あり 2件</a>' in page


def test_draft_is_shown_from_the_registers(report, publisher):
    FlowFigure.objects.update(q1=15)
    page = text_of(desk_of(publisher).get("/reports/361/"))
    assert "転出は１０５件でした。" in page
    assert "今の台帳から組み立てています。" in page
    assert "正誤あり" not in page


def test_published_report_is_delivered_as_it_was(published, publisher):
    correct(15)
    desk, edition = desk_of(publisher), Edition.objects.get()
    assert saved(desk.get("/reports/361/report.pdf")) == edition.files.get(name="report.pdf").content
    frozen = edition.files.get(name="moves.csv").content
    assert saved(desk.get("/reports/361/exhibits/moves/utf-8-sig/exhibit.csv")) == frozen
    assert "100" in saved(desk.get("/reports/361/exhibits/moves/cp932/exhibit.csv")).decode("cp932")
    assert "１００件" in text_of(desk.get("/reports/361/exhibits/moves/"))
    archive = zipfile.ZipFile(io.BytesIO(saved(desk.get("/reports/361/utf-8-sig/exhibits.zip"))))
    assert archive.read("moves.csv") == frozen
    header, *lines = archive.read("manifest.csv").decode("utf-8-sig").splitlines()
    assert header.split(",")[-2:] == ["SHA-256", "公表した版のSHA-256"]
    assert {line.split(",")[-1] for line in lines} == {edition.digest}
    workbook = zipfile.ZipFile(io.BytesIO(saved(desk.get("/reports/361/exhibits.xlsx"))))
    assert any(b"<v>100</v>" in workbook.read(name) for name in workbook.namelist())


def test_draft_is_delivered_without_a_digest(report, publisher):
    data = saved(desk_of(publisher).get("/reports/361/utf-8-sig/exhibits.zip"))
    lines = zipfile.ZipFile(io.BytesIO(data)).read("manifest.csv").decode("utf-8-sig").splitlines()
    assert {line.split(",")[-1] for line in lines[1:]} == {""}


def test_published_report_cannot_be_changed_from_its_page(published):
    drafter = make_staff("mynumber")
    page = text_of(desk_of(drafter).get("/reports/361/"))
    assert ">変更</a>" not in page


def test_every_file_of_the_edition_is_saved_as_it_was_and_logged(published, publisher):
    desk, edition = desk_of(publisher), Edition.objects.get()
    page = text_of(desk.get("/reports/361/publication/"))
    for file in edition.files.all():
        address = f"/reports/361/publication/files/{file.name}"
        assert f'href="{address}"' in page
        assert file.digest in page
        answer = desk.get(address)
        assert saved(answer) == file.content
        assert answer["Content-Disposition"].startswith("attachment")
        event = AccessEvent.objects.latest("id")
        assert (event.kind, event.subject) == ("export", str(published))
        assert event.detail == {"file": file.name, "digest": file.digest}
    assert desk.get("/reports/361/publication/files/no-such-file").status_code == 404


def test_verification_is_shown_on_request(published, publisher):
    desk = desk_of(publisher)
    assert "公表したときのままです" not in text_of(desk.get("/reports/361/publication/"))
    page = text_of(desk.get("/reports/361/publication/?verify=yes"))
    count = Edition.objects.get().files.count()
    assert "公表した版は、公表したときのままです。" in page
    assert f"ファイル{count}個とその一覧のSHA-256を計算し直して" in page


# --- 正誤表 -------------------------------------------------------------------------------------------------


def test_errata_stand_on_the_page_on_paper_and_in_the_file(published, publisher):
    correct()
    desk = desk_of(publisher)
    page = text_of(desk.get("/reports/361/publication/"))
    assert "公表した版と今の台帳とで違う値が2件あります。公表した版は変わりません。" in page
    paper = text_of(desk.get("/reports/361/publication/errata/print/"))
    assert "<h1>報告第361号 正誤表</h1>" in paper
    for told in (page, paper):
        assert '<td class="erratum-wrong">１００件</td><td class="erratum-right">１０５件</td>' in told
        assert "<td>数え違い</td>" in told
    event = AccessEvent.objects.latest("id")
    assert (event.kind, event.subject) == ("print", f"{published} 正誤表")
    data = saved(desk.get("/reports/361/publication/errata/utf-8-sig/errata.csv")).decode("utf-8-sig")
    header, _, line = data.splitlines()
    assert header == "表・節,行,列,誤,正,理由,訂正日,訂正日（和暦）"
    today = wareki(timezone.localdate())
    assert line.startswith("１　届出の実績,転出,令和４年度,１００件,１０５件,数え違い,")
    assert line.endswith(f",{today}")
    assert AccessEvent.objects.latest("id").detail["rows"] == 2


def test_errata_that_an_encoding_lacks_are_named(published, publisher):
    correct(15)
    make_series(code="other", name="𠮷")
    make_correction(flow_figure=FlowFigure.objects.get(), after=16, state="approved", reason="𠮷の誤り")
    answer = desk_of(publisher).get("/reports/361/publication/errata/cp932/errata.csv")
    assert answer.status_code == 422
    assert "「𠮷」（U+20BB7）" in text_of(answer)


def test_draft_has_no_errata_and_no_files(report, publisher):
    desk = desk_of(publisher)
    for address in ("errata/print/", "errata/cp932/errata.csv", "files/report.html"):
        assert desk.get(f"/reports/361/publication/{address}").status_code == 404, address


def test_list_tells_where_each_report_stands(published, publisher):
    make_report(number=400, fiscal_year=2023, starts_on=date(2023, 4, 1), ends_on=date(2024, 3, 31))
    page = text_of(desk_of(publisher).get("/reports/"))
    assert '<span class="badge badge-success">公表済み</span>' in page
    assert '<span class="badge">起草中</span>' in page

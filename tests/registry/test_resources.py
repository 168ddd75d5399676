"""Terminals and sites out to a file and in again, through the admin."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.files.csv import read_csv
from core.models import AccessEvent
from registry.models import Affair, Site, Terminal
from tests.factories import make_department, make_site, make_staff, make_terminal
from tests.pages import form_of, text_of

pytestmark = pytest.mark.django_db

TERMINALS = "/admin/registry/terminal/"
HEADER = "端末番号,設置場所コード,設置日,撤去日,備考\n"


@pytest.fixture
def reviewer():
    return make_staff("reviewer", name="審査 次郎")


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def site():
    return make_site(code="uemachi", name="上町")


def upload(desk, text, register=TERMINALS, encoding="utf-8-sig"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    page = form_of(desk.get(f"{register}import/"), "import-form")
    page["import_file"] = SimpleUploadedFile("terminals.csv", data, content_type="text/csv")
    return desk.post(f"{register}import/", page)


def confirm(desk, preview, register=TERMINALS):
    return desk.post(f"{register}process_import/", form_of(preview, "confirm-form"), follow=True)


# --- Out ------------------------------------------------------------------------------------------


def test_export_holds_what_is_filtered_and_is_logged(desk, reviewer, site):
    make_terminal(number="T-001", site=site, starts_on=date(2023, 3, 20), remarks="=1+1")
    make_terminal(number="T-002", site=make_site())
    response = desk.get(f"{TERMINALS}export/", {"site__id__exact": site.pk})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert b"'=1+1" in response.content
    (row,) = read_csv(response.content).rows
    assert row.values == {
        "端末番号": "T-001",
        "設置場所コード": "uemachi",
        "設置日": "2023-03-20",
        "撤去日": "",
        "備考": "=1+1",
    }
    event = AccessEvent.objects.get(kind="export")
    assert (event.staff, event.subject) == (reviewer, "統合端末")


def test_export_comes_in_again_unchanged(desk, site):
    make_terminal(number="T-001", site=site, starts_on=date(2023, 3, 20), remarks="=1+1")
    preview = upload(desk, desk.get(f"{TERMINALS}export/").content)
    assert text_of(preview).count("<td>変更なし</td>") == 1
    assert "ファイルを取り込みました：追加0件、変更0件、変更なし1件" in text_of(confirm(desk, preview))


# --- In -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_file_is_shown_first_and_saved_when_confirmed(desk, reviewer, site, encoding):
    make_terminal(number="T-001", site=site, remarks="窓口")
    text = HEADER + "T-001,uemachi,,,奥の部屋\nT-002,uemachi,令和５年３月２０日,,\n"
    preview = upload(desk, text, encoding=encoding)
    assert "<del>窓口</del> <ins>奥の部屋</ins>" in text_of(preview)
    assert "style=" not in text_of(preview)
    assert Terminal.objects.count() == 1
    response = confirm(desk, preview)
    assert "ファイルを取り込みました：追加1件、変更1件、変更なし0件" in text_of(response)
    added = Terminal.objects.get(number="T-002")
    assert (added.site, added.starts_on) == (site, date(2023, 3, 20))
    context = added.events.get().pgh_context
    assert (context["action"], context["reason"], context["name"]) == (
        "import",
        "terminals.csv",
        "審査 次郎",
    )


def test_every_fault_is_shown_with_its_line_and_nothing_is_saved(desk, site):
    text = HEADER + (
        "T-001,nowhere,きのう,,\n"
        "T-002,uemachi,,,\n"
        "\n"
        ",uemachi,,,\n"
        "T-003,uemachi,2023-04-01,2023-03-31,\n"
        "T-002,uemachi,,,\n"
        "T-004,uemachi,,,連絡先 123456789018\n"
    )
    response = upload(desk, text)
    assert "confirm_form" not in response.context_data
    faults = [(fault.line, fault.sentence) for fault in response.context_data["faults"]]
    assert [line for line, _ in faults] == [2, 2, 5, 6, 7, 8]
    assert "設置場所コード：「nowhere」という設置場所コードはありません。" in faults[0][1]
    assert "設置日：日付として読めません。" in faults[1][1]
    assert "端末番号" in faults[2][1]
    assert "終了日が開始日より前になっています。" in faults[3][1]
    assert "端末番号「T-002」の行が２つあります。" in faults[4][1]
    assert "備考：個人番号（マイナンバー）と思われる12桁の数字があります。" in faults[5][1]
    assert not Terminal.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("端末番号,設置場所コード,設置日,撤去日,備考,色\nT-1,a,,,,赤\n", "「色」という列は使えません。"),
        ("端末番号,設置場所コード\nT-1,a\n", "見出しに「備考」がありません。"),
        ("", "ファイルが空です。"),
        (HEADER.encode() + b"T-001,\xff\xfe,,,\n", "2行目"),
    ],
)
def test_file_of_another_shape_is_refused(desk, text, sentence):
    assert sentence in text_of(upload(desk, text))
    assert not Terminal.objects.exists()


def test_confirmation_of_a_file_that_is_gone_asks_for_it_again(desk, site):
    preview = upload(desk, HEADER + "T-001,uemachi,,,\n")
    confirm(desk, preview)
    assert "もう一度ファイルを選んでください。" in text_of(confirm(desk, preview))
    assert Terminal.objects.count() == 1


def test_confirmation_leads_to_no_other_file(desk, site):
    """A made-up name finds nothing, neither among the machine's temporary files nor above them."""
    form = form_of(upload(desk, HEADER + "T-001,uemachi,,,\n"), "confirm-form")
    with tempfile.NamedTemporaryFile(suffix=".csv") as other:
        other.write((HEADER + "T-002,uemachi,,,\n").encode())
        other.flush()
        for name in (other.name, Path(other.name).name, f"../{Path(other.name).name}"):
            response = desk.post(
                f"{TERMINALS}process_import/", form | {"import_file_name": name}, follow=True
            )
            assert "もう一度ファイルを選んでください。" in text_of(response)
        assert Path(other.name).exists()
    assert not Terminal.objects.exists()


def test_register_that_changed_since_the_preview_takes_nothing(desk, site):
    make_site(code="kamiuma")
    preview = upload(desk, HEADER + "T-001,kamiuma,,,\nT-002,uemachi,,,\n")
    Site.objects.filter(pk=site.pk).update(code="elsewhere")
    assert "取り込めませんでした" in text_of(confirm(desk, preview))
    assert not Terminal.objects.exists()


def test_sites_and_affairs_are_brought_in(desk):
    make_department(code="juki")
    sites = (
        "設置場所コード,設置場所,略称,種別,所属コード,設置日,廃止日,備考,並び順\n"
        "kamiuma,上馬まちづくりセンター,上馬,まちづくりセンター,juki,R5.3.20,,,１０\n"
    )
    confirm(desk, upload(desk, sites, register="/admin/registry/site/"), register="/admin/registry/site/")
    site = Site.objects.get()
    assert (site.code, site.kind, site.department.code, site.order) == (
        "kamiuma",
        "town_centre",
        "juki",
        10,
    )
    affairs = "事務コード,事務,開始日,終了日,並び順\nresident_tax,住民税,,,\n"
    register = "/admin/registry/affair/"
    confirm(desk, upload(desk, affairs, register=register), register=register)
    assert (Affair.objects.get().name, Affair.objects.get().order) == ("住民税", 0)


def test_files_are_for_those_with_the_right(client):
    client.force_login(make_staff("clerk"))
    assert client.get(f"{TERMINALS}export/").status_code == 403
    assert client.get(f"{TERMINALS}import/").status_code == 403
    reader = make_staff("mynumber")
    client = Client()
    client.force_login(reader)
    assert client.get(f"{TERMINALS}export/").status_code == 200
    assert client.get(f"{TERMINALS}import/").status_code == 403
    assert client.post(f"{TERMINALS}process_import/").status_code == 403
